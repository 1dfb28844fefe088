//! `maillage check`: what is wrong or doubtful in files of venues, and what is done about it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::arguments::DataArgs;
use super::output;
use crate::confined::{self, Limits};
use crate::dataset::CheckReport;
use crate::model::{Severity, shortened};

/// Options of `maillage check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 nothing found, 1 something found, 2 a file cannot be read.")]
pub(super) struct Options {
    /// Venues to check: CSV of the national schema or GeoJSON points
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of the communes [default: `MAILLAGE_DATA`, else the nearest data/ upwards]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Format
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Checks the files and prints the report.
///
/// # Errors
/// When a file cannot be read as a whole: nothing is printed then.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    // Files from outside are read by a child with limits.
    if let Some(status) = confined::rerun_self(&Limits::default())? {
        return Ok(status);
    }
    let data = DataArgs { data: options.data.clone(), venues: Vec::new() };
    let report = data.open()?.check(&options.files)?;
    let bytes = match options.format {
        Format::Table => table(&report).into_bytes(),
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(&report).context("cannot write JSON")?;
            bytes.push(b'\n');
            bytes
        }
    };
    output::deliver(None, &bytes)?;
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Words for a severity, one and many.
const fn words(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "to look at",
        Severity::Fixed => "put right",
        Severity::SetAside => "set aside",
    }
}

/// The report for people: totals, counts by kind, then each finding.
fn table(report: &CheckReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        let path = file.path.display();
        push(&mut text, format_args!("{path}: {} rows, {} usable venues", file.rows, file.venues));
    }
    if report.is_clean() {
        text.push_str("Nothing found.\n");
        return text;
    }
    text.push('\n');
    let kind_width = report.counts.iter().map(|c| c.kind.as_str().len()).max().unwrap_or(0);
    for count in &report.counts {
        let (kind, severity) = (count.kind.as_str(), words(count.severity));
        push(&mut text, format_args!("{:>7}  {kind:kind_width$}  {severity}", count.count));
    }
    let mut file = "";
    for finding in &report.findings {
        if finding.file != file {
            file = &finding.file;
            push(&mut text, format_args!("\n{file}"));
            push(&mut text, format_args!("{:>7}  {:10}  what", "line", "status"));
        }
        let subject = match (finding.field.as_str(), finding.value.as_str()) {
            ("", "") => String::new(),
            ("", value) => format!("“{value}”: "),
            (field, "") => format!("{field}: "),
            (field, value) => format!("{field} = {value}: "),
        };
        let id = if finding.id.is_empty() { String::new() } else { format!("[{}] ", shortened(&finding.id)) };
        let status = words(finding.severity);
        push(&mut text, format_args!("{:>7}  {status:10}  {id}{subject}{}", finding.line, finding.action));
    }
    text
}

/// Appends a line, without characters that would move a terminal's cursor.
fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    let mut raw = String::new();
    // Writing to a string does not fail.
    let _ = write!(raw, "{line}");
    text.extend(raw.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }));
    text.push('\n');
}
