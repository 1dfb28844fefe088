//! The ways of the tour: GPX 1.1 and GeoJSON. Days with the same stops in the same order share one line.

use std::collections::BTreeMap;

use geo_types::Coord;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Way, sessions};
use crate::export::escaped;
use crate::tour::{Clock, Date, Plan, Reason, Stop, Visit};
use crate::units::{Metres, People, Seconds};

/// A way from the depot over some stops and back, and the days on which it is driven.
#[derive(Debug, Clone, PartialEq)]
pub struct Itinerary {
    /// Identifiers of the stops, in order.
    pub stops: Vec<String>,
    /// The days, ascending.
    pub dates: Vec<Date>,
    /// Positions from the depot to the depot.
    pub line: Vec<Coord<f64>>,
}

/// The ways of a plan, by their first day. Each pair of places is asked for once.
#[must_use]
pub fn itineraries(plan: &Plan, way: &Way<'_>) -> Vec<Itinerary> {
    let mut orders: BTreeMap<Vec<&str>, Vec<Date>> = BTreeMap::new();
    for day in &plan.days {
        let order = day.visits.iter().map(|visit| visit.stop.as_str()).collect();
        orders.entry(order).or_default().push(day.date);
    }
    let mut ways: BTreeMap<(&str, &str), Vec<Coord<f64>>> = BTreeMap::new();
    let place = |id: &str| plan.stop(id).map_or(plan.depot.place, |stop| stop.place);
    let mut found = Vec::with_capacity(orders.len());
    for (order, dates) in orders {
        let mut line: Vec<Coord<f64>> = Vec::new();
        // No identifier is empty: it stands for the depot.
        let places: Vec<&str> = std::iter::once("").chain(order.iter().copied()).chain([""]).collect();
        for pair in places.windows(2) {
            let key = (pair[0], pair[1]);
            line.extend(ways.entry(key).or_insert_with(|| way(place(key.0), place(key.1))).iter());
        }
        line.dedup();
        found.push(Itinerary { stops: order.into_iter().map(str::to_owned).collect(), dates, line });
    }
    found.sort_by_key(|itinerary| itinerary.dates.first().copied());
    found
}

/// The names of the stops of a way.
fn title(plan: &Plan, itinerary: &Itinerary) -> String {
    let names: Vec<&str> =
        itinerary.stops.iter().filter_map(|id| Some(plan.stop(id)?.name.as_str())).collect();
    names.join(" – ")
}

/// GPX 1.1: a waypoint a stop, a track a way.
#[must_use]
pub fn tour_gpx(plan: &Plan, itineraries: &[Itinerary]) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Maillage\" \
         xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
    );
    let mut point = |tag: &str, name: &str, at: Coord<f64>| {
        out += &format!(
            "<{tag} lat=\"{:.6}\" lon=\"{:.6}\"><name>{}</name></{tag}>\n",
            at.y,
            at.x,
            escaped(name)
        );
    };
    point("wpt", &plan.depot.name, plan.depot.place);
    for stop in plan.stops.iter().filter(|stop| is_visited(plan, &stop.id)) {
        point("wpt", &stop.name, stop.place);
    }
    for itinerary in itineraries {
        let dates: Vec<String> = itinerary.dates.iter().map(ToString::to_string).collect();
        let (name, dates) = (escaped(&title(plan, itinerary)), dates.join(", "));
        out += &format!("<trk><name>{name}</name><desc>{dates}</desc><trkseg>\n");
        for at in &itinerary.line {
            out += &format!("<trkpt lat=\"{:.6}\" lon=\"{:.6}\"/>\n", at.y, at.x);
        }
        out += "</trkseg></trk>\n";
    }
    out += "</gpx>\n";
    out.into_bytes()
}

fn is_visited(plan: &Plan, id: &str) -> bool {
    plan.days.iter().any(|day| day.visits.iter().any(|visit| visit.stop == id))
}

/// A session of a stop on the map.
#[derive(Debug, Serialize, ToSchema)]
struct SessionOut {
    /// The day.
    date: Date,
    /// People are received from then,
    open: Clock,
    /// to then.
    close: Clock,
    /// The day of the cycle that it was moved from; null where it is held on its own.
    moved_from: Option<Date>,
}

/// A stop of a tour, or its depot, on the map.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TourStopProperties {
    /// `depot` or `stop`.
    kind: &'static str,
    /// Identifier of the stop; null for the depot.
    id: Option<String>,
    /// Name.
    name: String,
    /// People whom the stop serves; null for the depot.
    #[schema(value_type = Option<f64>)]
    people: Option<People>,
    /// Its sessions, in order.
    #[schema(inline)]
    sessions: Vec<SessionOut>,
    /// Why it is not in the tour; null where it is.
    left_out: Option<Reason>,
}

/// A way of a tour on the map: days with the same stops in the same order share one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItineraryProperties {
    /// `itinerary`.
    kind: &'static str,
    /// The names of its stops.
    name: String,
    /// The identifiers of its stops, in order.
    stops: Vec<String>,
    /// The days on which it is driven.
    dates: Vec<Date>,
    /// Driving of one of these days, seconds.
    #[schema(value_type = Option<f64>)]
    driving_s: Option<Seconds>,
    /// Length driven on one of these days, metres.
    #[schema(value_type = Option<f64>)]
    distance_m: Option<Metres>,
}

/// GeoJSON (RFC 7946): the stops as points with their sessions, the ways as lines.
#[must_use]
pub fn tour_geojson(plan: &Plan, itineraries: &[Itinerary]) -> Vec<u8> {
    collection("tour", stop_features(plan).chain(way_features(plan, itineraries)))
}

/// GeoJSON: the depot and the stops as points, with their sessions or why they are left out.
#[must_use]
pub fn tour_stops_geojson(plan: &Plan) -> Vec<u8> {
    collection("tour_stops", stop_features(plan))
}

/// GeoJSON: the ways as lines.
#[must_use]
pub fn tour_ways_geojson(plan: &Plan, itineraries: &[Itinerary]) -> Vec<u8> {
    collection("tour_ways", way_features(plan, itineraries))
}

fn collection(name: &str, features: impl Iterator<Item = String>) -> Vec<u8> {
    let lines: Vec<String> = features.collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"name\":\"{name}\",\"features\":[\n{}\n]}}\n",
        lines.join(",\n")
    )
    .into_bytes()
}

fn feature(shape: &Value, properties: impl Serialize) -> String {
    json!({ "type": "Feature", "geometry": shape, "properties": properties }).to_string()
}

fn position(at: &Coord<f64>) -> Value {
    let degrees = |value: f64| (value * 1e6).round() / 1e6;
    json!([degrees(at.x), degrees(at.y)])
}

fn stop_features(plan: &Plan) -> impl Iterator<Item = String> {
    let point = |at: &Coord<f64>| json!({ "type": "Point", "coordinates": position(at) });
    let (kind, name) = ("depot", plan.depot.name.clone());
    let depot =
        TourStopProperties { kind, id: None, name, people: None, sessions: Vec::new(), left_out: None };
    let depot = feature(&point(&plan.depot.place), depot);
    let mut held: BTreeMap<&str, Vec<SessionOut>> = BTreeMap::new();
    for (date, visit, stop) in sessions(plan) {
        let Visit { open, close, moved_from, .. } = *visit;
        held.entry(&stop.id).or_default().push(SessionOut { date, open, close, moved_from });
    }
    let stop = move |stop: &Stop| {
        let left_out = plan.left_out.iter().find(|left| left.stop == stop.id);
        let properties = TourStopProperties {
            kind: "stop",
            id: Some(stop.id.clone()),
            name: stop.name.clone(),
            people: Some(stop.people),
            sessions: held.remove(stop.id.as_str()).unwrap_or_default(),
            left_out: left_out.map(|left| left.why.clone()),
        };
        feature(&point(&stop.place), properties)
    };
    std::iter::once(depot).chain(plan.stops.iter().map(stop))
}

fn way_features(plan: &Plan, itineraries: &[Itinerary]) -> impl Iterator<Item = String> {
    itineraries.iter().map(|itinerary| {
        let line: Vec<Value> = itinerary.line.iter().map(position).collect();
        // A line has two positions at least (section 3.1.4).
        let shape =
            if line.len() < 2 { Value::Null } else { json!({ "type": "LineString", "coordinates": line }) };
        let day = itinerary.dates.first().and_then(|date| plan.days.iter().find(|day| day.date == *date));
        let properties = ItineraryProperties {
            kind: "itinerary",
            name: title(plan, itinerary),
            stops: itinerary.stops.clone(),
            dates: itinerary.dates.clone(),
            driving_s: day.map(|day| day.driving_s),
            distance_m: day.map(|day| day.distance_m),
        };
        feature(&shape, properties)
    })
}
