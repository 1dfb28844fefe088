//! Which data folder a command works on.

use std::env;
use std::path::{Path, PathBuf};

use super::arguments::DataArgs;
use crate::dataset::Dataset;

/// The variable that names the data folder.
const VARIABLE: &str = "MAILLAGE_DATA";

impl DataArgs {
    /// Opens the data folder: the one given, that of `MAILLAGE_DATA`, or the nearest `data/` above
    /// the current folder or the program.
    ///
    /// # Errors
    /// When there is none, with the places that were looked at, or when it cannot be opened.
    pub(super) fn open(&self) -> anyhow::Result<Dataset> {
        Ok(Dataset::open(&self.find()?)?)
    }

    /// The data folder that [`Self::open`] opens.
    ///
    /// # Errors
    /// When there is none, with the places that were looked at.
    pub(super) fn find(&self) -> anyhow::Result<PathBuf> {
        let named = self
            .data
            .clone()
            .or_else(|| env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from));
        if let Some(dir) = named {
            return Ok(dir);
        }
        let starts = [
            env::current_dir().ok(),
            env::current_exe().ok().and_then(|program| program.parent().map(Path::to_owned)),
        ];
        let mut looked = Vec::new();
        for folder in starts.iter().flatten().flat_map(|start| start.ancestors()) {
            let dir = folder.join("data");
            if Dataset::is_at(&dir) {
                return Ok(dir);
            }
            looked.push(dir.display().to_string());
        }
        anyhow::bail!(
            "no data folder: none of {} has france/communes.fgb; name it with --data or {VARIABLE}",
            looked.join(", ")
        )
    }
}
