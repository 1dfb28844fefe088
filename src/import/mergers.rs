//! Communes that merged, from INSEE's `v_mvt_commune_YYYY.csv`: which code stands today for an old one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::ImportError;
use super::codes::{city_of, column};
use crate::ingest::IngestError;
use crate::ingest::layer::{Cell, Header, LayerRead, ReadOptions, Row, RowSink, Wanted, read_layer};
use crate::model::{CommuneCode, shortened};

/// How many events one code may go through: more is a circle.
const LONGEST_CHAIN: usize = 64;

/// Something that happened to a commune.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    /// The day on which it took effect, as written: `2019-01-01` sorts by time.
    date: String,
    /// The commune after it.
    after: CommuneCode,
}

/// What has happened to communes.
#[derive(Debug, Default)]
pub(super) struct Mergers {
    /// By the code before.
    events: BTreeMap<CommuneCode, Vec<Event>>,
    /// Communes that were restored out of another one: the other one, and when.
    restored: BTreeMap<CommuneCode, (CommuneCode, String)>,
}

/// What an old code is today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Today {
    /// A current code, which it is itself.
    Itself,
    /// It has merged, or changed its code: the code of today and the days of its changes.
    Became(CommuneCode, String),
    /// The arrondissement of a city.
    PartOf(CommuneCode),
    /// It has become several.
    Several(Vec<CommuneCode>),
    /// Nothing is known of it.
    Unknown,
}

impl Mergers {
    /// Reads a table of events.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub(super) fn read(path: &Path) -> Result<(Self, LayerRead), ImportError> {
        let mut sink = Sink::default();
        let read = read_layer(path, &ReadOptions::default(), &mut sink)?;
        let mut mergers = sink.mergers;
        for events in mergers.events.values_mut() {
            events.sort();
            events.dedup();
        }
        Ok((mergers, read))
    }

    /// Those of codes that are no longer current, each with that of today.
    pub(super) fn of_pairs(pairs: &BTreeMap<CommuneCode, CommuneCode>) -> Self {
        let event = |after| vec![Event { date: String::new(), after }];
        let events = pairs.iter().map(|(before, after)| (*before, event(*after))).collect();
        Self { events, restored: BTreeMap::new() }
    }

    /// What a code is among those of today.
    pub(super) fn today(&self, code: CommuneCode, current: &BTreeSet<CommuneCode>) -> Today {
        if current.contains(&code) {
            return Today::Itself;
        }
        let mut ends = BTreeSet::new();
        let mut days = Vec::new();
        let mut open = vec![(code, 0)];
        let mut seen = BTreeSet::from([code]);
        while let Some((code, depth)) = open.pop() {
            // What it became last is what became of it.
            let events = self.events.get(&code).map_or(&[][..], Vec::as_slice);
            let Some(last) = events.last().filter(|_| depth < LONGEST_CHAIN) else { continue };
            for event in events.iter().filter(|event| event.date == last.date) {
                if current.contains(&event.after) {
                    ends.insert(event.after);
                } else if seen.insert(event.after) {
                    open.push((event.after, depth + 1));
                }
                if !days.contains(&event.date) {
                    days.push(event.date.clone());
                }
            }
        }
        let ends: Vec<CommuneCode> = ends.into_iter().collect();
        match ends.as_slice() {
            [one] => Today::Became(*one, days.join(", ")),
            [] => match city_of(code).filter(|city| current.contains(city)) {
                Some(city) => Today::PartOf(city),
                None => Today::Unknown,
            },
            _ => Today::Several(ends),
        }
    }

    /// The commune that a current one was restored out of, and when.
    pub(super) fn restored_from(&self, code: CommuneCode) -> Option<(CommuneCode, &str)> {
        self.restored.get(&code).map(|(from, date)| (*from, date.as_str()))
    }
}

#[derive(Default)]
struct Sink {
    mergers: Mergers,
}

const COLUMNS: [(&str, &[&str]); 6] = [
    ("MOD", &["mod"]),
    ("DATE_EFF", &["date_eff"]),
    ("TYPECOM_AV", &["typecom_av"]),
    ("COM_AV", &["com_av"]),
    ("TYPECOM_AP", &["typecom_ap"]),
    ("COM_AP", &["com_ap"]),
];

impl RowSink for Sink {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        let mut columns = Vec::with_capacity(COLUMNS.len());
        for (name, names) in COLUMNS {
            columns.push(column(header, names).ok_or_else(|| IngestError::MissingColumn {
                path: header.path.clone(),
                column: name,
                found: shortened(&header.columns.join(", ")),
                remedy: "give INSEE's v_mvt_commune_YYYY.csv",
            })?);
        }
        Ok(Wanted { columns, shapes: false })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        let text = |at: usize| row.cells.get(at).map(Cell::text).unwrap_or_default();
        // Delegated and associated communes are parts of one, not communes.
        if text(2) != "COM" || text(4) != "COM" {
            return Ok(());
        }
        let (Ok(before), Ok(after)) = (text(3).parse::<CommuneCode>(), text(5).parse::<CommuneCode>()) else {
            return Ok(());
        };
        if before == after {
            return Ok(());
        }
        let date = text(1).into_owned();
        // 20 and 21: created or restored out of another one, which may go on.
        if matches!(text(0).as_ref(), "20" | "21") {
            self.mergers.restored.insert(after, (before, date.clone()));
        }
        self.mergers.events.entry(before).or_default().push(Event { date, after });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> CommuneCode {
        text.parse().unwrap()
    }

    fn mergers(rows: &str) -> Mergers {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v_mvt_commune_2025.csv");
        let head = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n";
        std::fs::write(&path, format!("{head}{rows}")).unwrap();
        Mergers::read(&path).unwrap().0
    }

    #[test]
    fn a_chain_of_mergers_is_followed_to_the_commune_of_today() {
        let mergers = mergers(
            "32,2016-01-01,COM,48038,Chadenet,COM,48027,Monts\n\
             32,2019-01-01,COM,48027,Monts,COM,48099,Bleymard\n\
             32,2019-01-01,COM,48027,Monts,COMD,48027,Monts\n",
        );
        let current = BTreeSet::from([code("48099")]);
        let expected = Today::Became(code("48099"), "2016-01-01, 2019-01-01".to_owned());
        assert_eq!(mergers.today(code("48038"), &current), expected);
        assert_eq!(mergers.today(code("48099"), &current), Today::Itself);
        assert_eq!(mergers.today(code("48001"), &current), Today::Unknown);
    }

    #[test]
    fn a_commune_that_became_several_is_not_guessed() {
        let mergers = mergers(
            "21,2014-01-01,COM,76601,Saint-Lucien,COM,76602,A\n21,2014-01-01,COM,76601,Saint-Lucien,COM,76603,B\n",
        );
        let current = BTreeSet::from([code("76602"), code("76603")]);
        assert_eq!(mergers.today(code("76601"), &current), Today::Several(current.iter().copied().collect()));
        assert_eq!(mergers.restored_from(code("76602")).unwrap().0, code("76601"));
    }

    #[test]
    fn a_circle_ends() {
        let mergers =
            mergers("50,2001-01-01,COM,48001,A,COM,48002,B\n50,2002-01-01,COM,48002,B,COM,48001,A\n");
        assert_eq!(mergers.today(code("48001"), &BTreeSet::new()), Today::Unknown);
    }
}
