//! Cells of a grid as demand points.

use std::path::Path;

use maillage::geodesy::{Crs, Projection};
use serde_json::Value;

use crate::common::maillage_ok;
use crate::{file, import, manifest, text};

/// The identifier of the cell of 200 m that holds a position.
fn id(lon: f64, lat: f64) -> String {
    let at = Projection::to_crs(Crs::LaeaEurope).from_lon_lat(geo_types::Coord { x: lon, y: lat }).unwrap();
    let corner = |metres: f64| format!("{:.0}", (metres / 200.0).floor() * 200.0);
    format!("CRS3035RES200mN{}E{}", corner(at.y), corner(at.x))
}

/// Three cells in Florac and one in Mende, one in the sea, one twice, one that is no cell, one of La Réunion.
fn cells(place: &Path) -> String {
    let florac = [id(3.5938, 44.3255), id(3.6008, 44.3215), id(3.55, 44.31)];
    let mende = id(3.4990, 44.5183);
    let sea = id(5.5, 42.5);
    let rows = [
        format!("{},1,10.5,48061,0", florac[0]),
        format!("{},1,2.25,\"48061,48095\",1", florac[1]),
        format!("{},1,4,48061,0", florac[2]),
        format!("{mende},1,100,48095,0"),
        format!("{sea},1,3,,0"),
        format!("{mende},1,100,48095,0"),
        "CRS3035RES200mNxE1,1,1,48095,0".to_owned(),
        "CRS2975RES200mN7670000E340000,1,5,97411,0".to_owned(),
    ];
    file(place, "carreaux_200m.csv", &format!("idcar_200m,men,ind,lcog_geo,i_est_200\n{}\n", rows.join("\n")))
}

#[test]
fn cells_are_demand_points_and_every_one_of_them_is_accounted_for() {
    let place = tempfile::tempdir().unwrap();
    let grid = cells(place.path());
    let said = import(place.path(), &["--territory", "48", "--grid", &grid]);
    let out = place.path().join("out");
    let manifest = manifest(&out);
    let rows = &manifest["inputs"][0]["rows"];
    let n = |name: &str| rows[name].as_u64().unwrap();
    assert_eq!([n("rows"), n("used"), n("set_aside"), n("elsewhere")], [8, 4, 3, 1], "{said}");
    let cells = &manifest["totals"]["cells"];
    assert_eq!((&cells["all"]["cells"], &cells["all"]["people"]), (&4.into(), &116.75.into()));
    assert_eq!((&cells["imputed"]["people"], &cells["set_aside"]["people"]), (&2.25.into(), &3.into()));
    assert_eq!(cells["communes"], 2);
    let ways: u64 =
        ["inside", "named", "nearest"].iter().map(|way| cells[way]["cells"].as_u64().unwrap()).sum();
    assert_eq!(ways, 4, "that of La Réunion is elsewhere: {cells}");
    let table = text(&out, "demand/reconciliation.csv");
    let florac = table.lines().find(|line| line.starts_with("48061,")).unwrap();
    assert!(florac.contains(",3,16.75,2.25,-"), "{florac}");
    assert!(text(&out, "findings.csv").contains("set aside with its 3 people"));
}

#[test]
fn every_answer_counts_the_people_of_cells() {
    let place = tempfile::tempdir().unwrap();
    let grid = cells(place.path());
    import(place.path(), &["--territory", "48", "--grid", &grid]);
    let data = place.path().join("out");
    let ask = |command: &str, more: &[&str]| {
        let mut all = vec![command, "--territory", "48061,48095", "--data", data.to_str().unwrap()];
        all.extend(more);
        maillage_ok(&all)
    };
    let summary = String::from_utf8(ask("summary", &[])).unwrap();
    assert!(summary.contains("Habitants comptés au carreau"), "{summary}");
    assert!(summary.contains("4\u{a0}carreaux") && summary.contains("centre de chaque carreau"), "{summary}");
    let rows = |layer: &str| -> Vec<Value> {
        let json = ask("coverage", &["--layer", layer, "--format", "json", "--threshold", "1"]);
        let document: Value = serde_json::from_slice(&json).unwrap();
        document["rows"].as_array().unwrap().clone()
    };
    let communes = rows("coverage");
    let demand = rows("demand");
    assert_eq!((communes.len(), demand.len()), (2, 4));
    let florac = &communes[0];
    assert_eq!((&florac["code_insee"], &florac["population"]), (&"48061".into(), &16.75.into()));
    assert_eq!(florac["points"], 3);
    // The mean by people of the three cells, and the people of its bands.
    let own: Vec<&Value> = demand.iter().filter(|cell| cell["commune_code"] == "48061").collect();
    let figure = |cell: &Value, name: &str| cell[name].as_f64().unwrap();
    let weighted: f64 = own.iter().map(|cell| figure(cell, "population") * figure(cell, "duration_s")).sum();
    assert!((weighted / 16.75 - figure(florac, "duration_s")).abs() < 0.001, "{florac}");
    let bands = florac
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| name.starts_with("people ") && *name != "people covered");
    let people: f64 = bands.map(|(_, people)| people.as_f64().unwrap()).sum();
    assert!((people - 16.75).abs() < 1e-9, "{florac}");
    assert!(own.iter().any(|cell| cell["point_precision"] == "imputed_cell"));
    assert!(own.iter().all(|cell| cell["code"].as_str().unwrap().starts_with("CRS3035RES200m")));
    // Stops are chosen for the people of cells, and presence is told by commune.
    let stops: Value = serde_json::from_slice(&ask("stops", &["--within", "1", "--count", "1"])).unwrap();
    assert_eq!(stops["people"], 116.75);
}

#[test]
fn a_folder_with_cells_is_itself_a_base() {
    let place = tempfile::tempdir().unwrap();
    let grid = cells(place.path());
    import(place.path(), &["--territory", "48", "--grid", &grid]);
    let first = place.path().join("first");
    std::fs::rename(place.path().join("out"), &first).unwrap();
    import(place.path(), &["--base", first.to_str().unwrap(), "--territory", "48061", "--buffer-km", "0"]);
    let out = place.path().join("out");
    let cells = manifest(&out)["totals"]["cells"].clone();
    assert_eq!(cells["all"]["people"], 16.75);
}
