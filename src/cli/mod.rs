//! The command line: one file per subcommand.
//!
//! A subcommand parses its options, validates them, calls the library and writes what it gives.
//! Results go to standard output, everything else to standard error.

mod arguments;
mod check;
mod check_plan;
mod confined;
mod coverage;
mod data;
mod fetch;
mod import;
mod import_osm;
mod isochrone;
mod layer_output;
mod matrix;
mod nearest;
mod open_at;
mod output;
mod report;
mod roads;
mod scenario;
mod serve;
mod stops;
mod summary;
mod tour;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Who lives too far from the places that help with digital life, and what each change would do.
#[derive(Debug, Parser)]
#[command(name = "maillage", version, about, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the access of every demand point of a territory, or its gap zones
    Coverage(coverage::Options),
    /// Print what a council would ask, in ten lines
    Summary(summary::Options),
    /// Write the gap report of a territory for a council: PDF or HTML
    Report(report::Options),
    /// Report what is wrong or doubtful in files of venues
    Check(check::Options),
    /// Make a data folder of boundaries, populations, grids, indicators and venues of any format
    Import(Box<import::Options>),
    /// Serve the map and the API
    Serve(serve::Options),
    /// Fetch open data from its publishers, or say what to download by hand
    Fetch(Box<fetch::Options>),
    /// Make files of roads, to compute times by road on
    #[command(subcommand)]
    Roads(roads::Action),
    /// Write the nearest places of every point, by road
    Nearest(nearest::Options),
    /// Write time and length of every pair of points, by road
    Matrix(matrix::Options),
    /// Write the land from which places are reached within some minutes
    Isochrone(isochrone::Options),
    /// Choose where stops should be: most people covered, least time, fewest stops, with the proof
    Stops(stops::Options),
    /// Plan a tour: days, order and times of the stops, repeated between two dates
    Tour(Box<tour::Options>),
    /// Recompute a plan from itself alone, and report what it breaks
    CheckPlan(check_plan::Options),
    /// Run a command under limits of memory and time
    #[command(hide = true)]
    Confined(confined::Options),
}

/// The status of a run that could not be done.
const FAILED: u8 = 2;

/// Runs the command that the arguments ask for.
///
/// The status is 0 when all is well and 2 when it could not be done; `check` and `check-plan` give 1 when
/// they found something.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version too; a closed output leaves nothing to say it on.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED));
        }
    };
    let outcome = match &arguments.command {
        Command::Coverage(options) => coverage::run(options).map(|()| ExitCode::SUCCESS),
        Command::Summary(options) => summary::run(options).map(|()| ExitCode::SUCCESS),
        Command::Report(options) => report::run(options).map(|()| ExitCode::SUCCESS),
        Command::Check(options) => check::run(options),
        Command::Import(options) => import::run(options),
        Command::Serve(options) => serve::run(options).map(|()| ExitCode::SUCCESS),
        Command::Fetch(options) => fetch::run(options).map(|()| ExitCode::SUCCESS),
        Command::Roads(action) => roads::run(action).map(|()| ExitCode::SUCCESS),
        Command::Nearest(options) => nearest::run(options).map(|()| ExitCode::SUCCESS),
        Command::Matrix(options) => matrix::run(options).map(|()| ExitCode::SUCCESS),
        Command::Stops(options) => stops::run(options).map(|()| ExitCode::SUCCESS),
        Command::Isochrone(options) => isochrone::run(options).map(|()| ExitCode::SUCCESS),
        Command::Tour(options) => tour::run(options).map(|()| ExitCode::SUCCESS),
        Command::CheckPlan(options) => check_plan::run(options),
        Command::Confined(options) => confined::run(options),
    };
    outcome.unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr().lock(), "error: {}", sentence(&error));
        ExitCode::from(FAILED)
    })
}

/// An error with its causes, without those that the text before already gives.
fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if !sentence.contains(&cause) {
            if !sentence.is_empty() {
                sentence.push_str(": ");
            }
            sentence.push_str(&cause);
        }
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_of_the_command_line_holds_together() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_cause_is_said_once() {
        let inner = anyhow::anyhow!("disk full");
        let error = inner.context("cannot write: disk full").context("--output");
        assert_eq!(sentence(&error), "--output: cannot write: disk full");
    }
}
