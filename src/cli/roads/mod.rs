//! `maillage roads`: files of roads, to compute times by road on.

mod build;
mod contract;
mod info;
mod report;

use std::path::Path;

use clap::Subcommand;

/// What to do with roads.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Make a file of roads from an OpenStreetMap extract (.osm.pbf)
    Build(build::Options),
    /// Contract a file of roads once, so that many questions on it are answered faster
    Contract(contract::Options),
    /// Say what a file of roads was made from, and what it holds
    Info(info::Options),
}

/// A component in words; a short one in metres.
fn component(junctions: u32, metres: u32) -> String {
    let length = if metres < 1000 { format!("{metres} m") } else { format!("{} km", metres / 1000) };
    let plural = if junctions == 1 { "" } else { "s" };
    format!("            {length} of road, {junctions} junction{plural}\n")
}

/// Builds roads for cars from an extract, as `roads build` does without an option.
///
/// # Errors
/// When the extract is not what it should be, or the file cannot be written.
pub(super) fn build(extract: &Path, output: &Path) -> anyhow::Result<()> {
    build::run(&build::Options::usual(extract, output))
}

/// Does it.
///
/// # Errors
/// When an option or a file is not what it should be, or the file cannot be written.
pub(super) fn run(action: &Action) -> anyhow::Result<()> {
    match action {
        Action::Build(options) => build::run(options),
        Action::Contract(options) => contract::run(options),
        Action::Info(options) => info::run(options),
    }
}
