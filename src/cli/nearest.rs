//! `maillage nearest`: the nearest places of every point, by road, in any country.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{SnapArgs, read_points};
use super::output;
use crate::export::{NearestRow, nearest_rows, to_csv};
use crate::travel::MAX_NEAREST;

/// Options of `maillage nearest`.
#[derive(Debug, Args)]
#[command(
    after_help = "Both files have the columns id, lon and lat, in degrees. Every point has at least one row: \
                        where it reaches nothing, the row has a reason."
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
    /// How many distinct places for every point
    #[arg(short, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=i64::try_from(MAX_NEAREST).unwrap_or(1)))]
    k: u8,
    #[command(flatten)]
    snap: SnapArgs,
    /// File to write, CSV [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Computes and writes the nearest places.
///
/// # Errors
/// When a file cannot be read as a whole, or the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let (from, to) = (read_points(&options.from)?, read_points(&options.to)?);
    let road = options.snap.open(&options.roads)?;
    let rows: Vec<NearestRow> = nearest_rows(&road, &from, &to, usize::from(options.k));
    output::deliver(options.output.as_deref(), &to_csv(&rows))
}
