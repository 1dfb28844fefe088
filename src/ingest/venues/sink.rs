//! Takes the rows of a layer of any format as venues.

use std::path::Path;

use super::fields::{Field, Place, Row};
use super::mapping::{Mapping, Resolved};
use super::record::Maker;
use super::{MAX_ROW_BYTES, MAX_ROWS, Reading};
use crate::ingest::IngestError;
use crate::ingest::layer::{self, Cell, Header, Oddity, RowSink, Shape, Wanted, point_of};
use crate::model::{FindingKind, folded, shortened};

/// Where rows go.
pub(super) struct Sink<'m> {
    pub(super) maker: Maker,
    pub(super) rows: u64,
    mapping: &'m Mapping,
    path: std::path::PathBuf,
    /// Place of each wanted cell: the fields that it fills.
    resolved: Resolved,
    n_columns: usize,
    keep_extras: bool,
    /// Which layer is read, and its columns.
    pub(super) reading: Reading,
    /// Names of the columns that no field takes, in the order of the file.
    pub(super) extra_names: Vec<String>,
}

impl<'m> Sink<'m> {
    pub(super) fn new(path: &Path, mapping: &'m Mapping, keep_rows: bool) -> Self {
        Self {
            maker: Maker::new(path, keep_rows),
            rows: 0,
            mapping,
            path: path.to_owned(),
            resolved: Resolved::default(),
            n_columns: 0,
            keep_extras: keep_rows,
            reading: Reading::default(),
            extra_names: Vec::new(),
        }
    }

    /// Whether a row is none, with the reason in both languages.
    fn refuse(&mut self, row: &layer::Row<'_>) -> bool {
        let line = row.number;
        if row.cells.iter().all(Cell::is_empty) && !matches!(row.shape, Shape::Of(_)) && row.oddity.is_none()
        {
            let why = ("every cell of the row is empty", "toutes les cellules de la ligne sont vides");
            self.maker.set_aside(line, FindingKind::MissingField, "", why);
            return true;
        }
        let length: usize =
            row.cells.iter().map(|cell| if let Cell::Text(text) = cell { text.len() } else { 0 }).sum();
        if length as u64 > MAX_ROW_BYTES {
            let why = format!("the row is longer than {MAX_ROW_BYTES} bytes");
            let french = format!("ligne de plus de {MAX_ROW_BYTES} octets");
            self.maker.set_aside(line, FindingKind::UnreadableRow, "", (&why, &french));
            return true;
        }
        let broken = self.resolved.one_line.iter().any(|place| match row.cells.get(*place) {
            Some(Cell::Text(text)) => text.trim().contains(['\n', '\r']),
            _ => false,
        });
        let Some(oddity) = &row.oddity else { return false };
        let french = match oddity {
            // Line breaks belong in some cells; cells that are missing are empty ones.
            Oddity::MissingCells { .. } => return false,
            Oddity::LinesTogether { .. } if !broken => return false,
            Oddity::Empty => "toutes les cellules de la ligne sont vides".to_owned(),
            Oddity::LinesTogether { .. } => {
                "plusieurs lignes lues comme une seule : un guillemet qui n’est pas fermé, sans doute"
                    .to_owned()
            }
            Oddity::SurplusCells { .. } | Oddity::RightOfTable { .. } => {
                "plus de cellules que l’en-tête".to_owned()
            }
            Oddity::NotAnObject { found } => format!("ce n’est pas un objet : {found}"),
            Oddity::NotAFeature { kind: Some(kind) } => {
                format!("ce n’est pas un objet « Feature » de GeoJSON, mais « {kind} »")
            }
            Oddity::NotAFeature { kind: None } => {
                "ce n’est pas un objet « Feature » de GeoJSON : il n’a pas de type".to_owned()
            }
            Oddity::NoProperties { found } => format!("les propriétés ne sont pas un objet : {found}"),
        };
        let (kind, value) = match oddity {
            Oddity::Empty => (FindingKind::MissingField, String::new()),
            Oddity::NotAnObject { found } | Oddity::NoProperties { found } => {
                (FindingKind::UnreadableRow, found.clone())
            }
            _ => {
                let whole = row.cells.iter().map(Cell::text).collect::<Vec<_>>().join(",");
                (FindingKind::UnreadableRow, shortened(&whole))
            }
        };
        self.maker.set_aside(line, kind, &value, (&oddity.to_string(), &french));
        true
    }
}

impl RowSink for Sink<'_> {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        self.resolved = self.mapping.resolve(header)?;
        self.n_columns = header.columns.len();
        self.reading.columns.clone_from(&header.columns);
        self.reading.layer.clone_from(&header.layer);
        self.reading.layers.clone_from(&header.layers);
        check_columns(&self.path, header, self.mapping)?;
        if let Some(words) = &header.encoding {
            self.maker.about_encoding(words);
        }
        if let Some(words) = header.others_in_words() {
            self.maker.about_layers(&words, header);
        }
        if let Some(words) = &header.doubt {
            self.maker.about_crs(words);
        }
        if !self.mapping.has(Field::Id) && !self.mapping.has(Field::Matricule) {
            self.maker.no_identifiers();
        }
        if !self.mapping.has(Field::Name) && !self.mapping.has(Field::FranceServicesName) {
            self.maker.no_names();
        }
        let mut columns = self.resolved.columns.clone();
        if self.keep_extras {
            let extras: Vec<usize> = (0..header.columns.len()).filter(|at| !columns.contains(at)).collect();
            self.extra_names = extras.iter().map(|at| header.columns[*at].clone()).collect();
            columns.extend(extras);
        }
        Ok(Wanted { columns, shapes: header.has_shapes })
    }

    fn row(&mut self, row: layer::Row<'_>) -> Result<(), IngestError> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(IngestError::TooManyRows { path: self.path.clone(), limit: MAX_ROWS });
        }
        if self.refuse(&row) {
            return Ok(());
        }
        let mut venue = Row::new(row.number);
        let separator = self.mapping.separator.as_deref();
        for (cell, fields) in row.cells.iter().zip(&self.resolved.fields) {
            if cell.is_empty() {
                continue;
            }
            let text = cell.text();
            for field in fields {
                match separator {
                    Some(separator) if field.is_many() => {
                        let values: Vec<&str> =
                            text.split(separator).map(str::trim).filter(|v| !v.is_empty()).collect();
                        venue.set(*field, &values.join("|"));
                    }
                    _ => venue.set(*field, &text),
                }
            }
        }
        let flagged = row
            .cells
            .iter()
            .zip(&self.resolved.flags)
            .filter_map(|(cell, kind)| kind.as_deref().filter(|_| is_yes(&cell.text())));
        let kinds: Vec<&str> = venue.get(Field::Typology).into_iter().chain(flagged).collect();
        if !kinds.is_empty() {
            let typology = kinds.join("|");
            venue.cells.insert(Field::Typology, typology);
        }
        for (field, value) in &self.mapping.constants {
            venue.set(*field, value);
        }
        venue.place = match (point_of(&row.shape), &row.shape) {
            (Some(position), _) => Place::Point(position),
            (None, Shape::None) => Place::Cells,
            (None, Shape::Unusable(why)) => Place::NoPoint(why.clone()),
            (None, Shape::Of(geometry)) => Place::NoPoint(name_of(geometry).to_owned()),
        };
        let extras =
            row.cells.iter().skip(self.resolved.columns.len()).map(|cell| cell.text().into_owned()).collect();
        if let Some(oddity @ Oddity::MissingCells { .. }) = &row.oddity {
            let whole = row.cells.iter().map(Cell::text).collect::<Vec<_>>().join(",");
            let id = venue.get(Field::Id).unwrap_or_default().to_owned();
            self.maker.short_row(row.number, &id, &whole, &oddity.to_string());
        }
        self.maker.take(venue, extras);
        Ok(())
    }
}

/// Whether a cell of a yes-or-no column says yes.
fn is_yes(text: &str) -> bool {
    matches!(folded(text).as_str(), "true" | "oui" | "o" | "1" | "x" | "vrai" | "yes" | "y")
}

fn name_of(geometry: &geo_types::Geometry<f64>) -> &'static str {
    use geo_types::Geometry as G;
    match geometry {
        G::Point(_) => "Point",
        G::Line(_) | G::LineString(_) => "LineString",
        G::Polygon(_) | G::Rect(_) | G::Triangle(_) => "Polygon",
        G::MultiPoint(_) => "MultiPoint",
        G::MultiLineString(_) => "MultiLineString",
        G::MultiPolygon(_) => "MultiPolygon",
        G::GeometryCollection(_) => "GeometryCollection",
    }
}

/// A file without any place, or without anything that tells a venue from another, is another file.
fn check_columns(path: &Path, header: &Header, mapping: &Mapping) -> Result<(), IngestError> {
    let missing = |column| IngestError::MissingColumn {
        path: path.to_owned(),
        column,
        found: header.found(),
        remedy: "name the columns as in the national schema of lieux de médiation numérique, or say which is which with --map",
    };
    let has_position = header.has_shapes || (mapping.has(Field::Latitude) && mapping.has(Field::Longitude));
    let named = [Field::Name, Field::FranceServicesName];
    let is_told = named.into_iter().any(|field| mapping.has(field))
        || (has_position
            && (header.has_shapes || mapping.has(Field::Address) || mapping.has(Field::Commune)));
    if !is_told {
        return Err(missing("nom"));
    }
    let by_name = mapping.has(Field::Commune) && mapping.has(Field::Postcode);
    if !has_position && !mapping.has(Field::CommuneCode) && !by_name {
        return Err(missing("latitude, longitude or code_insee"));
    }
    Ok(())
}
