//! Cells with people, from the `cells.fgb` of a data folder.

use std::path::{Path, PathBuf};

use super::IngestError;
use super::flatgeobuf::{ColumnType, FgbError, PointLayout, Value};
use crate::files::MappedFile;
use crate::model::{Bounds, GridCell, shortened};
use crate::units::People;

/// What to do about a file of cells that is not right.
const REMEDY: &str = "import the grid again with maillage import --grid";
/// The columns that are read.
const COLUMNS: [&str; 4] = ["id", "commune", "people", "imputed"];

/// An open file of cells. Its cells are found by the index; nothing is read that is not asked for.
#[derive(Debug)]
pub struct CellFile {
    path: PathBuf,
    file: MappedFile,
    layout: PointLayout,
    places: [usize; COLUMNS.len()],
}

impl CellFile {
    /// Opens a file and checks its header and its columns. Cost: that of its header, whatever its length.
    ///
    /// # Errors
    /// [`IngestError`] when the file is missing, damaged, without an index or lacks a column.
    pub fn open(path: &Path) -> Result<Self, IngestError> {
        let file = MappedFile::open(path)?;
        let layout = PointLayout::read(file.bytes())
            .map_err(|source| IngestError::FlatGeobuf { path: path.to_owned(), source })?;
        let mut places = [0; COLUMNS.len()];
        for (place, wanted) in places.iter_mut().zip(COLUMNS) {
            let kind = match wanted {
                "people" => ColumnType::Double,
                "imputed" => ColumnType::Bool,
                _ => ColumnType::Text,
            };
            let columns = layout.columns();
            *place = columns.iter().position(|c| c.name == wanted && c.kind == kind).ok_or_else(|| {
                IngestError::MissingColumn {
                    path: path.to_owned(),
                    column: wanted,
                    found: shortened(&columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ")),
                    remedy: REMEDY,
                }
            })?;
        }
        Ok(Self { path: path.to_owned(), file, layout, places })
    }

    /// How many cells the file has, by its header.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.layout.len()
    }

    /// Whether the file has no cell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells whose centre is in a box, by identifier; all of them without a box.
    ///
    /// Cost: half a microsecond a cell.
    ///
    /// # Errors
    /// [`IngestError`] when one of them is damaged.
    pub fn select(&self, bounds: Option<&Bounds>) -> Result<Vec<GridCell>, IngestError> {
        let everywhere = Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
        let bytes = self.file.bytes();
        let starts = self.layout.select(bytes, bounds.unwrap_or(&everywhere)).map_err(|e| self.damaged(e))?;
        let mut cells = Vec::with_capacity(starts.len());
        for start in starts {
            let point = self.layout.point(bytes, start).map_err(|e| self.damaged(e))?;
            let bad = |column: &str, value: String, problem: &str| IngestError::BadValue {
                path: self.path.clone(),
                cell: format!("byte {start}: {column} = “{}”", shortened(&value)),
                problem: problem.to_owned(),
                remedy: REMEDY,
            };
            let [id, commune, people, imputed] =
                self.places.map(|place| point.values.get(place).copied().flatten());
            let text = |value: Option<Value<'_>>| match value {
                Some(Value::Text(text)) => text.to_owned(),
                _ => String::new(),
            };
            let (id, commune) = (text(id), text(commune));
            let people = match people {
                Some(Value::Number(people)) => People::new(people).ok(),
                _ => None,
            };
            cells.push(GridCell {
                id: id.parse().map_err(|_| bad("id", id.clone(), "not an identifier of a cell"))?,
                position: point.position,
                commune: commune.parse().map_err(|_| bad("commune", commune.clone(), "not an INSEE code"))?,
                people: people.ok_or_else(|| bad("people", String::new(), "not a number of people"))?,
                is_imputed: imputed == Some(Value::Bool(true)),
            });
        }
        cells.sort_unstable_by_key(|cell| cell.id);
        Ok(cells)
    }

    fn damaged(&self, source: FgbError) -> IngestError {
        IngestError::FlatGeobuf { path: self.path.clone(), source }
    }
}
