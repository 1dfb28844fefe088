//! The validated, immutable model of a territory: its communes, where people live, its venues.
//!
//! No file, no HTTP, no travel time.

mod commune_index;
mod placement;
mod territory_model;
mod touring;

pub use commune_index::CommuneIndex;
pub use placement::{BORDER_TOLERANCE_M, CurrentCodes, Placed, SWAP_TOLERANCE_M, place};
pub use territory_model::{DemandPoint, Indicator, Territory, TerritoryParts};
pub use touring::{TourHere, is_stop};
