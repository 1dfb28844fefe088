//! What was found on the way, and what became of every row of every file.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::model::{Finding, FindingKind, Severity, shortened};

/// How many findings of a kind are kept one by one, for each file; the others are counted only.
const KEPT: u64 = 1_000;

/// What is wrong with a row.
pub(super) struct Wrong<'a> {
    pub(super) field: &'a str,
    pub(super) value: &'a str,
    pub(super) kind: FindingKind,
    pub(super) severity: Severity,
    pub(super) action: String,
}

/// How many findings of a kind, severity and file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The file, as given.
    pub file: String,
    /// The kind.
    pub kind: FindingKind,
    /// The severity.
    pub severity: Severity,
    /// How many.
    pub count: u64,
}

/// Findings in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Log {
    findings: Vec<Finding>,
    counts: BTreeMap<(String, FindingKind, Severity), u64>,
}

impl Log {
    /// Says what is wrong with a row of a file; `line` is 0 for the file as a whole.
    pub(super) fn say(&mut self, file: &Path, line: u64, id: &str, wrong: Wrong<'_>) {
        let finding =
            Finding::new(&file.display().to_string(), line, &shortened(id), wrong.kind, wrong.severity);
        self.add(finding.of(wrong.field, wrong.value).says(wrong.action, ""));
    }

    /// [`Self::say`], in French too.
    pub(super) fn say_both(&mut self, (file, line): (&Path, u64), id: &str, wrong: Wrong<'_>, french: &str) {
        let finding =
            Finding::new(&file.display().to_string(), line, &shortened(id), wrong.kind, wrong.severity);
        self.add(finding.of(&shortened(wrong.field), wrong.value).says(wrong.action, french));
    }

    pub(super) fn add(&mut self, finding: Finding) {
        let count = self.counts.entry((finding.file.clone(), finding.kind, finding.severity)).or_default();
        *count += 1;
        if *count <= KEPT {
            self.findings.push(finding);
        }
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Counts by file, kind in the order of [`FindingKind::ALL`], severity.
    pub(super) fn counts(&self) -> Vec<Counted> {
        let place = |kind: FindingKind| FindingKind::ALL.iter().position(|other| *other == kind);
        let mut counts: Vec<Counted> = self
            .counts
            .iter()
            .map(|((file, kind, severity), count)| Counted {
                file: file.clone(),
                kind: *kind,
                severity: *severity,
                count: *count,
            })
            .collect();
        counts
            .sort_by(|a, b| (&a.file, place(a.kind), a.severity).cmp(&(&b.file, place(b.kind), b.severity)));
        counts
    }

    /// The findings and their counts.
    pub(super) fn into_parts(self) -> (Vec<Finding>, Vec<Counted>) {
        let counts = self.counts();
        (self.findings, counts)
    }

    /// What the first row of a file that was set aside was told.
    pub(super) fn first_set_aside(&self, file: &Path) -> Option<&str> {
        let name = file.display().to_string();
        let found = self.findings.iter().find(|f| f.file == name && f.severity == Severity::SetAside);
        found.map(|finding| finding.action.as_str())
    }
}

/// What became of the rows of a file: every row is used, set aside or elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rows, the header apart.
    pub rows: u64,
    /// Rows that are in the folder.
    pub used: u64,
    /// Of those, rows with a value that was put right.
    pub fixed: u64,
    /// Rows that cannot be used, each with a finding.
    pub set_aside: u64,
    /// Rows that are right and do not concern the territory.
    pub elsewhere: u64,
}
