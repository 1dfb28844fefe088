//! A bicycle: 15 km/h where riding is usual, 4 to 6 km/h where it is pushed.
//!
//! Speeds after OSRM 26's bicycle profile, without its preference for quiet roads: an access time is
//! a time. A `oneway` binds a bicycle unless `oneway:bicycle=no` or an `opposite` cycleway frees it.

use super::settings::{MaxspeedRule, Settings, Table, table, words};

/// Usual speed, km/h.
const RIDING: f64 = 15.0;
/// Speed of someone who pushes a bicycle, km/h.
const PUSHING: f64 = 4.0;

pub(super) fn settings() -> Settings {
    let mut highway = Table::new();
    for class in words(
        "cycleway primary primary_link secondary secondary_link tertiary tertiary_link residential \
         unclassified living_street service",
    ) {
        highway.insert(class, RIDING);
    }
    highway.extend(table(&[
        ("track", 12.0),
        ("path", 12.0),
        ("bridleway", PUSHING),
        ("footway", PUSHING),
        ("pedestrian", PUSHING),
        ("steps", 2.0),
        ("trunk", RIDING),
        ("trunk_link", RIDING),
    ]));
    Settings {
        default_speed: RIDING,
        speed_reduction: 1.0,
        maxspeed: MaxspeedRule::Caps,
        oneway: true,
        access_keys: words("bicycle vehicle access"),
        closed: words("no private agricultural forestry delivery customers military use_sidepath"),
        open: words("yes permissive designated"),
        barriers_open: words(
            "bollard cycle_barrier entrance cattle_grid border_control toll_booth sally_port gate lift_gate \
             swing_gate kissing_gate stile block kerb no arch height_restrictor chicane bus_trap",
        ),
        highway,
        route: table(&[("ferry", 5.0)]),
        surface: table(&[
            ("cobblestone", 7.0),
            ("sett", 9.0),
            ("unpaved", 10.0),
            ("compacted", 12.0),
            ("fine_gravel", 12.0),
            ("gravel", 8.0),
            ("pebblestone", 8.0),
            ("ground", 9.0),
            ("dirt", 8.0),
            ("earth", 8.0),
            ("grass", 6.0),
            ("mud", 3.0),
            ("sand", 3.0),
        ]),
        tracktype: table(&[("grade3", 12.0), ("grade4", 9.0), ("grade5", 7.0)]),
        smoothness: table(&[
            ("very_bad", 10.0),
            ("horrible", 5.0),
            ("very_horrible", 3.0),
            ("impassable", 0.0),
        ]),
        implicit_maxspeed: table(&[("walk", 6.0)]),
        node_seconds: table(&[("traffic_signals", 2.0), ("stop", 2.0), ("gate", 10.0)]),
        turn_seconds: 3.0,
        turn_bias: 1.4,
        oncoming_seconds: 0.0,
    }
}
