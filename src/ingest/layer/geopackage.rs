//! GeoPackage as rows: an `SQLite` database in which some tables are layers.
//!
//! The database is opened for reading only, as one that nobody changes, and nothing that its schema says is run:
//! no views, no virtual tables, no functions of its own making. Reference: OGC 12-128r19 (GeoPackage 1.4).

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use sha2::{Digest, Sha256};

use super::places::Places;
use super::{Cell, Format, Header, LayerRead, ReadOptions, Row, RowSink, Shape, doubt_of, wkb};
use crate::files::hexadecimal;
use crate::geodesy::Crs;
use crate::ingest::IngestError;
use crate::ingest::source::Source;
use crate::model::shortened;

/// The largest file that is read, bytes.
const MAX_BYTES: u64 = 16 << 30;
/// The longest value, bytes: a région with all its vertices.
const MAX_VALUE: i32 = 64 << 20;
/// Bytes of the header of a database.
const HEADER: usize = 100;
/// How a rollback journal begins that holds something; one that is done with begins with zeros.
const JOURNAL: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
const OPEN: &str = "close it in QGIS or whatever has it open, so that it is whole, or save a copy of the layer, and try again";
const DAMAGED: &str = "fetch or export the file again";

/// A layer of the file.
struct Layer {
    name: String,
    geometry: Option<String>,
    srs: Option<i64>,
}

/// A column of a layer.
struct Column {
    name: String,
    is_bool: bool,
}

/// Reads all rows of a layer into `sink`.
pub(super) fn read(
    source: &Source,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let sha256 = check(source)?;
    let failed = |e: &rusqlite::Error| malformed(source, shortened(&e.to_string()), DAMAGED);
    let database = open(source).map_err(|e| failed(&e))?;
    let Chosen { layer, columns, header } = choose(source, &database, options, sink)?;
    let declared = if layer.geometry.is_some() {
        declared_crs(&database, &layer).map_err(|e| failed(&e))?
    } else {
        Declared::Known(Crs::LonLat)
    };
    let crs = match (options.crs.filter(|_| layer.geometry.is_some()), &declared) {
        (Some(crs), _) => crs,
        (None, Declared::Known(crs)) => *crs,
        (None, Declared::Unknown(name)) => {
            let problem = format!("layer “{}” is in {name}, which is not known here", layer.name);
            return Err(malformed(
                source,
                problem,
                "give the number of a known coordinate system (2154, 4326, …), or convert it with ogr2ogr -t_srs EPSG:4326",
            ));
        }
    };
    let places = Places::of(crs);
    let header = Header {
        doubt: match declared {
            Declared::Known(declared) => doubt_of(Some(crs), Some(declared)),
            Declared::Unknown(_) => None,
        },
        ..header
    };
    let wanted = sink.begin(&header)?;
    let chosen: Vec<Option<&Column>> = wanted.columns.iter().map(|at| columns.get(*at)).collect();
    let geometry = layer.geometry.as_deref().filter(|_| wanted.shapes);
    let names = chosen.iter().map(|column| column.map_or("NULL".to_owned(), |column| quoted(&column.name)));
    let names: Vec<String> = names.chain([geometry.map_or("NULL".to_owned(), quoted)]).collect();
    let query = format!("SELECT {} FROM {}", names.join(", "), quoted(&layer.name));
    let mut statement = database.prepare(&query).map_err(|e| failed(&e))?;
    let mut rows = statement.query([]).map_err(|e| failed(&e))?;
    let mut number = 0;
    loop {
        let next = rows.next().map_err(|e| {
            malformed(
                source,
                format!("row {} of “{}”: {}", number + 1, layer.name, shortened(&e.to_string())),
                DAMAGED,
            )
        })?;
        let Some(row) = next else { break };
        number += 1;
        let mut cells = Vec::with_capacity(chosen.len());
        for (at, column) in chosen.iter().enumerate() {
            let value = row.get_ref(at).map_err(|e| failed(&e))?;
            cells.push(cell_of(value, column.is_some_and(|column| column.is_bool)));
        }
        let shape = match row.get_ref(chosen.len()).map_err(|e| failed(&e))? {
            ValueRef::Null => Shape::None,
            ValueRef::Blob(blob) => match wkb::geometry_of_blob(blob) {
                Ok(None) => Shape::None,
                Ok(Some(geometry)) => places.shape(geometry),
                Err(why) => Shape::Unusable(why),
            },
            _ => Shape::Unusable("what stands for the geometry is not one".to_owned()),
        };
        sink.row(Row { number, cells: &cells, shape, oddity: None })?;
    }
    Ok(LayerRead { format: Format::GeoPackage, rows: number, sha256 })
}

fn malformed(source: &Source, problem: String, remedy: &'static str) -> IngestError {
    IngestError::Malformed { path: source.shown.clone(), problem, remedy }
}

/// Refuses a database of which a part lies in a file beside it: changes that a program has not written back yet.
fn refuse_open(source: &Source) -> Result<(), IngestError> {
    for (ending, begins) in [("-wal", &[][..]), ("-journal", &JOURNAL[..])] {
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let Ok(file) = File::open(beside(&source.real)) else { continue };
        let mut start = Vec::new();
        file.take(JOURNAL.len() as u64).read_to_end(&mut start).map_err(|e| source.io(e))?;
        if !start.is_empty() && start.starts_with(begins) {
            let name = beside(&source.shown);
            let name = name.file_name().unwrap_or_default().to_string_lossy();
            let problem = format!("some of its rows are in “{name}” beside it, and would be missing");
            return Err(malformed(source, problem, OPEN));
        }
    }
    Ok(())
}

/// Compares the length of the file with what its header says; its digest.
fn check(source: &Source) -> Result<String, IngestError> {
    refuse_open(source)?;
    let mut file = source.open(MAX_BYTES)?;
    let length = file.metadata().map_err(|e| source.io(e))?.len();
    let mut chunk = vec![0; 1 << 18];
    let mut digest = Sha256::new();
    let mut header = Vec::new();
    loop {
        let read = file.read(&mut chunk).map_err(|e| source.io(e))?;
        if read == 0 {
            break;
        }
        let missing = HEADER.saturating_sub(header.len()).min(read);
        header.extend_from_slice(&chunk[..missing]);
        digest.update(&chunk[..read]);
    }
    let word = |at: usize| header.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let page = header.get(16..18).map(|b| u64::from(u16::from_be_bytes([b[0], b[1]])));
    let (Some(page), Some(count), Some(changed), Some(valid_for)) = (page, word(28), word(24), word(92))
    else {
        return Err(malformed(
            source,
            format!("cut short: {length} bytes, where the header alone has {HEADER}"),
            DAMAGED,
        ));
    };
    // One stands for 65,536; the count holds where the file was last written by a writer that knows it.
    let stated = if page == 1 { 1 << 16 } else { page } * u64::from(count);
    if changed == valid_for && stated > length {
        let problem = format!("cut short: it says that it has {stated} bytes and has {length}");
        return Err(malformed(source, problem, DAMAGED));
    }
    Ok(hexadecimal(&digest.finalize()))
}

/// Opens the database so that nothing is written and nothing of its own is run.
fn open(source: &Source) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(uri(&source.real), flags)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
        (Limit::SQLITE_LIMIT_COLUMN, 2000),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 20),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        database.set_limit(limit, most)?;
    }
    database.pragma_update(None, "mmap_size", 0)?;
    database.pragma_update(None, "cell_size_check", true)?;
    Ok(database)
}

/// The address of a file that nobody changes, for `SQLite`.
fn uri(path: &Path) -> String {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = "file://".to_owned();
    for byte in absolute.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri + "?mode=ro&immutable=1"
}

/// The layer that is read, and what is known of it.
struct Chosen {
    layer: Layer,
    columns: Vec<Column>,
    header: Header,
}

/// The layer that is wanted, else the first that suits the sink, else the first; layers with shapes before others.
fn choose(
    source: &Source,
    database: &Connection,
    options: &ReadOptions,
    sink: &dyn RowSink,
) -> Result<Chosen, IngestError> {
    let failed = |e: &rusqlite::Error| malformed(source, shortened(&e.to_string()), DAMAGED);
    let mut layers = layers(database).map_err(|e| {
        let problem = format!("no list of layers that can be read ({})", shortened(&e.to_string()));
        malformed(source, problem, DAMAGED)
    })?;
    let names: Vec<String> = layers.iter().map(|layer| layer.name.clone()).collect();
    if let Some(wanted) = options.layer.as_deref() {
        layers.retain(|layer| layer.name.eq_ignore_ascii_case(wanted));
    }
    let mut first = None;
    for mut layer in layers {
        find_geometry(database, &mut layer).map_err(|e| failed(&e))?;
        let columns = columns(database, &layer).map_err(|e| failed(&e))?;
        let others = names.iter().filter(|name| **name != layer.name && options.layer.is_none());
        let header = Header {
            path: source.shown.clone(),
            format: Format::GeoPackage,
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            layer: Some(layer.name.clone()),
            has_shapes: layer.geometry.is_some(),
            encoding: None,
            others: others.cloned().collect(),
            layers: names.clone(),
            doubt: None,
        };
        let chosen = Chosen { layer, columns, header };
        if options.layer.is_some() || sink.suits(&chosen.header) {
            return Ok(chosen);
        }
        first = first.or(Some(chosen));
    }
    first.ok_or_else(|| {
        let problem = match options.layer.as_deref() {
            Some(wanted) => {
                format!("no layer “{}”; it has: {}", shortened(wanted), shortened(&names.join(", ")))
            }
            None => "no table of features or attributes (views and tiles are not read)".to_owned(),
        };
        malformed(source, problem, "name a layer of the file")
    })
}

/// The layers of the file, those with shapes before others.
fn layers(database: &Connection) -> rusqlite::Result<Vec<Layer>> {
    let mut statement = database.prepare(
        "SELECT c.table_name, c.data_type, c.srs_id FROM gpkg_contents AS c
         JOIN sqlite_master AS t ON t.name = c.table_name COLLATE NOCASE AND t.type = 'table'
         WHERE c.data_type IN ('features', 'attributes') AND t.sql NOT LIKE 'CREATE VIRTUAL%'
         LIMIT 10000",
    )?;
    let mut layers = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, kind): (String, String) = (row.get(0)?, row.get(1)?);
        let has_shapes = kind == "features";
        layers.push(Layer { name, geometry: has_shapes.then(String::new), srs: row.get(2)? });
    }
    layers.sort_by_key(|layer| layer.geometry.is_none());
    Ok(layers)
}

/// Looks up the column of the shapes of a layer that says that it has some.
fn find_geometry(database: &Connection, layer: &mut Layer) -> rusqlite::Result<()> {
    if layer.geometry.is_none() {
        return Ok(());
    }
    let found = database
        .query_row(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1 COLLATE NOCASE",
            [&layer.name],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?)),
        )
        .optional()?;
    layer.srs = found.as_ref().and_then(|(_, srs)| *srs).or(layer.srs);
    layer.geometry = found.map(|(column, _)| column);
    Ok(())
}

/// The columns but for the geometry and the number that GDAL gives to rows.
fn columns(database: &Connection, layer: &Layer) -> rusqlite::Result<Vec<Column>> {
    let mut statement = database.prepare(&format!("PRAGMA table_info({})", quoted(&layer.name)))?;
    let mut rows = statement.query([])?;
    let mut columns = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, kind, key): (String, String, i64) = (row.get(1)?, row.get(2)?, row.get(5)?);
        let is_number_of_row =
            key == 1 && ["fid", "ogc_fid"].iter().any(|own| name.eq_ignore_ascii_case(own));
        let is_geometry = layer.geometry.as_ref().is_some_and(|own| name.eq_ignore_ascii_case(own));
        if !is_number_of_row && !is_geometry {
            columns.push(Column { name, is_bool: kind.eq_ignore_ascii_case("boolean") });
        }
    }
    Ok(columns)
}

/// The coordinate system that a file names.
enum Declared {
    Known(Crs),
    /// Its name and number.
    Unknown(String),
}

fn declared_crs(database: &Connection, layer: &Layer) -> rusqlite::Result<Declared> {
    let srs = layer.srs.unwrap_or(0);
    // Zero stands for longitude and latitude of some kind.
    if srs == 0 {
        return Ok(Declared::Known(Crs::LonLat));
    }
    let described = database
        .query_row(
            "SELECT organization, organization_coordsys_id, definition, srs_name FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
            [srs],
            |row| {
                let text = |at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
                Ok((text(0)?, row.get::<_, Option<i64>>(1)?, text(2)?, text(3)?))
            },
        )
        .optional()?;
    let (organization, number, definition, name) = described.unwrap_or_default();
    let by_number = number
        .filter(|_| organization.eq_ignore_ascii_case("epsg"))
        .and_then(|number| Crs::from_epsg(u32::try_from(number).ok()?));
    let known = by_number.or_else(|| Crs::from_prj(&definition));
    Ok(known.map_or_else(|| Declared::Unknown(format!("“{}” ({srs})", shortened(&name))), Declared::Known))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn cell_of(value: ValueRef<'_>, is_bool: bool) -> Cell<'_> {
    match value {
        ValueRef::Integer(whole) if is_bool => Cell::Bool(whole != 0),
        ValueRef::Integer(whole) => Cell::Integer(whole),
        ValueRef::Real(number) if number.is_finite() => Cell::Number(number),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Text(b"") => Cell::Empty,
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => Cell::Text(Cow::Owned(format!("({} bytes)", bytes.len()))),
    }
}
