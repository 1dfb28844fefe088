//! Files with shapes, through `ogr2ogr` and `ogrinfo`.

use std::path::Path;
use std::process::Command;

use crate::common::{maillage, maillage_ok};

const LAYERS: [&str; 4] = ["coverage", "gaps", "venues", "demand"];

/// Whether GDAL is there; on the machine of the continuous integration it has to be.
fn gdal() -> bool {
    let found = Command::new("ogrinfo").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "no GDAL: tools/gdal --install");
    println!("GDAL {}", if found { "reads the files" } else { "not found, nothing compared" });
    found
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{program} {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn written(folder: &Path, layer: &str, ending: &str, more: &[&str]) -> String {
    let path = folder.join(format!("{layer}.{ending}"));
    let path = path.to_str().unwrap();
    let asked = ["coverage", "--territory", "48", "--layer", layer, "-o", path];
    maillage_ok(&[&asked, more].concat());
    path.to_owned()
}

/// The rows that GDAL finds, by column in the order of the file, as text.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Whether a cell that GDAL read is the one that was written: numbers by value, since each format writes them its
/// own way; a shapefile keeps six decimals and 254 bytes of a text.
fn same(ours: &str, theirs: &str) -> bool {
    let truth = |text: &str| match text {
        "true" | "T" => "1".to_owned(),
        "false" | "F" => "0".to_owned(),
        other => other.trim_start_matches('\'').to_owned(),
    };
    let (ours, theirs) = (truth(ours), truth(theirs));
    // GDAL takes a text that looks like a date for one, in GeoJSON.
    let is_date = theirs.len() == 10 && theirs.matches('/').count() == 2;
    let theirs = if is_date { theirs.replace('/', "-") } else { theirs };
    let is_code = |text: &str| text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    match (ours.parse::<f64>(), theirs.parse::<f64>()) {
        (Ok(a), Ok(b)) if !is_code(&ours) => (a - b).abs() < 1e-6,
        _ => ours == theirs || (theirs.len() > 250 && ours.starts_with(&theirs)),
    }
}

#[test]
fn gdal_reads_in_every_format_what_the_table_says() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for layer in LAYERS {
        let expected = rows(
            &String::from_utf8(maillage_ok(&["coverage", "--territory", "48", "--layer", layer])).unwrap(),
        );
        for (ending, epsg) in
            [("gpkg", 4326), ("shp", 2154), ("shp.zip", 2154), ("fgb", 4326), ("geojson", 4326)]
        {
            let path = written(folder.path(), layer, ending, &[]);
            let source = if ending == "shp.zip" { format!("/vsizip/{path}") } else { path };
            let table = folder.path().join("read.csv");
            let _ = std::fs::remove_file(&table);
            // A FlatGeobuf is in the order of its index.
            run("ogr2ogr", &["-f", "CSV", table.to_str().unwrap(), &source]);
            let mut found = rows(&std::fs::read_to_string(&table).unwrap());
            assert_eq!(found.len(), expected.len(), "{source}");
            assert_eq!(found[0].len(), expected[0].len(), "{source}: {:?}", found[0]);
            if !ending.starts_with("shp") {
                assert_eq!(found[0], expected[0], "{source}");
            }
            let (mut expected, mut rest) = (expected[1..].to_vec(), found.split_off(1));
            expected.sort();
            rest.sort();
            if ending == "geojson" {
                // Lists are lists there: GDAL writes them its own way.
                let is_list = |cell: &String| cell.starts_with('(') || cell.starts_with("[ ");
                rest.iter_mut().flatten().filter(|cell| is_list(cell)).for_each(String::clear);
            }
            for (ours, theirs) in expected.iter().zip(&rest) {
                for (column, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                    let is_list = ending == "geojson" && (ours.contains('|') || theirs.is_empty());
                    assert!(
                        is_list || same(ours, theirs),
                        "{source}: column {column}: “{ours}” and “{theirs}”"
                    );
                }
            }
            let about = run("ogrinfo", &["-al", "-so", &source]);
            assert!(about.contains(&format!("ID[\"EPSG\",{epsg}]")), "{source}: {about}");
            let geometry = if layer == "gaps" || layer == "coverage" { "Polygon" } else { "Point" };
            assert!(about.contains(geometry), "{about}");
        }
    }
}

#[test]
fn shapes_are_valid_and_cover_the_same_ground_in_every_format_and_system() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Square metres of the gap zones, in Lambert-93, whatever the file's system.
    let area = |source: &str, layer: &str| {
        let shape = if source.ends_with("gpkg") { "geom" } else { "geometry" };
        let sql = format!(
            "SELECT COUNT(*) AS n, SUM(ST_IsValid({shape})) AS valid, SUM(ST_Area(ST_Transform({shape}, 2154))) AS area FROM \"{layer}\""
        );
        let text = run("ogrinfo", &["-q", "-dialect", "SQLite", "-sql", &sql, source]);
        let value = |name: &str| -> f64 {
            let line = text
                .lines()
                .find(|line| line.trim_start().starts_with(name))
                .unwrap_or_else(|| panic!("{text}"));
            line.rsplit(' ').next().unwrap().parse().unwrap()
        };
        assert!((value("n (") - value("valid (")).abs() < 0.5, "{source}: {text}");
        value("area (")
    };
    let expected = area(&written(folder.path(), "gaps", "geojson", &[]), "gaps");
    assert!(expected > 1e9, "{expected}");
    let wgs84 = |path: &str| area(path, "gaps");
    for (ending, more) in [
        ("gpkg", &[][..]),
        ("gpkg", &["--crs", "2154"]),
        ("gpkg", &["--crs", "3857"]),
        ("gpkg", &["--crs", "3035"]),
        ("fgb", &[]),
        ("shp", &[]),
        ("shp", &["--crs", "4326"]),
    ] {
        let found = wgs84(&written(folder.path(), "gaps", ending, more));
        assert!((found / expected - 1.0).abs() < 1e-6, "{ending} {more:?}: {found} and {expected}");
    }
    // The box in the index of a GeoPackage finds what a full read finds.
    let path = written(folder.path(), "coverage", "gpkg", &[]);
    let count = |arguments: &[&str]| {
        let text = run("ogrinfo", &[&["-al", "-so"], arguments, &[&path]].concat());
        text.lines().find_map(|line| line.strip_prefix("Feature Count: ")?.parse::<u32>().ok()).unwrap()
    };
    let few = count(&["-spat", "3.4", "44.4", "3.6", "44.6"]);
    assert!((2..152).contains(&few), "{few}");
    assert_eq!(count(&[]), 152);
}

#[test]
fn files_say_what_they_were_made_from_and_are_the_same_bytes_twice() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["gpkg", "shp.zip", "fgb", "geojson", "xlsx", "csv", "fr.csv", "json"] {
        let path = written(folder.path(), "gaps", ending, &[]);
        let first = std::fs::read(&path).unwrap();
        assert_eq!(std::fs::read(written(folder.path(), "gaps", ending, &[])).unwrap(), first, "{ending}");
        let said = match ending {
            "csv" | "fr.csv" => std::fs::read(format!("{path}-metadata.json")).unwrap(),
            "shp.zip" => {
                written(folder.path(), "gaps", "shp", &[]);
                std::fs::read(folder.path().join("gaps-metadata.txt")).unwrap()
            }
            // Its sheet of sources is compressed: looked at in tests/formats/text.rs.
            "xlsx" => continue,
            _ => first,
        };
        let said = String::from_utf8_lossy(&said);
        for fact in ["threshold_min", "france/communes.fgb", "Licence Ouverte 2.0"] {
            assert!(said.contains(fact), "{ending} does not say {fact}");
        }
        let digest =
            Command::new("sha256sum").arg(crate::common::root().join("data/france/communes.fgb")).output();
        if let Ok(output) = digest {
            let digest = String::from_utf8_lossy(&output.stdout).chars().take(64).collect::<String>();
            assert!(said.contains(&digest), "{ending} has another digest than {digest}");
        }
    }
}

#[test]
fn a_system_that_does_not_fit_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    for (ending, crs, remedy) in [
        ("gpkg", "2975", "EPSG:4326"),
        ("shp", "5490", "EPSG:5490"),
        ("geojson", "2154", ".gpkg and .shp.zip"),
        ("gpkg", "27572", "among 2154"),
    ] {
        let path = folder.path().join(format!("gaps.{ending}"));
        let asked =
            ["coverage", "--territory", "48", "--layer", "gaps", "--crs", crs, "-o", path.to_str().unwrap()];
        let output = maillage(&asked);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(remedy), "{ending} {crs}: {said}");
        assert!(!path.exists());
    }
}
