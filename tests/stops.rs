//! `maillage stops`, through the real binary: the stops it writes are read back as venues, and the coverage agrees.

#![expect(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "files that are made here, figures that are exact"
)]
#![allow(unreachable_pub, clippy::print_stdout, clippy::panic, reason = "shared test modules")]

mod common;

use std::fs;

use common::{maillage, maillage_ok};
use serde_json::Value;

const VENUES: &str = "data/venues/lozere.csv";

fn stops(more: &[&str]) -> Value {
    let asked = ["stops", "--territory", "48", "--venues", VENUES, "--within", "15"];
    serde_json::from_slice(&maillage_ok(&[&asked[..], more].concat())).unwrap()
}

fn refused(more: &[&str], words: &str) {
    let asked = ["stops", "--territory", "48", "--venues", VENUES];
    let output = maillage(&[&asked[..], more].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{more:?}: {said}");
    assert!(said.contains(words), "{more:?}: {said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn the_stops_taken_as_venues_cover_whom_they_are_said_to_cover() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stops.geojson").to_str().unwrap().to_owned();
    let told = stops(&["--count", "6"]);
    let asked = ["stops", "--territory", "48", "--venues", VENUES, "--within", "15", "--count", "6"];
    maillage_ok(&[&asked[..], &["--format", "geojson", "-o", &file]].concat());
    let asked = ["summary", "--territory", "48", "--threshold", "15", "--format", "json"];
    let summary = |venues: &[&str]| -> Value {
        serde_json::from_slice(&maillage_ok(&[&asked[..], &["--venues", VENUES], venues].concat())).unwrap()
    };
    let (before, after) = (summary(&[]), summary(&["--venues", &file]));
    assert_eq!(told["covered_before"], before["people"]["covered"]);
    assert_eq!(told["covered_after"], after["people"]["covered"]);
    assert_eq!((&told["status"], &told["bound"]), (&"optimal".into(), &told["objective"]));
    let gained = after["people"]["covered"].as_f64().unwrap() - before["people"]["covered"].as_f64().unwrap();
    assert_eq!(told["objective"], gained);
    let counted: f64 =
        told["stops"].as_array().unwrap().iter().map(|stop| stop["newly_covered"].as_f64().unwrap()).sum();
    assert_eq!(counted, gained, "each person is counted at one stop");
    let left: f64 = told["left_out"].as_array().unwrap().iter().map(|c| c["people"].as_f64().unwrap()).sum();
    assert_eq!(left, told["people"].as_f64().unwrap() - told["covered_after"].as_f64().unwrap());
}

#[test]
fn the_curve_of_lozere_is_proven_rises_and_gives_less_and_less() {
    let curve = stops(&["--count", "1", "--curve", "20"]);
    let curve = curve["curve"].as_array().unwrap();
    assert_eq!(curve.len(), 20);
    assert!(curve.iter().all(|point| point["status"] == "optimal" && point["gap"] == 0.0));
    let values: Vec<f64> = curve.iter().map(|point| point["objective"].as_f64().unwrap()).collect();
    assert!(values.is_sorted(), "{values:?}");
    // With everybody covered by 14 stops, more bring nothing.
    assert_eq!(curve[13]["covered"], 76_486.0);
    assert_eq!(values[13], values[19]);
    let fewest = stops(&["--objective", "fewest"]);
    assert_eq!((&fewest["objective"], &fewest["covered_after"]), (&14.0.into(), &76_486.into()));
}

#[test]
fn what_is_locked_stays_what_is_forbidden_does_not_come_and_the_reason_is_kept() {
    let free = stops(&["--count", "3"]);
    let first = free["stops"][0]["id"].as_str().unwrap().to_owned();
    let bound = stops(&["--count", "3", "--lock", "48095", "--forbid", &format!("{first}=pas de place")]);
    let ids: Vec<&str> =
        bound["stops"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"48095") && !ids.contains(&first.as_str()), "{ids:?}");
    assert_eq!(bound["forbidden"][0]["reason"], "pas de place");
    assert!(bound["objective"].as_f64() <= free["objective"].as_f64());
    for commune in free["left_out"].as_array().unwrap() {
        let told = commune["would_take_s"].as_f64();
        assert!(told.is_none_or(|seconds| seconds <= 900.0), "{commune}");
    }
}

#[test]
fn what_cannot_be_chosen_is_refused_with_what_makes_it_so() {
    refused(&["--lock", "99999"], "no candidate has the identifier “99999”");
    refused(&["--count", "1", "--lock", "48095", "--lock", "48061"], "2 stops are locked in and only 1");
    refused(&["--lock", "48095", "--forbid", "48095"], "locked in and forbidden");
    refused(&["--count", "0"], "1..=1000");
    refused(&["--share", "0"], "a share above 0");
    let folder = tempfile::tempdir().unwrap();
    let one = folder.path().join("one.csv");
    fs::write(&one, "id,lon,lat\nmende,3.5,44.52\n").unwrap();
    let one = one.to_str().unwrap();
    refused(&["--objective", "fewest", "--within", "15", "--candidates", one], "with every candidate");
    fs::write(folder.path().join("two.csv"), "id,lon,lat\na,3.5,44.52\na,3.6,44.5\n").unwrap();
    let two = folder.path().join("two.csv");
    refused(&["--candidates", two.to_str().unwrap()], "two candidates have the identifier “a”");
}

#[test]
fn a_matrix_stands_in_for_the_travel_model_and_what_is_wrong_in_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.csv");
    let file = path.to_str().unwrap();
    let with = |text: &str| fs::write(&path, text).unwrap();
    // Only Mende is near Badaroux, and nobody else near anything.
    with("from,to,duration_s,distance_m\n48095,48013,60,900\n48013,48095,,\n1,2,3,4\n");
    let told = stops(&["--count", "2", "--matrix", file]);
    assert_eq!(told["stops"][0]["id"], "48013");
    assert_eq!(told["stops"][0]["newly_covered"], 12_464);
    assert_eq!(told["objective"], 12_464.0);
    with("from,to,duration_s,distance_m\n48095,48013,6O,900\n");
    refused(&["--matrix", file], "line 2: duration_s = “6O”: not a number");
    with("from,to,duration_s,distance_m\n48095,48013,-1,900\n");
    refused(&["--matrix", file], "line 2: duration_s = “-1”");
    with("from,to,seconds\n");
    refused(&["--matrix", file], "no column “duration_s” among from, to, seconds");
    with("from,to,duration_s,distance_m\na,b,1,2\n");
    refused(&["--matrix", file], "none of its pairs");
    with("PAR1 and no more");
    refused(&["--matrix", file], "m.csv: ");
}

#[test]
fn a_column_of_weights_decides_and_people_stay_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ages.csv");
    let file = path.to_str().unwrap();
    let by_people = stops(&["--count", "1"]);
    // Two communes weigh something; Mende is withheld, and a commune of elsewhere does not matter.
    fs::write(&path, "\u{feff}CODGEO;P75\n48104;12,5\n48080;3\n48095;\n01001;99\n").unwrap();
    let asked = ["--count", "1", "--weights", file, "--weight-column", "p75"];
    let told = stops(&asked);
    let stop = &told["stops"][0];
    assert_ne!(stop["id"], by_people["stops"][0]["id"]);
    assert_eq!((&told["unit"], &told["objective"]), (&"weight".into(), &stop["newly_covered_weight"]));
    assert_eq!((&told["weight"]["column"], &told["weight"]["total"]), (&"P75".into(), &15.5.into()));
    assert_eq!(told["weight"]["missing"], 150);
    let gained: f64 =
        stop["gains"].as_array().unwrap().iter().map(|gain| gain["people"].as_f64().unwrap()).sum();
    assert_eq!(stop["people"], gained, "people stay people");
    assert_eq!(told["people"], by_people["people"]);
    assert!(by_people["weight"].is_null() && by_people["stops"][0]["newly_covered_weight"].is_null());
    let output = maillage(&[&["stops", "--territory", "48", "--venues", VENUES], &asked[..]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("150 of 152 communes have no figure in “P75” and count with 0: 48001, "), "{said}");
    let with = |text: &str, words: &str| {
        fs::write(&path, text).unwrap();
        refused(&["--weights", file, "--weight-column", "w"], words);
    };
    with("code,w\n48095,-1\n", "line 2: w = “-1”");
    with("code,w\n01001,1\n", "no commune of the territory has a figure in “w”");
    with("code,w\n48095,0\n", "“w” is 0 at every demand point");
    with("code,w\n48095,200000000\n", "“w” adds up to 200000000, more than 100000000");
    refused(&["--weights", file], "--weight-column");
}

#[test]
fn candidates_bring_their_names_and_what_else_is_known_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("places");
    let feature = |id: &str, lon: f64, lat: f64, more: &str| {
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},"properties":{{"id":"{id}",{more}}}}}"#
        )
    };
    let features = [
        feature("mende", 3.5, 44.52, r#""nom":"Halle","cost":2.5,"surface":80,"people":"all""#),
        feature("langogne", 3.85, 44.72, r#""lock":true"#),
        feature("florac", 3.59, 44.32, r#""forbid":"en travaux""#),
    ];
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    fs::write(&path, text).unwrap();
    let file = path.to_str().unwrap();
    let asked = ["--count", "3", "--candidates", file];
    let told = stops(&asked);
    let chosen: Vec<_> = told["stops"].as_array().unwrap().iter().map(|s| (&s["id"], &s["locked"])).collect();
    assert_eq!(chosen, [(&"langogne".into(), &true.into()), (&"mende".into(), &false.into())]);
    assert_eq!(told["forbidden"][0]["reason"], "en travaux");
    let mende = &told["stops"][1];
    assert_eq!((&mende["name"], &mende["cost"]), (&"Halle".into(), &2.5.into()));
    assert_eq!(mende["attributes"]["surface"], "80");
    let written = |format: &str| {
        let common = ["stops", "--territory", "48", "--venues", VENUES, "--within", "15", "--format", format];
        String::from_utf8(maillage_ok(&[&common[..], &asked[..]].concat())).unwrap()
    };
    let table = written("csv");
    let mut lines = table.lines();
    assert!(lines.next().unwrap().ends_with(",communes,candidate_people,surface"), "{table}");
    assert!(lines.next().unwrap().ends_with(",,"), "{table}");
    assert!(lines.next().unwrap().ends_with(",all,80"), "{table}");
    let layer: Value = serde_json::from_str(&written("geojson")).unwrap();
    assert_eq!(layer["features"][1]["properties"]["surface"], "80");
    fs::write(
        &path,
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"a"}}]}"#,
    )
    .unwrap();
    refused(&["--candidates", file], "feature 1, “a”: geometry null: not a Point");
}

#[test]
fn a_budget_buys_what_is_worth_most_and_the_least_cost_covers_a_share() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("places.csv");
    let file = path.to_str().unwrap();
    // Mende is dear; without a cost, a place costs 1.
    let rows = "id,lon,lat,cost\nmende,3.5,44.52,5\nlangogne,3.85,44.72,2\nflorac,3.59,44.32,\nmarvejols,3.29,44.55,2\n";
    fs::write(&path, rows).unwrap();
    let bought = |budget: &str| {
        let told = stops(&["--candidates", file, "--budget", budget]);
        assert_eq!(told["status"], "optimal");
        assert_eq!(told["budget"], budget.parse::<f64>().unwrap());
        assert!(told["cost"].as_f64() <= budget.parse().ok(), "{told}");
        told["objective"].as_f64().unwrap()
    };
    let worth: Vec<f64> = ["0", "0.5", "1", "2", "4", "5", "10"].map(bought).into();
    assert!(worth.is_sorted() && worth[1] == 0.0 && worth[6] > worth[3], "{worth:?}");
    let all = stops(&["--candidates", file, "--count", "4"]);
    assert_eq!(worth[6], all["objective"].as_f64().unwrap());
    let covered = all["covered_after"].as_f64().unwrap() / all["people"].as_f64().unwrap();
    let share = format!("{:.6}", covered * 100.0 - 1e-4);
    let fewest = stops(&["--candidates", file, "--objective", "fewest", "--share", &share]);
    assert_eq!((&fewest["unit"], &fewest["status"]), (&"cost".into(), &"optimal".into()));
    assert_eq!(fewest["objective"].as_f64(), fewest["cost"].as_f64());
    assert!(fewest["cost"].as_f64() <= all["cost"].as_f64());
    refused(&["--budget", "3", "--count", "2"], "cannot be used with");
    refused(&["--budget=-3"], "a number that is not negative");
    refused(&["--budget", "3", "--objective", "fewest"], "finds the least cost");
    refused(&["--candidates", file, "--budget", "3", "--lock", "mende"], "cost 5 and only 3 may be spent");
}
