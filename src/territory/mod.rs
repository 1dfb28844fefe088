//! The validated, immutable model of a territory: its communes, where people live, its venues.
//!
//! No file, no HTTP, no travel time.

mod commune_index;
mod commune_names;
mod likeness;
mod placement;
mod scenario;
mod territory_model;
mod touring;

pub use commune_index::CommuneIndex;
pub use commune_names::{CommuneNames, compared, follow_mergers, screen_codes};
pub use likeness::{LIKELY, LikelyPair, Likeness, NEAR_M, duplicate_finding, likely_duplicates};
pub use placement::{BORDER_TOLERANCE_M, CurrentCodes, Placed, SWAP_TOLERANCE_M, place};
pub use scenario::{AppliedChange, ScenarioHere};
pub use territory_model::{DemandPoint, FragileWhen, Indicator, Territory, TerritoryParts};
pub use touring::{TourHere, is_stop};
