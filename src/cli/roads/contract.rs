//! `maillage roads contract`: what makes many questions on the same roads faster.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::cli::output;
use crate::dataset::contract_roads;

/// Options of `maillage roads contract`.
#[derive(Debug, Args)]
#[command(
    after_help = "Writes the contraction hierarchy of FILE beside it, as FILE.ch: commands given --roads FILE then use it. \
                        No answer changes, except that it comes sooner. Some seconds for a region, minutes for a country."
)]
pub(in crate::cli) struct Options {
    /// Roads made by `maillage roads build`
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Contracts the roads and writes the hierarchy beside them.
///
/// # Errors
/// When the roads cannot be read, or the hierarchy cannot be written; nothing is left behind then.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let started = Instant::now();
    let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    output::progress(started.elapsed(), &format!("contracting {}", options.file.display()));
    let written = contract_roads(&options.file, n_threads)?;
    output::progress(started.elapsed(), &format!("wrote {}", written.display()));
    Ok(())
}
