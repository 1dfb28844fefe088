//! What the OpenAPI document says of parameters, refusals and layers, from the same constants as
//! the code that reads and refuses.

mod refusals;

use std::borrow::Cow;

use serde_json::json;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Required};
use utoipa::{IntoParams, PartialSchema, ToSchema};

pub(super) use refusals::{
    BodyRefusals, BoundaryTileRefusals, CommuneRefusals, IndicatorsRefusals, IsochroneRefusals, JobRefusals,
    PlanFileRefusals, PlanRefusals, Refusals, ResultRefusals, RouteRefusals, TerritoryRefusals, TileRefusals,
};

use super::brought::NAME_LENGTH;
use super::parameters::{
    BUFFER_KM, DETOUR, DIRECTIONS, HOURS_UNKNOWN, LONGEST_CAP, LONGEST_SERVICE, MOST_BROUGHT, MOST_SERVICES,
    MOST_STOPS, Number, OBJECTIVES, PLAN_LENGTH, SPEED, THRESHOLD, accepted_bands, accepted_indicators,
    accepted_minutes, accepted_plan, accepted_position, accepted_territory,
};
use crate::calendar::WeekMoment;
use crate::coverage::Bands;
use crate::export::{
    AccessRecord, DifferenceRow, GapRecord, IsochroneRecord, ItineraryProperties, PresenceRow,
    SurroundingRecord, TourStopProperties, VenueRow,
};
use crate::geodesy::Crs;
use crate::model::{ChangeKind, MOST_CHANGES, VenueKind};
use crate::network::isochrone::{IsochroneOptions, MAX_LAND_M};
use crate::travel::{CROW_FLY, ROAD};

/// The parameters of a coverage question, its territory apart.
pub(super) struct QuestionParameters;

/// The territory of a coverage question, in the query string.
pub(super) struct TerritoryParameter;

/// The coordinate system of an export.
pub(super) struct CrsParameter;

impl IntoParams for CrsParameter {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let numbers = Crs::ALL.map(|crs| crs.epsg().to_string());
        vec![query(
            "crs",
            "Coordinate system of a gpkg or shp.zip, EPSG number; absent: 4326 for gpkg, that of the territory for shp.zip"
                .to_owned(),
            text().enum_values(Some(numbers)).build(),
        )]
    }
}

impl IntoParams for QuestionParameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let bands: Vec<String> = Bands::default().limits().iter().map(|b| b.minutes().to_string()).collect();
        let bands_text =
            text().default(Some(json!(bands.join(",")))).pattern(Some(r"^\d+(\.\d+)?(,\d+(\.\d+)?){0,8}$"));
        let words = VenueKind::ALL.map(VenueKind::as_str).join("|");
        let kinds = text().pattern(Some(format!("^({words})(,({words}))*$")));
        let services = text().max_length(Some(LONGEST_SERVICE));
        vec![
            number(&THRESHOLD),
            query("bands", format!("Upper limits of the bands: {}", accepted_bands()), bands_text.build()),
            query(
                "model",
                "Travel model: by road where the service has roads, else as the crow flies".to_owned(),
                text().enum_values(Some([ROAD, CROW_FLY])).build(),
            ),
            number(&DETOUR),
            number(&SPEED),
            number(&BUFFER_KM),
            query(
                "kind",
                "Kinds of venue that count, comma separated; absent: all".to_owned(),
                kinds.build(),
            ),
            query(
                "service",
                format!(
                    "A service that a venue must offer to count; up to {MOST_SERVICES}, one of which is enough, by repeating the parameter; absent: all"
                ),
                services.build(),
            ),
            query(
                "open_at",
                format!(
                    "Only venues known to be open at a moment of an ordinary week count, no public or school holiday looked at: {}; the opening is inclusive, the closing exclusive; in at least three of four weeks of the year; a stop of a plan counts where one of its sessions holds the moment; absent: whether open or not",
                    WeekMoment::ACCEPTED
                ),
                text()
                    .pattern(Some(r"^(mon|tue|wed|thu|fri|sat|sun)-([01][0-9]|2[0-3]):[0-5][0-9]$"))
                    .examples([json!("tue-14:00")])
                    .build(),
            ),
            query(
                "hours_unknown",
                "With open_at: whether venues whose hours nobody knows count".to_owned(),
                text().default(Some(json!(HOURS_UNKNOWN[0]))).enum_values(Some(HOURS_UNKNOWN)).build(),
            ),
            query(
                "plan",
                format!("A tour whose stops count as places, by distance alone: {}", accepted_plan()),
                text().pattern(Some(format!("^[0-9a-f]{{{PLAN_LENGTH}}}$"))).build(),
            ),
            indicators(),
            change(ChangeKind::Close, "A venue that closes"),
            change(ChangeKind::Move, "A venue that moves"),
            change(ChangeKind::Schedule, "A venue that has other hours"),
            change(ChangeKind::Open, "A venue that opens; the first is known as new:1 in what comes after"),
        ]
    }
}

/// The names of indicators that were brought.
fn indicators() -> Parameter {
    let one = format!("[0-9a-f]{{{NAME_LENGTH}}}");
    let pattern = format!("^{one}(,{one}){{0,{}}}$", MOST_BROUGHT - 1);
    let meaning = format!("Indicators that go with those of the data: {}", accepted_indicators());
    query("indicators", meaning, text().pattern(Some(pattern)).build())
}

/// The indicators that were brought, for an address that takes no other parameter of a question.
pub(super) struct IndicatorsParameter;

impl IntoParams for IndicatorsParameter {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![indicators()]
    }
}

impl IntoParams for TerritoryParameter {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let code = text().min_length(Some(2)).examples([json!("48")]);
        let meaning = format!("Territory: {}; absent: the service's default", accepted_territory());
        vec![query("territory", meaning, code.build())]
    }
}

/// What is asked of isochrones besides the venues that count.
pub(super) struct IsochroneParameters;

impl IntoParams for IsochroneParameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let minutes = text().default(Some(json!("10,20,30"))).pattern(Some(r"^\d{1,3}(,\d{1,3}){0,8}$"));
        let directions = text().default(Some(json!(DIRECTIONS[0]))).enum_values(Some(DIRECTIONS));
        let lengths = IsochroneOptions::default();
        let metres = |default: f64| {
            let whole =
                ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0)).maximum(Some(MAX_LAND_M));
            whole.default(Some(json!(default))).build()
        };
        let at =
            format!("Instead of a territory: {}; not with a parameter of a question", accepted_position());
        vec![
            query(
                "minutes",
                format!("Times: {}; exactly the time is inside", accepted_minutes()),
                minutes.build(),
            ),
            query(
                "direction",
                "Towards the places, as residents travel, or from them".to_owned(),
                directions.build(),
            ),
            query("corridor_m", "How far from a reached road land counts, whole metres".to_owned(), metres(lengths.corridor_m)),
            query(
                "filling_m",
                "How much farther it counts between reached roads, whole metres: gaps up to twice the sum are filled".to_owned(),
                metres(lengths.filling_m),
            ),
            query("at", at, text().examples([json!("3.5,44.52")]).build()),
        ]
    }
}

/// What is asked of stops besides the coverage that they better.
pub(super) struct StopsParameters;

impl IntoParams for StopsParameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let goals = text().default(Some(json!(OBJECTIVES[0]))).enum_values(Some(OBJECTIVES));
        let whole = |least: u32, most: u32, default: u32| {
            let integer = ObjectBuilder::new().schema_type(Type::Integer);
            integer.minimum(Some(least)).maximum(Some(most)).default(Some(json!(default))).build()
        };
        let codes = || text().examples([json!("48095,48061")]).build();
        let named = |name, meaning: &str, schema| query(name, meaning.to_owned(), schema);
        vec![
            named(
                "objective",
                "Most people covered, least mean time, fewest stops, or smallest worst time",
                goals.build(),
            ),
            named("count", "How many stops, those locked in included", whole(1, MOST_STOPS, 1)),
            named("share", "Share of all people that the fewest stops cover, %", whole(1, 100, 100)),
            named(
                "cap_min",
                "For the mean time: who needs more counts with it, minutes",
                whole(1, LONGEST_CAP, 120),
            ),
            named(
                "curve",
                "The best choice for every number of stops up to it as well",
                whole(0, MOST_STOPS, 0),
            ),
            named("lock", "Communes that are stops, codes, comma separated", codes()),
            named("forbid", "Communes that are no stops, codes, comma separated", codes()),
        ]
    }
}

/// A change to the venues, in the query string; it may be repeated.
fn change(kind: ChangeKind, what: &str) -> Parameter {
    let meaning = format!(
        "{what}, up to {MOST_CHANGES} changes in all by repeating the parameters: {}",
        kind.accepted()
    );
    query(kind.as_str(), meaning, text().build())
}

fn number(number: &Number) -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::Number)
        .minimum(Some(number.min))
        .maximum(Some(number.max))
        .default(Some(json!(number.default)));
    query(number.name, number.meaning.to_owned(), schema.build())
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn query(name: &str, meaning: String, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(meaning))
        .schema(Some(schema))
        .build()
}

/// A layer's schemas: `<Name>Collection` of `<Name>Feature` with `<Name>Properties`.
macro_rules! layer {
    ($collection:ident, $name:literal, $properties:ty, $geometry:literal, $doc:literal) => {
        #[doc = $doc]
        pub(super) struct $collection;

        impl PartialSchema for $collection {
            fn schema() -> RefOr<Schema> {
                collection($doc, concat!($name, "Feature"))
            }
        }

        impl ToSchema for $collection {
            fn name() -> Cow<'static, str> {
                concat!($name, "Collection").into()
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                let properties = concat!($name, "Properties");
                schemas.push((concat!($name, "Feature").to_owned(), feature($geometry, properties)));
                schemas.push((properties.to_owned(), <$properties as PartialSchema>::schema()));
            }
        }
    };
}

layer!(CommuneCollection, "Commune", AccessRecord, "MultiPolygon", "Communes with their access, as areas.");
layer!(DemandCollection, "Demand", AccessRecord, "Point", "Demand points with their access.");
layer!(VenueCollection, "Venue", VenueRow, "Point", "Venues inside the territory and in its surroundings.");
layer!(GapCollection, "Gap", GapRecord, "MultiPolygon", "Gap zones: communes beyond the threshold, joined.");
layer!(
    PresenceCollection,
    "Presence",
    PresenceRow,
    "MultiPolygon",
    "What a tour changes for every demand point, as areas."
);
layer!(
    DifferenceCollection,
    "Difference",
    DifferenceRow,
    "MultiPolygon",
    "What a scenario changes for every commune, as areas."
);
layer!(
    SurroundingCollection,
    "Surrounding",
    SurroundingRecord,
    "MultiPolygon",
    "Neighbouring communes, for context."
);

layer!(
    IsochroneCollection,
    "Isochrone",
    IsochroneRecord,
    "MultiPolygon",
    "The land within some minutes by road, one area a time, shortest first."
);

layer!(
    TourStopCollection,
    "TourStop",
    TourStopProperties,
    "Point",
    "The depot and the stops of a plan, with their sessions."
);
layer!(
    ItineraryCollection,
    "Itinerary",
    ItineraryProperties,
    "LineString",
    "The ways of a plan; days with the same stops share one."
);

fn collection(meaning: &str, feature: &str) -> RefOr<Schema> {
    let features = ArrayBuilder::new().items(RefOr::Ref(Ref::from_schema_name(feature)));
    let schema = ObjectBuilder::new()
        .description(Some(meaning))
        .property("type", constant("FeatureCollection"))
        .property("name", text().description(Some("Name of the layer")))
        .property("features", features)
        .required("type")
        .required("features");
    RefOr::T(schema.build().into())
}

fn feature(geometry: &str, properties: &str) -> RefOr<Schema> {
    let schema = ObjectBuilder::new()
        .property("type", constant("Feature"))
        .property("geometry", geometry_or_null(geometry))
        .property("properties", Ref::from_schema_name(properties))
        .required("type")
        .required("geometry")
        .required("properties");
    RefOr::T(schema.build().into())
}

/// A geometry of RFC 7946; null for a row that has no known place.
fn geometry_or_null(kind: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Null]))
        .property("type", constant(kind))
        .property("coordinates", ArrayBuilder::new().items(RefOr::T(anything())))
        .required("type")
        .required("coordinates")
}

fn constant(word: &str) -> ObjectBuilder {
    text().enum_values(Some([word]))
}

/// Positions are numbers or lists of lists of them: no more is said.
fn anything() -> Schema {
    Schema::Object(ObjectBuilder::new().schema_type(SchemaType::AnyValue).build())
}
