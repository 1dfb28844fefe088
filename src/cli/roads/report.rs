//! What came of building roads, for people and for programs.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::network::BuildReport;
use crate::network::profile::{Profile, Refusal};

/// How many components are listed.
const LISTED: usize = 5;

/// The report of `maillage roads build`.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The file written, and its length.
    file: String,
    file_bytes: Option<u64>,
    profile: &'static str,
    /// Whether what is closed in winter is closed, and how much road that is.
    pub(super) winter: bool,
    closed_metres: u64,
    extract_bytes: u64,
    ways_read: u64,
    ways_kept: u64,
    /// Ways refused, by reason.
    ways_refused: BTreeMap<String, u64>,
    nodes_of_roads: u64,
    nodes_missing: u64,
    nodes_blocking: u64,
    /// Counted, not applied.
    turn_restrictions: u64,
    junctions: usize,
    arcs: usize,
    points: usize,
    /// Areas and lines of water and places beside the roads; areas left out for the edge of the extract.
    waters: u64,
    waters_open: u64,
    waterways: u64,
    places: u64,
    components: usize,
    largest_components: Vec<Component>,
    /// The most memory that the program used at once; null where the system does not say.
    memory_peak_bytes: Option<u64>,
    read_s: f64,
    graph_s: f64,
    total_s: f64,
    #[serde(skip)]
    refused: Vec<(Refusal, u64)>,
}

#[derive(Debug, Serialize)]
struct Component {
    junctions: u32,
    metres: u32,
}

impl Report {
    pub(super) fn new(build: &BuildReport, profile: &Profile, file: &Path, total: Duration) -> Self {
        let extract = &build.extract;
        let refused = Refusal::ALL.iter().filter_map(|r| Some((*r, *extract.ways_refused.get(r)?)));
        let refused: Vec<(Refusal, u64)> = refused.collect();
        let largest = build.components.iter().take(LISTED);
        Self {
            file: file.display().to_string(),
            file_bytes: std::fs::metadata(file).ok().map(|metadata| metadata.len()),
            profile: profile.mode().code(),
            winter: false,
            closed_metres: build.closed.metres,
            extract_bytes: extract.n_bytes,
            ways_read: extract.ways_read,
            ways_kept: extract.ways_kept,
            ways_refused: refused.iter().map(|(reason, n)| (reason.to_string(), *n)).collect(),
            nodes_of_roads: extract.nodes_named,
            nodes_missing: extract.nodes_missing,
            nodes_blocking: extract.nodes_blocking,
            turn_restrictions: extract.turn_restrictions,
            junctions: build.n_nodes,
            arcs: build.n_arcs,
            points: build.n_points,
            waters: extract.ground.waters,
            waters_open: extract.ground.waters_open,
            waterways: extract.ground.waterways,
            places: extract.ground.places,
            components: build.components.len(),
            largest_components: largest
                .map(|[junctions, metres]| Component { junctions: *junctions, metres: *metres })
                .collect(),
            memory_peak_bytes: memory_peak(),
            read_s: (extract.ways_time + extract.nodes_time).as_secs_f64(),
            graph_s: build.graph_time.as_secs_f64(),
            total_s: total.as_secs_f64(),
            refused,
        }
    }

    /// The report for people, one fact a line.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "ways        {} read, {} kept, {} refused\n",
            self.ways_read,
            self.ways_kept,
            self.ways_read - self.ways_kept
        );
        for (reason, n) in &self.refused {
            text += &format!("            {n:>9}  {reason}\n");
        }
        text += &format!(
            "nodes       {} of roads, {} missing, {} that let nobody through\n",
            self.nodes_of_roads, self.nodes_missing, self.nodes_blocking
        );
        text += &format!("turns       {} restrictions, not applied\n", self.turn_restrictions);
        text += &format!(
            "roads       {} junctions, {} arcs, {} points between\n",
            self.junctions, self.arcs, self.points
        );
        text += &format!(
            "ground      {} areas of water ({} left out: not whole in the extract), {} lines, {} places\n",
            self.waters, self.waters_open, self.waterways, self.places
        );
        text += &format!("components  {}\n", self.components);
        for component in &self.largest_components {
            text += &super::component(component.junctions, component.metres);
        }
        if let Some(peak) = self.memory_peak_bytes {
            text += &format!("memory      {} MB at most\n", peak / 1_000_000);
        }
        let (read, graph, total) = (self.read_s, self.graph_s, self.total_s);
        text += &format!("time        {total:.1} s: reading {read:.1} s, joining {graph:.1} s\n");
        let winter = match self.closed_metres / 1000 {
            _ if !self.winter => String::new(),
            kilometres => format!(", {kilometres} km closed as in winter"),
        };
        text += &format!("written     {}, profile {}{winter}\n", self.file, self.profile);
        text
    }
}

/// The most memory that this process had at once, where the system tells (Linux).
fn memory_peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
