//! `maillage report`: the gap report of a territory, as PDF or as HTML.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::arguments::CoverageArgs;
use super::output;
use crate::coverage::gap_zones;
use crate::report::{Inputs, report, to_html, to_pdf};

/// Options of `maillage report`.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    coverage: CoverageArgs,
    /// [default: by the output's name, else pdf]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Pdf,
    Html,
}

/// Makes the report and writes it.
///
/// # Errors
/// When an option, a file or the territory is not what it should be, or the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let format = output::format_of(options.format, Format::Pdf, options.output.as_deref())?;
    let question = options.coverage.load()?;
    let territory = &question.loaded.territory;
    let coverage = question.assess();
    let zones = gap_zones(territory, &coverage, question.model.as_ref());
    let document = report(&Inputs {
        territory,
        coverage: &coverage,
        zones: &zones,
        effects: &question.effects(&coverage),
        sources: &question.sources,
        files: &question.files()?,
        findings: &question.loaded.findings,
    });
    let bytes = match format {
        Format::Html => to_html(&document),
        Format::Pdf => to_pdf(&document).context("cannot write the report")?,
    };
    output::deliver(options.output.as_deref(), &bytes)
}
