//! The validated, immutable model of a territory: its communes, where people live, its venues.
//!
//! No file, no HTTP, no travel time.

mod commune_index;
mod commune_names;
mod placement;
mod territory_model;
mod touring;

pub use commune_index::CommuneIndex;
pub use commune_names::{CommuneNames, compared, follow_mergers, screen_codes};
pub use placement::{BORDER_TOLERANCE_M, CurrentCodes, Placed, SWAP_TOLERANCE_M, place};
pub use territory_model::{DemandPoint, Territory, TerritoryParts};
pub use touring::{TourHere, is_stop};
