//! What an answer must cite.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Dataset, Source, VenueSet};
use crate::territory::Territory;

impl Dataset {
    /// The sources of an answer about a territory: those that concern every territory, then those of
    /// the files that gave it venues. A file that the data folder does not know is cited by its name
    /// and its SHA-256.
    #[must_use]
    pub fn sources_of(&self, territory: &Territory, venues: &VenueSet) -> Vec<Source> {
        let mut cited: Vec<Source> =
            self.sources.iter().filter(|source| source.file.is_none()).cloned().collect();
        let used: BTreeSet<&str> = territory.venues.iter().map(|venue| venue.record.file.as_str()).collect();
        for file in &venues.files {
            if !used.contains(file.path.display().to_string().as_str()) {
                continue;
            }
            let known = |source: &&Source| {
                source.file.as_ref().is_some_and(|name| same_file(&self.dir.join(name), &file.path))
            };
            cited.push(self.sources.iter().find(known).cloned().unwrap_or_else(|| Source {
                name: file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                producer: "fichier fourni".to_owned(),
                vintage: format!("SHA-256 {}", file.sha256),
                licence: "non déclarée".to_owned(),
                file: None,
            }));
        }
        cited
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
