//! `maillage summary`: what a council would ask, in ten lines of French, or as JSON.

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::arguments::CoverageArgs;
use super::output;
use crate::coverage::{Summary, gap_zones, summarise};
use crate::dataset::Source;
use crate::export::summary_text;

/// Options of `maillage summary`.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    coverage: CoverageArgs,
    /// Format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The figures, with what they must be cited with.
#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    summary: Summary,
    sources: Vec<Source>,
}

/// Computes the summary and prints it.
///
/// # Errors
/// When an option, a file or the territory is not what it should be.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let question = options.coverage.load()?;
    let territory = &question.loaded.territory;
    let coverage = question.assess();
    let zones = gap_zones(territory, &coverage, question.model.as_ref());
    let summary = summarise(territory, &coverage, &zones, &question.effects(&coverage));
    let bytes = match options.format {
        Format::Text => summary_text(&summary, &question.sources).into_bytes(),
        Format::Json => {
            let document = Document { summary, sources: question.sources };
            let mut bytes = serde_json::to_vec_pretty(&document).context("cannot write JSON")?;
            bytes.push(b'\n');
            bytes
        }
    };
    output::deliver(None, &bytes)
}
