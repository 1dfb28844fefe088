use super::*;

const ENTRY: &str = r#"[publishers.p]
name = "P"
licence = "L"
attribution = "A"

[[entry]]
id = "a"
subject = "roads"
publisher = "p"
title = "T"
page = "https://example.org/"
url = "https://example.org/a.osm.pbf"
file = "a.osm.pbf"
seen = ["somewhere"]
"#;

fn refused(text: &str) -> String {
    Catalogue::parse(text, "mine.toml").unwrap_err().to_string()
}

fn set(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn ids(entries: &[&Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}

/// The départements of the data that ships.
fn departments() -> Vec<String> {
    let table = include_str!("../../../data/france/departements.csv");
    table.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

#[test]
fn every_entry_that_ships_is_read_and_says_where_it_was_seen() {
    let catalogue = Catalogue::shipped().unwrap();
    assert!(catalogue.entries().len() > 35);
    for entry in catalogue.entries() {
        assert!(!entry.seen.is_empty(), "{}", entry.id);
        assert!(!entry.url.as_ref().is_some_and(Address::is_loopback), "{}", entry.id);
        assert!(entry.url.is_some() || entry.note.is_some(), "{}: by hand, and no word on it", entry.id);
    }
}

#[test]
fn every_departement_has_an_entry_about_each_subject() {
    let catalogue = Catalogue::shipped().unwrap();
    let all: Vec<String> =
        departments().into_iter().filter(|d| d.len() == 2 || d.as_str() <= "976" && d != "975").collect();
    assert_eq!(all.len(), 101);
    for department in all {
        let asked = set(&[&department]);
        for subject in
            [Subject::Venues, Subject::Roads, Subject::Boundaries, Subject::Population, Subject::Indicators]
        {
            let chosen = catalogue.choose(subject, Some(&asked)).unwrap();
            assert_eq!(chosen.len(), 1, "{department} {subject}");
            assert!(chosen[0].url.is_some(), "{department} {subject}");
        }
        // INSEE's grid covers metropolitan France, Martinique and La Réunion.
        let grid = catalogue.choose(Subject::Grid, Some(&asked));
        assert_eq!(grid.is_ok(), !["971", "973", "976"].contains(&department.as_str()), "{department}");
    }
}

#[test]
fn extracts_follow_the_former_regions() {
    let catalogue = Catalogue::shipped().unwrap();
    let roads = |codes: &[&str]| ids(&catalogue.choose(Subject::Roads, Some(&set(codes))).unwrap());
    assert_eq!(roads(&["48"]), ["osm-languedoc-roussillon"]);
    assert_eq!(roads(&["12", "48", "30"]), ["osm-midi-pyrenees", "osm-languedoc-roussillon"]);
    assert_eq!(roads(&["2A", "2B"]), ["osm-corse"]);
    assert_eq!(roads(&["974"]), ["osm-reunion"]);
    let country = ids(&catalogue.choose(Subject::Roads, None).unwrap());
    assert_eq!(country.len(), 6);
    assert!(country.contains(&"osm-france".to_owned()) && country.contains(&"osm-mayotte".to_owned()));
    let said = catalogue.choose(Subject::Roads, Some(&set(&["975"]))).unwrap_err().to_string();
    assert_eq!(said, "the catalogue has no roads for département 975; find one by hand");
    // The regional extracts cover each metropolitan département once.
    let regional = catalogue.about(Subject::Roads, None);
    let mut counted: Vec<String> = regional
        .iter()
        .filter(|entry| entry.id != "osm-france")
        .flat_map(|entry| entry.departments.clone().unwrap())
        .collect();
    let n = counted.len();
    counted.sort();
    counted.dedup();
    assert_eq!((n, counted.len()), (101, 101));
}

#[test]
fn a_mistake_is_named_with_its_line() {
    assert!(Catalogue::parse(ENTRY, "mine.toml").is_ok());
    let cases = [
        (
            "file = \"a.osm.pbf\"",
            "file = \"../a\"",
            "mine.toml, line 6: entry “a”: “../a” is not the name of a file",
        ),
        (
            "publisher = \"p\"",
            "publisher = \"q\"",
            "line 6: entry “a”: publisher “q” is not under [publishers]",
        ),
        (
            "url = \"https",
            "url = \"http",
            "line 6: entry “a”: url: “http://example.org/a.osm.pbf” is not https",
        ),
        ("seen = [\"somewhere\"]", "", "line 6: entry “a”: seen is missing"),
        ("subject = \"roads\"", "subject = \"rails\"", "mine.toml, line 8: unknown variant `rails`"),
        ("title = \"T\"", "titel = \"T\"", "mine.toml, line 10: unknown field `titel`"),
        ("title = \"T\"", "title = T", "mine.toml, line 10: "),
        ("title = \"T\"", "title = \"T\"\nsha256 = \"12\"", "“12” is not 64 hexadecimal digits"),
        ("title = \"T\"", "title = \"T\"\nmember = \"b\"", "member goes with unpack"),
        ("title = \"T\"", "title = \"T\"\nunpack = \"gzip\"", "wants a file that ends in .gz"),
        ("title = \"T\"", "title = \"T\"\ndepartments = []", "departments is empty"),
    ];
    for (from, to, expected) in cases {
        let said = refused(&ENTRY.replace(from, to));
        assert!(said.contains(expected), "{to}: {said}");
    }
    let twice = format!("{ENTRY}{}", &ENTRY[ENTRY.find("[[entry]]").unwrap()..]);
    assert!(refused(&twice).contains("line 15: entry “a”: a second one of this id"), "{}", refused(&twice));
    assert!(refused("").contains("line 1: no [[entry]]"));
}

#[test]
fn a_catalogue_that_is_not_text_is_named_with_its_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"# one\n# \xff\n").unwrap();
    let said = Catalogue::read(file.path()).unwrap_err().to_string();
    assert!(said.ends_with("line 2: not UTF-8"), "{said}");
}

#[test]
fn what_an_archive_gives_has_its_own_name() {
    let catalogue = Catalogue::shipped().unwrap();
    let name = |subject, id: &str| catalogue.named(subject, id).unwrap().result_name().to_owned();
    assert_eq!(name(Subject::Boundaries, "contours-communes-50m"), "communes-50m.geojson");
    assert_eq!(name(Subject::Grid, "filosofi-200m-reun"), "carreaux_200m_reun.csv");
    assert_eq!(name(Subject::Roads, "osm-corse"), "corse-latest.osm.pbf");
    assert!(
        catalogue.named(Subject::Roads, "osm-lune").unwrap_err().to_string().contains("it has osm-alsace")
    );
}
