//! `maillage isochrone`: the land from which places are reached within some minutes, as GeoJSON.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use geo_types::Coord;

use super::arguments::SnapArgs;
use super::open_at::OpenAtArgs;
use super::output;
use crate::coverage::{Filters, Opening, is_permanent};
use crate::export::{IsochronesAsked, Layer, isochrones_layer, to_geojson};
use crate::ingest::IngestError;
use crate::ingest::points::{PointRecord, read_points};
use crate::ingest::venues::read_venues;
use crate::model::VenueKind;
use crate::network::isochrone::{Direction, IsochroneOptions};

/// Options of `maillage isochrone`.
#[derive(Debug, Args)]
#[command(
    after_help = "One multipolygon a time, for the nearest of all places together. It holds those of shorter \
                        times. Land is for the map: people are counted on demand points, never on polygons."
)]
pub(super) struct Options {
    /// Roads made by `maillage roads build`
    #[arg(long, value_name = "FILE")]
    roads: PathBuf,
    /// A place, longitude and latitude in degrees; repeatable
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    at: Vec<Coord<f64>>,
    /// Places: CSV with id, lon and lat, CSV of the national schema, or GeoJSON points; repeatable
    #[arg(long, value_name = "FILE")]
    venues: Vec<PathBuf>,
    /// Only venues of this kind; repeatable
    #[arg(long, value_name = "KIND", value_delimiter = ',', requires = "venues")]
    kind: Vec<VenueKind>,
    /// Only venues with this service; repeatable
    #[arg(long, value_name = "SERVICE", requires = "venues")]
    service: Vec<String>,
    #[command(flatten)]
    open_at: OpenAtArgs,
    /// Times in minutes: 1 to 240, increasing, at most 9; a road of exactly the time is inside
    #[arg(long, value_name = "MIN,…", value_delimiter = ',', default_values_t = [10, 20, 30])]
    minutes: Vec<u32>,
    /// Towards the places, as residents travel, or from them
    #[arg(long, value_enum, default_value_t = Way::To)]
    direction: Way,
    /// Land of each place by itself, instead of the land of the nearest of all
    #[arg(long)]
    each: bool,
    /// How far from a reached road land counts, metres (0 to 2000)
    #[arg(long, value_name = "METRES", default_value_t = 250.0)]
    corridor: f64,
    /// How much farther it counts between reached roads, metres (0 to 2000)
    #[arg(long, value_name = "METRES", default_value_t = 250.0)]
    filling: f64,
    /// Size of a cell, metres (10 to 1000): unreached roads nearer than 2.8 cells to reached ones may be inside
    /// [default: 25, 50, 100… by the land]
    #[arg(long, value_name = "METRES")]
    resolution: Option<f64>,
    #[command(flatten)]
    snap: SnapArgs,
    /// File to write, GeoJSON [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Way {
    /// From there the places are reached
    To,
    /// It is reached from the places
    From,
}

/// What the output's name may promise.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    #[value(alias = "json")]
    Geojson,
}

/// A place as asked.
struct Asked {
    id: String,
    position: Option<Coord<f64>>,
}

/// Computes the isochrones and writes them.
///
/// # Errors
/// When an option or a file is not what it should be, no place is near a road, or the output cannot be
/// written. A place that is not near a road among others is told, and with `--each` has features without
/// shape that say why.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let question = IsochroneOptions {
        minutes: options.minutes.clone(),
        direction: match options.direction {
            Way::To => Direction::To,
            Way::From => Direction::From,
        },
        corridor_m: options.corridor,
        filling_m: options.filling,
        resolution_m: options.resolution,
    };
    question.check()?;
    output::format_of(None, Format::Geojson, options.output.as_deref())?;
    let asked = asked(options)?;
    let road = options.snap.open(&options.roads)?;
    let roads = road.roads();
    let groups: Vec<&[Asked]> = if options.each { asked.chunks(1).collect() } else { vec![&asked] };
    let mut layer = Layer { name: "isochrones", areas: true, features: Vec::new() };
    let mut n_without = 0;
    for group in groups {
        let positions: Vec<_> = group.iter().map(|place| place.position).collect();
        let found = road.isochrones(&positions, &question)?;
        for (place, reason) in &found.unreached {
            if asked.len() == 1 {
                bail!(
                    "{}: {reason}; --max-snap allows {} m, and longitude comes before latitude",
                    group[*place].id,
                    roads.max_snap_m
                );
            }
            output::note(&format!("{}: {reason}", group[*place].id));
        }
        n_without += found.unreached.len();
        let place = if let [place] = group { Some(place.id.as_str()) } else { None };
        let about = IsochronesAsked { place, n_places: group.len(), options: &question, roads: &roads };
        layer.features.extend(isochrones_layer(&about, found).features);
    }
    if n_without == asked.len() {
        bail!(
            "none of {n_without} places is near enough to a road: --max-snap allows {} m",
            roads.max_snap_m
        );
    }
    output::deliver(options.output.as_deref(), &to_geojson(&layer))
}

/// Every place that is asked for, in order. Venues that only travel are none.
fn asked(options: &Options) -> anyhow::Result<Vec<Asked>> {
    let filters = Filters {
        kinds: options.kind.iter().copied().collect(),
        services: options.service.clone(),
        open_at: options.open_at.read(),
    };
    if filters.open_at.is_some() && options.venues.is_empty() {
        bail!("--open-at is about venues: give them with --venues <FILE>");
    }
    // Points have neither kind, service nor hours.
    let takes_points = filters.kinds.is_empty()
        && filters.services.is_empty()
        && filters.open_at.is_none_or(|open_at| open_at.counts(Opening::Unknown));
    let at = |at: &Coord<f64>| Asked { id: format!("{},{}", at.x, at.y), position: Some(*at) };
    let mut asked: Vec<Asked> = options.at.iter().map(at).collect();
    let (mut n_filtered, mut n_travelling) = (0, 0);
    for path in &options.venues {
        let file = match read_venues(path) {
            Err(IngestError::MissingColumn { .. }) if let Ok(file) = read_points(path) => {
                output::tell_findings(&file.findings);
                if takes_points {
                    asked.extend(
                        file.points.into_iter().map(|PointRecord { id, position }| Asked { id, position }),
                    );
                } else {
                    n_filtered += file.points.len();
                }
                continue;
            }
            read => read.context("--venues")?,
        };
        output::note_findings(&file.findings);
        for record in file.records {
            if !filters.match_record(&record) {
                n_filtered += 1;
            } else if !is_permanent(&record) {
                n_travelling += 1;
            } else if !filters.count(&record) {
                n_filtered += 1;
            } else {
                let id = if record.id.is_empty() { format!("line {}", record.line) } else { record.id };
                asked.push(Asked { id, position: record.position });
            }
        }
    }
    if n_travelling > 0 {
        output::note(&format!("{n_travelling} venues travel: they have no land of their own"));
    }
    if asked.is_empty() && options.venues.is_empty() {
        bail!("no place is given: --at LON,LAT or --venues FILE");
    }
    if asked.is_empty() {
        bail!("--venues: no place left: {n_filtered} venues do not match, {n_travelling} travel");
    }
    Ok(asked)
}

/// A longitude and a latitude as typed.
fn position(text: &str) -> Result<Coord<f64>, String> {
    let parse = |text: &str| text.trim().parse::<f64>().ok();
    let position = text.split_once(',').and_then(|(x, y)| Some(Coord { x: parse(x)?, y: parse(y)? }));
    position
        .filter(|position| crate::geodesy::is_lon_lat(*position))
        .ok_or_else(|| "not a longitude and a latitude in degrees, such as 1.5218,42.5075".to_owned())
}
