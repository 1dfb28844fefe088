//! Tables: columns as wide as they need, rows that stay whole, headers again on every page.

use super::flow::{Flow, What, height_of};
use super::lines::{Line, widths};
use super::look::{BOTTOM, CAPTION, CELL, HEADER, LEFT, LINE, SHADE, SMALL, TOP, Type, WIDTH};
use super::tags::Role;
use crate::report::document::{Cell, Table};

/// Between the edge of a cell and its words, at the left and the right.
const INSET: f32 = 4.5;
/// The same above and below.
const LEAD: f32 = 2.6;
/// Between a sign and the words after it.
const AFTER_SIGN: f32 = 5.0;
/// A table of this height is not worth breaking.
const SHORT: f32 = 190.0;

/// A row on its way to a page.
struct Row {
    /// The lines of each cell.
    cells: Vec<Vec<Line>>,
    height: f32,
}

impl Flow<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let columns = self.column_widths(table);
        let headers: Vec<Cell> = table.columns.iter().map(|column| column.header.as_str().into()).collect();
        let head = self.row(&headers, &columns, |_| HEADER);
        let kind = |i: usize| if i == table.row_header { Type { strong: true, ..CELL } } else { CELL };
        let rows: Vec<Row> = table.rows.iter().map(|cells| self.row(cells, &columns, kind)).collect();
        let caption = self.broken(&table.caption.as_str().into(), CAPTION, WIDTH);

        let node = self.node(0, Role::Table);
        self.space(4.0);
        // A short table stays whole; of a long one, a caption without rows below it says nothing.
        let start = height_of(&caption, CAPTION) + 3.0 + head.height;
        let whole = rows.iter().map(|row| row.height).sum::<f32>();
        let least =
            if start + whole <= SHORT { whole } else { rows.iter().take(2).map(|row| row.height).sum() };
        self.need(start + least);
        if !caption.is_empty() {
            let of_table = self.node(node, Role::Caption);
            for line in caption {
                self.line(Some(of_table), line, LEFT, CAPTION);
            }
            self.y += 3.0;
        }
        let top = self.node(node, Role::Head);
        let top = self.node(top, Role::Row);
        self.head(table, &columns, &head, Some(top));
        let body = self.node(node, Role::Rows);
        for (row, cells) in rows.into_iter().zip(&table.rows) {
            if self.y + row.height > BOTTOM && self.y > TOP + head.height {
                self.turn();
                // Said again for the eye only.
                self.head(table, &columns, &head, None);
            }
            let node = self.node(body, Role::Row);
            self.put(table, cells, &columns, &row, node);
        }
        self.y += 3.0;
        if let Some(note) = &table.note {
            let node = self.node(0, Role::Paragraph);
            let lines = self.broken(&note.as_str().into(), SMALL, WIDTH);
            self.lines(Some(node), lines, LEFT, SMALL);
        }
        self.space(9.0);
    }

    /// As wide as the widest cells where they fit; else each column has its widest word, and what is left goes to
    /// those that would need more, in proportion.
    fn column_widths(&self, table: &Table) -> Vec<f32> {
        let mut least = vec![0.0f32; table.columns.len()];
        let mut most = least.clone();
        for (i, column) in table.columns.iter().enumerate() {
            let header = widths(self.fonts, &column.header.as_str().into(), HEADER.size, true);
            let cells = table.rows.iter().filter_map(|row| row.get(i)).map(|cell| {
                let sign = cell.sign.as_ref().map_or(0.0, |sign| sign.width + AFTER_SIGN);
                let (word, whole) =
                    widths(self.fonts, &cell.text.as_str().into(), CELL.size, i == table.row_header);
                (word + sign, whole + sign)
            });
            // A header may take two lines, a number of a column never does.
            let two_lines = header.0.max(header.1 * 0.6);
            for (word, whole) in std::iter::once((two_lines, two_lines)).chain(cells) {
                least[i] = least[i].max(if column.number { whole } else { word });
                most[i] = most[i].max(whole);
            }
            least[i] += 2.0 * INSET;
            most[i] += 2.0 * INSET;
        }
        fit(&least, &most, WIDTH)
    }

    fn row(&self, cells: &[Cell], columns: &[f32], kind: impl Fn(usize) -> Type) -> Row {
        let cells: Vec<Vec<Line>> = cells
            .iter()
            .zip(columns)
            .enumerate()
            .map(|(i, (cell, width))| {
                let sign = cell.sign.as_ref().map_or(0.0, |sign| sign.width + AFTER_SIGN);
                self.broken(&cell.text.as_str().into(), kind(i), width - 2.0 * INSET - sign)
            })
            .collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height = most as f32 * CELL.leading + 2.0 * LEAD;
        Row { cells, height }
    }

    /// The headers; `node` is the row they are, or none where they are only shown again.
    fn head(&mut self, table: &Table, columns: &[f32], head: &Row, node: Option<usize>) {
        let (top, width) = (self.y, columns.iter().sum());
        self.mark(None, What::Area { area: [LEFT, top, width, head.height], colour: SHADE });
        let mut x = LEFT;
        for (i, (lines, width)) in head.cells.iter().zip(columns).enumerate() {
            let node = node.map(|row| self.node(row, Role::ColumnHeader));
            self.cell(lines, [x, top], *width, table.columns[i].number, HEADER, node);
            x += width;
        }
        self.y = top + head.height;
    }

    fn put(&mut self, table: &Table, cells: &[Cell], columns: &[f32], row: &Row, node: usize) {
        let top = self.y;
        let mut x = LEFT;
        for (i, (lines, width)) in row.cells.iter().zip(columns).enumerate() {
            let is_header = i == table.row_header;
            let role = if is_header { Role::RowHeader } else { Role::Cell };
            let cell = self.node(node, role);
            let mut sign_width = 0.0;
            if let Some(sign) = cells.get(i).and_then(|cell| cell.sign.as_ref()) {
                let at = [x + INSET, top + LEAD + (CELL.leading - sign.height) / 2.0];
                self.mark(None, What::Drawing { drawing: sign.clone(), at });
                sign_width = sign.width + AFTER_SIGN;
            }
            let kind = Type { strong: is_header, ..CELL };
            let at = [x + sign_width, top];
            self.cell(lines, at, width - sign_width, table.columns[i].number, kind, Some(cell));
            x += width;
        }
        self.y = top + row.height;
        self.mark(None, What::Area { area: [LEFT, self.y - 0.3, x - LEFT, 0.6], colour: LINE });
    }

    fn cell(
        &mut self,
        lines: &[Line],
        [x, y]: [f32; 2],
        width: f32,
        is_number: bool,
        kind: Type,
        node: Option<usize>,
    ) {
        let mut y = y + LEAD;
        for line in lines {
            let x = if is_number { x + width - INSET - line.width } else { x + INSET };
            self.line_at(node, line.clone(), [x, y], kind);
            y += CELL.leading;
        }
    }
}

/// Widths between the least and the most that columns want, over all of `width` where they want so much.
fn fit(least: &[f32], most: &[f32], width: f32) -> Vec<f32> {
    let (sum_least, sum_most): (f32, f32) = (least.iter().sum(), most.iter().sum());
    if sum_most <= width {
        // A table of short cells is not torn apart over the page: each column has some air, no more.
        #[expect(clippy::cast_precision_loss, reason = "a few columns")]
        let air = ((width - sum_most) / least.len().max(1) as f32).min(28.0);
        return most.iter().map(|most| most + air).collect();
    }
    if sum_least >= width {
        return least.iter().map(|least| least * width / sum_least).collect();
    }
    // Square roots: a column of long texts takes most, not all.
    let wants: Vec<f32> =
        least.iter().zip(most).map(|(least, most)| (most - least).max(0.0).sqrt()).collect();
    let all: f32 = wants.iter().sum();
    let mut widths: Vec<f32> =
        least.iter().zip(&wants).map(|(least, want)| least + (width - sum_least) * want / all).collect();
    // What a column does not need goes to the one that would need most.
    let mut spare = 0.0;
    for (width, most) in widths.iter_mut().zip(most) {
        if *width > *most {
            spare += *width - *most;
            *width = *most;
        }
    }
    let longest = (0..most.len()).max_by(|a, b| (most[*a] - widths[*a]).total_cmp(&(most[*b] - widths[*b])));
    if let Some(longest) = longest {
        widths[longest] += spare;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_fit_have_what_they_want_and_some_air() {
        assert_eq!(fit(&[10.0, 10.0], &[40.0, 60.0], 120.0), [50.0, 70.0]);
        assert_eq!(fit(&[10.0, 10.0], &[40.0, 60.0], 500.0), [68.0, 88.0]);
    }

    #[test]
    fn columns_that_do_not_fit_fill_the_page_and_keep_their_widest_word() {
        let widths = fit(&[30.0, 50.0, 30.0], &[30.0, 900.0, 60.0], 200.0);
        assert!((widths.iter().sum::<f32>() - 200.0).abs() < 0.01, "{widths:?}");
        assert!(
            widths[0] >= 30.0 && widths[1] > 100.0 && widths[2] >= 30.0 && widths[2] <= 60.0,
            "{widths:?}"
        );
        let crowded = fit(&[150.0, 150.0], &[300.0, 300.0], 200.0);
        assert_eq!(crowded, [100.0, 100.0]);
    }
}
