//! The ways of the tour: GPX 1.1 and GeoJSON. Days with the same stops in the same order share one line.

use std::collections::BTreeMap;

use geo_types::Coord;
use serde_json::{Value, json};

use super::{Way, escaped, sessions};
use crate::tour::{Date, Plan};

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

/// GeoJSON (RFC 7946): the stops as points with their sessions, the ways as lines.
#[must_use]
pub fn tour_geojson(plan: &Plan, itineraries: &[Itinerary]) -> Vec<u8> {
    let degrees = |value: f64| (value * 1e6).round() / 1e6;
    let position = |at: &Coord<f64>| json!([degrees(at.x), degrees(at.y)]);
    let feature = |shape: Value, properties: Value| {
        json!({ "type": "Feature", "geometry": shape, "properties": properties }).to_string()
    };
    let depot = json!({ "kind": "depot", "name": plan.depot.name });
    let mut lines =
        vec![feature(json!({ "type": "Point", "coordinates": position(&plan.depot.place) }), depot)];
    for stop in &plan.stops {
        let held = sessions(plan).filter(|(_, _, other)| other.id == stop.id);
        let held: Vec<Value> = held
            .map(|(date, visit, _)| json!({ "date": date, "open": visit.open, "close": visit.close }))
            .collect();
        let why = plan.left_out.iter().find(|left| left.stop == stop.id).map(|left| &left.why);
        let properties = json!({
            "kind": "stop", "id": stop.id, "name": stop.name, "people": stop.people,
            "sessions": held, "left_out": why,
        });
        lines.push(feature(json!({ "type": "Point", "coordinates": position(&stop.place) }), properties));
    }
    for itinerary in itineraries {
        let line: Vec<Value> = itinerary.line.iter().map(position).collect();
        // A line has two positions at least (section 3.1.4).
        let shape =
            if line.len() < 2 { Value::Null } else { json!({ "type": "LineString", "coordinates": line }) };
        let day = itinerary.dates.first().and_then(|date| plan.days.iter().find(|day| day.date == *date));
        let properties = json!({
            "kind": "itinerary", "name": title(plan, itinerary), "stops": itinerary.stops, "dates": itinerary.dates,
            "driving_s": day.map(|day| day.driving_s), "distance_m": day.map(|day| day.distance_m),
        });
        lines.push(feature(shape, properties));
    }
    format!("{{\"type\":\"FeatureCollection\",\"name\":\"tour\",\"features\":[\n{}\n]}}\n", lines.join(",\n"))
        .into_bytes()
}
