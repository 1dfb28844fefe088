//! `maillage import osm`: a data folder of one extract of OpenStreetMap.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::import::report;
use super::output;
use crate::import::{Manifest, OsmRequest, Prepared, prepare_osm};

/// Options of `maillage import osm`.
#[derive(Debug, Args)]
#[command(
    after_help = "Then: maillage summary --data DIR --territory all. What is chosen and what is not known: METHODS.md, “One extract”."
)]
pub(super) struct Options {
    /// OpenStreetMap extract (.osm.pbf)
    #[arg(value_name = "EXTRACT")]
    extract: PathBuf,
    /// Folder to write
    #[arg(short, long, value_name = "DIR", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// Level of administration that serves as communes [default: 8, or the nearest that is whole]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=11))]
    admin_level: Option<u8>,
    /// What the whole is called [default: the name of the file]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Leave the roads out: times are then as the crow flies
    #[arg(long)]
    no_roads: bool,
    /// Put the folder in the place of another data folder, in one step
    #[arg(long)]
    replace: bool,
    /// Say what would be in the folder and what was found, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Reads the extract, writes the folder, and tells on standard output what is in it.
///
/// # Errors
/// When the extract cannot be used or the folder cannot be written: nothing is written then.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let target = options.output.as_deref().filter(|_| !options.dry_run);
    if let Some(target) = target {
        Prepared::check_target(target, options.replace).context("--output")?;
    }
    let prepared = prepare_osm(&OsmRequest {
        extract: options.extract.clone(),
        admin_level: options.admin_level,
        name: options.name.clone().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
        with_roads: !options.no_roads,
    })?;
    let findings = prepared.findings().to_vec();
    let manifest = match target {
        Some(target) => prepared.write(target, options.replace)?,
        None => prepared.manifest().clone(),
    };
    let mut text = choices(&manifest, options.admin_level.is_some());
    text.push_str(&report(&manifest, &findings));
    text.push_str(&ending(target));
    output::deliver(None, text.as_bytes())
}

/// What is told last.
pub(super) fn ending(target: Option<&Path>) -> String {
    match target {
        Some(target) => {
            format!("\n{}: written; its findings.csv tells all of this row by row\n", target.display())
        }
        None => "\nDry run: nothing is written.\n".to_owned(),
    }
}

/// Which level was taken and why, and where the people are known from.
fn choices(manifest: &Manifest, is_asked: bool) -> String {
    let mut text = String::new();
    let Some(osm) = &manifest.parameters.osm else { return text };
    // Writing to a string does not fail.
    let why = if is_asked { "as asked" } else { "chosen" };
    let name = manifest.name.as_deref().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let _ = match osm.admin_level {
        Some(level) => writeln!(text, "{name}: communes are boundaries of admin_level {level} ({why})"),
        None => writeln!(
            text,
            "{name}: no level of administration has whole boundaries around half of the places: each place stands for a commune, without a boundary"
        ),
    };
    for level in &osm.levels {
        let _ = writeln!(
            text,
            "  level {}: {} of {} boundaries are whole, and hold {} of {} places",
            level.admin_level, level.whole, level.relations, level.places_inside, level.places
        );
    }
    let people = &osm.people;
    for (count, whose) in [
        (people.of_boundary, "said by their boundary"),
        (people.of_centre, "said by their centre or label"),
        (people.of_places, "those of the places in them, at least"),
    ] {
        if count.communes > 0 {
            let _ = writeln!(text, "people of {} communes: {}, {whose}", count.communes, count.people);
        }
    }
    text
}
