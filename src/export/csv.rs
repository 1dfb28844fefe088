//! Comma-separated text: RFC 4180 quoting, UTF-8, and the flavour that Excel opens by a double click in French.

use super::french::value_in_french;
use super::record::{Cell, Columns, Record};
use crate::model::needs_guard;

/// How a table is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFlavour {
    /// No mark, commas, decimal point, `true` and `false`, lines ended by LF.
    Standard,
    /// For Excel in French: byte order mark, semicolons, decimal comma, `VRAI` and `FAUX`, lines ended by CRLF.
    FrenchExcel,
}

impl CsvFlavour {
    const fn delimiter(self) -> char {
        match self {
            Self::Standard => ',',
            Self::FrenchExcel => ';',
        }
    }

    const fn line_end(self) -> &'static str {
        match self {
            Self::Standard => "\n",
            Self::FrenchExcel => "\r\n",
        }
    }

    fn number(self, number: impl std::fmt::Display) -> String {
        let text = number.to_string();
        if self == Self::FrenchExcel { text.replace('.', ",") } else { text }
    }

    const fn truth(self, truth: bool) -> &'static str {
        match (self, truth) {
            (Self::Standard, true) => "true",
            (Self::Standard, false) => "false",
            (Self::FrenchExcel, true) => "VRAI",
            (Self::FrenchExcel, false) => "FAUX",
        }
    }
}

/// Writes rows under a header line, in the standard flavour. What rows have besides their fields
/// ([`Record::more`]) follows, by name.
///
/// A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or
/// a carriage return) gets an apostrophe in front.
#[must_use]
pub fn to_csv<'a, R: Record + 'a>(rows: impl IntoIterator<Item = &'a R>) -> Vec<u8> {
    to_csv_as(rows, CsvFlavour::Standard)
}

/// [`to_csv`] in a flavour.
#[must_use]
pub fn to_csv_as<'a, R: Record + 'a>(rows: impl IntoIterator<Item = &'a R>, flavour: CsvFlavour) -> Vec<u8> {
    let rows: Vec<&R> = rows.into_iter().collect();
    let columns = Columns::of(rows.iter().copied());
    let mut out = String::new();
    if flavour == CsvFlavour::FrenchExcel {
        out.push('\u{feff}');
    }
    let names = columns.all.iter().map(|(name, _)| Cell::Text(name.clone())).collect();
    push_row(&mut out, flavour, names);
    for row in rows {
        let mut cells = columns.cells(row);
        if flavour == CsvFlavour::FrenchExcel {
            for ((name, _), cell) in columns.all.iter().zip(&mut cells) {
                if let Cell::Text(text) = cell
                    && let Some(french) = value_in_french(name, text)
                {
                    *text = french;
                }
            }
        }
        push_row(&mut out, flavour, cells);
    }
    out.into_bytes()
}

fn push_row(out: &mut String, flavour: CsvFlavour, cells: Vec<Cell>) {
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            out.push(flavour.delimiter());
        }
        match cell {
            Cell::Empty => {}
            Cell::Number(value) => out.push_str(&flavour.number(value)),
            Cell::Integer(value) => out.push_str(&flavour.number(value)),
            Cell::Bool(value) => out.push_str(flavour.truth(value)),
            Cell::Text(text) => push_text(out, &text),
            Cell::List(items) => push_text(out, &items.join("|")),
        }
    }
    out.push_str(flavour.line_end());
}

pub(super) fn push_text(out: &mut String, text: &str) {
    let neutralised = needs_guard(text);
    let quoted = text.contains([',', '"', '\n', '\r', ';']);
    if quoted {
        out.push('"');
    }
    if neutralised {
        out.push('\'');
    }
    if quoted {
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::SurroundingRecord;
    use super::*;
    use proptest::prelude::*;

    fn named(name: &str) -> SurroundingRecord {
        SurroundingRecord { code: "2A004".to_owned(), name: name.to_owned() }
    }

    #[test]
    fn a_cell_that_would_run_as_a_formula_is_neutralised() {
        let csv = to_csv(&[named("=1+1"), named("@cmd, \"x\""), named("L'Hospitalet")]);
        insta::assert_snapshot!(String::from_utf8(csv).unwrap(), @r#"
        code,name
        2A004,'=1+1
        2A004,"'@cmd, ""x"""
        2A004,L'Hospitalet
        "#);
    }

    #[test]
    fn excel_in_french_finds_its_marks() {
        let numbers =
            [Cell::Number(-1.5), Cell::Integer(-2), Cell::Bool(true), Cell::Empty, Cell::Text("a;b".into())];
        let mut out = String::new();
        push_row(&mut out, CsvFlavour::FrenchExcel, numbers.to_vec());
        assert_eq!(out, "-1,5;-2;VRAI;;\"a;b\"\r\n");
        let csv = to_csv_as(&[named("Œuilly")], CsvFlavour::FrenchExcel);
        assert_eq!(csv, "\u{feff}code;name\r\n2A004;Œuilly\r\n".as_bytes());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(name in "[^'=+@\t\r-].{0,30}") {
            let csv = to_csv(&[named(&name)]);
            let mut reader = ::csv::Reader::from_reader(csv.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&row[1], name.as_str());
        }
    }
}
