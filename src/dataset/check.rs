//! `maillage check`: everything that can be said about files of venues, over all of France.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::fixed::{FixedFile, fixed_file};
use super::loading::in_file_order;
use super::{Dataset, DatasetError, VenueSet};
use crate::ingest::hours::Hours;
use crate::ingest::venues::{Mapping, MappingOrigin, VenueOptions};
use crate::model::{Finding, FindingKind, Severity, Venue};
use crate::territory::{CommuneIndex, CurrentCodes, LikelyPair, duplicate_finding, likely_duplicates, place};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReport {
    /// What the files are of: `venues`.
    pub subject: &'static str,
    /// The files, in the order given.
    pub files: Vec<CheckedFile>,
    /// Rows of all files.
    pub rows: u64,
    /// Rows that are used as venues.
    pub venues: u64,
    /// What their opening hours are.
    pub hours: HoursCount,
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
    /// Its columns, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The sheet or layer that is read, where its format has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// All its sheets or layers, where its format has several and tells them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<String>,
    /// Which column was taken for what before any correction, where it was guessed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guessed: Vec<GuessedColumn>,
}

/// A column, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuessedColumn {
    /// The column.
    pub column: String,
    /// The field, or the kind that a yes stands for; `None` where it is not used.
    pub field: Option<String>,
    /// How sure it is, percent.
    pub confidence: u8,
    /// Why.
    pub reason: String,
}

/// How many venues have hours of which sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct HoursCount {
    /// Hours that were understood.
    pub read: u64,
    /// Hours that are kept as text.
    pub text: u64,
    /// No hours.
    pub none: u64,
}

/// What a check gives.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: CheckReport,
    /// Which column of each file was taken for what.
    pub mappings: Vec<Mapping>,
    /// The rows that are used.
    pub venues: Vec<Venue>,
    /// Pairs of them that are likely one venue.
    pub pairs: Vec<LikelyPair>,
    /// Names of the columns of each file that no field takes, where rows were to be kept.
    pub extra_names: Vec<Vec<String>>,
    /// The corrected file, where rows were to be kept.
    pub fixed: Option<FixedFile>,
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
    /// Adds findings: those of a corrected file; in their order after the others of the same line.
    pub fn add(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
        let place = |finding: &Finding| {
            let at = self.files.iter().position(|file| file.path.as_os_str() == finding.file.as_str());
            (at, finding.line)
        };
        let mut placed: Vec<_> = self.findings.drain(..).map(|finding| (place(&finding), finding)).collect();
        placed.sort_by_key(|(place, _)| *place);
        self.findings = placed.into_iter().map(|(_, finding)| finding).collect();
        self.counts = counts(&self.findings);
    }

    /// Whether nothing was found but what is good to know.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Note)
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
        Ok(self.check_with(paths, &VenueOptions::default())?.report)
    }

    /// [`Self::check`] with options, and with what else it found out.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn check_with(&self, paths: &[PathBuf], options: &VenueOptions) -> Result<Checked, DatasetError> {
        // First, so that an unreadable file is said at once.
        let mut set = self.read_venues_with(paths, options)?;
        let communes = self.communes.all(true)?;
        let index = CommuneIndex::new(&communes);
        let placed = place(set.records.clone(), &index, CurrentCodes::Indexed);
        let mut findings = std::mem::take(&mut set.findings);
        findings.extend(placed.findings);
        let hours = look_at_hours(&placed.venues, &mut findings);
        let pairs = likely_duplicates(&placed.venues);
        findings.extend(pairs.iter().map(|pair| duplicate_finding(&placed.venues, pair)));
        let fixed = options.keep_rows.then(|| {
            let by_code = communes.iter().map(|commune| (commune.code, commune)).collect();
            fixed_file(&set, &placed.venues, &findings, &by_code)
        });
        in_file_order(&mut findings, &set);

        let mut used: BTreeMap<&str, u64> = BTreeMap::new();
        for venue in &placed.venues {
            *used.entry(&venue.record.file).or_default() += 1;
        }
        let files: Vec<_> = set
            .files
            .iter()
            .zip(&set.readings)
            .map(|(file, reading)| CheckedFile {
                columns: reading.columns.clone(),
                layer: reading.layer.clone(),
                layers: reading.layers.clone(),
                guessed: guessed(&reading.guessed),
                venues: used.get(file.path.display().to_string().as_str()).copied().unwrap_or(0),
                path: file.path.clone(),
                sha256: file.sha256.clone(),
                rows: file.rows,
            })
            .collect();
        let report = CheckReport {
            subject: "venues",
            rows: files.iter().map(|file| file.rows).sum(),
            venues: placed.venues.len() as u64,
            hours,
            counts: counts(&findings),
            files,
            findings,
        };
        let VenueSet { mappings, extra_names, .. } = set;
        Ok(Checked { report, mappings, venues: placed.venues, pairs, extra_names, fixed })
    }
}

/// Counts the hours that are understood; tells those that are not, and where there are none.
fn look_at_hours(venues: &[Venue], findings: &mut Vec<Finding>) -> HoursCount {
    let mut count = HoursCount::default();
    for venue in venues {
        let record = &venue.record;
        let note = |kind| Finding::new(&record.file, record.line, &record.id, kind, Severity::Note);
        match record.hours.as_deref() {
            None => {
                count.none += 1;
                let finding = note(FindingKind::MissingHours).of("horaires", "");
                findings.push(finding.says(
                    "no opening hours: when it is open is not known",
                    "pas d’horaires : on ne sait pas quand il est ouvert",
                ));
            }
            Some(hours) if Hours::read(hours).is_ok() => count.read += 1,
            Some(hours) => {
                count.text += 1;
                let finding = note(FindingKind::UnreadHours).of("horaires", hours);
                findings.push(finding.says(
                    "these hours are not understood; kept as text (write Mo-Fr 09:00-12:00,14:00-17:00)",
                    "horaires non compris ; gardés en texte (écrire Mo-Fr 09:00-12:00,14:00-17:00)",
                ));
            }
        }
    }
    count
}

/// The columns of a mapping that was guessed; none where names were known or given.
fn guessed(mapping: &Mapping) -> Vec<GuessedColumn> {
    if mapping.origin != MappingOrigin::Guessed {
        return Vec::new();
    }
    let fields = mapping.columns.iter().map(|(field, assigned)| GuessedColumn {
        column: assigned.column.clone(),
        field: Some(field.name().to_owned()),
        confidence: assigned.confidence,
        reason: assigned.reason.clone(),
    });
    let flags = mapping.flags.iter().map(|(column, flag)| GuessedColumn {
        column: column.clone(),
        field: Some(format!("typologie {}", flag.kind)),
        confidence: flag.confidence,
        reason: flag.reason.clone(),
    });
    let unused = mapping.unused.iter().map(|unused| {
        let (confidence, reason) = match &unused.might_be {
            Some((field, doubt)) => (doubt.confidence, format!("perhaps {field}: {}", doubt.reason)),
            None => (0, "neither name nor values tell".to_owned()),
        };
        GuessedColumn { column: unused.column.clone(), field: None, confidence, reason }
    });
    fields.chain(flags).chain(unused).collect()
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
