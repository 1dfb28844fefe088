//! Lozère, through the real binary: the file on disk agrees with an independent computation.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]
#![allow(unreachable_pub, reason = "shared test modules")]

mod common;
#[path = "common/vincenty.rs"]
mod vincenty;

use common::{maillage, maillage_ok, root};

const VENUES: &str = "data/venues/lozere.csv";
const HEADER: [&str; 14] = [
    "code_insee",
    "commune",
    "epci",
    "population",
    "lon",
    "lat",
    "venue_id",
    "venue",
    "straight_line_m",
    "distance_m",
    "duration_s",
    "band",
    "covered",
    "reason",
];

/// The rows of a CSV, each field by its column.
fn rows(csv: &[u8]) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (header, reader.records().map(Result::unwrap).collect())
}

fn number(row: &csv::StringRecord, column: usize) -> f64 {
    row[column].parse().unwrap()
}

fn coverage(more: &[&str]) -> Vec<u8> {
    maillage_ok(&[&["coverage", "--territory", "48", "--venues", VENUES], more].concat())
}

#[test]
fn every_commune_of_lozere_agrees_with_an_independent_geodesic() {
    let venues: Vec<(String, (f64, f64))> = {
        let mut reader = csv::Reader::from_path(root().join(VENUES)).unwrap();
        let header = reader.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|h| h == name).unwrap();
        let (id, lon, lat) = (column("id"), column("longitude"), column("latitude"));
        let venue = |row: csv::StringRecord| (row[id].to_owned(), (number(&row, lon), number(&row, lat)));
        reader.records().map(|row| venue(row.unwrap())).collect()
    };
    assert_eq!(venues.len(), 11);

    let (header, rows) = rows(&coverage(&[]));
    assert_eq!(header[..14], HEADER);
    assert_eq!(rows.len(), 152);
    let mut population = 0;
    for row in &rows {
        population += row[3].parse::<u64>().unwrap();
        let home = (number(row, 4), number(row, 5));
        let mut by_length: Vec<_> = venues.iter().map(|(id, at)| (vincenty::metres(home, *at), id)).collect();
        by_length.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(&row[6], by_length[0].1, "nearest venue of {}", &row[0]);
        assert!(
            (number(row, 8) - by_length[0].0).abs() < 0.01,
            "{}: {} m, {} m",
            &row[0],
            &row[8],
            by_length[0].0
        );
        // Detour 1.3 and 50 km/h, up to the last digit shown.
        assert!((number(row, 9) - number(row, 8) * 1.3).abs() < 0.000_501, "{}", &row[0]);
        assert!((number(row, 10) - number(row, 9) / (50.0 / 3.6)).abs() < 0.000_501, "{}", &row[0]);
        assert_eq!(&row[12] == "true", number(row, 10) <= 1200.0, "{}", &row[0]);
        assert!(row[13].is_empty());
    }
    assert_eq!(population, 76_486);
    assert!(rows.windows(2).all(|pair| pair[0][0] < pair[1][0]), "rows are sorted by code");
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    for format in ["csv", "json", "geojson", "fgb"] {
        let ask = || coverage(&["--format", format]);
        assert!(ask() == ask(), "{format}");
    }
}

#[test]
fn the_parameters_change_the_times_and_nothing_else() {
    let (_, plain) = rows(&coverage(&[]));
    let (_, slow) = rows(&coverage(&["--detour", "2", "--speed", "25"]));
    for (plain, slow) in plain.iter().zip(&slow) {
        assert_eq!((&plain[6], &plain[8]), (&slow[6], &slow[8]));
        assert!((number(slow, 9) - number(slow, 8) * 2.0).abs() < 0.000_501);
        assert!((number(slow, 10) - number(slow, 9) * 0.144).abs() < 0.000_501);
    }
}

#[test]
fn without_a_matching_venue_everybody_has_a_row_and_a_reason() {
    let (_, rows) = rows(&coverage(&["--kind", "library", "--buffer-km", "0"]));
    assert_eq!(rows.len(), 152);
    for row in &rows {
        assert_eq!((&row[11], &row[12]), ("unreachable", "false"));
        assert!(row[13].contains("no venue"), "{}", &row[13]);
        assert!(row[6].is_empty() && row[10].is_empty());
    }
}

#[test]
fn a_neighbouring_venue_serves_across_the_border_of_an_epci() {
    // Causses et Cévennes around Florac: Le Bleymard, next door, is nearer for some.
    let summary = maillage_ok(&[
        "summary",
        "--territory",
        "48061,48116",
        "--venues",
        VENUES,
        "--format",
        "json",
        "--kind",
        "france_services",
    ]);
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(summary["venues"]["inside"], 2);
    assert!(summary["venues"]["outside"].as_u64().unwrap() >= 1);
    assert_eq!(summary["territory"]["communes"], 2);
}

#[test]
fn who_is_covered_only_from_next_door_is_counted() {
    // Cantal has no venue of its own in the file: those of Lozère reach 1,535 people, across the border.
    let asked = ["summary", "--territory", "15", "--venues", VENUES, "--format", "json"];
    let summary: serde_json::Value = serde_json::from_slice(&maillage_ok(&asked)).unwrap();
    assert_eq!(summary["venues"]["inside"], 0);
    let people = &summary["people"];
    assert_eq!(people["covered"], people["covered_only_from_outside"], "{people}");
    assert_eq!(people["covered"], 1535.0, "{people}");
}

#[test]
fn the_summary_tells_a_council_ten_facts_in_french() {
    let text = String::from_utf8(maillage_ok(&["summary", "--territory", "48", "--venues", VENUES])).unwrap();
    assert_eq!(text.lines().count(), 10, "{text}");
    assert!(
        text.starts_with("Lozère (département 48)\u{A0}: 152\u{A0}communes, 76\u{202F}486\u{A0}habitants"),
        "{text}"
    );
    assert!(text.contains("Temps estimés à vol d’oiseau"), "{text}");
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let inside_a_file = folder.path().join("file");
    std::fs::write(&inside_a_file, "not a folder").unwrap();
    let target = inside_a_file.join("gaps.csv");
    let output =
        maillage(&["coverage", "--territory", "48", "--venues", VENUES, "-o", target.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_option_and_its_range() {
    for (arguments, named) in [
        (&["--territory", "4X"][..], "region:76"),
        (&["--territory", "99"], "99"),
        (&["--territory", "48", "--threshold", "NaN"], "--threshold"),
        (&["--territory", "48", "--threshold", "1e300"], "--threshold"),
        (&["--territory", "48", "--detour", "0"], "detour"),
        (&["--territory", "48", "--bands", "10,10"], "--bands"),
        (&["--territory", "48", "--kind", "casino"], "france_services"),
        (&["--territory", "48", "--venues", "data"], "data"),
        (&["--territory", "48", "--venues", "no/such/file.csv"], "no/such/file.csv"),
        (&["--territory", "48", "--data", "src"], "communes.fgb"),
    ] {
        let output = maillage(&[&["coverage"], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(named), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
    }
}
