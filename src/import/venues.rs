//! Venues: rows of a CSV or GeoJSON with known names are kept as they are, with every column, but for the codes of merged
//! communes; those of any other file are written in the columns of the national schema, and what it has besides after them.

mod national;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::ImportError;
use super::indicators::stem;
use super::log::{Log, Tally, Wrong};
use super::mergers::{Mergers, Today};
use crate::dataset::read_venue_file;
use crate::files::read_bounded;
use crate::ingest::IngestError;
use crate::ingest::layer::{Cell, Header, ReadOptions, Row, RowSink, Wanted, read_layer};
use crate::ingest::venues::{MAX_BYTES, MappingOrigin, VenueFile, VenueOptions, is_code_column};
use crate::model::{Commune, CommuneCode, FindingKind, Severity, shortened};
use crate::territory::{CommuneIndex, CurrentCodes, place};

/// A file of venues as it goes into the folder.
#[derive(Debug)]
pub(super) struct VenuesOut {
    /// Name of the file in `venues/`.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// The file that it is made of, as given.
    pub(super) path: PathBuf,
    pub(super) sha256: String,
    pub(super) tally: Tally,
}

/// Reads files of venues, and what of them goes into the folder: rows with a place in `kept` communes or, where there is
/// no commune at all, whose commune is one of them.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn take_venues(
    paths: &[PathBuf],
    communes: &[Commune],
    kept: &BTreeSet<CommuneCode>,
    mergers: &Mergers,
    log: &mut Log,
) -> Result<Vec<VenuesOut>, ImportError> {
    let current: BTreeSet<CommuneCode> = communes.iter().map(|commune| commune.code).collect();
    let mut files: Vec<(PathBuf, VenueFile)> = Vec::with_capacity(paths.len());
    let mut records = Vec::new();
    let mut changed: BTreeMap<(String, u64), CommuneCode> = BTreeMap::new();
    for path in paths {
        let mut file = read_venue_file(path, &VenueOptions { keep_rows: true, ..VenueOptions::default() })?;
        for finding in std::mem::take(&mut file.findings) {
            log.add(finding);
        }
        for mut record in std::mem::take(&mut file.records) {
            let code = record.commune_code.as_deref().and_then(|code| code.parse().ok());
            if let Some(code) = code
                && let Some(today) = renewed(path, record.line, &record.id, code, (mergers, &current), log)
            {
                changed.insert((record.file.clone(), record.line), today);
                record.commune_code = Some(today.to_string());
            }
            records.push(record);
        }
        files.push((path.clone(), file));
    }
    let index = CommuneIndex::new(communes);
    let placed = place(records, &index, CurrentCodes::Indexed);
    for finding in placed.findings {
        log.add(finding);
    }
    let mut lines: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    let mut usable: BTreeMap<String, u64> = BTreeMap::new();
    for venue in &placed.venues {
        *usable.entry(venue.record.file.clone()).or_default() += 1;
        let here = index.at(venue.position).map(|commune| commune.code).or(venue.commune_code);
        // In no known commune at all, as off a coast: kept where everything is kept.
        if here.map_or(kept.len() == communes.len(), |code| kept.contains(&code)) {
            lines.entry(venue.record.file.clone()).or_default().insert(venue.record.line);
        }
    }
    let mut names = BTreeSet::new();
    let mut out = Vec::with_capacity(files.len());
    for (path, file) in files {
        let name = path.display().to_string();
        let lines = lines.remove(&name).unwrap_or_default();
        let usable = usable.get(&name).copied().unwrap_or(0);
        let fixed = lines.iter().filter(|line| changed.contains_key(&(name.clone(), **line))).count() as u64;
        let used = lines.len() as u64;
        let tally = Tally {
            rows: file.rows,
            used,
            fixed,
            set_aside: file.rows - usable.min(file.rows),
            elsewhere: usable - used,
        };
        let codes =
            lines.iter().filter_map(|line| Some((*line, *changed.get(&(name.clone(), *line))?))).collect();
        let given = read_bounded(&path, MAX_BYTES)?;
        let (bytes, ending) = if is_kept_as_it_is(&file, &given) {
            rewritten(&path, given, &lines, &codes, &file)?
        } else {
            let own = placed.venues.iter().filter(|venue| venue.record.file == name);
            let kept = own.filter(|venue| lines.contains(&venue.record.line));
            (national::rows(&kept.collect::<Vec<_>>(), &file)?, "csv")
        };
        let mut stem = stem(&path);
        while !names.insert(format!("{stem}.{ending}")) {
            stem.push('-');
            stem.push('2');
        }
        out.push(VenuesOut { name: format!("{stem}.{ending}"), bytes, path, sha256: file.sha256, tally });
    }
    Ok(out)
}

/// The code of today of a venue whose commune merged; `None` where its code stays.
fn renewed(
    path: &Path,
    line: u64,
    id: &str,
    code: CommuneCode,
    (mergers, current): (&Mergers, &BTreeSet<CommuneCode>),
    log: &mut Log,
) -> Option<CommuneCode> {
    let value = code.to_string();
    let mut say = |kind, severity, action: String| {
        log.say(path, line, id, Wrong { field: "code_insee", value: &value, kind, severity, action });
    };
    match mergers.today(code, current) {
        Today::Became(today, dates) => {
            say(FindingKind::MergedCommune, Severity::Fixed, format!("became {today} ({dates}); written so"));
            Some(today)
        }
        Today::Several(parts) => {
            let parts: Vec<&str> = parts.iter().map(CommuneCode::as_str).collect();
            let action = format!("became {}; the code stays as it is", parts.join(", "));
            say(FindingKind::SplitCommune, Severity::Warning, action);
            None
        }
        // What is not current is said when the venue is placed.
        Today::Itself | Today::PartOf(_) | Today::Unknown => None,
    }
}

/// Whether every command reads a file as it stands: text with known names, UTF-8, CSV or GeoJSON.
fn is_kept_as_it_is(file: &VenueFile, bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let is_text = match text.trim_start_matches('\u{feff}').trim_start().as_bytes().first() {
        Some(b'{') => text.contains("\"FeatureCollection\""),
        Some(b'[') | None => false,
        _ => !text.contains('\0'),
    };
    is_text && file.mapping.origin == MappingOrigin::KnownNames
}

/// The rows of some lines of a file with the codes of today, and the ending of the file's name.
fn rewritten(
    path: &Path,
    bytes: Vec<u8>,
    lines: &BTreeSet<u64>,
    codes: &BTreeMap<u64, CommuneCode>,
    file: &VenueFile,
) -> Result<(Vec<u8>, &'static str), ImportError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let ending = if is_json { "geojson" } else { "csv" };
    if codes.is_empty() && lines.len() as u64 == file.rows {
        return Ok((bytes, ending));
    }
    let malformed = |problem, remedy| IngestError::Malformed { path: path.to_owned(), problem, remedy };
    let (written, n_written) = if is_json {
        let remedy = "save it again as CSV (UTF-8) or GeoJSON";
        features(text, lines, codes).map_err(|problem| malformed(problem, remedy))?
    } else {
        csv_rows(path, lines, codes, file)?
    };
    if n_written != lines.len() as u64 {
        let problem = format!("{} rows of it are used, and {n_written} were found again", lines.len());
        return Err(malformed(problem, CHANGED).into());
    }
    Ok((written, ending))
}

/// What to do about a file that is not the same when it is read again.
const CHANGED: &str = "it changed while it was read, perhaps: import it again";

/// Rows of a CSV, read again by the reader that gave them their lines; how many they are.
fn csv_rows(
    path: &Path,
    lines: &BTreeSet<u64>,
    codes: &BTreeMap<u64, CommuneCode>,
    file: &VenueFile,
) -> Result<(Vec<u8>, u64), IngestError> {
    let writer = csv::Writer::from_writer(Vec::new());
    let mut rows = KeptRows { path, lines, codes, writer, code_at: None, n_written: 0 };
    let read = read_layer(path, &ReadOptions::default(), &mut rows)?;
    if read.sha256 != file.sha256 {
        let problem = "its content is not what it was a moment ago".to_owned();
        return Err(IngestError::Malformed { path: path.to_owned(), problem, remedy: CHANGED });
    }
    Ok((rows.writer.into_inner().unwrap_or_default(), rows.n_written))
}

/// Writes the rows of some lines as they come.
struct KeptRows<'a> {
    path: &'a Path,
    lines: &'a BTreeSet<u64>,
    codes: &'a BTreeMap<u64, CommuneCode>,
    writer: csv::Writer<Vec<u8>>,
    /// The column of the code of the commune.
    code_at: Option<usize>,
    n_written: u64,
}

impl KeptRows<'_> {
    fn write<'t>(&mut self, cells: impl Iterator<Item = Cow<'t, str>>) -> Result<(), IngestError> {
        let cells: Vec<Cow<'_, str>> = cells.collect();
        self.writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(|e| {
            let problem = shortened(&e.to_string());
            IngestError::Malformed {
                path: self.path.to_owned(),
                problem,
                remedy: "save it again as CSV (UTF-8)",
            }
        })
    }
}

impl RowSink for KeptRows<'_> {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        self.code_at = header.columns.iter().position(|name| is_code_column(name));
        self.write(header.columns.iter().map(|name| Cow::Borrowed(name.as_str())))?;
        Ok(Wanted { columns: (0..header.columns.len()).collect(), shapes: false })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        if !self.lines.contains(&row.number) {
            return Ok(());
        }
        self.n_written += 1;
        let (code, code_at) = (self.codes.get(&row.number), self.code_at);
        self.write(row.cells.iter().enumerate().map(|(at, cell)| match (code, cell) {
            (Some(code), _) if Some(at) == code_at => Cow::Owned(code.to_string()),
            // As written, blanks included.
            (_, Cell::Text(text)) => Cow::Borrowed(text.as_ref()),
            _ => cell.text(),
        }))
    }
}

fn features(
    text: &[u8],
    lines: &BTreeSet<u64>,
    codes: &BTreeMap<u64, CommuneCode>,
) -> Result<(Vec<u8>, u64), String> {
    let mut document: Value = serde_json::from_slice(text).map_err(|e| shortened(&e.to_string()))?;
    let Some(Value::Array(features)) = document.get_mut("features") else {
        return Err("it has no features".to_owned());
    };
    let mut number = 0;
    features.retain_mut(|feature| {
        number += 1;
        if let (Some(code), Some(Value::Object(properties))) =
            (codes.get(&number), feature.get_mut("properties"))
        {
            for (_, value) in properties.iter_mut().filter(|(name, _)| is_code_column(name)) {
                *value = Value::String(code.to_string());
            }
        }
        lines.contains(&number)
    });
    let n_kept = features.len() as u64;
    let mut bytes = serde_json::to_vec(&document).map_err(|e| e.to_string())?;
    bytes.push(b'\n');
    Ok((bytes, n_kept))
}
