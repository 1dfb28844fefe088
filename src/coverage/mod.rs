//! Who reaches what, and how far: territory × travel model × request → access of every demand
//! point, bands, summaries, gap zones, fragility, what a tour or a scenario changes.
//!
//! One function answers the command line, the service and the map: [`assess`]; [`summarise`] and
//! [`gap_zones`] read its result. Nothing here knows HTTP, a file or an address.

mod access;
mod around;
mod bands;
mod best_place;
mod by_commune;
mod comparison;
mod dissolve;
mod fragility;
mod gaps;
mod presence;
mod request;
mod scenario;
mod scenario_summary;
mod statistics;
mod summarise;
mod summary;
mod tour_summary;
#[cfg(test)]
pub(crate) mod toy;

pub use access::{Access, Coverage, assess, considered};
pub use around::{NearestVenues, Neighbours, nearest_venues, neighbours};
pub use bands::{Bands, BandsError};
pub use best_place::BestPlace;
pub use by_commune::{CommuneAccess, by_commune};
pub use comparison::{CrowFlyComparison, compare_with_crow_fly};
pub use fragility::{Dependence, dependence_by_venue};
pub use gaps::{GapZone, gap_zones};
pub use presence::{Change, MONTH_S, Presence, TourEffect, tour_effect};
pub use request::{Filters, NEAR_THRESHOLD, Request, RequestError, is_permanent};
pub use scenario::{
    CommuneDifference, Direction, Effects, PointDifference, ScenarioEffect, effects, scenario_effect,
};
pub use scenario_summary::{ScenarioChange, ScenarioSide, ScenarioSummary};
pub use statistics::Distribution;
pub use summarise::summarise;
pub use summary::{
    AccessSummary, BandSummary, BodySummary, CommuneCounts, FragilitySummary, GapTotals, ParameterSummary,
    PeopleCounts, Summary, TerritorySummary, UnreachableSummary, VenueCounts, WorstAccess,
};
pub use tour_summary::{PresenceSummary, TourSummary};
