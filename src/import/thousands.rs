//! Marks of thousands: `12,464` is 12 464 people, and 12.464 of anything that has decimals.

use crate::ingest::layer::Cell;

/// A text whose digits stand in groups of three, so that a comma (or a point) may be a mark of thousands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grouped {
    /// The number without its marks.
    pub(super) thousands: f64,
    /// It has several marks: it is no decimal number.
    pub(super) is_sure: bool,
    /// The mark is a point.
    pub(super) is_point: bool,
}

impl Grouped {
    /// Reads `12,464`, `1,234,567` and the same with points; `None` for anything else, `0,464` included.
    pub(super) fn of(cell: &Cell<'_>) -> Option<Self> {
        let Cell::Text(text) = cell else { return None };
        let text = text.trim();
        let mark = if text.contains(',') { ',' } else { '.' };
        let mut groups = text.split(mark);
        let first = groups.next()?;
        let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=3).contains(&first.len()) || first.starts_with('0') || !is_digits(first) {
            return None;
        }
        let mut digits = first.to_owned();
        let mut n_marks = 0;
        for group in groups {
            if group.len() != 3 || !is_digits(group) {
                return None;
            }
            digits.push_str(group);
            n_marks += 1;
        }
        let thousands = digits.parse().ok().filter(|_| n_marks > 0)?;
        Some(Self { thousands, is_sure: n_marks > 1, is_point: mark == '.' })
    }
}

/// What the cells of a column say of its commas (or points).
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Cells that are grouped with one mark: places of rows, and the number with its mark left out.
    pub(super) doubtful: Vec<(usize, f64)>,
    /// The first of them, as written.
    pub(super) example: String,
    /// Its mark is a point.
    is_point: bool,
    /// How many cells have the sign %, and the first of them.
    pub(super) percents: Option<(u64, String)>,
    /// A cell has several marks.
    pub(super) has_thousands: bool,
    /// A cell has a decimal comma, a decimal point.
    decimals: [bool; 2],
}

impl Marks {
    /// Notes a cell of the row that will be at `row`; what it is for sure, if it is.
    pub(super) fn note(&mut self, row: usize, cell: &Cell<'_>, is_count: bool) -> Option<f64> {
        let grouped = Grouped::of(cell).filter(|grouped| grouped.is_sure || is_count || !grouped.is_point);
        match grouped {
            Some(Grouped { thousands, is_sure: true, .. }) => {
                self.has_thousands = true;
                Some(thousands)
            }
            Some(Grouped { thousands, is_point, .. }) => {
                if self.doubtful.is_empty() {
                    self.example = cell.text().into_owned();
                    self.is_point = is_point;
                }
                self.doubtful.push((row, thousands));
                None
            }
            None => {
                if let Cell::Text(text) = cell
                    && cell.number().is_some()
                {
                    self.decimals[0] |= text.contains(',');
                    self.decimals[1] |= text.contains('.');
                }
                None
            }
        }
    }

    /// Notes a cell with the sign %.
    pub(super) fn note_percent(&mut self, cell: &Cell<'_>) {
        match &mut self.percents {
            Some((n, _)) => *n += 1,
            None => self.percents = Some((1, cell.text().into_owned())),
        }
    }

    /// Whether the doubtful cells are thousands: other cells tell, else whether the column is of counts.
    pub(super) fn are_thousands(&self, is_count: bool) -> bool {
        let other = usize::from(!self.is_point);
        !self.has_decimals() && (self.has_thousands || self.decimals[other] || is_count)
    }

    /// Whether other cells have the same mark before decimals.
    pub(super) fn has_decimals(&self) -> bool {
        self.decimals[usize::from(self.is_point)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    #[test]
    fn groups_of_three_digits_are_marks_of_thousands() {
        let read = |text| Grouped::of(&cell(text)).map(|grouped| (grouped.thousands, grouped.is_sure));
        assert_eq!(read("12,464"), Some((12_464.0, false)));
        assert_eq!(read(" 1,234,567 "), Some((1_234_567.0, true)));
        assert_eq!(read("12.464"), Some((12_464.0, false)));
        for text in ["12464", "0,464", "12,5", "12,4645", "1234,567", "-1,234", "1,234.5", "", ",123"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_other_cells_of_a_column_tell_what_its_commas_are() {
        let told = |cells: &[&str], is_count| {
            let mut marks = Marks::default();
            for (row, text) in cells.iter().enumerate() {
                marks.note(row, &cell(text), is_count);
            }
            marks.are_thousands(is_count)
        };
        assert!(told(&["12,464", "7"], true));
        assert!(!told(&["12,464", "7,5"], true), "a column of decimal commas");
        assert!(!told(&["12,464", "7"], false), "a rate may have three decimals");
        assert!(told(&["12,464", "1,234,567"], false));
        assert!(told(&["12.464"], true) && !told(&["12.464", "1.5"], true));
        assert!(told(&["12,464", "1.5"], false), "the point is that of decimals");
    }
}
