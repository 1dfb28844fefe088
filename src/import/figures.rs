//! What a cell of a table says as a figure.

use crate::ingest::layer::Cell;

/// What stands for "not classed" in statistics, and is no figure.
const NOT_CLASSED: f64 = -9999.0;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Said {
    /// A number.
    Number(f64),
    /// A number with the sign %, which is left out: the figure is in percent.
    Percent(f64),
    /// Nothing.
    Empty,
    /// That there is a figure which is kept secret, or none: `s`, `nd`, -9999.
    Withheld,
    /// Something else.
    Other,
}

impl Said {
    /// Reads a cell: `12,5`, `1 234,5`, `12,5 %`.
    pub(super) fn of(cell: &Cell<'_>) -> Self {
        let text = cell.text();
        if text.is_empty() {
            return Self::Empty;
        }
        if is_withheld(&text) {
            return Self::Withheld;
        }
        match number(cell) {
            Some(number) if (number - NOT_CLASSED).abs() < 1e-9 => Self::Withheld,
            Some(number) => Self::Number(number),
            None => match text.strip_suffix('%').map(|rest| rest.trim_end().to_owned()) {
                Some(rest) => number_of(rest).map_or(Self::Other, Self::Percent),
                None => Self::Other,
            },
        }
    }
}

fn number_of(text: String) -> Option<f64> {
    number(&Cell::Text(text.into()))
}

fn number(cell: &Cell<'_>) -> Option<f64> {
    cell.number().or_else(|| spaced(&cell.text()))
}

/// A number with blanks between its thousands, as spreadsheets show it.
fn spaced(text: &str) -> Option<f64> {
    let is_blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
    let groups: Vec<&str> = text.split(is_blank).collect();
    let three = |group: &&str| group.split([',', '.']).next().is_some_and(|whole| whole.len() == 3);
    if groups.len() < 2 || !groups[1..].iter().all(three) {
        return None;
    }
    groups.concat().replacen(',', ".", 1).parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether a text is one of the words of statistics for a figure that is not told.
fn is_withheld(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "na" | "n/a" | "nd" | "n.d." | "nc" | "n.c." | "s" | "ns" | "secret" | "null" | "-" | "…"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Said {
        Said::of(&Cell::Text(text.into()))
    }

    #[test]
    fn figures_are_read_as_people_write_them() {
        for (text, number) in [("12,5", 12.5), ("1 234,5", 1234.5), ("-3", -3.0), ("1\u{202f}234", 1234.0)] {
            assert_eq!(said(text), Said::Number(number), "{text}");
        }
        for text in ["12,5 %", "12.5%", "12,5\u{a0}%"] {
            assert_eq!(said(text), Said::Percent(12.5), "{text}");
        }
        assert_eq!(said("  "), Said::Empty);
        for text in ["s", "ND", "n.d.", "-9999", "…"] {
            assert_eq!(said(text), Said::Withheld, "{text}");
        }
        for text in ["beaucoup", "12 5", "%", "1e999", "NaN", "inf"] {
            assert_eq!(said(text), Said::Other, "{text}");
        }
    }
}
