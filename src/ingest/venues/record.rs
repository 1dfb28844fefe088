//! A row into a record, with what was wrong on the way.

use std::path::Path;

use geo_types::Coord;

use super::fields::{DAYS, Field, Place, Row};
use super::{MAX_ROWS, kinds};
use crate::ingest::IngestError;
use crate::model::{Finding, FindingKind, Severity, VenueRecord, shortened};

/// Where rows go.
pub(super) struct Sink {
    pub(super) records: Vec<VenueRecord>,
    pub(super) findings: Vec<Finding>,
    pub(super) rows: u64,
    file: String,
    stem: String,
    /// The file has no identifiers at all, which was said once.
    without_ids: bool,
}

/// What is wrong with a field.
struct Wrong<'a> {
    field: &'a str,
    value: &'a str,
    kind: FindingKind,
    severity: Severity,
    action: String,
}

impl Sink {
    pub(super) fn new(path: &Path) -> Self {
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let file = path.display().to_string();
        Self { records: Vec::new(), findings: Vec::new(), rows: 0, file, stem, without_ids: false }
    }

    /// Counts a row that begins.
    pub(super) fn count_row(&mut self) -> Result<(), IngestError> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(IngestError::TooManyRows { path: self.file.clone().into(), limit: MAX_ROWS });
        }
        Ok(())
    }

    /// Says once that no row has an identifier.
    pub(super) fn no_identifiers(&mut self) {
        self.without_ids = true;
        let action = format!(
            "no such column: identifiers are made from the file's name and the line ({}-2, …)",
            self.stem
        );
        let severity = Severity::Fixed;
        self.say(1, "", Wrong { field: "id", value: "", kind: FindingKind::MissingField, severity, action });
    }

    /// A row that cannot be used at all.
    pub(super) fn set_aside(&mut self, line: u64, kind: FindingKind, value: &str, why: &str) {
        let action = format!("{why}; the row is set aside");
        self.say(line, "", Wrong { field: "", value, kind, severity: Severity::SetAside, action });
    }

    /// A row that is used although something about it is doubtful.
    pub(super) fn warn(&mut self, line: u64, id: &str, value: &str, why: &str) {
        let (kind, severity) = (FindingKind::InvalidValue, Severity::Warning);
        self.say(line, id, Wrong { field: "", value, kind, severity, action: why.to_owned() });
    }

    /// A row that was read.
    pub(super) fn take(&mut self, row: &Row) {
        let id = self.identifier(row);
        let name = row.get(Field::Name).or(row.get(Field::FranceServicesName));
        if name.is_none() {
            let action = "a venue has a name; its identifier stands for it".to_owned();
            let (kind, severity) = (FindingKind::MissingField, Severity::Fixed);
            self.say(row.line, &id, Wrong { field: "nom", value: "", kind, severity, action });
        }
        let position = self.position(row, &id);
        self.records.push(VenueRecord {
            file: self.file.clone(),
            line: row.line,
            name: name.unwrap_or(&id).to_owned(),
            id,
            commune_code: row.get(Field::CommuneCode).map(str::to_owned),
            commune: row.get(Field::Commune).map(str::to_owned),
            position,
            kinds: kinds::kinds(row),
            services: row.many(Field::Services).map(str::to_owned).collect(),
            itinerance: kinds::itinerance(row),
            hours: hours(row),
            updated: row.get(Field::Updated).map(str::to_owned),
        });
    }

    fn identifier(&mut self, row: &Row) -> String {
        if let Some(id) = row.get(Field::Id) {
            return id.to_owned();
        }
        if let Some(number) = row.get(Field::Matricule) {
            return format!("fs-{number}");
        }
        let id = format!("{}-{}", self.stem, row.line);
        if !self.without_ids {
            let action = format!("the row has no identifier; it is named {id} after its file and line");
            let (kind, severity) = (FindingKind::MissingField, Severity::Fixed);
            self.say(row.line, &id, Wrong { field: "id", value: "", kind, severity, action });
        }
        id
    }

    fn position(&mut self, row: &Row, id: &str) -> Option<Coord<f64>> {
        match &row.place {
            Place::Point(position) => return Some(*position),
            Place::NoPoint(what) => {
                let action = "a venue is a point; the geometry is not used".to_owned();
                let (kind, severity) = (FindingKind::InvalidCoordinates, Severity::Warning);
                self.say(row.line, id, Wrong { field: "geometry", value: what, kind, severity, action });
            }
            Place::Cells => {}
        }
        let mut degrees = [None; 2];
        let cells = [Field::Longitude, Field::Latitude].map(|field| (field, row.get(field)));
        for (place, (field, cell)) in degrees.iter_mut().zip(cells) {
            let Some(cell) = cell else { continue };
            let (kind, field) = (FindingKind::InvalidCoordinates, field.name());
            let (severity, action) = match number(cell) {
                Some((degree, has_comma)) => {
                    *place = Some(degree);
                    if !has_comma {
                        continue;
                    }
                    (Severity::Fixed, format!("the decimal comma was read as a point: {degree}"))
                }
                None => (Severity::Warning, "not a number; the position is taken as missing".to_owned()),
            };
            self.say(row.line, id, Wrong { field, value: cell, kind, severity, action });
        }
        if let [(_, Some(_)), (absent, None)] | [(absent, None), (_, Some(_))] = cells {
            let action = "only one of latitude and longitude is given; the position is taken as missing";
            let (kind, severity) = (FindingKind::InvalidCoordinates, Severity::Warning);
            let wrong = Wrong { field: absent.name(), value: "", kind, severity, action: action.to_owned() };
            self.say(row.line, id, wrong);
        }
        Some(Coord { x: degrees[0]?, y: degrees[1]? })
    }

    fn say(&mut self, line: u64, id: &str, wrong: Wrong<'_>) {
        self.findings.push(Finding {
            file: self.file.clone(),
            line,
            id: id.to_owned(),
            field: wrong.field.to_owned(),
            value: shortened(wrong.value),
            kind: wrong.kind,
            severity: wrong.severity,
            action: wrong.action,
        });
    }
}

/// A finite number, and whether it was written with a decimal comma.
fn number(text: &str) -> Option<(f64, bool)> {
    let has_comma = text.contains(',');
    let number: f64 = if has_comma { text.replacen(',', ".", 1).parse() } else { text.parse() }.ok()?;
    number.is_finite().then_some((number, has_comma))
}

/// Opening hours as written; those of the France Services lists are joined by day.
fn hours(row: &Row) -> Option<String> {
    if let Some(hours) = row.get(Field::Hours) {
        return Some(hours.to_owned());
    }
    let days: Vec<String> = (0u8..)
        .zip(DAYS)
        .filter_map(|(number, day)| Some((day, row.get(Field::Day(number))?)))
        .filter(|(_, hours)| *hours != "-")
        .map(|(day, hours)| format!("{day} {hours}"))
        .collect();
    (!days.is_empty()).then(|| days.join(" ; "))
}
