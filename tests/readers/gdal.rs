//! The same layer, written by GDAL in every format, gives the same rows.

use std::path::Path;
use std::process::Command;

use geo_types::{Geometry, MultiPolygon};
use maillage::ingest::layer::{ReadOptions, Shape};

use crate::given::{AREAS, Kept, put, read, read_with};

fn convert(from: &Path, to: &Path, options: &[&str]) {
    let output = Command::new("ogr2ogr").args(options).arg(to).arg(from).output().unwrap();
    assert!(output.status.success(), "{}: {}", to.display(), String::from_utf8_lossy(&output.stderr));
}

/// The areas of a row: one is a set of one.
fn areas(kept: &Kept, row: usize) -> Option<MultiPolygon<f64>> {
    match &kept.shapes[row] {
        Shape::None => None,
        Shape::Of(Geometry::Polygon(area)) => Some(MultiPolygon(vec![area.clone()])),
        Shape::Of(Geometry::MultiPolygon(areas)) => Some(areas.clone()),
        other => panic!("{other:?}"),
    }
}

/// Whether two shapes have the same rings up to where they begin and how they turn, within a centimetre.
fn are_alike(a: Option<&MultiPolygon<f64>>, b: Option<&MultiPolygon<f64>>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    let rings = |areas: &MultiPolygon<f64>| {
        let mut rings: Vec<Vec<[i64; 2]>> = Vec::new();
        for (place, area) in areas.iter().enumerate() {
            for ring in std::iter::once(area.exterior()).chain(area.interiors()) {
                #[expect(clippy::cast_possible_truncation, reason = "degrees")]
                let mut ring: Vec<[i64; 2]> = ring
                    .0
                    .iter()
                    .map(|at| [(at.x * 1e6).round() as i64, (at.y * 1e6).round() as i64])
                    .collect();
                ring.pop();
                ring.sort_unstable();
                // Which area a hole is of counts; the order of areas too.
                ring.push([i64::try_from(place).unwrap(), i64::try_from(area.interiors().len()).unwrap()]);
                rings.push(ring);
            }
        }
        rings
    };
    rings(a) == rings(b)
}

#[test]
fn every_format_of_one_layer_gives_the_same_rows() {
    if Command::new("ogr2ogr").arg("--version").output().is_err() {
        println!("ogr2ogr is not installed (Debian: gdal-bin): nothing compared");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let to = |name: &str| folder.path().join(name);
    let json = put(folder.path(), "communes.geojson", AREAS);
    let expected = read(&json).unwrap();
    assert_eq!(
        expected.rows,
        [
            "“01004”|“Ambérieu-en-Bugey”|14854|12.5|“2026-01-31”",
            "“48095”|“Mende”|12318|-0.25|-",
            "“2A004”|“Ajaccio”|-|3.0|“2025-12-01”",
        ]
    );
    convert(&json, &to("utf8.shp"), &["-t_srs", "EPSG:2154", "-lco", "ENCODING=UTF-8"]);
    convert(&json, &to("latin1.shp"), &["-t_srs", "EPSG:2154", "-lco", "ENCODING=ISO-8859-1"]);
    convert(&json, &to("lambert.gpkg"), &["-t_srs", "EPSG:2154", "-nln", "communes"]);
    convert(&json, &to("europe.gpkg"), &["-t_srs", "EPSG:3035"]);
    convert(&json, &to("degrees.fgb"), &["-lco", "SPATIAL_INDEX=NO"]);
    convert(&json, &to("lambert.fgb"), &["-t_srs", "EPSG:2154", "-lco", "SPATIAL_INDEX=NO"]);
    convert(&json, &to("mercator.geojson"), &["-t_srs", "EPSG:3857", "-lco", "COORDINATE_PRECISION=3"]);
    for name in [
        "utf8.shp",
        "latin1.shp",
        "lambert.gpkg",
        "europe.gpkg",
        "degrees.fgb",
        "lambert.fgb",
        "mercator.geojson",
    ] {
        let kept = read(&to(name)).unwrap();
        // GDAL writes a date of a GeoJSON with slashes or dashes, by its version.
        let rows: Vec<String> = kept
            .rows
            .iter()
            .map(|row| row.replace("2026/01/31", "2026-01-31").replace("2025/12/01", "2025-12-01"))
            .collect();
        // GDAL 3.6 leaves features without a shape out of a FlatGeobuf.
        let n_rows = if name.contains("fgb") { 2 } else { 3 };
        assert_eq!(kept.columns().to_lowercase(), expected.columns(), "{name}");
        assert_eq!(rows, expected.rows[..n_rows], "{name}");
        for row in 0..n_rows {
            let (ours, theirs) = (areas(&kept, row), areas(&expected, row));
            assert!(are_alike(ours.as_ref(), theirs.as_ref()), "{name}, row {row}: {ours:?} for {theirs:?}");
        }
    }
    // Tables have no shapes; GDAL writes numbers as floating, which spreadsheets show without a fraction.
    for name in ["communes.xlsx", "communes.ods"] {
        convert(&json, &to(name), &[]);
        let kept = read(&to(name)).unwrap();
        let rows: Vec<String> = kept
            .rows
            .iter()
            .map(|row| row.replace("2026/01/31", "2026-01-31").replace("2025/12/01", "2025-12-01"))
            .collect();
        let whole: Vec<String> = expected.rows.iter().map(|row| row.replace("|3.0|", "|3|")).collect();
        assert_eq!((kept.columns(), rows), (expected.columns(), whole), "{name}");
    }
    convert(&json, &to("communes.csv"), &["-lco", "SEPARATOR=SEMICOLON", "-lco", "WRITE_BOM=YES"]);
    let kept = read(&to("communes.csv")).unwrap();
    assert!(kept.rows[0].starts_with("“01004”|“Ambérieu-en-Bugey”|“14854”|“12.5”|“2026"), "{:?}", kept.rows);
    // What is wanted of a layer that is not the first.
    convert(&json, &to("lambert.gpkg"), &["-update", "-nln", "second", "-where", "pop IS NULL"]);
    let second = ReadOptions { crs: None, layer: Some("second".to_owned()) };
    assert_eq!(read_with(&to("lambert.gpkg"), &second).unwrap().0.rows.len(), 1);
}
