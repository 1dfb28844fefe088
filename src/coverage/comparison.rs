//! What the crow-fly estimate would have said instead.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Access, Coverage, Distribution};
use crate::territory::Territory;
use crate::travel::{CrowFly, NearestTwo, TravelModel, Unreached};
use crate::units::{People, Seconds};

/// How times by road differ from crow-fly estimates, over the demand points that reach a venue by both.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CrowFlyComparison {
    /// Detour factor of the estimate.
    pub detour: f64,
    /// Speed of the estimate, km/h.
    pub speed_kmh: f64,
    /// Demand points compared.
    pub points: usize,
    /// People at those points.
    #[schema(value_type = f64)]
    pub people: People,
    /// Of those points, how many have another nearest venue by road than as the crow flies.
    pub other_venue_points: usize,
    /// People at those.
    #[schema(value_type = f64)]
    pub other_venue_people: People,
    /// People whose time by road is longer than the estimate.
    #[schema(value_type = f64)]
    pub longer_people: People,
    /// For half of the people the two times differ by at most this, seconds.
    #[schema(value_type = Option<f64>)]
    pub median_difference_s: Option<Seconds>,
    /// For nine people in ten the two times differ by at most this, seconds.
    #[schema(value_type = Option<f64>)]
    pub p90_difference_s: Option<Seconds>,
}

/// Compares a coverage with the crow-fly estimate of default parameters; `None` for a coverage that
/// is one itself.
///
/// Cost: that of the crow-fly nearest venues.
#[must_use]
pub fn compare_with_crow_fly(territory: &Territory, coverage: &Coverage) -> Option<CrowFlyComparison> {
    if coverage.model.code == crate::travel::CROW_FLY {
        return None;
    }
    let estimate = CrowFly::default();
    let origins: Vec<_> = territory.demand.iter().map(|point| point.position).collect();
    let venues: Vec<_> = coverage.considered.iter().map(|v| territory.venues[*v].position).collect();
    let mut nearest = estimate.nearest_two(&origins, &venues);
    for two in nearest.iter_mut().flatten() {
        two.first.destination = coverage.considered[two.first.destination];
    }
    let people: Vec<People> = territory.demand.iter().map(|point| point.people).collect();
    Some(compare(&people, &coverage.accesses, &nearest, &estimate))
}

/// The comparison itself, row by row.
fn compare(
    people: &[People],
    by_road: &[Access],
    estimated: &[Result<NearestTwo, Unreached>],
    estimate: &CrowFly,
) -> CrowFlyComparison {
    let description = estimate.describe();
    let mut comparison = CrowFlyComparison {
        detour: description.detour.unwrap_or_default(),
        speed_kmh: description.speed_kmh.unwrap_or_default(),
        points: 0,
        people: People::ZERO,
        other_venue_points: 0,
        other_venue_people: People::ZERO,
        longer_people: People::ZERO,
        median_difference_s: None,
        p90_difference_s: None,
    };
    let mut differences = Vec::new();
    for ((people, road), estimated) in people.iter().zip(by_road).zip(estimated) {
        let (Ok(road), Ok(estimated)) = (&road.nearest, estimated) else { continue };
        comparison.points += 1;
        comparison.people = comparison.people + *people;
        if road.first.destination != estimated.first.destination {
            comparison.other_venue_points += 1;
            comparison.other_venue_people = comparison.other_venue_people + *people;
        }
        let (road, estimated) = (road.first.leg.duration, estimated.first.leg.duration);
        if road > estimated {
            comparison.longer_people = comparison.longer_people + *people;
        }
        differences.push((road.saturating_sub(estimated).max(estimated.saturating_sub(road)), *people));
    }
    let differences: Distribution = differences.into_iter().collect();
    comparison.median_difference_s = differences.median();
    comparison.p90_difference_s = differences.percentile(90);
    comparison
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::toy::{row_of_six, territory, venue};
    use crate::coverage::{Request, assess};
    use crate::network::graph::build;
    use crate::network::profile::{Mode, Profile};
    use crate::network::raw::{RawNetwork, WaySpeeds, from_degrees};
    use crate::travel::Road;
    use geo_types::coord;

    /// A road along the six communes at 36 km/h, broken between the third and the fourth, which a
    /// detour far to the south joins.
    fn broken_road() -> Road {
        let mut raw = RawNetwork::default();
        for x in [3.05, 3.15, 3.25, 3.35, 3.45, 3.55] {
            raw.points.push(from_degrees(coord! { x: x, y: 44.05 }));
        }
        raw.points.push(from_degrees(coord! { x: 3.05, y: 43.55 }));
        let speeds = WaySpeeds { forward_kmh: 36.0, backward_kmh: 36.0, ..WaySpeeds::default() };
        raw.push_way(&[0, 1, 2], speeds);
        raw.push_way(&[3, 4, 5], speeds);
        raw.push_way(&[0, 6, 5], speeds);
        Road::new(build(&raw, &Profile::new(Mode::Car), [0; 32]).unwrap(), "t", 2000.0).unwrap()
    }

    #[test]
    fn who_goes_elsewhere_by_road_is_counted_with_their_people() {
        // By road the fourth commune, nearer to “west” as the crow flies, goes to “east”.
        let venues =
            vec![venue("west", coord! { x: 3.25, y: 44.05 }), venue("east", coord! { x: 3.55, y: 44.05 })];
        let land = territory(row_of_six(), venues);
        let coverage = assess(&land, &broken_road(), &Request::default());
        let found = compare_with_crow_fly(&land, &coverage).unwrap();
        assert_eq!((found.points, found.people), (6, People::whole(63)));
        assert_eq!((found.other_venue_points, found.other_venue_people), (1, People::whole(8)));
        // 8 km at 36 km/h take 13.4 min, estimated at 12.5; the 32 people at “east” wait for nobody.
        assert_eq!(found.median_difference_s, Some(Seconds::ZERO));
        assert!(found.longer_people >= People::whole(2 + 8 + 16), "{found:?}");
    }

    #[test]
    fn an_estimate_is_not_compared_with_itself() {
        let land = territory(row_of_six(), Vec::new());
        let coverage = assess(&land, &CrowFly::default(), &Request::default());
        assert_eq!(compare_with_crow_fly(&land, &coverage), None);
        let by_road = assess(&land, &broken_road(), &Request::default());
        let nobody = compare_with_crow_fly(&land, &by_road).unwrap();
        assert_eq!((nobody.points, nobody.median_difference_s), (0, None));
    }
}
