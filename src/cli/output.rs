//! What goes to standard output, to a file, and to standard error.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

use crate::files;
use crate::model::{Finding, Severity};

/// Writes bytes to a file, whole or not at all, or to standard output.
///
/// A reader that stops early (`| head`) is not an error.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn deliver(path: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(path) = path {
        files::write_whole(path, bytes)?;
        return Ok(());
    }
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("cannot write to standard output"),
    }
}

/// Says something on standard error.
pub(super) fn note(text: &str) {
    // Nothing can be done when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "note: {text}");
}

/// Says on standard error that rows need a look, and where to look.
pub(super) fn note_findings(findings: &[Finding]) {
    let mut by_file: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for finding in findings {
        let counts = by_file.entry(&finding.file).or_default();
        counts[match finding.severity {
            Severity::Warning => 0,
            Severity::Fixed => 1,
            Severity::SetAside => 2,
        }] += 1;
    }
    let mut err = io::stderr().lock();
    for (file, [warnings, fixed, set_aside]) in by_file {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(
            err,
            "note: {file}: {warnings} warnings, {fixed} values put right, {set_aside} rows set aside; see: maillage check {file}"
        );
    }
}
