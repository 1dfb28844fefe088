//! `maillage check-plan`: whether a plan keeps what it was made from.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::output;
use super::tour::read_plan;
use crate::tour::{Weight, check};

/// Options of `maillage check-plan`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the plan keeps everything, or says where it does not; 1 it breaks something without \
                        saying so; 2 the file cannot be read."
)]
pub(super) struct Options {
    /// A plan written by `maillage tour`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Format
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Checks the plan and prints what was found.
///
/// # Errors
/// When the file cannot be read or is no plan: nothing is printed then.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let plan = read_plan(&options.file)?;
    let found = check(&plan);
    let n_errors = found.iter().filter(|finding| finding.weight == Weight::Error).count();
    let text = match options.format {
        Format::Json => serde_json::to_string_pretty(&found).context("cannot write JSON")? + "\n",
        Format::Table => {
            let lines = found.iter().fold(String::new(), |lines, finding| lines + &format!("{finding}\n"));
            let totals = format!("{} days, {} sessions: ", plan.totals.days, plan.totals.sessions);
            let verdict = format!("{n_errors} errors, {} declared\n", found.len() - n_errors);
            lines.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect::<String>()
                + &totals
                + &verdict
        }
    };
    output::deliver(None, text.as_bytes())?;
    Ok(if n_errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
