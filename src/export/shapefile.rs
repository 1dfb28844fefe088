//! ESRI shapefile: the files that make one.
//!
//! Written here and not by the crates that read it in tests: one writes no record without a shape, the other
//! puts today's date into the table. Format: ESRI, *Shapefile Technical Description* (1998); dBASE III.

use std::collections::BTreeSet;

use geo::orient::{Direction, Orient};
use geo_types::{Coord, LineString};

use super::projected::Projected;
use super::provenance::Provenance;
use super::record::{Cell, CellKind, Columns, Layer, Record, Shape};
use crate::geodesy::Crs;

/// The longest name of a column, bytes.
const LONGEST_NAME: usize = 10;
/// The longest text, bytes.
const LONGEST_TEXT: usize = 254;
/// Width of a number, and its decimals.
const NUMBER: (usize, usize) = (20, 6);
/// Width of a whole number.
const INTEGER: usize = 18;
/// The table knows no clock: 1 January 2000, as in other formats.
const DAY: [u8; 3] = [100, 1, 1];

/// One of the files: its extension and its bytes.
pub(super) type Part = (&'static str, Vec<u8>);

/// The files of a layer whose shapes are in `crs`: `.shp` last, so that whoever waits for it finds the others.
pub(super) fn to_shapefile<R: Record>(
    layer: &Layer<R>,
    crs: Crs,
    shapes: &[Projected],
    provenance: &Provenance,
) -> Vec<Part> {
    let columns = Columns::of(layer.features.iter().map(|feature| &feature.record));
    let names = short_names(&columns);
    let rows: Vec<Vec<Cell>> = layer.features.iter().map(|feature| columns.cells(&feature.record)).collect();
    let (dbf, n_cut) = table(&columns, &names, &rows);
    let (shp, shx) = records(layer.areas, shapes);
    let mut about = provenance.to_text();
    about.push_str("\nNoms des colonnes (10 caractères au plus dans ce format)\n");
    for ((name, _), short) in columns.all.iter().zip(&names) {
        about.push_str(&format!("- {short}\u{a0}: {name}\n"));
    }
    if n_cut > 0 {
        about.push_str(&format!(
            "\n{n_cut} textes de plus de {LONGEST_TEXT} octets sont coupés, ce format n’en contenant pas plus\u{202f}; le GeoPackage les a entiers.\n"
        ));
    }
    vec![
        ("txt", about.into_bytes()),
        ("cpg", b"UTF-8".to_vec()),
        ("prj", crs.prj().as_bytes().to_vec()),
        ("dbf", dbf),
        ("shx", shx),
        ("shp", shp),
    ]
}

/// Names of ten bytes, all different: whole where they fit, else without vowels after the first letter, else cut;
/// a number tells those apart that would be the same.
fn short_names(columns: &Columns) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::with_capacity(columns.all.len());
    for (name, _) in &columns.all {
        let plain: String = crate::model::folded(name)
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let short = if plain.len() <= LONGEST_NAME { plain } else { without_vowels(&plain) };
        let mut unique: String = short.chars().take(LONGEST_NAME).collect();
        for number in 2.. {
            if taken.insert(unique.clone()) {
                break;
            }
            let ending = format!("_{number}");
            unique = short.chars().take(LONGEST_NAME - ending.len()).collect::<String>() + &ending;
        }
        names.push(unique);
    }
    names
}

fn without_vowels(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter();
        first.chain(letters.filter(|c| !"aeiouy".contains(*c))).collect::<String>()
    });
    words.collect::<Vec<_>>().join("_")
}

/// The table, and how many texts had to be cut.
fn table(columns: &Columns, names: &[String], rows: &[Vec<Cell>]) -> (Vec<u8>, usize) {
    let texts: Vec<Vec<Option<String>>> = rows
        .iter()
        .map(|row| columns.all.iter().zip(row).map(|((_, kind), cell)| written(*kind, cell)).collect())
        .collect();
    let widths: Vec<usize> = columns
        .all
        .iter()
        .enumerate()
        .map(|(i, (_, kind))| match kind {
            CellKind::Text => {
                let longest = texts.iter().filter_map(|row| row[i].as_ref()).map(String::len).max();
                longest.unwrap_or(1).clamp(1, LONGEST_TEXT)
            }
            CellKind::Number => NUMBER.0,
            CellKind::Integer => INTEGER,
            CellKind::Bool => 1,
        })
        .collect();
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let mut bytes = vec![3];
    bytes.extend(DAY);
    bytes.extend(u32::try_from(rows.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(small(33 + 32 * names.len()).to_le_bytes());
    bytes.extend(small(1 + widths.iter().sum::<usize>()).to_le_bytes());
    bytes.extend([0; 20]);
    for ((name, width), (_, kind)) in names.iter().zip(&widths).zip(&columns.all) {
        let mut descriptor = [0; 32];
        descriptor[..name.len()].copy_from_slice(name.as_bytes());
        let (letter, decimals) = match kind {
            CellKind::Text => (b'C', 0),
            CellKind::Number => (b'N', NUMBER.1),
            CellKind::Integer => (b'N', 0),
            CellKind::Bool => (b'L', 0),
        };
        descriptor[11] = letter;
        descriptor[16] = u8::try_from(*width).unwrap_or(u8::MAX);
        descriptor[17] = u8::try_from(decimals).unwrap_or_default();
        bytes.extend(descriptor);
    }
    bytes.push(0x0d);
    let mut n_cut = 0;
    for row in texts {
        bytes.push(b' ');
        for ((text, width), (_, kind)) in row.into_iter().zip(&widths).zip(&columns.all) {
            let text = text.unwrap_or_default();
            let kept = start_of(&text, *width);
            n_cut += usize::from(kept.len() < text.len());
            let padding = std::iter::repeat_n(b' ', width - kept.len());
            if matches!(kind, CellKind::Number | CellKind::Integer) {
                bytes.extend(padding);
                bytes.extend(kept.as_bytes());
            } else {
                bytes.extend(kept.as_bytes());
                bytes.extend(padding);
            }
        }
    }
    bytes.push(0x1a);
    (bytes, n_cut)
}

/// The start of a text, of as many whole letters as fit in `width` bytes.
fn start_of(text: &str, width: usize) -> &str {
    let end = (0..=width.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// A cell as the table writes it; `None` for nothing, and for a number that its width cannot hold.
fn written(kind: CellKind, cell: &Cell) -> Option<String> {
    match cell {
        Cell::Empty => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::List(items) => Some(items.join("|")),
        Cell::Number(number) => Some(format!("{number:.0$}", NUMBER.1)).filter(|text| text.len() <= NUMBER.0),
        Cell::Integer(number) => {
            let width = if kind == CellKind::Number { NUMBER.0 } else { INTEGER };
            Some(number.to_string()).filter(|text| text.len() <= width)
        }
        Cell::Bool(truth) => Some(if *truth { "T" } else { "F" }.to_owned()),
    }
}

/// The shapes and their index.
fn records(areas: bool, shapes: &[Projected]) -> (Vec<u8>, Vec<u8>) {
    let kind: u32 = if areas { 5 } else { 1 };
    let (mut shp, mut shx) = (vec![0; 100], vec![0; 100]);
    // A file of 8 GB does not come about.
    let words = |bytes: usize| u32::try_from(bytes / 2).unwrap_or(u32::MAX).to_be_bytes();
    let mut extent: Option<[f64; 4]> = None;
    for (shape, number) in shapes.iter().zip(1u32..) {
        let content = content(shape, kind);
        shx.extend(words(shp.len()));
        shx.extend(words(content.len()));
        shp.extend(number.to_be_bytes());
        shp.extend(words(content.len()));
        shp.extend(content);
        if let Some(b) = shape.bounds() {
            let a = extent.unwrap_or(b);
            extent = Some([a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        }
    }
    for bytes in [&mut shp, &mut shx] {
        let length = words(bytes.len());
        bytes[..4].copy_from_slice(&9994u32.to_be_bytes());
        bytes[24..28].copy_from_slice(&length);
        bytes[28..32].copy_from_slice(&1000u32.to_le_bytes());
        bytes[32..36].copy_from_slice(&kind.to_le_bytes());
        for (place, bound) in extent.unwrap_or_default().iter().enumerate() {
            bytes[36 + place * 8..44 + place * 8].copy_from_slice(&bound.to_le_bytes());
        }
    }
    (shp, shx)
}

fn content(shape: &Projected, kind: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    match &shape.0 {
        Shape::Point(at) => {
            bytes.extend(kind.to_le_bytes());
            push(&mut bytes, *at);
        }
        Shape::Area(area) if !area.0.is_empty() => {
            bytes.extend(kind.to_le_bytes());
            for bound in shape.bounds().unwrap_or_default() {
                bytes.extend(bound.to_le_bytes());
            }
            // Here outer rings run clockwise: the interior is on the right.
            let area = area.orient(Direction::Reversed);
            let rings: Vec<&LineString<f64>> = area
                .0
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
                .collect();
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
            bytes.extend(count(rings.len()));
            bytes.extend(count(rings.iter().map(|ring| ring.0.len()).sum()));
            let mut start = 0;
            for ring in &rings {
                bytes.extend(count(start));
                start += ring.0.len();
            }
            for at in rings.iter().flat_map(|ring| &ring.0) {
                push(&mut bytes, *at);
            }
        }
        Shape::Area(_) | Shape::None => bytes.extend(0u32.to_le_bytes()),
    }
    bytes
}

fn push(bytes: &mut Vec<u8>, at: Coord<f64>) {
    bytes.extend(at.x.to_le_bytes());
    bytes.extend(at.y.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ten_bytes_and_all_different() {
        let all = [
            "code_insee",
            "straight_line_m",
            "second_straight_line_m",
            "second_straight_line_k",
            "Œuvre publique",
            "second_str",
        ];
        let columns = Columns::of::<crate::export::SurroundingRecord>([]);
        let columns = Columns { all: all.map(|name| (name.to_owned(), CellKind::Text)).to_vec(), ..columns };
        let names = short_names(&columns);
        assert_eq!(names[..2], ["code_insee", "strght_ln_"]);
        let distinct: BTreeSet<&String> = names.iter().collect();
        assert!(
            distinct.len() == all.len() && names.iter().all(|n| n.len() <= 10 && n.is_ascii()),
            "{names:?}"
        );
    }
}
