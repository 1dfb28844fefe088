//! The gap report through the real binary and the service: what other readers find in its PDF.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking; small numbers"
)]
#![allow(unreachable_pub, reason = "shared test modules")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/countryside.rs"]
mod countryside;
#[path = "../common/pbf.rs"]
mod pbf;
mod readers;
mod served;

use std::fs;
use std::path::Path;

use common::{maillage, maillage_ok};
use readers::{is_there, joined, read};

/// Writes a report; its bytes.
fn report(folder: &Path, name: &str, more: &[&str]) -> Vec<u8> {
    let path = folder.join(name);
    maillage_ok(&[&["report", "-o", path.to_str().unwrap()], more].concat());
    fs::read(path).unwrap()
}

fn summary(more: &[&str]) -> String {
    String::from_utf8(maillage_ok(&[&["summary"], more].concat())).unwrap()
}

/// The summary's lines, those of the head and of the sources apart, are in the text of a PDF in their order.
fn holds_the_summary(pdf: &Path, summary: &str) {
    let text = joined(&read("pdftotext", &["-raw", pdf.to_str().unwrap(), "-"]));
    let lines: Vec<&str> = summary.lines().collect();
    let mut from = 0;
    for line in &lines[1..lines.len() - 1] {
        let line = joined(line);
        let at = text[from..].find(&line);
        from += at.unwrap_or_else(|| panic!("not in the PDF, or not in its place: {line}")) + line.len();
    }
}

#[test]
fn other_readers_find_the_summary_the_structure_and_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rapport.pdf");
    let bytes = report(folder.path(), "rapport.pdf", &["--territory", "48"]);
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    assert_eq!(bytes, report(folder.path(), "again.pdf", &["--territory", "48"]), "the same bytes again");
    if !is_there() {
        return;
    }
    holds_the_summary(&path, &summary(&["--territory", "48"]));
    let pdf = path.to_str().unwrap();
    let info = read("pdfinfo", &[pdf]);
    for said in ["Tagged:          yes", "Title:           Lozère", "JavaScript:      no"] {
        assert!(info.contains(said), "{said}\n{info}");
    }
    assert!(!info.contains("CreationDate"), "{info}");
    let metadata = read("pdfinfo", &["-meta", pdf]);
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"), "it says that it is PDF/UA-1\n{metadata}");
    read("qpdf", &["--check", pdf]);
    let opened = read("qpdf", &["--qdf", "--object-streams=disable", pdf, "-"]);
    for said in ["/Lang (fr)", "/DisplayDocTitle true", "/Marked true", "/Outlines"] {
        assert!(opened.contains(said), "{said}");
    }

    let tree = read("pdfinfo", &["-struct-text", pdf]);
    // `H1 "…" (block)`, `TH:`: the tag is the first word.
    let tag_of =
        |line: &str| line.split_whitespace().next().map(|word| word.trim_end_matches(':').to_owned());
    let count = |tag: &str| tree.lines().filter(|line| tag_of(line).as_deref() == Some(tag)).count();
    assert_eq!(count("H1"), 1);
    assert!(count("H2") >= 7 && count("H3") >= 5, "{} {}", count("H2"), count("H3"));
    assert_eq!(count("Figure"), 1);
    assert_eq!(count("Table"), count("THead"));
    assert!(count("Table") >= 8 && count("TH") > count("Table") && count("TD") > 300);
    assert!(count("L") >= 4 && count("LI") == count("LBody"), "{} {}", count("LI"), count("LBody"));
    let attributes = read("pdfinfo", &["-struct", pdf]);
    assert!(attributes.contains("/Scope /Column") && attributes.contains("/Scope /Row"));

    // Page furniture is not in the structure: who listens is not told it on every page.
    assert!(!joined(&tree).contains("page1sur"), "page numbers are artifacts");
    let text = joined(&read("pdftotext", &[pdf, "-"]));
    let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim();
    assert!(text.contains(&format!("page1sur{pages}")), "numbered of {pages}");
    let fonts = read("pdffonts", &[pdf]);
    assert!(fonts.contains("OpenSans") && !fonts.contains(" no  "), "embedded, with their letters\n{fonts}");
}

#[test]
fn a_tour_is_told_by_its_effect() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (stops, plan) = (path("stops.json"), path("plan.json"));
    maillage_ok(&["stops", "--territory", "48", "--within", "15", "--count", "4", "-o", &stops]);
    let dates = ["--from", "2027-01-04", "--to", "2027-06-30", "--cycle-weeks", "2"];
    maillage_ok(&[&["tour", "--plan", &stops, "--depot", "48095", "-o", &plan], &dates[..]].concat());
    let asked = ["--territory", "48", "--within", "15", "--plan", &plan];
    report(folder.path(), "tour.pdf", &asked);
    let html = String::from_utf8(report(folder.path(), "tour.html", &asked)).unwrap();
    for said in ["Ce que la tournée change", "Avec et sans la tournée", "Arrêt de la tournée"] {
        assert!(html.contains(said), "{said}");
    }
    if is_there() {
        holds_the_summary(&folder.path().join("tour.pdf"), &summary(&asked));
    }
}

#[test]
fn by_road_the_report_says_whose_roads_and_what_they_cannot_reach() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (extract, roads) = (path("lozere.osm.pbf"), path("lozere.roads"));
    fs::write(&extract, countryside::countryside().to_bytes()).unwrap();
    maillage_ok(&["roads", "build", &extract, "-o", &roads]);
    let asked = ["--territory", "48", "--roads", &roads];
    let html = String::from_utf8(report(folder.path(), "road.html", &asked)).unwrap();
    for said in
        ["Temps calculés par la route", "ODbL 1.0", "aucun lieu accessible", "commune trop loin d’une route"]
    {
        assert!(html.contains(said), "{said}");
    }
    assert!(!html.contains("Temps estimés."), "times by road are no estimate");
    report(folder.path(), "road.pdf", &asked);
    if is_there() {
        holds_the_summary(&folder.path().join("road.pdf"), &summary(&asked));
    }
}

#[test]
fn a_region_stops_its_long_tables_and_says_where_the_rest_is() {
    let folder = tempfile::tempdir().unwrap();
    let html = String::from_utf8(report(folder.path(), "r.html", &["--territory", "region:76"])).unwrap();
    assert!(html.contains("(les 60 premières lignes)") && html.contains("dans l’export\u{A0}:"));
    assert!(html.matches("<tr>").count() < 400, "{} rows", html.matches("<tr>").count());
    report(folder.path(), "r.pdf", &["--territory", "region:76"]);
    if is_there() {
        let path = folder.path().join("r.pdf");
        read("qpdf", &["--check", path.to_str().unwrap()]);
        holds_the_summary(&path, &summary(&["--territory", "region:76"]));
    }
}

#[test]
fn small_empty_and_distant_territories_have_their_report() {
    let folder = tempfile::tempdir().unwrap();
    // An EPCI; one commune with a venue; a land without venues; one overseas, in its own projection.
    for (territory, said) in [
        ("200069151", "intercommunalité 200069151"),
        ("48095", "commune 48095"),
        ("2A", "Aucun lieu n’est compté."),
        ("974", "(EPSG:2975)"),
    ] {
        let html = String::from_utf8(report(folder.path(), "t.html", &["--territory", territory])).unwrap();
        assert!(html.contains(said), "{territory}: {said}");
        assert!(report(folder.path(), "t.pdf", &["--territory", territory]).starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn what_cannot_be_written_is_refused_before_any_work() {
    let refused = maillage(&["report", "--territory", "48", "-o", "rapport.xlsx"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains(".pdf or .html") && !Path::new("rapport.xlsx").exists(), "{said}");
    let refused = maillage(&["report", "--territory", "48", "-o", "nowhere/rapport.pdf"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("nowhere"), "{said}");
}
