//! Rows of a boundary file that have one code: parts of a commune, or the same commune again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geo::{Area, BooleanOps, BoundingRect, Intersects};
use geo_types::MultiPolygon;

use super::boundaries::BoundaryRow;
use super::codes::city_of;
use super::log::{Log, Tally, Wrong};
use crate::model::{CommuneCode, FindingKind, Severity};

/// How much of the smaller of two shapes may lie in the other where they are parts side by side, whose edges were drawn
/// apart: more, and they are the same ground twice.
const OVERLAP: f64 = 0.01;

/// Joins rows of one commune, and takes arrondissements for the parts of their city that they are: they count
/// where the file has no row of the city itself. People of parts that lie apart are added up; a row that lies on another
/// of its commune is the same people again, and is set aside.
pub(super) fn one_a_commune(
    path: &Path,
    rows: Vec<BoundaryRow>,
    log: &mut Log,
    tally: &mut Tally,
    rows_by_code: &mut BTreeMap<CommuneCode, u64>,
) -> Vec<BoundaryRow> {
    let codes: BTreeSet<CommuneCode> = rows.iter().map(|row| row.code).collect();
    let mut by_code: BTreeMap<CommuneCode, Vec<BoundaryRow>> = BTreeMap::new();
    let mut cities = BTreeSet::new();
    for mut row in rows {
        if let Some(city) = city_of(row.code) {
            if codes.contains(&city) {
                tally.elsewhere += 1;
                continue;
            }
            row.code = city;
            cities.insert(city);
            // The name is that of the arrondissement.
            row.name = None;
        }
        by_code.entry(row.code).or_default().push(row);
    }
    let mut joined = Vec::with_capacity(by_code.len());
    for (code, rows) in by_code {
        let (row, n_parts) = joined_row(path, (code, cities.contains(&code)), rows, log, tally);
        rows_by_code.insert(code, n_parts);
        joined.extend(row);
    }
    joined
}

/// The row of a commune, and of how many rows it is made.
fn joined_row(
    path: &Path,
    (code, is_city): (CommuneCode, bool),
    rows: Vec<BoundaryRow>,
    log: &mut Log,
    tally: &mut Tally,
) -> (Option<BoundaryRow>, u64) {
    let value = code.to_string();
    let mut say = |line, severity, action| {
        let kind = FindingKind::DuplicateId;
        log.say(path, line, &value, Wrong { field: "code", value: &value, kind, severity, action });
    };
    let mut parts: Vec<BoundaryRow> = Vec::with_capacity(1);
    for mut row in rows {
        if let Some(first) = parts.iter_mut().find(|part| is_again(part, &row)) {
            let action = format!(
                "row {} is {code} too and does not lie apart from it; this one is set aside, its people are not added",
                first.line
            );
            say(row.line, Severity::SetAside, action);
            tally.set_aside += 1;
            // What the first lacks and this one has is not lost.
            first.area = first.area.take().or(row.area.take());
            first.population = first.population.or(row.population);
            first.chef_lieu = first.chef_lieu.or(row.chef_lieu);
        } else {
            parts.push(row);
        }
    }
    let n_parts = parts.len() as u64;
    tally.used += n_parts;
    if let [first, _, ..] = parts.as_slice() {
        let lines: Vec<String> = parts.iter().map(|row| row.line.to_string()).collect();
        let mut action =
            format!("rows {} are parts of {code}; joined, their people added up", lines.join(", "));
        let same = first.population.filter(|n| *n > 0 && !is_city);
        // A layer whose shapes were taken apart repeats the figure of the whole in each.
        let severity = match same.filter(|n| parts.iter().all(|part| part.population == Some(*n))) {
            Some(people) => {
                action.push_str(&format!(
                    ": each says {people}; if that is the figure of the whole, join the parts before, or give --population"
                ));
                Severity::Warning
            }
            None => Severity::Fixed,
        };
        say(first.line, severity, action);
        tally.fixed += n_parts - 1;
    }
    let whole = parts.into_iter().reduce(|mut whole, part| {
        whole.population = match (whole.population, part.population) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        whole.area = match (whole.area.take(), part.area) {
            (Some(a), Some(b)) => Some(a.union(&b)),
            (a, b) => a.or(b),
        };
        whole.chef_lieu = whole.chef_lieu.or(part.chef_lieu);
        whole
    });
    (whole, n_parts)
}

/// Whether two rows of a commune are the same ground, or nothing tells that they are not.
fn is_again(a: &BoundaryRow, b: &BoundaryRow) -> bool {
    match (&a.area, &b.area) {
        (Some(a), Some(b)) => overlap(a, b) > OVERLAP,
        _ => true,
    }
}

/// The share of the smaller area that lies in the other, 0 to 1.
fn overlap(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    let boxes = a.bounding_rect().zip(b.bounding_rect());
    if !boxes.is_some_and(|(a, b)| a.intersects(&b)) {
        return 0.0;
    }
    // Square degrees, which only a share is made of.
    let smaller = a.unsigned_area().min(b.unsigned_area());
    if smaller > 0.0 { a.intersection(b).unsigned_area() / smaller } else { 1.0 }
}
