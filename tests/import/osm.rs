//! `maillage import osm`: one extract, drawn here, into a folder that answers by itself.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{maillage, maillage_ok};
use crate::pbf::{Message, blob};
use crate::{file, manifest, text};

type Tags = &'static [(&'static str, &'static str)];

/// An element of the drawing.
enum Drawn {
    /// Id, hundredths of a degree east of 3°, north of 44°.
    Node(i64, f64, f64, Tags),
    Way(i64, &'static [i64], Tags),
    /// Members: type (0 node, 1 way), id, role.
    Relation(i64, &'static [(u64, i64, &'static str)], Tags),
}
use Drawn::{Node, Relation, Way};

fn steps(values: impl Iterator<Item = i64>) -> Vec<i64> {
    values.collect()
}

/// A block of elements of one kind, in plain (not dense) form.
fn block(elements: &[&Drawn]) -> Vec<u8> {
    let mut strings: Vec<&str> = vec![""];
    let mut group = Message::default();
    for element in elements {
        let mut place = |s: &'static str| {
            strings.push(s);
            strings.len() as u64 - 1
        };
        let (Node(.., tags) | Way(.., tags) | Relation(.., tags)) = element;
        let keys: Vec<u64> = tags.iter().map(|(k, _)| place(k)).collect();
        let values: Vec<u64> = tags.iter().map(|(_, v)| place(v)).collect();
        let mut message = Message::default();
        match element {
            Node(id, x, y, _) => {
                let zigzag = |v: i64| ((v << 1) ^ (v >> 63)).cast_unsigned();
                #[expect(clippy::cast_possible_truncation, reason = "small")]
                let fixed = |origin: i64, hundredths: f64| zigzag(origin + (hundredths * 100_000.0) as i64);
                message.number(1, zigzag(*id)).packed(2, keys).packed(3, values);
                message.number(8, fixed(440_000_000, *y)).number(9, fixed(30_000_000, *x));
                group.bytes(1, &message.0);
            }
            Way(id, refs, _) => {
                message.number(1, id.cast_unsigned()).packed(2, keys).packed(3, values);
                message.packed_steps(8, refs);
                group.bytes(3, &message.0);
            }
            Relation(id, members, _) => {
                let roles: Vec<u64> = members.iter().map(|(_, _, role)| place(role)).collect();
                message.number(1, id.cast_unsigned()).packed(2, keys).packed(3, values);
                message.packed(8, roles).packed_steps(9, &steps(members.iter().map(|m| m.1)));
                message.packed(10, members.iter().map(|m| m.0));
                group.bytes(4, &message.0);
            }
        }
    }
    let mut table = Message::default();
    for string in strings {
        table.bytes(1, string.as_bytes());
    }
    let mut block = Message::default();
    block.bytes(1, &table.0).bytes(2, &group.0);
    block.0
}

fn extract(drawn: &[Drawn]) -> Vec<u8> {
    let mut header = Message::default();
    header.bytes(4, b"OsmSchema-V0.6").number(32, crate::pbf::DRAWN_ON);
    let mut bytes = blob("OSMHeader", &header.0);
    let is_of = |kind: usize| {
        move |d: &&Drawn| {
            kind == match d {
                Node(..) => 0,
                Way(..) => 1,
                Relation(..) => 2,
            }
        }
    };
    for kind in 0..3 {
        let elements: Vec<&Drawn> = drawn.iter().filter(is_of(kind)).collect();
        bytes.extend(blob("OSMData", &block(&elements)));
    }
    bytes
}

const COMMUNE: [(&str, &str); 3] =
    [("type", "boundary"), ("boundary", "administrative"), ("admin_level", "8")];
const ROAD: Tags = &[("highway", "secondary")];

/// Two communes that share a way, an enclave in the second that is a commune itself, one that the edge of the extract
/// cuts and that has a centre, and one that it cuts and that has none.
fn drawing() -> Vec<Drawn> {
    const WEST: Tags = &[COMMUNE[0], COMMUNE[1], COMMUNE[2], ("name", "Westdorp"), ("population", "1 200")];
    const EAST: Tags = &[COMMUNE[0], COMMUNE[1], COMMUNE[2], ("name", "Florac"), ("ref:INSEE", "48061")];
    const HOLE: Tags = &[COMMUNE[0], COMMUNE[1], COMMUNE[2], ("name", "Enclave")];
    const CUT: Tags = &[COMMUNE[0], COMMUNE[1], COMMUNE[2], ("name", "Edge"), ("population", "about 90")];
    const LOST: Tags = &[COMMUNE[0], COMMUNE[1], COMMUNE[2], ("name", "Lost")];
    const COUNTRY: Tags = &[COMMUNE[0], COMMUNE[1], ("admin_level", "2"), ("name", "Country")];
    vec![
        Node(1, 0.0, 0.0, &[]),
        Node(2, 10.0, 0.0, &[]),
        Node(3, 10.0, 10.0, &[]),
        Node(4, 0.0, 10.0, &[]),
        Node(5, 20.0, 0.0, &[]),
        Node(6, 20.0, 10.0, &[]),
        Node(7, 14.0, 4.0, &[]),
        Node(8, 16.0, 4.0, &[]),
        Node(9, 16.0, 6.0, &[]),
        Node(10, 14.0, 6.0, &[]),
        Node(20, 5.0, 5.0, &[("place", "village"), ("name", "Westdorp"), ("population", "900")]),
        Node(21, 12.0, 5.0, &[("place", "town"), ("name", "Florac"), ("population", "1,900")]),
        Node(22, 12.1, 5.0, &[("place", "suburb"), ("name", "Part of Florac"), ("population", "400")]),
        Node(23, 15.0, 5.5, &[("place", "hamlet"), ("name", "Here"), ("population", "7")]),
        Node(24, 15.0, 4.5, &[("place", "hamlet"), ("name", "There"), ("population", "12")]),
        Node(25, 21.0, 5.0, &[("place", "village"), ("name", "Edge")]),
        Node(30, 5.0, 5.1, &[("amenity", "library"), ("name", "=Books, and more")]),
        Node(31, 12.0, 5.1, &[("amenity", "townhall")]),
        Node(41, 12.0, 4.9, &[]),
        Node(42, 15.0, 4.9, &[]),
        Node(43, 5.0, 4.9, &[]),
        Node(44, 21.0, 4.9, &[]),
        Way(1, &[2, 1, 4, 3], &[]),
        Way(2, &[2, 3], &[]),
        Way(3, &[3, 6, 5, 2], &[]),
        Way(4, &[7, 8, 9, 10, 7], &[]),
        Way(5, &[5, 6], &[]),
        Way(6, &[43, 41, 42, 44], ROAD),
        Relation(101, &[(1, 1, "outer"), (1, 2, "outer")], WEST),
        Relation(102, &[(1, 3, ""), (1, 2, "outer"), (1, 4, "inner"), (0, 21, "admin_centre")], EAST),
        Relation(103, &[(1, 4, "outer")], HOLE),
        Relation(104, &[(1, 5, "outer"), (1, 999, "outer"), (0, 25, "label")], CUT),
        Relation(105, &[(1, 5, "outer"), (1, 998, "outer")], LOST),
        Relation(106, &[(1, 997, "outer")], COUNTRY),
    ]
}

/// Writes the drawing and imports it: what was said, and the folder.
fn imported(place: &Path, drawn: &[Drawn], more: &[&str]) -> (String, std::path::PathBuf) {
    let path = place.join("drawn-latest.osm.pbf");
    fs::write(&path, extract(drawn)).unwrap();
    let out = place.join("out");
    let mut all = vec!["import", "osm", path.to_str().unwrap(), "-o", out.to_str().unwrap()];
    all.extend(more);
    (String::from_utf8(maillage_ok(&all)).unwrap(), out)
}

fn summary(out: &Path, territory: &str, more: &[&str]) -> (Value, String) {
    let mut all =
        vec!["summary", "--data", out.to_str().unwrap(), "--territory", territory, "--format", "json"];
    all.extend(more);
    let output = maillage(&all);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (serde_json::from_slice(&output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn one_extract_makes_a_folder_that_answers_by_road() {
    let place = tempfile::tempdir().unwrap();
    let (said, out) = imported(place.path(), &drawing(), &[]);
    assert!(said.contains("communes are boundaries of admin_level 8 (chosen)"), "{said}");
    let manifest = manifest(&out);
    assert_eq!(manifest["name"], "Drawn");
    let totals = &manifest["totals"];
    // 1,200 said by the boundary, 1,900 by the centre and not the 400 of its part again, 7 + 12 the sum of places.
    assert_eq!([&totals["communes"], &totals["population"]], [4, 1200 + 1900 + 19], "{said}");
    assert_eq!([&totals["without_boundary"], &totals["without_population"]], [1, 1]);
    for input in manifest["inputs"].as_array().unwrap() {
        let n = |name: &str| input["rows"][name].as_u64().unwrap();
        assert_eq!(n("rows"), n("used") + n("set_aside") + n("elsewhere"), "{input}");
        assert_eq!(input["vintage"], "2025-12-01");
    }
    let findings = text(&out, "findings.csv");
    for told in ["Lost (r105)", "it is left out", "about 90", "centre, without a boundary"] {
        assert!(findings.contains(told), "{told}: {findings}");
    }
    let sources = text(&out, "france/sources.json");
    assert!(
        sources.contains("© les contributeurs d’OpenStreetMap") && sources.contains("1er décembre 2025"),
        "{sources}"
    );
    // Departments are of France; a code of INSEE's has one, a relation none.
    assert_eq!(text(&out, "france/departements.csv").lines().count(), 2);

    let (all, note) = summary(&out, "all", &[]);
    assert!(note.contains("roads of the data folder"), "{note}");
    assert_eq!(all["territory"]["name"], "Drawn");
    assert_eq!(all["parameters"]["travel_model"], "road", "{}", all["parameters"]);
    assert_eq!(all["territory"]["municipal_population"], 3119);
    let (crow, note) = summary(&out, "all", &["--crow-fly"]);
    assert_eq!(
        (&crow["parameters"]["travel_model"], note.contains("roads")),
        (&Value::from("crow-fly"), false)
    );
    let (listed, _) = summary(&out, "r101,48061", &[]);
    assert_eq!(listed["territory"]["municipal_population"], 3100);
}

#[test]
fn an_enclave_is_cut_out_and_shared_ways_leave_no_gap() {
    let place = tempfile::tempdir().unwrap();
    let (_, out) = imported(place.path(), &drawing(), &["--no-roads"]);
    assert!(!out.join("roads").exists());
    let layer = maillage_ok(&[
        "coverage",
        "--data",
        out.to_str().unwrap(),
        "--territory",
        "all",
        "--format",
        "geojson",
    ]);
    let layer: Value = serde_json::from_slice(&layer).unwrap();
    let rings = |code: &str| -> Vec<usize> {
        let features = layer["features"].as_array().unwrap();
        let feature = features.iter().find(|f| f["properties"]["code_insee"] == code).unwrap();
        let parts = feature["geometry"]["coordinates"].as_array().unwrap();
        let polygons = if feature["geometry"]["type"] == "Polygon" {
            vec![feature["geometry"]["coordinates"].clone()]
        } else {
            parts.clone()
        };
        polygons.iter().map(|polygon| polygon.as_array().unwrap().len()).collect()
    };
    assert_eq!([rings("r101"), rings("48061"), rings("r103")], [vec![1], vec![2], vec![1]]);
}

#[test]
fn venues_keep_their_words_and_no_spreadsheet_runs_them() {
    let place = tempfile::tempdir().unwrap();
    let (_, out) = imported(place.path(), &drawing(), &["--no-roads"]);
    let venues = text(&out, "venues/osm.csv");
    assert_eq!(venues.lines().count(), 3);
    assert!(venues.contains("osm-node-30") && venues.contains("\"'=Books, and more\""), "{venues}");
    assert!(venues.lines().any(|line| line.contains("osm-node-31") && line.contains(",48061,")), "{venues}");
}

#[test]
fn without_whole_boundaries_each_settlement_stands_for_a_commune() {
    let place = tempfile::tempdir().unwrap();
    let no_borders: Vec<Drawn> = drawing().into_iter().filter(|d| !matches!(d, Way(1..=5, ..))).collect();
    let (said, out) = imported(place.path(), &no_borders, &["--name", "Ailleurs"]);
    assert!(said.contains("each place stands for a commune"), "{said}");
    let (all, _) = summary(&out, "all", &[]);
    assert_eq!(
        (&all["territory"]["name"], &all["territory"]["communes"]),
        (&Value::from("Ailleurs"), &Value::from(5))
    );
    // The suburb is a part of its town.
    assert_eq!(all["territory"]["municipal_population"], 900 + 1900 + 7 + 12);
    let (one, _) = summary(&out, "n21", &[]);
    assert_eq!(one["territory"]["name"], "Florac");
}

#[test]
fn what_cannot_be_used_is_refused_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let bad = file(place.path(), "notes.osm.pbf", "not an extract");
    let drawn = place.path().join("drawn.osm.pbf");
    fs::write(&drawn, extract(&drawing())).unwrap();
    for (arguments, told) in [
        (vec![bad.as_str()], "not an OpenStreetMap extract"),
        (vec![drawn.to_str().unwrap(), "--admin-level", "6"], "of level 6 is whole"),
        (vec![drawn.to_str().unwrap(), "--admin-level", "12"], "12"),
    ] {
        let mut all = vec!["import", "osm", "-o", out.to_str().unwrap()];
        all.extend(arguments);
        let output = maillage(&all);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(told), "{said}");
        assert!(!out.exists());
    }
}

#[test]
fn the_same_extract_gives_the_same_bytes() {
    let [a, b] = [(); 2].map(|()| {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.osm.pbf");
        fs::write(&path, extract(&drawing())).unwrap();
        let out = place.path().join("out");
        maillage_ok(&["import", "osm", path.to_str().unwrap(), "-o", out.to_str().unwrap()]);
        manifest(&out)["files"].clone()
    });
    // findings.csv names the path of the extract, which differs here.
    let plain = |files: &Value| -> Vec<Value> {
        files.as_array().unwrap().iter().filter(|f| f["path"] != "findings.csv").cloned().collect()
    };
    assert_eq!(plain(&a), plain(&b));
    assert!(plain(&a).iter().any(|f| f["path"] == "roads/car.roads"));
}
