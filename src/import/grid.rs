//! Cells of INSEE's population grid (Filosofi, 200 m), from CSV or GeoPackage.
//!
//! The identifier says where a cell is: its side, its south-west corner, and the coordinate system. Shapes are not read.

use std::collections::BTreeMap;
use std::path::Path;

use geo_types::Coord;

use super::ImportError;
use super::codes::{column, read_code};
use super::log::{Log, Tally, Wrong};
use crate::geodesy::{Crs, Unprojection};
use crate::ingest::IngestError;
use crate::ingest::layer::{Cell, Header, LayerRead, ReadOptions, Row, RowSink, Wanted, read_layer};
use crate::model::{CellId, CommuneCode, FindingKind, Severity, shortened};
use crate::units::People;

/// A cell as its file has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellRow {
    pub(super) id: CellId,
    pub(super) position: Coord<f64>,
    pub(super) people: People,
    pub(super) is_imputed: bool,
    /// The first commune that the file names for it.
    pub(super) code: Option<CommuneCode>,
    pub(super) line: u64,
}

/// Cells of the files read so far.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub(super) rows: Vec<CellRow>,
    /// Every code of cells that have several, by place in [`Self::rows`].
    pub(super) several: BTreeMap<usize, Vec<CommuneCode>>,
}

const COLUMNS: [(&str, &[&str]); 2] = [
    ("idcar_200m", &["idcar_200m", "idinspire", "id_inspire", "idcar", "idcar_nat"]),
    ("ind", &["ind", "population"]),
];
const CODES: &[&str] = &["lcog_geo", "depcom"];
const IMPUTED: &[&str] = &["i_est_200", "i_est_cr", "i_est"];

/// Reads a file of cells and adds them.
///
/// # Errors
/// When the file cannot be read, lacks the identifier or the people, or no row can be used.
pub(super) fn read_grid(
    path: &Path,
    cells: &mut Cells,
    log: &mut Log,
) -> Result<(Tally, LayerRead), ImportError> {
    let before = cells.rows.len();
    let systems = Crs::ALL.map(|crs| (crs.epsg(), Unprojection::from_crs(crs)));
    let mut sink = Sink { path, cells, systems, has: [false; 2], tally: Tally::default(), log };
    let read = read_layer(path, &ReadOptions::default(), &mut sink)?;
    let mut tally = sink.tally;
    tally.rows = read.rows;
    tally.used = (cells.rows.len() - before) as u64;
    if tally.used == 0 {
        let first = log.first_set_aside(path).unwrap_or("the file has no row").to_owned();
        return Err(ImportError::NoRow { path: path.to_owned(), rows: read.rows, first });
    }
    Ok((tally, read))
}

struct Sink<'a> {
    path: &'a Path,
    cells: &'a mut Cells,
    systems: [(u32, Unprojection); 8],
    /// Whether there are columns of codes and of imputation, which come third and fourth.
    has: [bool; 2],
    tally: Tally,
    log: &'a mut Log,
}

impl RowSink for Sink<'_> {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        let mut columns = Vec::with_capacity(4);
        for (name, names) in COLUMNS {
            columns.push(column(header, names).ok_or_else(|| IngestError::MissingColumn {
                path: header.path.clone(),
                column: name,
                found: shortened(&header.columns.join(", ")),
                remedy: "give a grid of INSEE's Filosofi (carreaux_200m): columns idcar_200m and ind",
            })?);
        }
        for (has, names) in self.has.iter_mut().zip([CODES, IMPUTED]) {
            if let Some(at) = column(header, names) {
                *has = true;
                columns.push(at);
            }
        }
        Ok(Wanted { columns, shapes: false })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        let Row { number, cells, oddity, .. } = row;
        let [id_cell, people_cell, rest @ ..] = cells else { return Ok(()) };
        let text = id_cell.text();
        let set_aside = |sink: &mut Self, field: &str, value: &str, kind, why: String| {
            let action = format!("{why}; the cell is set aside, with its people");
            let severity = Severity::SetAside;
            sink.log.say(sink.path, number, &text, Wrong { field, value, kind, severity, action });
            sink.tally.set_aside += 1;
        };
        if let Some(oddity) = oddity {
            set_aside(self, "", &text, FindingKind::UnreadableRow, oddity.to_string());
            return Ok(());
        }
        let id = match text.parse::<CellId>() {
            Ok(id) => id,
            Err(error) => {
                set_aside(self, "idcar_200m", &text, FindingKind::InvalidValue, error.to_string());
                return Ok(());
            }
        };
        let Some((_, system)) = self.systems.iter().find(|(epsg, _)| *epsg == id.epsg) else {
            let why = format!("EPSG:{} is not a system of INSEE's grids (3035, 2975, 5490)", id.epsg);
            set_aside(self, "idcar_200m", &text, FindingKind::InvalidValue, why);
            return Ok(());
        };
        let position = match system.to_lon_lat(id.centre()) {
            Ok(position) => position,
            Err(error) => {
                set_aside(self, "idcar_200m", &text, FindingKind::InvalidCoordinates, error.to_string());
                return Ok(());
            }
        };
        let people = people_cell.number().and_then(|number| People::new(number).ok());
        let Some(people) = people else {
            let value = people_cell.text().into_owned();
            set_aside(self, "ind", &value, FindingKind::InvalidValue, "not a number of people".to_owned());
            return Ok(());
        };
        let mut rest = rest.iter();
        let codes = if self.has[0] { rest.next() } else { None };
        let is_imputed =
            self.has[1] && rest.next().is_some_and(|cell| cell.number().is_some_and(|flag| flag > 0.5));
        let code = codes.and_then(|cell| self.codes(cell));
        self.cells.rows.push(CellRow { id, position, people, is_imputed, code, line: number });
        Ok(())
    }
}

impl Sink<'_> {
    /// The first code of a cell; all of them are kept aside where there are several.
    fn codes(&mut self, cell: &Cell<'_>) -> Option<CommuneCode> {
        let text = cell.text();
        if text.len() == 5 {
            return text.parse().ok();
        }
        let parts = text.split([',', ';', '|', ' ', '/']).map(|part| part.trim_matches(['"', '\'']));
        let codes: Vec<CommuneCode> = parts.filter_map(|part| Some(read_code(part).ok()?.0)).collect();
        if codes.len() > 1 {
            self.cells.several.insert(self.cells.rows.len(), codes.clone());
        }
        codes.first().copied()
    }
}
