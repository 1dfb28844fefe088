//! The venue: a place that helps with digital life.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use geo_types::Coord;
use serde::Serialize;

use super::codes::CommuneCode;

/// What a venue is. A venue may be several of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VenueKind {
    /// France Services: labelled one-stop counter.
    FranceServices,
    /// Maison de services au public, the counter before the France Services label.
    Msap,
    /// Library or médiathèque.
    Library,
    /// Espace public numérique.
    Epn,
    /// Makerspace (`FabLab`), tiers-lieu.
    ThirdPlace,
    /// Association.
    Association,
    /// Town hall, social centre, département, State body.
    PublicBody,
    /// Venue that accepts the Pass numérique.
    PassNumerique,
    /// Anything else, or unknown.
    Other,
}

impl VenueKind {
    /// Every kind, in the order in which one is chosen to stand for a venue of several.
    pub const ALL: [Self; 9] = [
        Self::FranceServices,
        Self::Msap,
        Self::Library,
        Self::Epn,
        Self::ThirdPlace,
        Self::Association,
        Self::PublicBody,
        Self::PassNumerique,
        Self::Other,
    ];

    /// The word used in files, on the command line and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FranceServices => "france_services",
            Self::Msap => "msap",
            Self::Library => "library",
            Self::Epn => "epn",
            Self::ThirdPlace => "third_place",
            Self::Association => "association",
            Self::PublicBody => "public_body",
            Self::PassNumerique => "pass_numerique",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for VenueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word is not the name of a [`VenueKind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of venue; the kinds are {kinds}", kinds = VenueKind::ALL.map(VenueKind::as_str).join(", "))]
pub struct UnknownKind(pub String);

impl FromStr for VenueKind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

/// Whether a venue stays in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Itinerance {
    /// It stays; also when the source does not say.
    Fixed,
    /// It travels: it exists only at its stops and at its times, and never counts as a fixed one.
    Itinerant,
    /// A fixed place that also travels: counted as fixed.
    Both,
}

/// Where a venue's position comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionOrigin {
    /// Given by the source, and kept.
    Given,
    /// The source had latitude and longitude the wrong way round; they were put right.
    Swapped,
    /// The source had metres of a projection where degrees are wanted; they were converted.
    Converted,
    /// The source had no usable position: the chef-lieu of the commune stands in.
    ChefLieu,
}

impl PositionOrigin {
    /// The word used in files and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Swapped => "swapped",
            Self::Converted => "converted",
            Self::ChefLieu => "chef_lieu",
        }
    }
}

/// A venue as read from a file, before it is placed in a territory.
#[derive(Debug, Clone)]
pub struct VenueRecord {
    /// Path of the file, as the user gave it.
    pub file: String,
    /// Line of the row in a CSV (the header is line 1), or number of the feature in a GeoJSON (from 1).
    pub line: u64,
    /// Identifier, unique in a territory.
    pub id: String,
    /// Name, as written.
    pub name: String,
    /// Declared commune code, as written (it may be no code at all).
    pub commune_code: Option<String>,
    /// Declared commune name, as written.
    pub commune: Option<String>,
    /// Declared longitude (`x`) and latitude (`y`), finite but not otherwise checked.
    pub position: Option<Coord<f64>>,
    /// Kinds, never empty.
    pub kinds: BTreeSet<VenueKind>,
    /// Services, in the words of the source.
    pub services: Vec<String>,
    /// Whether it travels.
    pub itinerance: Itinerance,
    /// Opening hours, as written.
    pub hours: Option<String>,
    /// Date of last update, as written.
    pub updated: Option<String>,
    /// What tells it from its neighbours and finds it among others.
    pub details: VenueDetails,
}

/// What a row says of a venue that no indicator reads, and that tells whether two rows are one venue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VenueDetails {
    /// Number and street, as written.
    pub address: Option<String>,
    /// Postcode, five digits unless it could not be put right.
    pub postcode: Option<String>,
    /// SIRET; `None` when it is not known.
    pub pivot: Option<String>,
    /// Telephone, as written.
    pub phone: Option<String>,
    /// Web address, as written.
    pub site: Option<String>,
}

/// A venue with a place in the world.
#[derive(Debug, Clone)]
pub struct Venue {
    /// What the source says.
    pub record: VenueRecord,
    /// Longitude and latitude.
    pub position: Coord<f64>,
    /// Where [`Self::position`] comes from.
    pub position_origin: PositionOrigin,
    /// The current commune it stands in or is declared in, where known.
    pub commune_code: Option<CommuneCode>,
    /// Whether it stands inside the territory; otherwise it stands in its surroundings.
    pub inside: bool,
    /// For the stop of a tour that is asked about: its sessions, as [`super::TourStop::sessions`]. `None` for any venue
    /// of a file.
    pub sessions: Option<Vec<Range<u32>>>,
}

impl Venue {
    /// Identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.record.id
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.record.name
    }

    /// The one kind that stands for it on a map.
    #[must_use]
    pub fn main_kind(&self) -> VenueKind {
        VenueKind::ALL.into_iter().find(|kind| self.record.kinds.contains(kind)).unwrap_or(VenueKind::Other)
    }
}
