//! Tables as workbooks (Office Open XML): typed cells, a head that stays in view, a sheet of methods and sources. The same
//! rows, the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::record::{Cell, Columns, Record};
use crate::calendar::{Clock, Date};

/// A cell holds 32,767 characters at most.
const LONGEST: usize = 32_000;
/// What ends a text that is longer.
const CUT: &str = " […]";

/// Rows as a workbook: a sheet of them, named `name`, and a sheet of what they are and where they come from, a line a row.
///
/// Text is never a formula.
///
/// # Errors
/// When there are more rows than a sheet holds (1,048,575), or memory is short.
pub fn to_xlsx<'a, R: Record + 'a>(
    name: &str,
    rows: impl IntoIterator<Item = &'a R>,
    about: &str,
) -> Result<Vec<u8>, XlsxError> {
    let (formats, mut workbook) = (Formats::new(), workbook(name)?);
    let rows: Vec<&R> = rows.into_iter().collect();
    let columns = Columns::of(rows.iter().copied());
    let heads: Vec<(&str, u16)> = columns.all.iter().map(|(name, _)| (name.as_str(), width(name))).collect();
    let mut table = Table::new(&mut workbook, &formats, name, &heads)?;
    for row in rows {
        for cell in columns.cells(row) {
            table.cell(cell)?;
        }
        table.end_row();
    }
    let n_cut = table.n_cut;
    table.filtered(heads.len())?;
    let mut table =
        Table::new(&mut workbook, &formats, "Méthode et sources", &[("Méthode et sources", 140)])?;
    for line in about.lines() {
        table.text(line)?.end_row();
    }
    if n_cut > 0 {
        let said = format!(
            "Textes coupés\u{a0}: {n_cut}, de plus de {LONGEST} caractères, finissent par «\u{a0}[…]\u{a0}»\u{202f}; une cellule n’en contient pas plus. Le CSV et le GeoPackage les ont entiers."
        );
        table.text("")?.end_row();
        table.text(&said)?.end_row();
    }
    workbook.save_to_buffer()
}

/// A width in which the name of a column is read, and most of its values.
fn width(name: &str) -> u16 {
    u16::try_from(name.len() + 2).unwrap_or(u16::MAX).clamp(9, 30)
}

/// A workbook that does not know today's date.
pub(super) fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(workbook)
}

/// The formats of cells.
pub(super) struct Formats {
    head: Format,
    date: Format,
    time: Format,
    degree: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        Self {
            head: Format::new().set_bold().set_text_wrap(),
            date: Format::new().set_num_format("dd/mm/yyyy"),
            time: Format::new().set_num_format("hh:mm"),
            degree: Format::new().set_num_format("0.00000"),
        }
    }
}

/// A sheet that is written cell by cell, row by row, under a head that stays in view.
pub(super) struct Table<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
    column: u16,
    /// How many texts were longer than a cell.
    n_cut: usize,
}

impl<'a> Table<'a> {
    pub(super) fn new(
        workbook: &'a mut Workbook,
        formats: &'a Formats,
        name: &str,
        columns: &[(&str, u16)],
    ) -> Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (column, (title, width)) in (0u16..).zip(columns) {
            sheet.write_string_with_format(0, column, *title, &formats.head)?;
            sheet.set_column_width(column, f64::from(*width))?;
        }
        Ok(Self { sheet, formats, row: 1, column: 0, n_cut: 0 })
    }

    /// Text, never a formula.
    pub(super) fn text(&mut self, text: &str) -> Result<&mut Self, XlsxError> {
        if !text.is_empty() {
            let mut short: String = text.chars().take(LONGEST).collect();
            if short.len() < text.len() {
                short.push_str(CUT);
                self.n_cut += 1;
            }
            self.sheet.write_string(self.row, self.column, short)?;
        }
        self.column += 1;
        Ok(self)
    }

    pub(super) fn number(&mut self, number: impl Into<f64>) -> Result<&mut Self, XlsxError> {
        self.sheet.write_number(self.row, self.column, number)?;
        self.column += 1;
        Ok(self)
    }

    pub(super) fn degree(&mut self, degrees: f64) -> Result<&mut Self, XlsxError> {
        self.sheet.write_number_with_format(self.row, self.column, degrees, &self.formats.degree)?;
        self.column += 1;
        Ok(self)
    }

    pub(super) fn date(&mut self, date: Option<Date>) -> Result<&mut Self, XlsxError> {
        if let Some(date) = date {
            let year = u16::try_from(date.year()).unwrap_or_default();
            let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap_or_default());
            let date = ExcelDateTime::from_ymd(year, month, day)?;
            self.sheet.write_datetime_with_format(self.row, self.column, &date, &self.formats.date)?;
        }
        self.column += 1;
        Ok(self)
    }

    pub(super) fn time(&mut self, clock: Clock) -> Result<&mut Self, XlsxError> {
        // A time of day is a share of it; midnight at the end of a day is a whole one.
        let share = f64::from(clock.seconds()) / 86_400.0;
        self.sheet.write_number_with_format(self.row, self.column, share, &self.formats.time)?;
        self.column += 1;
        Ok(self)
    }

    pub(super) fn end_row(&mut self) {
        self.row += 1;
        self.column = 0;
    }

    fn cell(&mut self, cell: Cell) -> Result<&mut Self, XlsxError> {
        match cell {
            Cell::Empty => {
                self.column += 1;
                Ok(self)
            }
            Cell::Text(text) => self.text(&text),
            Cell::List(items) => self.text(&items.join("|")),
            Cell::Number(value) => self.number(value),
            #[expect(clippy::cast_precision_loss, reason = "a workbook has no other numbers than doubles")]
            Cell::Integer(value) => self.number(value as f64),
            Cell::Bool(value) => {
                self.sheet.write_boolean(self.row, self.column, value)?;
                self.column += 1;
                Ok(self)
            }
        }
    }

    /// Ends the sheet with a filter over its columns.
    fn filtered(self, n_columns: usize) -> Result<(), XlsxError> {
        let last = u16::try_from(n_columns).unwrap_or(u16::MAX).saturating_sub(1);
        self.sheet.autofilter(0, 0, self.row.saturating_sub(1), last)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::SurroundingRecord;

    fn row(name: &str) -> SurroundingRecord {
        SurroundingRecord { code: "01001".to_owned(), name: name.to_owned() }
    }

    #[test]
    fn the_same_rows_are_the_same_bytes_whatever_their_text() {
        let rows = [row("=1+1"), row(&"é".repeat(40_000)), row("")];
        let made = || to_xlsx("Communes", &rows, "Une ligne\nUne autre").unwrap();
        assert!(made().starts_with(b"PK") && made() == made());
    }
}
