//! Gap zones: communes beyond the threshold, joined where they touch.

use std::collections::BTreeMap;

use geo_types::MultiPolygon;

use super::Coverage;
use super::best_place::{BestPlace, best_place, budgets};
use super::dissolve::{dissolve, touching_groups};
use crate::territory::Territory;
use crate::travel::TravelModel;
use crate::units::{People, Seconds};

/// One gap zone.
#[derive(Debug, Clone)]
pub struct GapZone {
    /// Communes with at least one demand point beyond the threshold, as places in
    /// [`Territory::communes`], ascending.
    pub communes: Vec<usize>,
    /// Their demand points beyond the threshold, as places in [`Territory::demand`], ascending.
    pub points: Vec<usize>,
    /// People at those points.
    pub people: People,
    /// The point with the longest access, an unreachable one before any other; then the first.
    pub worst: usize,
    /// Where a new venue would serve the zone best; `None` when no point of it has a position.
    pub best: Option<BestPlace>,
    /// Outline; empty when none of its communes has a boundary.
    pub outline: MultiPolygon<f64>,
}

/// The gap zones of a coverage, most people first, then by the code of their first commune.
///
/// The best place is the demand point of the zone where a venue brings most people of the zone
/// within the threshold; equal ones are told apart by the person-minutes saved within that reach,
/// then by code. Cost: one bounded search per demand point of a zone ([`BestPlace::exact`] tells where
/// there are too many), and the union of its boundaries.
#[must_use]
pub fn gap_zones(territory: &Territory, coverage: &Coverage, model: &dyn TravelModel) -> Vec<GapZone> {
    let mut points_by_commune: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, (point, access)) in territory.demand.iter().zip(&coverage.accesses).enumerate() {
        if !access.covered {
            points_by_commune.entry(point.commune).or_default().push(i);
        }
    }
    let communes: Vec<usize> = points_by_commune.keys().copied().collect();
    let areas: Vec<_> = communes.iter().map(|c| territory.communes[*c].boundary.as_ref()).collect();

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (commune, group) in communes.iter().zip(touching_groups(&areas)) {
        members.entry(group).or_default().push(*commune);
    }
    let members: Vec<(Vec<usize>, Vec<usize>)> = members
        .into_values()
        .map(|communes| {
            let mut points: Vec<usize> =
                communes.iter().flat_map(|c| points_by_commune[c].iter().copied()).collect();
            points.sort_unstable();
            (communes, points)
        })
        .collect();
    let budgets = budgets(&members.iter().map(|(_, points)| points.len()).collect::<Vec<_>>());
    let mut zones: Vec<GapZone> = members
        .into_iter()
        .zip(budgets)
        .map(|((communes, points), budget)| GapZone {
            best: best_place(territory, coverage, model, &points, budget),
            ..zone(territory, coverage, communes, points)
        })
        .collect();
    zones.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.communes.cmp(&b.communes)));
    zones
}

/// A zone, its best place not looked for yet.
fn zone(territory: &Territory, coverage: &Coverage, communes: Vec<usize>, points: Vec<usize>) -> GapZone {
    let outlines: Vec<_> = communes.iter().filter_map(|c| territory.communes[*c].boundary.as_ref()).collect();
    let longest = |i: &usize| coverage.accesses[*i].duration().unwrap_or(Seconds::from_thousandths(u64::MAX));
    let worst = points.iter().copied().rev().max_by_key(longest).unwrap_or_default();
    GapZone {
        people: points.iter().map(|i| territory.demand[*i].people).sum(),
        best: None,
        outline: dissolve(&outlines),
        worst,
        communes,
        points,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::toy::{commune, row_of_six, territory, venue};
    use crate::coverage::{Request, assess};
    use crate::travel::CrowFly;
    use geo_types::coord;

    fn zones_of(
        communes: Vec<crate::model::Commune>,
        venues: Vec<crate::model::Venue>,
    ) -> (Territory, Vec<GapZone>) {
        let land = territory(communes, venues);
        let coverage = assess(&land, &CrowFly::default(), &Request::default());
        let zones = gap_zones(&land, &coverage, &CrowFly::default());
        (land, zones)
    }

    #[test]
    fn communes_beyond_the_threshold_that_touch_are_one_zone() {
        let (_, zones) = zones_of(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
        assert_eq!(zones.len(), 1);
        assert_eq!(zones[0].communes, [2, 3, 4, 5]);
        assert_eq!(zones[0].people, People::whole(4 + 8 + 16 + 32));
        assert_eq!(zones[0].worst, 5);
        assert_eq!(zones[0].outline.0.len(), 1);
    }

    #[test]
    fn a_covered_commune_between_two_gaps_keeps_them_apart() {
        let (_, zones) = zones_of(row_of_six(), vec![venue("a", coord! { x: 3.25, y: 44.05 })]);
        let communes: Vec<_> = zones.iter().map(|zone| zone.communes.clone()).collect();
        assert_eq!(communes, [vec![4, 5], vec![0]], "most people first");
    }

    #[test]
    fn the_best_place_covers_most_people_and_its_savings_are_counted_over_the_zone() {
        let (_, zones) = zones_of(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
        let best = zones[0].best.unwrap();
        // At the fifth commune it covers the fourth, fifth and sixth; at the sixth only two of them.
        assert_eq!(best.point, 4);
        assert_eq!(best.newly_covered, People::whole(8 + 16 + 32));
        // One commune is 12.5 min: the fifth saves 4 of them, the sixth 4, the fourth 2, the third 0.
        let step = best.saved_person_minutes / f64::from(8 * 2 + 16 * 4 + 32 * 4);
        assert!((step - 12.5).abs() < 0.1, "{step}");
    }

    #[test]
    fn without_any_venue_the_best_place_still_counts_the_people_it_would_cover() {
        let (_, zones) = zones_of(row_of_six(), Vec::new());
        let best = zones[0].best.unwrap();
        assert_eq!((best.newly_covered, best.saved_person_minutes), (People::whole(8 + 16 + 32), 0.0));
    }

    #[test]
    fn a_commune_without_boundary_is_a_zone_without_outline() {
        let mut lost = commune(9, 9, 9, 5);
        lost.boundary = None;
        let (_, zones) = zones_of(vec![lost], Vec::new());
        assert_eq!((zones.len(), zones[0].outline.0.len(), zones[0].people), (1, 0, People::whole(5)));
    }
}
