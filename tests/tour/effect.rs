//! What a tour changes, through the real binary.

use std::fs;

use maillage::calendar::Period;
use maillage::ingest::hours::Hours;
use serde_json::Value;

use crate::common::{maillage, maillage_ok};

const LOZERE: [&str; 6] = ["--territory", "48", "--venues", "data/venues/lozere.csv", "--threshold", "15"];

fn asked(command: &[&str], more: &[&str]) -> Vec<u8> {
    maillage_ok(&[command, &LOZERE, more].concat())
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn gap_stops_tour_and_the_gap_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (stops, points, plan) = (path("stops.json"), path("stops.geojson"), path("plan.json"));
    asked(&["stops", "--count", "4"], &["-o", &stops]);
    asked(&["stops", "--count", "4"], &["-o", &points]);
    let dates = ["--from", "2027-01-04", "--to", "2027-06-30", "--cycle-weeks", "2"];
    maillage_ok(&[&["tour", "--plan", &stops, "--depot", "48095", "-o", &plan], &dates[..]].concat());

    let told = json(&fs::read(&stops).unwrap());
    let summary = json(&asked(&["summary", "--format", "json"], &["--plan", &plan]));
    let (tour, people) = (&summary["tour"], &summary["people"]);
    assert_eq!(
        people["covered"], told["covered_after"],
        "by distance, the stops cover whom they were chosen for"
    );
    assert_eq!(tour["before"]["covered"], told["covered_before"]);
    assert_eq!(tour["newly_covered"].as_f64(), told["objective"].as_f64());
    // The same places, brought as venues that never travel: the same gaps.
    let as_venues = json(&asked(&["summary", "--format", "json"], &["--venues", &points]));
    assert_eq!(as_venues["gaps"], summary["gaps"]);
    assert_eq!(as_venues["tour"], Value::Null);

    // Presence: the rows add up to the summary, and the sessions of the plan are all there.
    let plan_json = json(&fs::read(&plan).unwrap());
    assert_eq!(tour["sessions"], plan_json["totals"]["sessions"]);
    assert_eq!(tour["session_s"], plan_json["totals"]["session_s"]);
    let rows = asked(&["coverage", "--layer", "presence", "--format", "json"], &["--plan", &plan]);
    let rows = json(&rows)["rows"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 152);
    let sum = |wanted: &dyn Fn(&Value) -> bool| -> f64 {
        rows.iter().filter(|row| wanted(row)).map(|row| row["population"].as_f64().unwrap()).sum()
    };
    assert_eq!(people["covered"].as_f64(), Some(sum(&|row| row["covered"] == true)));
    assert_eq!(tour["after"]["served"].as_f64(), Some(sum(&|row| row["wait_h"].is_number())));
    assert_eq!(tour["before"]["served"], 0, "no hours are known in this file");
    assert_eq!(tour["people_hours_unknown"], tour["before"]["covered"]);
    let text = String::from_utf8(asked(&["summary"], &["--plan", &plan])).unwrap();
    assert!(text.contains("Pondéré par la présence"), "{text}");
    assert!(text.contains("(sans la tournée\u{a0}: inconnu)"), "{text}");
    assert!(text.contains("Horaires inconnus pour 11\u{a0}lieux fixes"), "{text}");
}

#[test]
fn what_is_no_plan_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stops.json").to_str().unwrap().to_owned();
    asked(&["stops"], &["-o", &file]);
    for (more, words) in [
        (&["coverage", "--plan", &file][..], "make one with maillage tour --plan"),
        (&["coverage", "--layer", "presence"], "give one with --plan"),
    ] {
        let output = maillage(&[more, &LOZERE].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.contains(words)), (Some(2), true), "{said}");
    }
}

#[test]
fn hours_of_the_france_services_list_are_read_or_counted() {
    let Some(list) = crate::common::shared("venues/france-services-2021.geojson") else { return };
    let file = maillage::ingest::venues::read_venues(&list).unwrap();
    let given: Vec<_> = file.records.iter().filter_map(|venue| venue.hours.as_deref()).collect();
    let week = Period::new("2027-01-04".parse().unwrap(), "2027-01-10".parse().unwrap()).unwrap();
    let read = given.iter().filter_map(|hours| Hours::read(hours).ok());
    let weekly = read.map(|hours| hours.openings(week).iter().map(|open| open.end - open.start).sum::<u32>());
    let mut weekly: Vec<u32> = weekly.collect();
    weekly.sort_unstable();
    // The others: not communicated, by appointment, every other week, in summer.
    // 103 of the 908 give none.
    assert_eq!((given.len(), weekly.len()), (805, 719));
    // The charter of France Services asks for 24 hours a week; half of these have 30 or more, none more than 60.
    assert_eq!(weekly[weekly.len() / 2] / 3600, 30);
    assert!(weekly[0] > 0 && weekly[weekly.len() - 1] < 60 * 3600);
}
