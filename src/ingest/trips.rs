//! A matrix of trips from elsewhere: `from,to,duration_s,distance_m` as CSV, or as Parquet (see
//! [`crate::export::MatrixTable`], which writes both).

use std::path::Path;

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use super::IngestError;
use super::venues::delimiter;
use crate::files;
use crate::model::shortened;
use crate::units::{Metres, Seconds};

/// The first bytes of every Parquet file.
const PARQUET: &[u8; 4] = b"PAR1";
/// The largest CSV that is read, bytes.
pub const MAX_CSV_BYTES: u64 = 4 << 30;
const COLUMNS: [&str; 4] = ["from", "to", "duration_s", "distance_m"];
const REMEDY: &str =
    "the columns are from, to, duration_s and distance_m; a pair without a way has no duration";

/// One trip of a matrix, as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TripRecord<'a> {
    /// Identifier of the place that it leaves from.
    pub from: &'a str,
    /// Identifier of the place that it leads to.
    pub to: &'a str,
    /// Its time; `None` where there is no way.
    pub duration: Option<Seconds>,
    /// Its length; `None` where the file has none.
    pub distance: Option<Metres>,
}

/// Reads a matrix and hands on its trips in the order of the file; how many there are.
///
/// Cost: a CSV in memory, once; of Parquet a row at a time.
///
/// # Errors
/// [`IngestError`] when the file cannot be read, lacks a column, or holds a value that is no quantity: a matrix must be
/// right throughout.
pub fn read_trips(path: &Path, take: &mut dyn FnMut(TripRecord<'_>)) -> Result<u64, IngestError> {
    let mut head = [0; 4];
    let mut file = files::open(path)?;
    let is_parquet = std::io::Read::read_exact(&mut file, &mut head).is_ok() && head == *PARQUET;
    if is_parquet { read_parquet(path, take) } else { read_csv(path, take) }
}

fn read_csv(path: &Path, take: &mut dyn FnMut(TripRecord<'_>)) -> Result<u64, IngestError> {
    let bytes = files::read_bounded(path, MAX_CSV_BYTES)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let malformed = |e: csv::Error| malformed(path, &e);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).from_reader(bytes);
    let header: Vec<String> =
        reader.headers().map_err(malformed)?.iter().map(|name| name.trim().to_owned()).collect();
    let columns = columns(path, &header)?;
    let (mut record, mut n) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut record).map_err(malformed)? {
        let [from, to, duration, distance] = columns.map(|at| record.get(at).unwrap_or_default().trim());
        let number = |column: usize, cell: &str| {
            let number = (!cell.is_empty()).then(|| cell.parse::<f64>());
            let line = record.position().map_or(0, csv::Position::line);
            number.transpose().map_err(|_| bad(path, line, column, cell, "not a number with a decimal point"))
        };
        let figures = [number(2, duration)?, number(3, distance)?];
        n += 1;
        take(trip(path, record.position().map_or(0, csv::Position::line), from, to, figures)?);
    }
    Ok(n)
}

fn read_parquet(path: &Path, take: &mut dyn FnMut(TripRecord<'_>)) -> Result<u64, IngestError> {
    let malformed = |e: ParquetError| malformed(path, &e);
    let reader = SerializedFileReader::new(files::open(path)?).map_err(malformed)?;
    let schema = reader.metadata().file_metadata().schema();
    let header: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let columns = columns(path, &header)?;
    let mut n = 0;
    for row in reader.get_row_iter(None).map_err(malformed)? {
        let row = row.map_err(malformed)?;
        n += 1;
        let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        let text = |column: usize| match fields.get(columns[column]) {
            Some(Field::Str(text)) => Ok(text.as_str()),
            other => Err(bad(path, n, column, &format!("{other:?}"), "not a text")),
        };
        let number = |column: usize| match fields.get(columns[column]) {
            Some(Field::Null) => Ok(None),
            Some(Field::Double(number)) => Ok(Some(*number)),
            Some(Field::Float(number)) => Ok(Some(f64::from(*number))),
            Some(Field::Int(number)) => Ok(Some(f64::from(*number))),
            other => Err(bad(path, n, column, &format!("{other:?}"), "not a number")),
        };
        take(trip(path, n, text(0)?, text(1)?, [number(2)?, number(3)?])?);
    }
    Ok(n)
}

fn trip<'a>(
    path: &Path,
    line: u64,
    from: &'a str,
    to: &'a str,
    [duration, distance]: [Option<f64>; 2],
) -> Result<TripRecord<'a>, IngestError> {
    let refused = |column| {
        move |e: crate::units::NotAQuantity| bad(path, line, column, &e.value.to_string(), &e.to_string())
    };
    Ok(TripRecord {
        from,
        to,
        duration: duration.map(Seconds::new).transpose().map_err(refused(2))?,
        distance: distance.map(Metres::new).transpose().map_err(refused(3))?,
    })
}

fn columns(path: &Path, header: &[String]) -> Result<[usize; 4], IngestError> {
    let mut places = [0; 4];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found = header.iter().position(|name| name == column);
        *place = found.ok_or_else(|| IngestError::MissingColumn {
            path: path.to_owned(),
            column,
            found: shortened(&header.join(", ")),
            remedy: REMEDY,
        })?;
    }
    Ok(places)
}

fn bad(path: &Path, line: u64, column: usize, value: &str, problem: &str) -> IngestError {
    let cell = format!("line {line}: {} = “{}”", COLUMNS[column], shortened(value));
    IngestError::BadValue { path: path.to_owned(), cell, problem: problem.to_owned(), remedy: REMEDY }
}

fn malformed(path: &Path, problem: &dyn std::fmt::Display) -> IngestError {
    IngestError::Malformed { path: path.to_owned(), problem: shortened(&problem.to_string()), remedy: REMEDY }
}
