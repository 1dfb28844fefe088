//! A matrix of trips between points of the user: one row a pair, by origin and then by destination, in the
//! order of the points.
//!
//! The columns are those of a CSV table: `from,to,duration_s,distance_m,reason`. Where there is no way, time
//! and length are empty and the reason is there.

use std::io::{self, Write};

use super::csv::push_text;
use crate::ingest::points::PointRecord;
use crate::travel::{Leg, ModelDescription, Unreached};

mod parquet;

/// The pairs of a matrix.
#[derive(Debug, Clone, Copy)]
pub struct MatrixTable<'a> {
    /// Where the trips begin.
    pub from: &'a [PointRecord],
    /// Where they end.
    pub to: &'a [PointRecord],
    /// The trips, by origin and then by destination: as many as there are pairs.
    pub legs: &'a [Result<Leg, Unreached>],
    /// The model that the trips are of.
    pub model: &'a ModelDescription,
}

impl MatrixTable<'_> {
    /// Writes it as CSV.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let cell = |point: &PointRecord| {
            let mut text = String::new();
            push_text(&mut text, &point.id);
            text
        };
        let to: Vec<String> = self.to.iter().map(cell).collect();
        writeln!(out, "from,to,duration_s,distance_m,reason")?;
        let mut line = String::new();
        for (from, legs) in self.from.iter().zip(self.legs.chunks(to.len().max(1))) {
            let from = cell(from);
            for (to, leg) in to.iter().zip(legs) {
                line.clear();
                match leg {
                    Ok(leg) => line += &format!("{from},{to},{},{},", leg.duration, leg.distance),
                    Err(reason) => {
                        line += &format!("{from},{to},,,");
                        push_text(&mut line, &reason.to_string());
                    }
                }
                line.push('\n');
                out.write_all(line.as_bytes())?;
            }
        }
        Ok(())
    }
}
