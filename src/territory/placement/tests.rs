//! Each trap of formats.md, on three square communes in a row.

use geo_types::{MultiPolygon, coord, polygon};
use proptest::prelude::*;

use super::*;
use crate::model::{Itinerance, PointPrecision, VenueKind};

/// Communes 48001 to 48003, each 0.1° wide from longitude 3, latitude 44 to 44.1; the last has no
/// chef-lieu.
fn communes() -> Vec<Commune> {
    (0..3)
        .map(|i| {
            let (west, east) = (3.0 + f64::from(i) * 0.1, 3.1 + f64::from(i) * 0.1);
            Commune {
                code: format!("4800{}", i + 1).parse().unwrap(),
                name: format!("Commune {}", i + 1),
                department: "48".into(),
                region: "76".into(),
                epci: None,
                population: Some(10),
                chef_lieu: (i < 2).then_some(coord! { x: west + 0.05, y: 44.05 }),
                point_precision: PointPrecision::TownHall,
                boundary: Some(MultiPolygon(vec![polygon![
                    (x: west, y: 44.0), (x: east, y: 44.0), (x: east, y: 44.1), (x: west, y: 44.1), (x: west, y: 44.0),
                ]])),
            }
        })
        .collect()
}

fn record(line: u64, id: &str, code: &str, position: Option<(f64, f64)>) -> VenueRecord {
    VenueRecord {
        file: "lieux.csv".into(),
        line,
        id: id.into(),
        name: id.into(),
        commune_code: (!code.is_empty()).then(|| code.into()),
        commune: None,
        position: position.map(|(lat, lon)| coord! { x: lon, y: lat }),
        kinds: [VenueKind::Other].into(),
        services: vec![],
        itinerance: Itinerance::Fixed,
        hours: None,
        updated: None,
        details: crate::model::VenueDetails::default(),
    }
}

fn place_among(records: Vec<VenueRecord>) -> Placed {
    let communes = communes();
    let index = CommuneIndex::new(&communes);
    place(records, &index, CurrentCodes::Indexed)
}

fn said(placed: &Placed) -> Vec<(u64, FindingKind, Severity)> {
    placed.findings.iter().map(|f| (f.line, f.kind, f.severity)).collect()
}

fn one(code: &str, position: Option<(f64, f64)>) -> Placed {
    place_among(vec![record(2, "a", code, position)])
}

#[test]
fn a_right_row_is_placed_without_a_word() {
    for code in ["48001", ""] {
        let placed = one(code, Some((44.05, 3.02)));
        assert_eq!(said(&placed), []);
        assert_eq!(placed.venues[0].position, coord! { x: 3.02, y: 44.05 });
        assert_eq!(placed.venues[0].commune_code.unwrap().as_str(), "48001");
    }
}

#[test]
fn without_usable_coordinates_the_chef_lieu_stands_in() {
    use FindingKind as K;
    for (position, kind) in [
        (None, K::NoCoordinates),
        (Some((0.0, 0.0)), K::ZeroCoordinates),
        (Some((6_400_000.0, 740_000.0)), K::InvalidCoordinates),
        (Some((95.0, 200.0)), K::InvalidCoordinates),
    ] {
        let placed = one("48001", position);
        assert_eq!(said(&placed), [(2, kind, Severity::Fixed)]);
        assert_eq!(placed.venues[0].position_origin, PositionOrigin::ChefLieu);
        assert_eq!(placed.venues[0].position, coord! { x: 3.05, y: 44.05 });
        assert!(placed.findings[0].action.contains("Commune 1 (48001)"), "{}", placed.findings[0]);
    }
}

#[test]
fn metres_in_either_order_are_converted_where_they_fall_in_the_declared_commune() {
    // 3.05° E, 44.05° N, by cs2cs.
    for metres in [(6_327_915.0, 704_007.0), (704_007.0, 6_327_915.0)] {
        let placed = one("48001", Some(metres));
        assert_eq!(said(&placed), [(2, FindingKind::ProjectedCoordinates, Severity::Fixed)]);
        let position = placed.venues[0].position;
        assert!((position.x - 3.05).abs() < 1e-3 && (position.y - 44.05).abs() < 1e-3, "{position:?}");
        assert_eq!(placed.venues[0].position_origin, PositionOrigin::Converted);
    }
    assert_eq!(said(&one("48002", Some((6_427_915.0, 704_007.0))))[0].1, FindingKind::InvalidCoordinates);
}

#[test]
fn the_name_of_the_commune_decides_between_a_wrong_code_and_a_wrong_point() {
    let told = |name: &str| {
        let mut row = record(2, "a", "48001", Some((44.05, 3.15)));
        row.commune = Some(name.to_owned());
        let placed = place_among(vec![row]);
        (placed.findings[0].kind, placed.findings[0].suggestion.clone())
    };
    assert_eq!(told("COMMUNE 2"), (FindingKind::WrongCommuneCode, Some("48002".to_owned())));
    assert_eq!(told("commune 1"), (FindingKind::WrongPosition, None));
    assert_eq!(told("Ailleurs"), (FindingKind::OutsideCommune, None));
}

#[test]
fn without_coordinates_nor_a_usable_commune_the_row_is_set_aside() {
    for code in ["", "48003"] {
        let placed = one(code, None);
        assert_eq!(said(&placed), [(2, FindingKind::NoCoordinates, Severity::SetAside)]);
        assert!(placed.venues.is_empty());
    }
    let placed = one("99999", Some((0.0, 0.0)));
    assert_eq!(
        said(&placed),
        [
            (2, FindingKind::UnknownCommune, Severity::Warning),
            (2, FindingKind::ZeroCoordinates, Severity::SetAside)
        ]
    );
}

#[test]
fn swapped_coordinates_are_put_right_with_or_without_a_declared_commune() {
    for code in ["48002", "", "99999"] {
        let placed = one(code, Some((3.15, 44.05)));
        let finding = placed.findings.last().unwrap();
        assert_eq!((finding.kind, finding.severity), (FindingKind::SwappedCoordinates, Severity::Fixed));
        assert_eq!(finding.value, "3.15, 44.05");
        assert_eq!(placed.venues[0].position, coord! { x: 3.15, y: 44.05 });
        assert_eq!(placed.venues[0].position_origin, PositionOrigin::Swapped);
    }
}

#[test]
fn a_position_outside_the_declared_commune_is_kept_with_its_distance_and_its_commune() {
    let placed = one("48001", Some((44.05, 3.15)));
    assert_eq!(said(&placed), [(2, FindingKind::OutsideCommune, Severity::Warning)]);
    let action = &placed.findings[0].action;
    assert!(action.contains("outside Commune 1 (48001), in Commune 2 (48002)"), "{action}");
    // 0.05° of longitude at 44.05° of latitude.
    assert!(action.starts_with("4007 m"), "{action}");
    assert_eq!(placed.venues[0].position, coord! { x: 3.15, y: 44.05 });
    assert_eq!(placed.venues[0].commune_code.unwrap().as_str(), "48002");
}

#[test]
fn a_position_just_across_the_border_is_in_its_declared_commune() {
    // 0.0015° of longitude is 120 m; 0.0025° is 200 m.
    let border = one("48001", Some((44.05, 3.1015)));
    assert_eq!(said(&border), [(2, FindingKind::OnBorder, Severity::Note)]);
    assert_eq!(border.venues[0].commune_code.unwrap().as_str(), "48001");
    assert_eq!(said(&one("48001", Some((44.05, 3.1025)))).len(), 1);
}

#[test]
fn an_unknown_commune_is_found_by_position() {
    for code in ["99999", "postcode", "48 001"] {
        let placed = one(code, Some((44.05, 3.15)));
        assert_eq!(said(&placed), [(2, FindingKind::UnknownCommune, Severity::Warning)]);
        assert!(placed.findings[0].action.contains("Commune 2 (48002)"));
        assert_eq!(placed.venues[0].commune_code.unwrap().as_str(), "48002");
    }
}

#[test]
fn an_arrondissement_is_read_as_its_commune() {
    let mut communes = communes();
    communes[0].code = "69123".parse().unwrap();
    let index = CommuneIndex::new(&communes);
    for code in ["69381", "69389"] {
        let placed = place(vec![record(2, "a", code, None)], &index, CurrentCodes::Indexed);
        assert_eq!(placed.venues[0].commune_code.unwrap().as_str(), "69123");
        assert_eq!(said(&placed)[0], (2, FindingKind::ArrondissementCode, Severity::Fixed));
    }
    let placed = place(vec![record(2, "a", "69390", None)], &index, CurrentCodes::Indexed);
    assert!(placed.venues.is_empty());
}

#[test]
fn a_position_in_no_commune_at_all_is_kept_and_said() {
    let placed = one("", Some((10.0, 10.0)));
    assert_eq!(said(&placed), [(2, FindingKind::OutsideCommune, Severity::Warning)]);
    assert_eq!(placed.venues[0].commune_code, None);
}

#[test]
fn an_identifier_used_again_is_the_same_venue_or_gets_its_own() {
    let placed = place_among(vec![
        record(2, "a", "48001", Some((44.05, 3.05))),
        record(3, "a", "48001", Some((44.0505, 3.05))),
        record(4, "a", "48002", Some((44.05, 3.15))),
        record(5, "a#4", "48002", Some((44.06, 3.15))),
        record(6, "b", "48001", None),
        record(7, "b", "48001", None),
        record(8, "b", "48002", None),
    ]);
    let duplicates: Vec<_> =
        said(&placed).into_iter().filter(|(_, kind, _)| *kind == FindingKind::DuplicateId).collect();
    assert_eq!(
        duplicates.iter().map(|(line, _, severity)| (*line, *severity)).collect::<Vec<_>>(),
        [
            (3, Severity::SetAside),
            (4, Severity::Warning),
            (5, Severity::Warning),
            (7, Severity::SetAside),
            (8, Severity::Warning)
        ]
    );
    assert!(placed.findings[0].action.contains("line 2 of lieux.csv"), "{}", placed.findings[0]);
    let ids: Vec<_> = placed.venues.iter().map(Venue::id).collect();
    assert_eq!(ids, ["a", "a#4", "a#4#5", "b", "b#8"]);
}

#[test]
fn a_commune_that_is_current_but_not_loaded_is_elsewhere_and_not_unknown() {
    let communes = communes();
    let index = CommuneIndex::new(&communes[..1]);
    let all: BTreeSet<_> = communes.iter().map(|c| c.code).collect();
    let placed = place(
        vec![
            record(2, "a", "48002", Some((44.05, 3.15))),
            record(3, "b", "48002", None),
            record(4, "c", "48002", Some((44.05, 3.05))),
            record(5, "d", "99999", Some((44.05, 3.25))),
        ],
        &index,
        CurrentCodes::Listed(&all),
    );
    assert_eq!(
        said(&placed),
        [
            (4, FindingKind::OutsideCommune, Severity::Warning),
            (5, FindingKind::UnknownCommune, Severity::Warning)
        ]
    );
    assert_eq!((placed.venues.len(), placed.beyond), (3, 1));
    assert_eq!(placed.venues[0].commune_code.unwrap().as_str(), "48002");
}

proptest! {
    #[test]
    fn every_record_comes_back_once(
        rows in proptest::collection::vec(
            ("[ab]", "(48001|48003|99999|)", proptest::option::of((-100.0..100.0f64, -200.0..200.0f64))), 0..20),
    ) {
        let records: Vec<_> =
            (2..).zip(&rows).map(|(line, (id, code, position))| record(line, id, code, *position)).collect();
        let count = records.len();
        let placed = place_among(records);
        let aside = placed.findings.iter().filter(|f| f.severity == Severity::SetAside).count();
        prop_assert_eq!(placed.venues.len() + aside, count);
        let ids: BTreeSet<_> = placed.venues.iter().map(Venue::id).collect();
        prop_assert_eq!(ids.len(), placed.venues.len());
    }
}
