//! Tables by INSEE code: which rows they have, and what becomes of each among the communes of today.

use std::path::Path;

use super::ImportError;
use super::codes::{CodeColumns, code_in_french, column, read_code};
use super::figures::Said;
use super::log::{Log, Tally, Wrong};
use super::thousands::Marks;
use crate::ingest::IngestError;
use crate::ingest::layer::{Cell, Header, LayerRead, ReadOptions, Row, RowSink, Wanted, read_layer};
use crate::model::{CommuneCode, FindingKind, Severity, folded, shortened};

/// The most rows that a table by INSEE code may have.
const MAX_ROWS: u64 = 1_000_000;

/// Which columns of a table are wanted.
#[derive(Debug, Clone)]
pub(super) enum Asked<'a> {
    /// These, by name without regard to capitals and accents; `option` is the option that named them.
    Named(&'a [String], &'static str),
    /// The first that goes by one of these names (folded); the text says what it is.
    Usual(&'static [&'static str], &'static str),
}

/// How to read a table.
pub(super) struct ReadTable<'a> {
    pub(super) asked: Asked<'a>,
    /// The columns of codes; `None` to find them by their names.
    pub(super) codes: Option<CodeColumns>,
    /// Whether a column is of counts: `12,464` is 12 464 there, unless other figures of it have decimals.
    pub(super) is_count: &'a dyn Fn(&str) -> bool,
    /// Whether figures that are kept secret are told.
    pub(super) tells_withheld: bool,
    pub(super) options: ReadOptions,
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

/// Reads a table. Every row has a code and figures, or is a finding.
///
/// # Errors
/// When the file cannot be read, has no column of codes or not those that are asked for, or when no row has a code.
pub(super) fn read_table(path: &Path, how: ReadTable<'_>, log: &mut Log) -> Result<Table, ImportError> {
    let options = how.options.clone();
    let mut sink = Sink {
        path,
        how,
        codes: CodeColumns::One(0),
        columns: Vec::new(),
        n_code_cells: 1,
        has_kind: false,
        rows: Vec::new(),
        tally: Tally::default(),
        log,
        missing: None,
        marks: Vec::new(),
        counts: Vec::new(),
    };
    let outcome = read_layer(path, &options, &mut sink);
    if let Some(missing) = sink.missing.take() {
        return Err(missing);
    }
    let read = outcome?;
    let Sink { columns, mut rows, mut tally, marks, counts, log, .. } = sink;
    tally.rows = read.rows;
    if rows.is_empty() {
        let first = log.first_set_aside(path).unwrap_or("the file has no row").to_owned();
        return Err(ImportError::NoRow { path: path.to_owned(), rows: read.rows, first });
    }
    for (at, marks) in marks.iter().enumerate() {
        settle(path, marks, (at, &columns[at]), &mut rows, counts[at], log);
    }
    Ok(Table { columns, rows, tally, read })
}

struct Sink<'a> {
    path: &'a Path,
    how: ReadTable<'a>,
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
    /// What the commas and the signs of each column may be.
    marks: Vec<Marks>,
    /// Whether its figures are counts.
    counts: Vec<bool>,
}

impl RowSink for Sink<'_> {
    fn suits(&self, header: &Header) -> bool {
        let has = match self.how.asked {
            Asked::Named(names, _) => names.iter().all(|name| column(header, &[&folded(name)]).is_some()),
            Asked::Usual(names, _) => column(header, names).is_some(),
        };
        has && CodeColumns::of(header).is_some()
    }

    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        let found = || header.found();
        let codes = self.how.codes.or_else(|| CodeColumns::of(header));
        self.codes = codes.ok_or_else(|| no_codes(header))?;
        let mut columns = self.codes.columns();
        self.n_code_cells = columns.len();
        let refused = IngestError::Malformed {
            path: header.path.clone(),
            problem: "a column is missing".to_owned(),
            remedy: "name one that is there",
        };
        match self.how.asked {
            Asked::Named(names, option) => {
                for name in names {
                    // The very name goes before one that is only like it.
                    let exact = header.columns.iter().position(|other| other.trim() == name.trim());
                    let Some(at) = exact.or_else(|| column(header, &[folded(name).as_str()])) else {
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
        }
        self.columns =
            columns[self.n_code_cells..].iter().map(|at| header.columns[*at].trim().to_owned()).collect();
        self.counts = self.columns.iter().map(|name| (self.how.is_count)(name)).collect();
        self.marks = vec![Marks::default(); self.columns.len()];
        if let Some(action) = header.others_in_words() {
            let (kind, severity) = (FindingKind::InvalidValue, Severity::Note);
            let wrong = Wrong { field: "layer", value: "", kind, severity, action };
            let layer = header.layer.as_deref().unwrap_or_default();
            let french = format!("« {layer} » est lu ; le fichier a aussi : {}", header.others.join(", "));
            self.log.say_both((self.path, 0), "", wrong, &french);
        }
        if let Some(kind) = column(header, &["typecom"]) {
            self.has_kind = true;
            columns.push(kind);
        }
        Ok(Wanted { columns, shapes: false })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        let Row { number, cells, oddity, .. } = row;
        if self.rows.len() as u64 == MAX_ROWS {
            return Err(IngestError::TooManyRows { path: self.path.to_owned(), limit: MAX_ROWS });
        }
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
            let words = (
                format!("{oddity}; the row is set aside"),
                "ligne mise de côté : elle n’a pas les colonnes de l’en-tête",
            );
            self.set_aside(number, &written, (FindingKind::UnreadableRow, ""), words);
            return Ok(());
        }
        let code = match read_code(&written) {
            Ok((code, None)) => code,
            Ok((code, Some(why))) => {
                let action = format!("{why}; read as {code}");
                let french = format!("{} ; lu {code}", code_in_french(why));
                let (kind, severity) = (FindingKind::MiswrittenCode, Severity::Fixed);
                let wrong = Wrong { field: "code", value: &written, kind, severity, action };
                self.log.say_both((self.path, number), code.as_str(), wrong, &french);
                self.tally.fixed += 1;
                code
            }
            Err(why) => {
                let words = (format!("{why}; the row is set aside"), code_in_french(why));
                self.set_aside(number, &written, (FindingKind::UnknownCommune, "code"), words);
                return Ok(());
            }
        };
        let cells = &cells[self.n_code_cells..self.n_code_cells + self.columns.len()];
        let mut figures = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            let said = Said::of(cell);
            let sure = self.marks[at].note(self.rows.len(), cell, self.counts[at]);
            figures.push(match said {
                Said::Other if sure.is_none() => {
                    let action = "not a number; taken as no figure".to_owned();
                    let kind = (FindingKind::InvalidValue, Severity::Warning);
                    self.no_figure(number, code, at, cell, kind, (action, "pas un nombre ; sans valeur"));
                    None
                }
                Said::Withheld if self.how.tells_withheld => {
                    let action = "a figure that is not told; taken as no figure".to_owned();
                    let kind = (FindingKind::WithheldValue, Severity::Note);
                    self.no_figure(number, code, at, cell, kind, (action, "sans valeur"));
                    None
                }
                Said::Number(number) => Some(sure.unwrap_or(number)),
                Said::Percent(number) => {
                    self.marks[at].note_percent(cell);
                    Some(number)
                }
                _ => sure,
            });
        }
        self.rows.push(TableRow { line: number, code, figures });
        Ok(())
    }
}

impl Sink<'_> {
    fn set_aside(
        &mut self,
        line: u64,
        written: &str,
        (kind, field): (FindingKind, &str),
        (action, french): (String, &str),
    ) {
        let wrong = Wrong { field, value: written, kind, severity: Severity::SetAside, action };
        self.log.say_both((self.path, line), written, wrong, french);
        self.tally.set_aside += 1;
    }

    /// Says why a cell has no figure.
    fn no_figure(
        &mut self,
        line: u64,
        code: CommuneCode,
        column: usize,
        cell: &Cell<'_>,
        (kind, severity): (FindingKind, Severity),
        (action, french): (String, &str),
    ) {
        let value = cell.text();
        let wrong = Wrong { field: &self.columns[column], value: &value, kind, severity, action };
        self.log.say_both((self.path, line), code.as_str(), wrong, french);
    }
}

/// The refusal of a table without codes.
pub(super) fn no_codes(header: &Header) -> IngestError {
    IngestError::MissingColumn {
        path: header.path.clone(),
        column: "code_insee",
        found: header.found(),
        remedy: "a column of INSEE codes is needed: code_insee, codgeo, insee, com or code",
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
    if let Some((n, example)) = &marks.percents {
        let action = format!("{n} figures such as “{example}” are read without their sign");
        let french = format!("{n} valeurs comme « {example} » sont lues sans leur signe, en pour cent");
        let (kind, severity) = (FindingKind::PercentSign, Severity::Note);
        log.say_both((path, 0), "", Wrong { field: name, value: example, kind, severity, action }, &french);
    }
    if marks.doubtful.is_empty() {
        return;
    }
    let (n, example) = (marks.doubtful.len(), marks.example.as_str());
    let (severity, action, french) = if marks.are_thousands(is_count) {
        for (row, thousands) in &marks.doubtful {
            if let Some(row) = rows.get_mut(*row) {
                row.figures[at] = Some(*thousands);
            }
        }
        let said =
            format!("{n} figures such as “{example}” are read as whole numbers with a mark of thousands");
        let french = format!(
            "{n} valeurs comme « {example} » sont lues comme des nombres entiers, avec séparateur de milliers"
        );
        (Severity::Fixed, said, french)
    } else if marks.has_decimals() && !marks.has_thousands {
        return;
    } else {
        let said = format!(
            "{n} figures such as “{example}” are read as numbers with three decimals; if it is a mark of thousands, write them without"
        );
        let french = format!(
            "{n} valeurs comme « {example} » sont lues avec trois décimales ; si c’est un séparateur de milliers, les écrire sans"
        );
        (Severity::Warning, said, french)
    };
    let kind = FindingKind::DecimalComma;
    log.say_both((path, 0), "", Wrong { field: name, value: example, kind, severity, action }, &french);
}
