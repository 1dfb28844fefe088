//! Roads from drawn extracts, through the real binary: what is written, what is refused.

#![expect(clippy::unwrap_used, clippy::float_cmp, clippy::print_stdout, reason = "files that are made here")]
#![allow(unreachable_pub, reason = "shared test modules")]

mod common;
#[path = "common/pbf.rs"]
mod pbf;

use std::fs;
use std::path::{Path, PathBuf};

use common::{maillage, maillage_ok};
use pbf::{Extract, street};

/// A folder of files for one test.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        text(&self.path(name))
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The roads of an extract, with more options.
    fn roads(&self, extract: &Extract, more: &[&str]) -> String {
        let pbf = self.put("x.osm.pbf", extract.to_bytes());
        let out = text(&self.path("x.roads"));
        maillage_ok(&[&["roads", "build", &pbf, "-o", &out], more].concat());
        out
    }

    /// The rows of a command over two files of points, header apart.
    fn asked(&self, command: &str, roads: &str, from: &str, to: &str, more: &[&str]) -> Vec<String> {
        let from = self.put("from.csv", format!("id,lon,lat\n{from}"));
        let to = self.put("to.csv", format!("id,lon,lat\n{to}"));
        let asked = [&[command, "--roads", roads, "--from", &from, "--to", &to], more].concat();
        let out = String::from_utf8(maillage_ok(&asked)).unwrap();
        out.lines().skip(1).map(str::to_owned).collect()
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Refused with status 2 and these words, and nothing left behind.
fn refused(desk: &Desk, arguments: &[&str], words: &str) {
    let before = desk.names();
    let output = maillage(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(said.contains("error: ") && said.contains(words), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty());
    assert_eq!(desk.names(), before, "something was left behind");
}

/// Two towns on both banks of a river, 3 km of road each: a ferry joins them or does not.
fn banks(ferry: bool) -> Extract {
    let at =
        |bank: i64, step: i64| (bank * 100 + step, 35_000_000 + step * 100_000, 445_000_000 - bank * 500_000);
    let mut extract = Extract::default();
    for bank in 0..2 {
        extract.nodes.extend((0..5).map(|step| at(bank, step)));
        let nodes = (0..5).map(|step| bank * 100 + step).collect();
        extract.ways.push((nodes, vec![("highway", "residential"), ("maxspeed", "50")]));
    }
    if ferry {
        extract.ways.push((vec![2, 102], vec![("route", "ferry"), ("duration", "00:10")]));
    }
    extract
}

#[test]
fn what_is_no_extract_of_roads_is_refused_and_leaves_nothing() {
    let desk = Desk::new();
    let whole = street().to_bytes();
    let out = text(&desk.path("x.roads"));
    let mut no_nodes = street();
    no_nodes.nodes.truncate(1);
    let mut some_nodes = street();
    some_nodes.nodes.remove(2);
    let no_road = Extract { ways: Vec::new(), ..street() };
    for (content, words) in [
        (Vec::new(), "is empty"),
        (b"<osm version=\"0.6\">".to_vec(), "is not an OpenStreetMap extract in PBF"),
        (whole[..whole.len() / 2].to_vec(), "is cut short"),
        (whole[..whole.len() - 1].to_vec(), "is cut short"),
        (no_road.to_bytes(), "has no road for the car profile"),
        (no_nodes.to_bytes(), "lacks the nodes of its roads"),
        (some_nodes.to_bytes(), "lacks 1 of the 5 nodes of its roads"),
    ] {
        let pbf = desk.put("x.osm.pbf", content);
        refused(&desk, &["roads", "build", &pbf, "-o", &out], words);
    }
    let pbf = desk.put("x.osm.pbf", some_nodes.to_bytes());
    maillage_ok(&["roads", "build", &pbf, "-o", &out, "--cut-ways"]);
    let info = String::from_utf8(maillage_ok(&["roads", "info", &out])).unwrap();
    assert!(info.contains("source      openstreetmap, 2025-12-01\n"), "{info}");
}

#[test]
fn wrong_options_are_refused_before_any_work() {
    let desk = Desk::new();
    let pbf = desk.put("x.osm.pbf", street().to_bytes());
    let out = text(&desk.path("x.roads"));
    let speeds = desk.put("speeds.toml", "[highway]\nresidential = -1\n");
    refused(&desk, &["roads", "build", &pbf, "-o", &out, "--speeds", &speeds], "highway.residential is -1");
    let speeds = desk.put("speeds.toml", "[streets]\nresidential = 20\n");
    refused(&desk, &["roads", "build", &pbf, "-o", &out, "--speeds", &speeds], "streets");
    refused(&desk, &["roads", "build", &pbf, "-o", &pbf], "would be replaced");
    refused(&desk, &["roads", "build", &pbf, "-o", &text(&desk.path("no/x.roads"))], "no such folder");
    refused(&desk, &["roads", "build", &text(&desk.path("y.pbf")), "-o", &out], "no such file");
    refused(&desk, &["roads", "info", &pbf], "is not a road graph");
    refused(&desk, &["summary", "--territory", "48", "--roads", &pbf], "is not a road graph");
    let points = desk.put("p.csv", "id,lon,lat\na,3.5,44.5\n");
    let asked = ["nearest", "--roads", &pbf, "--from", &points, "--to", &points];
    refused(&desk, &asked, "is not a road graph");
    let roads = desk.roads(&street(), &[]);
    let asked = ["matrix", "--roads", &roads, "--from", &points, "--to", &points];
    refused(&desk, &[&asked[..], &["--max-snap", "20001"]].concat(), "outside 0 to 20000 m");
    refused(&desk, &[&asked[..], &["--max-snap", "-1"]].concat(), "--max-snap: a snap of -1 m");
    refused(
        &desk,
        &[&asked[..], &["-o", &text(&desk.path("no/m.csv"))]].concat(),
        "no such folder; make it first",
    );
    for (command, name, words) in [
        ("matrix", "m.xlsx", "end the name in .csv or .parquet"),
        ("nearest", "n.parquet", "end the name in .csv"),
        ("isochrone", "i.shp", "end the name in .geojson"),
    ] {
        let asked: &[&str] = match command {
            "isochrone" => &["--roads", &roads, "--at", "3.5,44.5"],
            _ => &asked[1..],
        };
        refused(&desk, &[&[command], asked, &["-o", &text(&desk.path(name))]].concat(), words);
    }
    let none = desk.put("none.csv", "id,lon,lat\n");
    for command in ["nearest", "matrix"] {
        let asked = [command, "--roads", &roads, "--from", &points, "--to", &none];
        refused(&desk, &asked, "none.csv: a header and no row; give at least one place to reach");
    }
    let mut damaged = fs::read(&roads).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let damaged = desk.put("damaged.roads", damaged);
    refused(&desk, &["roads", "info", &damaged], "is damaged");
    refused(&desk, &["summary", "--territory", "48", "--roads", &damaged], "error: --roads: ");
    // Not ignored: the figures would be those of the crow, in summer.
    refused(&desk, &["summary", "--territory", "48", "--winter"], "--roads <FILE>");
}

#[test]
fn roads_of_another_territory_are_told() {
    let desk = Desk::new();
    let street = street();
    let elsewhere =
        street.nodes.iter().map(|(id, lon, lat)| (*id, lon + 20_000_000, lat - 20_000_000)).collect();
    let roads = desk.roads(&Extract { nodes: elsewhere, ..street }, &[]);
    let output = maillage(&["summary", "--territory", "48", "--roads", &roads]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("no road of x.roads comes near a place of this territory"), "{said}");
}

#[test]
fn every_point_is_answered_and_says_why_when_it_reaches_nothing() {
    let desk = Desk::new();
    let roads = desk.roads(&banks(false), &[]);
    let rows = desk.asked(
        "nearest",
        &roads,
        "south,3.5,44.45\nnorth,3.5,44.5\nsea,3.5,44.6\nlost,,\n",
        "v,3.54,44.5\nw,3.52,44.5\nnowhere,,\n",
        &["-k", "3"],
    );
    let fields: Vec<Vec<&str>> = rows.iter().map(|row| row.split(',').collect()).collect();
    let told: Vec<[&str; 4]> = fields.iter().map(|f| [f[0], f[1], f[2], f[6]]).collect();
    assert_eq!(
        told,
        [
            ["south", "", "", "no route by road"],
            ["north", "1", "w", ""],
            ["north", "2", "v", ""],
            ["sea", "", "", "not computed: 11112 m from the nearest road"],
            ["lost", "", "", "the position of this place is not known"],
        ]
    );
    // 1.59 km at four fifths of 50 km/h.
    let number = |text: &str| text.parse::<f64>().unwrap();
    assert!((number(fields[1][4]) - 1589.0).abs() < 3.0, "{rows:?}");
    assert!((number(fields[1][3]) - 143.0).abs() < 3.0, "{rows:?}");
    assert!(number(fields[3][5]) > 11_000.0, "the walk is said where it is too long");
}

#[test]
fn a_ferry_joins_what_a_river_parts_and_a_matrix_says_both() {
    let desk = Desk::new();
    let (from, to) = ("a,3.52,44.5\nfar,4,44\n", "b,3.52,44.45\n");
    let roads = desk.roads(&banks(false), &[]);
    let parted = desk.asked("matrix", &roads, from, to, &[]);
    assert_eq!((parted.len(), parted[0].as_str()), (2, "a,b,,,no route by road"));
    assert!(parted[1].starts_with("far,b,,,not computed: "), "{parted:?}");
    let roads = desk.roads(&banks(true), &[]);
    let joined = desk.asked("matrix", &roads, from, to, &[]);
    let seconds: f64 = joined[0].split(',').nth(2).unwrap().parse().unwrap();
    assert!((seconds - 600.0).abs() < 20.0, "{joined:?}");
}

#[test]
fn a_pass_closed_in_winter_is_gone_round_or_not_at_all() {
    let desk = Desk::new();
    let mut extract = banks(false);
    let pass = vec![("highway", "residential"), ("motor_vehicle:conditional", "no @ (Nov 15-May 1)")];
    extract.ways.push((vec![2, 102], pass));
    let (from, to) = ("a,3.52,44.5\n", "b,3.52,44.45\n");
    let summer = desk.roads(&extract, &[]);
    assert!(desk.asked("matrix", &summer, from, to, &[])[0].ends_with(','));
    let winter = desk.roads(&extract, &["--winter"]);
    let closed = ["a,b,,,no route by road"];
    assert_eq!(desk.asked("matrix", &winter, from, to, &[]), closed);
    // The same from the file of both seasons, whether or not it was contracted.
    let both = desk.roads(&extract, &[]);
    let summer = desk.asked("matrix", &both, from, to, &[]);
    maillage_ok(&["roads", "contract", &both]);
    assert_eq!(desk.asked("matrix", &both, from, to, &["--winter"]), closed);
    assert_eq!(desk.asked("matrix", &both, from, to, &[]), summer);
    let info: serde_json::Value =
        serde_json::from_slice(&maillage_ok(&["roads", "info", "--json", &both])).unwrap();
    let told = ["winter", "contracted", "closed_in_winter_metres"].map(|name| info[name].to_string());
    assert_eq!(told, ["false", "true", "5556"]);
}

#[test]
fn contracted_roads_give_the_same_answers_and_are_forgotten_with_their_roads() {
    let desk = Desk::new();
    let (from, to) = ("a,3.5,44.5\nb,3.51,44.45\nfar,4,44\n", "c,3.54,44.45\nd,3.53,44.5\n");
    let roads = desk.roads(&banks(true), &[]);
    let both =
        || [("nearest", &["-k", "2"][..]), ("matrix", &[])].map(|(c, k)| desk.asked(c, &roads, from, to, k));
    let plain = both();
    maillage_ok(&["roads", "contract", &roads]);
    let beside = desk.path("x.roads.ch");
    let contracted = fs::read(&beside).unwrap();
    assert_eq!(both(), plain);
    // Again: the same bytes.
    maillage_ok(&["roads", "contract", &roads]);
    assert_eq!(fs::read(&beside).unwrap(), contracted);

    let points = text(&desk.path("from.csv"));
    let asked = ["matrix", "--roads", &roads, "--from", &points, "--to", &points];
    fs::write(&beside, &contracted[..contracted.len() / 2]).unwrap();
    refused(&desk, &asked, "x.roads.ch is damaged");
    fs::write(&beside, "no hierarchy").unwrap();
    refused(&desk, &asked, "make it again with `maillage roads contract`");
    // New roads: what was made from the former ones goes.
    desk.roads(&banks(false), &[]);
    assert!(!beside.exists());
    let others = desk.roads(&street(), &[]);
    fs::write(&beside, &contracted).unwrap();
    refused(&desk, &["roads", "info", &others], "made from another road graph");
}

#[test]
fn a_matrix_in_parquet_holds_what_the_csv_holds() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;
    let desk = Desk::new();
    let roads = desk.roads(&banks(false), &[]);
    let (from, to) = ("a,3.5,44.5\n\"é, b\",3.51,44.45\nfar,4,44\n", "c,3.54,44.45\nd,3.53,44.5\n");
    let csv = desk.asked("matrix", &roads, from, to, &[]);
    let out = text(&desk.path("m.parquet"));
    let written = || {
        desk.asked("matrix", &roads, from, to, &["-o", &out]);
        fs::read(&out).unwrap()
    };
    assert_eq!(written(), written(), "the same bytes each time");
    desk.asked("matrix", &roads, from, to, &["-o", &out, "--format", "csv"]);
    assert!(fs::read(&out).unwrap().starts_with(b"from,to,"), "--format rules over the name");
    written();

    let file = SerializedFileReader::new(fs::File::open(&out).unwrap()).unwrap();
    let metadata = file.metadata().file_metadata().key_value_metadata().unwrap();
    let model: serde_json::Value = serde_json::from_str(metadata[0].value.as_deref().unwrap()).unwrap();
    assert_eq!((metadata[0].key.as_str(), &model["roads"]["profile"]), ("maillage:model", &"car".into()));
    let rows: Vec<String> = file
        .get_row_iter(None)
        .unwrap()
        .map(|row| {
            let row = row.unwrap();
            let quoted =
                |text: &str| if text.contains(',') { format!("\"{text}\"") } else { text.to_owned() };
            let ends = [0, 1].map(|column| quoted(row.get_string(column).unwrap()));
            let figures =
                [2, 3].map(|column| row.get_double(column).map_or(String::new(), |f| f.to_string()));
            let reason = row.get_string(4).map_or("", |text| text.as_str());
            format!("{},{},{reason}", ends.join(","), figures.join(","))
        })
        .collect();
    assert_eq!(rows, csv);
    // What is read again is the same from both.
    let text_file = text(&desk.path("m.csv"));
    desk.asked("matrix", &roads, from, to, &["-o", &text_file]);
    let read = |path: &str| {
        let mut trips = Vec::new();
        let mut take = |trip: maillage::ingest::trips::TripRecord<'_>| trips.push(format!("{trip:?}"));
        maillage::ingest::trips::read_trips(Path::new(path), &mut take).unwrap();
        trips
    };
    assert_eq!((read(&out).len(), read(&out)), (6, read(&text_file)));
}

#[test]
fn speeds_of_the_user_and_other_profiles_change_times_and_not_lengths() {
    let desk = Desk::new();
    let (from, to) = ("a,3.5,44.5\n", "b,3.54,44.5\n");
    let asked = |more: &[&str]| -> [f64; 2] {
        let roads = desk.roads(&banks(false), more);
        let row = desk.asked("matrix", &roads, from, to, &[]).remove(0);
        let field = |n: usize| row.split(',').nth(n).unwrap().parse().unwrap();
        [field(2), field(3)]
    };
    let speeds = desk.put("speeds.toml", "speed_reduction = 0.4\n");
    let (car, slow, foot) = (asked(&[]), asked(&["--speeds", &speeds]), asked(&["--profile", "foot"]));
    assert!((slow[0] / car[0] - 2.0).abs() < 0.05, "{car:?} {slow:?}");
    assert!((foot[0] - 3179.0 * 3.6 / 5.0).abs() < 30.0, "{foot:?}");
    assert!(car[1] == slow[1] && car[1] == foot[1], "{car:?} {slow:?} {foot:?}");
}

#[test]
fn a_summary_by_road_says_its_roads_and_how_the_estimate_differs() {
    let desk = Desk::new();
    // A grid of two kilometres over Lozère.
    let (columns, rows) = (60i64, 55i64);
    let at = |n: i64| (n, 29_000_000 + n % columns * 200_000, 440_000_000 + n / columns * 200_000);
    let tags = vec![("highway", "secondary")];
    let across = (0..rows).map(|y| ((0..columns).map(|x| y * columns + x).collect(), tags.clone()));
    let down = (0..columns).map(|x| ((0..rows).map(|y| y * columns + x).collect(), tags.clone()));
    let extract = Extract {
        nodes: (0..columns * rows).map(at).collect(),
        ways: across.chain(down).collect(),
        ..Extract::default()
    };
    let roads = desk.roads(&extract, &[]);
    let asked = ["--territory", "48", "--roads", &roads];
    let text =
        String::from_utf8(maillage_ok(&[&["summary"], &asked[..]].concat())).unwrap().replace('\u{a0}', " ");
    assert!(text.contains("Temps calculés par la route, en voiture et sans trafic (x.roads\u{202f}; © les contributeurs d’OpenStreetMap, 2025-12-01)"), "{text}");
    assert!(text.contains("À vol d’oiseau (× 1,3, à 50 km/h), le lieu le plus proche serait"), "{text}");
    assert!(text.contains("les temps diffèrent de"), "{text}");
    let json = maillage_ok(&[&["summary", "--format", "json"], &asked[..]].concat());
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["parameters"]["roads"]["file"], "x.roads");
    assert!(json["crow_fly"]["other_venue_people"].as_f64().unwrap() > 0.0);

    let csv = maillage_ok(&[&["coverage"], &asked[..]].concat());
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let table: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(table.len(), 152);
    for row in &table {
        let reached = !row[10].is_empty();
        assert_eq!(reached, row[13].is_empty(), "a time or a reason: {row:?}");
        if reached {
            let length = |column: usize| row[column].parse::<f64>().unwrap();
            assert!(length(8) <= length(9) + 1.0, "the road is never shorter than the geodesic: {row:?}");
        }
    }
}
