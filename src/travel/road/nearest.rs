//! The nearest destinations of every origin, in one reverse sweep from all destinations.

use geo_types::Coord;

use super::{Road, leg_of};
use crate::network::snap::Place;
use crate::network::sweep::{Label, NearestField};
use crate::travel::{MAX_NEAREST, Reached, Unreached};

impl Road {
    /// Cost: one sweep over the graph, which grows with `k` and hardly with the destinations.
    pub(super) fn nearest_by_sweep(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
        k: usize,
    ) -> Vec<Result<Vec<Reached>, Unreached>> {
        if origins.is_empty() || destinations.is_empty() {
            return vec![Err(Unreached::NoDestination); origins.len()];
        }
        let listed: Vec<_> = destinations.iter().copied().map(Some).collect();
        let arrivals: Vec<(u32, Place)> = (0..)
            .zip(self.destinations(&listed))
            .flat_map(|(d, places)| places.unwrap_or_default().into_iter().map(move |place| (d, place)))
            .collect();
        let from = self.origins(origins);
        let labels = match k {
            0 | 1 => self.sweep::<1>(&from, &arrivals, 1),
            2 => self.sweep::<2>(&from, &arrivals, 2),
            3 | 4 => self.sweep::<4>(&from, &arrivals, k),
            5..=8 => self.sweep::<8>(&from, &arrivals, k),
            _ => self.sweep::<MAX_NEAREST>(&from, &arrivals, k),
        };
        let answers = origins.iter().zip(from).zip(labels);
        answers
            .map(|((origin, from), labels)| {
                from?;
                if arrivals.is_empty() {
                    return Err(Unreached::NoDestinationNearRoad);
                }
                if labels.is_empty() {
                    return Err(Unreached::NoRoute);
                }
                let reached = |label: &Label| {
                    let destination = label.destination as usize;
                    let leg = leg_of(label.cost, *origin, Some(destinations[destination]))?;
                    Ok(Reached { destination, leg })
                };
                labels.iter().map(reached).collect()
            })
            .collect()
    }

    /// The best labels of every origin, of distinct destinations, at most `k`.
    fn sweep<const K: usize>(
        &self,
        from: &[Result<Vec<Place>, Unreached>],
        arrivals: &[(u32, Place)],
        k: usize,
    ) -> Vec<Vec<Label>> {
        let field: NearestField<'_, K> = match &self.hierarchy {
            Some(hierarchy) => hierarchy.nearest(&self.graph, arrivals),
            None => NearestField::sweep(&self.graph, arrivals),
        };
        let of_origin = |places: &Result<Vec<Place>, Unreached>| {
            let places = places.as_deref().unwrap_or_default();
            let reached = places.iter().flat_map(|place| field.from_place(place));
            let mut labels: Vec<Label> = reached.filter_map(Label::reached).collect();
            labels.sort_unstable();
            let mut best: Vec<Label> = Vec::with_capacity(k);
            for label in labels {
                if best.len() < k && best.iter().all(|other| other.destination != label.destination) {
                    best.push(label);
                }
            }
            best
        };
        from.iter().map(of_origin).collect()
    }
}
