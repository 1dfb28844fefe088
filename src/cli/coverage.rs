//! `maillage coverage`: the access of every demand point, in a file or on standard output.

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::arguments::CoverageArgs;
use super::layer_output::{Format, LayerOutput};
use crate::coverage::{gap_zones, summarise};
use crate::export::{
    coverage_table, demand_layer, difference_layer, gaps_layer, presence_layer, venues_layer,
};

/// Options of `maillage coverage`.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    coverage: CoverageArgs,
    /// What to write: every demand point, the gap zones, the venues, demand points as points, what the tour of --plan
    /// changes, or who gains and who loses by --close, --move, --schedule, --open and --plan
    #[arg(long, value_enum, default_value_t = What::Coverage)]
    layer: What,
    #[command(flatten)]
    output: LayerOutput,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Coverage,
    Gaps,
    Venues,
    Demand,
    Presence,
    Difference,
}

/// Computes the coverage and writes it.
///
/// # Errors
/// When an option, a file or the territory is not what it should be, or the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let format = options.output.format(Format::Csv)?;
    let question = options.coverage.load()?;
    let territory = &question.loaded.territory;
    let coverage = question.assess();
    let zones = gap_zones(territory, &coverage, question.model.as_ref());
    let effects = question.effects(&coverage);
    let summary = summarise(territory, &coverage, &zones, &effects);
    let provenance = question.provenance(&summary)?;
    let output = &options.output;
    match options.layer {
        What::Coverage => output.deliver(format, &coverage_table(territory, &coverage), &provenance),
        What::Demand => output.deliver(format, &demand_layer(territory, &coverage), &provenance),
        What::Venues => output.deliver(format, &venues_layer(territory, &coverage), &provenance),
        What::Gaps => output.deliver(format, &gaps_layer(territory, &coverage, &zones), &provenance),
        What::Presence => match &effects.tour {
            Some(effect) => output.deliver(format, &presence_layer(territory, effect), &provenance),
            None => bail!("--layer presence tells what a tour changes: give one with --plan"),
        },
        What::Difference => match &effects.scenario {
            Some(effect) => output.deliver(format, &difference_layer(territory, effect), &provenance),
            None => bail!(
                "--layer difference tells what a scenario changes: give it with --close, --move, --schedule, --open or --plan"
            ),
        },
    }
}
