//! The passes over an extract: the relations of waters, ways, nodes.

use std::path::Path;
use std::time::Instant;

use super::blob::{BlobFile, Scratch};
use super::block::{Block, Kinds};
use super::ground::{GroundWays, Wanted, place_of, waters_of};
use super::ids::IdIndex;
use super::parallel::{in_order, n_threads};
use super::wire::Malformed;
use super::{ImportReport, OsmError, OsmRelation};
use crate::network::ground::RawPlace;
use crate::network::origin::{Origin, RoadSource};
use crate::network::profile::{NodeEffect, Profile, Refusal, Tags};
use crate::network::raw::{FixedPoint, RawNetwork, UNKNOWN, WaySpeeds};

/// Reads the roads of an extract that `profile` accepts, and its waters and places.
///
/// Cost: each blob is inflated once when the file is sorted (nearly all are) but those with relations twice, else all three times;
/// memory is about 40 bytes for each node of a road or a water. Uses up to four threads; the result does not
/// depend on their number.
///
/// # Errors
/// When the file cannot be read, is not an extract, is cut or damaged, or holds no road.
pub fn read_pbf(path: &Path, profile: &Profile) -> Result<(RawNetwork, ImportReport), OsmError> {
    let file = BlobFile::open(path)?;
    let borders = if file.sorted { borders(&file)? } else { [0; 2] };
    match read_both(path, &file, profile, borders)? {
        Some(done) => Ok(done),
        // The file says that it is sorted and is not.
        None => match read_both(path, &file, profile, [0; 2])? {
            Some(done) => Ok(done),
            None => Err(OsmError::NotPbf { path: path.to_owned() }),
        },
    }
}

/// All passes, when the first `n_nodes_first` blobs are said to hold nothing but nodes and those after the next none, and
/// no blob before `first_relations` a relation; `None` when that proves wrong.
fn read_both(
    path: &Path,
    file: &BlobFile,
    profile: &Profile,
    [n_nodes_first, first_relations]: [usize; 2],
) -> Result<Option<(RawNetwork, ImportReport)>, OsmError> {
    let mut report =
        ImportReport { n_bytes: file.n_bytes, n_blobs: file.blobs.len() as u64, ..ImportReport::default() };
    let started = Instant::now();
    let wanted = Wanted::new(read_waters(file, first_relations)?);
    let (Ways { roads: ways, waters }, found) =
        read_ways(file, profile, &wanted, n_nodes_first, &mut report)?;
    let sorted = n_nodes_first > 0;
    let nodes_late = found.with_nodes.iter().any(|blob| *blob > n_nodes_first);
    if sorted && nodes_late || found.first_relations < first_relations {
        return Ok(None);
    }
    if ways.lens.is_empty() {
        if sorted {
            return Ok(None);
        }
        let profile = profile.mode().code();
        return Err(OsmError::NoRoad { path: path.to_owned(), profile, n_ways: report.ways_read });
    }
    let index = IdIndex::new(ways.refs.clone());
    index.check_size(path)?;
    report.nodes_named = index.len() as u64;
    report.ways_time = started.elapsed();
    let started = Instant::now();
    let blobs: Vec<usize> = (0..n_nodes_first).chain(found.with_nodes).collect();
    let origin = Origin { source: RoadSource::OpenStreetMap, day: file.day };
    let mut raw = RawNetwork { origin, points: vec![UNKNOWN; index.len()], ..RawNetwork::default() };
    let index_of_waters = waters.nodes();
    index_of_waters.check_size(path)?;
    let Some((positions, places)) =
        read_nodes(file, profile, [&index, &index_of_waters], &blobs, n_nodes_first, &mut raw)?
    else {
        return Ok(None);
    };
    (raw.ground, report.ground) = waters.assemble(&wanted, (&index_of_waters, &positions), places);
    report.nodes_missing = raw.points.iter().filter(|point| **point == UNKNOWN).count() as u64;
    report.nodes_blocking = raw.effects.iter().filter(|(_, effect)| effect.blocks).count() as u64;
    assemble(ways, &index, &mut raw, &mut report);
    report.nodes_time = started.elapsed();
    if raw.ways.is_empty() && report.nodes_missing > 0 {
        return Err(OsmError::NodesMissing { path: path.to_owned(), n_missing: report.nodes_missing });
    }
    if raw.ways.is_empty() {
        let profile = profile.mode().code();
        return Err(OsmError::NoRoad { path: path.to_owned(), profile, n_ways: report.ways_read });
    }
    Ok(Some((raw, report)))
}

/// The first blob that holds something else than nodes, and the first that holds relations.
fn borders(file: &BlobFile) -> Result<[usize; 2], OsmError> {
    let others = first_blob(file, 0, |kinds| kinds.ways || kinds.relations)?;
    Ok([others, first_blob(file, others, |kinds| kinds.relations)?])
}

/// The first blob from `low` on of which `is_after` is true, by bisection.
fn first_blob(file: &BlobFile, mut low: usize, is_after: impl Fn(Kinds) -> bool) -> Result<usize, OsmError> {
    let mut scratch = Scratch::new();
    let mut high = file.blobs.len();
    while low < high {
        let middle = usize::midpoint(low, high);
        file.read(file.blobs[middle], &mut scratch)?;
        let kinds = Block::parse(&scratch.content).and_then(|block| block.kinds());
        let kinds = kinds.map_err(|Malformed| file.corrupt(file.blobs[middle], "a block"))?;
        if is_after(kinds) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}

/// The relations of waters in the blobs from `first` on.
fn read_waters(file: &BlobFile, first: usize) -> Result<Vec<OsmRelation>, OsmError> {
    let mut all = Vec::new();
    in_order(
        file.blobs.len() - first,
        n_threads(),
        Scratch::new,
        |scratch, item| {
            let blob = file.blobs[first + item];
            file.read(blob, scratch)?;
            waters_of(&scratch.content).map_err(|Malformed| file.corrupt(blob, "a block of relations"))
        },
        |found| {
            all.extend(found);
            Ok(())
        },
    )?;
    Ok(all)
}

/// Ways of roads and of waters.
#[derive(Debug, Default)]
struct Ways {
    roads: Roads,
    waters: GroundWays,
}

/// Which blobs hold nodes, and the first that holds relations.
#[derive(Debug)]
struct Found {
    with_nodes: Vec<usize>,
    first_relations: usize,
}

/// Kept ways: their numbers of nodes, the ids of those, and their speeds.
#[derive(Debug, Default)]
struct Roads {
    lens: Vec<u32>,
    refs: Vec<i64>,
    speeds: Vec<WaySpeeds>,
}

/// What one blob holds of ways.
#[derive(Debug, Default)]
struct BlobWays {
    ways: Ways,
    kinds: Kinds,
    n_read: u64,
    refused: [u64; Refusal::ALL.len()],
    n_restrictions: u64,
}

/// The kept ways of the blobs from `first` on, and which of those blobs hold nodes.
fn read_ways(
    file: &BlobFile,
    profile: &Profile,
    wanted: &Wanted,
    first: usize,
    report: &mut ImportReport,
) -> Result<(Ways, Found), OsmError> {
    let mut all = Ways::default();
    let mut kinds = Found { with_nodes: Vec::new(), first_relations: file.blobs.len() };
    let mut blob = first;
    in_order(
        file.blobs.len() - first,
        n_threads(),
        Scratch::new,
        |scratch, item| {
            let blob = file.blobs[first + item];
            file.read(blob, scratch)?;
            ways_of_block(&scratch.content, profile, wanted)
                .map_err(|Malformed| file.corrupt(blob, "a block of ways"))
        },
        |found: BlobWays| {
            if found.kinds.nodes {
                kinds.with_nodes.push(blob);
            }
            if found.kinds.relations {
                kinds.first_relations = kinds.first_relations.min(blob);
            }
            blob += 1;
            report.ways_read += found.n_read;
            report.turn_restrictions += found.n_restrictions;
            for (reason, n_ways) in Refusal::ALL.into_iter().zip(found.refused) {
                report.refuse(reason, n_ways);
            }
            all.roads.lens.extend_from_slice(&found.ways.roads.lens);
            all.roads.refs.extend_from_slice(&found.ways.roads.refs);
            all.roads.speeds.extend_from_slice(&found.ways.roads.speeds);
            all.waters.append(found.ways.waters);
            Ok(())
        },
    )?;
    Ok((all, kinds))
}

fn ways_of_block(content: &[u8], profile: &Profile, waters: &Wanted) -> Result<BlobWays, Malformed> {
    let block = Block::parse(content)?;
    let mut found = BlobWays { kinds: block.kinds()?, ..BlobWays::default() };
    let mut tags = Vec::new();
    // Most ways are buildings: their keys are compared as numbers before any tag is made.
    let wanted = block.places_of(&["highway", "route"]);
    let water_keys = GroundWays::keys(&block);
    let mut refuse = |reason: Refusal| {
        found.refused[Refusal::ALL.iter().position(|r| *r == reason).unwrap_or(0)] += 1;
    };
    found.n_restrictions = block.for_each_way(|way| {
        found.n_read += 1;
        found.ways.waters.take((&block, &water_keys), &way, waters, &mut tags)?;
        if !Block::has_key(&way, &wanted)? {
            refuse(Refusal::NotARoad);
            return Ok(());
        }
        block.way_tags(&way, &mut tags)?;
        let class = match profile.classify_way(&Tags::new(&tags)) {
            Ok(class) => class,
            Err(reason) => {
                refuse(reason);
                return Ok(());
            }
        };
        let (start, mut id) = (found.ways.roads.refs.len(), 0i64);
        let mut refs = way.refs;
        while let Some(step) = refs.next_signed()? {
            id = id.wrapping_add(step);
            found.ways.roads.refs.push(id);
        }
        found.ways.roads.lens.push(crate::network::num::small(found.ways.roads.refs.len() - start));
        found.ways.roads.speeds.push(class.into());
        Ok(())
    })?;
    Ok(found)
}

/// What one blob holds of needed nodes.
#[derive(Debug, Default)]
struct BlobNodes {
    positions: Vec<(u32, FixedPoint)>,
    effects: Vec<(u32, NodeEffect)>,
    waters: Vec<(u32, FixedPoint)>,
    places: Vec<RawPlace>,
    has_others: bool,
}

/// The positions of the nodes of waters, and the places.
type GroundNodes = (Vec<FixedPoint>, Vec<RawPlace>);

/// Fills the positions and the effects of the nodes of roads, and gives those of waters; `None` when one of the first
/// `n_nodes_first` blobs holds something else.
fn read_nodes(
    file: &BlobFile,
    profile: &Profile,
    indices: [&IdIndex; 2],
    blobs: &[usize],
    n_nodes_first: usize,
    raw: &mut RawNetwork,
) -> Result<Option<GroundNodes>, OsmError> {
    let (mut waters, mut places) = (vec![UNKNOWN; indices[1].len()], Vec::new());
    let mut as_said = true;
    let mut n_taken = 0;
    in_order(
        blobs.len(),
        n_threads(),
        Scratch::new,
        |scratch, item| {
            let blob = file.blobs[blobs[item]];
            file.read(blob, scratch)?;
            nodes_of_block(&scratch.content, profile, indices)
                .map_err(|Malformed| file.corrupt(blob, "a block of nodes"))
        },
        |found: BlobNodes| {
            as_said &= n_taken >= n_nodes_first || !found.has_others;
            n_taken += 1;
            for (place, position) in found.positions {
                raw.points[place as usize] = position;
            }
            raw.effects.extend(found.effects);
            for (place, position) in found.waters {
                waters[place as usize] = position;
            }
            places.extend(found.places);
            Ok(())
        },
    )?;
    raw.effects.sort_by_key(|(place, _)| *place);
    raw.effects.dedup_by_key(|(place, _)| *place);
    Ok(as_said.then_some((waters, places)))
}

fn nodes_of_block(
    content: &[u8],
    profile: &Profile,
    [roads, waters]: [&IdIndex; 2],
) -> Result<BlobNodes, Malformed> {
    let block = Block::parse(content)?;
    let kinds = block.kinds()?;
    let mut found = BlobNodes { has_others: kinds.ways || kinds.relations, ..BlobNodes::default() };
    let mut tags = Vec::new();
    let may_have_places = !block.places_of(&["place"]).is_empty();
    block.for_each_node(|node| {
        let (road, water) = (roads.place(node.id), waters.place(node.id));
        if road.is_none() && water.is_none() && !may_have_places {
            return Ok(());
        }
        let position = (i32::try_from(node.lon_e7), i32::try_from(node.lat_e7));
        if let (Ok(lon), Ok(lat)) = position
            && lon.abs() <= 1_800_000_000
            && lat.abs() <= 900_000_000
        {
            found.positions.extend(road.map(|place| (place, [lon, lat])));
            found.waters.extend(water.map(|place| (place, [lon, lat])));
        }
        block.node_tags(&node, &mut tags)?;
        if may_have_places {
            found.places.extend(place_of(&tags, &node));
        }
        let Some(place) = road else { return Ok(()) };
        if !tags.is_empty()
            && let Some(effect) = profile.classify_node(&Tags::new(&tags))
        {
            found.effects.push((place, effect));
        }
        Ok(())
    })?;
    Ok(found)
}

/// Ways over ids to ways over places, cut at what is missing or blocks.
fn assemble(ways: Roads, index: &IdIndex, raw: &mut RawNetwork, report: &mut ImportReport) {
    let places = places_of(&ways.refs, index);
    drop(ways.refs);
    raw.refs.reserve(places.len());
    raw.ways.reserve(ways.lens.len());
    let mut rest = places.as_slice();
    let mut without_geometry = 0;
    for (len, speeds) in ways.lens.iter().zip(&ways.speeds) {
        let (own, others) = rest.split_at(*len as usize);
        rest = others;
        if raw.push_way(own, *speeds) > 0 {
            report.ways_kept += 1;
        } else {
            without_geometry += 1;
        }
    }
    report.refuse(Refusal::NoGeometry, without_geometry);
}

/// The place of every reference. All are in the index, which was made from them.
fn places_of(refs: &[i64], index: &IdIndex) -> Vec<u32> {
    let mut places = vec![0; refs.len()];
    let chunk = refs.len().div_ceil(n_threads()).max(1);
    std::thread::scope(|scope| {
        for (refs, places) in refs.chunks(chunk).zip(places.chunks_mut(chunk)) {
            scope.spawn(move || {
                for (id, place) in refs.iter().zip(places) {
                    *place = index.place(*id).unwrap_or(0);
                }
            });
        }
    });
    places
}
