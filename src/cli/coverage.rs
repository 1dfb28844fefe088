//! `maillage coverage`: the access of every demand point, in a file or on standard output.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::arguments::CoverageArgs;
use super::output;
use crate::coverage::{gap_zones, summarise};
use crate::export::{
    Layer, Record, coverage_table, demand_layer, gaps_layer, presence_layer, summary_text, to_csv,
    to_flatgeobuf, to_geojson, to_json_rows, to_xlsx, venues_layer,
};

/// Options of `maillage coverage`.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    coverage: CoverageArgs,
    /// What to write: every demand point, the gap zones, the venues, demand points as points, or what the tour of --plan
    /// changes
    #[arg(long, value_enum, default_value_t = What::Coverage)]
    layer: What,
    /// [default: by the output's name, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Coverage,
    Gaps,
    Venues,
    Demand,
    Presence,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Json,
    Geojson,
    Fgb,
    Xlsx,
}

/// Computes the coverage and writes it.
///
/// # Errors
/// When an option, a file or the territory is not what it should be, or the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let format = output::format_of(options.format, Format::Csv, options.output.as_deref())?;
    let question = options.coverage.load()?;
    let territory = &question.loaded.territory;
    let coverage = question.assess();
    let zones = || gap_zones(territory, &coverage, question.model.as_ref());
    let effect = question.effect(&coverage);
    let head = || summarise(territory, &coverage, &[], effect.as_ref());
    let about = || {
        let summary = summarise(territory, &coverage, &zones(), effect.as_ref());
        summary_text(&summary, &question.sources)
    };
    let bytes = match options.layer {
        What::Coverage => write(format, &coverage_table(territory, &coverage), head, about),
        What::Demand => write(format, &demand_layer(territory, &coverage), head, about),
        What::Venues => write(format, &venues_layer(territory, &coverage), head, about),
        What::Gaps => write(format, &gaps_layer(territory, &coverage, &zones()), head, about),
        What::Presence => match &effect {
            Some(effect) => write(format, &presence_layer(territory, effect), head, about),
            None => bail!("--layer presence tells what a tour changes: give one with --plan"),
        },
    }?;
    output::deliver(options.output.as_deref(), &bytes)
}

fn write<R: Record>(
    format: Format,
    layer: &Layer<R>,
    summary: impl FnOnce() -> crate::coverage::Summary,
    about: impl FnOnce() -> String,
) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        Format::Csv => to_csv(layer.features.iter().map(|feature| &feature.record)),
        Format::Geojson => to_geojson(layer),
        Format::Fgb => to_flatgeobuf(layer)?,
        Format::Xlsx => {
            let rows = layer.features.iter().map(|feature| &feature.record);
            to_xlsx(layer.name, rows, &about()).context("cannot write the workbook")?
        }
        Format::Json => {
            let summary = summary();
            let document = json!({
                "territory": summary.territory,
                "parameters": summary.parameters,
                "tour": summary.tour,
                "rows": to_json_rows(&layer.features),
            });
            let mut bytes = serde_json::to_vec_pretty(&document).context("cannot write JSON")?;
            bytes.push(b'\n');
            bytes
        }
    })
}
