//! The vocabulary that every other module speaks: codes, communes, venues, findings.
//!
//! Plain data, no behaviour beyond reading and writing one value.

mod cell;
mod codes;
mod commune;
mod finding;
mod folded;
mod formula;
mod scenario;
mod territory_code;
mod tour;
mod venue;

pub use cell::{CellId, GridCell};
pub use codes::{CommuneCode, NotACode, Siren};
pub use commune::{Area, Bounds, Commune, PointPrecision};
pub use finding::{Finding, FindingKind, Severity, shortened};
pub use folded::folded;
pub use formula::{needs_guard, unguarded};
pub use scenario::{
    ChangeKind, LONGEST_TEXT, MOST_CHANGES, Scenario, ScenarioError, ScenarioProblem, VenueChange,
};
pub use territory_code::{TerritoryCode, TerritoryCodeError, TerritoryKind};
pub use tour::{Tour, TourStop};
pub use venue::{Itinerance, PositionOrigin, UnknownKind, Venue, VenueDetails, VenueKind, VenueRecord};
