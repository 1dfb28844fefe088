//! From the files of a shapefile to ways over points.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::BdTopoError;
use super::columns::Columns;
use super::join::{End, join};
use super::rules::classify;
use super::shapes::{Shapes, Vertex};
use super::table::{Encoding, Table};
use crate::geodesy::{Crs, OutsideCrs, Unprojection};
use crate::network::num::small;
use crate::network::origin::{Origin, RoadSource};
use crate::network::osm::ImportReport;
use crate::network::profile::{Profile, Refusal};
use crate::network::raw::{FixedPoint, RawNetwork, WaySpeeds, from_degrees};

/// The most points that a network may have.
const MAX_POINTS: usize = 1 << 31;
/// The longest `.prj` or `.cpg` that is read, bytes.
const MAX_TEXT: u64 = 64 * 1024;

/// What is known of a shapefile beside what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShapefileOptions {
    /// Its coordinate system; `None` to take what its `.prj` says.
    pub crs: Option<Crs>,
}

/// Reads the roads of a `TRONCON_DE_ROUTE` that `profile` accepts. `path` is the `.shp`; `.dbf` and, unless
/// the coordinate system is given, `.prj` must lie beside; `.cpg` may; `.shx` is not needed.
///
/// Cost: about two seconds for a million segments; memory is bounded by the roads that are kept.
///
/// # Errors
/// When a part is missing, cut, damaged or something else, when a column or the coordinate system is not
/// known, or when no line is a road for the profile.
pub fn read_shapefile(
    path: &Path,
    profile: &Profile,
    options: ShapefileOptions,
) -> Result<(RawNetwork, ImportReport), BdTopoError> {
    let started = Instant::now();
    let io = |source| BdTopoError::Io { path: path.to_owned(), source };
    let mut report = ImportReport { n_bytes: path.metadata().map_err(io)?.len(), ..ImportReport::default() };
    let mut shapes = Shapes::open(path)?;
    let dbf = beside(path, "dbf").ok_or_else(|| BdTopoError::Missing {
        path: path.with_extension("dbf"),
        remedy: "a shapefile is several files (.shp, .dbf, .prj): put them all in one folder",
    })?;
    let encoding = match beside(path, "cpg") {
        Some(cpg) => Encoding::from_cpg(&text_of(&cpg)?),
        None => Encoding::Unsaid,
    };
    let mut table = Table::open(&dbf, encoding)?;
    let columns = Columns::find(&dbf, &table)?;
    let unprojection = Unprojection::from_crs(crs_of(path, options)?);

    let mut lines = Lines::default();
    let mut first_outside: Option<(u64, OutsideCrs)> = None;
    let mut parts = Vec::new();
    loop {
        let more = shapes.next(&mut parts)?;
        let row = table.next()?;
        let counts = match (more, row) {
            (false, None) => break,
            (true, Some(counts)) => counts,
            _ => return Err(unpaired(&dbf, &table, shapes)),
        };
        if !counts {
            continue;
        }
        report.ways_read += 1;
        match classify(profile, &columns.segment(&table)) {
            Err(reason) => report.refuse(reason, 1),
            Ok(class) => match lines.push(&parts, class.into(), &unprojection) {
                Ok(0) => report.refuse(Refusal::NoGeometry, 1),
                Ok(_) => report.ways_kept += 1,
                Err(outside) => {
                    report.refuse(Refusal::Position, 1);
                    first_outside.get_or_insert((shapes.n_read, outside));
                }
            },
        }
        if lines.points.len() > MAX_POINTS {
            return Err(BdTopoError::TooLarge { path: path.to_owned(), limit: MAX_POINTS as u64 });
        }
    }
    report.ways_time = started.elapsed();
    let started = Instant::now();
    let mut raw = lines.into_network(&mut report);
    raw.origin = Origin { source: RoadSource::BdTopo, day: table.day };
    report.nodes_time = started.elapsed();
    match (raw.ways.is_empty(), first_outside) {
        (false, _) => Ok((raw, report)),
        (true, Some((record, source))) => Err(BdTopoError::Outside { path: path.to_owned(), record, source }),
        (true, None) => {
            let (profile, n_ways) = (profile.mode().code(), report.ways_read);
            Err(BdTopoError::NoRoad { path: path.to_owned(), profile, n_ways })
        }
    }
}

/// The files that make a shapefile what it is, those that are there, in a fixed order.
pub(in crate::network) fn parts(path: &Path) -> Vec<PathBuf> {
    let others = ["dbf", "prj", "cpg"].into_iter().filter_map(|extension| beside(path, extension));
    std::iter::once(path.to_owned()).chain(others).collect()
}

/// The file beside `path` with another extension, in lower or upper case.
fn beside(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_uppercase()]
        .into_iter()
        .map(|extension| path.with_extension(extension))
        .find(|part| part.is_file())
}

/// A short text, whatever its encoding.
fn text_of(path: &Path) -> Result<String, BdTopoError> {
    use std::io::Read;
    let io = |source| BdTopoError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(io)?.take(MAX_TEXT).read_to_end(&mut bytes).map_err(io)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn crs_of(path: &Path, options: ShapefileOptions) -> Result<Crs, BdTopoError> {
    if let Some(crs) = options.crs {
        return Ok(crs);
    }
    let prj = beside(path, "prj").ok_or_else(|| BdTopoError::Missing {
        path: path.with_extension("prj"),
        remedy: "put it beside the .shp, or give the EPSG number of the coordinate system with --crs (2154 is Lambert-93)",
    })?;
    Crs::from_prj(&text_of(&prj)?).ok_or(BdTopoError::UnknownCrs { path: prj })
}

/// Counts what is left of the lines, for the message.
fn unpaired(dbf: &Path, table: &Table, mut shapes: Shapes) -> BdTopoError {
    let mut lines = Vec::new();
    while matches!(shapes.next(&mut lines), Ok(true)) {}
    BdTopoError::Unpaired { path: dbf.to_owned(), n_rows: table.n_rows, n_shapes: shapes.n_read }
}

/// Lines that were kept: their vertices one after the other, their lengths and speeds.
#[derive(Debug, Default)]
struct Lines {
    points: Vec<FixedPoint>,
    lens: Vec<u32>,
    speeds: Vec<WaySpeeds>,
    ends: Vec<End>,
}

impl Lines {
    /// Appends the lines of a record; how many have a length. Nothing is kept when a position is outside.
    fn push(
        &mut self,
        parts: &[Vec<Vertex>],
        speeds: WaySpeeds,
        unprojection: &Unprojection,
    ) -> Result<usize, OutsideCrs> {
        let before = (self.points.len(), self.lens.len(), self.ends.len());
        for part in parts {
            if let Err(outside) = self.push_line(part, speeds, unprojection) {
                self.points.truncate(before.0);
                self.lens.truncate(before.1);
                self.speeds.truncate(before.1);
                self.ends.truncate(before.2);
                return Err(outside);
            }
        }
        Ok(self.lens.len() - before.1)
    }

    fn push_line(
        &mut self,
        line: &[Vertex],
        speeds: WaySpeeds,
        unprojection: &Unprojection,
    ) -> Result<(), OutsideCrs> {
        let (first, mut last) = (self.points.len(), 0);
        for (place, vertex) in line.iter().enumerate() {
            let point = from_degrees(unprojection.to_lon_lat(vertex.position)?);
            if self.points.len() == first || self.points.last() != Some(&point) {
                self.points.push(point);
            }
            last = place;
        }
        let len = self.points.len() - first;
        if len < 2 {
            self.points.truncate(first);
            return Ok(());
        }
        for (place, point) in [(0, first), (last, first + len - 1)] {
            let Vertex { position, height_m } = line[place];
            self.ends.push(End { cm: unprojection.centimetres(position), height_m, point: small(point) });
        }
        self.lens.push(small(len));
        self.speeds.push(speeds);
        Ok(())
    }

    fn into_network(self, report: &mut ImportReport) -> RawNetwork {
        let stands_for = join(self.points.len(), self.ends);
        let n_joined = (0..).zip(&stands_for).filter(|(point, other)| point != *other).count();
        report.nodes_named = (stands_for.len() - n_joined) as u64;
        let mut raw = RawNetwork { points: self.points, ..RawNetwork::default() };
        let mut rest = stands_for.as_slice();
        for (len, speeds) in self.lens.into_iter().zip(self.speeds) {
            let (own, others) = rest.split_at(len as usize);
            rest = others;
            raw.push_way(own, speeds);
        }
        raw
    }
}
