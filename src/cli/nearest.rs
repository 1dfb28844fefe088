//! `maillage nearest`: the nearest places of every point, by road, in any country.

use clap::{Args, ValueEnum};

use super::arguments::TripArgs;
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
    #[command(flatten)]
    trips: TripArgs,
    /// How many distinct places for every point
    #[arg(short, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=i64::try_from(MAX_NEAREST).unwrap_or(1)))]
    k: u8,
}

/// What the output's name may promise.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Csv,
}

/// Computes and writes the nearest places.
///
/// # Errors
/// When a file cannot be read as a whole, or the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    output::format_of(None, Format::Csv, options.trips.output.as_deref())?;
    let ([from, to], road) = options.trips.read()?;
    let rows: Vec<NearestRow> = nearest_rows(&road, &from, &to, usize::from(options.k));
    output::deliver(options.trips.output.as_deref(), &to_csv(&rows))
}
