//! Roads cut where their time crosses a limit.
//!
//! Somebody on a chain of road leaves it by one end or the other, or stands on the very chain of the
//! place. Along the chain the time of each way is a straight line from point to point, so the time at a
//! position is the least of two straight lines, and what is within a limit is found exactly: a stretch
//! from each end. A stretch belongs to a *band*: the first limit that it is within, or the number of
//! limits when it is within none.

use std::ops::Range;

use crate::network::graph::{CLOSED, RoadGraph};
use crate::network::profile::Attributes;
use crate::network::raw::FixedPoint;
use crate::network::snap::Place;

use super::grid::{fixed, numbers};
use super::reach::Reach;
use super::{Direction, MAX_TIMES, Stand};

/// The roads of a graph with what is reached of them.
pub(super) struct Roads<'a> {
    pub(super) graph: &'a RoadGraph,
    pub(super) reach: &'a Reach,
    pub(super) direction: Direction,
    nodes: &'a [FixedPoint],
    points: &'a [FixedPoint],
    ends: &'a [[u32; 2]],
    costs: &'a [[u32; 4]],
    /// By chain, then along it.
    places: Vec<Place>,
    /// Each from the place, at no time, to its road, at the milliseconds of the walk.
    walks: Vec<([[f64; 2]; 2], u32)>,
    /// Whether a place may be on a chain, by the last bits of its number: most chains have none.
    has_places: [u64; N_HASHED],
    /// Milliseconds, increasing.
    limits: &'a [u32],
}

/// Words of [`Roads::has_places`].
const N_HASHED: usize = 64;

/// How much of a chain is in which band.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// A ferry: nobody stands there.
    Water,
    /// All of it is in one band.
    Whole(u8),
    /// It has to be cut; its first band, where no place is on it.
    Parts(Option<u8>),
}

/// A point of a chain: position, milliseconds from the first end and from the last (infinite where it is
/// closed), and the walk to it of a place that is here.
#[derive(Clone, Copy)]
struct Station {
    at: [f64; 2],
    ms: [f64; 2],
    walk_ms: Option<f64>,
}

impl<'a> Roads<'a> {
    pub(super) fn new(
        graph: &'a RoadGraph,
        reach: &'a Reach,
        direction: Direction,
        stands: &[Stand],
        limits: &'a [u32],
    ) -> Self {
        let mut places: Vec<Place> = stands.iter().map(|stand| stand.place).collect();
        let walk = |stand: &Stand| ([stand.at, stand.place.position].map(fixed), stand.place.walk.ms);
        let walks = stands.iter().filter(|stand| stand.at != stand.place.position).map(walk).collect();
        places.sort_by_key(|place| (place.chain, place.cm, place.walk.ms));
        let mut has_places = [0; N_HASHED];
        for place in &places {
            let chain = place.chain as usize;
            has_places[chain / 64 % N_HASHED] |= 1 << (chain % 64);
        }
        Self {
            graph,
            reach,
            direction,
            nodes: graph.node_positions(),
            points: graph.point_positions(),
            ends: graph.chain_ends(),
            costs: graph.chain_costs(),
            places,
            walks,
            has_places,
            limits,
        }
    }

    /// The band of a time.
    fn band(&self, ms: u64) -> u8 {
        self.limits.iter().map(|limit| u8::from(u64::from(*limit) < ms)).sum()
    }

    /// The places on a chain.
    fn places_on(&self, chain: usize) -> Range<usize> {
        let start = self.places.partition_point(|place| (place.chain as usize) < chain);
        let here = self.places[start..].iter().take_while(|place| place.chain as usize == chain);
        start..start + here.count()
    }

    /// For the ways forwards and backwards on a chain: the time at the end by which it is left or entered,
    /// and the time of the whole chain.
    fn ways(&self, chain: usize) -> [Option<(u64, u64)>; 2] {
        let (ends, costs) = (self.ends[chain], self.costs[chain]);
        [0, 1].map(|way| {
            // Forwards away from a place one comes from the first end; towards it one leaves by the last.
            let end = ends[if self.direction == Direction::From { way } else { 1 - way }];
            let whole = (costs[way] != CLOSED).then_some(costs[way])?;
            Some((u64::from(self.reach.ms(end)?), u64::from(whole)))
        })
    }

    /// Which bands a chain is in.
    pub(super) fn extent(&self, chain: usize) -> Extent {
        if self.costs[chain][3] & u32::from(Attributes::FERRY.0) != 0 {
            return Extent::Water;
        }
        let may_have_places = self.has_places[chain / 64 % N_HASHED] >> (chain % 64) & 1 == 1;
        if may_have_places && !self.places_on(chain).is_empty() {
            return Extent::Parts(None);
        }
        let (mut least, mut most) = (u64::MAX, u64::MAX);
        for (near, whole) in self.ways(chain).into_iter().flatten() {
            least = least.min(near);
            most = most.min(near + whole);
        }
        let first = self.band(least);
        if first == self.band(most) { Extent::Whole(first) } else { Extent::Parts(Some(first)) }
    }

    /// Cuts a chain: `take` gets each straight stretch and its band.
    pub(super) fn cut(&self, chain: usize, mut take: impl FnMut([f64; 2], [f64; 2], usize)) {
        let stations = self.stations(chain);
        let away = self.direction == Direction::From;
        let sign = if away { 1.0 } else { -1.0 };
        let ways = self.ways(chain);
        // At a station the time of way `w` is `base[w] + sign × ms[w]`.
        let from_end = [0, 1].map(|way| match ways[way] {
            #[expect(clippy::cast_precision_loss, reason = "below 2³³")]
            Some((near, whole)) => near as f64 + if away { 0.0 } else { whole as f64 },
            None => f64::INFINITY,
        });
        for (k, pair) in stations.windows(2).enumerate() {
            let mut base = from_end;
            for (other, station) in stations.iter().enumerate() {
                let Some(walk_ms) = station.walk_ms else { continue };
                // Away from a place, forwards leads to what comes after it; towards it, from what is before.
                let way = usize::from((other <= k) != away);
                base[way] = base[way].min(walk_ms - sign * station.ms[way]);
            }
            let times = [0, 1].map(|way| {
                [0, 1].map(|end: usize| {
                    let ms = pair[end].ms[way];
                    if ms.is_finite() { base[way] + sign * ms } else { f64::INFINITY }
                })
            });
            self.cut_stretch([pair[0].at, pair[1].at], times, &mut take);
        }
    }

    /// Cuts the walks between places and their roads, as far as they are within a limit.
    pub(super) fn cut_walks(&self, mut take: impl FnMut([f64; 2], [f64; 2], usize)) {
        for (at, ms) in &self.walks {
            let times = [[0.0, f64::from(*ms)], [f64::INFINITY; 2]];
            self.cut_stretch(*at, times, &mut |a, b, band| {
                if band < self.limits.len() {
                    take(a, b, band);
                }
            });
        }
    }

    /// Cuts a straight stretch, given the times of both ways at both its ends.
    fn cut_stretch(
        &self,
        at: [[f64; 2]; 2],
        times: [[f64; 2]; 2],
        take: &mut impl FnMut([f64; 2], [f64; 2], usize),
    ) {
        let time_at = |share: f64| {
            let open = times.iter().filter(|way| way[0].is_finite() && way[1].is_finite());
            open.map(|[start, end]| start + (end - start) * share).fold(f64::INFINITY, f64::min)
        };
        let band = |ms: f64| self.limits.partition_point(|limit| f64::from(*limit) < ms);
        let mut cuts = [1.0; 2 * MAX_TIMES + 1];
        let mut n_cuts = 0;
        for limit in self.limits {
            for [start, end] in times {
                let share = (f64::from(*limit) - start) / (end - start);
                if share > 0.0 && share < 1.0 {
                    cuts[n_cuts] = share;
                    n_cuts += 1;
                }
            }
        }
        cuts[..n_cuts].sort_by(f64::total_cmp);
        let point = |share: f64| [0, 1].map(|axis| at[0][axis] + (at[1][axis] - at[0][axis]) * share);
        let mut before = (0.0, at[0]);
        for share in &cuts[..=n_cuts] {
            let here = (*share, if *share < 1.0 { point(*share) } else { at[1] });
            take(before.1, here.1, band(time_at(f64::midpoint(before.0, here.0))));
            before = here;
        }
    }

    /// The points of a chain, with the places on it.
    fn stations(&self, chain: usize) -> Vec<Station> {
        let graph = self.graph;
        let costs = graph.chain(chain);
        let ends = costs.ends.map(|node| numbers(self.nodes[node as usize]));
        let open = |ms: u32, way: usize| if costs.ms[way] == CLOSED { f64::INFINITY } else { f64::from(ms) };
        let station =
            |at, ms: [u32; 2], walk_ms| Station { at, ms: [open(ms[0], 0), open(ms[1], 1)], walk_ms };
        let mut stations = vec![(0, station(ends[0], [0, costs.ms[1]], None))];
        let inside = graph.points_of(chain);
        for (point, prefix) in self.points[inside.clone()].iter().zip(&graph.point_prefixes()[inside]) {
            stations.push((prefix[2], station(numbers(*point), [prefix[0], prefix[1]], None)));
        }
        stations.push((costs.cm, station(ends[1], [costs.ms[0], 0], None)));
        for place in &self.places[self.places_on(chain)] {
            let at = stations.partition_point(|(cm, _)| *cm <= place.cm).clamp(1, stations.len() - 1);
            stations.insert(
                at,
                (place.cm, station(fixed(place.position), place.ms, Some(f64::from(place.walk.ms)))),
            );
        }
        stations.into_iter().map(|(_, station)| station).collect()
    }

    /// The first point of a chain, those between, and the last.
    #[inline]
    pub(super) fn points(&self, chain: usize) -> (FixedPoint, &'a [FixedPoint], FixedPoint) {
        let [from, to] = self.ends[chain].map(|node| self.nodes[node as usize]);
        (from, &self.points[self.graph.points_of(chain)], to)
    }

    /// The points of a chain, both ends included.
    #[inline]
    pub(super) fn line(&self, chain: usize) -> impl Iterator<Item = FixedPoint> {
        let (from, inside, to) = self.points(chain);
        std::iter::once(from).chain(inside.iter().copied()).chain(std::iter::once(to))
    }
}
