//! Identifiers used twice: the same venue again, or another venue that needs a name of its own.
//!
//! Decided from what the rows declare and from nothing else, so that identifiers are the same
//! whichever territory is asked about.

use std::collections::BTreeMap;

use geo_types::Coord;

use super::{Texts, finding};
use crate::geodesy::{geodesic_metres, is_lon_lat};
use crate::model::{Finding, FindingKind, Severity, VenueRecord};

/// Two rows of one identifier this near are one venue, metres (inclusive).
const SAME_PLACE_M: f64 = 100.0;
/// How many rows of one identifier are compared with, so that a file of a million equal
/// identifiers stays linear.
const COMPARED: usize = 16;

/// A row that has an identifier, as later ones are compared with it.
#[derive(Clone)]
struct Holder {
    file: String,
    line: u64,
    place: Place,
}

/// Where a row declares to be.
#[derive(Clone)]
enum Place {
    At(Coord<f64>),
    In(String),
    Nowhere,
}

impl Place {
    fn of(record: &VenueRecord) -> Self {
        let usable = |p: &Coord<f64>| is_lon_lat(*p) && (p.x != 0.0 || p.y != 0.0);
        match (record.position.filter(usable), &record.commune_code) {
            (Some(position), _) => Self::At(position),
            (None, Some(code)) => Self::In(code.clone()),
            (None, None) => Self::Nowhere,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::At(a), Self::At(b)) => geodesic_metres(*a, *b) <= SAME_PLACE_M,
            (Self::In(a), Self::In(b)) => a == b,
            _ => false,
        }
    }
}

/// The records that remain, each with an identifier of its own, in their order.
pub(super) fn resolve(records: Vec<VenueRecord>, findings: &mut Vec<Finding>) -> Vec<VenueRecord> {
    let mut holders: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
    let mut kept = Vec::with_capacity(records.len());
    for mut record in records {
        let place = Place::of(&record);
        let holder = Holder { file: record.file.clone(), line: record.line, place };
        let Some(earlier) = holders.get_mut(&record.id) else {
            holders.insert(record.id.clone(), vec![holder]);
            kept.push(record);
            continue;
        };
        let kind = FindingKind::DuplicateId;
        if let Some(same) = earlier.iter().find(|other| other.place.is_same(&holder.place)) {
            let texts = Texts::new(
                format!(
                    "used by line {} of {}, for the same place; the row is set aside",
                    same.line, same.file
                ),
                format!(
                    "déjà pris à la ligne {} de {}, au même endroit ; ligne mise de côté",
                    same.line, same.file
                ),
            );
            findings.push(finding(&record, kind, Severity::SetAside, "id", &record.id, texts));
            continue;
        }
        let first = earlier.first().map_or((0, String::new()), |first| (first.line, first.file.clone()));
        if earlier.len() < COMPARED {
            earlier.push(holder.clone());
        }
        let mut own = format!("{}#{}", record.id, record.line);
        while holders.contains_key(&own) {
            own.push_str("#2");
        }
        let (line, file) = first;
        let texts = Texts::new(
            format!("used by line {line} of {file}, for another place; this row is named {own}"),
            format!(
                "déjà pris à la ligne {line} de {file}, pour un autre endroit ; cette ligne devient {own}"
            ),
        );
        let texts = texts.suggesting(own.clone());
        findings.push(finding(&record, kind, Severity::Warning, "id", &record.id, texts));
        holders.insert(own.clone(), vec![holder]);
        record.id = own;
        kept.push(record);
    }
    kept
}
