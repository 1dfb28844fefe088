//! Shapefiles: the shapes (`.shp`), their attributes (`.dbf`), their coordinate system (`.prj`) and, at times, the
//! encoding of the attributes (`.cpg`), read side by side, one record at a time.
//!
//! Both readers are our own (`docs/adr/0010-bd-topo-shapefile.md`, `0020-layers.md`): every length is compared
//! with the file before anything is allocated, and nothing in them panics on what a file claims.
//!
//! References: ESRI, *Shapefile Technical Description* (1998); dBASE III, *File structure*.

mod rings;
mod shapes;
mod table;

use std::io::Read;
use std::path::PathBuf;

use super::source::Source;
use crate::geodesy::Crs;
pub(crate) use shapes::{ShapeKind, Shapes, Vertex};
pub(crate) use table::{Column, Encoding, Table};

/// The longest `.prj` or `.cpg` that is read, bytes.
const MAX_TEXT: u64 = 64 * 1024;

/// A shapefile cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShapefileError {
    /// A file cannot be opened or read.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A part of the shapefile is not there.
    #[error("{path} is missing: {remedy}", path = path.display())]
    Missing {
        /// The part.
        path: PathBuf,
        /// What to do.
        remedy: &'static str,
    },
    /// The shapes are something else.
    #[error("{path} is not a shapefile (.shp)", path = path.display())]
    NotAShapefile {
        /// The file.
        path: PathBuf,
    },
    /// The attributes are something else.
    #[error("{path} is not a dBASE table: unpack the shapefile again", path = path.display())]
    NotATable {
        /// The file.
        path: PathBuf,
    },
    /// A file is shorter than it says.
    #[error(
        "{path} is cut short: it says that it has {stated} bytes and has {n_bytes}: unpack the shapefile again",
        path = path.display()
    )]
    Truncated {
        /// The file.
        path: PathBuf,
        /// The length that it states, bytes.
        stated: u64,
        /// Its length, bytes.
        n_bytes: u64,
    },
    /// A record cannot be what it should be.
    #[error(
        "record {record} of {path} is damaged ({what}): unpack the shapefile again",
        path = path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The record, from 1.
        record: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// Shapes and attributes are not those of one shapefile.
    #[error(
        "{path} has {n_rows} rows and the .shp beside it {n_shapes} shapes: they do not belong together, unpack the shapefile again",
        path = path.display()
    )]
    Unpaired {
        /// The table.
        path: PathBuf,
        /// Its rows.
        n_rows: u64,
        /// The shapes.
        n_shapes: u64,
    },
    /// A coordinate system that is none of ours.
    #[error(
        "{path} names no coordinate system that is known here: give its EPSG number with --crs (2154, 2975, 5490, 2972, 4471, 3035, 3857 or 4326)",
        path = path.display()
    )]
    UnknownCrs {
        /// The `.prj`.
        path: PathBuf,
    },
}

/// The files that make a shapefile what it is, those that are there, in a fixed order: `.shp`, `.dbf`, `.prj`, `.cpg`.
pub(crate) fn parts(shp: &Source) -> Vec<Source> {
    let others = ["dbf", "prj", "cpg"].into_iter().filter_map(|extension| shp.beside(extension));
    std::iter::once(shp.clone()).chain(others).collect()
}

/// Opens the table beside a `.shp`.
///
/// # Errors
/// When there is none, or it is something else or cut.
pub(crate) fn table(shp: &Source) -> Result<Table, ShapefileError> {
    let dbf = shp.beside("dbf").ok_or_else(|| ShapefileError::Missing {
        path: shp.with_extension("dbf").shown,
        remedy: "a shapefile is several files (.shp, .dbf, .prj): put them all in one folder",
    })?;
    let encoding = match shp.beside("cpg") {
        Some(cpg) => Encoding::from_cpg(&text_of(&cpg)?),
        None => Encoding::Unsaid,
    };
    Table::open(&dbf, encoding)
}

/// The coordinate system: the one that is given, else what the `.prj` beside the `.shp` says.
///
/// # Errors
/// When none is given and there is no `.prj`, or it names none that is known here.
pub(crate) fn crs(shp: &Source, given: Option<Crs>) -> Result<Crs, ShapefileError> {
    if let Some(crs) = given {
        return Ok(crs);
    }
    let prj = shp.beside("prj").ok_or_else(|| ShapefileError::Missing {
        path: shp.with_extension("prj").shown,
        remedy: "put it beside the .shp, or give the EPSG number of the coordinate system with --crs (2154 is Lambert-93)",
    })?;
    Crs::from_prj(&text_of(&prj)?).ok_or(ShapefileError::UnknownCrs { path: prj.shown })
}

/// The coordinate system that the `.prj` beside the `.shp` names, where it is one that is known here.
pub(crate) fn declared_crs(shp: &Source) -> Option<Crs> {
    Crs::from_prj(&text_of(&shp.beside("prj")?).ok()?)
}

/// Shapes and rows are not as many: the error, with the shapes that are left counted.
pub(crate) fn unpaired(table: &Table, mut shapes: Shapes) -> ShapefileError {
    while matches!(shapes.advance(), Ok(true)) {}
    ShapefileError::Unpaired { path: table.path(), n_rows: table.n_rows, n_shapes: shapes.n_read }
}

/// A short text, whatever its encoding.
fn text_of(source: &Source) -> Result<String, ShapefileError> {
    let io = |error| ShapefileError::Io { path: source.shown.clone(), source: error };
    let mut bytes = Vec::new();
    std::fs::File::open(&source.real).map_err(io)?.take(MAX_TEXT).read_to_end(&mut bytes).map_err(io)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
