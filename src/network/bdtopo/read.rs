//! From the files of a shapefile to ways over points.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::BdTopoError;
use super::columns::Columns;
use super::join::{End, join};
use super::rules::classify;
use crate::geodesy::{Crs, OutsideCrs, Unprojection};
use crate::ingest::shapefile::{self, ShapeKind, ShapefileError, Shapes, Vertex};
use crate::ingest::source::Source;
use crate::network::num::small;
use crate::network::origin::{Day, Origin, RoadSource};
use crate::network::osm::ImportReport;
use crate::network::profile::{Profile, Refusal};
use crate::network::raw::{FixedPoint, RawNetwork, WaySpeeds, from_degrees};

/// The most points that a network may have.
const MAX_POINTS: usize = 1 << 31;

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
    let source = Source::new(path);
    let io = |source| ShapefileError::Io { path: path.to_owned(), source };
    let mut report = ImportReport { n_bytes: path.metadata().map_err(io)?.len(), ..ImportReport::default() };
    let mut shapes = Shapes::open(&source)?;
    let kind = match shapes.kind {
        ShapeKind::Lines | ShapeKind::Nothing => None,
        ShapeKind::Points => Some("points"),
        ShapeKind::Areas => Some("areas"),
    };
    if let Some(kind) = kind {
        return Err(BdTopoError::NotLines { path: path.to_owned(), kind });
    }
    let mut table = shapefile::table(&source)?;
    let columns = Columns::find(&table.path(), &table)?;
    let unprojection = Unprojection::from_crs(shapefile::crs(&source, options.crs)?);

    let mut lines = Lines::default();
    let mut first_outside: Option<(u64, OutsideCrs)> = None;
    let mut parts = Vec::new();
    loop {
        let more = shapes.next_lines(&mut parts)?;
        let row = table.next()?;
        let counts = match (more, row) {
            (false, None) => break,
            (true, Some(counts)) => counts,
            _ => return Err(shapefile::unpaired(&table, shapes).into()),
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
    let (year, month, day) = table.changed;
    raw.origin = Origin { source: RoadSource::BdTopo, day: Day::new(year, month, day) };
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
    shapefile::parts(&Source::new(path)).into_iter().map(|part| part.real).collect()
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
