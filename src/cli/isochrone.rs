//! `maillage isochrone`: the land from which places are reached within some minutes, as GeoJSON.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use geo_types::Coord;

use super::output;
use crate::export::{Cell, CellKind, Column, Feature, Layer, Record, Shape, to_geojson};
use crate::ingest::venues::read_venues;
use crate::network::file::{Expected, open};
use crate::network::graph::RoadGraph;
use crate::network::isochrone::{Direction, Isochrone, IsochroneOptions, isochrones};
use crate::network::snap::{Place, SnapOptions, Snapper};

/// Options of `maillage isochrone`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Roads: a file that `maillage roads build` made
    #[arg(long, value_name = "FILE")]
    roads: PathBuf,
    /// A place, longitude and latitude in degrees; repeatable
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true, required_unless_present = "venues")]
    at: Vec<Coord<f64>>,
    /// Places: venues, CSV of the national schema or GeoJSON points; repeatable
    #[arg(long, value_name = "FILE")]
    venues: Vec<PathBuf>,
    /// Times in minutes: 1 to 240, increasing, at most 9
    #[arg(long, value_name = "MIN,…", value_delimiter = ',', default_values_t = [10, 20, 30])]
    minutes: Vec<u32>,
    /// Towards the places, as residents travel, or from them
    #[arg(long, value_enum, default_value_t = Way::To)]
    direction: Way,
    /// Land of each place by itself, instead of the land of the nearest of all
    #[arg(long)]
    each: bool,
    /// How far from a reached road land counts, metres (0 to 2000)
    #[arg(long, value_name = "M", default_value_t = 250.0)]
    reach_m: f64,
    /// Gaps between reached roads up to twice this and twice the reach are filled, metres (0 to 2000)
    #[arg(long, value_name = "M", default_value_t = 250.0)]
    fill_m: f64,
    /// Size of a cell, metres (10 to 1000): unreached roads nearer than 2.8 cells to reached ones may be inside
    /// [default: 25, 50, 100… by the land]
    #[arg(long, value_name = "M")]
    resolution: Option<f64>,
    /// The farthest that a road may be from a place, metres
    #[arg(long, value_name = "M", default_value_t = 2000.0)]
    max_snap: f64,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Way {
    To,
    From,
}

/// A place as asked, and where it is on the roads or why it is not.
struct Asked {
    id: String,
    place: Result<Place, String>,
}

/// What a feature says.
struct Row {
    id: String,
    minutes: u32,
    direction: &'static str,
    mode: &'static str,
    corridor_m: f64,
    filling_m: f64,
    resolution_m: Option<f64>,
    roads: String,
    reason: Option<String>,
}

impl Record for Row {
    fn columns() -> Vec<Column> {
        let column = |(name, kind)| Column { name, kind };
        [
            ("id", CellKind::Text),
            ("minutes", CellKind::Integer),
            ("direction", CellKind::Text),
            ("method", CellKind::Text),
            ("mode", CellKind::Text),
            ("corridor_m", CellKind::Number),
            ("filling_m", CellKind::Number),
            ("resolution_m", CellKind::Number),
            ("roads", CellKind::Text),
            ("reason", CellKind::Text),
        ]
        .map(column)
        .into()
    }

    fn cells(&self) -> Vec<Cell> {
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![
            text(&self.id),
            Cell::Integer(self.minutes.into()),
            text(self.direction),
            text("road"),
            text(self.mode),
            Cell::Number(self.corridor_m),
            Cell::Number(self.filling_m),
            self.resolution_m.map_or(Cell::Empty, Cell::Number),
            text(&self.roads),
            self.reason.as_deref().map_or(Cell::Empty, text),
        ]
    }
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
        corridor_m: options.reach_m,
        filling_m: options.fill_m,
        resolution_m: options.resolution,
    };
    question.check().context("--minutes, --reach-m, --fill-m, --resolution")?;
    if !(0.0..=100_000.0).contains(&options.max_snap) {
        bail!("--max-snap: {} m is not between 0 and 100000 m", options.max_snap);
    }
    let graph = open(&options.roads, Expected::default()).context("--roads")?;
    let asked = asked(options, &graph)?;
    let mut err = std::io::stderr().lock();
    let lost = asked.iter().filter_map(|asked| Some((&asked.id, asked.place.as_ref().err()?)));
    for (id, reason) in lost.clone() {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(err, "note: {id}: not computed: {reason}");
    }
    if lost.count() == asked.len() {
        match asked.first() {
            Some(Asked { id, place: Err(reason) }) => bail!("{id}: not computed: {reason}"),
            _ => bail!("--venues: there is no place"),
        }
    }
    let mut features = Vec::new();
    if options.each {
        for asked in &asked {
            match &asked.place {
                Ok(place) => {
                    let answers = isochrones(&graph, &[*place], &question)?;
                    features.extend(answers.into_iter().map(|a| feature(&asked.id, &graph, &question, a)));
                }
                Err(reason) => features.extend(question.minutes.iter().map(|minutes| Feature {
                    record: row(&asked.id, &graph, &question, *minutes, None, Some(reason)),
                    shape: Shape::None,
                })),
            }
        }
    } else {
        let places: Vec<Place> = asked.iter().filter_map(|asked| asked.place.clone().ok()).collect();
        let id = if asked.len() == 1 { asked[0].id.as_str() } else { "all" };
        let answers = isochrones(&graph, &places, &question)?;
        features.extend(answers.into_iter().map(|answer| feature(id, &graph, &question, answer)));
    }
    let layer = Layer { name: "isochrones", areas: true, features };
    output::deliver(options.output.as_deref(), &to_geojson(&layer))
}

/// Every place that is asked for, in order, on the roads where it can be.
fn asked(options: &Options, graph: &RoadGraph) -> anyhow::Result<Vec<Asked>> {
    let snapper = Snapper::new(graph, SnapOptions { max_snap_m: options.max_snap, ..SnapOptions::default() });
    let snap = |position: Coord<f64>| snapper.snap(position).map_err(|reason| reason.to_string());
    let mut asked: Vec<Asked> =
        options.at.iter().map(|at| Asked { id: format!("{},{}", at.x, at.y), place: snap(*at) }).collect();
    for path in &options.venues {
        let file = read_venues(path).context("--venues")?;
        output::note_findings(&file.findings);
        asked.extend(file.records.into_iter().map(|record| Asked {
            place: record.position.ok_or_else(|| "no coordinates".to_owned()).and_then(snap),
            id: if record.id.is_empty() { format!("line {}", record.line) } else { record.id },
        }));
    }
    Ok(asked)
}

fn feature(id: &str, graph: &RoadGraph, question: &IsochroneOptions, answer: Isochrone) -> Feature<Row> {
    let record = row(id, graph, question, answer.minutes, Some(answer.resolution_m), None);
    Feature { record, shape: Shape::Area(answer.area) }
}

fn row(
    id: &str,
    graph: &RoadGraph,
    question: &IsochroneOptions,
    minutes: u32,
    resolution_m: Option<f64>,
    reason: Option<&String>,
) -> Row {
    Row {
        id: id.to_owned(),
        minutes,
        direction: match question.direction {
            Direction::To => "to",
            Direction::From => "from",
        },
        mode: graph.mode().code(),
        corridor_m: question.corridor_m,
        filling_m: question.filling_m,
        resolution_m,
        roads: hexadecimal(&graph.inputs_fingerprint()),
        reason: reason.cloned(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A longitude and a latitude as typed.
fn position(text: &str) -> Result<Coord<f64>, String> {
    let parse = |text: &str| text.trim().parse::<f64>().ok();
    let position = text.split_once(',').and_then(|(x, y)| Some(Coord { x: parse(x)?, y: parse(y)? }));
    position
        .filter(|position| crate::geodesy::is_lon_lat(*position))
        .ok_or_else(|| "not a longitude and a latitude in degrees, such as 1.5218,42.5075".to_owned())
}
