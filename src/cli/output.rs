//! What goes to standard output, to a file, and to standard error.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::ValueEnum;

use crate::dataset::VenueSet;
use crate::files;
use crate::ingest::venues::MappingOrigin;
use crate::model::{Finding, Severity};

/// Extensions that promise a format to whoever opens the file.
const FAMILIAR: [&str; 16] = [
    "csv", "tsv", "json", "geojson", "fgb", "parquet", "xlsx", "xls", "ods", "shp", "gpkg", "kml", "feather",
    "pbf", "pdf", "html",
];

/// The format of an output, known before any work: the one asked for, else the one that its name promises, else
/// `usual`.
///
/// # Errors
/// When the name promises a format that is not one of these, or nothing can be written there.
pub(super) fn format_of<F: ValueEnum>(asked: Option<F>, usual: F, path: Option<&Path>) -> anyhow::Result<F> {
    let Some(path) = path else { return Ok(asked.unwrap_or(usual)) };
    files::check_destination(path)?;
    let extension = path.extension().map(|text| text.to_string_lossy().to_lowercase()).unwrap_or_default();
    match (asked, F::from_str(&extension, true)) {
        (Some(format), _) | (None, Ok(format)) => Ok(format),
        (None, Err(_)) if FAMILIAR.contains(&extension.as_str()) => {
            let values = F::value_variants().iter().filter_map(F::to_possible_value);
            let names: Vec<String> = values.map(|value| format!(".{}", value.get_name())).collect();
            bail!(
                "{}: no .{extension} is written here; end the name in {}",
                path.display(),
                names.join(" or ")
            )
        }
        (None, Err(_)) => Ok(usual),
    }
}

/// Writes bytes to a file, whole or not at all, or to standard output.
///
/// A reader that stops early (`| head`) is not an error.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn deliver(path: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    deliver_with(path, |out| out.write_all(bytes))
}

/// [`deliver`] for what is made while it is written.
///
/// # Errors
/// When the file cannot be written, or `write` fails.
pub(super) fn deliver_with(
    path: Option<&Path>,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> anyhow::Result<()> {
    if let Some(path) = path {
        files::write_whole_with(path, write)?;
        return Ok(());
    }
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("cannot write to standard output"),
    }
}

/// Says something on standard error.
pub(super) fn note(text: &str) {
    say(&format!("note: {text}\n"));
}

/// Says what is being done, and since when the command runs, on standard error.
pub(super) fn progress(elapsed: Duration, doing: &str) {
    say(&format!("{:>5.1} s  {doing}\n", elapsed.as_secs_f64()));
}

/// Puts a text on standard error as it is.
pub(super) fn say(text: &str) {
    // Nothing can be done when standard error is closed.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// How many findings about points are told one by one.
const TOLD: usize = 10;

/// Tells the first findings about points on standard error, and how many more there are.
pub(super) fn tell_findings(findings: &[Finding]) {
    for finding in findings.iter().take(TOLD) {
        note(&finding.to_string());
    }
    if findings.len() > TOLD {
        note(&format!("{}: {} more findings", findings[0].file, findings.len() - TOLD));
    }
}

/// Says on standard error which columns were guessed, and which were not used.
pub(super) fn note_guesses(venues: &VenueSet) {
    for (file, mapping) in venues.files.iter().zip(&venues.mappings) {
        if mapping.origin != MappingOrigin::Guessed {
            continue;
        }
        let path = file.path.display();
        let columns = mapping.columns.iter().filter(|(_, assigned)| assigned.confidence < 100);
        let mut guesses: Vec<String> = columns
            .map(|(field, assigned)| format!("{} → {field} ({} %)", assigned.column, assigned.confidence))
            .collect();
        guesses.extend(mapping.flags.iter().map(|(column, flag)| format!("{column} → {}", flag.kind)));
        if !guesses.is_empty() {
            let beside = crate::dataset::mapping_beside(&file.path);
            note(&format!(
                "{path}: columns guessed: {}; to correct them: maillage check {path} --mapping show > {}",
                guesses.join(", "),
                beside.display()
            ));
        }
    }
}

/// Says on standard error that rows need a look, and where to look.
pub(super) fn note_findings(findings: &[Finding]) {
    let mut by_file: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for finding in findings {
        let place = match finding.severity {
            Severity::Note => continue,
            Severity::Warning => 0,
            Severity::Fixed => 1,
            Severity::SetAside => 2,
        };
        by_file.entry(&finding.file).or_default()[place] += 1;
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
