//! Roads from a BD TOPO shapefile that is drawn here, whole, damaged, and beside the same roads as
//! OpenStreetMap ways.
#![expect(clippy::unwrap_used, reason = "drawings made here, small and known")]

use std::path::{Path, PathBuf};

use dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
use geo_types::Coord;
use maillage::geodesy::Crs;
use maillage::ingest::shapefile::ShapefileError;
use maillage::network::bdtopo::{BdTopoError, ShapefileOptions, read_shapefile};
use maillage::network::graph::{RoadGraph, build};
use maillage::network::matrix::many_to_many;
use maillage::network::profile::{Attributes, Mode, Profile, Refusal, Tags};
use maillage::network::raw::{RawNetwork, from_degrees};
use maillage::network::snap::{SnapOptions, Snapper};
use maillage::network::{Cost, ImportError, ImportOptions, fingerprint, import, import_with};
use shapefile::{Point, PointZ, Polyline, PolylineZ, Writer};

const LAMBERT_93: &str = r#"PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],UNIT["Meter",1.0]]"#;

/// The names of the columns, those of 2019 and those of 2025 as a table cuts them.
const OLD: [&str; 7] = ["SENS", "VIT_MOY_VL", "ACCES_VL", "FERMETURE", "NATURE", "IMPORTANCE", "PRIVE"];
const NEW: [&str; 7] =
    ["sens_de_ci", "vitesse_mo", "acces_vehi", "periode_de", "nature", "importance", "prive"];

/// One segment: where it goes, in hundredths of a degree from 3° E, 44° N, and what it is.
#[derive(Debug, Clone)]
struct Segment {
    line: Vec<(f64, f64)>,
    sens: &'static str,
    kmh: f64,
    acces: &'static str,
    fermeture: &'static str,
    nature: &'static str,
}

impl Segment {
    fn road(line: &[(f64, f64)], kmh: f64) -> Self {
        Self {
            line: line.to_vec(),
            sens: "Double sens",
            kmh,
            acces: "Libre",
            fermeture: "",
            nature: "Route à 1 chaussée",
        }
    }
}

fn degrees((x, y): (f64, f64)) -> Coord<f64> {
    Coord { x: 3.0 + x * 0.01, y: 44.0 + y * 0.01 }
}

/// Lambert-93, by PROJ's own formulas.
fn lambert((x, y): (f64, f64)) -> [f64; 2] {
    let from = proj4rs::Proj::from_proj_string("+proj=longlat +ellps=GRS80").unwrap();
    let to = "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80";
    let to = proj4rs::Proj::from_proj_string(to).unwrap();
    let position = degrees((x, y));
    let mut point = (position.x.to_radians(), position.y.to_radians(), 0.0);
    proj4rs::transform::transform(&from, &to, &mut point).unwrap();
    [point.0, point.1]
}

/// A drawn shapefile in a folder of its own.
struct Drawn {
    folder: tempfile::TempDir,
}

impl Drawn {
    fn shp(&self) -> PathBuf {
        self.folder.path().join("TRONCON_DE_ROUTE.shp")
    }
    fn part(&self, extension: &str) -> PathBuf {
        self.shp().with_extension(extension)
    }
    fn read(&self) -> Result<RawNetwork, BdTopoError> {
        read(&self.shp(), Mode::Car)
    }
}

fn read(path: &Path, mode: Mode) -> Result<RawNetwork, BdTopoError> {
    read_shapefile(path, &Profile::new(mode), ShapefileOptions::default()).map(|(raw, _)| raw)
}

fn draw(segments: &[Segment], names: [&str; 7]) -> Drawn {
    let drawn = Drawn { folder: tempfile::tempdir().unwrap() };
    let name = |column: usize| FieldName::try_from(names[column]).unwrap();
    let mut table = TableWriterBuilder::new().add_character_field(FieldName::try_from("ID").unwrap(), 24);
    for column in 0..7 {
        table = match column {
            1 => table.add_numeric_field(name(column), 5, 0),
            _ => table.add_character_field(name(column), 40),
        };
    }
    let mut writer = Writer::from_path(drawn.shp(), table).unwrap();
    for (number, segment) in segments.iter().enumerate() {
        let mut record = Record::default();
        let mut text = |name: &str, value: &str| {
            record.insert(name.to_owned(), FieldValue::Character(Some(value.to_owned())));
        };
        text("ID", &format!("TRONROUT{number:016}"));
        text(names[0], segment.sens);
        text(names[2], segment.acces);
        text(names[3], segment.fermeture);
        text(names[4], segment.nature);
        text(names[5], "4");
        text(names[6], "Non");
        record.insert(names[1].to_owned(), FieldValue::Numeric(Some(segment.kmh)));
        let points: Vec<[f64; 2]> = segment.line.iter().map(|p| lambert(*p)).collect();
        if names == OLD {
            let points = points.iter().map(|[x, y]| PointZ::new(*x, *y, 812.5, 0.0)).collect();
            writer.write_shape_and_record(&PolylineZ::new(points), &record).unwrap();
        } else {
            let points = points.iter().map(|[x, y]| Point::new(*x, *y)).collect();
            writer.write_shape_and_record(&Polyline::new(points), &record).unwrap();
        }
    }
    drop(writer);
    std::fs::write(drawn.part("prj"), LAMBERT_93).unwrap();
    std::fs::write(drawn.part("cpg"), "UTF-8").unwrap();
    drawn
}

fn street() -> Vec<Segment> {
    vec![
        Segment::road(&[(0.0, 0.0), (0.5, 0.1), (1.0, 0.0)], 40.0),
        Segment::road(&[(1.0, 0.0), (2.0, 0.0)], 40.0),
        Segment { sens: "Sens direct", ..Segment::road(&[(1.0, 0.0), (1.0, 1.0)], 64.0) },
        Segment { acces: "Restreint aux ayants droit", ..Segment::road(&[(2.0, 0.0), (2.0, 1.0)], 40.0) },
        Segment { nature: "Sentier", kmh: 0.0, ..Segment::road(&[(0.0, 0.0), (0.0, 1.0)], 0.0) },
    ]
}

#[test]
fn the_roads_of_a_shapefile_are_kept_joined_and_counted() {
    for names in [OLD, NEW] {
        let drawn = draw(&street(), names);
        let profile = Profile::new(Mode::Car);
        let (raw, report) = read_shapefile(&drawn.shp(), &profile, ShapefileOptions::default()).unwrap();
        assert_eq!((report.ways_read, report.ways_kept, report.nodes_named), (5, 3, 5));
        assert_eq!(report.ways_refused[&Refusal::Access], 1);
        assert_eq!(report.ways_refused[&Refusal::Class], 1);
        assert_eq!(report.ways_read, report.ways_kept + report.ways_refused.values().sum::<u64>());
        // Three segments meet at one point, where it was drawn to a centimetre.
        let ends: Vec<u32> = [raw.refs[2], raw.refs[3], raw.refs[5]].to_vec();
        assert_eq!(ends, [2, 2, 2]);
        assert_eq!(raw.points[2], from_degrees(degrees((1.0, 0.0))));
        let speeds: Vec<_> =
            raw.ways.iter().map(|way| (way.speeds.forward_kmh, way.speeds.backward_kmh)).collect();
        assert_eq!(speeds, [(40.0, 40.0), (40.0, 40.0), (64.0, 0.0)]);
    }
}

#[test]
fn the_same_file_gives_the_same_graph_and_another_fingerprint_when_a_part_changes() {
    let drawn = draw(&street(), OLD);
    let (profile, path) = (Profile::new(Mode::Car), drawn.shp());
    let (graph, report) = import(&path, &profile).unwrap();
    assert_eq!((graph.n_nodes(), report.n_arcs, graph.n_chains()), (4, 5, 3));
    let written = |graph: &RoadGraph| {
        let to = drawn.folder.path().join("x.roads");
        maillage::network::file::write(graph, &to).unwrap();
        std::fs::read(to).unwrap()
    };
    assert_eq!(written(&graph), written(&import(&path, &profile).unwrap().0));
    let before = fingerprint(&path).unwrap();
    assert_eq!(graph.inputs_fingerprint(), before);
    std::fs::write(drawn.part("cpg"), "ISO-8859-1").unwrap();
    assert_ne!(fingerprint(&path).unwrap(), before);
}

/// A town as segments, and the tags that say the same to OpenStreetMap.
fn town() -> Vec<(Segment, Vec<(&'static str, &'static str)>)> {
    let mut town = Vec::new();
    let mut add =
        |segment: Segment, tags: &[(&'static str, &'static str)]| town.push((segment, tags.to_vec()));
    for row in 0..4 {
        let y = f64::from(row);
        for column in 0..4 {
            let x = f64::from(column);
            let across = [(x, y), (x + 0.4, y + 0.07), (x + 1.0, y)];
            let down = [(x, y), (x + 0.03, y + 0.5), (x, y + 1.0)];
            match (row * 4 + column) % 5 {
                0 => add(
                    Segment { sens: "Sens direct", ..Segment::road(&across, 40.0) },
                    &[("highway", "tertiary"), ("maxspeed", "50"), ("oneway", "yes")],
                ),
                1 => add(
                    Segment { sens: "Sens inverse", ..Segment::road(&across, 64.0) },
                    &[("highway", "tertiary"), ("maxspeed", "80"), ("oneway", "-1")],
                ),
                2 => add(
                    Segment { acces: "Restreint aux ayants droit", ..Segment::road(&across, 40.0) },
                    &[("highway", "tertiary"), ("access", "private")],
                ),
                _ => add(Segment::road(&across, 64.0), &[("highway", "tertiary"), ("maxspeed", "80")]),
            }
            match (row + column * 3) % 4 {
                0 => add(
                    Segment { fermeture: "du 15/11 au 15/05", ..Segment::road(&down, 40.0) },
                    &[
                        ("highway", "tertiary"),
                        ("maxspeed", "50"),
                        ("motor_vehicle:conditional", "no @ (Nov 15-May 15)"),
                    ],
                ),
                _ => add(Segment::road(&down, 72.0), &[("highway", "tertiary"), ("maxspeed", "90")]),
            }
        }
    }
    add(
        Segment { nature: "Bac ou liaison maritime", ..Segment::road(&[(4.0, 0.0), (5.0, 0.0)], 5.0) },
        &[("route", "ferry")],
    );
    add(
        Segment { nature: "Escalier", ..Segment::road(&[(5.0, 0.0), (5.0, 1.0)], 0.0) },
        &[("highway", "steps")],
    );
    add(Segment::road(&[(5.0, 0.0), (6.0, 0.0)], 40.0), &[("highway", "tertiary"), ("maxspeed", "50")]);
    town
}

/// The town as OpenStreetMap has it: ways over shared nodes, with tags.
fn as_openstreetmap(profile: &Profile) -> RoadGraph {
    let mut raw = RawNetwork::default();
    for (segment, tags) in town() {
        let Ok(class) = profile.classify_way(&Tags::new(&tags)) else { continue };
        let points: Vec<u32> = segment
            .line
            .iter()
            .map(|point| {
                let point = from_degrees(degrees(*point));
                let known = raw.points.iter().position(|known| *known == point).unwrap_or_else(|| {
                    raw.points.push(point);
                    raw.points.len() - 1
                });
                u32::try_from(known).unwrap()
            })
            .collect();
        raw.push_way(&points, class.into());
    }
    build(&raw, profile, [0; 32]).unwrap()
}

/// The cost of every pair of corners of the town.
fn costs(graph: &RoadGraph) -> Vec<Option<Cost>> {
    let snapper = Snapper::new(graph, SnapOptions::default());
    let corners = (0..4).flat_map(|y| (0..4).map(move |x| (f64::from(x), f64::from(y))));
    let places: Vec<_> = corners
        .chain([(6.0, 0.0)])
        .map(|corner| vec![snapper.snap_onto(degrees(corner), 0).unwrap()])
        .collect();
    let matrix = many_to_many(graph, &places, &places, 1);
    (0..places.len() * places.len()).map(|i| matrix.get(i / places.len(), i % places.len())).collect()
}

#[test]
fn the_same_town_has_the_same_times_from_both_sources_in_summer_and_in_winter() {
    let segments: Vec<Segment> = town().into_iter().map(|(segment, _)| segment).collect();
    let drawn = draw(&segments, OLD);
    let profile = Profile::new(Mode::Car);
    let (bdtopo, _) = import(&drawn.shp(), &profile).unwrap();
    let osm = as_openstreetmap(&profile);
    let mut by_season = Vec::new();
    for closed in [Attributes::default(), Attributes::WINTER] {
        let [a, b] = [&bdtopo, &osm].map(|graph| costs(&graph.closing(closed)));
        assert!(a.iter().flatten().count() > 150, "{}", a.iter().flatten().count());
        for (a, b) in a.iter().zip(&b) {
            assert_eq!(a.is_some(), b.is_some());
            let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
            // Turn costs are fitted arm by arm, to a few milliseconds a junction.
            assert!(a.ms.abs_diff(b.ms) <= 50 && a.cm.abs_diff(b.cm) <= 20, "{a:?} {b:?}");
        }
        by_season.push(a);
    }
    let slower = by_season[0].iter().zip(&by_season[1]).filter(|(summer, winter)| summer < winter).count();
    assert!(slower > 10, "{slower}");
}

#[test]
fn what_is_missing_is_named_with_what_to_do() {
    let said = |drawn: &Drawn| drawn.read().unwrap_err().to_string();
    let drawn = draw(&street(), OLD);
    std::fs::remove_file(drawn.part("shx")).unwrap();
    assert!(drawn.read().is_ok(), "the index is not needed");
    std::fs::rename(drawn.part("prj"), drawn.part("PRJ")).unwrap();
    assert!(drawn.read().is_ok(), "extensions may be upper case");
    std::fs::write(drawn.part("PRJ"), "PROJCS[\"NTF_Lambert_II_etendu\"]").unwrap();
    assert!(
        said(&drawn).contains(".PRJ names no coordinate system that is known here: give its EPSG number")
    );
    std::fs::remove_file(drawn.part("PRJ")).unwrap();
    assert!(said(&drawn).ends_with("TRONCON_DE_ROUTE.prj is missing: put it beside the .shp, or give the EPSG number of the coordinate system with --crs (2154 is Lambert-93)"));
    let given = ImportOptions { crs: Some(Crs::Lambert93), ..ImportOptions::default() };
    assert!(import_with(&drawn.shp(), &Profile::new(Mode::Car), given, &|_| {}).is_ok());
    std::fs::remove_file(drawn.part("dbf")).unwrap();
    assert!(said(&drawn).contains("TRONCON_DE_ROUTE.dbf is missing: a shapefile is several files"));
    std::fs::remove_file(drawn.shp()).unwrap();
    assert!(matches!(drawn.read(), Err(BdTopoError::Shapefile(ShapefileError::Io { .. }))));
}

#[test]
fn the_wrong_coordinate_system_is_noticed() {
    let drawn = draw(&street(), OLD);
    let given = ImportOptions { crs: Some(Crs::Reunion), ..ImportOptions::default() };
    let said = import_with(&drawn.shp(), &Profile::new(Mode::Car), given, &|_| {}).unwrap_err().to_string();
    assert!(said.contains("record 1 of ") && said.contains("is not a position in RGR92 / UTM 40S"), "{said}");
    assert!(said.ends_with("is the coordinate system right? It can be given with --crs"), "{said}");
}

#[test]
fn a_file_that_is_cut_or_lies_about_its_length_is_refused() {
    let drawn = draw(&street(), OLD);
    let (shp, dbf) = (std::fs::read(drawn.shp()).unwrap(), std::fs::read(drawn.part("dbf")).unwrap());
    std::fs::write(drawn.shp(), &shp[..shp.len() / 2]).unwrap();
    assert!(matches!(drawn.read(), Err(BdTopoError::Shapefile(ShapefileError::Truncated { .. }))));
    std::fs::write(drawn.shp(), &shp).unwrap();
    std::fs::write(drawn.part("dbf"), &dbf[..dbf.len() - 300]).unwrap();
    let said = drawn.read().unwrap_err().to_string();
    assert!(said.contains(".dbf is cut short: it says that it has "), "{said}");
    let mut liar = dbf.clone();
    liar[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    std::fs::write(drawn.part("dbf"), &liar).unwrap();
    assert!(matches!(drawn.read(), Err(BdTopoError::Shapefile(ShapefileError::Truncated { .. }))));
    liar[4..8].copy_from_slice(&3u32.to_le_bytes());
    std::fs::write(drawn.part("dbf"), &liar).unwrap();
    assert!(matches!(
        drawn.read(),
        Err(BdTopoError::Shapefile(ShapefileError::Unpaired { n_rows: 3, n_shapes: 5, .. }))
    ));
    std::fs::write(drawn.part("dbf"), "<html>not found</html> and some more of it").unwrap();
    assert!(matches!(drawn.read(), Err(BdTopoError::Shapefile(ShapefileError::NotATable { .. }))));
}

#[test]
fn what_is_not_a_shapefile_of_roads_says_so() {
    let drawn = draw(&street(), OLD);
    for content in [b"".as_slice(), b"PK\x03\x04 a zip", &[0; 200]] {
        std::fs::write(drawn.shp(), content).unwrap();
        assert!(matches!(drawn.read(), Err(BdTopoError::Shapefile(ShapefileError::NotAShapefile { .. }))));
    }
    let mut points = shapefile::ShapeWriter::from_path(drawn.shp()).unwrap();
    points.write_shape(&Point::new(1.0, 2.0)).unwrap();
    drop(points);
    let said = drawn.read().unwrap_err().to_string();
    assert!(said.ends_with("holds points and roads are lines: give TRONCON_DE_ROUTE.shp"), "{said}");
    let other =
        draw(&street(), ["NOM", "VIT_MOY_VL", "ACCES_VL", "FERMETURE", "NATURE", "IMPORTANCE", "PRIVE"]);
    let said = other.read().unwrap_err().to_string();
    assert!(
        said.contains("has no column SENS") && said.contains("(columns found: ID, NOM, VIT_MOY_VL"),
        "{said}"
    );
    let paths: Vec<Segment> = street().into_iter().filter(|s| s.nature == "Sentier").collect();
    let paths = draw(&paths, OLD);
    let answer = import(&paths.shp(), &Profile::new(Mode::Car)).unwrap_err();
    assert!(matches!(answer, ImportError::BdTopo(BdTopoError::NoRoad { n_ways: 1, .. })));
    assert!(import(&paths.shp(), &Profile::new(Mode::Foot)).is_ok());
}

#[test]
fn a_table_in_latin_1_is_read_as_its_cpg_says() {
    let winter =
        Segment { fermeture: "1er décembre - 1er août", ..Segment::road(&[(0.0, 0.0), (1.0, 0.0)], 40.0) };
    let drawn = draw(&[winter], OLD);
    let utf8 = std::fs::read(drawn.part("dbf")).unwrap();
    let e_acute = utf8.windows(2).position(|two| two == "é".as_bytes()).unwrap();
    let mut latin1 = utf8.clone();
    for (letter, code) in [("é", 0xe9), ("û", 0xfb), ("à", 0xe0)] {
        while let Some(at) = latin1.windows(2).position(|two| two == letter.as_bytes()) {
            // The column keeps its width: one letter less, one blank more at its end.
            let end = latin1[at..].windows(2).position(|two| two == b"  ").unwrap() + at;
            latin1[at] = code;
            latin1.copy_within(at + 2..end, at + 1);
            latin1[end - 1] = b' ';
        }
    }
    assert!(e_acute > 0 && latin1.len() == utf8.len());
    for cpg in [Some("ISO-8859-1"), Some("1252"), None] {
        std::fs::write(drawn.part("dbf"), &latin1).unwrap();
        match cpg {
            Some(cpg) => std::fs::write(drawn.part("cpg"), cpg).unwrap(),
            None => std::fs::remove_file(drawn.part("cpg")).unwrap(),
        }
        let raw = drawn.read().unwrap();
        assert!(raw.ways[0].speeds.attributes.has(Attributes::WINTER), "{cpg:?}");
    }
}

#[test]
fn no_damage_makes_the_reader_panic() {
    let drawn = draw(&street(), OLD);
    let whole = [std::fs::read(drawn.shp()).unwrap(), std::fs::read(drawn.part("dbf")).unwrap()];
    let mut seed = 2154u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut n_refused = 0;
    for round in 0..2000 {
        let which = round % 2;
        let mut damaged = whole[which].clone();
        for _ in 0..=random(4) {
            // Headers and heads of records are where lengths are.
            let at = if random(2) == 0 { random(200) } else { random(damaged.len()) };
            damaged[at] = u8::try_from(random(256)).unwrap();
        }
        damaged.truncate(damaged.len() - random(3) * random(20));
        std::fs::write([drawn.shp(), drawn.part("dbf")][which].as_path(), &damaged).unwrap();
        n_refused += usize::from(drawn.read().is_err());
        std::fs::write([drawn.shp(), drawn.part("dbf")][which].as_path(), &whole[which]).unwrap();
    }
    assert!(n_refused > 300, "{n_refused}");
}

#[test]
fn a_position_that_is_nonsense_costs_one_record_and_not_the_file() {
    let drawn = draw(&street(), OLD);
    let mut shp = std::fs::read(drawn.shp()).unwrap();
    // The first point of the first record: header, head, type, box, two counts, one part.
    shp[100 + 8 + 4 + 32 + 8 + 4..][..8].copy_from_slice(&f64::NAN.to_le_bytes());
    std::fs::write(drawn.shp(), &shp).unwrap();
    let profile = Profile::new(Mode::Car);
    let (raw, report) = read_shapefile(&drawn.shp(), &profile, ShapefileOptions::default()).unwrap();
    assert_eq!((raw.ways.len(), report.ways_refused[&Refusal::Position]), (2, 1));
}

#[test]
fn the_program_builds_roads_from_a_shapefile_and_takes_its_system_from_the_option() {
    let drawn = draw(&street(), OLD);
    let output = drawn.folder.path().join("town.roads");
    let build = |more: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_maillage"))
            .args(["roads", "build"])
            .arg(drawn.shp())
            .arg("-o")
            .arg(&output)
            .args(more)
            .output()
            .unwrap()
    };
    assert!(build(&[]).status.success());
    std::fs::remove_file(&output).unwrap();
    std::fs::remove_file(drawn.part("prj")).unwrap();
    let refused = build(&[]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("--crs") && !output.exists(), "{said}");
    assert!(build(&["--crs", "2154"]).status.success());
    assert!(output.exists());
    assert_eq!(build(&["--crs", "27572"]).status.code(), Some(2));
}
