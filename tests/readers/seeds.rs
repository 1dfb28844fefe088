//! The small good files that fuzzing begins with: each is read here, and kept where `MAILLAGE_SEEDS` names a folder
//! (`tools/fuzz` does), under `TARGET/NAME`.

use std::fs;
use std::path::{Path, PathBuf};

use maillage::ingest::hours::Hours;
use maillage::ingest::layer::geometry_of_blob;
use maillage::ingest::venues::read_venues;
use maillage::network::osm::read_pbf;
use maillage::network::profile::{Mode, Profile};
use maillage::tour::{Date, DwellRule, Rules, rules_from_toml, stops_from_csv, stops_from_json};

use crate::given::{AREAS, PLACES, open_document, put_geopackage, read, shapefile, workbook, zip};
use crate::mutations::flatgeobuf_of_points;
use crate::pbf::street;

const CSV: &str = "id;nom;\"lieu\"\r\n1;\"Médiathèque \"\"x\"\"\";a\r\n2;\"b\nc\";d\n";
const JSON: &str = r#"{"total": 2, "results": [{"nom": "é", "a": {"b": [1, 2], "c": null}, "n": 12}, {"nom": "x", "n": -1.5e3}]}"#;
const FEATURES: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},"features":[
{"type":"Feature","id":1,"properties":{"a":1},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[700000,6600000]},{"type":"MultiLineString","coordinates":[[[700000,6600000],[700001,6600000]]]}]}},
3,{"type":"Feature","properties":[1],"geometry":"POINT"},{"type":"Point","coordinates":[1,2]}]}"#;
const VENUES: &str = "id,pivot,nom,commune,code_postal,code_insee,adresse,latitude,longitude,telephone,horaires,date_maj,services\n\
1,00000000000000,Médiathèque,Mende,48000,48095,1 rue X,44.5,3.5,+33466000000,\"Mo-Fr 09:00-12:00,14:00-17:00; PH off\",2026-01-31,a|b\n\
2,,b,Florac,48400.0,,2 rue Y,\"3,59\",\"44,32\",0466,\"du lundi au jeudi : 9h-12h\",,\n";
const STOPS: &str = "id,lon,lat,people,days,hours,session\nflorac,3.59,44.32,2100,mon-thu,\"mon,thu 09:00-12:30; 14:00-17:00\",half-day\n";
const CHOSEN: &str = r#"{"status":"optimal","stops":[{"id":"48061","name":"Florac","lon":3.59,"lat":44.32,"locked":true,"newly_covered":900,"people":2000,"gains":[]}]}"#;
const RULES: &str = "lunch = false\ncycle_weeks = 2\nday_start = \"09:00\"\n[[closed]]\nfrom = \"2026-02-08\"\nto = \"2026-02-12\"\n[dwell]\nleast_min = 60\n";
const HOURS: [&str; 4] = [
    "Mo-Fr 09:00-12:30,14:00-17:00; Sa[1,3] 09:00-12:00; PH off",
    "week 1-53/2 We 10:00-12:00; 2026 Jan 05-2026 Mar 29 Th 14:00-16:00 \"rdv\"",
    "Du lundi au jeudi : 9h-12h / 13h30-17h",
    "24/7",
];

/// Writes seeds into a folder for each target.
struct Seeds<'a>(&'a Path);

impl Seeds<'_> {
    fn put(&self, target: &str, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let folder = self.0.join(target);
        fs::create_dir_all(&folder).unwrap();
        crate::given::put(&folder, name, bytes)
    }

    /// A layer that is read.
    fn layer(&self, target: &str, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.put(target, name, bytes);
        assert!(!read(&path).unwrap().rows.is_empty(), "{}", path.display());
    }
}

fn sheet() -> Vec<u8> {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    open_document(&format!(
        "<table:table table:name=\"a\"><table:table-header-rows><table:table-row>{}{}</table:table-row></table:table-header-rows>
         <table:table-row table:number-rows-repeated=\"2\">{}<table:table-cell office:value-type=\"float\" office:value=\"12.5\"/></table:table-row></table:table>",
        cell("code"),
        cell("part"),
        cell("a<text:s text:c=\"2\"/>&amp;<text:line-break/>b")
    ))
}

/// Geometries as a GeoPackage has them: a point, and an area of a set.
fn blobs() -> [Vec<u8>; 2] {
    let head = b"GP\0\x01\xe6\x10\0\0";
    let numbers = |numbers: &[f64]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let point = [&head[..], &[1, 1, 0, 0, 0], &numbers(&[3.5, 44.5])].concat();
    let ring = numbers(&[3.0, 44.0, 4.0, 44.0, 4.0, 45.0, 3.0, 44.0]);
    let set = [1, 6, 0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0];
    [point, [&head[..], &set, &ring].concat()]
}

#[test]
fn every_seed_of_fuzzing_is_a_good_file() {
    let own = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("MAILLAGE_SEEDS").map(PathBuf::from);
    let seeds = Seeds(kept.as_deref().unwrap_or(own.path()));
    seeds.layer("csv", "quoted", CSV);
    seeds.layer("csv", "venues", VENUES);
    seeds.layer("json", "results", JSON);
    seeds.layer("json", "array", format!("[{JSON}, 3, {{\"n\": 1}}]"));
    seeds.layer("geojson", "areas", AREAS);
    seeds.layer("geojson", "odd", FEATURES);
    seeds.layer("flatgeobuf", "points", flatgeobuf_of_points());
    seeds.layer("geopackage", "points", fs::read(put_geopackage(own.path())).unwrap());
    seeds.layer("xlsx", "workbook", workbook());
    seeds.layer("ods", "sheet", sheet());
    let parts = shapefile(&PLACES);
    let files: Vec<(String, &[u8])> =
        parts.iter().map(|(extension, bytes)| (format!("lieux.{extension}"), bytes.as_slice())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    seeds.layer("zip", "shapefile", zip(&files));
    seeds.layer("zip", "csv", zip(&[("a.csv", CSV.as_bytes())]));
    // These targets bring the other part themselves: one row beside shapes, twenty shapes beside a table.
    seeds.put("shapefile", "point", &shapefile(&PLACES[..1])[0].1);
    seeds.put("dbf", "twenty", &shapefile(&[PLACES[0]; 20])[1].1);
    for (name, blob) in ["point", "areas"].into_iter().zip(blobs()) {
        assert!(geometry_of_blob(&blob).unwrap().is_some(), "{name}");
        seeds.put("geometry", name, blob);
    }
    let path = seeds.put("pbf", "street", street().to_bytes());
    let named = crate::given::put(own.path(), "street.osm.pbf", fs::read(path).unwrap());
    read_pbf(&named, &Profile::new(Mode::Car)).unwrap();
    for (name, hours) in ["week", "dates", "french", "always"].into_iter().zip(HOURS) {
        assert!(Hours::read(hours).is_ok(), "{hours}");
        seeds.put("opening_hours", name, hours);
    }
    let path = seeds.put("venues", "schema", VENUES);
    assert_eq!(read_venues(&path).unwrap().records.len(), 2);
    let (from, to) = (Date::new(2026, 1, 5).unwrap(), Date::new(2026, 3, 29).unwrap());
    let (rules, dwell) = (Rules::between(from, to), DwellRule::default());
    assert_eq!(stops_from_csv(STOPS, &rules, dwell).unwrap().len(), 1);
    assert_eq!(stops_from_json(CHOSEN, &rules, dwell).unwrap().len(), 1);
    assert_eq!(rules_from_toml(RULES, &rules).unwrap().0.cycle_weeks, 2);
    for (name, text) in [("stops", STOPS), ("chosen", CHOSEN), ("rules", RULES)] {
        seeds.put("tours", name, text);
    }
    // A target without a seed begins from nothing.
    let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")).unwrap();
    for target in list.split("[[bin]]").skip(1).filter_map(|bin| bin.split('"').nth(1)) {
        assert!(seeds.0.join(target).is_dir(), "no seed for the target {target} of fuzz/Cargo.toml");
    }
}
