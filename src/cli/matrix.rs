//! `maillage matrix`: time and length of every pair, by road, in any country.

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::arguments::TripArgs;
use super::output;
use crate::export::MatrixTable;
use crate::travel::TravelModel as _;

/// The most pairs of one matrix: some 3 GB of memory.
const MAX_PAIRS: usize = 50_000_000;

/// Ends on the smaller side from which contracting the roads first costs less than it saves.
const WORTH_CONTRACTING: usize = 400;

/// Options of `maillage matrix`.
#[derive(Debug, Args)]
#[command(
    after_help = "Both files have the columns id, lon and lat, in degrees. Every pair has a row: where there \
                        is no way, the row has a reason."
)]
pub(super) struct Options {
    #[command(flatten)]
    trips: TripArgs,
    /// [default: by the output's name, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Parquet,
}

/// Computes and writes the matrix.
///
/// # Errors
/// When a file cannot be read as a whole, there are too many pairs, or the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let output = options.trips.output.as_deref();
    let format = output::format_of(options.format, Format::Csv, output)?;
    let ([from, to], mut road) = options.trips.read()?;
    let n_pairs = from.len().saturating_mul(to.len());
    if n_pairs > MAX_PAIRS {
        bail!("{} × {} pairs are more than {MAX_PAIRS}: split one of the files", from.len(), to.len());
    }
    let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if from.len().min(to.len()) >= WORTH_CONTRACTING {
        road = road.contracted(n_threads);
    }
    let positions = [&from, &to].map(|points| points.iter().map(|point| point.position).collect::<Vec<_>>());
    let legs = road.matrix(&positions[0], &positions[1], n_threads);
    let table = MatrixTable { from: &from, to: &to, legs: &legs, model: &road.describe() };
    output::deliver_with(output, |out| match format {
        Format::Csv => table.write_csv(out),
        Format::Parquet => table.write_parquet(out),
    })
}
