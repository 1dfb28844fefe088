//! Comma-separated text: RFC 4180 quoting, UTF-8 without mark, decimal point, one line end (LF).

use std::collections::BTreeSet;

use super::record::{Cell, Record, number_cell, number_names};

/// Writes rows under a header line. What rows have besides their fields ([`Record::more`]) follows, by name.
///
/// A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or
/// a carriage return) gets an apostrophe in front.
#[must_use]
pub fn to_csv<'a, R: Record + 'a>(rows: impl IntoIterator<Item = &'a R>) -> Vec<u8> {
    let rows: Vec<&R> = rows.into_iter().collect();
    let more: BTreeSet<&String> =
        rows.iter().filter_map(|row| row.more()).flat_map(|more| more.keys()).collect();
    let numbers = number_names(rows.iter().copied());
    let mut out = String::new();
    let columns = R::columns();
    for (i, column) in columns.iter().enumerate() {
        out.push_str(if i > 0 { "," } else { "" });
        out.push_str(column.name);
    }
    for name in numbers.iter().map(|name| &**name).chain(more.iter().map(|name| name.as_str())) {
        out.push(',');
        push_text(&mut out, name);
    }
    out.push('\n');
    for row in rows {
        for (i, cell) in row.cells().into_iter().enumerate() {
            out.push_str(if i > 0 { "," } else { "" });
            push_cell(&mut out, cell);
        }
        for (_, number) in row.numbers() {
            out.push(',');
            push_cell(&mut out, number_cell(*number));
        }
        for name in &more {
            out.push(',');
            push_text(&mut out, row.more().and_then(|more| more.get(*name)).map_or("", String::as_str));
        }
        out.push('\n');
    }
    out.into_bytes()
}

fn push_cell(out: &mut String, cell: Cell) {
    use std::fmt::Write;
    // Writing to a String cannot fail.
    let _ = match cell {
        Cell::Empty => Ok(()),
        Cell::Number(value) => write!(out, "{value}"),
        Cell::Integer(value) => write!(out, "{value}"),
        Cell::Bool(value) => write!(out, "{value}"),
        Cell::Text(text) => {
            push_text(out, &text);
            Ok(())
        }
        Cell::List(items) => {
            push_text(out, &items.join("|"));
            Ok(())
        }
    };
}

pub(super) fn push_text(out: &mut String, text: &str) {
    let neutralised = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
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

    proptest! {
        #[test]
        fn what_is_written_reads_back(name in "[^=+@\t\r-].{0,30}") {
            let csv = to_csv(&[named(&name)]);
            let mut reader = ::csv::Reader::from_reader(csv.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&row[1], name.as_str());
        }
    }
}
