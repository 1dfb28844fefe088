//! The tables of a profile: every speed, limit and cost that a user can override.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Mode, ProfileError};

/// Values by the name of a class, a surface, a rule…
pub type Table = BTreeMap<String, f64>;

/// What a `maxspeed` does to the speed of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MaxspeedRule {
    /// The speed is the limit × `speed_reduction`, whatever the class.
    Sets,
    /// The speed of the class, never above the limit.
    Caps,
    /// Limits do not concern this mode.
    Ignored,
}

/// Every figure of a profile. Speeds are in km/h, times in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Speed on a way that is open by an explicit tag and whose class has no speed of its own.
    pub default_speed: f64,
    /// Share of the limit that is driven on average, 0 to 1.
    pub speed_reduction: f64,
    /// What a limit does.
    pub maxspeed: MaxspeedRule,
    /// Whether `oneway`, roundabouts and motorways bind this mode.
    pub oneway: bool,
    /// Access keys, the most specific first: the first one present decides.
    pub access_keys: Vec<String>,
    /// Access values that close a way.
    pub closed: Vec<String>,
    /// Access values that open a way whose class has no speed.
    pub open: Vec<String>,
    /// Barriers that let this mode through.
    pub barriers_open: Vec<String>,
    /// Speed by `highway`.
    pub highway: Table,
    /// Speed by `route`, where no `duration` is given: ferries, car trains.
    pub route: Table,
    /// Highest speed by `surface`.
    pub surface: Table,
    /// Highest speed by `tracktype`.
    pub tracktype: Table,
    /// Highest speed by `smoothness`; 0 closes.
    pub smoothness: Table,
    /// Limits by the name of a rule, with and without the country, in lower case.
    pub implicit_maxspeed: Table,
    /// Seconds lost at a node: `traffic_signals`, `stop`, `give_way`, `gate`.
    pub node_seconds: Table,
    /// The most that a turn costs, seconds; 0 for no turn costs.
    pub turn_seconds: f64,
    /// How much easier a right turn is than a left one, at least 1 (traffic drives on the right).
    pub turn_bias: f64,
    /// Seconds added for crossing oncoming traffic.
    pub oncoming_seconds: f64,
}

impl Settings {
    /// The default tables of a mode.
    #[must_use]
    pub fn of(mode: Mode) -> Self {
        match mode {
            Mode::Car => super::car::settings(),
            Mode::Bicycle => super::bicycle::settings(),
            Mode::Foot => super::foot::settings(),
        }
    }

    /// These settings with what `overrides`, a TOML document of the same shape, says instead.
    ///
    /// Tables are merged entry by entry; lists are replaced.
    ///
    /// # Errors
    /// When the document is not TOML, names an unknown setting, or holds a value out of range.
    pub fn with_overrides(&self, overrides: &str) -> Result<Self, ProfileError> {
        let mut merged = toml::Table::try_from(self)?;
        for (key, value) in overrides.parse::<toml::Table>()? {
            match (merged.get_mut(&key), value) {
                (Some(toml::Value::Table(into)), toml::Value::Table(from)) => into.extend(from),
                (_, value) => {
                    merged.insert(key, value);
                }
            }
        }
        let settings: Self = merged.try_into()?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), ProfileError> {
        let tables = [
            ("highway", &self.highway, 0.5..=200.0),
            ("route", &self.route, 0.5..=200.0),
            ("surface", &self.surface, 0.0..=300.0),
            ("tracktype", &self.tracktype, 0.0..=300.0),
            ("smoothness", &self.smoothness, 0.0..=300.0),
            ("implicit_maxspeed", &self.implicit_maxspeed, 0.0..=300.0),
            ("node_seconds", &self.node_seconds, 0.0..=600.0),
        ];
        for (table, entries, range) in tables {
            for (name, value) in entries {
                in_range(&format!("{table}.{name}"), *value, range.clone())?;
            }
        }
        in_range("default_speed", self.default_speed, 0.5..=200.0)?;
        in_range("speed_reduction", self.speed_reduction, 0.1..=1.0)?;
        in_range("turn_seconds", self.turn_seconds, 0.0..=120.0)?;
        in_range("turn_bias", self.turn_bias, 1.0..=3.0)?;
        in_range("oncoming_seconds", self.oncoming_seconds, 0.0..=120.0)
    }
}

fn in_range(name: &str, value: f64, range: std::ops::RangeInclusive<f64>) -> Result<(), ProfileError> {
    if range.contains(&value) {
        Ok(())
    } else {
        Err(ProfileError::OutOfRange {
            name: name.to_owned(),
            value,
            low: *range.start(),
            high: *range.end(),
        })
    }
}

/// A table from pairs.
pub(super) fn table(entries: &[(&str, f64)]) -> Table {
    entries.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

/// A list from words separated by spaces.
pub(super) fn words(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_owned).collect()
}
