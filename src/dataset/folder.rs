//! What a data folder that `maillage import` made has besides: cells, indicators, a manifest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::venues::own_files;
use super::{Dataset, DatasetError};
use crate::files::read_bounded;
use crate::ingest::IngestError;
use crate::ingest::cells::CellFile;
use crate::ingest::indicators::{IndicatorTable, read_indicator_table};
use crate::model::{Commune, GridCell};
use crate::territory::{FragileWhen, Indicator};

/// What a manifest says that it is of.
pub const FOLDER_FORMAT: &str = "maillage territory folder";
/// The version of the layout that this program writes and reads.
pub const FOLDER_VERSION: u32 = 1;
/// Where the roads of a folder are, below it.
pub const FOLDER_ROADS: &str = "roads/car.roads";
/// The largest manifest that is read, bytes.
const MAX_MANIFEST: u64 = 64 << 20;

/// An indicator of communes that a folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredIndicator {
    /// Its name: that of its column.
    pub name: String,
    /// Its file, below the folder.
    pub file: String,
    /// The unit of its figures, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The year that they stand for, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    /// On which side it tells of fragile people, where somebody said that it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fragile: Option<FragileWhen>,
}

/// What is read of a manifest.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ManifestHead {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u32,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) indicators: Vec<DeclaredIndicator>,
}

/// A file of indicators with what the manifest says of its columns.
#[derive(Debug)]
pub(super) struct IndicatorColumns {
    path: PathBuf,
    table: IndicatorTable,
    declared: Vec<DeclaredIndicator>,
}

/// Reads the indicators of a folder, by the name of their file.
pub(super) fn read_indicators(
    dir: &Path,
    known: &[DeclaredIndicator],
) -> Result<Vec<IndicatorColumns>, DatasetError> {
    let mut read = Vec::new();
    for path in own_files(&dir.join("indicators"))? {
        let table = read_indicator_table(&path)?;
        let file = format!("indicators/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let declared = table.columns.iter().map(|name| {
            let known = known.iter().find(|known| known.file == file && known.name == *name);
            let plain = || DeclaredIndicator {
                name: name.clone(),
                file: file.clone(),
                unit: None,
                year: None,
                fragile: None,
            };
            known.cloned().unwrap_or_else(plain)
        });
        let declared = declared.collect();
        read.push(IndicatorColumns { path, table, declared });
    }
    Ok(read)
}

/// Reads the manifest of a folder.
pub(super) fn read_manifest(dir: &Path) -> Result<ManifestHead, DatasetError> {
    let path = &dir.join("manifest.json");
    // The data that ships, and folders made by hand, have none.
    if !path.exists() {
        return Ok(ManifestHead::default());
    }
    let bytes = read_bounded(path, MAX_MANIFEST)?;
    let malformed = |problem: String, remedy| {
        DatasetError::Ingest(IngestError::Malformed { path: path.to_owned(), problem, remedy })
    };
    let head: ManifestHead =
        serde_json::from_slice(&bytes).map_err(|e| malformed(e.to_string(), "import the folder again"))?;
    if head.format != FOLDER_FORMAT || head.version != FOLDER_VERSION {
        let problem = format!(
            "it says “{}”, version {}, where “{FOLDER_FORMAT}”, version {FOLDER_VERSION}, is read",
            head.format, head.version
        );
        return Err(malformed(problem, "import the folder again with this program"));
    }
    Ok(head)
}

/// The file of cells of a folder, where it has one.
pub(super) fn open_cells(dir: &Path) -> Result<Option<CellFile>, DatasetError> {
    let path = dir.join("demand/cells.fgb");
    if fs::exists(&path).unwrap_or(false) { Ok(Some(CellFile::open(&path)?)) } else { Ok(None) }
}

impl Dataset {
    /// Every commune with its boundary, by code. Cost: 0.15 s for France.
    ///
    /// # Errors
    /// [`DatasetError`] when the file is damaged.
    pub fn all_communes(&self) -> Result<Vec<Commune>, DatasetError> {
        Ok(self.communes.all(true)?)
    }

    /// Every cell with people, by identifier; `None` where the folder has no cells.
    ///
    /// # Errors
    /// [`DatasetError`] when the file is damaged.
    pub fn all_cells(&self) -> Result<Option<Vec<GridCell>>, DatasetError> {
        Ok(self.cells.as_ref().map(|cells| cells.select(None)).transpose()?)
    }

    /// Whether people are counted at the cells of a grid.
    #[must_use]
    pub const fn has_cells(&self) -> bool {
        self.cells.is_some()
    }

    /// Indicators of communes, in the order of their files and columns.
    #[must_use]
    pub fn indicators(&self) -> Vec<&DeclaredIndicator> {
        self.indicators.iter().flat_map(|file| &file.declared).collect()
    }

    /// The files of indicators, each with its columns.
    #[must_use]
    pub fn indicator_files(&self) -> Vec<(PathBuf, Vec<DeclaredIndicator>)> {
        self.indicators.iter().map(|file| (file.path.clone(), file.declared.clone())).collect()
    }

    /// The files of venues of the folder, by name.
    ///
    /// # Errors
    /// [`DatasetError`] when the folder cannot be listed.
    pub fn venue_files(&self) -> Result<Vec<PathBuf>, DatasetError> {
        own_files(&self.dir.join("venues"))
    }

    /// The indicators of some communes, in their order.
    pub(super) fn indicators_of(&self, communes: &[Commune]) -> Vec<Indicator> {
        let mut indicators = Vec::new();
        for file in &self.indicators {
            for (at, declared) in file.declared.iter().enumerate() {
                let figure =
                    |commune: &Commune| file.table.by_commune.get(&commune.code)?.get(at).copied().flatten();
                indicators.push(Indicator {
                    name: declared.name.as_str().into(),
                    unit: declared.unit.clone(),
                    year: declared.year.clone(),
                    fragile: declared.fragile,
                    by_commune: communes.iter().map(figure).collect(),
                });
            }
        }
        indicators
    }

    /// The cells of some communes, by commune.
    pub(super) fn cells_of(
        &self,
        communes: &[Commune],
    ) -> Result<BTreeMap<usize, Vec<GridCell>>, DatasetError> {
        use crate::model::Bounds;
        use geo::BoundingRect;
        let Some(file) = &self.cells else { return Ok(BTreeMap::new()) };
        let boxes = communes.iter().filter_map(|commune| commune.boundary.as_ref()?.bounding_rect());
        let corners = boxes.flat_map(|rect| [rect.min(), rect.max()]);
        let Some(bounds) = Bounds::around(corners) else { return Ok(BTreeMap::new()) };
        // A cell of a coast may lie outside of its commune.
        let mut by_commune: BTreeMap<usize, Vec<GridCell>> = BTreeMap::new();
        for cell in file.select(Some(&bounds.grown(CELL_MARGIN_M)))? {
            if let Ok(place) = communes.binary_search_by_key(&cell.commune, |commune| commune.code) {
                by_commune.entry(place).or_default().push(cell);
            }
        }
        Ok(by_commune)
    }
}

/// How far the centre of a cell may be from its commune's boundary, metres: somewhat more than an import allows.
const CELL_MARGIN_M: f64 = 2_500.0;
