//! Tables by INSEE code: which rows they have, and what becomes of each among the communes of today.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::ImportError;
use super::codes::{CodeColumns, city_of, column, read_code};
use super::log::{Log, Tally, Wrong};
use super::mergers::{Mergers, Today};
use super::thousands::Marks;
use crate::ingest::IngestError;
use crate::ingest::layer::{Cell, Header, LayerRead, ReadOptions, Row, RowSink, Wanted, read_layer};
use crate::model::{CommuneCode, FindingKind, Severity, folded, shortened};

/// What stands for "not classed" in statistics, and is no figure.
const NOT_CLASSED: f64 = -9999.0;

/// Which columns of a table are wanted.
#[derive(Debug, Clone)]
pub(super) enum Asked<'a> {
    /// These, by name without regard to capitals and accents; `option` is the option that named them.
    Named(&'a [String], &'static str),
    /// The first that goes by one of these names (folded); the text says what it is.
    Usual(&'static [&'static str], &'static str),
    /// Every column but those of codes and names.
    All,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub(super) struct TableRow {
    pub(super) line: u64,
    pub(super) code: CommuneCode,
    /// One a column; `None` where there is no figure.
    pub(super) figures: Vec<Option<f64>>,
}

/// A table that was read.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<TableRow>,
    pub(super) tally: Tally,
    pub(super) read: LayerRead,
}

/// Reads a table. Every row has a code and figures, or is a finding. In a column of counts (`is_count`), `12,464` is
/// 12 464 unless other figures of the column have decimals.
///
/// # Errors
/// When the file cannot be read, has no column of codes or not those that are asked for, or when no row has a code.
pub(super) fn read_table(
    path: &Path,
    asked: Asked<'_>,
    is_count: bool,
    log: &mut Log,
) -> Result<Table, ImportError> {
    let mut sink = Sink {
        path,
        asked,
        codes: CodeColumns::One(0),
        columns: Vec::new(),
        n_code_cells: 1,
        has_kind: false,
        rows: Vec::new(),
        tally: Tally::default(),
        log,
        missing: None,
        numeric: Vec::new(),
        marks: Vec::new(),
        is_count,
    };
    let outcome = read_layer(path, &ReadOptions::default(), &mut sink);
    if let Some(missing) = sink.missing.take() {
        return Err(missing);
    }
    let read = outcome?;
    let is_all = matches!(sink.asked, Asked::All);
    let Sink { mut columns, mut rows, mut tally, numeric, marks, log, .. } = sink;
    tally.rows = read.rows;
    if rows.is_empty() {
        let first = log.first_set_aside(path).unwrap_or("the file has no row").to_owned();
        return Err(ImportError::NoRow { path: path.to_owned(), rows: read.rows, first });
    }
    for (at, marks) in marks.iter().enumerate().filter(|(at, _)| numeric[*at] || !is_all) {
        settle(path, marks, (at, &columns[at]), &mut rows, is_count, log);
    }
    if is_all {
        // Names of places and other words are no figures.
        let has_figure = |at: usize| rows.iter().any(|row| row.figures[at].is_some());
        let kept: Vec<usize> = (0..columns.len()).filter(|at| numeric[*at] && has_figure(*at)).collect();
        columns = kept.iter().map(|at| columns[*at].clone()).collect();
        for row in &mut rows {
            row.figures = kept.iter().map(|at| row.figures[*at]).collect();
        }
    }
    Ok(Table { columns, rows, tally, read })
}

struct Sink<'a> {
    path: &'a Path,
    asked: Asked<'a>,
    codes: CodeColumns,
    columns: Vec<String>,
    n_code_cells: usize,
    /// Whether the last cell says what kind of unit a row is (`TYPECOM`).
    has_kind: bool,
    rows: Vec<TableRow>,
    tally: Tally,
    log: &'a mut Log,
    /// What is wrong with the header, where that is not for [`IngestError`] to say.
    missing: Option<ImportError>,
    /// Whether each column has had figures and nothing else.
    numeric: Vec<bool>,
    /// What the commas of each column may be.
    marks: Vec<Marks>,
    /// Whether the figures are counts.
    is_count: bool,
}

impl RowSink for Sink<'_> {
    fn suits(&self, header: &Header) -> bool {
        let has = match self.asked {
            Asked::Named(names, _) => names.iter().all(|name| column(header, &[&folded(name)]).is_some()),
            Asked::Usual(names, _) => column(header, names).is_some(),
            Asked::All => true,
        };
        has && CodeColumns::of(header).is_some()
    }

    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        let found = || header.found();
        self.codes = CodeColumns::of(header).ok_or_else(|| IngestError::MissingColumn {
            path: header.path.clone(),
            column: "code_insee",
            found: found(),
            remedy: "a column of INSEE codes is needed: code_insee, codgeo, insee, com or code",
        })?;
        let mut columns = self.codes.columns();
        self.n_code_cells = columns.len();
        let refused = IngestError::Malformed {
            path: header.path.clone(),
            problem: "a column is missing".to_owned(),
            remedy: "name one that is there",
        };
        match self.asked {
            Asked::Named(names, option) => {
                for name in names {
                    let Some(at) = column(header, &[folded(name).as_str()]) else {
                        self.missing = Some(ImportError::NoColumn {
                            path: header.path.clone(),
                            column: shortened(name),
                            found: found(),
                            option,
                        });
                        return Err(refused);
                    };
                    columns.push(at);
                }
            }
            Asked::Usual(names, what) => {
                let Some(at) = column(header, names) else {
                    self.missing = Some(ImportError::NoColumn {
                        path: header.path.clone(),
                        column: what.to_owned(),
                        found: found(),
                        option: "--column",
                    });
                    return Err(refused);
                };
                columns.push(at);
            }
            Asked::All => {
                let taken: Vec<usize> = columns.clone();
                columns.extend((0..header.columns.len()).filter(|at| !taken.contains(at)));
            }
        }
        self.columns =
            columns[self.n_code_cells..].iter().map(|at| header.columns[*at].trim().to_owned()).collect();
        self.numeric = vec![true; self.columns.len()];
        self.marks = vec![Marks::default(); self.columns.len()];
        if let Some(action) = header.others_in_words() {
            let (kind, severity) = (FindingKind::InvalidValue, Severity::Note);
            self.log.say(self.path, 0, "", Wrong { field: "layer", value: "", kind, severity, action });
        }
        if let Some(kind) = column(header, &["typecom"]) {
            self.has_kind = true;
            columns.push(kind);
        }
        Ok(Wanted { columns, shapes: false })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        let Row { number, cells, oddity, .. } = row;
        if cells.iter().all(Cell::is_empty) {
            self.tally.elsewhere += 1;
            return Ok(());
        }
        // Parts of communes stand beside them in some tables.
        if self.has_kind
            && cells.last().is_some_and(|kind| matches!(kind.text().as_ref(), "ARM" | "COMD" | "COMA"))
        {
            self.tally.elsewhere += 1;
            return Ok(());
        }
        let written = self.codes.read(cells);
        if let Some(oddity) = oddity {
            let action = format!("{oddity}; the row is set aside");
            self.set_aside(number, &written, FindingKind::UnreadableRow, "", &written, action);
            return Ok(());
        }
        let code = match read_code(&written) {
            Ok((code, None)) => code,
            Ok((code, Some(why))) => {
                let action = format!("{why}; read as {code}");
                let (kind, severity) = (FindingKind::MiswrittenCode, Severity::Fixed);
                let wrong = Wrong { field: "code", value: &written, kind, severity, action };
                self.log.say(self.path, number, code.as_str(), wrong);
                self.tally.fixed += 1;
                code
            }
            Err(why) => {
                let action = format!("{why}; the row is set aside");
                self.set_aside(number, &written, FindingKind::UnknownCommune, "code", &written, action);
                return Ok(());
            }
        };
        let cells = &cells[self.n_code_cells..self.n_code_cells + self.columns.len()];
        let mut figures = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            let sure = self.marks[at].note(self.rows.len(), cell, self.is_count);
            let number_there = sure.or_else(|| cell.number()).or_else(|| spaced(cell));
            let figure = number_there.filter(|number| (*number - NOT_CLASSED).abs() > 1e-9);
            if number_there.is_none() && !is_withheld(cell) {
                self.numeric[at] = false;
                if !matches!(self.asked, Asked::All) {
                    let value = cell.text();
                    let action = "not a number; taken as no figure".to_owned();
                    let (kind, severity) = (FindingKind::InvalidValue, Severity::Warning);
                    let wrong = Wrong { field: &self.columns[at], value: &value, kind, severity, action };
                    self.log.say(self.path, number, code.as_str(), wrong);
                }
            }
            figures.push(figure);
        }
        self.rows.push(TableRow { line: number, code, figures });
        Ok(())
    }
}

impl Sink<'_> {
    fn set_aside(
        &mut self,
        line: u64,
        id: &str,
        kind: FindingKind,
        field: &str,
        value: &str,
        action: String,
    ) {
        let wrong = Wrong { field, value, kind, severity: Severity::SetAside, action };
        self.log.say(self.path, line, id, wrong);
        self.tally.set_aside += 1;
    }
}

/// Reads the doubtful figures of a column as what they are, and says so.
fn settle(
    path: &Path,
    marks: &Marks,
    (at, name): (usize, &str),
    rows: &mut [TableRow],
    is_count: bool,
    log: &mut Log,
) {
    if marks.doubtful.is_empty() {
        return;
    }
    let (n, example) = (marks.doubtful.len(), marks.example.as_str());
    let (severity, action) = if marks.are_thousands(is_count) {
        for (row, thousands) in &marks.doubtful {
            if let Some(row) = rows.get_mut(*row) {
                row.figures[at] = Some(*thousands);
            }
        }
        let said =
            format!("{n} figures such as “{example}” are read as whole numbers with a mark of thousands");
        (Severity::Fixed, said)
    } else if marks.has_decimals() && !marks.has_thousands {
        return;
    } else {
        let said = format!(
            "{n} figures such as “{example}” are read as numbers with three decimals; if it is a mark of thousands, write them without"
        );
        (Severity::Warning, said)
    };
    let kind = FindingKind::DecimalComma;
    log.say(path, 0, "", Wrong { field: name, value: example, kind, severity, action });
}

/// A number with blanks between its thousands, as spreadsheets show it.
fn spaced(cell: &Cell<'_>) -> Option<f64> {
    let text = cell.text();
    let is_blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
    let groups: Vec<&str> = text.split(is_blank).collect();
    let three = |group: &&str| group.split([',', '.']).next().is_some_and(|whole| whole.len() == 3);
    if groups.len() < 2 || !groups[1..].iter().all(three) {
        return None;
    }
    groups.concat().replacen(',', ".", 1).parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether a cell says that there is no figure: empty, or one of the words of statistics for it.
fn is_withheld(cell: &Cell<'_>) -> bool {
    matches!(
        cell.text().to_ascii_lowercase().as_str(),
        "" | "na" | "n/a" | "nd" | "nc" | "s" | "ns" | "null" | "-" | "…"
    )
}

/// A row of a table among the communes of today.
pub(super) struct Brought {
    /// Rows of a commune, as places in [`Table::rows`]; more than one where communes merged, or where arrondissements
    /// stand for their city.
    pub(super) rows: BTreeMap<CommuneCode, Vec<usize>>,
}

/// Brings the rows of a table to the codes of today: through mergers, arrondissements to their city where the table
/// has no row of the city. What cannot be brought is a finding.
pub(super) fn bring(
    path: &Path,
    table: &mut Table,
    mergers: &Mergers,
    current: &BTreeSet<CommuneCode>,
    log: &mut Log,
) -> Brought {
    let there: BTreeSet<CommuneCode> = table.rows.iter().map(|row| row.code).collect();
    let mut rows: BTreeMap<CommuneCode, Vec<usize>> = BTreeMap::new();
    let mut lines: BTreeMap<CommuneCode, u64> = BTreeMap::new();
    for (place, row) in table.rows.iter().enumerate() {
        let (code, id) = (row.code, row.code.to_string());
        let mut say = |kind, severity, action: String| {
            log.say(path, row.line, &id, Wrong { field: "code", value: &id, kind, severity, action });
        };
        if let Some(first) = lines.get(&code) {
            let action = format!("on line {first} too; this row is set aside");
            say(FindingKind::DuplicateId, Severity::SetAside, action);
            table.tally.set_aside += 1;
            continue;
        }
        lines.insert(code, row.line);
        if city_of(code).is_some_and(|city| there.contains(&city)) {
            table.tally.elsewhere += 1;
            continue;
        }
        let today = match mergers.today(code, current) {
            Today::Itself => code,
            Today::Became(today, dates) => {
                let action = format!("became {today} ({dates}); counted there");
                say(FindingKind::MergedCommune, Severity::Fixed, action);
                table.tally.fixed += 1;
                today
            }
            Today::PartOf(city) => {
                let action = format!("an arrondissement; counted in {city}");
                say(FindingKind::MergedCommune, Severity::Fixed, action);
                table.tally.fixed += 1;
                city
            }
            Today::Several(parts) => {
                let parts: Vec<&str> = parts.iter().map(CommuneCode::as_str).collect();
                let action = format!(
                    "became {}: it is not known how to share it out; the row is set aside",
                    parts.join(", ")
                );
                say(FindingKind::SplitCommune, Severity::SetAside, action);
                table.tally.set_aside += 1;
                continue;
            }
            Today::Unknown => {
                let action = "not the code of a commune of the boundaries, nor of one that merged (--mergers gives INSEE's table); the row is set aside".to_owned();
                say(FindingKind::UnknownCommune, Severity::SetAside, action);
                table.tally.set_aside += 1;
                continue;
            }
        };
        table.tally.used += 1;
        rows.entry(today).or_default().push(place);
    }
    for code in current.iter().filter(|code| !rows.contains_key(code)) {
        let Some((from, date)) = mergers.restored_from(*code).filter(|(from, _)| rows.contains_key(from))
        else {
            continue;
        };
        let action = format!(
            "{code} was restored out of {from} on {date} and has no row: the figure of {from} may hold it, and is not shared out"
        );
        let (kind, severity) = (FindingKind::SplitCommune, Severity::Warning);
        log.say(
            path,
            0,
            code.as_str(),
            Wrong { field: "code", value: code.as_str(), kind, severity, action },
        );
    }
    Brought { rows }
}

/// Moves the rows of communes that are not kept from used to elsewhere.
pub(super) fn leave_elsewhere(table: &mut Table, brought: &mut Brought, kept: &BTreeSet<CommuneCode>) {
    brought.rows.retain(|code, rows| {
        let stays = kept.contains(code);
        if !stays {
            table.tally.used -= rows.len() as u64;
            table.tally.elsewhere += rows.len() as u64;
        }
        stays
    });
}
