//! Why nothing could be imported.

use std::path::PathBuf;

use crate::dataset::DatasetError;
use crate::export::FlatGeobufError;
use crate::files::FileError;
use crate::ingest::IngestError;
use crate::network::ImportError as RoadsError;
use crate::network::file::FileError as RoadFileError;
use crate::network::osm::OsmError;

/// An import could not be done; nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The base data cannot be used, or does not hold what is asked.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A file that is given cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The extract cannot be read.
    #[error(transparent)]
    Osm(#[from] OsmError),
    /// The roads of the extract cannot be built.
    #[error(transparent)]
    Roads(#[from] RoadsError),
    /// The roads cannot be written.
    #[error(transparent)]
    RoadFile(#[from] RoadFileError),
    /// No administrative boundary of an extract is whole.
    #[error("{}: none of its {relations} administrative boundaries{level} is whole, and no place stands in for one: take an extract that holds whole communes, or another --admin-level", path.display())]
    NoWholeBoundary {
        /// The extract.
        path: PathBuf,
        /// The level that was asked for, in words; empty for any.
        level: String,
        /// Relations of the levels that were looked at.
        relations: u64,
    },
    /// A layer cannot be written.
    #[error(transparent)]
    Layer(#[from] FlatGeobufError),
    /// Something has the name of the new folder.
    #[error("{}: it is already there; give another name, or --replace to put the new folder in its place", dir.display())]
    Exists {
        /// The folder.
        dir: PathBuf,
    },
    /// What stands in the place of the new folder is not a data folder.
    #[error("{}: this is not a data folder (it has no france/communes.fgb), so it is not replaced; give another name", dir.display())]
    NotOurs {
        /// The folder.
        dir: PathBuf,
    },
    /// The new folder would replace the one that it is made from while others read it.
    #[error("{}: the name of a folder is wanted, such as ./lozere", dir.display())]
    NoName {
        /// The path as given.
        dir: PathBuf,
    },
    /// The system cannot exchange two folders at once.
    #[error("{}: this file system cannot exchange two folders at once ({reason}); import into a new folder, then rename it", dir.display())]
    CannotExchange {
        /// The folder.
        dir: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Neither base data nor boundaries.
    #[error("there is nothing to make a territory of: with --base none, give --boundaries")]
    NothingToStartFrom,
    /// No commune is left.
    #[error(
        "{what} holds no commune of {territory}; name one that it holds with --territory, or leave it out"
    )]
    NoCommune {
        /// What was looked into.
        what: String,
        /// The territory, as asked.
        territory: String,
    },
    /// A column that was asked for is not there.
    #[error("{}: no column “{column}” among {found}; name one that is there with {option}", path.display())]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// The columns that are there, shortened.
        found: String,
        /// The option that names it.
        option: &'static str,
    },
    /// A file has no row that can be used.
    #[error("{}: none of its {rows} rows can be used, of which the first says: {first}; nothing is imported", path.display())]
    NoRow {
        /// The file.
        path: PathBuf,
        /// Rows of the file.
        rows: u64,
        /// What was wrong with the first.
        first: String,
    },
    /// No row of a file of boundaries has a shape that can be used.
    #[error("{}: none of its {rows} shapes can be used, of which the first says: {first}; nothing is imported (is --crs the right coordinate system?)", path.display())]
    NoShape {
        /// The file.
        path: PathBuf,
        /// Rows of the file.
        rows: u64,
        /// What was wrong with the first.
        first: String,
    },
    /// The shapes of a file of boundaries are not where their communes are.
    #[error("{}: {far} of {compared} boundaries lie far from where their communes are ({example}); {remedy}", path.display())]
    Misplaced {
        /// The file.
        path: PathBuf,
        /// Shapes that are far.
        far: u64,
        /// Shapes whose place is known.
        compared: u64,
        /// One of them, and where it would be, longitude and latitude.
        example: String,
        /// What to do.
        remedy: &'static str,
    },
    /// An indicator is said to tell of fragile people, and is not in its file.
    #[error("{}: no indicator “{name}” to tell of fragile people; it has {known}: write the name as it is there", path.display())]
    NoSuchIndicator {
        /// The file.
        path: PathBuf,
        /// The name that was given.
        name: String,
        /// Those that it has.
        known: String,
    },
    /// A correction of what columns are taken for is none.
    #[error("{}: “{correction}” {problem}", path.display())]
    BadCorrection {
        /// The file.
        path: PathBuf,
        /// The correction, as given.
        correction: String,
        /// What is wrong with it.
        problem: String,
    },
    /// No column of a file is one of figures.
    #[error("{}: no column of figures among {found}; say which with --map indicator=COLUMN", path.display())]
    NoFigures {
        /// The file.
        path: PathBuf,
        /// Its columns.
        found: String,
    },
    /// More indicators than are taken at once.
    #[error("{}: {given} columns of figures, where {most} are taken at once; leave some out", path.display())]
    TooManyIndicators {
        /// The file.
        path: PathBuf,
        /// Columns that are asked for.
        given: usize,
        /// The limit, inclusive.
        most: usize,
    },
    /// Two indicators would have one name.
    #[error("{}: two indicators are named “{name}”, capitals apart; choose others with --columns", path.display())]
    SameIndicator {
        /// The second file.
        path: PathBuf,
        /// The name.
        name: String,
    },
}
