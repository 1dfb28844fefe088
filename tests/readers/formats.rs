//! What good files give.

use std::fs;

use maillage::geodesy::Crs;
use maillage::ingest::layer::{Format, ReadOptions, Shape, point_of};

use crate::given::{
    PLACES, open_document, put, put_geopackage, put_shapefile, read, read_with, shapefile, workbook, zip,
};

/// Mende, to the metre that the fixture is given in.
fn is_near_mende(shape: &Shape) -> bool {
    point_of(shape).is_some_and(|at| (at.x - 3.49).abs() < 0.02 && (at.y - 44.53).abs() < 0.02)
}

#[test]
fn a_shapefile_gives_codes_as_text_numbers_as_numbers_and_dates_as_iso() {
    let folder = tempfile::tempdir().unwrap();
    let kept = read(&put_shapefile(folder.path())).unwrap();
    assert_eq!(kept.columns(), "CODE|PART|JOUR");
    assert_eq!(kept.rows, ["“48095”|12.5|“2026-01-31”", "“01004”|-3.0|“2026-01-31”"]);
    assert!(is_near_mende(&kept.shapes[0]), "{:?}", kept.shapes[0]);
}

#[test]
fn the_coordinate_system_of_a_shapefile_can_be_given_and_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = put_shapefile(folder.path());
    fs::remove_file(folder.path().join("lieux.prj")).unwrap();
    let options = ReadOptions { crs: Some(Crs::Lambert93), layer: None };
    assert!(is_near_mende(&read_with(&path, &options).unwrap().0.shapes[0]));
    let wrong = ReadOptions { crs: Some(Crs::LonLat), layer: None };
    let kept = read_with(&path, &wrong).unwrap().0;
    let Shape::Unusable(why) = &kept.shapes[0] else { panic!("{:?}", kept.shapes[0]) };
    assert!(why.contains("739000, 6381000 is not a position in longitude and latitude"), "{why}");
}

#[test]
fn attributes_are_decoded_as_the_cpg_the_table_or_the_bytes_say() {
    let folder = tempfile::tempdir().unwrap();
    let path = put_shapefile(folder.path());
    let dbf = folder.path().join("lieux.dbf");
    let mut bytes = fs::read(&dbf).unwrap();
    let start = 32 + 3 * 32 + 1 + 1;
    for (letters, cpg, page, expected) in [
        (&b"M\xe9nde     "[..], None, 0, "Ménde"),
        ("Ménde    ".as_bytes(), None, 0x57, "Ménde"),
        (b"M\xe9nde     ", Some("ISO-8859-1"), 0, "Ménde"),
        ("Ménde    ".as_bytes(), Some("UTF-8"), 0x57, "Ménde"),
        (b"M\x82nde     ", None, 0x02, "Ménde"),
        (b"\x9cuvre     ", Some("1252"), 0, "œuvre"),
    ] {
        bytes[start..start + 10].copy_from_slice(letters);
        bytes[29] = page;
        fs::write(&dbf, &bytes).unwrap();
        let _ = fs::remove_file(folder.path().join("lieux.cpg"));
        if let Some(cpg) = cpg {
            put(folder.path(), "lieux.cpg", cpg);
        }
        let kept = read(&path).unwrap();
        assert!(kept.rows[0].starts_with(&format!("“{expected}”|")), "{:?} {page:x} {cpg:?}", kept.rows[0]);
    }
}

#[test]
fn a_zip_of_a_shapefile_is_read_and_its_digest_is_that_of_the_zip() {
    let folder = tempfile::tempdir().unwrap();
    let parts = shapefile(&PLACES);
    let named: Vec<(String, &[u8])> = parts
        .iter()
        .map(|(extension, bytes)| (format!("livraison/LIEUX.{}", extension.to_uppercase()), bytes.as_slice()))
        .collect();
    let mut files: Vec<(&str, &[u8])> = named.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    files.push(("__MACOSX/livraison/._LIEUX.SHP", b"x"));
    files.push(("livraison/LISEZMOI.txt", b"x"));
    let bytes = zip(&files);
    let path = put(folder.path(), "lieux.zip", &bytes);
    let (kept, about) = read_with(&path, &ReadOptions::default()).unwrap();
    assert_eq!(kept.rows[0], "“48095”|12.5|“2026-01-31”");
    assert!(is_near_mende(&kept.shapes[0]));
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&bytes);
    assert_eq!(about.sha256, maillage::files::hexadecimal(&digest));
    let shown = kept.header.unwrap().path;
    assert!(shown.ends_with("lieux.zip/livraison/LIEUX.SHP"), "{}", shown.display());

    let table = put(folder.path(), "table.zip", zip(&[("base_cc.csv", b"CODGEO;P21\n48095;12\n")]));
    assert_eq!(read(&table).unwrap().rows, ["“48095”|“12”"]);
}

#[test]
fn one_shapefile_of_several_is_named_by_the_layer() {
    let folder = tempfile::tempdir().unwrap();
    let parts = shapefile(&PLACES);
    let more = shapefile(&PLACES[..1]);
    let all: Vec<(String, &[u8])> = parts
        .iter()
        .map(|(extension, bytes)| (format!("a/COMMUNE.{extension}"), bytes.as_slice()))
        .chain(more.iter().map(|(extension, bytes)| (format!("a/REGION.{extension}"), bytes.as_slice())))
        .collect();
    let files: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let path = put(folder.path(), "all.zip", zip(&files));
    let said = read(&path).unwrap_err().to_string();
    assert!(said.contains("2 shapefiles: COMMUNE, REGION; name the one"), "{said}");
    let options = ReadOptions { crs: None, layer: Some("region".to_owned()) };
    assert_eq!(read_with(&path, &options).unwrap().0.rows.len(), 1);
}

#[test]
fn a_geopackage_gives_its_first_layer_of_shapes_or_the_one_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = put_geopackage(folder.path());
    let kept = read(&path).unwrap();
    assert_eq!(kept.columns(), "code|part|ouvert|n");
    assert_eq!(kept.rows, ["“48095”|12.5|true|0", "“01004”|-3.0|false|1"]);
    assert!(is_near_mende(&kept.shapes[0]));
    assert!(point_of(&kept.shapes[1]).is_some(), "{:?}", kept.shapes[1]);
    assert_eq!(kept.header.unwrap().layer.as_deref(), Some("lieux"));
    let options = |layer: &str| ReadOptions { crs: None, layer: Some(layer.to_owned()) };
    assert_eq!(read_with(&path, &options("NOTES")).unwrap().0.rows, ["“a”", "-"]);
    // The view that never ends is not read.
    let said = read_with(&path, &options("sans fin")).unwrap_err().to_string();
    assert!(said.contains("lieux.gpkg: no layer “sans fin”; it has: lieux, notes"), "{said}");
}

#[test]
fn workbooks_give_the_table_under_the_first_row_that_is_not_empty() {
    let folder = tempfile::tempdir().unwrap();
    let xlsx = put(folder.path(), "a", workbook());
    let xls = put(folder.path(), "b", include_bytes!("fixtures/lieux.xls"));
    for path in [xlsx, xls] {
        let kept = read(&path).unwrap();
        assert_eq!(kept.columns(), "code|nom|part|ouvert|jour");
        assert_eq!(
            kept.rows,
            ["“01004”|“Ambérieu”|12.5|true|“2026-01-31”", "1005|“Ambérieux”|3|false|-"],
            "{}",
            path.display()
        );
        assert_eq!(kept.numbers, [3, 5]);
        let header = kept.header.unwrap();
        assert_eq!((header.format, header.layer.as_deref()), (Format::Excel, Some("Lieux")));
        let notes = ReadOptions { crs: None, layer: Some("Notes".to_owned()) };
        assert_eq!(read_with(&path, &notes).unwrap().0.columns(), "rien");
        let none = ReadOptions { crs: None, layer: Some("Lieu".to_owned()) };
        let said = read_with(&path, &none).unwrap_err().to_string();
        assert!(said.contains("no sheet “Lieu”; it has: Lieux, Notes"), "{said}");
    }
    let kept = read(&put(folder.path(), "c", workbook())).unwrap();
    assert!(kept.oddities[1].as_ref().unwrap().contains("right of the table"), "{:?}", kept.oddities);
}

#[test]
fn an_open_document_gives_its_table_and_not_its_million_empty_rows() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let number = |value: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
        )
    };
    let date = "<table:table-cell office:value-type=\"date\" office:date-value=\"2026-01-31\"><text:p>31/01/2026</text:p></table:table-cell>";
    let rest = "<table:table-cell table:number-columns-repeated=\"16380\"/>";
    let row = |cells: &str| format!("<table:table-row>{cells}{rest}</table:table-row>");
    let table = [
        "<table:table table:name=\"Lieux\">".to_owned(),
        row(&(cell("code") + &cell("part") + &cell("jour"))),
        row(&(cell("01004") + &number("12.5") + date)),
        row(&(number("1005") + &number("3"))),
        format!(
            "<table:table-row table:number-rows-repeated=\"1048573\">{rest}</table:table-row></table:table>"
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let kept = read(&put(folder.path(), "lieux.ods", open_document(&table.concat()))).unwrap();
    assert_eq!(kept.columns(), "code|part|jour");
    assert_eq!(kept.rows, ["“01004”|12.5|“2026-01-31”", "1005|3|-"]);
    assert_eq!(kept.header.unwrap().format, Format::OpenDocument);
}

#[test]
fn the_file_alone_tells_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = put(folder.path(), "lieux.csv", workbook());
    assert_eq!(read(&path).unwrap().header.unwrap().format, Format::Excel);
}

#[test]
fn a_bad_element_or_geometry_of_a_geojson_is_a_finding_and_the_rest_is_venues() {
    let folder = tempfile::tempdir().unwrap();
    let venue = |name: &str, geometry: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{name}","nom":"{name}","code_insee":"48095"}},"geometry":{geometry}}}"#
        )
    };
    let good = r#"{"type":"Point","coordinates":[3.5,44.5]}"#;
    let elements =
        [venue("a", good), "3".to_owned(), venue("b", "\"POINT(3 44)\""), good.to_owned(), venue("c", good)];
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, elements.join(","));
    let path = put(folder.path(), "lieux.geojson", text);
    let file = maillage::ingest::venues::read_venues(&path).unwrap();
    let lines: Vec<u64> = file.records.iter().map(|record| record.line).collect();
    assert_eq!(lines, [1, 3, 5]);
    let said = |line: u64| {
        let findings = file.findings.iter().filter(|finding| finding.line == line);
        findings.map(|finding| format!("{finding:?}")).collect::<Vec<_>>().join(" ")
    };
    assert!(
        said(2).contains("not an object: 3") && said(2).contains("ce n’est pas un objet : 3"),
        "{}",
        said(2)
    );
    assert!(said(3).contains("a text where a geometry should stand"), "{}", said(3));
    assert!(said(4).contains("not a GeoJSON Feature: type “Point”"), "{}", said(4));
}
