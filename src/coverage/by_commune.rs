//! The access of communes, from that of their demand points.
//!
//! A commune with one demand point has the access of that point. One of several (grid cells) has, over the people who
//! reach a venue, the mean of their times and lengths weighted by people; it is covered when everybody in it is.

use super::presence::{Change, Presence, TourEffect};
use super::{Access, Coverage};
use crate::territory::{DemandPoint, Territory};
use crate::units::{Metres, People, Seconds};

/// The access of one commune.
#[derive(Debug, Clone, PartialEq)]
pub struct CommuneAccess {
    /// How many demand points it has, at least one.
    pub points: usize,
    /// Their people.
    pub people: People,
    /// The demand point that stands for it, as a place in [`Territory::demand`]: the one with most people of those that
    /// reach a venue (of all, where none does); of equals, the first.
    pub main: usize,
    /// Mean time to the nearest venue over those who reach one, by people; `None` when nobody does.
    pub duration: Option<Seconds>,
    /// Mean length of the same ways.
    pub distance: Option<Metres>,
    /// Mean geodesic of the same.
    pub straight_line: Option<Metres>,
    /// Mean time to the second nearest venue, over those who reach two.
    pub second_duration: Option<Seconds>,
    /// Mean length of the same ways.
    pub second_distance: Option<Metres>,
    /// Mean geodesic of the same.
    pub second_straight_line: Option<Metres>,
    /// The band of [`Self::duration`].
    pub band: Option<usize>,
    /// Whether everybody is within the threshold. Points without people decide only where all are.
    pub covered: bool,
    /// Whether somebody is within two minutes of the threshold.
    pub near_threshold: bool,
    /// Whether it is covered, and somebody only by a venue outside the territory.
    pub covered_only_from_outside: bool,
    /// People within the threshold.
    pub people_covered: People,
    /// People who reach no venue.
    pub people_unreachable: People,
    /// People by band.
    pub people_by_band: Vec<People>,
}

/// The access of every commune, in the order of [`Territory::communes`].
///
/// Cost: linear in the number of demand points.
#[must_use]
pub fn by_commune(territory: &Territory, coverage: &Coverage) -> Vec<CommuneAccess> {
    let of = |range: std::ops::Range<usize>| one(territory, coverage, range);
    territory.demand_by_commune().into_iter().map(of).collect()
}

fn one(territory: &Territory, coverage: &Coverage, range: std::ops::Range<usize>) -> CommuneAccess {
    let bands = &coverage.request.bands;
    let rows: Vec<(usize, &DemandPoint, &Access)> =
        range.map(|i| (i, &territory.demand[i], &coverage.accesses[i])).collect();
    let main = rows.iter().rev().max_by_key(|(_, point, access)| (access.nearest.is_ok(), point.people));
    let with_people: Vec<&(usize, &DemandPoint, &Access)> =
        rows.iter().filter(|(_, point, _)| point.people > People::ZERO).collect();
    // Nobody's points count where there is nobody at all.
    let counted: Vec<&(usize, &DemandPoint, &Access)> =
        if with_people.is_empty() { rows.iter().collect() } else { with_people };
    let first = |access: &Access| access.nearest.as_ref().ok().map(|two| two.first);
    let second = |access: &Access| access.nearest.as_ref().ok().and_then(|two| two.second);
    let mean = |figure: &dyn Fn(&Access) -> Option<u64>| {
        mean(counted.iter().filter_map(|(_, point, access)| Some((figure(access)?, point.people))))
    };
    let duration = mean(&|a| Some(first(a)?.leg.duration.thousandths())).map(Seconds::from_thousandths);
    let sum = |wanted: &dyn Fn(&Access) -> bool| -> People {
        rows.iter().filter(|(_, _, access)| wanted(access)).map(|(_, point, _)| point.people).sum()
    };
    let covered = !counted.is_empty() && counted.iter().all(|(_, _, access)| access.covered);
    let metres = |figure: &dyn Fn(&Access) -> Option<Metres>| {
        mean(&|access| figure(access).map(Metres::thousandths)).map(Metres::from_thousandths)
    };
    CommuneAccess {
        points: rows.len(),
        people: rows.iter().map(|(_, point, _)| point.people).sum(),
        main: main.map_or(0, |(i, ..)| *i),
        duration,
        distance: metres(&|a| Some(first(a)?.leg.distance)),
        straight_line: metres(&|a| Some(first(a)?.leg.straight_line)),
        second_duration: mean(&|a| Some(second(a)?.leg.duration.thousandths()))
            .map(Seconds::from_thousandths),
        second_distance: metres(&|a| Some(second(a)?.leg.distance)),
        second_straight_line: metres(&|a| Some(second(a)?.leg.straight_line)),
        band: duration.map(|duration| bands.band_of(duration)),
        covered,
        near_threshold: counted.iter().any(|(_, _, access)| access.near_threshold),
        covered_only_from_outside: covered
            && counted.iter().any(|(_, _, access)| access.covered_only_from_outside),
        people_covered: sum(&|access| access.covered),
        people_unreachable: sum(&|access| access.nearest.is_err()),
        people_by_band: (0..bands.count()).map(|band| sum(&|access| access.band == Some(band))).collect(),
    }
}

impl TourEffect {
    /// What the tour changes for communes, in the order of [`Territory::communes`]: of one demand point, what it changes for
    /// that; of several, the means by people, over those who have a figure. A commune is covered when everybody in it
    /// is; stops, and venues without hours, are the most that one of its points has near.
    #[must_use]
    pub fn by_commune(&self, territory: &Territory) -> Vec<Presence> {
        let of = |range: std::ops::Range<usize>| {
            let rows = || range.clone().map(|i| (&self.points[i], territory.demand[i].people));
            let inhabited = rows().any(|(_, people)| people > People::ZERO);
            let rows = || rows().filter(|(_, people)| !inhabited || *people > People::ZERO);
            let seconds = |figure: &dyn Fn(&Presence) -> Option<Seconds>| {
                let figures =
                    rows().filter_map(|(point, people)| Some((figure(point)?.thousandths(), people)));
                mean(figures).map(Seconds::from_thousandths)
            };
            let sides = |figure: &dyn Fn(&Presence, bool) -> Option<Seconds>| Change {
                before: seconds(&|point| figure(point, false)),
                after: seconds(&|point| figure(point, true)),
            };
            let whole = |change: Change<Option<Seconds>>| Change {
                before: change.before.unwrap_or_default(),
                after: change.after.unwrap_or_default(),
            };
            let all = |with_tour: bool| rows().all(|(point, _)| point.covered.side(with_tour));
            Presence {
                duration: sides(&|point, with_tour| point.duration.side(with_tour)),
                covered: Change { before: all(false), after: all(true) },
                open: whole(sides(&|point, with_tour| Some(point.open.side(with_tour)))),
                share: whole(sides(&|point, with_tour| Some(point.share.side(with_tour)))),
                wait: sides(&|point, with_tour| point.wait.side(with_tour)),
                stops: rows().map(|(point, _)| point.stops).max().unwrap_or(0),
                venues_without_hours: rows().map(|(point, _)| point.venues_without_hours).max().unwrap_or(0),
            }
        };
        territory.demand_by_commune().into_iter().map(of).collect()
    }
}

/// Mean of thousandths weighted by people, to the nearest thousandth; the plain mean where there are none.
pub(super) fn mean(figures: impl Iterator<Item = (u64, People)>) -> Option<u64> {
    let (mut weighted, mut people, mut plain, mut n) = (0u128, 0u128, 0u128, 0u128);
    for (figure, weight) in figures {
        weighted += u128::from(figure) * u128::from(weight.thousandths());
        people += u128::from(weight.thousandths());
        plain += u128::from(figure);
        n += 1;
    }
    let (sum, by) = if people > 0 { (weighted, people) } else { (plain, n) };
    (by > 0).then(|| u64::try_from((sum + by / 2) / by).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::toy::{row_of_six, territory, venue};
    use crate::coverage::{Request, assess};
    use crate::model::{CellId, GridCell};
    use crate::travel::CrowFly;
    use geo_types::{Coord, coord};
    use std::collections::BTreeMap;

    fn cell(east: i32, x: f64, people: f64, commune: &str) -> GridCell {
        GridCell {
            id: CellId { epsg: 3035, side_m: 200, north: 0, east },
            position: Coord { x, y: 44.05 },
            commune: commune.parse().unwrap(),
            people: People::new(people).unwrap(),
            is_imputed: east == 2,
        }
    }

    #[test]
    fn a_commune_of_one_point_has_its_access() {
        let land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
        let coverage = assess(&land, &CrowFly::default(), &Request::default());
        for (commune, access) in by_commune(&land, &coverage).iter().zip(&coverage.accesses) {
            assert_eq!(commune.duration, access.duration());
            assert_eq!((commune.band, commune.covered), (access.band, access.covered));
            assert_eq!(commune.points, 1);
        }
    }

    #[test]
    fn cells_give_the_mean_by_people_and_everybody_must_be_covered() {
        let mut land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
        let code = land.communes[1].code.to_string();
        let far = land.communes[5].code.to_string();
        // Three people at 3.11 and one at 3.19; the sixth commune has one cell without people beside one with some.
        let cells = BTreeMap::from([
            (1, vec![cell(1, 3.11, 3.0, &code), cell(2, 3.19, 1.0, &code)]),
            (5, vec![cell(3, 3.05, 0.0, &far), cell(4, 3.55, 2.5, &far)]),
        ]);
        land.count_at_cells(&cells);
        assert_eq!(land.demand.len(), 4 + 2 + 2);
        let coverage = assess(&land, &CrowFly::default(), &Request::default());
        let communes = by_commune(&land, &coverage);
        let time = |i: usize| coverage.accesses[i].duration().unwrap().thousandths();
        let mean = (3 * time(1) + time(2) + 2) / 4;
        assert_eq!(communes[1].duration.unwrap().thousandths(), mean);
        assert_eq!((communes[1].points, communes[1].people, communes[1].main), (2, People::whole(4), 1));
        assert_eq!(communes[1].people_by_band.iter().copied().sum::<People>(), People::whole(4));
        assert!(!communes[5].covered, "the cell near the venue has nobody");
        assert_eq!(communes[5].people_covered, People::ZERO);
        let all: People = communes.iter().map(|commune| commune.people).sum();
        assert_eq!(all, land.people());
    }

    #[test]
    fn a_mean_is_rounded_once_and_without_people_it_is_plain() {
        let people = |n| People::whole(n);
        assert_eq!(mean([(10, people(1)), (11, people(1))].into_iter()), Some(11));
        assert_eq!(mean([(10, People::ZERO), (20, People::ZERO)].into_iter()), Some(15));
        assert_eq!(mean(std::iter::empty()), None);
    }
}
