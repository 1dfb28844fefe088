//! The real files of the shared data, where they stand beside the checkout: `formats.md` says what is wrong in them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::check;

/// A file of the shared data; `None`, said, where there is none.
fn shared(name: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("MAILLAGE_SHARED").map_or_else(|| crate::root().join("../shared"), PathBuf::from);
    let path = root.join("data").join(name);
    if !path.exists() {
        println!("golden data not found at {}: nothing compared", path.display());
        return None;
    }
    println!("golden data found at {}", path.display());
    Some(path)
}

fn report(path: &std::path::Path) -> Value {
    serde_json::from_slice(&check(&["--format", "json", path.to_str().unwrap()]).stdout).unwrap()
}

fn counts(report: &Value) -> BTreeMap<String, u64> {
    let of = |c: &Value| {
        let kind = format!("{} {}", c["kind"].as_str().unwrap(), c["severity"].as_str().unwrap());
        (kind, c["count"].as_u64().unwrap())
    };
    report["counts"].as_array().unwrap().iter().map(of).collect()
}

/// Where METHODS.md explains each difference from what `formats.md` counts.
#[test]
fn the_908_france_services_of_2021_give_the_measured_findings() {
    let Some(path) = shared("venues/france-services-2021.geojson") else { return };
    let report = report(&path);
    assert_eq!((report["rows"].as_u64(), report["venues"].as_u64()), (Some(908), Some(908)));
    let counts = counts(&report);
    let count = |kind: &str| counts.get(kind).copied().unwrap_or(0);
    assert_eq!(count("missing_hours note"), 103, "{counts:?}");
    assert_eq!(count("miswritten_postcode fixed"), 21, "{counts:?}");
    // 12 points outside: 6 wrong codes (one of them the postcode), 4 wrong points, 2 on a border.
    let wrong_codes = ["wrong_commune_code fixed", "postcode_as_commune fixed"].map(count);
    assert_eq!(
        (wrong_codes, count("wrong_position warning"), count("on_border note")),
        ([5, 1], 4, 2),
        "{counts:?}"
    );
    assert_eq!(count("outside_commune warning"), 0, "{counts:?}");
    let codes = [
        "arrondissement_code fixed",
        "miswritten_code fixed",
        "merged_commune fixed",
        "unknown_commune warning",
    ];
    assert_eq!(codes.map(count).iter().sum::<u64>(), 15, "{counts:?}");
    assert_eq!(count("arrondissement_code fixed"), 10, "{counts:?}");
    let hours = &report["hours"];
    assert_eq!(hours["none"], 103);
    assert_eq!(["read", "text", "none"].map(|sort| hours[sort].as_u64().unwrap()).iter().sum::<u64>(), 908);
}

#[test]
fn the_lists_of_two_hubs_are_read_by_a_guessed_mapping_that_is_told() {
    for (name, rows, expected) in [
        (
            "venues/hub-lo.json",
            426,
            &[
                ("c_nom", "nom"),
                ("c_adresse", "adresse"),
                ("c_postcode", "code_postal"),
                ("c_city", "commune"),
                ("c_horaire_ouverture", "horaires"),
                ("c_lat_coor1", "latitude"),
                ("c_long_coor1", "longitude"),
                ("c_epn", "typologie EPN"),
                ("c_mediatheque", "typologie BIB"),
                ("c_msap", "typologie MSAP"),
                ("c_fablab", "typologie TIERS_LIEUX"),
                ("gid", "id"),
            ][..],
        ),
        (
            "venues/la-creuse.json",
            91,
            &[("latitude", "latitude"), ("commune", "commune"), ("horaires", "horaires")],
        ),
    ] {
        let Some(path) = shared(name) else { return };
        let report = report(&path);
        assert_eq!(report["rows"], rows, "{name}");
        let set_aside = report["counts"].as_array().unwrap().iter().filter(|c| c["severity"] == "set_aside");
        let set_aside: u64 = set_aside.map(|c| c["count"].as_u64().unwrap()).sum();
        assert_eq!(report["venues"].as_u64().unwrap() + set_aside, rows, "nothing is lost");
        let guessed = report["files"][0]["guessed"].as_array().unwrap();
        for (column, field) in expected {
            let guess = guessed.iter().find(|guess| guess["column"] == *column).unwrap();
            assert_eq!(guess["field"], *field, "{guess}");
            assert!(
                guess["confidence"].as_u64().unwrap() >= 60 && !guess["reason"].as_str().unwrap().is_empty()
            );
        }
    }
}

/// The published schema itself, by the published validator.
#[test]
fn the_corrected_file_validates_against_the_published_schema() {
    let Some(schema) = shared("schema/lieux-mediation-numerique.schema.json") else { return };
    let Some(list) = shared("venues/hub-lo.json") else { return };
    let validator = crate::root().join("tools/frictionless");
    let installed = std::process::Command::new(&validator).arg("--version").output();
    if !installed.is_ok_and(|output| output.status.success()) {
        println!("frictionless is not installed (tools/frictionless --install): nothing validated");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let fixed = folder.path().join("fixed.csv");
    let output =
        check(&["--map", "date_maj==2021-04-01", "--fixed", fixed.to_str().unwrap(), list.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", crate::text(&output.stderr));
    let rows = std::fs::read_to_string(&fixed).unwrap().lines().count();
    assert!(rows > 380, "{rows} lines");
    let validate = |file: &std::path::Path| {
        let output = std::process::Command::new(&validator)
            .args(["validate", "fixed.csv", "--schema"])
            .arg(&schema)
            .args(["--trusted", "--json"])
            .current_dir(file.parent().unwrap())
            .output()
            .unwrap();
        serde_json::from_slice::<Value>(&output.stdout)
            .unwrap_or_else(|e| panic!("{e}: {}{}", crate::text(&output.stdout), crate::text(&output.stderr)))
    };
    let report = validate(&fixed);
    assert_eq!(report["valid"], true, "{report}");
    // The validator sees what is wrong: a test that cannot fail tells nothing.
    let broken = std::fs::read_to_string(&fixed).unwrap().replace(",2021-04-01,", ",printemps,");
    std::fs::write(&fixed, broken).unwrap();
    assert_eq!(validate(&fixed)["valid"], false);
}
