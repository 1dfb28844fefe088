//! What is around one commune: the venues nearest to it, and its neighbours.

use geo_types::Coord;

use super::dissolve::touching;
use super::{Coverage, by_commune};
use crate::geodesy::geodesic;
use crate::model::Commune;
use crate::territory::Territory;
use crate::travel::{Reached, TravelModel, Unreached};

/// How many neighbours are told where no boundary says which they are.
const NEAREST_COMMUNES: usize = 5;

/// The venues nearest to a commune.
#[derive(Debug)]
pub struct NearestVenues {
    /// Where trips leave from, as a place in [`Territory::demand`]: the point that stands for the commune
    /// ([`super::CommuneAccess::main`]).
    pub point: usize,
    /// The venues that count, nearest first, as places in [`Territory::venues`]; at least one, or why there is none.
    pub venues: Result<Vec<Reached>, Unreached>,
}

/// The communes around one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// They touch it, at a side or a corner, within a metre; otherwise no boundary tells, and they are those with the
    /// nearest chefs-lieux.
    pub touch: bool,
    /// Those of the territory, as places in [`Territory::communes`], ascending.
    pub inside: Vec<usize>,
    /// The others, as places in [`Territory::surroundings`], ascending: only communes whose chef-lieu lies within the
    /// buffer are there.
    pub outside: Vec<usize>,
}

/// Up to `k` venues nearest to a commune ([`TravelModel::nearest`]); `None` where the territory has no such commune.
///
/// `commune` is a place in [`Territory::communes`]. Cost: one search for the nearest venues.
#[must_use]
pub fn nearest_venues(
    territory: &Territory,
    coverage: &Coverage,
    model: &dyn TravelModel,
    commune: usize,
    k: usize,
) -> Option<NearestVenues> {
    let point = by_commune(territory, coverage).get(commune)?.main;
    let positions: Vec<_> = coverage.considered.iter().map(|v| territory.venues[*v].position).collect();
    let nearest = model.nearest(&[territory.demand[point].position], &positions, k).into_iter().next();
    let in_territory =
        |reached: Reached| Reached { destination: coverage.considered[reached.destination], ..reached };
    let venues = nearest
        .unwrap_or(Err(Unreached::NoDestination))
        .map(|reached| reached.into_iter().map(in_territory).collect());
    Some(NearestVenues { point, venues })
}

/// The neighbours of a commune, a place in [`Territory::communes`]; none where the territory has no such commune.
///
/// Cost: a look at the boundaries whose boxes meet the commune's.
#[must_use]
pub fn neighbours(territory: &Territory, commune: usize) -> Neighbours {
    let Territory { communes, surroundings, .. } = territory;
    let Some(Commune { boundary, chef_lieu, .. }) = communes.get(commune) else {
        return Neighbours::default();
    };
    if let Some(area) = boundary {
        let of = |others: &[Commune]| touching(area, others.iter().map(|other| other.boundary.as_ref()));
        let inside = of(communes).into_iter().filter(|other| *other != commune).collect();
        return Neighbours { touch: true, inside, outside: of(surroundings) };
    }
    let far = |at: Option<Coord<f64>>| geodesic((*chef_lieu)?, at?);
    let own_side =
        (0..communes.len()).filter(|i| *i != commune).map(|i| (far(communes[i].chef_lieu), true, i));
    let other_side = (0..surroundings.len()).map(|i| (far(surroundings[i].chef_lieu), false, i));
    let mut all: Vec<_> =
        own_side.chain(other_side).filter_map(|(far, inside, i)| Some((far?, !inside, i))).collect();
    all.sort_unstable();
    all.truncate(NEAREST_COMMUNES);
    let side = |wanted: bool| {
        let mut places: Vec<usize> =
            all.iter().filter(|(_, outside, _)| *outside == wanted).map(|(.., i)| *i).collect();
        places.sort_unstable();
        places
    };
    Neighbours { touch: false, inside: side(false), outside: side(true) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::toy::{commune, row_of_six, territory, venue};
    use crate::coverage::{Request, assess};
    use crate::travel::CrowFly;
    use geo_types::coord;

    fn three_venues() -> Vec<crate::model::Venue> {
        [("a", 3.05), ("b", 3.25), ("c", 3.55)].map(|(id, x)| venue(id, coord! { x: x, y: 44.05 })).to_vec()
    }

    #[test]
    fn the_nearest_venues_come_in_order_and_agree_with_the_coverage() {
        let territory = territory(row_of_six(), three_venues());
        let model = CrowFly::default();
        let coverage = assess(&territory, &model, &Request::default());
        let found = nearest_venues(&territory, &coverage, &model, 3, 3).unwrap();
        let venues = found.venues.unwrap();
        let ids: Vec<_> = venues.iter().map(|reached| territory.venues[reached.destination].id()).collect();
        assert_eq!(ids, ["b", "c", "a"]);
        let two = coverage.accesses[found.point].nearest.clone().unwrap();
        assert_eq!((venues[0], Some(venues[1])), (two.first, two.second));
    }

    #[test]
    fn no_venue_is_told_with_its_reason_and_an_unknown_commune_is_none() {
        let territory = territory(row_of_six(), Vec::new());
        let model = CrowFly::default();
        let coverage = assess(&territory, &model, &Request::default());
        assert_eq!(
            nearest_venues(&territory, &coverage, &model, 0, 3).unwrap().venues,
            Err(Unreached::NoDestination)
        );
        assert!(nearest_venues(&territory, &coverage, &model, 6, 3).is_none());
    }

    #[test]
    fn neighbours_touch_on_both_sides_of_the_border() {
        let mut beyond = commune(90, 1, 1, 7);
        beyond.department = "07".to_owned();
        beyond.code = "07090".parse().unwrap();
        let territory = territory(row_of_six().into_iter().chain([beyond]).collect(), Vec::new());
        let found = neighbours(&territory, 1);
        assert_eq!(found, Neighbours { touch: true, inside: vec![0, 2], outside: vec![0] });
    }

    #[test]
    fn without_boundary_the_nearest_chefs_lieux_stand_in() {
        let mut communes = row_of_six();
        communes[0].boundary = None;
        let found = neighbours(&territory(communes, Vec::new()), 0);
        assert_eq!(found, Neighbours { touch: false, inside: vec![1, 2, 3, 4, 5], outside: Vec::new() });
    }
}
