//! `--fixed`, `--duplicates`, `--mapping` and the tables in French.

use std::fs;
use std::path::Path;

use maillage::ingest::venues::{Field, schema};

use crate::{check, text};

const LIST: &str = "titre;rue;cp;ville;lat;long;tel;maj;genre;horaires d'ouverture\n\
    Médiathèque Lamartine;1 rue du Bac;48000;MENDE;44,5176;3,4996;04 66 65 12 34;02/04/2024;bleu;\
    lundi 9h - 12h / 14h - 17h\n\
    MEDIATHEQUE LAMARTINE;1, r. du Bac;48000;Mende;44,5177;3,4997;;2024-04-02;;\n\
    Tiers-lieu;3 place;48200;ST CHELY D APCHER;0;0;3939;2024-04-02;rouge;\n\
    Sans adresse;;48000;Mende;44,52;3,50;;2024-04-02;;\n\
    Nulle part;2 rue;;;;;;2024-04-02;;\n\
    =HYPERLINK(\"x\");4 rue;48000;Mende;44,52;3,51;;2024-04-02;;\n";

struct Run {
    folder: tempfile::TempDir,
    code: Option<i32>,
    stderr: String,
    stdout: String,
}

fn run(arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("liste.csv"), LIST).unwrap();
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| {
            if argument.ends_with(".out") || argument.ends_with(".csv") || argument.ends_with(".xlsx") {
                path(argument)
            } else {
                (*argument).to_owned()
            }
        })
        .collect();
    let output = check(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    Run { code: output.status.code(), stderr: text(&output.stderr), stdout: text(&output.stdout), folder }
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

#[test]
fn every_row_is_in_the_corrected_file_or_listed_and_every_cell_is_accepted() {
    let run = run(&["--fixed", "fixed.csv", "--format", "json", "liste.csv"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let path = run.folder.path().join("fixed.csv");
    let header = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
    assert_eq!(header, Field::schema().map(Field::name).collect::<Vec<_>>().join(","));
    let written = rows(&path);
    for row in &written {
        for (field, value) in Field::schema().zip(row) {
            assert!(schema::accepts(field, value), "{field} = “{value}”");
        }
    }
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let mut listed: Vec<u64> = findings
        .iter()
        .filter(|f| f["severity"] == "set_aside")
        .map(|f| f["line"].as_u64().unwrap())
        .collect();
    listed.sort_unstable();
    assert_eq!(listed, [5, 6], "no address; no place: {findings:#?}");
    assert_eq!(written.len() + listed.len(), 6);
    let cell = |row: usize, field: &str| {
        let at = Field::schema().position(|other| other.name() == field).unwrap();
        written[row][at].to_owned()
    };
    assert_eq!(
        (cell(0, "code_insee"), cell(0, "telephone")),
        ("48095".to_owned(), "+33466651234".to_owned())
    );
    assert_eq!(
        (cell(0, "date_maj"), cell(0, "pivot")),
        ("2024-04-02".to_owned(), "00000000000000".to_owned())
    );
    assert_eq!(cell(0, "horaires"), "Mo 09:00-12:00,14:00-17:00");
    assert_eq!(
        (cell(0, "latitude"), cell(2, "latitude")),
        ("44.5176".to_owned(), String::new()),
        "0,0 is unknown"
    );
    assert!(cell(3, "nom").starts_with("'="), "no formula");
    assert!(run.stderr.contains("4 rows written, 1 left out"), "{}", run.stderr);
    assert!(run.stderr.contains("genre"), "columns that are not written are named: {}", run.stderr);
}

#[test]
fn likely_duplicates_are_written_as_pairs_and_both_rows_stay() {
    let run = run(&["--duplicates", "pairs.csv", "--format", "csv", "liste.csv"]);
    let pairs = fs::read_to_string(run.folder.path().join("pairs.csv")).unwrap();
    let lines: Vec<&str> = pairs.lines().collect();
    assert_eq!(lines.len(), 2, "{pairs}");
    assert!(
        lines[0].starts_with("\u{feff}groupe;score;") && lines[1].contains(";Médiathèque Lamartine;"),
        "{pairs}"
    );
    let line = run.stdout.lines().find(|line| line.contains("Doublon probable")).unwrap();
    assert!(line.contains("à vérifier") && line.contains("les deux sont gardés"), "{line}");
}

#[test]
fn a_mapping_is_shown_corrected_and_taken_from_the_file_beside() {
    let run = run(&["--mapping", "show", "liste.csv"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("nom = \"titre\"  # 95 %"), "{}", run.stdout);
    assert!(run.stdout.contains("# not used: \"genre\""), "{}", run.stdout);
    let list = run.folder.path().join("liste.csv");
    let corrected = run.stdout.replace("nom = \"titre\"", "nom = \"rue\"");
    fs::write(run.folder.path().join("liste.csv.mapping.toml"), corrected).unwrap();
    let output = check(&["--format", "json", list.to_str().unwrap()]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["files"][0]["guessed"].is_null(), "nothing is guessed: {report}");
    fs::write(run.folder.path().join("liste.csv.mapping.toml"), "[columns]\nnom = \"absent\"\n").unwrap();
    let output = check(&[list.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no column “absent” for nom"), "{}", text(&output.stderr));
}

#[test]
fn findings_are_a_table_that_opens_in_a_spreadsheet() {
    let run = run(&["-o", "findings.xlsx", "liste.csv"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let bytes = fs::read(run.folder.path().join("findings.xlsx")).unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04"));
}
