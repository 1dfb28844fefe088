//! Layers: rows of named cells, each perhaps with a shape, from any format that planners have.
//!
//! One reader a format, one shape of what comes out: whoever wants venues, boundaries, populations or
//! indicators is a [`RowSink`], and does not know the format. Rows are given one at a time, so that memory
//! is bounded by what the sink keeps. Shapes are in longitude and latitude whatever the file's system.
//!
//! What is wrong with the file as a whole is an error; what is wrong with the shape of one row is given to
//! the sink with the row ([`Row::shape`]): nothing is lost.

mod archive;
#[cfg(test)]
pub(in crate::ingest) mod collect;
mod compound;
mod csv;
mod encoding;
mod flatgeobuf;
mod geopackage;
mod json;
mod oddity;
mod places;
mod read;
mod shapefile;
mod sheets;
mod text;
mod wkb;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::PathBuf;

use geo_types::{Coord, Geometry};

use super::IngestError;
use crate::geodesy::Crs;
use crate::model::shortened;

pub(in crate::ingest) use encoding::{mixed, windows_1252};
pub use oddity::Oddity;
pub use read::read_layer;
pub use wkb::geometry_of_blob;

/// A format of file, told from the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Text with commas, semicolons, tabs or |.
    Csv,
    /// A JSON array of objects (or an object that holds one).
    Json,
    /// A GeoJSON `FeatureCollection`.
    GeoJson,
    /// Excel: `.xlsx`, `.xls`.
    Excel,
    /// `OpenDocument` spreadsheet, `.ods`.
    OpenDocument,
    /// ESRI shapefile: the `.shp` with its neighbours, or a ZIP of them.
    Shapefile,
    /// FlatGeobuf.
    FlatGeobuf,
    /// OGC GeoPackage.
    GeoPackage,
}

/// How to read a file, where the file does not say or says wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The coordinate system; `None` to take what the file says, and longitude and latitude where the format
    /// has no other.
    pub crs: Option<Crs>,
    /// The sheet of a spreadsheet or the layer of a GeoPackage; `None` for the only one, else the first.
    pub layer: Option<String>,
}

/// What is known before any row.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The file, as given.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// Names of the columns, as written.
    pub columns: Vec<String>,
    /// The sheet or layer that is read, where the format has several.
    pub layer: Option<String>,
    /// Whether rows may have shapes.
    pub has_shapes: bool,
    /// How the text was decoded, in words, where it was not plain UTF-8.
    pub encoding: Option<String>,
    /// The other sheets or layers of the file, where none was asked for.
    pub others: Vec<String>,
    /// All sheets or layers of the file, in its order, where the format has several.
    pub layers: Vec<String>,
    /// What is doubtful about the coordinate system, in words: it is asked to be another than the file says.
    pub doubt: Option<String>,
}

impl Header {
    /// The columns as an error lists them, shortened; with what a file without the right ones may be: one whose
    /// first line is a title, one with other layers.
    #[must_use]
    pub fn found(&self) -> String {
        let mut found = shortened(&self.columns.join(", "));
        let is_table = matches!(self.format, Format::Csv | Format::Excel | Format::OpenDocument);
        if is_table && self.columns.iter().filter(|name| !name.trim().is_empty()).count() <= 1 {
            found.push_str(
                " (the first line looks like a title: delete the lines above the names of the columns; what parts cells is a comma, a semicolon, a tab or |)",
            );
        }
        if let Some(words) = self.others_in_words() {
            let _ = write!(found, " ({words})");
        }
        found
    }

    /// Which layer or sheet is read and which others there are; `None` where there is no other.
    #[must_use]
    pub fn others_in_words(&self) -> Option<String> {
        let layer = self.layer.as_ref().filter(|_| !self.others.is_empty())?;
        let kind = if self.format == Format::GeoPackage { "layer" } else { "sheet" };
        let others = shortened(&self.others.join(", "));
        Some(format!("{kind} “{}” is read, and the file has others: {others}", shortened(layer)))
    }
}

/// What is doubtful about a coordinate system that is asked for where the file itself names one.
fn doubt_of(given: Option<Crs>, declared: Option<Crs>) -> Option<String> {
    let (given, declared) = given.zip(declared).filter(|(given, declared)| given != declared)?;
    let words = |crs: Crs| format!("{} (EPSG:{})", crs.name(), crs.epsg());
    Some(format!("read in {} as asked, where the file says that it is in {}", words(given), words(declared)))
}

/// The value of a cell. Borrowed from the reader: it lasts until the next row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text, as written. Codes are text wherever the format knows types.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// True or false.
    Bool(bool),
}

/// The shape of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// None.
    None,
    /// In longitude and latitude, every coordinate finite and within ±180 and ±90.
    Of(Geometry<f64>),
    /// What stands there is no usable shape: what it is and why, in words.
    Unusable(String),
}

/// A row, as given to a [`RowSink`].
#[derive(Debug, PartialEq)]
pub struct Row<'a> {
    /// Line of a CSV or of a sheet (the header is line 1 in most), number of the feature otherwise, from 1.
    pub number: u64,
    /// The columns that the sink asked for, in that order.
    pub cells: &'a [Cell<'a>],
    /// Its shape; [`Shape::None`] where the sink wants none.
    pub shape: Shape,
    /// What is odd about the row itself.
    pub oddity: Option<Oddity>,
}

/// What a sink wants of each row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Places of columns in [`Header::columns`], in the order in which the cells are to be given.
    pub columns: Vec<usize>,
    /// Whether shapes are wanted.
    pub shapes: bool,
}

/// Takes the rows of a layer.
pub trait RowSink {
    /// Whether a layer has the columns of what is wanted, where a file has several layers and none was asked for: the
    /// first that has them is read.
    fn suits(&self, _header: &Header) -> bool {
        true
    }

    /// Called once, before any row.
    ///
    /// # Errors
    /// When the columns are not those of what is wanted.
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError>;

    /// Called for each row, in the order of the file.
    ///
    /// # Errors
    /// What stops the reading.
    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError>;
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerRead {
    /// Its format.
    pub format: Format,
    /// Rows given to the sink.
    pub rows: u64,
    /// SHA-256 of the file (of the `.shp` and its neighbours one after the other), in hexadecimal.
    pub sha256: String,
}

impl Cell<'_> {
    /// The value as a cell of a table would show it, without blanks around; a whole number has no decimal
    /// point, so that a code read as a number is itself but for its zeros in front.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Integer(whole) => Cow::Owned(whole.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        }
    }

    /// The value as a number, a decimal comma read as a point; `None` where there is none.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "quantities are far below 2⁵³")]
            Self::Integer(whole) => Some(*whole as f64),
            Self::Text(text) => {
                text.trim().replacen(',', ".", 1).parse().ok().filter(|n: &f64| n.is_finite())
            }
            Self::Empty | Self::Bool(_) => None,
        }
    }

    /// Whether there is nothing, or only blanks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty) || matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// The point of a shape that is one; `None` for any other.
#[must_use]
pub fn point_of(shape: &Shape) -> Option<Coord<f64>> {
    match shape {
        Shape::Of(Geometry::Point(point)) => Some(point.0),
        Shape::Of(Geometry::MultiPoint(points)) if points.0.len() == 1 => points.0.first().map(|p| p.0),
        _ => None,
    }
}
