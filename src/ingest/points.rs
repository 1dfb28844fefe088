//! Points with an identifier: a CSV with the columns `id` (or `code`), `lon` and `lat`, of any country.
//!
//! No row is lost: one whose position cannot be read is a point without a position, and a finding
//! says what its cells hold.

use std::collections::BTreeMap;
use std::path::Path;

use geo_types::Coord;

use super::IngestError;
use super::csv_text::CsvText;
use crate::files::read_bounded;
use crate::geodesy::is_lon_lat;
use crate::model::{Finding, FindingKind, Severity, folded, shortened};

/// The largest file of points that is read, bytes.
pub const MAX_BYTES: u64 = 256 << 20;
/// The most points that one file may have.
pub const MAX_POINTS: u64 = 2_000_000;

/// A point of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct PointRecord {
    /// Identifier, as written; empty where the row has none.
    pub id: String,
    /// Longitude and latitude in degrees; `None` where they cannot be read.
    pub position: Option<Coord<f64>>,
}

/// What a file of points holds: as many points as rows, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PointFile {
    /// The points.
    pub points: Vec<PointRecord>,
    /// What was wrong, in the order of the file.
    pub findings: Vec<Finding>,
}

/// The columns that are read, with the names that they go by; the first name that is there counts.
const COLUMNS: [(&str, &[&str]); 3] =
    [("id", &["id", "code"]), ("lon", &["lon", "longitude"]), ("lat", &["lat", "latitude"])];

/// Reads a file of points. Commas, semicolons or tabs; other columns are ignored.
///
/// Cost: the file in memory, once, beside its points.
///
/// # Errors
/// [`IngestError`] when the file cannot be opened, is empty, is larger than [`MAX_BYTES`], is not
/// UTF-8, lacks a column, or has more than [`MAX_POINTS`] rows.
pub fn read_points(path: &Path) -> Result<PointFile, IngestError> {
    read_rows(path, &read_bounded(path, MAX_BYTES)?, &mut |_| Ok(()))
}

/// A row beside the point that it is.
pub(super) struct PointRow<'a> {
    pub(super) point: &'a PointRecord,
    pub(super) line: u64,
    /// Names and cells of the other columns, in the order of the file.
    pub(super) others: Vec<(&'a str, &'a str)>,
}

/// [`read_points`] of bytes that were read, with a look at every row.
///
/// # Errors
/// Those of [`read_points`], and what `look` refuses.
pub(super) fn read_rows(
    path: &Path,
    bytes: &[u8],
    look: &mut dyn FnMut(PointRow<'_>) -> Result<(), IngestError>,
) -> Result<PointFile, IngestError> {
    let mut rows = CsvText::open(path, bytes)?;
    let header = rows.header.clone();
    let columns = find_columns(path, &header)?;
    let n_columns = header.len();
    let mut file = Points { path, columns, n_columns, read: PointFile::default(), lines: BTreeMap::new() };
    let mut record = csv::StringRecord::new();
    while rows.read(&mut record)? {
        if file.read.points.len() as u64 == MAX_POINTS {
            return Err(IngestError::TooManyRows { path: path.to_owned(), limit: MAX_POINTS });
        }
        file.take(&record);
        if let Some(point) = file.read.points.last() {
            let others = header.iter().zip(&record).enumerate().filter(|(at, _)| !columns.contains(at));
            let others = others.map(|(_, (name, cell))| (name.trim(), cell.trim())).collect();
            let line = record.position().map_or(0, csv::Position::line);
            look(PointRow { point, line, others })?;
        }
    }
    Ok(file.read)
}

fn find_columns(path: &Path, header: &csv::StringRecord) -> Result<[usize; 3], IngestError> {
    let mut places = [0; 3];
    for (place, (column, names)) in places.iter_mut().zip(COLUMNS) {
        let of_name = |wanted: &&str| header.iter().position(|name| folded(name.trim()) == *wanted);
        let found = names.iter().find_map(of_name);
        *place = found.ok_or_else(|| IngestError::MissingColumn {
            path: path.to_owned(),
            column,
            found: shortened(&header.iter().collect::<Vec<_>>().join(", ")),
            remedy: "the columns are id, lon and lat, in degrees",
        })?;
    }
    Ok(places)
}

/// A file while it is read.
struct Points<'a> {
    path: &'a Path,
    columns: [usize; 3],
    /// How many the header has.
    n_columns: usize,
    read: PointFile,
    /// The line on which each identifier was met first.
    lines: BTreeMap<String, u64>,
}

impl Points<'_> {
    fn take(&mut self, record: &csv::StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let [id, lon, lat] = self.columns.map(|column| record.get(column).unwrap_or_default().trim());
        if id.is_empty() {
            self.find(line, id, ("id", ""), FindingKind::MissingField, "the point has no identifier");
        } else if let Some(first) = self.lines.get(id) {
            let action = format!("already used on line {first}; both rows are kept");
            self.find(line, id, ("id", id), FindingKind::DuplicateId, &action);
        } else {
            self.lines.insert(id.to_owned(), line);
        }
        let position = if record.iter().skip(self.n_columns).any(|cell| !cell.trim().is_empty()) {
            // A decimal comma between commas would make a position of the wrong cells.
            let action = format!(
                "{} cells where the header has {}: a comma inside a number, perhaps; the point has no position",
                record.len(),
                self.n_columns
            );
            let row = record.iter().collect::<Vec<_>>().join(",");
            self.find(line, id, ("", &row), FindingKind::UnreadableRow, &action);
            None
        } else {
            self.position(line, id, lon, lat)
        };
        self.read.points.push(PointRecord { id: id.to_owned(), position });
    }

    fn position(&mut self, line: u64, id: &str, lon: &str, lat: &str) -> Option<Coord<f64>> {
        let without = "; the point has no position";
        let mut degrees = [None; 2];
        for (degrees, (field, value, limit)) in
            degrees.iter_mut().zip([("lon", lon, 180.0), ("lat", lat, 90.0)])
        {
            // A decimal comma, as spreadsheets write it where that is the custom.
            let number: Option<f64> = value.replacen(',', ".", 1).parse().ok();
            *degrees = number.filter(|number| number.abs() <= limit);
            if degrees.is_none() {
                let (kind, what) = if value.is_empty() {
                    (FindingKind::NoCoordinates, "the cell is empty".to_owned())
                } else {
                    (FindingKind::InvalidCoordinates, format!("not a number from −{limit} to {limit}"))
                };
                self.find(line, id, (field, value), kind, &(what + without));
            }
        }
        let [lon, lat] = degrees;
        lon.zip(lat).map(|(x, y)| Coord { x, y }).filter(|position| is_lon_lat(*position))
    }

    fn find(&mut self, line: u64, id: &str, (field, value): (&str, &str), kind: FindingKind, action: &str) {
        self.read.findings.push(Finding {
            file: self.path.display().to_string(),
            line,
            id: shortened(id),
            field: field.to_owned(),
            value: shortened(value),
            kind,
            severity: Severity::Warning,
            action: action.to_owned(),
            french: String::new(),
            suggestion: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FindingKind::{DuplicateId, InvalidCoordinates, MissingField, NoCoordinates, UnreadableRow};
    use geo_types::coord;
    use std::fs;

    fn read(content: impl AsRef<[u8]>) -> Result<PointFile, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("points.csv");
        fs::write(&path, content).unwrap();
        read_points(&path)
    }

    #[test]
    fn points_are_read_in_any_order_of_columns() {
        let file = read("\u{feff}name;LAT;Longitude;id\nx;44,5;3.25;a\n\"y;z\";-1;-179.9;b\n").unwrap();
        assert_eq!(file.findings, []);
        let expected = [("a", coord! { x: 3.25, y: 44.5 }), ("b", coord! { x: -179.9, y: -1.0 })];
        let expected = expected.map(|(id, at)| PointRecord { id: id.to_owned(), position: Some(at) });
        assert_eq!(file.points, expected);
    }

    #[test]
    fn a_decimal_comma_between_commas_makes_no_position() {
        let file = read("id,lon,lat\na,3,5,44,5\nb,3.5,44.5,,\n").unwrap();
        let [a, b] = [&file.points[0], &file.points[1]];
        assert_eq!((a.position, b.position), (None, Some(coord! { x: 3.5, y: 44.5 })));
        let [finding] = &file.findings[..] else { panic!("{:?}", file.findings) };
        assert_eq!((finding.line, finding.value.as_str(), finding.kind), (2, "a,3,5,44,5", UnreadableRow));
        assert!(finding.action.starts_with("5 cells where the header has 3"), "{}", finding.action);
    }

    #[test]
    fn a_row_that_is_wrong_is_a_point_without_position_and_a_finding() {
        let file = read("id,lon,lat\na,3,95\nb,east,44\nc,,44\nd\n,3,44\na,3,44\ne,NaN,inf\n").unwrap();
        assert_eq!(file.points.len(), 7);
        assert_eq!(file.points.iter().filter(|point| point.position.is_some()).count(), 2);
        let told: Vec<_> =
            file.findings.iter().map(|f| (f.line, f.field.as_str(), f.value.as_str(), f.kind)).collect();
        assert_eq!(
            told,
            [
                (2, "lat", "95", InvalidCoordinates),
                (3, "lon", "east", InvalidCoordinates),
                (4, "lon", "", NoCoordinates),
                (5, "lon", "", NoCoordinates),
                (5, "lat", "", NoCoordinates),
                (6, "id", "", MissingField),
                (7, "id", "a", DuplicateId),
                (8, "lon", "NaN", InvalidCoordinates),
                (8, "lat", "inf", InvalidCoordinates),
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_list_of_points_says_why() {
        let said = |content: &[u8]| read(content).unwrap_err().to_string();
        assert!(said(b"id,x,y\n").contains("no column “lon” among id, x, y"), "{}", said(b"id,x,y\n"));
        assert!(said(b"").contains("empty"));
        assert!(said(b"id,lon,lat\n\xe9,3,44\n").contains("line 2, byte 12"));
        assert_eq!(read("id,lon,lat\n").unwrap().points, []);
    }
}
