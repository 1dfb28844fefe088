//! A car.
//!
//! Speeds are those of OSRM 26's car profile, which its users have tuned for ten years: class
//! speeds, 0.8 of the legal limit, the caps by surface, track grade and smoothness, 2 s at a signal
//! and turn costs of at most 7.5 s plus 2 s across oncoming traffic. French rules are added where
//! OSRM lacks them (`zone30`, `zone20`, `walk`).

use super::settings::{MaxspeedRule, Settings, table, words};

pub(super) fn settings() -> Settings {
    Settings {
        default_speed: 10.0,
        speed_reduction: 0.8,
        maxspeed: MaxspeedRule::Sets,
        oneway: true,
        access_keys: words("motorcar motor_vehicle vehicle access"),
        closed: words(
            "no agricultural forestry emergency psv taxi share_taxi minibus bus foot emergency_vehicle \
             restricted military official private use_sidepath",
        ),
        open: words("yes motorcar motor_vehicle vehicle permissive designated hov"),
        barriers_open: words(
            "cattle_grid border_control toll_booth sally_port no entrance height_restrictor arch gate lift_gate",
        ),
        highway: table(&[
            ("motorway", 90.0),
            ("motorway_link", 45.0),
            ("trunk", 85.0),
            ("trunk_link", 40.0),
            ("primary", 65.0),
            ("primary_link", 30.0),
            ("secondary", 55.0),
            ("secondary_link", 25.0),
            ("tertiary", 40.0),
            ("tertiary_link", 20.0),
            ("unclassified", 25.0),
            ("residential", 25.0),
            ("living_street", 10.0),
            ("service", 15.0),
            ("winter_road", 20.0),
            ("ice_road", 15.0),
        ]),
        route: table(&[("ferry", 5.0), ("shuttle_train", 10.0)]),
        surface: surface(),
        tracktype: table(&[
            ("grade1", 60.0),
            ("grade2", 40.0),
            ("grade3", 30.0),
            ("grade4", 25.0),
            ("grade5", 20.0),
        ]),
        smoothness: table(&[
            ("intermediate", 80.0),
            ("bad", 40.0),
            ("very_bad", 20.0),
            ("horrible", 10.0),
            ("very_horrible", 5.0),
            ("impassable", 0.0),
        ]),
        implicit_maxspeed: implicit_maxspeed(),
        node_seconds: table(&[("traffic_signals", 2.0), ("stop", 2.0), ("give_way", 1.0), ("gate", 60.0)]),
        turn_seconds: 7.5,
        turn_bias: 1.075,
        oncoming_seconds: 2.0,
    }
}

/// Highest speed by surface; what is not listed has no cap.
fn surface() -> super::settings::Table {
    let mut caps = table(&[("laterite", 15.0), ("mud", 10.0), ("snow", 30.0)]);
    for (names, cap) in [
        ("cement compacted fine_gravel", 80.0),
        ("paving_stones metal bricks", 60.0),
        ("grass wood sett grass_paver gravel unpaved ground dirt pebblestone tartan", 40.0),
        ("cobblestone clay", 30.0),
        ("earth stone rocky sand ice", 20.0),
    ] {
        caps.extend(words(names).into_iter().map(|name| (name, cap)));
    }
    caps
}

/// Limits by rule. A rule without its country stands for every country not listed.
fn implicit_maxspeed() -> super::settings::Table {
    table(&[
        ("urban", 50.0),
        ("rural", 90.0),
        ("trunk", 110.0),
        ("motorway", 130.0),
        ("living_street", 20.0),
        ("walk", 6.0),
        ("none", 140.0),
        ("fr:urban", 50.0),
        ("fr:rural", 80.0),
        ("fr:motorway", 130.0),
        ("fr:walk", 6.0),
        ("de:living_street", 7.0),
        ("de:rural", 100.0),
        // No limit: the speed of the class stands.
        ("de:motorway", 0.0),
        ("be:motorway", 120.0),
        ("be-bru:rural", 70.0),
        ("be-bru:urban", 30.0),
        ("be-vlg:rural", 70.0),
        ("ch:rural", 80.0),
        ("ch:trunk", 100.0),
        ("ch:motorway", 120.0),
        ("es:trunk", 90.0),
        ("at:rural", 100.0),
        ("at:trunk", 100.0),
        ("nl:rural", 80.0),
        ("nl:trunk", 100.0),
        ("gb:nsl_single", 96.56),
        ("gb:nsl_dual", 112.65),
        ("gb:motorway", 112.65),
    ])
}
