//! Boundaries, restriction, replacing, refusals.

use crate::{collection, commune, file, import, manifest, refused, text};

#[test]
fn a_departement_with_its_surroundings_answers_as_the_whole_country_does() {
    let place = tempfile::tempdir().unwrap();
    let said = import(place.path(), &["--territory", "48"]);
    assert!(said.contains("(152 in the territory)"), "{said}");
    let out = place.path().join("out");
    let summary = |data: &str| {
        let arguments = ["summary", "--territory", "48", "--data", data];
        String::from_utf8(crate::common::maillage_ok(&arguments)).unwrap()
    };
    assert_eq!(summary(out.to_str().unwrap()), summary("data"));
    let manifest = manifest(&out);
    assert_eq!(manifest["format"], "maillage territory folder");
    assert_eq!(manifest["parameters"]["territory"], "48");
    assert!(manifest["totals"]["communes"].as_u64().unwrap() < 1500);
    // Only the venues of the territory and its surroundings are in it.
    assert_eq!(text(&out, "venues/lozere.csv").lines().count(), 12);
    assert_eq!(text(&out, "venues/thiers.csv").lines().count(), 1);
}

#[test]
fn the_same_import_gives_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    import(place.path(), &["--territory", "48", "--buffer-km", "5"]);
    let first = text(&place.path().join("out"), "manifest.json");
    std::fs::rename(place.path().join("out"), place.path().join("first")).unwrap();
    import(place.path(), &["--territory", "48", "--buffer-km", "5"]);
    assert_eq!(first, text(&place.path().join("out"), "manifest.json"), "it has the hashes of all files");
}

#[test]
fn boundaries_of_ones_own_make_a_territory_without_base_data() {
    let place = tempfile::tempdir().unwrap();
    let bow_tie = r#"{"type":"Feature","properties":{"INSEE_COM":"48003","NOM":"Croisée","POPULATION":7},"geometry":{"type":"Polygon","coordinates":[[[3.2,44.0],[3.3,44.1],[3.3,44.0],[3.2,44.1],[3.2,44.0]]]}}"#;
    let point = r#"{"type":"Feature","properties":{"INSEE_COM":"48004","NOM":"Point","POPULATION":1},"geometry":{"type":"Point","coordinates":[3.45,44.05]}}"#;
    let features = [
        commune("48001", "Une", 0, r#","POPULATION":10,"SIREN_EPCI":"200000001/200000002""#),
        commune("48002", "Deux", 1, r#","POPULATION":20,"SIREN_EPCI":"""#),
        bow_tie.to_owned(),
        point.to_owned(),
        commune("", "Sans code", 5, ""),
    ];
    let boundaries = file(place.path(), "communes.geojson", &collection(&features));
    let said = import(place.path(), &["--base", "none", "--boundaries", &boundaries]);
    let out = place.path().join("out");
    let manifest = manifest(&out);
    let rows = &manifest["inputs"][0]["rows"];
    assert_eq!(rows["rows"], 5);
    assert_eq!((&rows["used"], &rows["set_aside"]), (&4.into(), &1.into()));
    assert_eq!(manifest["totals"]["population"], 38);
    let findings = text(&out, "findings.csv");
    assert!(findings.contains("crosses itself; put right"), "{findings}");
    assert!(findings.contains("Point (48004) is refused: a point"), "{findings}");
    assert!(findings.contains("200000001 is taken"), "{findings}");
    assert!(said.contains("Sans code") || findings.contains("Sans code"), "{said}");
    // It answers questions.
    let data = out.to_str().unwrap();
    let table = crate::common::maillage_ok(&["coverage", "--territory", "48", "--data", data]);
    assert_eq!(String::from_utf8(table).unwrap().lines().count(), 5);
}

#[test]
fn arrondissements_do_not_count_twice() {
    let place = tempfile::tempdir().unwrap();
    let paris = [
        commune("75056", "Paris", 0, r#","POPULATION":100"#),
        commune("75101", "Paris 1er", 0, r#","POPULATION":60"#),
    ];
    let boundaries = file(place.path(), "both.geojson", &collection(&paris));
    import(place.path(), &["--base", "none", "--boundaries", &boundaries]);
    assert_eq!(manifest(&place.path().join("out"))["totals"]["population"], 100);
    std::fs::remove_dir_all(place.path().join("out")).unwrap();

    let parts = [
        commune("75101", "Paris 1er", 0, r#","POPULATION":60"#),
        commune("75102", "Paris 2e", 1, r#","POPULATION":40"#),
    ];
    let boundaries = file(place.path(), "parts.geojson", &collection(&parts));
    import(place.path(), &["--base", "none", "--boundaries", &boundaries]);
    let totals = manifest(&place.path().join("out"))["totals"].clone();
    assert_eq!((&totals["communes"], &totals["population"]), (&1.into(), &100.into()));
}

#[test]
fn what_cannot_be_imported_is_refused_with_a_remedy_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| refused(place.path(), arguments);
    assert!(said(&["--base", "none"]).contains("give --boundaries"));
    assert!(said(&["--boundaries", "nowhere.shp"]).contains("no such file"));
    let table = file(place.path(), "t.csv", "code,nom\n48001,Une\n");
    assert!(said(&["--boundaries", &table]).contains("has no shapes"));
    assert!(said(&["--population", &table]).contains("no column “PMUN” among code, nom"));
    assert!(said(&["--indicators", &table, "--columns", "p75"]).contains("no column “p75”"));
    assert!(said(&["--grid", &table]).contains("no column “idcar_200m”"));
    assert!(said(&["--territory", "99"]).contains("holds no commune of 99"));
    assert!(said(&["--vintage", "x.csv=2026"]).contains("no file of this name"));
    assert!(said(&["--venues", &table, "--venues", &table]).contains("given twice"));
    let bad = file(place.path(), "bad.csv", "code,PMUN\nabc,1\n");
    let told = said(&["--population", &bad]);
    assert!(told.contains("none of its 1 rows") && told.contains("not an INSEE"), "{told}");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 2, "no litter");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let arguments = ["--territory", "48061", "--buffer-km", "0"];
    let mut dry = vec!["import", "--dry-run"];
    dry.extend(arguments);
    let dry = String::from_utf8(crate::common::maillage_ok(&dry)).unwrap();
    let wet = import(place.path(), &arguments);
    let head = |said: &str| said.lines().next().unwrap().to_owned();
    assert_eq!(head(&dry), head(&wet));
    assert!(dry.contains("nothing is written"), "{dry}");
}

#[test]
fn a_folder_is_replaced_only_when_asked_and_only_a_data_folder() {
    let place = tempfile::tempdir().unwrap();
    import(place.path(), &["--territory", "48061", "--buffer-km", "0"]);
    let out = place.path().join("out");
    let again = |more: &[&str]| {
        let mut all = vec!["import", "-o", out.to_str().unwrap(), "--territory", "48095", "--buffer-km", "0"];
        all.extend(more);
        crate::common::maillage(&all)
    };
    let kept = again(&[]);
    assert_eq!(kept.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&kept.stderr).contains("--replace"));
    assert_eq!(manifest(&out)["parameters"]["territory"], "48061");
    assert!(again(&["--replace"]).status.success());
    assert_eq!(manifest(&out)["parameters"]["territory"], "48095");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1, "the old folder is gone");
}

#[test]
fn a_folder_of_another_version_is_refused() {
    let place = tempfile::tempdir().unwrap();
    import(place.path(), &["--territory", "48061", "--buffer-km", "0"]);
    let out = place.path().join("out");
    let newer = text(&out, "manifest.json").replace("\"version\": 1", "\"version\": 2");
    file(&out, "manifest.json", &newer);
    let data = out.to_str().unwrap();
    let output = crate::common::maillage(&["summary", "--territory", "48061", "--data", data]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("version 2") && said.contains("import the folder again"), "{said}");
}
