//! A row into a record, with what was wrong on the way.

use std::path::Path;

use geo_types::Coord;
use sha2::{Digest, Sha256};

use super::fields::{DAYS, Field, Place, Row};
use super::{KeptRow, cells, kinds};
use crate::files::hexadecimal;
use crate::ingest::layer::Header;
use crate::model::{Finding, FindingKind, Severity, VenueDetails, VenueRecord, shortened};

/// Makes records of rows.
pub(super) struct Maker {
    pub(super) records: Vec<VenueRecord>,
    pub(super) findings: Vec<Finding>,
    /// The rows as they were put right, where they are wanted.
    pub(super) kept: Option<Vec<KeptRow>>,
    file: String,
    stem: String,
    /// The file has no identifiers, or no names, at all, which was said once.
    without_ids: bool,
    without_names: bool,
}

impl Maker {
    pub(super) fn new(path: &Path, keep_rows: bool) -> Self {
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Self {
            records: Vec::new(),
            findings: Vec::new(),
            kept: keep_rows.then(Vec::new),
            file: path.display().to_string(),
            stem,
            without_ids: false,
            without_names: false,
        }
    }

    /// A finding about the file as a whole.
    pub(super) fn about_file(&mut self, field: &str, value: &str, kind: FindingKind, texts: (&str, &str)) {
        let finding = self.finding(1, "", kind, Severity::Fixed).of(field, value).says(texts.0, texts.1);
        self.findings.push(finding);
    }

    /// Says how the text was decoded.
    pub(super) fn about_encoding(&mut self, words: &str) {
        let french = format!("encodage du fichier : {words}");
        self.about_file("", "", FindingKind::GarbledText, (words, &french));
    }

    /// Says which layer or sheet is read, where the file has others.
    pub(super) fn about_layers(&mut self, words: &str, header: &Header) {
        let layer = header.layer.as_deref().unwrap_or_default();
        let french = format!("« {layer} » est lu ; le fichier a aussi : {}", header.others.join(", "));
        self.about_file("", layer, FindingKind::InvalidValue, (words, &french));
    }

    /// Says that the file is read in another coordinate system than it says.
    pub(super) fn about_crs(&mut self, words: &str) {
        let french = "lu dans le système demandé, alors que le fichier en déclare un autre";
        let finding = self.finding(1, "", FindingKind::InvalidCoordinates, Severity::Warning).of("crs", "");
        self.findings.push(finding.says(words, french));
    }

    /// Says once that no row has an identifier.
    pub(super) fn no_identifiers(&mut self) {
        self.without_ids = true;
        let stem = &self.stem;
        let english = format!(
            "no such column: identifiers are made from what the rows say ({stem}- and 12 characters), the same for the same row"
        );
        let french = format!(
            "pas de colonne d’identifiants : ils sont faits du contenu des lignes ({stem}- et 12 caractères)"
        );
        self.about_file("id", "", FindingKind::MissingField, (&english, &french));
    }

    /// Says once that no row has a name.
    pub(super) fn no_names(&mut self) {
        self.without_names = true;
        let english = "no such column: the address, else the commune, stands for the name";
        let french = "pas de colonne de noms : l’adresse, sinon la commune, en tient lieu";
        self.about_file("nom", "", FindingKind::MissingField, (english, french));
    }

    /// A row that cannot be used at all.
    pub(super) fn set_aside(&mut self, line: u64, kind: FindingKind, value: &str, why: (&str, &str)) {
        let (english, french) =
            (format!("{}; the row is set aside", why.0), format!("{} ; ligne mise de côté", why.1));
        let finding = self.finding(line, "", kind, Severity::SetAside).of("", value).says(english, french);
        self.findings.push(finding);
    }

    /// A row that was read although it has fewer cells than the header.
    pub(super) fn short_row(&mut self, line: u64, id: &str, value: &str, why: &str) {
        let finding = self.finding(line, id, FindingKind::InvalidValue, Severity::Warning);
        let french = "moins de cellules que l’en-tête : celles qui manquent sont prises pour vides";
        self.findings.push(finding.of("", value).says(why, french));
    }

    /// A row that was read.
    pub(super) fn take(&mut self, mut row: Row, extras: Vec<String>) {
        let line = row.line;
        let first = self.findings.len();
        self.repair(&mut row);
        let id = self.identifier(&row);
        for finding in &mut self.findings[first..] {
            finding.id.clone_from(&id);
        }
        let name = self.name(&row, &id);
        let position = self.position(&row, &id);
        let get = |field| row.get(field).map(str::to_owned);
        let pivot = get(Field::Pivot).filter(|pivot| pivot.bytes().any(|byte| byte != b'0'));
        self.records.push(VenueRecord {
            file: self.file.clone(),
            line,
            name,
            id,
            commune_code: get(Field::CommuneCode),
            commune: get(Field::Commune),
            position,
            kinds: kinds::kinds(&row),
            services: row.many(Field::Services).map(str::to_owned).collect(),
            itinerance: kinds::itinerance(&row),
            hours: hours(&row),
            updated: get(Field::Updated),
            details: VenueDetails {
                address: get(Field::Address),
                postcode: get(Field::Postcode),
                pivot,
                phone: get(Field::Phone),
                site: get(Field::Site),
            },
        });
        if let Some(kept) = &mut self.kept {
            kept.push(KeptRow { line, cells: row.cells, extras });
        }
    }

    /// Puts the cells right that can be.
    fn repair(&mut self, row: &mut Row) {
        let mut found = Vec::new();
        for (field, cell) in &mut row.cells {
            for repair in cells::repairs(*field, cell) {
                let finding = self
                    .finding(row.line, "", repair.kind, repair.severity)
                    .of(field.name(), cell)
                    .says(repair.english, repair.french);
                let is_fixed = repair.severity == Severity::Fixed;
                found.push(if is_fixed { finding.suggests(repair.value.clone()) } else { finding });
                *cell = repair.value;
            }
        }
        self.findings.extend(found);
    }

    fn identifier(&mut self, row: &Row) -> String {
        if let Some(id) = row.get(Field::Id) {
            return id.to_owned();
        }
        if let Some(number) = row.get(Field::Matricule) {
            return format!("fs-{number}");
        }
        let id = format!("{}-{}", self.stem, fingerprint(row));
        if !self.without_ids {
            let finding = self
                .finding(row.line, &id, FindingKind::MissingField, Severity::Fixed)
                .of("id", "")
                .says(
                    format!("the row has no identifier; it is named {id} after what it says"),
                    format!("ligne sans identifiant ; nommée {id} d’après son contenu"),
                )
                .suggests(id.clone());
            self.findings.push(finding);
        }
        id
    }

    fn name(&mut self, row: &Row, id: &str) -> String {
        let stands_in = || row.get(Field::Address).or(row.get(Field::Commune)).unwrap_or(id).to_owned();
        match row.get(Field::Name).or(row.get(Field::FranceServicesName)) {
            Some(name) => name.to_owned(),
            None if self.without_names => stands_in(),
            None => {
                let finding = self.finding(row.line, id, FindingKind::MissingField, Severity::Fixed);
                let english = "a venue has a name; its identifier stands for it";
                let french = "un lieu a un nom ; son identifiant en tient lieu";
                self.findings.push(finding.of("nom", "").says(english, french));
                id.to_owned()
            }
        }
    }

    fn position(&mut self, row: &Row, id: &str) -> Option<Coord<f64>> {
        match &row.place {
            Place::Point(position) => return Some(*position),
            Place::NoPoint(what) => {
                let finding = self
                    .finding(row.line, id, FindingKind::InvalidCoordinates, Severity::Warning)
                    .of("geometry", what)
                    .says(
                        "a venue is a point; the geometry is not used",
                        "un lieu est un point ; la géométrie n’est pas utilisée",
                    );
                self.findings.push(finding);
            }
            Place::Cells => {}
        }
        let mut degrees = [None; 2];
        let cells = [Field::Longitude, Field::Latitude].map(|field| (field, row.get(field)));
        for (place, (field, cell)) in degrees.iter_mut().zip(cells) {
            let Some(cell) = cell else { continue };
            let finding = |kind, severity| self.finding(row.line, id, kind, severity).of(field.name(), cell);
            let finding = match number(cell) {
                Some((degree, has_comma)) => {
                    *place = Some(degree);
                    if !has_comma {
                        continue;
                    }
                    finding(FindingKind::DecimalComma, Severity::Fixed)
                        .says(
                            format!("the decimal comma was read as a point: {degree}"),
                            format!("virgule décimale lue comme un point : {degree}"),
                        )
                        .suggests(degree.to_string())
                }
                None => finding(FindingKind::InvalidCoordinates, Severity::Warning).says(
                    "not a number; the position is taken as missing",
                    "ce n’est pas un nombre ; position prise pour absente",
                ),
            };
            self.findings.push(finding);
        }
        if let [(_, Some(_)), (absent, None)] | [(absent, None), (_, Some(_))] = cells {
            let finding = self
                .finding(row.line, id, FindingKind::InvalidCoordinates, Severity::Warning)
                .of(absent.name(), "")
                .says(
                    "only one of latitude and longitude is given; the position is taken as missing",
                    "une seule des deux coordonnées est donnée ; position prise pour absente",
                );
            self.findings.push(finding);
        }
        Some(Coord { x: degrees[0]?, y: degrees[1]? })
    }

    fn finding(&self, line: u64, id: &str, kind: FindingKind, severity: Severity) -> Finding {
        Finding::new(&self.file, line, &shortened(id), kind, severity)
    }
}

/// A name for a row that has none: twelve hexadecimal digits of the SHA-256 of what it says of itself, so that the row
/// keeps it when others are added or sorted.
fn fingerprint(row: &Row) -> String {
    let mut digest = Sha256::new();
    for field in [
        Field::Name,
        Field::FranceServicesName,
        Field::Address,
        Field::Postcode,
        Field::Commune,
        Field::CommuneCode,
        Field::Latitude,
        Field::Longitude,
    ] {
        digest.update(row.get(field).unwrap_or_default());
        digest.update([0x1f]);
    }
    if let Place::Point(position) = row.place {
        digest.update(format!("{:.6} {:.6}", position.x, position.y));
    }
    let mut digits = hexadecimal(&digest.finalize());
    digits.truncate(12);
    digits
}

/// A finite number, and whether it was written with a decimal comma.
fn number(text: &str) -> Option<(f64, bool)> {
    let has_comma = text.contains(',');
    let number: f64 = if has_comma { text.replacen(',', ".", 1).parse() } else { text.parse() }.ok()?;
    number.is_finite().then_some((number, has_comma))
}

/// Opening hours as written; those of the France Services lists are joined by day. Words for "unknown" are none.
fn hours(row: &Row) -> Option<String> {
    if let Some(hours) = row.get(Field::Hours) {
        return (!cells::is_unknown(hours)).then(|| hours.to_owned());
    }
    let days: Vec<String> = (0u8..)
        .zip(DAYS)
        .filter_map(|(number, day)| Some((day, row.get(Field::Day(number))?)))
        .filter(|(_, hours)| !cells::is_unknown(hours))
        .map(|(day, hours)| format!("{day} {hours}"))
        .collect();
    (!days.is_empty()).then(|| days.join(" ; "))
}
