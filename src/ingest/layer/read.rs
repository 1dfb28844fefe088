//! From a path to the reader of its format, told from the content and never from the file's name.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::archive::{Archive, Content};
use super::{Format, LayerRead, ReadOptions, RowSink, csv, flatgeobuf, geopackage, json, shapefile, sheets};
use crate::files::hexadecimal;
use crate::ingest::IngestError;
use crate::ingest::source::Source;

/// Bytes that tell a format.
const START: u64 = 1 << 12;

/// Reads the rows of a file in any format of [`Format`] into `sink`, one at a time.
///
/// The format is told from the content. A ZIP may hold one shapefile, or one file of any other format.
///
/// Cost: one pass for most; a CSV is looked at once before for its encoding, and JSON for its columns. Memory is
/// bounded by the longest row, but for `.xls` (the table) and FlatGeobuf (the file).
///
/// What comes from outside should be read in a confined child (`confined` module): the crates that read spreadsheets
/// and databases are not ours.
///
/// # Errors
/// [`IngestError`] when the file cannot be opened, is empty, is none of the formats, or does not follow the one
/// that it begins as; and what the sink refuses.
pub fn read_layer(
    path: &Path,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let source = Source::new(path);
    match tell(&source)? {
        Told::Zip => read_archive(&source, options, sink),
        Told::Of(format) => read_format(&source, format, options, sink),
        Told::Xls => sheets::read(&source, sheets::Kind::Xls, options, sink),
    }
}

/// What the first bytes tell.
enum Told {
    Of(Format),
    Xls,
    Zip,
}

fn read_format(
    source: &Source,
    format: Format,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    match format {
        Format::Csv => csv::read(source, sink),
        Format::Json | Format::GeoJson => json::read(source, options, sink),
        Format::Shapefile => shapefile::read(source, options, sink),
        Format::FlatGeobuf => flatgeobuf::read(source, options, sink),
        Format::GeoPackage => geopackage::read(source, options, sink),
        Format::Excel | Format::OpenDocument => {
            let kind = if format == Format::Excel { sheets::Kind::Xlsx } else { sheets::Kind::Ods };
            sheets::read(source, kind, options, sink)
        }
    }
}

/// A spreadsheet, or the layer that lies in an archive.
fn read_archive(
    source: &Source,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let archive = Archive::open(source)?;
    let format = match archive.content()? {
        Content::Excel => Format::Excel,
        Content::OpenDocument => Format::OpenDocument,
        Content::Files => {
            let sha256 = digest(source)?;
            let (unpacked, layer) = archive.unpack(options)?;
            let options = ReadOptions { crs: options.crs, layer };
            let inner = &unpacked.source;
            let read = match tell(inner)? {
                Told::Of(format) => read_format(inner, format, &options, sink)?,
                Told::Xls => sheets::read(inner, sheets::Kind::Xls, &options, sink)?,
                Told::Zip => {
                    // A workbook in an archive; anything else would be an archive in an archive.
                    let archive = Archive::open(inner)?;
                    let format = match archive.content()? {
                        Content::Excel => Format::Excel,
                        Content::OpenDocument => Format::OpenDocument,
                        Content::Files => return Err(not(inner, "an archive in an archive: unpack it")),
                    };
                    archive.check_workbook()?;
                    read_format(inner, format, &options, sink)?
                }
            };
            return Ok(LayerRead { sha256, ..read });
        }
    };
    archive.check_workbook()?;
    read_format(source, format, options, sink)
}

fn digest(source: &Source) -> Result<String, IngestError> {
    let mut file = source.open(u64::MAX)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut chunk).map_err(|e| source.io(e))?;
        if read == 0 {
            return Ok(hexadecimal(&digest.finalize()));
        }
        digest.update(&chunk[..read]);
    }
}

fn not(source: &Source, found: &str) -> IngestError {
    IngestError::NotALayer { path: source.shown.clone(), found: found.to_owned() }
}

fn tell(source: &Source) -> Result<Told, IngestError> {
    let mut start = Vec::new();
    source.open(u64::MAX)?.take(START).read_to_end(&mut start).map_err(|e| source.io(e))?;
    Ok(Told::Of(match start.as_slice() {
        [b'f', b'g', b'b', 0..=31, ..] => Format::FlatGeobuf,
        [0, 0, 0x27, 0x0a, ..] => Format::Shapefile,
        [b'P', b'K', 3, 4, ..] => return Ok(Told::Zip),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Ok(Told::Xls),
        start if start.starts_with(b"SQLite format 3\0") => Format::GeoPackage,
        start => match other(source, start) {
            Some(found) => return Err(not(source, found)),
            None => match first_letter(start) {
                Some('{' | '[') => Format::GeoJson,
                _ => Format::Csv,
            },
        },
    }))
}

/// What a file is that is none of the formats.
fn other(source: &Source, start: &[u8]) -> Option<&'static str> {
    let extension = source.shown.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    Some(match start {
        [0x89, b'P', b'N', b'G', ..] => "an image (PNG)",
        [0xff, 0xd8, 0xff, ..] => "an image (JPEG)",
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        [0x1f, 0x8b, ..] => "a gzip archive: unpack it",
        [b'7', b'z', 0xbc, 0xaf, ..] => "a 7z archive: unpack it",
        [b'R', b'a', b'r', b'!', ..] => "a RAR archive: unpack it",
        [b'P', b'K', 5, 6, ..] => "an empty ZIP archive",
        [b'P', b'A', b'R', b'1', ..] => "a Parquet file: convert it to CSV or GeoPackage",
        _ if start.get(6..15) == Some(b"OSMHeader") => {
            "an OpenStreetMap extract (.osm.pbf), which roads and maillage import osm read"
        }
        _ if extension == "dbf" || extension == "shx" || extension == "prj" => {
            "one part of a shapefile: give the .shp beside it"
        }
        _ if first_letter(start) == Some('<') => "a page of a web site or XML (the download may have failed)",
        _ if matches!(extension.as_str(), "gpkg" | "fgb" | "shp" | "xlsx" | "xls" | "ods")
            && memchr::memchr(0, start).is_some() =>
        {
            "not what its name says: its first bytes are those of no known format"
        }
        _ => return None,
    })
}

/// The first letter of a text that is not blank, in whatever encoding.
fn first_letter(start: &[u8]) -> Option<char> {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let text = marks.into_iter().find_map(|mark| start.strip_prefix(mark)).unwrap_or(start);
    text.iter().copied().find(|byte| !byte.is_ascii_whitespace() && *byte != 0).map(char::from)
}
