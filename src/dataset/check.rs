//! `maillage check`: everything that can be said about files of venues, over all of France.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::loading::in_file_order;
use super::{Dataset, DatasetError};
use crate::model::{Finding, FindingKind, Severity};
use crate::territory::{CommuneIndex, CurrentCodes, place};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReport {
    /// The files, in the order given.
    pub files: Vec<CheckedFile>,
    /// Rows of all files.
    pub rows: u64,
    /// Rows that are used as venues.
    pub venues: u64,
    /// How many findings of each kind and severity, in the order of [`FindingKind::ALL`].
    pub counts: Vec<FindingCount>,
    /// All findings, by file and line.
    pub findings: Vec<Finding>,
}

/// One file of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedFile {
    /// Path as given.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its rows, the header apart.
    pub rows: u64,
    /// Those that are used as venues.
    pub venues: u64,
}

/// How many findings of a kind and severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FindingCount {
    /// The kind.
    pub kind: FindingKind,
    /// The severity.
    pub severity: Severity,
    /// How many.
    pub count: u64,
}

impl CheckReport {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

impl Dataset {
    /// Reads files of venues and places each row among all communes of France; without a path,
    /// the files of the data folder.
    ///
    /// Rows are venues plus findings of [`Severity::SetAside`]. Cost: about 0.15 s, to read
    /// every boundary.
    ///
    /// # Errors
    /// [`DatasetError`] when a file cannot be read as a whole.
    pub fn check(&self, paths: &[PathBuf]) -> Result<CheckReport, DatasetError> {
        // First, so that an unreadable file is said at once.
        let mut set = self.read_venues(paths)?;
        let communes = self.communes.all(true)?;
        let index = CommuneIndex::new(&communes);
        let placed = place(std::mem::take(&mut set.records), &index, CurrentCodes::Indexed);
        let mut findings = std::mem::take(&mut set.findings);
        findings.extend(placed.findings);
        in_file_order(&mut findings, &set);

        let mut used: BTreeMap<&str, u64> = BTreeMap::new();
        for venue in &placed.venues {
            *used.entry(&venue.record.file).or_default() += 1;
        }
        let files: Vec<_> = set
            .files
            .into_iter()
            .map(|file| CheckedFile {
                venues: used.get(file.path.display().to_string().as_str()).copied().unwrap_or(0),
                path: file.path,
                sha256: file.sha256,
                rows: file.rows,
            })
            .collect();
        Ok(CheckReport {
            rows: files.iter().map(|file| file.rows).sum(),
            venues: placed.venues.len() as u64,
            counts: counts(&findings),
            files,
            findings,
        })
    }
}

fn counts(findings: &[Finding]) -> Vec<FindingCount> {
    let mut counts: BTreeMap<(FindingKind, Severity), u64> = BTreeMap::new();
    for finding in findings {
        *counts.entry((finding.kind, finding.severity)).or_default() += 1;
    }
    FindingKind::ALL
        .into_iter()
        .flat_map(|kind| counts.range((kind, Severity::Note)..=(kind, Severity::SetAside)))
        .map(|((kind, severity), count)| FindingCount { kind: *kind, severity: *severity, count: *count })
        .collect()
}
