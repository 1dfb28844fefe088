use geo_types::Coord;
use proptest::prelude::*;

use super::*;
use crate::model::{Itinerance, VenueDetails, VenueKind, VenueRecord};

/// A venue some metres east of a point in Lozère.
fn venue(name: &str, metres: f64, address: &str, phone: &str) -> Venue {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let position = Coord { x: 3.5 + metres / 79_500.0, y: 44.5 };
    let record = VenueRecord {
        file: "l.csv".to_owned(),
        line: 2,
        id: name.to_owned(),
        name: name.to_owned(),
        commune_code: None,
        commune: None,
        position: Some(position),
        kinds: [VenueKind::Other].into(),
        services: Vec::new(),
        itinerance: Itinerance::Fixed,
        hours: None,
        updated: None,
        details: VenueDetails { address: given(address), phone: given(phone), ..VenueDetails::default() },
    };
    Venue {
        record,
        position,
        position_origin: PositionOrigin::Given,
        commune_code: None,
        inside: true,
        sessions: None,
    }
}

fn scores(venues: &[Venue]) -> Vec<(usize, usize, u8)> {
    likely_duplicates(venues).iter().map(|pair| (pair.a, pair.b, pair.likeness.score)).collect()
}

#[test]
fn the_same_name_and_street_a_few_metres_apart_is_proposed() {
    let venues = [
        venue("Médiathèque Lamartine", 0.0, "1 rue du Bac", ""),
        venue("MEDIATHEQUE LAMARTINE", 30.0, "1, R. du Bac", ""),
        venue("Mairie de Mende", 40.0, "1 rue du Bac", ""),
    ];
    assert_eq!(scores(&venues), [(0, 1, 97)]);
}

#[test]
fn neighbours_of_another_name_are_not() {
    let venues = [
        venue("Centre social des Oliviers", 0.0, "3 place du Foirail", "0466651234"),
        venue("Bibliothèque municipale", 0.0, "3 place du Foirail", "0466651234"),
    ];
    assert_eq!(scores(&venues), []);
}

#[test]
fn a_telephone_finds_rows_that_are_farther_apart_and_branches_are_left() {
    let one = venue("France Services Florac", 0.0, "", "04 66 45 00 00");
    let near = venue("France services de Florac", 420.0, "", "+33466450000");
    let branch = venue("France services de Florac", 20_000.0, "", "+33466450000");
    assert_eq!(scores(&[one, near, branch]).iter().map(|(a, b, _)| (*a, *b)).collect::<Vec<_>>(), [(0, 1)]);
}

#[test]
fn linked_pairs_are_one_group_whatever_the_order() {
    let venues: Vec<Venue> =
        (0..4).map(|i| venue("Tiers-lieu La Fabrique", f64::from(i) * 90.0, "", "")).collect();
    let pairs = likely_duplicates(&venues);
    assert!(pairs.len() >= 3 && pairs.iter().all(|pair| pair.group == 0), "{pairs:?}");
}

#[test]
fn the_finding_says_score_and_parts_in_both_languages() {
    let venues = [venue("La Fabrique", 0.0, "", ""), venue("La fabrique", 10.0, "", "")];
    let finding = duplicate_finding(&venues, &likely_duplicates(&venues)[0]);
    assert!(finding.action.contains("score") && finding.action.contains("10 m apart"), "{}", finding.action);
    assert!(finding.french.contains("les deux sont gardés"), "{}", finding.french);
}

proptest! {
    #[test]
    fn the_index_misses_no_pair_that_all_pairs_would_give(
        places in proptest::collection::vec((0.0..900.0f64, "(Fabrique|Mairie|Relais) (A|B|Bleue)"), 2..20),
    ) {
        let venues: Vec<Venue> = places.iter().map(|(metres, name)| venue(name, *metres, "", "")).collect();
        let compared: Vec<_> = venues.iter().map(Compared::of).collect();
        let mut naive = Vec::new();
        for a in 0..venues.len() {
            for b in a + 1..venues.len() {
                if let Some(likeness) = likeness(&compared[a], &compared[b]) && likeness.score >= LIKELY {
                    naive.push((a, b, likeness.score));
                }
            }
        }
        prop_assert_eq!(scores(&venues), naive);
    }
}
