//! Boundaries of communes, from a layer of any format: ADMIN EXPRESS before 2025 and since, or plain columns.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use geo_types::{Coord, MultiPolygon};

use super::ImportError;
use super::codes::{column, read_code};
use super::log::{Log, Tally, Wrong};
use super::parts::one_a_commune;
use super::repair::{Checked, check, polygons};
use super::thousands::Grouped;
use crate::geodesy::is_lon_lat;
use crate::ingest::IngestError;
use crate::ingest::layer::{Cell, Header, LayerRead, ReadOptions, Row, RowSink, Shape, Wanted, read_layer};
use crate::model::{CommuneCode, FindingKind, PointPrecision, Severity, Siren};

/// What a row says of a commune; `None` where it does not say.
#[derive(Debug, Clone)]
pub(super) struct BoundaryRow {
    pub(super) file: PathBuf,
    pub(super) line: u64,
    pub(super) code: CommuneCode,
    pub(super) name: Option<String>,
    pub(super) department: Option<String>,
    pub(super) region: Option<String>,
    pub(super) epci: Vec<Siren>,
    pub(super) population: Option<u32>,
    pub(super) chef_lieu: Option<(Coord<f64>, PointPrecision)>,
    /// `None` where there is none, or none that can be used (which was said).
    pub(super) area: Option<MultiPolygon<f64>>,
}

/// What a file of boundaries holds: one row a commune, by code.
#[derive(Debug)]
pub(super) struct Boundaries {
    pub(super) rows: Vec<BoundaryRow>,
    /// How many rows of the file each commune has.
    pub(super) rows_by_code: BTreeMap<CommuneCode, u64>,
    pub(super) tally: Tally,
    pub(super) read: LayerRead,
}

/// The columns, with the names that they go by (folded); the first name that is there counts.
const NAMES: [&[&str]; 10] = [
    &[
        "insee_com",
        "code_insee",
        "insee",
        "code_commune",
        "codgeo",
        "code_insee_de_la_commune",
        "com",
        "code",
    ],
    &["nom_officiel", "nom", "nom_com", "nom_commune", "name", "libelle", "libgeo", "commune", "nom_m"],
    &[
        "insee_dep",
        "code_insee_du_departement",
        "code_departement",
        "code_dep",
        "department",
        "departement",
        "dep",
    ],
    &["insee_reg", "code_insee_de_la_region", "code_region", "code_reg", "region", "reg"],
    &["siren_epci", "codes_siren_des_epci", "code_siren_epci", "code_epci", "epci", "siren"],
    &["population", "pmun", "pop"],
    &["lon", "longitude"],
    &["lat", "latitude"],
    &["point_precision"],
    &["typecom", "type"],
];

/// Reads a file of boundaries. Every row is a commune, a part of one, or a finding.
///
/// # Errors
/// When the file cannot be read, has no shapes or no column of codes, or no row of it can be used.
pub(super) fn read_boundaries(
    path: &Path,
    options: &ReadOptions,
    log: &mut Log,
) -> Result<Boundaries, ImportError> {
    let tally = Tally::default();
    let mut sink = Sink { path, columns: [None; 10], rows: Vec::new(), log, tally, first_refused: None };
    let read = read_layer(path, options, &mut sink)?;
    let Sink { rows, mut tally, first_refused, .. } = sink;
    tally.rows = read.rows;
    if let Some(first) = first_refused.filter(|_| rows.iter().all(|row| row.area.is_none())) {
        return Err(ImportError::NoShape { path: path.to_owned(), rows: read.rows, first });
    }
    let mut rows_by_code = BTreeMap::new();
    let rows = one_a_commune(path, rows, log, &mut tally, &mut rows_by_code);
    if rows.is_empty() {
        let first = log.first_set_aside(path).unwrap_or("the file has no row").to_owned();
        return Err(ImportError::NoRow { path: path.to_owned(), rows: read.rows, first });
    }
    Ok(Boundaries { rows, rows_by_code, tally, read })
}

struct Sink<'a> {
    path: &'a Path,
    /// Places of [`NAMES`] among the cells of a row.
    columns: [Option<usize>; 10],
    rows: Vec<BoundaryRow>,
    log: &'a mut Log,
    tally: Tally,
    /// Why the first shape that cannot be used cannot.
    first_refused: Option<String>,
}

impl RowSink for Sink<'_> {
    fn suits(&self, header: &Header) -> bool {
        header.has_shapes && column(header, NAMES[0]).is_some()
    }

    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        let mut wanted = Wanted { columns: Vec::new(), shapes: true };
        for (place, names) in self.columns.iter_mut().zip(NAMES) {
            if let Some(at) = column(header, names) {
                *place = Some(wanted.columns.len());
                wanted.columns.push(at);
            }
        }
        if self.columns[0].is_none() {
            return Err(IngestError::MissingColumn {
                path: header.path.clone(),
                column: "INSEE_COM",
                found: header.found(),
                remedy: if header.others.is_empty() {
                    "a column of INSEE codes is needed: INSEE_COM, code_insee, insee, codgeo or code"
                } else {
                    "a column of INSEE codes is needed: INSEE_COM, code_insee, insee, codgeo or code; no layer has areas and one, --layer reads another"
                },
            });
        }
        if !header.has_shapes {
            return Err(IngestError::Malformed {
                path: header.path.clone(),
                problem: "it has no shapes".to_owned(),
                remedy: "boundaries are a shapefile, a GeoJSON, a FlatGeobuf or a GeoPackage of areas",
            });
        }
        if let Some(words) = header.others_in_words() {
            let (kind, severity) = (FindingKind::InvalidValue, Severity::Note);
            let action = format!("{words}; --layer reads another");
            self.say(0, "", Wrong { field: "layer", value: "", kind, severity, action });
        }
        if let Some(doubt) = &header.doubt {
            let (kind, severity) = (FindingKind::InvalidCoordinates, Severity::Warning);
            let action = format!("{doubt}; leave --crs out if the file is right");
            self.say(0, "", Wrong { field: "crs", value: "", kind, severity, action });
        }
        Ok(wanted)
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        let Row { number, cells, shape, oddity } = row;
        let columns = self.columns;
        let cell = |at: usize| columns[at].and_then(|place| cells.get(place));
        let text = |at: usize| cell(at).map(Cell::text).filter(|text| !text.is_empty()).map(String::from);
        // Parts of communes come in one file with them in some products.
        if text(9).is_some_and(|kind| matches!(kind.as_str(), "ARM" | "COMD" | "COMA")) {
            self.tally.elsewhere += 1;
            return Ok(());
        }
        let written = text(0).unwrap_or_default();
        let name = text(1);
        let id = name.clone().unwrap_or_else(|| written.clone());
        if let Some(oddity) = oddity {
            let action = format!("{oddity}; the row is set aside");
            let (kind, severity) = (FindingKind::UnreadableRow, Severity::SetAside);
            self.say(number, &id, Wrong { field: "", value: &written, kind, severity, action });
            self.tally.set_aside += 1;
            return Ok(());
        }
        let code = match read_code(&written) {
            Ok((code, None)) => code,
            Ok((code, Some(why))) => {
                let action = format!("{why}; read as {code}");
                let (kind, severity) = (FindingKind::MiswrittenCode, Severity::Fixed);
                self.say(number, &id, Wrong { field: "code", value: &written, kind, severity, action });
                self.tally.fixed += 1;
                code
            }
            Err(why) => {
                let action = format!("{why}; the row is set aside");
                let (kind, severity) = (FindingKind::UnknownCommune, Severity::SetAside);
                self.say(number, &id, Wrong { field: "code", value: &written, kind, severity, action });
                self.tally.set_aside += 1;
                return Ok(());
            }
        };
        let label = name.clone().map_or_else(|| code.to_string(), |name| format!("{name} ({code})"));
        // People are counted in whole numbers: what three digits follow is the mark of thousands.
        let grouped = cell(5).and_then(Grouped::of).map(|grouped| grouped.thousands);
        let population = text(5).and_then(|_| grouped.or_else(|| cell(5)?.number())).and_then(whole_people);
        let said = match (population, grouped) {
            (None, _) => Some((
                "not a number of people; the population is taken as unknown".to_owned(),
                Severity::Warning,
            )),
            (Some(people), Some(_)) => {
                Some((format!("read as {people}: a mark of thousands"), Severity::Fixed))
            }
            (Some(_), None) => None,
        };
        if let (Some((action, severity)), Some(value)) = (said, text(5)) {
            let kind = FindingKind::InvalidValue;
            self.say(number, &label, Wrong { field: "population", value: &value, kind, severity, action });
        }
        let epci = text(4).map(|value| self.sirens(number, &label, &value)).unwrap_or_default();
        let degrees = cell(6).and_then(Cell::number).zip(cell(7).and_then(Cell::number));
        let position = degrees.map(|(x, y)| Coord { x, y }).filter(|p| is_lon_lat(*p));
        let precision = match text(8).as_deref() {
            Some("town_hall") => PointPrecision::TownHall,
            Some("point_on_surface") => PointPrecision::PointOnSurface,
            _ => PointPrecision::Other,
        };
        let (department, region) = (text(2), text(3));
        let area = self.area(number, &label, shape);
        self.rows.push(BoundaryRow {
            file: self.path.to_owned(),
            line: number,
            code,
            name,
            department,
            region,
            epci,
            population,
            chef_lieu: position.map(|position| (position, precision)),
            area,
        });
        Ok(())
    }
}

impl Sink<'_> {
    fn say(&mut self, line: u64, id: &str, wrong: Wrong<'_>) {
        self.log.say(self.path, line, id, wrong);
    }

    /// The EPCI of a cell: none, one, or several joined by `/` (a métropole and the EPT in it).
    fn sirens(&mut self, line: u64, id: &str, value: &str) -> Vec<Siren> {
        let parts = value.split(['/', ',', ';', '|']).map(str::trim);
        let known = parts.filter(|part| !matches!(*part, "" | "NR" | "NC" | "NULL" | "ZZZZZZZZZ"));
        let mut sirens = Vec::new();
        for part in known {
            if let Ok(siren) = part.parse() {
                sirens.push(siren);
            } else {
                let action = "not a SIREN (9 digits); it is left out".to_owned();
                let (kind, severity) = (FindingKind::InvalidValue, Severity::Warning);
                self.say(line, id, Wrong { field: "epci", value, kind, severity, action });
            }
        }
        sirens
    }

    fn area(&mut self, line: u64, id: &str, shape: Shape) -> Option<MultiPolygon<f64>> {
        let refused = match shape {
            Shape::None => "there is no boundary".to_owned(),
            Shape::Unusable(why) => why,
            Shape::Of(geometry) => match polygons(geometry).map(check) {
                Ok(Checked::Right(area)) => return Some(area),
                Ok(Checked::Repaired { area, why, square_metres: [before, after] }) => {
                    let [before, after] = [before, after].map(|m2| m2 / 1e6);
                    let action = format!("{why}; put right: {before:.4} km² before, {after:.4} km² after");
                    let (kind, severity) = (FindingKind::InvalidGeometry, Severity::Fixed);
                    self.say(line, id, Wrong { field: "geometry", value: "", kind, severity, action });
                    self.tally.fixed += 1;
                    return Some(area);
                }
                Ok(Checked::Refused(why)) => why,
                Err(why) => why.to_owned(),
            },
        };
        self.first_refused.get_or_insert_with(|| format!("{refused} ({id})"));
        let action = format!("the boundary of {id} is refused: {refused}");
        let (kind, severity) = (FindingKind::InvalidGeometry, Severity::Warning);
        self.say(line, id, Wrong { field: "geometry", value: "", kind, severity, action });
        None
    }
}

/// A whole number of people; decimals are rounded.
pub(super) fn whole_people(number: f64) -> Option<u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "range checked")]
    (0.0..=4e9).contains(&number).then(|| number.round() as u32)
}
