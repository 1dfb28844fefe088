//! Communes: those of the base data with the boundaries that are given over them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geo::{BoundingRect, InteriorPoint};
use geo_types::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::boundaries::BoundaryRow;
use super::codes::department_of;
use super::log::{Log, Tally, Wrong};
use crate::model::{
    Bounds, Commune, CommuneCode, FindingKind, PointPrecision, Severity, Siren, TerritoryCode,
};
use crate::territory::CommuneIndex;

/// Puts the communes of boundary files over those of the base data, by code. A commune of the base data that no file has
/// stays, unless it lies in one that a file has: it has merged into it, and its people are counted there where the
/// file does not say how many they are.
pub(super) fn over_base(
    base: Vec<Commune>,
    rows: Vec<BoundaryRow>,
    known_epcis: &BTreeSet<Siren>,
    log: &mut Log,
) -> Vec<Commune> {
    let by_code: BTreeMap<CommuneCode, Commune> = base.into_iter().map(|c| (c.code, c)).collect();
    let mut region_of: BTreeMap<String, String> = BTreeMap::new();
    for commune in by_code.values().filter(|commune| !commune.region.is_empty()) {
        region_of.entry(commune.department.clone()).or_insert_with(|| commune.region.clone());
    }
    let context = Context { by_code: &by_code, region_of: &region_of, known_epcis };
    let mut files: BTreeMap<CommuneCode, std::path::PathBuf> = BTreeMap::new();
    let mut says_people: BTreeSet<CommuneCode> = BTreeSet::new();
    let mut given: Vec<Commune> = Vec::with_capacity(rows.len());
    for row in rows {
        files.insert(row.code, row.file.clone());
        if row.population.is_some() {
            says_people.insert(row.code);
        }
        given.push(context.commune(&row, log));
    }
    let index = CommuneIndex::new(&given);
    let mut kept = Vec::new();
    let mut more: BTreeMap<CommuneCode, u32> = BTreeMap::new();
    for (code, commune) in &by_code {
        if files.contains_key(code) {
            continue;
        }
        let Some(into) = inner_point(commune).and_then(|point| index.at(point)) else {
            kept.push(*code);
            continue;
        };
        let people =
            commune.population.map_or_else(|| "people unknown".to_owned(), |n| format!("{n} people"));
        let counted = commune.population.filter(|_| !says_people.contains(&into.code));
        if let Some(people) = counted {
            *more.entry(into.code).or_default() += people;
        }
        let action = format!(
            "{} ({code}) of the base data, {people}, is not in the boundaries and lies in {} ({}); it is left out{}",
            commune.name,
            into.name,
            into.code,
            if counted.is_some() { ", its people counted there" } else { "" },
        );
        let (kind, severity) = (FindingKind::MergedCommune, Severity::Fixed);
        let file = files.get(&into.code).map_or(Path::new(""), |file| file.as_path());
        log.say(
            file,
            0,
            code.as_str(),
            Wrong { field: "code", value: code.as_str(), kind, severity, action },
        );
    }
    for commune in &mut given {
        if let Some(people) = more.get(&commune.code) {
            commune.population = Some(commune.population.unwrap_or(0).saturating_add(*people));
        }
    }
    let mut by_code = by_code;
    given.extend(kept.iter().filter_map(|code| by_code.remove(code)));
    given.sort_unstable_by_key(|commune| commune.code);
    given
}

struct Context<'a> {
    by_code: &'a BTreeMap<CommuneCode, Commune>,
    region_of: &'a BTreeMap<String, String>,
    known_epcis: &'a BTreeSet<Siren>,
}

impl Context<'_> {
    /// A commune of a row, with what the base data knows of it where the row does not say.
    fn commune(&self, row: &BoundaryRow, log: &mut Log) -> Commune {
        let base = self.by_code.get(&row.code);
        let BoundaryRow { file, line, code, .. } = row;
        let mut say = |field: &str, value: &str, severity, kind, action: String| {
            log.say(file, *line, code.as_str(), Wrong { field, value, kind, severity, action });
        };
        let department = row
            .department
            .clone()
            .or_else(|| base.map(|c| c.department.clone()))
            .unwrap_or_else(|| department_of(*code));
        let region = row
            .region
            .clone()
            .or_else(|| base.map(|c| c.region.clone()))
            .or_else(|| self.region_of.get(&department).cloned())
            .unwrap_or_default();
        let epci = match row.epci.as_slice() {
            [] => base.and_then(|c| c.epci),
            [one] => Some(*one),
            several => {
                // A métropole and a body within it: the one that the base data knows, else the first.
                let chosen = several.iter().find(|s| self.known_epcis.contains(s)).unwrap_or(&several[0]);
                let value = several.iter().map(Siren::as_str).collect::<Vec<_>>().join("/");
                let action = format!("several EPCI; {chosen} is taken");
                say("epci", &value, Severity::Fixed, FindingKind::InvalidValue, action);
                Some(*chosen)
            }
        };
        let boundary = row.area.clone().or_else(|| {
            let old = base.and_then(|c| c.boundary.clone());
            if old.is_some() {
                let action = "the boundary of the base data stays".to_owned();
                say("geometry", "", Severity::Fixed, FindingKind::InvalidGeometry, action);
            }
            old
        });
        let known = row.chef_lieu.or_else(|| base.and_then(|c| Some((c.chef_lieu?, c.point_precision))));
        let inside =
            || boundary.as_ref()?.interior_point().map(|point| (point.0, PointPrecision::PointOnSurface));
        let (chef_lieu, point_precision) = match known.or_else(inside) {
            Some((position, precision)) => (Some(position), precision),
            None => (None, PointPrecision::Unknown),
        };
        Commune {
            code: *code,
            name: row
                .name
                .clone()
                .or_else(|| base.map(|c| c.name.clone()))
                .unwrap_or_else(|| code.to_string()),
            department,
            region,
            epci,
            population: row.population.or_else(|| base.and_then(|c| c.population)),
            chef_lieu,
            point_precision,
            boundary,
        }
    }
}

/// A point that is surely in a commune.
fn inner_point(commune: &Commune) -> Option<Coord<f64>> {
    commune
        .boundary
        .as_ref()
        .and_then(InteriorPoint::interior_point)
        .map(|point| point.0)
        .or(commune.chef_lieu)
}

/// The communes of a territory, and those around it: whose box comes within `buffer_m` metres of the box of one of its
/// communes. More than lie within the buffer, and never fewer.
pub(super) fn with_surroundings(
    communes: &[Commune],
    code: &TerritoryCode,
    buffer_m: f64,
) -> BTreeSet<CommuneCode> {
    let box_of = |commune: &Commune| {
        let rect = commune.boundary.as_ref().and_then(BoundingRect::bounding_rect);
        let corners = rect.into_iter().flat_map(|rect| [rect.min(), rect.max()]);
        Bounds::around(corners.chain(commune.chef_lieu))
    };
    let rectangle = |b: &Bounds| Rectangle::from_corners([b.west, b.south], [b.east, b.north]);
    let own = communes.iter().filter(|commune| code.holds(commune)).filter_map(box_of);
    let near: RTree<GeomWithData<Rectangle<[f64; 2]>, ()>> =
        RTree::bulk_load(own.map(|b| GeomWithData::new(rectangle(&b.grown(buffer_m)), ())).collect());
    let is_near = |commune: &Commune| {
        box_of(commune).is_some_and(|b| {
            let here = AABB::from_corners([b.west, b.south], [b.east, b.north]);
            near.locate_in_envelope_intersecting(here).next().is_some()
        })
    };
    let kept = communes.iter().filter(|commune| code.holds(commune) || is_near(commune));
    kept.map(|commune| commune.code).collect()
}

/// Counts as elsewhere the rows of boundary files whose commune is not kept.
pub(super) fn count_elsewhere(
    tally: &mut Tally,
    rows_by_code: &BTreeMap<CommuneCode, u64>,
    kept: &BTreeSet<CommuneCode>,
) {
    for (code, rows) in rows_by_code {
        if !kept.contains(code) {
            tally.used -= rows;
            tally.elsewhere += rows;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{MultiPolygon, polygon};

    fn square(west: f64, width: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![
            (x: west, y: 44.0), (x: west + width, y: 44.0), (x: west + width, y: 44.1), (x: west, y: 44.1),
        ]])
    }

    fn row(code: &str, area: MultiPolygon<f64>) -> BoundaryRow {
        BoundaryRow {
            file: "b.shp".into(),
            line: 1,
            code: code.parse().unwrap(),
            name: Some(format!("Commune {code}")),
            department: None,
            region: None,
            epci: Vec::new(),
            population: None,
            chef_lieu: None,
            area: Some(area),
        }
    }

    fn base(code: &str, west: f64, population: u32) -> Commune {
        Commune {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            department: "48".to_owned(),
            region: "76".to_owned(),
            epci: None,
            population: Some(population),
            chef_lieu: Some(Coord { x: west + 0.05, y: 44.05 }),
            point_precision: PointPrecision::TownHall,
            boundary: Some(square(west, 0.1)),
        }
    }

    #[test]
    fn a_commune_that_merged_gives_its_people_to_the_one_it_lies_in() {
        let mut log = Log::default();
        let before = vec![base("48001", 3.0, 10), base("48002", 3.1, 5), base("48003", 3.2, 7)];
        let after = over_base(before, vec![row("48001", square(3.0, 0.2))], &BTreeSet::new(), &mut log);
        let told: Vec<_> = after.iter().map(|c| (c.code.to_string(), c.population)).collect();
        assert_eq!(told, [("48001".to_owned(), Some(15)), ("48003".to_owned(), Some(7))]);
        assert_eq!(after[0].point_precision, PointPrecision::TownHall, "the chef-lieu is kept by code");
        assert_eq!(log.findings().len(), 1);
        assert!(log.findings()[0].action.contains("48002"), "{:?}", log.findings());
    }

    #[test]
    fn without_base_data_a_point_inside_and_the_code_say_the_rest() {
        let mut log = Log::default();
        let made = over_base(Vec::new(), vec![row("97411", square(55.0, 0.1))], &BTreeSet::new(), &mut log);
        assert_eq!(
            (made[0].department.as_str(), made[0].point_precision),
            ("974", PointPrecision::PointOnSurface)
        );
        assert_eq!(made[0].population, None);
    }

    #[test]
    fn surroundings_are_kept_as_far_as_the_buffer() {
        let all = vec![base("48001", 3.0, 1), base("48002", 3.1, 1), base("48003", 3.5, 1)];
        let code: TerritoryCode = "48001".parse().unwrap();
        let kept = |metres| with_surroundings(&all, &code, metres).len();
        assert_eq!((kept(10.0), kept(35_000.0)), (2, 3));
    }
}
