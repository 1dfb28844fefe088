//! Networks drawn with characters, for tests that can be read.
//!
//! A letter or a digit is a named point, `+` a nameless one. `-` and `|` are roads both ways, `>`,
//! `<`, `^` and `v` one-way streets, `~` and `!` ferries, `*` and `:` roads that winter closes. A step is a thousandth of a degree at the
//! equator, about 111 m; roads are travelled at 36 km/h and ferries at 3.6 km/h.

use std::collections::BTreeMap;

use geo_types::Coord;

use super::graph::{RoadGraph, build};
use super::profile::{Attributes, Mode, Profile};
use super::raw::{RawNetwork, WaySpeeds, from_degrees};

/// A drawn network.
pub(crate) struct Map {
    pub(crate) raw: RawNetwork,
    names: BTreeMap<char, u32>,
}

impl Map {
    pub(crate) fn draw(drawing: &str) -> Self {
        let cells: Vec<Vec<char>> = drawing.lines().map(|line| line.chars().collect()).collect();
        let at = |column: usize, row: usize| -> char {
            cells.get(row).and_then(|line| line.get(column)).copied().unwrap_or(' ')
        };
        let is_point = |c: char| c == '+' || (c.is_ascii_alphanumeric() && c != 'v');
        let mut map = Self { raw: RawNetwork::default(), names: BTreeMap::new() };
        let mut number = BTreeMap::new();
        for (row, line) in cells.iter().enumerate() {
            for (column, c) in line.iter().enumerate().filter(|(_, c)| is_point(**c)) {
                let point = u32::try_from(map.raw.points.len()).unwrap();
                map.raw.points.push(from_degrees(position(column, row)));
                number.insert((column, row), point);
                map.names.insert(*c, point);
            }
        }
        for ((column, row), point) in &number {
            for (signs, step) in [("->~<*", (1, 0)), ("|v!^:", (0, 1))] {
                let sign = at(column + step.0, row + step.1);
                if !signs.contains(sign) {
                    continue;
                }
                let mut end = (column + step.0, row + step.1);
                while at(end.0, end.1) == sign {
                    end = (end.0 + step.0, end.1 + step.1);
                }
                let other = number[&end];
                map.raw.push_way(&[*point, other], speeds(signs.find(sign).unwrap()));
            }
        }
        map
    }

    /// The graph on foot, where turns cost nothing.
    pub(crate) fn graph(&self) -> RoadGraph {
        build(&self.raw, &Profile::new(Mode::Foot), [0; 32]).unwrap()
    }

    /// Where a named point is.
    pub(crate) fn at(&self, name: char) -> Coord<f64> {
        super::raw::to_degrees(self.raw.points[self.names[&name] as usize])
    }
}

/// Degrees of a cell.
#[expect(clippy::cast_precision_loss, reason = "a drawing is small")]
pub(crate) fn position(column: usize, row: usize) -> Coord<f64> {
    Coord { x: column as f64 * 0.001, y: -(row as f64) * 0.001 }
}

fn speeds(sign: usize) -> WaySpeeds {
    let (forward_kmh, backward_kmh) =
        [(36.0, 36.0), (36.0, 0.0), (3.6, 3.6), (0.0, 36.0), (36.0, 36.0)][sign];
    let attributes = match sign {
        2 => Attributes::FERRY,
        4 => Attributes::WINTER,
        _ => Attributes::default(),
    };
    WaySpeeds { forward_kmh, backward_kmh, duration_s: 0, attributes }
}
