//! A cell of an `OpenDocument` table while it is read: its type, its value and the text that it shows.

use std::borrow::Cow;

use super::number_cell;
use crate::ingest::layer::Cell;

/// What `office:value-type` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// Text, or nothing said.
    #[default]
    Text,
    /// A number, a share, an amount of money.
    Number,
    Date,
    Time,
    Bool,
}

impl Kind {
    pub(super) fn named(name: &str) -> Self {
        match name {
            "float" | "percentage" | "currency" => Self::Number,
            "date" => Self::Date,
            "time" => Self::Time,
            "boolean" => Self::Bool,
            _ => Self::Text,
        }
    }
}

/// A cell that is not closed.
#[derive(Debug)]
pub(super) struct OpenCell {
    pub(super) kind: Kind,
    /// Whether a formula could not be worked out.
    pub(super) is_error: bool,
    /// The value as the attribute of its type gives it; empty for none.
    pub(super) value: String,
    /// The paragraphs, a line each.
    pub(super) text: String,
    /// How often it stands.
    pub(super) times: u64,
    n_paragraphs: usize,
    /// Where the open paragraph begins in the text.
    start: usize,
    /// Whether the text ends with a blank that others after it are one with, and that goes at the end of a paragraph.
    ends_blank: bool,
}

impl Default for OpenCell {
    fn default() -> Self {
        Self {
            kind: Kind::Text,
            is_error: false,
            value: String::new(),
            text: String::new(),
            times: 1,
            n_paragraphs: 0,
            start: 0,
            ends_blank: false,
        }
    }
}

impl OpenCell {
    /// An empty cell again, with its memory.
    pub(super) fn clear(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        *self = Self { text, ..Self::default() };
    }

    pub(super) fn begin_paragraph(&mut self) {
        if self.n_paragraphs > 0 {
            self.text.push('\n');
        }
        self.n_paragraphs += 1;
        self.start = self.text.len();
        self.ends_blank = false;
    }

    pub(super) fn end_paragraph(&mut self) {
        if self.ends_blank {
            self.text.pop();
            self.ends_blank = false;
        }
    }

    /// Adds text; blanks in a row are one, and none at the beginning, unless they are kept.
    pub(super) fn push(&mut self, text: &str, keep_blanks: bool) {
        if keep_blanks {
            self.text.push_str(text);
            self.ends_blank = false;
            return;
        }
        for letter in text.chars() {
            if !matches!(letter, ' ' | '\t' | '\n' | '\r') {
                self.text.push(letter);
                self.ends_blank = false;
            } else if !self.ends_blank && self.text.len() > self.start {
                self.text.push(' ');
                self.ends_blank = true;
            }
        }
    }

    /// The value of the cell; what does not read as its type is the text that it shows.
    pub(super) fn value(&self) -> Cell<'static> {
        let shown = || {
            let text = if self.text.is_empty() { &self.value } else { &self.text };
            if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Owned(text.clone())) }
        };
        if self.is_error || self.value.is_empty() {
            return shown();
        }
        match self.kind {
            Kind::Text => Cell::Text(Cow::Owned(self.value.clone())),
            Kind::Number => match self.value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => number_cell(number),
                _ => shown(),
            },
            Kind::Date => Cell::Text(Cow::Owned(date_text(&self.value).to_owned())),
            Kind::Time => time_text(&self.value).map_or_else(shown, |text| Cell::Text(Cow::Owned(text))),
            Kind::Bool => match self.value.as_str() {
                "true" => Cell::Bool(true),
                "false" => Cell::Bool(false),
                _ => shown(),
            },
        }
    }
}

/// `2026-01-31`, with the hour where there is one.
fn date_text(value: &str) -> &str {
    let value = value.trim();
    let whole = value.split_once('.').filter(|(_, part)| part.bytes().all(|digit| digit == b'0'));
    let value = whole.map_or(value, |(whole, _)| whole);
    value.strip_suffix("T00:00:00").unwrap_or(value)
}

/// `PT09H30M00S` as `09:30:00`; `None` where it is written in another way.
fn time_text(value: &str) -> Option<String> {
    let (hours, rest) = value.trim().strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    let whole = seconds.split_once(['.', ',']).filter(|(_, part)| part.bytes().all(|digit| digit == b'0'));
    let seconds = whole.map_or(seconds, |(whole, _)| whole);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if ![hours, minutes, seconds].into_iter().all(is_number) {
        return None;
    }
    Some(format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(kind: Kind, value: &str, text: &str) -> String {
        let cell = OpenCell { kind, value: value.to_owned(), text: text.to_owned(), ..OpenCell::default() };
        match cell.value() {
            Cell::Text(text) => format!("“{text}”"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn values_are_those_of_their_type() {
        assert_eq!(value(Kind::Number, "1.5000000000000000", "1,5"), "Number(1.5)");
        assert_eq!(value(Kind::Number, "1004", "01004"), "Integer(1004)");
        assert_eq!(value(Kind::Date, "2026-01-31T00:00:00.000000000", "31/01/26"), "“2026-01-31”");
        assert_eq!(value(Kind::Date, "2026-01-31T14:30:00", ""), "“2026-01-31T14:30:00”");
        assert_eq!(value(Kind::Time, "PT9H05M00.000000S", "9 h"), "“09:05:00”");
        assert_eq!(value(Kind::Bool, "true", "VRAI"), "Bool(true)");
        assert_eq!(value(Kind::Text, "long", "lo…"), "“long”");
        assert_eq!(value(Kind::Text, "", ""), "Empty");
    }

    #[test]
    fn what_is_not_of_its_type_is_the_text_that_is_shown() {
        assert_eq!(value(Kind::Number, "douze", "12 env."), "“12 env.”");
        assert_eq!(value(Kind::Number, "NaN", ""), "“NaN”");
        assert_eq!(value(Kind::Time, "P1DT2H", "26:00"), "“26:00”");
        assert_eq!(value(Kind::Bool, "1", "VRAI"), "“VRAI”");
        let cell = OpenCell {
            kind: Kind::Number,
            is_error: true,
            value: "0".to_owned(),
            text: "#DIV/0!".to_owned(),
            ..OpenCell::default()
        };
        assert_eq!(cell.value(), Cell::Text(Cow::Borrowed("#DIV/0!")));
    }

    #[test]
    fn blanks_are_one_unless_they_are_written_as_blanks() {
        let mut cell = OpenCell::default();
        cell.begin_paragraph();
        cell.push("\n  12 rue ", false);
        cell.push("   de la", false);
        cell.push("   ", true);
        cell.push("Gare \n ", false);
        cell.end_paragraph();
        cell.begin_paragraph();
        cell.push(" 2e étage", false);
        cell.end_paragraph();
        assert_eq!(cell.text, "12 rue de la   Gare\n2e étage");
    }
}
