//! A drawn folder of 6 × 4 communes, then the one that ships.

use std::fmt::Write as _;
use std::fs;

use super::*;
use crate::ingest::flatgeobuf::fixtures::{commune_file, grid};
use crate::model::{FindingKind, Severity, TerritoryCode, TerritoryKind};

/// Communes 48001 to 48024 from (3, 44); 48024 has neither boundary nor chef-lieu.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let france = folder.path().join("france");
    fs::create_dir(&france).unwrap();
    fs::create_dir(folder.path().join("venues")).unwrap();
    let mut communes = grid(6, 4);
    communes[23].boundary = None;
    communes[23].chef_lieu = None;
    communes[7].name = "Saint-Chély-d’Apcher".into();
    fs::write(france.join("communes.fgb"), commune_file(&communes)).unwrap();
    let mut epci = "siren,name,kind,population,communes,west,south,east,north\n".to_owned();
    for row in 0..4 {
        let (south, north) = (44.0 + f64::from(row) * 0.1, 44.1 + f64::from(row) * 0.1);
        writeln!(epci, "2000000{row:02},CC Rangée {row},CC,100,6,3.0,{south:.1},3.6,{north:.1}").unwrap();
    }
    fs::write(france.join("epci.csv"), epci).unwrap();
    let department = "code,name,region,chef_lieu,population,communes,west,south,east,north\n\
                      48,Lozère,76,48001,30000,24,3.0,44.0,3.6,44.4\n";
    fs::write(france.join("departements.csv"), department).unwrap();
    let region = "code,name,chef_lieu,population,communes,west,south,east,north\n\
                  76,Occitanie,48001,30000,24,3.0,44.0,3.6,44.4\n";
    fs::write(france.join("regions.csv"), region).unwrap();
    let venues = "id,nom,code_insee,latitude,longitude\n\
                  a,Dans la rangée 0,48001,44.05,3.05\n\
                  b,À la mairie,48002,,\n\
                  c,Dans la rangée 3,48019,44.35,3.05\n\
                  d,Nulle part,,,\n";
    fs::write(folder.path().join("venues/a.csv"), venues).unwrap();
    folder
}

fn code(text: &str) -> TerritoryCode {
    text.parse().unwrap()
}

#[test]
fn a_territory_reads_only_what_is_around_it() {
    let folder = folder();
    let dataset = Dataset::open(folder.path()).unwrap();
    let venues = dataset.read_venues(&[]).unwrap();
    assert_eq!((venues.records.len(), venues.files[0].rows), (4, 4));
    let loaded = dataset.territory(&code("200000000"), 6_000.0, &venues).unwrap();
    let territory = &loaded.territory;
    assert_eq!((territory.name.as_str(), territory.communes.len()), ("CC Rangée 0", 6));
    assert_eq!(territory.surroundings.len(), 6, "the row to the north: chefs-lieux 5.6 km away");
    let ids: Vec<_> = territory.venues.iter().map(crate::model::Venue::id).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(territory.venues_beyond, 1);
    let said: Vec<_> = loaded.findings.iter().map(|f| (f.line, f.severity)).collect();
    assert_eq!(said, [(3, Severity::Fixed), (5, Severity::SetAside)]);
}

#[test]
fn a_venue_elsewhere_is_beyond_and_nothing_is_said_of_it() {
    let folder = folder();
    let dataset = Dataset::open(folder.path()).unwrap();
    let venues = dataset.read_venues(&[]).unwrap();
    let loaded = dataset.territory(&code("200000003"), 0.0, &venues).unwrap();
    assert_eq!(loaded.territory.venues.len(), 1);
    assert_eq!(loaded.territory.venues_beyond, 2);
    assert!(loaded.findings.iter().all(|f| f.kind != FindingKind::UnknownCommune));
}

#[test]
fn communes_without_a_place_still_count() {
    let folder = folder();
    let dataset = Dataset::open(folder.path()).unwrap();
    let venues = VenueSet::default();
    for text in ["48", "region:76", "france"] {
        let territory = dataset.territory(&code(text), 0.0, &venues).unwrap().territory;
        assert_eq!(territory.communes.len(), 24, "{text}");
    }
    let territory = dataset.territory(&code("48024,48001"), 0.0, &venues).unwrap().territory;
    assert_eq!((territory.communes.len(), territory.name.as_str()), (2, "Carré 1, Carré 24"));
}

#[test]
fn an_unknown_territory_is_said_with_near_ones() {
    let folder = folder();
    let dataset = Dataset::open(folder.path()).unwrap();
    let said = |text| dataset.territory(&code(text), 0.0, &VenueSet::default()).unwrap_err().to_string();
    assert_eq!(said("49"), "no département “49” in the data; did you mean 48 Lozère?");
    assert_eq!(said("region:11"), "no région “11” in the data");
    assert!(said("200000009").contains("200000000 CC Rangée 0"));
    assert!(said("48025").contains("commune “48025”"));
}

#[test]
fn a_search_takes_codes_names_and_words_without_accents() {
    let folder = folder();
    let dataset = Dataset::open(folder.path()).unwrap();
    let found = |query: &str| {
        dataset.search(query, 3).into_iter().map(|hit| hit.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("48")[0], "48");
    assert_eq!(found("LOZERE"), ["48"]);
    assert_eq!(found("chely"), ["48008"]);
    assert_eq!(found("d'apcher"), ["48008"]);
    assert_eq!(found("carre"), ["48024", "48023", "48022"], "the most people first");
    assert_eq!(found("ozer"), ["48"]);
    assert_eq!(found(""), Vec::<String>::new());
    let hit = &dataset.search("chely", 1)[0];
    assert_eq!((hit.kind, hit.parent.as_deref()), (TerritoryKind::Commune, Some("Lozère")));
    assert!(hit.bounds.is_some());
    assert_eq!(dataset.search("rangee 2", 1)[0].parent.as_deref(), Some("Lozère"));
    assert_eq!(dataset.search("lozere", 1)[0].parent.as_deref(), Some("Occitanie"));
}

#[test]
fn what_is_not_a_data_folder_says_so() {
    let folder = folder();
    assert!(Dataset::open(&folder.path().join("no")).unwrap_err().to_string().contains("not a data folder"));
    let path = folder.path().join("venues/a.csv");
    let dataset = Dataset::open(folder.path()).unwrap();
    let twice = dataset.read_venues(&[path.clone(), path]).unwrap_err().to_string();
    assert!(twice.contains("given twice"), "{twice}");
    for km in [-0.1, 200.1, f64::NAN] {
        assert!(Dataset::buffer_metres(km).is_err());
    }
    let bytes = fs::read(folder.path().join("france/communes.fgb")).unwrap();
    fs::write(folder.path().join("france/communes.fgb"), &bytes[..bytes.len() - 10]).unwrap();
    assert!(Dataset::open(folder.path()).unwrap_err().to_string().contains("truncated"));
}

#[test]
fn the_lozere_that_ships_has_its_152_communes_and_76_486_people() {
    let dataset = Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap();
    let venues = dataset.read_venues(&[]).unwrap();
    let loaded = dataset.territory(&code("48"), 30_000.0, &venues).unwrap();
    assert!(
        loaded.findings.iter().all(|finding| finding.severity == Severity::Note),
        "{:?}",
        loaded.findings
    );
    assert_eq!(loaded.territory.communes.len(), 152);
    assert_eq!(loaded.territory.people(), crate::units::People::whole(76_486));
    assert_eq!(loaded.territory.venues.len(), 11);
    assert!(dataset.sources().iter().any(|source| source.producer == "INSEE"));
}
