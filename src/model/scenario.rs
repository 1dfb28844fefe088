//! A scenario: changes to the venues that a planner thinks of.
//!
//! Each change is one text, the same on the command line, in an address of the API and in that of the page:
//!
//! * `close`: `VENUE_ID`
//! * `move`: `LON,LAT,VENUE_ID`
//! * `schedule`: `VENUE_ID|HOURS`, hours in the syntax of OpenStreetMap or in plain French
//! * `open`: `LON,LAT,NAME` or `LON,LAT,NAME|KIND`; the first is known as `new:1`, the second as `new:2`…

use std::fmt;

use geo_types::Coord;

use super::{VenueKind, shortened};
use crate::geodesy::is_lon_lat;

/// Most changes of a scenario.
pub const MOST_CHANGES: usize = 100;
/// Longest name, identifier or hours in a change, characters.
pub const LONGEST_TEXT: usize = 300;
/// What precedes the number of a new venue in its identifier.
const NEW: &str = "new:";

/// What is done to a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It opens, where there was none.
    Open,
    /// It closes.
    Close,
    /// It moves elsewhere.
    Move,
    /// It has other hours.
    Schedule,
}

impl ChangeKind {
    /// Every kind, in the order in which changes are listed.
    pub const ALL: [Self; 4] = [Self::Open, Self::Close, Self::Move, Self::Schedule];

    /// The word of options and parameters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Close => "close",
            Self::Move => "move",
            Self::Schedule => "schedule",
        }
    }

    /// What its text is, in words.
    #[must_use]
    pub const fn accepted(self) -> &'static str {
        match self {
            Self::Open => {
                "LON,LAT,NAME or LON,LAT,NAME|KIND: a place in the territory or its surroundings (3.9296,44.4389,Villefort)"
            }
            Self::Close => "the identifier of a venue of the territory or its surroundings, closed once",
            Self::Move => {
                "LON,LAT,VENUE_ID: another place for a venue of the territory or its surroundings, once"
            }
            Self::Schedule => {
                "VENUE_ID|HOURS: hours such as Mo-Fr 09:00-12:00 for a venue of the territory or its surroundings, once"
            }
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One change to the venues.
#[derive(Debug, Clone, PartialEq)]
pub enum VenueChange {
    /// A venue that was not there.
    Open {
        /// Its name.
        name: String,
        /// Longitude and latitude.
        position: Coord<f64>,
        /// What it is; [`VenueKind::Other`] where nobody said.
        kind: VenueKind,
    },
    /// A venue that is no longer there.
    Close {
        /// Its identifier.
        venue: String,
    },
    /// A venue that is elsewhere.
    Move {
        /// Its identifier.
        venue: String,
        /// Longitude and latitude.
        position: Coord<f64>,
    },
    /// A venue that is open at other times.
    Schedule {
        /// Its identifier.
        venue: String,
        /// Hours, as written.
        hours: String,
    },
}

/// What is wrong with a change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioProblem {
    /// It does not begin with a place.
    #[error("begins with no longitude and latitude in degrees")]
    NoPlace,
    /// A part is missing.
    #[error("lacks a part")]
    Incomplete,
    /// A part is too long.
    #[error("has a text of more than {LONGEST_TEXT} characters")]
    TooLong,
    /// A part holds what no text of one line holds.
    #[error("has a character that cannot be shown")]
    ControlCharacter,
    /// The kind is none.
    #[error("{0}")]
    UnknownKind(#[from] super::UnknownKind),
    /// There are too many changes.
    #[error("is one change more than {MOST_CHANGES}")]
    TooMany,
    /// The same venue twice.
    #[error("changes a venue that another change of this kind already concerns")]
    Twice,
    /// Closed, and changed otherwise as well.
    #[error("concerns a venue that the scenario closes as well: leave one of the two out")]
    ClosedToo,
    /// No venue is known by the identifier.
    #[error("names no venue of the territory or its surroundings")]
    UnknownVenue,
    /// The place is too far away to count.
    #[error("is a place more than {0} km from the territory, where venues are not counted")]
    Beyond(f64),
    /// Hours that are not understood.
    #[error("has hours that are neither in the syntax of OpenStreetMap nor in plain French")]
    UnreadHours,
}

impl ScenarioProblem {
    /// The word that stands for it, for a program that says it in its own language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoPlace => "no_place",
            Self::Incomplete => "incomplete",
            Self::TooLong => "too_long",
            Self::ControlCharacter => "control_character",
            Self::UnknownKind(_) => "unknown_kind",
            Self::TooMany => "too_many",
            Self::Twice => "twice",
            Self::ClosedToo => "closed_too",
            Self::UnknownVenue => "unknown_venue",
            Self::Beyond(_) => "beyond",
            Self::UnreadHours => "unread_hours",
        }
    }
}

/// A change that cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{kind} “{text}” {problem}; it takes {accepted}", accepted = kind.accepted())]
pub struct ScenarioError {
    /// What was to be done.
    pub kind: ChangeKind,
    /// The text of the change, shortened.
    pub text: String,
    /// What is wrong with it.
    pub problem: ScenarioProblem,
}

impl VenueChange {
    /// Reads the text of a change.
    ///
    /// # Errors
    /// When it is not what [`ChangeKind::accepted`] says.
    pub fn read(kind: ChangeKind, text: &str) -> Result<Self, ScenarioError> {
        let refused = |problem| ScenarioError { kind, text: shortened(text), problem };
        let bounded = |part: &str| {
            let part = part.trim();
            match part.chars().count() {
                0 => Err(refused(ScenarioProblem::Incomplete)),
                n if n > LONGEST_TEXT => Err(refused(ScenarioProblem::TooLong)),
                _ if part.contains(char::is_control) => Err(refused(ScenarioProblem::ControlCharacter)),
                _ => Ok(part.to_owned()),
            }
        };
        let place = || placed(text).ok_or_else(|| refused(ScenarioProblem::NoPlace));
        match kind {
            ChangeKind::Close => Ok(Self::Close { venue: bounded(text)? }),
            ChangeKind::Move => {
                let (position, venue) = place()?;
                Ok(Self::Move { venue: bounded(venue)?, position })
            }
            ChangeKind::Schedule => {
                let parts = text.split_once('|');
                let (venue, hours) = parts.ok_or_else(|| refused(ScenarioProblem::Incomplete))?;
                Ok(Self::Schedule { venue: bounded(venue)?, hours: bounded(hours)? })
            }
            ChangeKind::Open => {
                let (position, rest) = place()?;
                let (name, word) = rest.split_once('|').unwrap_or((rest, VenueKind::Other.as_str()));
                let kind = word.trim().parse().map_err(|unknown| refused(ScenarioProblem::from(unknown)))?;
                Ok(Self::Open { name: bounded(name)?, position, kind })
            }
        }
    }

    /// What is done.
    #[must_use]
    pub const fn kind(&self) -> ChangeKind {
        match self {
            Self::Open { .. } => ChangeKind::Open,
            Self::Close { .. } => ChangeKind::Close,
            Self::Move { .. } => ChangeKind::Move,
            Self::Schedule { .. } => ChangeKind::Schedule,
        }
    }

    /// The venue that is changed; `None` for a new one.
    #[must_use]
    pub fn venue(&self) -> Option<&str> {
        match self {
            Self::Open { .. } => None,
            Self::Close { venue } | Self::Move { venue, .. } | Self::Schedule { venue, .. } => Some(venue),
        }
    }

    /// The error that it cannot be made.
    pub(crate) fn refused(&self, problem: ScenarioProblem) -> ScenarioError {
        ScenarioError { kind: self.kind(), text: shortened(&self.to_string()), problem }
    }
}

/// The text that [`VenueChange::read`] reads.
impl fmt::Display for VenueChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { name, position: Coord { x, y }, kind } => write!(f, "{x},{y},{name}|{kind}"),
            Self::Close { venue } => f.write_str(venue),
            Self::Move { venue, position: Coord { x, y } } => write!(f, "{x},{y},{venue}"),
            Self::Schedule { venue, hours } => write!(f, "{venue}|{hours}"),
        }
    }
}

/// Changes to the venues that do not contradict each other; none for the venues as they are.
///
/// New venues stand first, in the order given; the others by what is done and by identifier: their order changes nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scenario {
    changes: Vec<VenueChange>,
}

impl Scenario {
    /// A scenario of some changes.
    ///
    /// # Errors
    /// When there are more than [`MOST_CHANGES`], or two contradict each other.
    pub fn new(mut changes: Vec<VenueChange>) -> Result<Self, ScenarioError> {
        if let Some(change) = changes.get(MOST_CHANGES) {
            return Err(change.refused(ScenarioProblem::TooMany));
        }
        changes.sort_by(|a, b| (a.kind(), a.venue()).cmp(&(b.kind(), b.venue())));
        let is_closed = |id: &str| {
            changes.iter().any(|change| matches!(change, VenueChange::Close { venue } if venue == id))
        };
        for (i, change) in changes.iter().enumerate() {
            let Some(venue) = change.venue() else { continue };
            if changes[..i].iter().any(|b| b.kind() == change.kind() && b.venue() == Some(venue)) {
                return Err(change.refused(ScenarioProblem::Twice));
            }
            if change.kind() != ChangeKind::Close && is_closed(venue) {
                return Err(change.refused(ScenarioProblem::ClosedToo));
            }
        }
        Ok(Self { changes })
    }

    /// A scenario from the texts of its changes.
    ///
    /// # Errors
    /// As [`VenueChange::read`] and [`Self::new`].
    pub fn read<'a>(texts: impl Iterator<Item = (ChangeKind, &'a str)>) -> Result<Self, ScenarioError> {
        let mut changes = Vec::new();
        for (kind, text) in texts {
            changes.push(VenueChange::read(kind, text)?);
            if changes.len() > MOST_CHANGES {
                break;
            }
        }
        Self::new(changes)
    }

    /// Whether it changes nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Its changes.
    #[must_use]
    pub fn changes(&self) -> &[VenueChange] {
        &self.changes
    }

    /// The identifier of the new venue of a rank, from 0.
    #[must_use]
    pub fn new_id(rank: usize) -> String {
        format!("{NEW}{}", rank + 1)
    }

    /// The same text for the same changes; it holds words of who asks, quoted.
    #[must_use]
    pub fn key(&self) -> String {
        use fmt::Write as _;
        let mut key = String::new();
        for change in &self.changes {
            let _ = write!(key, "|{}{:?}", change.kind(), change.to_string());
        }
        key
    }
}

/// The place at the head of a text, and what follows it.
fn placed(text: &str) -> Option<(Coord<f64>, &str)> {
    let degrees = |part: &str| {
        let part = part.trim();
        let plain = part.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') && part.len() <= 24;
        plain.then(|| part.parse::<f64>().ok()).flatten()
    };
    let mut parts = text.splitn(3, ',');
    let position = Coord { x: degrees(parts.next()?)?, y: degrees(parts.next()?)? };
    is_lon_lat(position).then_some(())?;
    Some((position, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(texts: &[(ChangeKind, &str)]) -> Result<Scenario, ScenarioError> {
        Scenario::read(texts.iter().copied())
    }

    #[test]
    fn a_change_is_read_as_it_is_written() {
        let texts = [
            (ChangeKind::Open, "3.9296,44.4389,Café, tabac|library"),
            (ChangeKind::Close, "FS,1|2"),
            (ChangeKind::Move, "-1.5,44,FS,3"),
            (ChangeKind::Schedule, "FS-4|Mo-Fr 09:00-12:00 || \"sur rendez-vous\""),
        ];
        let scenario = read(&texts).unwrap();
        let written: Vec<_> = scenario.changes().iter().map(|c| (c.kind(), c.to_string())).collect();
        assert_eq!(written, texts.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn what_is_wrong_is_said_with_the_change_and_its_text() {
        for (kind, text, expected) in [
            (ChangeKind::Open, "3.9;44.4;Villefort", ScenarioProblem::NoPlace),
            (ChangeKind::Open, "3.9,144.4,Villefort", ScenarioProblem::NoPlace),
            (ChangeKind::Open, "3.9,44.4", ScenarioProblem::NoPlace),
            (ChangeKind::Open, "3.9,44.4, ", ScenarioProblem::Incomplete),
            (ChangeKind::Move, "NaN,44.4,FS", ScenarioProblem::NoPlace),
            (ChangeKind::Close, "", ScenarioProblem::Incomplete),
            (ChangeKind::Close, "a\u{7}b", ScenarioProblem::ControlCharacter),
            (ChangeKind::Schedule, "FS-4", ScenarioProblem::Incomplete),
            (ChangeKind::Schedule, "FS-4|", ScenarioProblem::Incomplete),
        ] {
            let error = read(&[(kind, text)]).unwrap_err();
            assert_eq!((error.kind, &error.problem), (kind, &expected), "{text}");
            assert!(error.to_string().contains(kind.as_str()), "{error}");
        }
        let long = "x".repeat(LONGEST_TEXT + 1);
        assert_eq!(read(&[(ChangeKind::Close, &long)]).unwrap_err().problem, ScenarioProblem::TooLong);
        let kind = read(&[(ChangeKind::Open, "3.9,44.4,Villefort|café")]).unwrap_err();
        assert!(kind.to_string().contains("“café” is not a kind"), "{kind}");
    }

    #[test]
    fn changes_that_contradict_each_other_are_refused() {
        let (close, moved) = ((ChangeKind::Close, "a"), (ChangeKind::Move, "3,44,a"));
        assert_eq!(read(&[close, close]).unwrap_err().problem, ScenarioProblem::Twice);
        assert_eq!(read(&[moved, close]).unwrap_err().problem, ScenarioProblem::ClosedToo);
        assert!(read(&[moved, (ChangeKind::Schedule, "a|24/7"), (ChangeKind::Close, "b")]).is_ok());
    }

    #[test]
    fn there_is_a_most_of_changes() {
        let ids: Vec<String> = (0..=MOST_CHANGES).map(|i| i.to_string()).collect();
        let closing = |n: usize| Scenario::read(ids[..n].iter().map(|id| (ChangeKind::Close, id.as_str())));
        assert!(closing(MOST_CHANGES).is_ok());
        assert_eq!(closing(MOST_CHANGES + 1).unwrap_err().problem, ScenarioProblem::TooMany);
    }

    #[test]
    fn the_order_matters_for_new_venues_only() {
        let [a, b] = [(ChangeKind::Open, "3,44,A"), (ChangeKind::Open, "3,45,B")];
        let [x, y] = [(ChangeKind::Close, "x"), (ChangeKind::Close, "y")];
        assert_eq!(read(&[y, a, x, b]).unwrap().key(), read(&[a, b, x, y]).unwrap().key());
        assert_ne!(read(&[b, a]).unwrap().key(), read(&[a, b]).unwrap().key());
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in ".{0,40}") {
            for kind in ChangeKind::ALL {
                if let Ok(change) = VenueChange::read(kind, &text) {
                    prop_assert_eq!(VenueChange::read(kind, &change.to_string()).unwrap(), change);
                }
            }
        }
    }
}
