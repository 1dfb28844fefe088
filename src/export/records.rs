//! The fields of every layer and table.

use super::record::record;
use crate::units::{Metres, People, Seconds};

record! {
    /// One line of the coverage table: one commune. The first fourteen fields and their order are a contract; others may
    /// come after them. Of a commune with several demand points (grid cells), times and lengths are means by people,
    /// and it is covered when everybody in it is.
    pub struct CoverageRow with numbers {
        /// INSEE code.
        pub code_insee: String,
        /// Name of the commune.
        pub commune: String,
        /// SIREN of the EPCI; empty for a commune without one.
        pub epci: Option<String>,
        /// People who live there.
        #[schema(value_type = f64)]
        pub population: People,
        /// Longitude of the demand point, degrees.
        pub lon: Option<f64>,
        /// Latitude of the demand point, degrees.
        pub lat: Option<f64>,
        /// Identifier of the nearest venue.
        pub venue_id: Option<String>,
        /// Name of the nearest venue.
        pub venue: Option<String>,
        /// Geodesic to it on WGS84, metres.
        #[schema(value_type = Option<f64>)]
        pub straight_line_m: Option<Metres>,
        /// Length travelled, metres.
        #[schema(value_type = Option<f64>)]
        pub distance_m: Option<Metres>,
        /// Travel time, seconds.
        #[schema(value_type = Option<f64>)]
        pub duration_s: Option<Seconds>,
        /// Band: `10-15 min`, or `unreachable`.
        pub band: String,
        /// Within the threshold, inclusive.
        pub covered: bool,
        /// Why no venue is reached; empty when one is.
        pub reason: Option<String>,
        /// Identifier of the second nearest distinct venue.
        pub second_venue_id: Option<String>,
        /// Its name.
        pub second_venue: Option<String>,
        /// Geodesic to it, metres.
        #[schema(value_type = Option<f64>)]
        pub second_straight_line_m: Option<Metres>,
        /// Length travelled to it, metres.
        #[schema(value_type = Option<f64>)]
        pub second_distance_m: Option<Metres>,
        /// Travel time to it, seconds.
        #[schema(value_type = Option<f64>)]
        pub second_duration_s: Option<Seconds>,
        /// Within two minutes of the threshold, either side.
        pub near_threshold: bool,
        /// Covered only by a venue outside the territory.
        pub covered_only_from_outside: bool,
        /// Name of the EPCI.
        pub epci_name: String,
        /// Département code.
        pub department: String,
        /// How well the demand point's position is known.
        pub point_precision: String,
    }
}

record! {
    /// One commune of the map's `communes` layer, or one demand point of its `demand` layer. Indicators of communes are
    /// members besides, under their own names.
    pub struct AccessRecord with numbers {
        /// INSEE code; of a grid cell, the cell's identifier.
        pub code: String,
        /// Name of the commune.
        pub name: String,
        /// SIREN of the EPCI.
        pub epci: Option<String>,
        /// Name of the EPCI.
        pub epci_name: String,
        /// Département code.
        pub department: String,
        /// People who live there.
        #[schema(value_type = f64)]
        pub population: People,
        /// Longitude of the demand point, degrees.
        pub lon: Option<f64>,
        /// Latitude of the demand point, degrees.
        pub lat: Option<f64>,
        /// Travel time to the nearest venue, seconds.
        #[schema(value_type = Option<f64>)]
        pub duration_s: Option<Seconds>,
        /// Length travelled to it, metres.
        #[schema(value_type = Option<f64>)]
        pub distance_m: Option<Metres>,
        /// Geodesic to it, metres.
        #[schema(value_type = Option<f64>)]
        pub straight_line_m: Option<Metres>,
        /// Identifier of the nearest venue.
        pub venue_id: Option<String>,
        /// Its name.
        pub venue: Option<String>,
        /// Identifier of the second nearest distinct venue.
        pub second_venue_id: Option<String>,
        /// Its name.
        pub second_venue: Option<String>,
        /// Travel time to it, seconds.
        #[schema(value_type = Option<f64>)]
        pub second_duration_s: Option<Seconds>,
        /// Band, from 0; the last is the open one; none when no venue is reached.
        pub band: Option<usize>,
        /// `10-15 min`, or `unreachable`.
        pub band_label: String,
        /// Within the threshold, inclusive.
        pub covered: bool,
        /// Within two minutes of the threshold, either side.
        pub near_threshold: bool,
        /// Covered only by a venue outside the territory.
        pub covered_only_from_outside: bool,
        /// Why no venue is reached, in a word: `no_venue`, `no_position`, `no_route`…
        pub reason_code: Option<String>,
        /// Why no venue is reached, in an English sentence.
        pub reason: Option<String>,
        /// How well the demand point's position is known.
        pub point_precision: String,
        /// INSEE code of the commune.
        pub commune_code: String,
    }
}

record! {
    /// One venue.
    pub struct VenueRow {
        /// Identifier.
        pub id: String,
        /// Name.
        pub name: String,
        /// INSEE code of its commune.
        pub commune_code: Option<String>,
        /// Name of its commune, as written in the source.
        pub commune: Option<String>,
        /// The kind that stands for it on a map.
        pub kind: String,
        /// All its kinds.
        pub kinds: Vec<String>,
        /// Its services, in the words of the source.
        pub services: Vec<String>,
        /// Opening hours, as written in the source.
        pub hours: Option<String>,
        /// Whether it travels; it then never counts as a fixed venue.
        pub itinerant: bool,
        /// Whether it counted: it matches the filters and does not travel, or is a stop of the tour that is asked about.
        pub considered: bool,
        /// Longitude, degrees.
        pub lon: f64,
        /// Latitude, degrees.
        pub lat: f64,
        /// Where its position comes from: `given`, `swapped` or `chef_lieu`.
        pub position: String,
        /// Inside the territory; otherwise in its surroundings.
        pub inside: bool,
        /// Date of last update, as written in the source.
        pub updated: Option<String>,
        /// People whose nearest venue it is.
        #[schema(value_type = f64)]
        pub people_nearest: People,
        /// People who would fall beyond the threshold if it closed.
        #[schema(value_type = f64)]
        pub people_fragile: People,
        /// Sessions, for the stop of a tour that is asked about; none for any other venue.
        pub sessions: Option<usize>,
    }
}

record! {
    /// One gap zone.
    pub struct GapRecord {
        /// Number of the zone, from 1, most people first.
        pub zone: usize,
        /// People beyond the threshold.
        #[schema(value_type = f64)]
        pub population: People,
        /// Number of communes.
        pub communes: usize,
        /// Their INSEE codes.
        pub codes: Vec<String>,
        /// Their names, in the same order.
        pub names: Vec<String>,
        /// The commune with the longest access.
        pub worst_code: String,
        /// Its name.
        pub worst_name: String,
        /// Its access time, seconds; none when it reaches no venue.
        #[schema(value_type = Option<f64>)]
        pub worst_duration_s: Option<Seconds>,
        /// The commune where a new venue would serve the zone best.
        pub best_code: Option<String>,
        /// Its name.
        pub best_name: Option<String>,
        /// Longitude of that place, degrees.
        pub best_lon: Option<f64>,
        /// Latitude of that place, degrees.
        pub best_lat: Option<f64>,
        /// People of the zone that a venue there would bring within the threshold.
        #[schema(value_type = Option<f64>)]
        pub newly_covered: Option<People>,
        /// Person-minutes that it would save to the zone, for one trip each.
        pub saved_person_minutes: Option<f64>,
        /// The same per inhabitant of the zone, minutes.
        pub saved_mean_min: Option<f64>,
        /// Whether every demand point of the zone was tried; in a very large zone only the most
        /// populous are.
        pub best_exact: Option<bool>,
    }
}

record! {
    /// The boundary of a commune, by its code alone.
    pub struct BoundaryRecord {
        /// INSEE code.
        pub code: String,
    }
}

record! {
    /// A neighbouring commune, shown as context.
    pub struct SurroundingRecord {
        /// INSEE code.
        pub code: String,
        /// Name.
        pub name: String,
    }
}

record! {
    /// The land within one time of places, by road. Its polygons hold those of every shorter time.
    pub struct IsochroneRecord {
        /// Identifier of the place whose land it is; none for the land of the nearest of several.
        pub place: Option<String>,
        /// The time, minutes; exactly the time is inside.
        pub minutes: usize,
        /// `to`: from there the places are reached; `from`: it is reached from them.
        pub direction: String,
        /// Places whose land it is.
        pub places: usize,
        /// Places asked about that have no land: no road is near, or their position is not known.
        pub places_without_land: usize,
        /// How far from a reached road land counts, metres.
        pub corridor_m: f64,
        /// How much farther it counts between reached roads, metres.
        pub filling_m: f64,
        /// Size of a cell, metres; none without land.
        pub resolution_m: Option<f64>,
        /// `car`, `bicycle` or `foot`.
        pub profile: String,
        /// Name of the file of roads.
        pub roads: String,
        /// SHA-256 of the extract that the roads were built from, hexadecimal.
        pub extract_sha256: String,
        /// SHA-256 of the profile's settings, hexadecimal.
        pub profile_sha256: String,
        /// The longest walk between a place and its road, metres, inclusive.
        pub max_snap_m: f64,
        /// Why there is no land; none where there is some.
        pub reason: Option<String>,
    }
}
