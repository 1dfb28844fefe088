//! Through the real binary.

use std::fs;
use std::path::Path;

use crate::common::{maillage, maillage_ok};

const STOPS: &str = "id,name,lon,lat,people,dwell_min,days,hours,address,postcode,commune,insee\n\
    48061,Florac-Trois-Rivières,3.5936,44.3250,2100,150,thu,,Place Louis Dides,48400,Florac Trois Rivières,48050\n\
    48080,Langogne,3.8548,44.7270,2900,150,,\"09:00-12:30; 14:00-17:30\",Place de la République,48300,Langogne,48080\n\
    48140,Saint-Chély-d’Apcher,3.2750,44.8020,4100,180,,,Place du Foirail,48200,Saint-Chély-d’Apcher,48140\n";

fn tour(folder: &Path, more: &[&str]) -> Vec<u8> {
    let stops = folder.join("stops.csv");
    fs::write(&stops, STOPS).unwrap();
    let asked = [
        "tour",
        "--stops",
        stops.to_str().unwrap(),
        "--depot",
        "48095",
        "--from",
        "2027-01-04",
        "--to",
        "2027-06-30",
    ];
    maillage_ok(&[&asked, more].concat())
}

#[test]
fn a_plan_is_made_checked_and_made_again_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let made = tour(folder.path(), &["--cycle-weeks", "2", "--days", "mon,tue,thu,fri"]);
    let path = folder.path().join("plan.json");
    fs::write(&path, &made).unwrap();
    let plan = path.to_str().unwrap();
    assert!(maillage_ok(&["tour", "--again", plan]) == made);
    let said = String::from_utf8(maillage_ok(&["check-plan", plan])).unwrap();
    assert!(said.ends_with("declared\n") && said.contains(" 0 errors"), "{said}");
    // Ascension is a Thursday, the day of Florac: dropped or moved, and told.
    let text = String::from_utf8(made).unwrap();
    assert!(text.contains("\"depot\": {\"name\":\"Mende\""));
    for format in ["timetable", "xlsx", "ics", "gpx", "geojson", "venues", "sheets"] {
        assert!(maillage_ok(&["tour", "--again", plan, "--format", format]).len() > 500, "{format}");
    }
    fs::write(&path, text.replacen("\"sessions\":", "\"sessions\":1", 1)).unwrap();
    assert_eq!(maillage(&["check-plan", plan]).status.code(), Some(1));
    fs::write(&path, "{}").unwrap();
    assert_eq!(maillage(&["check-plan", plan]).status.code(), Some(2));
}

#[test]
fn venue_rows_of_a_tour_pass_our_own_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("venues.csv");
    fs::write(&path, tour(folder.path(), &["--format", "venues"])).unwrap();
    let output = maillage(&["check", path.to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("3 rows, 3 usable venues"), "{said}");
}

#[test]
fn what_is_wrong_is_named_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let stops = folder.path().join("stops.csv");
    fs::write(&stops, "id,lon,lat,hours\na,3.5,44.5,9h-12h\n").unwrap();
    let stops = stops.to_str().unwrap();
    let said = |more: &[&str]| {
        let asked =
            ["tour", "--stops", stops, "--depot", "3.5,44.4", "--from", "2027-01-04", "--to", "2027-06-30"];
        let output = maillage(&[&asked, more].concat());
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let error = said(&[]);
    assert!(error.contains("stops.csv: line 2, hours: “9h” is not a time of day, such as 09:30"), "{error}");
    let error = said(&["--days", "lundi"]);
    assert!(error.contains("--days: “lundi” is not a weekday"), "{error}");
}

#[test]
fn a_workbook_is_named_by_its_ending_and_is_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tour.xlsx");
    let made = || {
        tour(folder.path(), &["-o", path.to_str().unwrap()]);
        fs::read(&path).unwrap()
    };
    let first = made();
    assert!(first.starts_with(b"PK") && first == made());
    let output = maillage(&[
        "tour",
        "--stops",
        "x.csv",
        "--depot",
        "48095",
        "--from",
        "2027-01-04",
        "--to",
        "2027-02-04",
        "-o",
        "tour.ods",
    ]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no .ods is written here"));
}
