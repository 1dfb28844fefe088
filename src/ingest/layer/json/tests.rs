use geo_types::Geometry;

use super::super::collect::{Keep, read_as, read_path};
use super::super::{Format, ReadOptions, Shape, point_of};
use crate::geodesy::Crs;
use crate::ingest::IngestError;

fn read(text: &str) -> Result<Keep, IngestError> {
    read_as("any", text, &ReadOptions::default())
}

#[test]
fn features_come_with_their_properties_and_shapes() {
    let keep = read(
        r#"{"features": [
            {"type": "Feature", "id": 7, "properties": {"nom": "Mende", "code": "48095", "n": 12, "x": 1.5, "oui": true,
              "liste": ["a", "b"], "adresse": {"voie": "rue"}}, "geometry": {"coordinates": [3.5, 44.5, 700], "type": "Point"}},
            {"type": "Feature", "properties": null, "geometry": null},
            {"type": "Feature", "properties": {"autre": ""}, "geometry":
              {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]], [[0.5,0.2],[0.6,0.2],[0.6,0.3],[0.5,0.2]]]}}
        ], "type": "FeatureCollection"}"#,
    )
    .unwrap();
    assert_eq!(keep.columns(), "id|nom|code|n|x|oui|liste|adresse.voie|autre");
    assert_eq!(keep.cells()[0], "7|“Mende”|“48095”|12|1.5|true|“a|b”|“rue”|-");
    assert_eq!(keep.header.as_ref().unwrap().format, Format::GeoJson);
    assert_eq!(point_of(&keep.rows[0].shape).map(|at| (at.x, at.y)), Some((3.5, 44.5)));
    assert_eq!(keep.rows[1].shape, Shape::None);
    assert!(matches!(keep.geometry(2), Geometry::Polygon(area) if area.interiors().len() == 1));
}

#[test]
fn shapes_that_cannot_be_are_given_with_their_row() {
    let feature = |geometry: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"a":1}},"geometry":{geometry}}}]}}"#
        )
    };
    for (geometry, expected) in [
        (r#"{"type":"Point","coordinates":[700000,6600000]}"#, "700000, 6600000 is not a position"),
        (r#"{"type":"Point","coordinates":[]}"#, "an empty Point"),
        (r#"{"type":"Point","coordinates":["a",1]}"#, "not those of a Point"),
        (r#"{"type":"Polygon","coordinates":[[1,2],[3,4]]}"#, "not those of a Polygon"),
        (r#"{"type":"Cercle","coordinates":[[1,2],[3,4]]}"#, "of the kind “Cercle”"),
        (r#"{"type":"Point"}"#, "without coordinates"),
        (r#"{"type":"Point","coordinates":null}"#, "without coordinates"),
        (r#"{"type":"Point","coordinates":"3, 44"}"#, "not those of a Point"),
        (r#"{"type":["Point"],"coordinates":[3,44]}"#, "of the kind “[\"Point\"]”"),
        (r#"{"type":"GeometryCollection","geometries":null}"#, "without an array of geometries"),
        (
            r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[3,44]},5]}"#,
            "without an array",
        ),
        (r#"{"type":"GeometryCollection","geometries":[{"type":"Point"}]}"#, "without coordinates"),
        (r#""POINT(3 44)""#, "a text where a geometry should stand"),
        ("[3, 44]", "an array where"),
        ("[]", "an array where"),
        ("-7.5", "a number where"),
        ("false", "true or false where"),
    ] {
        let keep = read(&feature(geometry)).unwrap();
        let Shape::Unusable(why) = &keep.rows[0].shape else { panic!("{:?}", keep.rows[0]) };
        assert!(why.contains(expected), "{why}");
        assert_eq!(keep.rows[0].cells, "1");
    }
}

#[test]
fn what_is_no_feature_is_given_with_what_was_found_and_the_rest_is_read() {
    let good = r#"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[3,44]}}"#;
    for (bad, expected) in [
        ("3", "not an object: 3"),
        ("-3", "not an object: -3"),
        ("1.5", "not an object: 1.5"),
        ("\"Mende\"", "not an object: \"Mende\""),
        ("null", "not an object: null"),
        ("true", "not an object: true"),
        ("[1, [2]]", "not an object: an array of 2 elements"),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "not a GeoJSON Feature: type “Point”"),
        (r#"{"type":7}"#, "not a GeoJSON Feature: type “7”"),
        (r#"{"properties":{"a":2}}"#, "not a GeoJSON Feature: it has no type"),
        (r#"{"type":"Feature","properties":[5],"geometry":null}"#, "its properties are not an object: [5]"),
    ] {
        let text = format!(r#"{{"type":"FeatureCollection","features":[{good},{bad},{good}]}}"#);
        let keep = read(&text).unwrap();
        assert_eq!(keep.rows.len(), 3, "{bad}");
        assert_eq!(keep.rows[1].oddity.as_deref(), Some(expected));
        assert_eq!((keep.rows[2].number, keep.rows[2].cells.as_str(), &keep.rows[2].oddity), (3, "1", &None));
        assert!(point_of(&keep.rows[2].shape).is_some());
    }
}

#[test]
fn a_coordinate_system_is_taken_from_the_file_or_given() {
    let text = |crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection",{crs}"features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[700000,6600000]}}}}]}}"#
        )
    };
    let lambert = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},"#;
    let near = |keep: &Keep| {
        point_of(&keep.rows[0].shape)
            .is_some_and(|at| (at.x - 3.0).abs() < 1e-6 && (at.y - 46.5).abs() < 1e-6)
    };
    assert!(near(&read(&text(lambert)).unwrap()));
    let options = ReadOptions { crs: Some(Crs::Lambert93), layer: None };
    assert!(near(&read_as("any", text(""), &options).unwrap()));
    let said = read(&text(&lambert.replace("2154", "27572"))).unwrap_err().to_string();
    assert!(said.contains("27572") && said.contains("any"), "{said}");
}

#[test]
fn arrays_of_objects_are_found_at_the_top_or_in_a_member() {
    let array = r#"[{"nom": "a", "lieu": {"lat": 44.5, "lon": null}}, 3, {"nom": "b", "code": 1234567890123456789012}]"#;
    for (text, layer) in [
        (array.to_owned(), None),
        (format!(r#"{{"total": 2, "noms": ["x"], "results": {array}}}"#), Some("results")),
    ] {
        let keep = read(&text).unwrap();
        assert_eq!(keep.columns(), "nom|lieu.lat|lieu.lon|code");
        assert_eq!(keep.cells(), ["“a”|44.5|-|-", "-|-|-|-", "“b”|-|-|1.2345678901234568e21"]);
        assert_eq!(keep.rows[1].oddity.as_deref(), Some("not an object: 3"));
        assert_eq!(keep.header.unwrap().layer.as_deref(), layer);
    }
}

#[test]
fn what_is_cut_or_something_else_names_the_file_and_the_line() {
    for (text, expected) in [
        ("[{\"a\": 1},\n{\"a\": 2", "EOF while parsing an object at line 2"),
        ("{\"type\": \"FeatureCollection\",\n \"features\": [", "line 2"),
        ("{\"type\": \"Topology\", \"objects\": {}}", "Topology"),
        ("{\"a\": 1}", "no array of objects"),
        ("[1, 2]", "holds no object"),
        ("[{}] x", "trailing characters"),
    ] {
        let said = read(text).unwrap_err().to_string();
        assert!(
            said.contains("any: ") && said.contains(expected) && said.contains("give a GeoJSON"),
            "{said}"
        );
    }
    let deep = "[{\"a\":".to_owned() + &"{\"a\":".repeat(100_000);
    assert!(read(&deep).unwrap_err().to_string().contains("recursion limit"));
}

#[test]
fn the_json_lists_of_two_departments_are_read() {
    let shared = std::env::var_os("MAILLAGE_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        std::path::PathBuf::from,
    );
    for (name, rows) in [("la-creuse.json", 91), ("hub-lo.json", 426), ("france-services-2021.geojson", 908)]
    {
        let path = shared.join("data/venues").join(name);
        if !path.exists() {
            println!("golden data not found at {}: nothing compared", path.display());
            continue;
        }
        let keep = read_path(&path, &ReadOptions::default()).unwrap();
        assert_eq!(keep.rows.len(), rows, "{name}");
        assert!(keep.header.unwrap().columns.len() > 5, "{name}");
    }
}
