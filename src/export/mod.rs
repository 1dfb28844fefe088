//! Results to bytes: pure functions, the same bytes each time.
//!
//! [`records`] says once which fields a layer or a table has; every format reads the same list.
//! Nothing here computes an indicator.

mod collection;
mod columns;
mod csv;
mod difference;
mod findings;
mod flatgeobuf;
mod folder;
mod format;
pub mod french;
mod geojson;
mod geopackage;
mod isochrones;
mod layers;
mod markup;
mod matrix;
mod nearest;
mod open_at_text;
mod presence;
mod projected;
mod provenance;
mod record;
mod records;
mod shapefile;
mod stops;
mod summary_text;
mod tiles;
mod tour;
mod xlsx;
mod zip_archive;

pub use collection::{
    BadFilter, Collection, CollectionCrs, CollectionExtent, CollectionKind, Days, DaysError, Filter,
    NotOffered, Placed, PlannedStopRecord, Selection, add_feature, planned_stops_layer, shown,
};
pub use columns::LayerColumns;
pub use csv::{CsvFlavour, to_csv, to_csv_as};
pub use difference::{DifferenceRow, change as scenario_change, difference_layer};
pub use findings::{FindingRow, PairRow, national_csv, to_french_table};
pub use flatgeobuf::{FlatGeobufError, to_flatgeobuf};
pub use folder::{CellsError, CommuneRecord, folder_communes, write_cells};
pub use format::{ExportError, LayerFormat, csv_metadata, shapefile_parts, write_layer};
pub use geojson::{to_geojson, to_json_rows};
pub use isochrones::{IsochronesAsked, isochrones_layer};
pub use layers::{
    boundaries_layer, communes_layer, coverage_table, demand_layer, gaps_layer, is_column_of_communes,
    surroundings_layer, venues_layer,
};
pub use markup::escaped;
pub use matrix::MatrixTable;
pub use nearest::{NearestRow, nearest_rows};
pub use open_at_text::asked_open_at;
pub use presence::{PresenceRow, presence_layer};
pub use provenance::Provenance;
pub use record::{Cell, CellKind, Column, Feature, Layer, NamedNumber, Record, Shape};
pub use records::{
    AccessRecord, BoundaryRecord, CoverageRow, GapRecord, IsochroneRecord, SurroundingRecord, VenueRow,
};
pub use stops::{StopRecord, StopRow, StopsDocument, stops_document, stops_layer};
pub use summary_text::{named_territory, summary_lines, summary_text};
pub use tiles::{
    ROADS_LAYER, TileAddress, TileError, TileFields, TileLevel, feature_tile, ground_tile, least_zoom,
    road_tile,
};
pub use tour::{
    IncompleteStop, Itinerary, Way, itineraries, tour_geojson, tour_gpx, tour_ics, tour_sheets,
    tour_stops_geojson, tour_timetable, tour_venues, tour_ways_geojson, tour_workbook,
};
pub(crate) use tour::{ItineraryProperties, TourStopProperties};
pub use xlsx::to_xlsx;
