//! OGC GeoPackage 1.3: one layer with its spatial index, and what it was made from as metadata.
//!
//! Written in memory by SQLite; the date of last change is a fixed one, so that the same layer is the same
//! bytes. Format: OGC 12-128r17, <https://www.geopackage.org/spec130/>; geometry: clause 2.1.3; spatial index:
//! annex F.3; metadata: annex F.8.

use geo_types::{LineString, MultiPolygon};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::projected::Projected;
use super::provenance::Provenance;
use super::record::{Cell, CellKind, Columns, Layer, Record, Shape};
use crate::geodesy::Crs;

/// “GPKG”, the mark of the format among SQLite's files.
const APPLICATION_ID: i64 = 0x4750_4B47;
/// Version 1.3.0.
const VERSION: i64 = 10300;
/// The files know no clock.
const CHANGED: &str = "2000-01-01T00:00:00.000Z";

/// Writes a layer whose shapes are in `crs`. A row without a place has no geometry.
///
/// # Errors
/// When SQLite refuses, which only a lack of memory explains.
pub(super) fn to_geopackage<R: Record>(
    layer: &Layer<R>,
    crs: Crs,
    shapes: &[Projected],
    provenance: &Provenance,
) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    let columns = Columns::of(layer.features.iter().map(|feature| &feature.record));
    let transaction = database.transaction()?;
    transaction.execute_batch(TABLES)?;
    reference_systems(&transaction, crs)?;
    let kind = if layer.areas { "MULTIPOLYGON" } else { "POINT" };
    create_table(&transaction, layer.name, &columns, kind)?;
    let extent = shapes.iter().filter_map(Projected::bounds).reduce(union);
    transaction.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, '', ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            layer.name,
            CHANGED,
            extent.map(|e| e[0]),
            extent.map(|e| e[1]),
            extent.map(|e| e[2]),
            extent.map(|e| e[3]),
            crs.epsg()
        ],
    )?;
    transaction.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
        params![layer.name, kind, crs.epsg()],
    )?;
    insert(&transaction, layer, crs, shapes, &columns)?;
    index(&transaction, layer.name)?;
    metadata(&transaction, layer.name, provenance)?;
    transaction.commit()?;
    database.pragma_update(None, "application_id", APPLICATION_ID)?;
    database.pragma_update(None, "user_version", VERSION)?;
    Ok(database.serialize(rusqlite::MAIN_DB)?.to_vec())
}

/// The tables that every file of the format has, and those of the extensions that are used.
const TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name),
  column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL REFERENCES
  gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (id INTEGER PRIMARY KEY NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT,
  row_id_value INTEGER, timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL REFERENCES gpkg_metadata(id),
  md_parent_id INTEGER REFERENCES gpkg_metadata(id));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata',
   'read-write');
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);
";

fn reference_systems(database: &Connection, crs: Crs) -> rusqlite::Result<()> {
    let mut systems = vec![Crs::LonLat];
    if crs != Crs::LonLat {
        systems.push(crs);
    }
    for system in systems {
        database.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, 'EPSG', ?2, ?3, NULL)",
            params![system.name(), system.epsg(), system.wkt()],
        )?;
    }
    Ok(())
}

/// A name as SQL writes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn create_table(database: &Connection, name: &str, columns: &Columns, kind: &str) -> rusqlite::Result<()> {
    let mut sql = format!("CREATE TABLE {} (fid INTEGER PRIMARY KEY NOT NULL, geom {kind}", quoted(name));
    for (column, kind) in &columns.all {
        let kind = match kind {
            CellKind::Text => "TEXT",
            CellKind::Number => "DOUBLE",
            CellKind::Integer => "INTEGER",
            CellKind::Bool => "BOOLEAN",
        };
        sql.push_str(&format!(", {} {kind}", quoted(&free(column))));
    }
    sql.push(')');
    database.execute_batch(&sql)
}

/// The name of a column; those of the format itself are not for others.
fn free(column: &str) -> String {
    let is_taken = ["fid", "geom"].iter().any(|own| column.eq_ignore_ascii_case(own));
    if is_taken { format!("{column}_") } else { column.to_owned() }
}

fn insert<R: Record>(
    database: &Connection,
    layer: &Layer<R>,
    crs: Crs,
    shapes: &[Projected],
    columns: &Columns,
) -> rusqlite::Result<()> {
    let marks = vec!["?"; columns.all.len() + 2].join(",");
    let sql = format!("INSERT INTO {} VALUES ({marks})", quoted(layer.name));
    let mut statement = database.prepare(&sql)?;
    for ((feature, shape), fid) in layer.features.iter().zip(shapes).zip(1i64..) {
        let geometry = geometry(shape, crs).map_or(Value::Null, Value::Blob);
        let cells = columns.cells(&feature.record).into_iter().map(value);
        statement.execute(params_from_iter([Value::Integer(fid), geometry].into_iter().chain(cells)))?;
    }
    Ok(())
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::Text(text),
        Cell::List(items) => Value::Text(items.join("|")),
        Cell::Number(number) => Value::Real(number),
        Cell::Integer(number) => Value::Integer(number),
        Cell::Bool(truth) => Value::Integer(i64::from(truth)),
    }
}

/// The header of a geometry with its box, little-endian, and its well-known binary; `None` without a place.
fn geometry(shape: &Projected, crs: Crs) -> Option<Vec<u8>> {
    let [west, south, east, north] = shape.bounds()?;
    let mut bytes = b"GP\x00\x03".to_vec();
    bytes.extend(crs.epsg().to_le_bytes());
    for bound in [west, east, south, north] {
        bytes.extend(bound.to_le_bytes());
    }
    match &shape.0 {
        Shape::None => return None,
        Shape::Point(at) => {
            bytes.extend(b"\x01\x01\x00\x00\x00");
            bytes.extend(at.x.to_le_bytes());
            bytes.extend(at.y.to_le_bytes());
        }
        Shape::Area(area) => multi_polygon(&mut bytes, area),
    }
    Some(bytes)
}

fn multi_polygon(bytes: &mut Vec<u8>, area: &MultiPolygon<f64>) {
    // Neither polygons, rings nor vertices fit in memory by 2³².
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    bytes.extend(b"\x01\x06\x00\x00\x00");
    bytes.extend(count(area.0.len()));
    for polygon in &area.0 {
        bytes.extend(b"\x01\x03\x00\x00\x00");
        bytes.extend(count(1 + polygon.interiors().len()));
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let LineString(vertices) = ring;
            bytes.extend(count(vertices.len()));
            for at in vertices {
                bytes.extend(at.x.to_le_bytes());
                bytes.extend(at.y.to_le_bytes());
            }
        }
    }
}

/// The spatial index, and the triggers that keep it true when another program edits the layer.
fn index(database: &Connection, name: &str) -> rusqlite::Result<()> {
    let tree = format!("rtree_{name}_geom");
    database.execute(
        "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
         'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')",
        params![name],
    )?;
    let (table, tree) = (quoted(name), tree.as_str());
    let new = "NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)";
    let there = "NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)";
    let gone = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    let put = format!("INSERT OR REPLACE INTO \"{tree}\" VALUES ({new});");
    let take = format!("DELETE FROM \"{tree}\" WHERE id = OLD.fid;");
    database.execute_batch(&format!(
        "CREATE VIRTUAL TABLE \"{tree}\" USING rtree(id, minx, maxx, miny, maxy);
         CREATE TRIGGER \"{tree}_insert\" AFTER INSERT ON {table} WHEN ({there}) BEGIN {put} END;
         CREATE TRIGGER \"{tree}_update1\" AFTER UPDATE OF geom ON {table} WHEN OLD.fid = NEW.fid AND ({there}) BEGIN {put} END;
         CREATE TRIGGER \"{tree}_update2\" AFTER UPDATE OF geom ON {table} WHEN OLD.fid = NEW.fid AND {gone} BEGIN {take} END;
         CREATE TRIGGER \"{tree}_update3\" AFTER UPDATE ON {table} WHEN OLD.fid != NEW.fid AND ({there}) BEGIN {take} {put} END;
         CREATE TRIGGER \"{tree}_update4\" AFTER UPDATE ON {table} WHEN OLD.fid != NEW.fid AND {gone} BEGIN
           DELETE FROM \"{tree}\" WHERE id IN (OLD.fid, NEW.fid); END;
         CREATE TRIGGER \"{tree}_delete\" AFTER DELETE ON {table} WHEN OLD.geom NOT NULL BEGIN {take} END;"
    ))?;
    let mut rows =
        database.prepare(&format!("SELECT fid, geom FROM {table} WHERE geom NOT NULL ORDER BY fid"))?;
    let mut put = database.prepare(&format!("INSERT INTO \"{tree}\" VALUES (?1, ?2, ?3, ?4, ?5)"))?;
    let mut found = rows.query([])?;
    while let Some(row) = found.next()? {
        let (fid, blob): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        // The box stands in the header of the geometry, where [`geometry`] wrote it.
        let bound = |i: usize| {
            let at = 8 + i * 8;
            blob.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(f64::NAN, f64::from_le_bytes)
        };
        put.execute(params![fid, bound(0), bound(1), bound(2), bound(3)])?;
    }
    Ok(())
}

/// What the layer was made from: once as JSON, once for people.
fn metadata(database: &Connection, name: &str, provenance: &Provenance) -> rusqlite::Result<()> {
    let texts = [("application/json", provenance.to_json()), ("text/plain", provenance.to_text())];
    for ((mime, text), id) in texts.into_iter().zip(1i64..) {
        database.execute(
            "INSERT INTO gpkg_metadata VALUES (?1, 'dataset', 'https://www.w3.org/TR/prov-overview/', ?2, ?3)",
            params![id, mime, text],
        )?;
        database.execute(
            "INSERT INTO gpkg_metadata_reference VALUES ('table', ?1, NULL, NULL, ?2, ?3, NULL)",
            params![name, CHANGED, id],
        )?;
    }
    Ok(())
}

fn union(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
