//! `maillage matrix`: time and length of every pair, by road, in any country.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::arguments::{SnapArgs, read_points};
use super::output;
use crate::export::write_matrix;

/// The most pairs of one matrix: some 3 GB of memory.
const MAX_PAIRS: usize = 50_000_000;

/// Ends on the smaller side from which ranking the roads first costs less than it saves.
const WORTH_RANKING: usize = 400;

/// Options of `maillage matrix`.
#[derive(Debug, Args)]
#[command(
    after_help = "Both files have the columns id, lon and lat, in degrees. Every pair has a row: where there \
                        is no way, the row has a reason."
)]
pub(super) struct Options {
    /// Roads made by `maillage roads build`
    #[arg(long, value_name = "FILE")]
    roads: PathBuf,
    /// Points to start from
    #[arg(long, value_name = "CSV")]
    from: PathBuf,
    /// Places to reach
    #[arg(long, value_name = "CSV")]
    to: PathBuf,
    #[command(flatten)]
    snap: SnapArgs,
    /// File to write, CSV [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Computes and writes the matrix.
///
/// # Errors
/// When a file cannot be read as a whole, there are too many pairs, or the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let is_parquet = |path: &PathBuf| path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("parquet"));
    if options.output.as_ref().is_some_and(is_parquet) {
        bail!("a matrix is written as CSV, not as Parquet: give an output that ends in .csv");
    }
    let (from, to) = (read_points(&options.from)?, read_points(&options.to)?);
    let n_pairs = from.len().saturating_mul(to.len());
    if n_pairs > MAX_PAIRS {
        bail!("{} × {} pairs are more than {MAX_PAIRS}: split one of the files", from.len(), to.len());
    }
    let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut road = options.snap.open(&options.roads)?;
    if from.len().min(to.len()) >= WORTH_RANKING {
        road = road.ranked(n_threads);
    }
    let positions = [&from, &to].map(|points| points.iter().map(|point| point.position).collect::<Vec<_>>());
    let legs = road.matrix(&positions[0], &positions[1], n_threads);
    output::deliver_with(options.output.as_deref(), |out| write_matrix(out, &from, &to, &legs))
}
