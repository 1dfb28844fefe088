//! `maillage roads info`: what a file of roads was made from, and what it holds.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::json;

use crate::cli::output;
use crate::dataset::open_roads;
use crate::network::profile::Attributes;
use crate::network::snap::SnapOptions;
use crate::travel::TravelModel as _;

/// How many components are listed.
const LISTED: usize = 10;

/// Options of `maillage roads info`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    /// Roads made by `maillage roads build`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write JSON, with every setting of the profile
    #[arg(long)]
    json: bool,
}

/// Prints what the file holds.
///
/// # Errors
/// When it cannot be read or is no file of roads.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let road = open_roads(&options.file, SnapOptions::default().max_snap_m, Attributes::default())?;
    let description = road.describe().roads.context("a road model without roads")?;
    let graph = road.graph();
    let (components, ground) = (graph.components(), graph.ground().counts());
    let winter = graph.extent_of(Attributes::WINTER);
    let bytes = if options.json {
        let document = json!({
            "profile": description.profile,
            "source": description.source,
            "vintage": description.vintage,
            "extract_sha256": description.extract_sha256,
            "profile_sha256": description.profile_sha256,
            "junctions": graph.n_nodes(),
            "arcs": graph.n_arcs(),
            "points": graph.n_points(),
            "ground": { "waters": ground.waters, "waterways": ground.waterways, "places": ground.places },
            "contracted": road.is_contracted(),
            "closed_in_winter_metres": winter.metres,
            "winter": description.winter,
            "components": components.len(),
            "largest_components": components.iter().take(LISTED)
                .map(|[junctions, metres]| json!({ "junctions": junctions, "metres": metres }))
                .collect::<Vec<_>>(),
            "settings": graph.profile_toml(),
        });
        let mut bytes = serde_json::to_vec_pretty(&document).context("cannot write JSON")?;
        bytes.push(b'\n');
        bytes
    } else {
        let mut text = format!(
            "profile     {}, settings {}\nextract     {}\nsource      {}{}\nroads       {} junctions, {} arcs, {} points between\nground      {} areas of water, {} lines of water, {} places\nwinter      {} km closed then, {} in this file\ncontracted  {}\ncomponents  {}\n",
            description.profile,
            description.profile_sha256,
            description.extract_sha256,
            description.source,
            description.vintage.map(|day| format!(", {day}")).unwrap_or_default(),
            graph.n_nodes(),
            graph.n_arcs(),
            graph.n_points(),
            ground.waters,
            ground.waterways,
            ground.places,
            winter.metres / 1000,
            if description.winter { "closed" } else { "open" },
            if road.is_contracted() {
                "yes"
            } else {
                "no; `maillage roads contract` makes many questions faster"
            },
            components.len(),
        );
        for [junctions, metres] in components.iter().take(LISTED) {
            text += &super::component(*junctions, *metres);
        }
        text.into_bytes()
    };
    output::deliver(None, &bytes)
}
