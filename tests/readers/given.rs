//! Files that tests are made of, and a sink that keeps what it gets.

use std::fs;
use std::path::{Path, PathBuf};

use geo_types::Geometry;
use maillage::ingest::IngestError;
use maillage::ingest::layer::{
    Cell, Header, LayerRead, ReadOptions, Row, RowSink, Shape, Wanted, read_layer,
};

/// Keeps the rows as text.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) header: Option<Header>,
    /// Cells joined by `|`: texts in quotation marks.
    pub(crate) rows: Vec<String>,
    pub(crate) numbers: Vec<u64>,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) oddities: Vec<Option<String>>,
}

impl RowSink for Kept {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        self.header = Some(header.clone());
        Ok(Wanted { columns: (0..header.columns.len()).collect(), shapes: true })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| match cell {
                Cell::Empty => "-".to_owned(),
                Cell::Text(text) => format!("“{text}”"),
                Cell::Integer(whole) => whole.to_string(),
                Cell::Number(number) => format!("{number:?}"),
                Cell::Bool(value) => value.to_string(),
            })
            .collect();
        self.rows.push(cells.join("|"));
        self.numbers.push(row.number);
        self.shapes.push(row.shape);
        self.oddities.push(row.oddity.map(|oddity| oddity.to_string()));
        Ok(())
    }
}

impl Kept {
    pub(crate) fn columns(&self) -> String {
        self.header.as_ref().map(|header| header.columns.join("|")).unwrap_or_default()
    }

    pub(crate) fn geometry(&self, row: usize) -> &Geometry<f64> {
        match &self.shapes[row] {
            Shape::Of(geometry) => geometry,
            other => panic!("row {row}: {other:?}"),
        }
    }
}

/// Reads a file.
pub(crate) fn read_with(path: &Path, options: &ReadOptions) -> Result<(Kept, LayerRead), IngestError> {
    let mut kept = Kept::default();
    let read = read_layer(path, options, &mut kept)?;
    assert_eq!(read.rows, kept.rows.len() as u64);
    Ok((kept, read))
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Kept, IngestError> {
    read_with(path, &ReadOptions::default()).map(|(kept, _)| kept)
}

/// What is said of a file that cannot be read.
pub(crate) fn said(path: &Path) -> String {
    match read(path) {
        Ok(kept) => panic!("{} was read: {:?}", path.display(), kept.rows),
        Err(error) => error.to_string(),
    }
}

/// Writes a file into a folder.
pub(crate) fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The files of a shapefile of points in Lambert-93, with one column of text, one of numbers and one of dates.
pub(crate) fn shapefile(rows: &[(&str, f64, [f64; 2])]) -> [(&'static str, Vec<u8>); 3] {
    let mut shp = vec![0; 100];
    shp[..4].copy_from_slice(&9994_i32.to_be_bytes());
    shp[28..32].copy_from_slice(&1000_i32.to_le_bytes());
    shp[32..36].copy_from_slice(&1_i32.to_le_bytes());
    for (number, (_, _, at)) in (1_i32..).zip(rows) {
        shp.extend(number.to_be_bytes());
        shp.extend(10_i32.to_be_bytes());
        shp.extend(1_i32.to_le_bytes());
        shp.extend(at[0].to_le_bytes());
        shp.extend(at[1].to_le_bytes());
    }
    let words = i32::try_from(shp.len() / 2).unwrap();
    shp[24..28].copy_from_slice(&words.to_be_bytes());

    let mut dbf = vec![3, 126, 1, 31];
    dbf.extend(u32::try_from(rows.len()).unwrap().to_le_bytes());
    dbf.extend((32 + 3 * 32 + 1_u16).to_le_bytes());
    dbf.extend((1 + 10 + 8 + 8_u16).to_le_bytes());
    dbf.resize(32, 0);
    for (name, kind, width, decimals) in [("CODE", b'C', 10, 0), ("PART", b'N', 8, 2), ("JOUR", b'D', 8, 0)] {
        let mut column = name.as_bytes().to_vec();
        column.resize(11, 0);
        column.push(kind);
        column.resize(16, 0);
        column.extend([width, decimals]);
        column.resize(32, 0);
        dbf.extend(column);
    }
    dbf.push(0x0d);
    for (code, part, _) in rows {
        dbf.extend(format!(" {code:<10}{part:>8.2}20260131").bytes());
    }
    dbf.push(0x1a);
    let prj = r#"PROJCS["RGF93_Lambert_93",GEOGCS["GCS_RGF_1993"],PROJECTION["Lambert_Conformal_Conic"]]"#;
    [("shp", shp), ("dbf", dbf), ("prj", prj.as_bytes().to_vec())]
}

/// Two places, one of them Mende.
pub(crate) const PLACES: [(&str, f64, [f64; 2]); 2] =
    [("48095", 12.5, [739_000.0, 6_381_000.0]), ("01004", -3.0, [880_000.0, 6_541_000.0])];

/// Writes a shapefile into a folder; the `.shp`.
pub(crate) fn put_shapefile(folder: &Path) -> PathBuf {
    for (extension, bytes) in shapefile(&PLACES) {
        put(folder, &format!("lieux.{extension}"), bytes);
    }
    folder.join("lieux.shp")
}

/// A workbook with a title above the table, a date, and a code that became a number.
pub(crate) fn workbook() -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Lieux").unwrap();
    for (column, name) in ["code", "nom", "part", "ouvert", "jour"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), name).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(2, 0, "01004").unwrap().write(2, 1, "Ambérieu").unwrap().write(2, 2, 12.5).unwrap();
    sheet.write(2, 3, true).unwrap();
    sheet.write_with_format(2, 4, ExcelDateTime::from_ymd(2026, 1, 31).unwrap(), &day).unwrap();
    sheet.write(4, 0, 1005).unwrap().write(4, 1, "Ambérieux").unwrap().write(4, 2, 3.0).unwrap();
    sheet.write(4, 3, false).unwrap().write(4, 6, "à côté").unwrap();
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "rien").unwrap();
    book.save_to_buffer().unwrap()
}

/// An OpenDocument spreadsheet with this table.
pub(crate) fn open_document(table: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"),
    ])
}

/// A ZIP of these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A GeoPackage of one layer of points, one of them with a height, and a view that never ends.
pub(crate) fn put_geopackage(folder: &Path) -> PathBuf {
    let path = folder.join("lieux.gpkg");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch(
            "PRAGMA application_id = 1196444487;
             CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
             INSERT INTO gpkg_spatial_ref_sys VALUES ('RGF93 v1 / Lambert-93', 2154, 'EPSG', 2154, '');
             CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER);
             INSERT INTO gpkg_contents VALUES ('sans fin', 'attributes', NULL), ('notes', 'attributes', NULL), ('lieux', 'features', 2154);
             CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER);
             INSERT INTO gpkg_geometry_columns VALUES ('lieux', 'geom', 'POINT', 2154);
             CREATE VIEW \"sans fin\" AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;
             CREATE TABLE notes (fid INTEGER PRIMARY KEY, note TEXT);
             INSERT INTO notes VALUES (1, 'a'), (2, NULL);
             CREATE TABLE lieux (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT, part REAL, ouvert BOOLEAN, n INTEGER);",
        )
        .unwrap();
    for (number, (code, part, [x, y])) in (0_i64..).zip(PLACES) {
        let mut blob = b"GP\0\x01".to_vec();
        blob.extend(2154_u32.to_le_bytes());
        blob.push(1);
        blob.extend(if number == 0 { 1_u32 } else { 1001 }.to_le_bytes());
        blob.extend([x.to_le_bytes(), y.to_le_bytes()].concat());
        if number == 1 {
            blob.extend(700_f64.to_le_bytes());
        }
        database
            .execute(
                "INSERT INTO lieux (geom, code, part, ouvert, n) VALUES (?1, ?2, ?3, ?4, ?5)",
                rusqlite::params![blob, code, part, number == 0, number],
            )
            .unwrap();
    }
    path
}

/// A GeoJSON with areas of one and of several parts, with a hole, and attributes of every type.
pub(crate) const AREAS: &str = r#"{"type": "FeatureCollection", "name": "communes", "features": [
{"type": "Feature", "properties": {"code": "01004", "nom": "Ambérieu-en-Bugey", "pop": 14854, "part": 12.5, "jour": "2026-01-31"}, "geometry":
 {"type": "MultiPolygon", "coordinates": [[[[5.3, 45.9], [5.4, 45.9], [5.4, 46.0], [5.3, 46.0], [5.3, 45.9]], [[5.33, 45.93], [5.33, 45.96], [5.36, 45.96], [5.36, 45.93], [5.33, 45.93]]],
  [[[5.5, 45.9], [5.6, 45.9], [5.6, 46.0], [5.5, 45.9]]]]}},
{"type": "Feature", "properties": {"code": "48095", "nom": "Mende", "pop": 12318, "part": -0.25, "jour": null}, "geometry":
 {"type": "MultiPolygon", "coordinates": [[[[3.4, 44.5], [3.6, 44.5], [3.6, 44.6], [3.4, 44.6], [3.4, 44.5]]]]}},
{"type": "Feature", "properties": {"code": "2A004", "nom": "Ajaccio", "pop": null, "part": 3.0, "jour": "2025-12-01"}, "geometry": null}
]}"#;
