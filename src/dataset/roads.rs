//! The roads of a file, as a travel model.

use std::path::Path;

use super::DatasetError;
use crate::files::FileError;
use crate::network::file::{self, Expected};
use crate::travel::Road;

/// Opens a file of roads made by `maillage roads build`.
///
/// Every byte is checked. Cost: a few milliseconds a hundred megabytes; what is not used is not read
/// again.
///
/// # Errors
/// [`DatasetError`] when it cannot be read, is not such a file, or when the walk to the road is out
/// of range.
pub fn open_roads(path: &Path, max_snap_m: f64) -> Result<Road, DatasetError> {
    // For the plain words about what is missing, empty or a folder.
    let metadata = crate::files::open(path)?.metadata().map_err(|e| FileError::io(path, "look at", e))?;
    if !metadata.is_file() {
        return Err(FileError::NotRegular { path: path.to_owned() }.into());
    }
    let graph = file::open(path, Expected::default())?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    Ok(Road::new(graph, name, max_snap_m)?)
}
