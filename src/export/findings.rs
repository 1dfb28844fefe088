//! What a check found, as tables for those who put the file right, in French; and the corrected file.

use std::borrow::Cow;

use super::csv::push_text;
use super::record::{Cell, CellKind, Column, Record};
use crate::dataset::FixedFile;
use crate::ingest::venues::Field;
use crate::model::{Finding, Venue};
use crate::territory::LikelyPair;

/// A finding as a row: where, what is wrong, what was done, what would put it right.
#[derive(Debug, Clone)]
pub struct FindingRow<'f>(pub &'f Finding);

const fn column(name: &'static str, kind: CellKind) -> Column {
    Column { name: Cow::Borrowed(name), kind }
}

impl Record for FindingRow<'_> {
    fn columns() -> Vec<Column> {
        [
            ("fichier", CellKind::Text),
            ("ligne", CellKind::Integer),
            ("identifiant", CellKind::Text),
            ("champ", CellKind::Text),
            ("valeur", CellKind::Text),
            ("problème", CellKind::Text),
            ("état", CellKind::Text),
            ("explication", CellKind::Text),
            ("proposition", CellKind::Text),
        ]
        .map(|(name, kind)| column(name, kind))
        .into()
    }

    fn cells(&self) -> Vec<Cell> {
        let finding = self.0;
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
        vec![
            text(&finding.file),
            Cell::Integer(i64::try_from(finding.line).unwrap_or(i64::MAX)),
            text(&finding.id),
            text(&finding.field),
            text(&finding.value),
            text(finding.kind.french()),
            text(finding.severity.french()),
            text(if finding.french.is_empty() { &finding.action } else { &finding.french }),
            text(finding.suggestion.as_deref().unwrap_or_default()),
        ]
    }
}

/// Two rows that are likely one venue, side by side.
#[derive(Debug, Clone)]
pub struct PairRow<'v> {
    /// The pair.
    pub pair: &'v LikelyPair,
    /// The rows that it counts in.
    pub venues: &'v [Venue],
}

impl Record for PairRow<'_> {
    fn columns() -> Vec<Column> {
        [
            ("groupe", CellKind::Text),
            ("score", CellKind::Integer),
            ("nom_pour_cent", CellKind::Integer),
            ("rue_pour_cent", CellKind::Integer),
            ("mètres", CellKind::Integer),
            ("en_commun", CellKind::Text),
            ("fichier_a", CellKind::Text),
            ("ligne_a", CellKind::Integer),
            ("identifiant_a", CellKind::Text),
            ("nom_a", CellKind::Text),
            ("adresse_a", CellKind::Text),
            ("fichier_b", CellKind::Text),
            ("ligne_b", CellKind::Integer),
            ("identifiant_b", CellKind::Text),
            ("nom_b", CellKind::Text),
            ("adresse_b", CellKind::Text),
        ]
        .map(|(name, kind)| column(name, kind))
        .into()
    }

    fn cells(&self) -> Vec<Cell> {
        let likeness = &self.pair.likeness;
        #[expect(clippy::cast_possible_truncation, reason = "at most 2,000 m")]
        let metres = likeness.metres.round() as i64;
        let mut cells = vec![
            Cell::Text(self.venues[self.pair.group].id().to_owned()),
            Cell::Integer(likeness.score.into()),
            Cell::Integer(likeness.name.into()),
            likeness.street.map_or(Cell::Empty, |street| Cell::Integer(street.into())),
            Cell::Integer(metres),
            Cell::Text(likeness.shared.join("|")),
        ];
        for place in [self.pair.a, self.pair.b] {
            let record = &self.venues[place].record;
            cells.extend([
                Cell::Text(record.file.clone()),
                Cell::Integer(i64::try_from(record.line).unwrap_or(i64::MAX)),
                Cell::Text(record.id.clone()),
                Cell::Text(record.name.clone()),
                record.details.address.clone().map_or(Cell::Empty, Cell::Text),
            ]);
        }
        cells
    }
}

/// Rows as a CSV that a French Excel opens by a double click: UTF-8 with its mark, semicolons, CR LF. Cells that could
/// run as formulas are neutralised.
#[must_use]
pub fn to_french_table<R: Record>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    let names: Vec<_> = R::columns().into_iter().map(|column| column.name).collect();
    out.push_str(&names.join(";"));
    out.push_str("\r\n");
    for row in rows {
        for (at, cell) in row.cells().into_iter().enumerate() {
            if at > 0 {
                out.push(';');
            }
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => push_text(&mut out, &text),
                Cell::List(items) => push_text(&mut out, &items.join("|")),
                Cell::Number(number) => out.push_str(&number.to_string().replace('.', ",")),
                Cell::Integer(whole) => out.push_str(&whole.to_string()),
                Cell::Bool(value) => out.push_str(if value { "oui" } else { "non" }),
            }
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

/// The corrected file: CSV as the national schema wants it (UTF-8, comma, the 32 columns in their order). Texts that
/// could run as formulas are neutralised; telephone numbers and coordinates, which the schema has begin with a sign,
/// are not.
#[must_use]
pub fn national_csv(fixed: &FixedFile) -> Vec<u8> {
    let mut out = Field::schema().map(Field::name).collect::<Vec<_>>().join(",");
    out.push('\n');
    for row in &fixed.rows {
        for (at, (field, value)) in Field::schema().zip(row).enumerate() {
            if at > 0 {
                out.push(',');
            }
            match field {
                Field::Phone | Field::Latitude | Field::Longitude => out.push_str(value),
                _ => push_text(&mut out, value),
            }
        }
        out.push('\n');
    }
    out.into_bytes()
}
