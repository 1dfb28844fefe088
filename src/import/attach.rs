//! To which commune the people of a grid cell belong.
//!
//! To the one that holds the centre of the cell; where none does (a coast, a frontier, a boundary that is drawn
//! coarsely), to the one that the file names, else to the nearest, both within [`NEAREST_M`]. A cell of nobody's is set aside with its people, and told.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use geo::Intersects;
use geo_types::{Coord, Point};
use serde::Serialize;

use super::grid::{CellRow, Cells};
use super::mergers::{Mergers, Today};
use crate::geodesy::metres_to_area;
use crate::model::{Bounds, Commune, CommuneCode, GridCell};
use crate::territory::CommuneIndex;
use crate::units::People;

/// How far from a boundary the centre of a cell may be and still be of that commune, metres (inclusive).
pub const NEAREST_M: f64 = 2_000.0;

/// How a cell came to its commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Its centre is inside.
    Inside,
    /// The file names the commune.
    Named,
    /// It is the nearest.
    Nearest,
}

/// Cells, and people, by the way they came to their commune.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CellCount {
    /// Cells.
    pub cells: u64,
    /// Their people.
    pub people: People,
}

impl CellCount {
    pub(super) fn add(&mut self, people: People) {
        self.cells += 1;
        self.people = self.people + people;
    }
}

/// What became of cells.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// Cells with a commune, in the order of their rows.
    pub(super) cells: Vec<GridCell>,
    /// Places in the rows of those that have none.
    pub(super) orphans: Vec<usize>,
    /// Places in the rows of those that were there before.
    pub(super) repeated: Vec<usize>,
    /// How each of them came to it.
    pub(super) ways: Vec<Way>,
}

/// Attaches cells to communes. Cost: some microseconds a cell, on every processor.
pub(super) fn attach(cells: &Cells, communes: &[Commune], mergers: &Mergers) -> Attached {
    let index = CommuneIndex::new(communes);
    let current: BTreeSet<CommuneCode> = communes.iter().map(|commune| commune.code).collect();
    let today = todays(cells, mergers, &current);
    let context = Context { index: &index, several: &cells.several, today: &today };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    let length = cells.rows.len().div_ceil(threads).max(1);
    let mut found: Vec<Option<(CommuneCode, Way)>> = vec![None; cells.rows.len()];
    thread::scope(|scope| {
        let parts = cells.rows.chunks(length).zip(found.chunks_mut(length)).enumerate();
        for (part, (rows, found)) in parts {
            let context = &context;
            scope.spawn(move || {
                for (i, (row, found)) in rows.iter().zip(found).enumerate() {
                    *found = context.commune_of(part * length + i, row);
                }
            });
        }
    });
    let repeated = repeated(&cells.rows);
    let mut attached = Attached { cells: Vec::with_capacity(found.len()), ..Attached::default() };
    for (place, (row, found)) in cells.rows.iter().zip(found).enumerate() {
        if repeated.binary_search(&place).is_ok() {
            continue;
        }
        let Some((commune, way)) = found else {
            attached.orphans.push(place);
            continue;
        };
        attached.ways.push(way);
        let CellRow { id, position, people, is_imputed, .. } = *row;
        attached.cells.push(GridCell { id, position, commune, people, is_imputed });
    }
    attached.repeated = repeated;
    attached
}

/// What the codes of the file are today, each looked up once.
fn todays(
    cells: &Cells,
    mergers: &Mergers,
    current: &BTreeSet<CommuneCode>,
) -> BTreeMap<CommuneCode, Option<CommuneCode>> {
    let mut today = BTreeMap::new();
    let mut last = None;
    let singles = cells.rows.iter().filter_map(|row| row.code);
    for code in singles.chain(cells.several.values().flatten().copied()) {
        if last.replace(code) == Some(code) {
            continue;
        }
        today.entry(code).or_insert_with(|| match mergers.today(code, current) {
            Today::Itself => Some(code),
            Today::Became(today, _) | Today::PartOf(today) => Some(today),
            Today::Several(_) | Today::Unknown => None,
        });
    }
    today
}

struct Context<'a> {
    index: &'a CommuneIndex<'a>,
    several: &'a BTreeMap<usize, Vec<CommuneCode>>,
    today: &'a BTreeMap<CommuneCode, Option<CommuneCode>>,
}

impl Context<'_> {
    fn commune_of(&self, place: usize, row: &CellRow) -> Option<(CommuneCode, Way)> {
        let holds = |commune: &Commune| {
            commune.boundary.as_ref().is_some_and(|area| area.intersects(&Point::from(row.position)))
        };
        // Nearly always the commune that the file names, which is looked at first.
        let named = row.code.and_then(|code| self.named(code));
        if let Some(commune) = named.filter(|commune| holds(commune)) {
            return Some((commune.code, Way::Inside));
        }
        if let Some(commune) = self.index.at(row.position) {
            return Some((commune.code, Way::Inside));
        }
        let others = self.several.get(&place).into_iter().flatten().filter_map(|code| self.named(*code));
        let of_file = nearest(row.position, named.into_iter().chain(others));
        let near = |way: Way| move |code: CommuneCode| (code, way);
        of_file.map(near(Way::Named)).or_else(|| {
            let around = Bounds::around([row.position])?.grown(NEAREST_M);
            nearest(row.position, self.index.in_box(&around).into_iter()).map(near(Way::Nearest))
        })
    }

    fn named(&self, code: CommuneCode) -> Option<&Commune> {
        self.today.get(&code).copied().flatten().and_then(|today| self.index.by_code(today))
    }
}

/// The commune whose boundary is nearest, within [`NEAREST_M`]; of equals, the first by code.
fn nearest<'a>(position: Coord<f64>, communes: impl Iterator<Item = &'a Commune>) -> Option<CommuneCode> {
    let mut best: Option<(f64, CommuneCode)> = None;
    for commune in communes {
        let Some(area) = &commune.boundary else { continue };
        let here = (metres_to_area(position, area), commune.code);
        if here.0 <= NEAREST_M && best.is_none_or(|best| here < best) {
            best = Some(here);
        }
    }
    best.map(|(_, code)| code)
}

/// Places of rows whose cell an earlier row has, ascending.
fn repeated(rows: &[CellRow]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_unstable_by_key(|place| (rows[*place].id, *place));
    let mut repeated: Vec<usize> =
        order.windows(2).filter(|pair| rows[pair[0]].id == rows[pair[1]].id).map(|pair| pair[1]).collect();
    repeated.sort_unstable();
    repeated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PointPrecision;
    use geo_types::{MultiPolygon, polygon};

    fn square(code: &str, west: f64) -> Commune {
        Commune {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            department: "48".to_owned(),
            region: String::new(),
            epci: None,
            population: None,
            chef_lieu: None,
            point_precision: PointPrecision::Unknown,
            boundary: Some(MultiPolygon(vec![polygon![
                (x: west, y: 44.0), (x: west + 0.1, y: 44.0), (x: west + 0.1, y: 44.1), (x: west, y: 44.1),
            ]])),
        }
    }

    fn cell(east: i32, x: f64, code: Option<&str>) -> CellRow {
        CellRow {
            id: CellId { epsg: 3035, side_m: 200, north: 0, east },
            position: Coord { x, y: 44.05 },
            people: People::new(2.5).unwrap(),
            is_imputed: false,
            code: code.map(|code| code.parse().unwrap()),
            line: 2,
        }
    }

    use crate::model::CellId;

    #[test]
    fn the_commune_that_holds_the_centre_wins_then_the_one_named_then_the_nearest() {
        let communes = [square("48001", 3.0), square("48002", 3.1)];
        let rows = vec![
            cell(0, 3.05, Some("48002")),
            cell(1, 3.205, Some("48002")),
            cell(2, 2.99, None),
            cell(3, 2.5, Some("48001")),
            cell(0, 3.05, None),
        ];
        let cells = Cells { rows, several: BTreeMap::new() };
        let attached = attach(&cells, &communes, &Mergers::default());
        let told: Vec<_> =
            attached.cells.iter().map(|cell| (cell.id.east, cell.commune.to_string())).collect();
        let expected = [(0, "48001"), (1, "48002"), (2, "48001")].map(|(i, code)| (i, code.to_owned()));
        assert_eq!(told, expected);
        assert_eq!(attached.ways, [Way::Inside, Way::Named, Way::Nearest]);
        assert_eq!((attached.orphans, attached.repeated), (vec![3], vec![4]));
    }

    #[test]
    fn of_several_named_communes_the_nearest_is_taken() {
        let communes = [square("48001", 3.0), square("48002", 3.1)];
        let mut cells = Cells { rows: vec![cell(0, 3.205, Some("48001"))], several: BTreeMap::new() };
        cells.several.insert(0, vec!["48001".parse().unwrap(), "48002".parse().unwrap()]);
        let attached = attach(&cells, &communes, &Mergers::default());
        assert_eq!(attached.cells[0].commune.to_string(), "48002");
        assert_eq!(attached.ways, [Way::Named]);
    }
}
