//! `maillage check`: what is wrong or doubtful in files of venues, and what is done about it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::arguments::DataArgs;
use super::output;
use crate::confined::{self, Limits};
use crate::dataset::{CheckReport, Checked, Dataset, read_mapping};
use crate::export::{FindingRow, PairRow, national_csv, to_french_table, to_xlsx};
use crate::files;
use crate::geodesy::Crs;
use crate::import::{IndicatorReport, IndicatorRole, Subject, check_indicators, subject_of};
use crate::ingest::layer::ReadOptions;
use crate::ingest::venues::VenueOptions;
use crate::model::{Finding, Severity, shortened};

/// Options of `maillage check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 nothing found, 1 something found, 2 a file cannot be read. \
                        A file LIST.csv.mapping.toml beside LIST.csv says which column is what.")]
pub(super) struct Options {
    /// Venues to check: CSV, Excel, OpenDocument, JSON, GeoJSON, shapefile, FlatGeobuf, GeoPackage, .osm.pbf
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of the communes [default: `MAILLAGE_DATA`, else the nearest data/ upwards]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Format: json for programs; csv and xlsx are in French, for those who put the file right [default: by the name of
    /// --output, else table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// File to write the findings to [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// List also what is only good to know (missing hours, unknown SIRET); the table counts it otherwise
    #[arg(long)]
    notes: bool,
    /// Write a corrected file: the national schema v1.0.2, rows that are valid; the others are listed
    #[arg(long, value_name = "CSV")]
    fixed: Option<PathBuf>,
    /// Write the pairs of rows that are likely one venue, with their scores
    #[arg(long, value_name = "CSV")]
    duplicates: Option<PathBuf>,
    /// Which column is what: “show” prints what is guessed, as a file to correct; a file is taken as it is
    #[arg(long, value_name = "show|TOML")]
    mapping: Option<PathBuf>,
    /// Correct what is guessed: nom=titre; a value for all rows: `date_maj==2024-01-31`; not used: `=remarques`; repeatable
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Coordinate system of a layer that does not say its own: 2154, 2975, 5490, 2972, 4471, 3857…
    #[arg(long, value_name = "EPSG")]
    crs: Option<u32>,
    /// What the file is of: venues, or indicators of communes (--map then takes code, name, indicator or count as the field)
    #[arg(long, value_enum, default_value = "venues")]
    subject: About,
    /// Sheet or layer to read [default: the first]
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
}

/// What a file is said to be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum About {
    Venues,
    Indicators,
    Guess,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    Xlsx,
}

/// Checks the files and prints the report.
///
/// # Errors
/// When a file cannot be read as a whole: nothing is printed then.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let format = output::format_of(options.format, Format::Table, options.output.as_deref())?;
    if format == Format::Xlsx && options.output.is_none() {
        bail!("a workbook is a file: name it with --output report.xlsx");
    }
    for path in [&options.fixed, &options.duplicates].into_iter().flatten() {
        files::check_destination(path)?;
    }
    // Files from outside are read by a child with limits.
    if let Some(status) = confined::rerun_self(&Limits::default())? {
        return Ok(status);
    }
    let venue_options = venue_options(options)?;
    let data = DataArgs { data: options.data.clone(), venues: Vec::new() };
    let dataset = data.open()?;
    if let Some(file) = of_indicators(options, &dataset, &venue_options)? {
        return report_indicators(options, format, &dataset, file, &venue_options);
    }
    let mut checked = dataset.check_with(&options.files, &venue_options)?;
    if shows_mapping(options) {
        let texts: Vec<String> =
            checked.mappings.iter().map(crate::ingest::venues::Mapping::to_toml).collect();
        output::deliver(options.output.as_deref(), texts.join("\n").as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    write_files(options, &mut checked)?;
    let report = &checked.report;
    let rows = || report.findings.iter().map(FindingRow);
    let bytes = match format {
        Format::Table => table(report, options.notes).into_bytes(),
        Format::Csv => to_french_table(rows()),
        Format::Xlsx => to_xlsx("Constats", &rows().collect::<Vec<_>>(), &about(report))?,
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(report).context("cannot write JSON")?;
            bytes.push(b'\n');
            bytes
        }
    };
    output::deliver(options.output.as_deref(), &bytes)?;
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The file, where it is one of indicators.
fn of_indicators<'o>(
    options: &'o Options,
    dataset: &Dataset,
    read: &VenueOptions,
) -> anyhow::Result<Option<&'o Path>> {
    let [file] = options.files.as_slice() else {
        if options.subject == About::Indicators {
            bail!("--subject indicators: one file at a time");
        }
        return Ok(None);
    };
    let is_of_indicators = match options.subject {
        About::Venues => false,
        About::Indicators => true,
        // What cannot be read is told by whoever reads it as venues.
        About::Guess => subject_of(dataset, file, &read.layer).is_ok_and(|it| it == Subject::Indicators),
    };
    if is_of_indicators && (options.fixed.is_some() || options.duplicates.is_some()) {
        bail!("--fixed, --duplicates: of a file of venues; this one is of indicators of communes");
    }
    Ok(Some(file.as_path()).filter(|_| is_of_indicators))
}

/// Checks a file of indicators and prints the report.
fn report_indicators(
    options: &Options,
    format: Format,
    dataset: &Dataset,
    file: &Path,
    read: &VenueOptions,
) -> anyhow::Result<ExitCode> {
    let report = check_indicators(dataset, file, &read.layer, &read.corrections)?;
    let rows = || report.findings.iter().map(FindingRow);
    let bytes = match format {
        Format::Table => indicator_table(&report, options.notes).into_bytes(),
        Format::Csv => to_french_table(rows()),
        Format::Xlsx => to_xlsx("Constats", &rows().collect::<Vec<_>>(), "Constats de maillage check.\n")?,
        Format::Json => {
            let mut bytes = serde_json::to_vec(&report).context("cannot write JSON")?;
            bytes.push(b'\n');
            bytes
        }
    };
    output::deliver(options.output.as_deref(), &bytes)?;
    let is_clean = report.findings.iter().all(|finding| finding.severity == Severity::Note);
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The report of indicators for people.
fn indicator_table(report: &IndicatorReport, notes: bool) -> String {
    let mut text = String::new();
    let (path, tally) = (report.path.display(), report.tally);
    let n = report.figures.len();
    push(&mut text, format_args!("{path}: {} rows, figures of {n} communes of today", tally.rows));
    for column in &report.columns {
        let role = column.role.map_or("not used", IndicatorRole::as_str);
        push(
            &mut text,
            format_args!("  {} → {role}, {} %: {}", column.column, column.confidence, column.reason),
        );
    }
    if report.findings.is_empty() {
        text.push_str("Nothing found.\n");
        return text;
    }
    text.push('\n');
    for count in &report.counts {
        let (kind, severity) = (count.kind.as_str(), words(count.severity));
        push(&mut text, format_args!("{:>7}  {kind}  {severity}", count.count));
    }
    push(&mut text, format_args!("\n{:>7}  {:10}  what", "line", "status"));
    push_findings(&mut text, &report.findings, notes);
    text
}

fn shows_mapping(options: &Options) -> bool {
    options.mapping.as_deref() == Some(Path::new("show"))
}

fn venue_options(options: &Options) -> anyhow::Result<VenueOptions> {
    let crs = options
        .crs
        .map(|epsg| {
            Crs::from_epsg(epsg).with_context(|| format!("--crs {epsg}: not a system that is known here"))
        })
        .transpose()?;
    let given = options.mapping.as_deref().filter(|_| !shows_mapping(options));
    Ok(VenueOptions {
        layer: ReadOptions { crs, layer: options.layer.clone() },
        mapping: given.map(read_mapping).transpose().context("--mapping")?,
        corrections: options.map.clone(),
        keep_rows: options.fixed.is_some(),
    })
}

/// Writes the corrected file and the pairs, and adds what the correction changed to the findings.
fn write_files(options: &Options, checked: &mut Checked) -> anyhow::Result<()> {
    if let Some(path) = &options.duplicates {
        let rows = checked.pairs.iter().map(|pair| PairRow { pair, venues: &checked.venues });
        files::write_whole(path, &to_french_table(rows))?;
    }
    let (Some(path), Some(fixed)) = (&options.fixed, checked.fixed.take()) else { return Ok(()) };
    files::write_whole(path, &national_csv(&fixed))?;
    let written = fixed.rows.len() as u64;
    let set_aside = checked.report.rows - written - fixed.left_out;
    output::note(&format!(
        "{}: {written} rows written, {} left out because the schema wants what they lack, {set_aside} set aside by the check",
        path.display(),
        fixed.left_out
    ));
    for (file, names) in checked.report.files.iter().zip(&checked.extra_names) {
        if !names.is_empty() {
            let names = shortened(&names.join(", "));
            output::note(&format!(
                "{}: columns that the schema has not, left where they are: {names}",
                file.path.display()
            ));
        }
    }
    checked.report.add(fixed.changes);
    Ok(())
}

/// Words for a severity, one and many.
const fn words(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "to know",
        Severity::Warning => "to look at",
        Severity::Fixed => "put right",
        Severity::SetAside => "set aside",
    }
}

/// The report for people: totals, counts by kind, then each finding.
fn table(report: &CheckReport, with_notes: bool) -> String {
    let mut text = String::new();
    for file in &report.files {
        let path = file.path.display();
        push(&mut text, format_args!("{path}: {} rows, {} usable venues", file.rows, file.venues));
        for guess in &file.guessed {
            let (column, reason) = (&guess.column, &guess.reason);
            match &guess.field {
                Some(field) => {
                    push(&mut text, format_args!("  {column} → {field}, {} %: {reason}", guess.confidence));
                }
                None => push(&mut text, format_args!("  {column}: not used; {reason}")),
            }
        }
    }
    let hours = report.hours;
    push(
        &mut text,
        format_args!("hours: {} understood, {} kept as text, {} none", hours.read, hours.text, hours.none),
    );
    if report.findings.is_empty() {
        text.push_str("Nothing found.\n");
        return text;
    }
    text.push('\n');
    let kind_width = report.counts.iter().map(|c| c.kind.as_str().len()).max().unwrap_or(0);
    for count in &report.counts {
        let (kind, severity) = (count.kind.as_str(), words(count.severity));
        push(&mut text, format_args!("{:>7}  {kind:kind_width$}  {severity}", count.count));
    }
    for of_file in report.findings.chunk_by(|one, other| one.file == other.file) {
        if of_file.iter().any(|finding| with_notes || finding.severity != Severity::Note) {
            push(&mut text, format_args!("\n{}", of_file[0].file));
            push(&mut text, format_args!("{:>7}  {:10}  what", "line", "status"));
        }
        push_findings(&mut text, of_file, with_notes);
    }
    text
}

/// The findings, one a line.
fn push_findings(text: &mut String, findings: &[Finding], with_notes: bool) {
    let told = |finding: &&Finding| with_notes || finding.severity != Severity::Note;
    for finding in findings.iter().filter(told) {
        let subject = match (finding.field.as_str(), finding.value.as_str()) {
            ("", "") => String::new(),
            ("", value) => format!("“{value}”: "),
            (field, "") => format!("{field}: "),
            (field, value) => format!("{field} = {value}: "),
        };
        let id = if finding.id.is_empty() { String::new() } else { format!("[{}] ", shortened(&finding.id)) };
        let status = words(finding.severity);
        push(text, format_args!("{:>7}  {status:10}  {id}{subject}{}", finding.line, finding.action));
    }
}

/// The second sheet of the workbook.
fn about(report: &CheckReport) -> String {
    let mut text = String::from(
        "Constats de maillage check. « corrigé » : la valeur de la colonne « proposition » a été prise.\n",
    );
    for file in &report.files {
        text.push_str(&format!(
            "{} : {} lignes, {} lieux utilisables, SHA-256 {}\n",
            file.path.display(),
            file.rows,
            file.venues,
            file.sha256
        ));
    }
    for count in &report.counts {
        text.push_str(&format!("{} : {} ({})\n", count.kind.french(), count.count, count.severity.french()));
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
