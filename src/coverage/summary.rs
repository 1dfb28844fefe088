//! The shape of the figures that a council asks for; [`super::summarise`] fills it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{CrowFlyComparison, HoursUnknown, ScenarioSummary, TourSummary};
use crate::calendar::WeekMoment;
use crate::model::TerritoryKind;
use crate::travel::RoadsDescription;
use crate::units::{People, Seconds};

/// Everything that a council would ask of a coverage, in figures.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    /// What the figures are about.
    pub territory: TerritorySummary,
    /// What was asked, and how times were made.
    pub parameters: ParameterSummary,
    /// People; `covered + uncovered + unreachable = total`.
    pub people: PeopleCounts,
    /// Communes: covered when everybody in them is.
    pub communes: CommuneCounts,
    /// People and communes in each band; with `unreachable` they add up to the population.
    pub bands: Vec<BandSummary>,
    /// People and communes that reach no venue at all.
    pub unreachable: UnreachableSummary,
    /// Access times, weighted by people, over those who reach a venue.
    pub access: AccessSummary,
    /// Gap zones.
    pub gaps: GapTotals,
    /// Venues.
    pub venues: VenueCounts,
    /// Which of them are open at the moment that is asked about; null where none is.
    pub open_at: Option<OpenAtSummary>,
    /// How the crow-fly estimate differs; null for figures that are one.
    pub crow_fly: Option<CrowFlyComparison>,
    /// Venues whose closure would put people beyond the threshold, most people first.
    pub fragility: Vec<FragilitySummary>,
    /// The same figures by EPCI, by code; communes without one come under an empty code.
    pub by_epci: Vec<BodySummary>,
    /// The same figures by département, by code.
    pub by_department: Vec<BodySummary>,
    /// What the tour changes; null where no tour is asked about.
    pub tour: Option<TourSummary>,
    /// What the changes of a scenario do; null where none is asked about.
    pub scenario: Option<ScenarioSummary>,
}

/// The territory of a summary.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TerritorySummary {
    /// As it can be asked for again.
    pub code: String,
    /// `commune`, `epci`, `department`, `region` or `country`.
    #[schema(value_type = String)]
    pub kind: TerritoryKind,
    /// Official name.
    pub name: String,
    /// Number of communes.
    pub communes: usize,
    /// People of its demand points: its municipal population, or that of the cells of a grid.
    #[schema(value_type = f64)]
    pub population: People,
    /// Population of its communes as the data gives it: municipal where `insee` holds.
    #[schema(value_type = f64)]
    pub municipal_population: People,
    /// Communes whose population is not known: nobody is counted there.
    pub unknown_population: usize,
    /// Whether every commune has a code of INSEE, and its population is the municipal one therefore.
    pub insee: bool,
    /// Demand points that are cells of a grid; 0 where people are counted at their chef-lieu.
    pub cells: usize,
    /// People of the cells whose figures were imputed.
    #[schema(value_type = f64)]
    pub imputed: People,
    /// West, south, east, north in degrees.
    pub bbox: Option<[f64; 4]>,
}

/// The parameters of a summary.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParameterSummary {
    /// Minutes; an access of exactly the threshold is covered.
    pub threshold_min: f64,
    /// Upper limits of the bands, minutes.
    pub bands_min: Vec<f64>,
    /// `crow-fly` or `road`.
    pub travel_model: String,
    /// Whether times are estimates, to be called so.
    pub estimate: bool,
    /// Detour factor, for a crow-fly model.
    pub detour: Option<f64>,
    /// Speed in km/h, for a crow-fly model.
    pub speed_kmh: Option<f64>,
    /// The roads, for the road model.
    pub roads: Option<RoadsDescription>,
    /// How far around the territory venues were looked for, kilometres.
    pub buffer_km: f64,
    /// Kinds of venue that counted; empty for all.
    pub kinds: Vec<String>,
    /// Services that counted; empty for all.
    pub services: Vec<String>,
    /// Weekday and time of an ordinary week at which a venue had to be known to be open, `tue-14:00`; null where none
    /// was asked for.
    #[schema(value_type = Option<String>)]
    pub open_at: Option<WeekMoment>,
    /// What was done with venues whose hours nobody knows: `skip` or `count`; null without `open_at`.
    #[schema(value_type = Option<String>)]
    pub hours_unknown: Option<HoursUnknown>,
}

/// People by coverage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeopleCounts {
    /// Municipal population.
    #[schema(value_type = f64)]
    pub total: People,
    /// Within the threshold, inclusive.
    #[schema(value_type = f64)]
    pub covered: People,
    /// Beyond the threshold.
    #[schema(value_type = f64)]
    pub uncovered: People,
    /// Reaching no venue at all.
    #[schema(value_type = f64)]
    pub unreachable: People,
    /// Within two minutes of the threshold, either side: the uncertainty of the two figures above.
    #[schema(value_type = f64)]
    pub near_threshold: People,
    /// Covered only by venues outside the territory.
    #[schema(value_type = f64)]
    pub covered_only_from_outside: People,
}

/// Communes by coverage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommuneCounts {
    /// All.
    pub total: usize,
    /// Every demand point within the threshold.
    pub covered: usize,
    /// At least one demand point beyond it, all reaching a venue.
    pub uncovered: usize,
    /// At least one demand point that reaches no venue.
    pub unreachable: usize,
}

/// One band.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BandSummary {
    /// `10-15 min`.
    pub label: String,
    /// Lower limit in minutes, exclusive except 0.
    pub from_min: f64,
    /// Upper limit in minutes, inclusive; none for the open band.
    pub to_min: Option<f64>,
    /// People.
    #[schema(value_type = f64)]
    pub people: People,
    /// Communes with a demand point in it.
    pub communes: usize,
    /// People as a share of the population, 0 to 1.
    pub share: f64,
}

/// People who reach no venue.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct UnreachableSummary {
    /// People.
    #[schema(value_type = f64)]
    pub people: People,
    /// Communes.
    pub communes: usize,
}

/// Access times, weighted by people, over those who reach a venue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccessSummary {
    /// Mean, seconds.
    #[schema(value_type = Option<f64>)]
    pub mean_s: Option<Seconds>,
    /// Half of the people are within this time, seconds.
    #[schema(value_type = Option<f64>)]
    pub median_s: Option<Seconds>,
    /// Nine in ten are within this time, seconds.
    #[schema(value_type = Option<f64>)]
    pub p90_s: Option<Seconds>,
    /// The longest.
    pub worst: Option<WorstAccess>,
}

/// The longest access.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorstAccess {
    /// Commune code.
    pub code: String,
    /// Commune name.
    pub name: String,
    /// Seconds.
    #[schema(value_type = f64)]
    pub duration_s: Seconds,
}

/// Gap zones in two figures.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct GapTotals {
    /// How many zones.
    pub zones: usize,
    /// People in them.
    #[schema(value_type = f64)]
    pub people: People,
}

/// Venues by what was done with them.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct VenueCounts {
    /// Venues that counted.
    pub considered: usize,
    /// Of those, inside the territory.
    pub inside: usize,
    /// Of those, in its surroundings.
    pub outside: usize,
    /// Left out by the filters, `open_at` included.
    pub filtered_out: usize,
    /// Left out because they travel.
    pub itinerant_not_counted: usize,
    /// Venues of the data that lie beyond the surroundings: they were not looked at.
    pub beyond: usize,
    /// Of those that counted, standing at a chef-lieu because their own position is not known.
    pub placed_at_chef_lieu: usize,
}

/// Which places are open at a moment of an ordinary week, of those in the territory and its surroundings that match the
/// other filters and do not travel.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct OpenAtSummary {
    /// Venues that are open in an ordinary week: in at least three of four weeks of the year.
    pub venues_open: usize,
    /// Venues that are open then in fewer weeks: they do not count.
    pub venues_open_some_weeks: usize,
    /// Venues that are not: they do not count.
    pub venues_closed: usize,
    /// Venues whose hours are not given, or not understood: they count only where `hours_unknown` is `count`.
    pub venues_without_hours: usize,
    /// Stops of the tour of which a session holds the moment, in whichever week.
    pub stops_open: usize,
    /// Stops of the tour of which none does: they do not count.
    pub stops_closed: usize,
}

/// What depends on one venue alone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FragilitySummary {
    /// Identifier.
    pub venue_id: String,
    /// Name.
    pub venue: String,
    /// People who would fall beyond the threshold if it closed.
    #[schema(value_type = f64)]
    pub people: People,
    /// Communes of those people.
    pub communes: usize,
}

/// The figures of an EPCI or a département, as far as it lies in the territory.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BodySummary {
    /// SIREN or département code.
    pub code: String,
    /// Official name, empty when unknown.
    pub name: String,
    /// Municipal population.
    #[schema(value_type = f64)]
    pub population: People,
    /// Communes.
    pub communes: usize,
    /// People within the threshold.
    #[schema(value_type = f64)]
    pub covered: People,
    /// People beyond it.
    #[schema(value_type = f64)]
    pub uncovered: People,
    /// People who reach no venue.
    #[schema(value_type = f64)]
    pub unreachable: People,
    /// Mean access time of those who reach a venue, seconds.
    #[schema(value_type = Option<f64>)]
    pub mean_s: Option<Seconds>,
    /// Half of those are within this time, seconds.
    #[schema(value_type = Option<f64>)]
    pub median_s: Option<Seconds>,
    /// Nine in ten of those are within this time, seconds.
    #[schema(value_type = Option<f64>)]
    pub p90_s: Option<Seconds>,
}
