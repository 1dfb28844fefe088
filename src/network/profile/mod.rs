//! What a way and a node of OpenStreetMap are worth to a car, a bicycle or a walker.
//!
//! A profile is a set of tables ([`Settings`]) and one set of rules for the three modes (`rules.rs`):
//! is the way open, in which directions, how fast, and what is lost at signals and turns. Turn costs
//! are computed here ([`turn_seconds`]) and laid on the graph when it is built.
//!
//! References: OpenStreetMap wiki (*Key:access*, *Key:oneway*, *Key:maxspeed*, *Key:tracktype*,
//! *Tag:route=ferry*); the figures are OSRM 26's unless said otherwise.

mod bicycle;
mod car;
mod conditional;
mod duration;
mod foot;
mod maxspeed;
mod node;
mod rules;
pub(in crate::network) mod season;
mod settings;
mod tags;
mod turns;

use sha2::{Digest, Sha256};

pub use duration::parse_duration;
pub use maxspeed::parse_maxspeed;
pub use node::NodeEffect;
pub use rules::{Attributes, Refusal, WayClass};
pub use settings::{MaxspeedRule, Settings, Table};
pub use tags::Tags;
pub use turns::turn_seconds;

/// How someone travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// A private car.
    Car,
    /// A bicycle.
    Bicycle,
    /// On foot.
    Foot,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Car, Self::Bicycle, Self::Foot];

    /// `car`, `bicycle` or `foot`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Car => "car",
            Self::Bicycle => "bicycle",
            Self::Foot => "foot",
        }
    }

    /// The mode of that code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// A profile could not be made from what the user gave.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// Not TOML, or an unknown setting.
    #[error("the profile's settings cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// The settings in force could not be written as TOML.
    #[error("the profile's settings cannot be written: {0}")]
    Write(#[from] toml::ser::Error),
    /// A value out of range.
    #[error("profile setting {name} is {value}, outside {low} to {high}")]
    OutOfRange {
        /// The setting.
        name: String,
        /// The refused value.
        value: f64,
        /// Lowest accepted value.
        low: f64,
        /// Highest accepted value.
        high: f64,
    },
}

/// A mode with its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    mode: Mode,
    settings: Settings,
}

impl Profile {
    /// The profile of a mode with its default settings.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { mode, settings: Settings::of(mode) }
    }

    /// This profile with what a TOML document says instead, see [`Settings::with_overrides`].
    ///
    /// ```
    /// use maillage::network::profile::{Mode, Profile};
    /// let slow = Profile::new(Mode::Car).with_overrides("[highway]\nresidential = 20.0").unwrap();
    /// assert_eq!(slow.settings().highway["residential"], 20.0);
    /// ```
    ///
    /// # Errors
    /// When the document is not TOML, names an unknown setting, or holds a value out of range.
    pub fn with_overrides(&self, toml: &str) -> Result<Self, ProfileError> {
        Ok(Self { mode: self.mode, settings: self.settings.with_overrides(toml)? })
    }

    /// How the profile travels.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Its tables.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The settings in force, as TOML.
    ///
    /// # Errors
    /// When they cannot be written, which no valid settings meet.
    pub fn to_toml(&self) -> Result<String, ProfileError> {
        Ok(toml::to_string(&self.settings)?)
    }

    /// What tells two profiles apart: SHA-256 of the mode and of every setting.
    ///
    /// # Errors
    /// When the settings cannot be written as TOML, which no valid settings meet.
    pub fn fingerprint(&self) -> Result<[u8; 32], ProfileError> {
        let mut hash = Sha256::new();
        hash.update(self.mode.code());
        hash.update(self.to_toml()?);
        Ok(hash.finalize().into())
    }

    /// What a way is to this mode.
    ///
    /// # Errors
    /// Why it is not part of its network.
    pub fn classify_way(&self, tags: &Tags<'_>) -> Result<WayClass, Refusal> {
        rules::classify(self.mode, &self.settings, tags)
    }

    /// What a node does to those who pass it; `None` for nearly all.
    #[must_use]
    pub fn classify_node(&self, tags: &Tags<'_>) -> Option<NodeEffect> {
        node::classify(self.mode, &self.settings, tags)
    }
}

#[cfg(test)]
mod tests;
