//! Times and lengths between many origins and many destinations.
//!
//! One search over the whole graph from each end of the smaller side, so the cost is that side times
//! one sweep. Searches are independent of each other and of the list: the answer for a pair is the
//! same whatever else is asked.

use super::cost::Cost;
use super::graph::RoadGraph;
use super::snap::Place;
use super::sweep::{Label, Labels, relax_all};

/// The cost of every pair, `None` where there is no way, by origin and then by destination.
///
/// An end with several places (mainland, island) may use any; one with none is reached from nowhere.
/// Cost: the smaller side times one sweep, on `n_threads` threads.
#[must_use]
pub fn many_to_many(
    graph: &RoadGraph,
    origins: &[Vec<Place>],
    destinations: &[Vec<Place>],
    n_threads: usize,
) -> Vec<Option<Cost>> {
    let mut costs = vec![None; origins.len() * destinations.len()];
    if costs.is_empty() {
        return costs;
    }
    let by_destination = destinations.len() < origins.len();
    let (centres, others) = if by_destination { (destinations, origins) } else { (origins, destinations) };
    let mut rows = vec![None; if by_destination { costs.len() } else { 0 }];
    let target = if by_destination { &mut rows } else { &mut costs };
    let share = centres.len().div_ceil(n_threads.max(1));
    std::thread::scope(|scope| {
        for (centres, rows) in centres.chunks(share).zip(target.chunks_mut(share * others.len())) {
            scope.spawn(move || {
                let mut labels = vec![[Label::NONE]; graph.n_nodes()];
                for (centre, row) in centres.iter().zip(rows.chunks_mut(others.len())) {
                    one_row(graph, centre, others, by_destination, &mut labels, row);
                }
            });
        }
    });
    if by_destination {
        for (place, cost) in rows.into_iter().enumerate() {
            costs[place % origins.len() * destinations.len() + place / origins.len()] = cost;
        }
    }
    costs
}

/// The costs between one end and all others.
fn one_row(
    graph: &RoadGraph,
    centre: &[Place],
    others: &[Vec<Place>],
    reverse: bool,
    labels: &mut [Labels<1>],
    row: &mut [Option<Cost>],
) {
    labels.fill([Label::NONE]);
    let ends =
        |place: &Place, towards: bool| if towards { place.arriving(graph) } else { place.leaving(graph) };
    let seeds = centre
        .iter()
        .flat_map(|place| ends(place, reverse))
        .flatten()
        .map(|(node, cost)| (node, Label { cost, destination: 0 }))
        .collect();
    relax_all(if reverse { graph.arcs_in() } else { graph.arcs_out() }, labels, seeds);
    for (other, best) in others.iter().zip(row) {
        let by_junction = other.iter().flat_map(|place| ends(place, !reverse)).flatten();
        let by_junction = by_junction
            .filter_map(|(node, cost)| labels[node as usize][0].reached().map(|label| label.cost.plus(cost)));
        *best = by_junction.chain(along_chain(centre, other, reverse)).min();
    }
}

/// The best of the ways that stay on one chain.
pub(super) fn along_chain(centre: &[Place], other: &[Place], reverse: bool) -> Option<Cost> {
    let pairs = other.iter().flat_map(|place| centre.iter().map(move |centre| (place, centre)));
    pairs
        .filter(|(place, centre)| place.chain == centre.chain)
        .filter_map(|(place, centre)| {
            let (from, to) = if reverse { (place, centre) } else { (centre, place) };
            from.along_to(to).map(|cost| cost.plus(from.walk).plus(to.walk))
        })
        .min()
}
