//! Roads, matrices and nearest venues of two real extracts, through the real binary, against OSRM.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "files that are known")]
#![allow(unreachable_pub, reason = "shared test modules")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{maillage_ok, shared};

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Builds the roads of an extract twice and gives the file; `None` where there are no golden data.
fn roads(folder: &Path, extract: &str) -> Option<PathBuf> {
    let extract = shared(&format!("roads/{extract}.osm.pbf"))?;
    let [once, again] = ["once.roads", "again.roads"].map(|name| folder.join(name));
    for file in [&once, &again] {
        let report = maillage_ok(&["roads", "build", text(&extract), "-o", text(file), "--json"]);
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        let number = |name: &str| report[name].as_u64().unwrap();
        let refused: u64 =
            report["ways_refused"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(number("ways_read"), number("ways_kept") + refused);
        println!(
            "{} junctions, {} components, {}",
            number("junctions"),
            number("components"),
            report["total_s"]
        );
    }
    assert!(fs::read(&once).unwrap() == fs::read(again).unwrap(), "built twice, the same bytes");
    Some(once)
}

/// The points of some columns, each distinct position once, as `id,lon,lat`; the identifier of each.
fn points(path: &Path, positions: &[[String; 2]]) -> BTreeMap<[String; 2], String> {
    let mut ids = BTreeMap::new();
    for position in positions {
        let next = ids.len().to_string();
        ids.entry(position.clone()).or_insert(next);
    }
    let mut lines: Vec<_> = ids.iter().map(|([lon, lat], id)| format!("{id},{lon},{lat}\n")).collect();
    lines.insert(0, "id,lon,lat\n".to_owned());
    fs::write(path, lines.concat()).unwrap();
    ids
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn a_matrix_agrees_with_osrm_and_answers_every_pair() {
    for (name, extract) in [("andorra", "andorra"), ("bayreuth", "north-bayreuth")] {
        let folder = tempfile::tempdir().unwrap();
        let Some(roads) = roads(folder.path(), extract) else { return };
        let golden = rows(&shared(&format!("golden/{name}-od.csv")).unwrap());
        let at =
            |row: &csv::StringRecord, column: usize| [row[column].to_owned(), row[column + 1].to_owned()];
        let file = |name: &str| folder.path().join(name);
        let from = points(&file("from.csv"), &golden.iter().map(|row| at(row, 3)).collect::<Vec<_>>());
        let to = points(&file("to.csv"), &golden.iter().map(|row| at(row, 5)).collect::<Vec<_>>());
        let (a, b, m) = (file("from.csv"), file("to.csv"), file("m.csv"));
        let asked = ["matrix", "--roads", text(&roads), "--from", text(&a), "--to", text(&b), "-o", text(&m)];
        maillage_ok(&asked);
        let matrix: BTreeMap<[String; 2], csv::StringRecord> =
            rows(&m).into_iter().map(|row| ([row[0].to_owned(), row[1].to_owned()], row)).collect();
        assert_eq!(matrix.len(), from.len() * to.len());
        let (mut times, mut lengths) = (Vec::new(), Vec::new());
        for row in &golden {
            let cell = &matrix[&[from[&at(row, 3)].clone(), to[&at(row, 5)].clone()]];
            assert!(cell[4].is_empty(), "{cell:?}");
            let number = |text: &str| text.parse::<f64>().unwrap();
            let (seconds, metres) = (number(&cell[2]), number(&cell[3]));
            if &row[0] == "node" && !row[21].contains("osrm-other-route") {
                times.push((seconds / number(&row[9]) - 1.0).abs());
                lengths.push((metres / number(&row[10]) - 1.0).abs());
            }
        }
        let (time, length) = (median(&mut times), median(&mut lengths));
        println!("{name}: {} pairs, time off by {time:.4}, length by {length:.5} at the median", times.len());
        assert!(time <= 0.05 && length <= 0.003, "{time} {length}");
    }
}

#[test]
fn the_nearest_venue_is_that_of_osrm() {
    let folder = tempfile::tempdir().unwrap();
    let Some(roads) = roads(folder.path(), "north-bayreuth") else { return };
    let as_points = |golden: &str, file: &str| {
        let path = folder.path().join(file);
        let golden = rows(&shared(golden).unwrap());
        let lines = golden.iter().enumerate().map(|(i, row)| format!("{i},{},{}\n", &row[2], &row[3]));
        fs::write(&path, "id,lon,lat\n".to_owned() + &lines.collect::<String>()).unwrap();
        path
    };
    let from = as_points("golden/bayreuth-origins.csv", "from.csv");
    let to = as_points("golden/bayreuth-venues-10.csv", "to.csv");
    let out = folder.path().join("out.csv");
    let (roads, from, to) = (text(&roads), text(&from), text(&to));
    maillage_ok(&["nearest", "--roads", roads, "--from", from, "--to", to, "-k", "3", "-o", text(&out)]);
    let answers = rows(&out);
    let golden = rows(&shared("golden/bayreuth-nearest.csv").unwrap());
    assert_eq!(answers.len(), 3 * golden.len());
    let first: BTreeMap<String, String> = answers
        .iter()
        .filter(|row| &row[1] == "1")
        .map(|row| (row[0].to_owned(), row[2].to_owned()))
        .collect();
    let n_same = golden.iter().filter(|row| first[&row[0]] == row[1]).count();
    println!("{n_same} of {} origins have OSRM's venue", golden.len());
    assert!(n_same * 100 >= golden.len() * 98, "{n_same} of {}", golden.len());
    for pair in answers.windows(2).filter(|pair| pair[0][0] == pair[1][0]) {
        let seconds = |row: &csv::StringRecord| row[3].parse::<f64>().unwrap();
        assert!(seconds(&pair[0]) <= seconds(&pair[1]), "{pair:?}");
        assert_ne!(pair[0][2], pair[1][2], "distinct venues");
    }
}
