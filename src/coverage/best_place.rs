//! Where one new venue would serve a gap zone best.

use geo_types::Coord;

use super::Coverage;
use crate::territory::Territory;
use crate::travel::TravelModel;
use crate::units::{People, Seconds};

/// How many pairs of a place and a demand point all zones of one answer may look at, about: a few
/// seconds of work, whatever is asked. A whole country within four hours would be 10⁹ pairs.
const MAX_PAIRS: usize = 2_000_000;
/// How many candidates tell what one costs.
const SAMPLE: usize = 16;

/// What a new venue at one of the zone's demand points would change for the zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestPlace {
    /// The demand point, as a place in [`Territory::demand`].
    pub point: usize,
    /// People of the zone who would come within the threshold.
    pub newly_covered: People,
    /// Time saved by everybody in the zone who reaches a venue today, in person-minutes for one
    /// trip each. People who reach none today are in `newly_covered` only.
    pub saved_person_minutes: f64,
    /// The same, per inhabitant of the zone, in minutes; `None` for a zone without inhabitants.
    pub saved_mean_minutes: Option<f64>,
    /// Whether every demand point of the zone was tried; otherwise only the most populous, as many as
    /// a bounded time allows.
    pub exact: bool,
}

/// The share of [`MAX_PAIRS`] that each zone may use, by the number of its points: as the pairs that
/// it would need if all its points were within the threshold of each other.
pub(super) fn budgets(n_points: &[usize]) -> Vec<usize> {
    let total = n_points.iter().map(|n| n * n).sum::<usize>().max(1);
    // In `u128`: the product of two such numbers passes 2⁶⁴.
    let share = |n: usize| MAX_PAIRS as u128 * (n * n) as u128 / total as u128;
    n_points.iter().map(|n| usize::try_from(share(*n)).unwrap_or(MAX_PAIRS).max(SAMPLE)).collect()
}

/// The best place for some demand points of a territory, looking at about `budget` pairs at most; `None` when none has a position.
///
/// Most people within the threshold first, then most person-minutes saved among them, then the first
/// point.
pub(super) fn best_place(
    territory: &Territory,
    coverage: &Coverage,
    model: &dyn TravelModel,
    points: &[usize],
    budget: usize,
) -> Option<BestPlace> {
    let origins: Vec<_> = points.iter().map(|i| territory.demand[*i].position).collect();
    let located: Vec<usize> =
        points.iter().copied().filter(|i| territory.demand[*i].position.is_some()).collect();
    let candidates = affordable(territory, coverage, model, (&origins, &located), budget);
    let places = positions(territory, &candidates);
    let saved = |i: usize, new: Seconds| -> u128 {
        let old = coverage.accesses[i].duration().unwrap_or(new);
        let people = territory.demand[i].people;
        u128::from(old.saturating_sub(new).thousandths()) * u128::from(people.thousandths())
    };

    let mut gains = vec![(People::ZERO, 0u128); candidates.len()];
    model.for_each_within(&origins, &places, coverage.request.threshold, &mut |candidate, origin, leg| {
        let gain = &mut gains[candidate];
        gain.0 = gain.0 + territory.demand[points[origin]].people;
        gain.1 += saved(points[origin], leg.duration);
    });
    // `rev` because `max_by_key` keeps the last of equals: the first code must win.
    let (chosen, (newly_covered, _)) = gains.into_iter().enumerate().rev().max_by_key(|(_, gain)| *gain)?;

    let longest = points.iter().filter_map(|i| coverage.accesses[*i].duration()).max().unwrap_or_default();
    let mut saved_total = 0u128;
    model.for_each_within(&origins, &places[chosen..=chosen], longest, &mut |_, origin, leg| {
        saved_total += saved(points[origin], leg.duration);
    });
    // Milliseconds × thousandths of a person → person-minutes.
    #[expect(clippy::cast_precision_loss, reason = "a figure to show, not to count with")]
    let saved_person_minutes = saved_total as f64 / 1e6 / 60.0;
    let people: People = points.iter().map(|i| territory.demand[*i].people).sum();
    Some(BestPlace {
        point: candidates[chosen],
        newly_covered,
        saved_person_minutes,
        saved_mean_minutes: (people > People::ZERO).then(|| saved_person_minutes / people.value()),
        exact: candidates.len() == located.len(),
    })
}

/// The candidates that can be tried within the budget, in the order of `located`: all of them, or
/// the most populous. A few, evenly spread over the list, tell what one costs.
fn affordable(
    territory: &Territory,
    coverage: &Coverage,
    model: &dyn TravelModel,
    (origins, located): (&[Option<Coord<f64>>], &[usize]),
    budget: usize,
) -> Vec<usize> {
    if located.len() * located.len() <= budget {
        return located.to_vec();
    }
    let sample: Vec<usize> = located.iter().copied().step_by(located.len().div_ceil(SAMPLE)).collect();
    let mut pairs = 0;
    let places = positions(territory, &sample);
    model.for_each_within(origins, &places, coverage.request.threshold, &mut |_, _, _| pairs += 1);
    let count = (budget * sample.len()).checked_div(pairs).unwrap_or(located.len());
    let mut by_people = located.to_vec();
    by_people.sort_by_key(|i| (std::cmp::Reverse(territory.demand[*i].people), *i));
    by_people.truncate(count.max(1));
    by_people.sort_unstable();
    by_people
}

fn positions(territory: &Territory, points: &[usize]) -> Vec<Coord<f64>> {
    points.iter().filter_map(|i| territory.demand[*i].position).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_share_one_budget() {
        assert_eq!(budgets(&[10, 10]), [MAX_PAIRS / 2; 2]);
        assert!(budgets(&[1400; 25]).iter().sum::<usize>() <= MAX_PAIRS);
        assert_eq!(budgets(&[]), Vec::<usize>::new());
    }
    use crate::coverage::toy::{commune, territory};
    use crate::coverage::{Request, assess};
    use crate::travel::CrowFly;

    #[test]
    fn a_zone_with_too_many_pairs_is_tried_from_its_most_populous_places() {
        // 40 × 40 communes within four hours of each other: 2.56 million pairs.
        let number = |column: i32, row: i32| u32::try_from(column * 40 + row).unwrap();
        let grid = (0..1600)
            .map(|i| {
                let (column, row) = (i / 40, i % 40);
                // Codes hold three digits here: the département spills over into 49.
                let mut c = commune(number(column, row) % 1000, column, row, number(column, row) + 1);
                c.code = format!("{:05}", 48_000 + number(column, row)).parse().unwrap();
                c.department = "48".to_owned();
                c
            })
            .collect();
        let land = territory(grid, Vec::new());
        let request = Request { threshold: Seconds::from_minutes(240), ..Request::default() };
        let model = CrowFly::new(1.0, 150.0).unwrap();
        let coverage = assess(&land, &model, &request);
        let points: Vec<usize> = (0..land.demand.len()).collect();
        let best = best_place(&land, &coverage, &model, &points, MAX_PAIRS).unwrap();
        assert!(!best.exact);
        assert_eq!(best.newly_covered, land.people(), "everybody is within four hours");

        let near = Request { threshold: Seconds::from_minutes(20), ..Request::default() };
        let coverage = assess(&land, &model, &near);
        assert!(
            best_place(&land, &coverage, &model, &points, MAX_PAIRS).unwrap().exact,
            "few pairs within 20 minutes"
        );
    }
}
