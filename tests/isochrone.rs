//! `maillage isochrone` through the real program, on a small drawn network and on Andorra.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot run has to fail, and says what it found"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use geo::{Area, BoundingRect, Contains, Validation, Winding, winding_order::WindingOrder};
use geo_types::{Coord, MultiPolygon};
use maillage::geodesy::geodesic_metres;
use maillage::network::file::write;
use maillage::network::graph::build;
use maillage::network::import;
use maillage::network::isochrone::{Direction, IsochroneOptions, isochrones};
use maillage::network::matrix::many_to_many;
use maillage::network::profile::{Mode, Profile};
use maillage::network::raw::{RawNetwork, WaySpeeds, to_degrees};
use maillage::network::snap::{SnapOptions, Snapper};

/// The extracts of the project, `None` where they are not on this machine.
fn andorra() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("MAILLAGE_SHARED").map_or(beside, PathBuf::from);
    let path = shared.join("data/roads/andorra.osm.pbf");
    println!("Andorra {} at {}", if path.exists() { "found" } else { "NOT FOUND" }, path.display());
    path.exists().then_some(path)
}

/// A road of 11 km along a parallel at 60 km/h, on foot's profile.
fn one_road(folder: &Path) -> PathBuf {
    let mut raw = RawNetwork {
        points: vec![[30_000_000, 440_000_000], [31_400_000, 440_000_000]],
        ..RawNetwork::default()
    };
    raw.push_way(&[0, 1], WaySpeeds { forward_kmh: 60.0, backward_kmh: 60.0, ..WaySpeeds::default() });
    let path = folder.join("one.roads");
    write(&build(&raw, &Profile::new(Mode::Foot), [7; 32]).unwrap(), &path).unwrap();
    path
}

fn isochrone(roads: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
    command.arg("isochrone").arg("--roads").arg(roads).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The shapes of a feature collection with their minutes.
fn shapes(bytes: &[u8]) -> Vec<(i64, MultiPolygon<f64>)> {
    let collection: geojson::FeatureCollection = std::str::from_utf8(bytes).unwrap().parse().unwrap();
    let shape = |feature: geojson::Feature| {
        let minutes = feature.property("minutes").unwrap().as_i64().unwrap();
        (minutes, MultiPolygon::try_from(feature.geometry.unwrap()).unwrap())
    };
    collection.features.into_iter().map(shape).collect()
}

#[test]
fn places_are_those_of_the_points_that_nearest_and_matrix_take() {
    let folder = tempfile::tempdir().unwrap();
    let roads = one_road(folder.path());
    let points = folder.path().join("points.csv");
    std::fs::write(&points, "id,lon,lat\na,3.01,44.0\nb,3.1,44.0\nlost,,\n").unwrap();
    let points = points.to_str().unwrap();
    let output = isochrone(&roads, &["--venues", points, "--minutes", "2"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        said(&output).contains("points.csv:4: lon = “”: no_coordinates: the cell is empty"),
        "{}",
        said(&output)
    );
    let [(_, area)] = &shapes(&output.stdout)[..] else { panic!("one time") };
    assert_eq!(area.0.len(), 2, "two strips, far from each other");
    // A filter is not passed over in silence.
    let output = isochrone(&roads, &["--venues", points, "--kind", "library"]);
    assert!(said(&output).contains("no place left: 3 venues do not match"), "{}", said(&output));
    let output = isochrone(&roads, &["--at", "3.01,44.0", "--kind", "library"]);
    assert!(!output.status.success() && said(&output).contains("--venues <FILE>"), "{}", said(&output));
    let output = isochrone(&roads, &[]);
    assert!(said(&output).contains("no place is given: --at LON,LAT or --venues FILE"), "{}", said(&output));
}

#[test]
fn a_file_or_standard_output_gets_one_feature_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let roads = one_road(folder.path());
    let output = isochrone(&roads, &["--at", "3.01,44.0", "--minutes", "2,5"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let seven = "07".repeat(32);
    let properties = format!(
        r#""properties":{{"place":"3.01,44","minutes":2,"direction":"to","places":1,"places_without_land":0,"corridor_m":250,"filling_m":250,"resolution_m":25,"profile":"foot","roads":"one.roads","extract_sha256":"{seven}","profile_sha256":""#
    );
    assert!(text.contains(&properties), "{text}");
    let found = shapes(&output.stdout);
    assert_eq!(found.iter().map(|(minutes, _)| *minutes).collect::<Vec<_>>(), [2, 5]);
    for (_, area) in &found {
        assert!(area.is_valid() && area.0.len() == 1);
        assert_eq!(area.0[0].exterior().winding_order(), Some(WindingOrder::CounterClockwise));
    }
    assert!(found[0].1.unsigned_area() < found[1].1.unsigned_area());
    let path = folder.path().join("iso.geojson");
    let written = isochrone(&roads, &["--at", "3.01,44.0", "--minutes", "2,5", "-o", path.to_str().unwrap()]);
    assert!(written.status.success() && written.stdout.is_empty());
    assert_eq!(std::fs::read(&path).unwrap(), output.stdout);
}

#[test]
fn direction_and_lengths_are_those_asked() {
    let folder = tempfile::tempdir().unwrap();
    let roads = one_road(folder.path());
    let asked = [
        "--minutes",
        "3",
        "--direction",
        "from",
        "--corridor",
        "100",
        "--filling",
        "0",
        "--resolution",
        "20",
    ];
    let output = isochrone(&roads, &[&["--at", "3.07,44.0"], &asked[..]].concat());
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    for property in
        [r#""direction":"from""#, r#""corridor_m":100"#, r#""filling_m":0"#, r#""resolution_m":20"#]
    {
        assert!(text.contains(property), "{text}");
    }
    let found = shapes(&output.stdout);
    let bounds = found[0].1.bounding_rect().unwrap();
    // 3 km to the west and 3 km to the east of the place: what is beyond belongs to the road beyond. 100 m on
    // both sides. A cell or two more or less.
    for (found, expected) in [
        (geodesic_metres(bounds.min(), Coord { x: bounds.max().x, y: bounds.min().y }), 6000.0),
        (geodesic_metres(bounds.min(), Coord { x: bounds.min().x, y: bounds.max().y }), 200.0),
    ] {
        assert!((found - expected).abs() <= 60.0, "{found} {expected}");
    }
}

#[test]
fn what_cannot_be_answered_is_said_with_its_value() {
    let folder = tempfile::tempdir().unwrap();
    let roads = one_road(folder.path());
    let empty = folder.path().join("travelling.csv");
    std::fs::write(&empty, "id;nom;latitude;longitude;itinerance\ntruck;Camion;44.0;3.02;Itinérant\n")
        .unwrap();
    let empty = empty.to_str().unwrap();
    for (arguments, expected) in [
        (&["--at", "3.01,44.1"][..], "error: 3.01,44.1: not computed: the destination is 11"),
        (&["--at", "3.01,44.1"], " m from the nearest road; --max-snap allows 2000 m"),
        (&["--at", "3.01,44.1", "--at", "3.01,44.2"], "error: none of 2 places is near enough to a road"),
        (&["--at", "3.01,44.0", "--minutes", "0"], "0 minutes is not between 1 and 240"),
        (&["--at", "3.01,44.0", "--minutes", "10,241"], "241 minutes is not between 1 and 240"),
        (&["--at", "3.01,44.0", "--minutes", "20,10"], "minutes must increase: 20 comes before 10"),
        (&["--at", "3.01,44.0", "--minutes", "10,10"], "minutes must increase: 10 comes before 10"),
        (&["--at", "3.01,44.0", "--minutes", "ten"], "invalid value 'ten' for '--minutes"),
        (&["--at", "3.01,44.0", "--corridor", "3000"], "a corridor of 3000 m is not between 0 and 2000 m"),
        (&["--at", "3.01,44.0", "--resolution", "3"], "a resolution of 3 m is not between 10 and 1000 m"),
        (&["--at", "3.01,44.0", "--direction", "back"], "[possible values: to, from]"),
        (&["--at", "3.01"], "not a longitude and a latitude in degrees"),
        (&["--at", "3.01,91"], "not a longitude and a latitude in degrees"),
        (&["--venues", empty], "--venues: no place left: 0 venues do not match, 1 travel"),
        (&["--venues", "none.csv"], "none.csv"),
        (&[], "no place is given: --at LON,LAT"),
    ] {
        let output = isochrone(&roads, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(expected), "{arguments:?}: {}", said(&output));
        assert!(output.stdout.is_empty());
    }
    let output = isochrone(&folder.path().join("none.roads"), &["--at", "3.01,44.0"]);
    assert!(said(&output).contains("none.roads"), "{}", said(&output));
}

#[test]
fn every_venue_comes_back_the_far_one_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let roads = one_road(folder.path());
    let venues = folder.path().join("venues.csv");
    let rows = "id;nom;latitude;longitude;itinerance\nnear;Ici;44.0;3.02;\nfar;Loin;45.0;3.02;\nother;Là;44.0;3.1;Fixe\n\
                truck;Camion;44.0;3.06;Itinérant\nnowhere;Là;;;\n";
    std::fs::write(&venues, rows).unwrap();
    let venues = venues.to_str().unwrap();
    let output = isochrone(&roads, &["--venues", venues, "--minutes", "1", "--each"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let places: Vec<_> =
        text.lines().filter_map(|line| line.split_once(r#""place":""#)?.1.split('"').next()).collect();
    assert_eq!(places, ["near", "far", "other", "nowhere"]);
    assert!(text.contains(r#""geometry":null,"properties":{"place":"far","minutes":1"#), "{text}");
    assert!(text.contains(r#""reason":"not computed: the destination is "#), "{text}");
    assert!(text.contains(r#""reason":"the position of this place is not known""#), "{text}");
    let together = isochrone(&roads, &["--venues", venues, "--minutes", "1"]);
    for note in ["note: far: not computed: ", "note: nowhere: the position", "note: 1 venues travel: "] {
        assert!(said(&together).contains(note), "{}", said(&together));
    }
    let text = String::from_utf8(together.stdout.clone()).unwrap();
    assert!(
        text.contains(r#""place":null,"minutes":1,"direction":"to","places":2,"places_without_land":2"#),
        "{text}"
    );
    let found = shapes(&together.stdout);
    assert_eq!((found.len(), found[0].1.0.len()), (1, 2));
}

#[test]
fn andorra_has_everything_within_the_time_inside_and_little_else() {
    let Some(path) = andorra() else { return };
    let (graph, _) = import(&path, &Profile::new(Mode::Car)).unwrap();
    let snapper = Snapper::new(&graph, SnapOptions::default());
    let place = snapper.snap(Coord { x: 1.5218, y: 42.5075 }).unwrap();
    let nodes = graph.node_positions();
    let on_road = |node: usize| {
        let component = graph.node_components()[node];
        snapper.snap_onto(to_degrees(nodes[node]), component).into_iter().collect::<Vec<_>>()
    };
    let here: Vec<Vec<_>> = (0..nodes.len()).map(on_road).collect();
    for direction in [Direction::To, Direction::From] {
        let options = IsochroneOptions {
            minutes: vec![5, 10, 20],
            direction,
            resolution_m: Some(25.0),
            ..IsochroneOptions::default()
        };
        let answers = isochrones(&graph, &[place.into()], &options).unwrap();
        let costs = match direction {
            Direction::To => many_to_many(&graph, &here, &[vec![place]], 1),
            Direction::From => many_to_many(&graph, &[vec![place]], &here, 1),
        };
        for answer in &answers {
            assert!(answer.area.is_valid(), "{:?}", answer.area.check_validation());
            let (mut n_in, mut n_beyond, mut n_beyond_inside) = (0, 0, 0);
            for (node, cost) in costs.rows().flatten().enumerate().filter(|(node, _)| !here[*node].is_empty())
            {
                let inside = answer.area.contains(&to_degrees(nodes[node]));
                match cost {
                    // A centimetre of the snapped position is worth some milliseconds.
                    Some(cost) if cost.ms + 20 < answer.minutes * 60_000 => {
                        assert!(inside, "{direction:?} {} min: {node}, {} ms", answer.minutes, cost.ms);
                        n_in += 1;
                    }
                    _ => {
                        n_beyond += 1;
                        n_beyond_inside += usize::from(inside);
                    }
                }
            }
            println!(
                "{direction:?} {} min: {n_in} within, {n_beyond} beyond, of which {n_beyond_inside} inside",
                answer.minutes
            );
            assert!(n_in > 100 && n_beyond_inside * 20 <= n_beyond, "{n_in} {n_beyond} {n_beyond_inside}");
        }
    }
}
