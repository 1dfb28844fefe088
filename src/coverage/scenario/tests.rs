use super::*;
use crate::coverage::toy::{row_of_six, territory, venue};
use crate::coverage::{Request, assess};
use crate::model::{CellId, ChangeKind, GridCell, Scenario, ScenarioProblem, Tour, TourStop, VenueKind};
use crate::travel::CrowFly;
use geo_types::{Coord, coord};
use std::collections::BTreeMap;

/// Venues “west” and “east” at the second and the sixth of six communes of 1, 2, 4, 8, 16 and 32 people; eight
/// kilometres, 12.5 minutes, from one to the next.
fn land() -> Territory {
    let at = |x| coord! { x: x, y: 44.05 };
    territory(row_of_six(), vec![venue("west", at(3.15)), venue("east", at(3.55))])
}

fn scenario(texts: &[(ChangeKind, &str)]) -> Scenario {
    Scenario::read(texts.iter().copied()).unwrap()
}

fn asked(territory: &Territory) -> ScenarioEffect {
    let coverage = assess(territory, &CrowFly::default(), &Request::default());
    scenario_effect(territory, &coverage, &CrowFly::default()).unwrap()
}

fn changed(texts: &[(ChangeKind, &str)]) -> (Territory, ScenarioEffect) {
    let territory = land().with_scenario(&scenario(texts)).unwrap();
    let effect = asked(&territory);
    (territory, effect)
}

#[test]
fn a_venue_that_closes_takes_from_those_it_alone_was_near() {
    let (territory, effect) = changed(&[(ChangeKind::Close, "west")]);
    let summary = effect.summary(&territory).unwrap();
    // Before, all but the fourth, 25 minutes from both; after, the fifth and the sixth.
    assert_eq!(summary.before.covered, People::whole(1 + 2 + 4 + 16 + 32));
    assert_eq!(summary.after.covered, People::whole(16 + 32));
    assert_eq!((summary.no_longer_covered, summary.newly_covered), (People::whole(7), People::ZERO));
    assert_eq!((summary.farther, summary.nearer), (People::whole(7), People::ZERO));
    assert_eq!((summary.communes_lose, summary.communes_gain), (3, 0));
    assert!(summary.after.mean_s > summary.before.mean_s);
    assert_eq!(effect.points[0].nearest_before.map(|i| effect.venues_before[i].as_str()), Some("Lieu west"));
}

#[test]
fn a_closure_takes_what_fragility_said_it_would() {
    let before = land();
    let coverage = assess(&before, &CrowFly::default(), &Request::default());
    for (venue, dependence) in
        before.venues.iter().zip(crate::coverage::dependence_by_venue(&before, &coverage))
    {
        let (territory, effect) = changed(&[(ChangeKind::Close, venue.id())]);
        let summary = effect.summary(&territory).unwrap();
        assert_eq!(summary.no_longer_covered, dependence.people_fragile, "{}", venue.id());
    }
}

#[test]
fn a_venue_that_opens_is_known_by_its_rank_and_gives_to_those_around() {
    let (territory, effect) = changed(&[(ChangeKind::Open, "3.35,44.05,Quatre|library")]);
    let opened = territory.venues.iter().find(|venue| venue.id() == "new:1").unwrap();
    assert_eq!((opened.name(), opened.main_kind()), ("Quatre", VenueKind::Library));
    assert_eq!(opened.record.commune.as_deref(), Some("Commune 4"));
    assert!(opened.inside);
    let summary = effect.summary(&territory).unwrap();
    assert_eq!((summary.newly_covered, summary.nearer), (People::whole(8), People::whole(8)));
    assert_eq!(effect.by_commune(&territory)[3].venue.after.as_deref(), Some("Quatre"));
}

#[test]
fn a_venue_that_moves_gives_here_and_takes_there() {
    let (territory, effect) = changed(&[(ChangeKind::Move, "3.35,44.05,west")]);
    let moved = territory.venues.iter().find(|venue| venue.id() == "west").unwrap();
    assert_eq!(moved.record.commune.as_deref(), Some("Commune 4"));
    let directions: Vec<_> = effect.by_commune(&territory).iter().map(|c| c.direction.as_str()).collect();
    assert_eq!(directions, ["lose", "lose", "same", "gain", "same", "same"]);
}

#[test]
fn to_move_is_to_close_here_and_to_open_there() {
    let (one, moved) = changed(&[(ChangeKind::Move, "3.35,44.05,west")]);
    let (other, reopened) =
        changed(&[(ChangeKind::Close, "west"), (ChangeKind::Open, "3.35,44.05,west|france_services")]);
    let times = |e: &ScenarioEffect| e.points.iter().map(|p| p.duration).collect::<Vec<_>>();
    assert_eq!(times(&moved), times(&reopened));
    let [a, b] = [moved.summary(&one).unwrap(), reopened.summary(&other).unwrap()];
    assert_eq!((a.before, a.after), (b.before, b.after));
}

#[test]
fn hours_change_no_way_and_are_told_by_the_week() {
    let text = "west|Mo-Fr 09:00-12:00";
    let (territory, effect) = changed(&[(ChangeKind::Schedule, text)]);
    let summary = effect.summary(&territory).unwrap();
    assert_eq!(summary.before, summary.after);
    let change = &summary.changes[0];
    assert_eq!((change.change.as_str(), change.text.as_str()), ("schedule", text));
    assert_eq!((change.week_before_h, change.hours.as_deref()), (None, Some("Mo-Fr 09:00-12:00")));
    // Public holidays are closed: a little less than 15.
    assert!(change.week_h.is_some_and(|hours| (14.0..15.0).contains(&hours)), "{change:?}");
}

#[test]
fn what_cannot_be_changed_is_refused() {
    let refused = |kind, text: &str| land().with_scenario(&scenario(&[(kind, text)])).unwrap_err().problem;
    assert_eq!(refused(ChangeKind::Close, "nord"), ScenarioProblem::UnknownVenue);
    assert_eq!(refused(ChangeKind::Move, "3.2,44.05,nord"), ScenarioProblem::UnknownVenue);
    assert_eq!(refused(ChangeKind::Move, "-1.5,48,west"), ScenarioProblem::Beyond(30.0));
    assert_eq!(refused(ChangeKind::Open, "2.35,48.85,Paris"), ScenarioProblem::Beyond(30.0));
    assert_eq!(refused(ChangeKind::Schedule, "west|parfois"), ScenarioProblem::UnreadHours);
}

#[test]
fn the_tour_is_part_of_the_scenario() {
    let tour = Tour {
        plan: "p".to_owned(),
        period: crate::calendar::Period::new("2027-01-04".parse().unwrap(), "2027-01-17".parse().unwrap())
            .unwrap(),
        stops: vec![TourStop {
            id: "1".to_owned(),
            name: "Arrêt".to_owned(),
            position: coord! { x: 3.15, y: 44.05 },
            sessions: std::iter::once(0..3600).collect(),
        }],
    };
    // The truck stops where the venue closes: nobody loses, by distance.
    let closed = land().with_scenario(&scenario(&[(ChangeKind::Close, "west")])).unwrap().with_tour(&tour);
    let effect = asked(&closed);
    let summary = effect.summary(&closed).unwrap();
    assert!(summary.with_tour);
    assert_eq!((summary.before, summary.farther), (summary.after, People::ZERO));
    // A tour alone has a difference, and figures of its own.
    let toured = land().with_tour(&tour);
    let effect = asked(&toured);
    assert!(effect.summary(&toured).is_none());
    assert!(effect.points.iter().all(|point| point.direction() == Direction::Same));
}

#[test]
fn no_change_is_no_difference_and_nothing_to_tell() {
    let land = land();
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    assert!(scenario_effect(&land, &coverage, &CrowFly::default()).is_none());
}

#[test]
fn in_a_commune_of_cells_some_gain_and_some_lose() {
    let mut land = land();
    let code = land.communes[2].code;
    let cell = |east, x, people: u32| GridCell {
        id: CellId { epsg: 3035, side_m: 200, north: 0, east },
        position: Coord { x, y: 44.05 },
        commune: code,
        people: People::whole(people),
        is_imputed: false,
    };
    land.count_at_cells(&BTreeMap::from([(2, vec![cell(1, 3.21, 1), cell(2, 3.29, 3)])]));
    let territory = land.with_scenario(&scenario(&[(ChangeKind::Move, "3.35,44.05,west")])).unwrap();
    let commune = asked(&territory).by_commune(&territory).swap_remove(2);
    assert_eq!(
        (commune.people, commune.nearer, commune.farther),
        (People::whole(4), People::whole(3), People::whole(1))
    );
    assert_eq!(commune.direction, Direction::Gain);
}
