//! ZIP archives: a shapefile with its neighbours, or one file of rows; and the archives that spreadsheets are.
//!
//! An archive is looked at before anything is taken out of it: how many entries, how large they say they are,
//! and how much larger than what is stored. What they say is not believed: bytes are counted as they come.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::ZipArchive;

use super::ReadOptions;
use crate::confined::is_confined;
use crate::files::FileError;
use crate::ingest::IngestError;
use crate::ingest::source::Source;
use crate::model::shortened;

/// The largest archive that is read, bytes.
const MAX_BYTES: u64 = 4 << 30;
/// The most entries.
const MAX_ENTRIES: usize = 10_000;
/// The most that all entries may have when they are unpacked, bytes.
const MAX_TOTAL: u64 = 8 << 30;
/// The same for a spreadsheet, which is held in memory.
const MAX_WORKBOOK: u64 = 1 << 30;
/// The same in a process without limits: the reader of workbooks needs some three times as much.
const MAX_WORKBOOK_UNCONFINED: u64 = 96 << 20;
/// How many times what is stored an entry may have. Repetitive tables come near 100; the most that the method
/// of ZIP can do is 1,032.
const MAX_RATIO: u64 = 250;
/// Up to here an entry may have any ratio, bytes.
const SMALL: u64 = 8 << 20;
/// The parts of a shapefile that are read.
const PARTS: [&str; 4] = ["shp", "dbf", "prj", "cpg"];
/// Extensions of files of rows.
const TABLES: [&str; 9] = ["csv", "tsv", "txt", "json", "geojson", "gpkg", "fgb", "xlsx", "ods"];

/// What an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// `.xlsx`.
    Excel,
    /// `.ods`.
    OpenDocument,
    /// Files.
    Files,
}

/// An archive that was looked at.
pub(super) struct Archive<'s> {
    source: &'s Source,
    zip: ZipArchive<BufReader<File>>,
    entries: Vec<Entry>,
}

/// An entry that is a file.
#[derive(Debug)]
struct Entry {
    index: usize,
    name: PathBuf,
    size: u64,
}

/// The entries of one layer with their extensions, and the layer that is wanted within.
type Chosen = (Vec<(String, Entry)>, Option<String>);

/// What was taken out of an archive; the files go when it does.
pub(super) struct Unpacked {
    pub(super) source: Source,
    _folder: TempDir,
}

fn refused(source: &Source, problem: impl Into<String>, remedy: &'static str) -> IngestError {
    IngestError::Malformed { path: source.shown.clone(), problem: problem.into(), remedy }
}

impl<'s> Archive<'s> {
    /// Looks at the list of entries.
    pub(super) fn open(source: &'s Source) -> Result<Self, IngestError> {
        const REMEDY: &str = "make the archive again, with only the files of one layer";
        let file = source.open(MAX_BYTES)?;
        let damaged = |e: zip::result::ZipError| {
            refused(
                source,
                format!("the archive cannot be read ({})", shortened(&e.to_string())),
                "fetch it again",
            )
        };
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
        if zip.len() > MAX_ENTRIES {
            return Err(refused(
                source,
                format!("{} entries, where {MAX_ENTRIES} are read", zip.len()),
                REMEDY,
            ));
        }
        let mut entries = Vec::new();
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(damaged)?;
            let shown = shortened(&String::from_utf8_lossy(entry.name_raw()));
            if entry.is_dir() {
                continue;
            }
            if entry.encrypted() {
                return Err(refused(
                    source,
                    format!("“{shown}” is encrypted"),
                    "unpack it and give the file",
                ));
            }
            if entry.is_symlink() {
                return Err(refused(source, format!("“{shown}” is a link to another file"), REMEDY));
            }
            let Some(name) = entry.enclosed_name() else {
                return Err(refused(
                    source,
                    format!("“{shown}” would be unpacked outside of its folder"),
                    REMEDY,
                ));
            };
            let (size, stored) = (entry.size(), entry.compressed_size());
            total = total.saturating_add(size);
            if size > SMALL && size / MAX_RATIO > stored {
                return Err(refused(
                    source,
                    format!(
                        "“{shown}” says that {stored} bytes unpack to {size}, more than {MAX_RATIO} times as many"
                    ),
                    "unpack it by hand if you trust it",
                ));
            }
            entries.push(Entry { index, name, size });
        }
        if total > MAX_TOTAL {
            return Err(refused(
                source,
                format!("its entries unpack to {total} bytes, where {MAX_TOTAL} are read"),
                REMEDY,
            ));
        }
        Ok(Self { source, zip, entries })
    }

    /// What it is, from the names of its entries.
    pub(super) fn content(&self) -> Result<Content, IngestError> {
        let has = |name: &str| self.entries.iter().any(|entry| entry.name == Path::new(name));
        if has("xl/workbook.bin") {
            return Err(refused(self.source, "a binary workbook (.xlsb)", "save it as .xlsx"));
        }
        Ok(match () {
            () if has("xl/workbook.xml") => Content::Excel,
            () if has("mimetype") && has("content.xml") => Content::OpenDocument,
            () => Content::Files,
        })
    }

    /// Unpacks every entry to nowhere, to know its true size.
    pub(super) fn check_workbook(mut self) -> Result<(), IngestError> {
        let mut left = if is_confined() { MAX_WORKBOOK } else { MAX_WORKBOOK_UNCONFINED };
        for entry in std::mem::take(&mut self.entries) {
            left -= self.copy(&entry, &mut io::sink(), left)?;
        }
        Ok(())
    }

    /// Takes out the shapefile, or the one file of rows.
    pub(super) fn unpack(mut self, options: &ReadOptions) -> Result<(Unpacked, Option<String>), IngestError> {
        let folder = tempfile::Builder::new()
            .prefix("maillage-")
            .tempdir()
            .map_err(|e| FileError::io(&self.source.shown, "unpack", e))?;
        let (chosen, layer) = self.choose(options.layer.as_deref())?;
        let mut main = None;
        let mut left = MAX_TOTAL;
        for (extension, entry) in chosen {
            let real = folder.path().join("layer").with_extension(&extension);
            let shown = self.source.shown.join(&entry.name);
            let mut file = File::create(&real).map_err(|e| FileError::io(&shown, "unpack", e))?;
            left -= self.copy(&entry, &mut file, left)?;
            if extension == "shp" || main.is_none() {
                main = Some(Source { real, shown });
            }
        }
        let source =
            main.ok_or_else(|| refused(self.source, "nothing to read in it", "give the file itself"))?;
        Ok((Unpacked { source, _folder: folder }, layer))
    }

    /// The entries of one layer with their extensions, and the layer that is wanted within.
    fn choose(&mut self, wanted: Option<&str>) -> Result<Chosen, IngestError> {
        let extension = |entry: &Entry| {
            entry
                .name
                .extension()
                .map(|extension| extension.to_string_lossy().to_lowercase())
                .unwrap_or_default()
        };
        let stem = |entry: &Entry| entry.name.with_extension("").to_string_lossy().to_lowercase();
        // The notes that macOS leaves beside each file.
        let is_note = |entry: &Entry| {
            entry.name.components().any(|part| part.as_os_str() == "__MACOSX")
                || entry.name.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
        };
        let entries: Vec<Entry> =
            std::mem::take(&mut self.entries).into_iter().filter(|entry| !is_note(entry)).collect();
        let mut shapefiles: BTreeMap<String, String> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| extension(entry) == "shp") {
            let name = entry.name.file_stem().map(|name| name.to_string_lossy().into_owned());
            shapefiles.insert(stem(entry), name.unwrap_or_default());
        }
        let names = shapefiles.values().cloned().collect::<Vec<_>>().join(", ");
        let is_wanted = |name: &String| wanted.is_none_or(|wanted| name.eq_ignore_ascii_case(wanted));
        if !shapefiles.is_empty() {
            let mut fitting = shapefiles.iter().filter(|(_, name)| is_wanted(name));
            let (Some((chosen, _)), None) = (fitting.next(), fitting.next()) else {
                return Err(refused(
                    self.source,
                    format!("it holds {} shapefiles: {}", shapefiles.len(), shortened(&names)),
                    "name the one that is wanted as the layer",
                ));
            };
            let parts = entries.into_iter().filter(|entry| stem(entry) == *chosen);
            let parts = parts.map(|entry| (extension(&entry), entry));
            return Ok((parts.filter(|(extension, _)| PARTS.contains(&extension.as_str())).collect(), None));
        }
        let is_unfinished =
            |entry: &&Entry| entry.size > 0 && matches!(&*extension(entry), "gpkg-wal" | "gpkg-journal");
        if let Some(part) = entries.iter().find(is_unfinished) {
            let name = shortened(&part.name.to_string_lossy());
            return Err(refused(
                self.source,
                format!("some rows of its GeoPackage are in “{name}”, and would be missing"),
                "close the GeoPackage in QGIS or whatever has it open, so that it is whole, and pack it again",
            ));
        }
        let mut tables = entries.into_iter().map(|entry| (extension(&entry), entry));
        let mut tables = tables.by_ref().filter(|(extension, _)| TABLES.contains(&extension.as_str()));
        match (tables.next(), tables.next()) {
            (Some(table), None) => Ok((vec![table], wanted.map(str::to_owned))),
            (None, _) => Err(refused(
                self.source,
                "no shapefile and no table in it",
                "give an archive with a .shp and its .dbf and .prj, or with one CSV, GeoJSON, GeoPackage or spreadsheet",
            )),
            _ => Err(refused(
                self.source,
                "several files of rows in it",
                "unpack it and give the one that is wanted",
            )),
        }
    }

    /// Unpacks an entry; the bytes that it has.
    fn copy(&mut self, entry: &Entry, out: &mut impl Write, limit: u64) -> Result<u64, IngestError> {
        let name = shortened(&entry.name.to_string_lossy());
        let failed = |e: &dyn std::fmt::Display| {
            refused(
                self.source,
                format!("“{name}” cannot be unpacked ({})", shortened(&e.to_string())),
                "fetch it again",
            )
        };
        let packed = self.zip.by_index(entry.index).map_err(|e| failed(&e))?;
        // One more than it may have, to see that there is more.
        let most = entry.size.min(limit);
        let copied = io::copy(&mut packed.take(most + 1), out).map_err(|e| failed(&e))?;
        if copied > most {
            let problem = format!(
                "“{name}” unpacks to more than {most} bytes, which is what it says or all that is read"
            );
            return Err(refused(self.source, problem, "it is made to do harm, or damaged: do not open it"));
        }
        Ok(copied)
    }
}
