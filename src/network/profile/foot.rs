//! A walker: 5 km/h nearly everywhere but on motorways, both ways on any street.

use super::settings::{MaxspeedRule, Settings, Table, table, words};

/// Usual speed, km/h.
const WALKING: f64 = 5.0;

pub(super) fn settings() -> Settings {
    let highway: Table = words(
        "trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link unclassified \
         residential living_street service track path steps pedestrian platform footway pier bridleway cycleway \
         corridor",
    )
    .into_iter()
    .map(|class| (class, WALKING))
    .chain([("steps".to_owned(), 3.0)])
    .collect();
    Settings {
        default_speed: WALKING,
        speed_reduction: 1.0,
        maxspeed: MaxspeedRule::Ignored,
        oneway: false,
        access_keys: words("foot access"),
        closed: words("no private agricultural forestry delivery customers military use_sidepath"),
        open: words("yes permissive designated"),
        barriers_open: words(
            "bollard cycle_barrier entrance cattle_grid border_control toll_booth sally_port gate lift_gate \
             swing_gate kissing_gate stile turnstile block kerb no arch height_restrictor chicane bus_trap chain",
        ),
        highway,
        route: table(&[("ferry", 5.0)]),
        surface: table(&[("gravel", 4.0), ("pebblestone", 4.0), ("mud", 2.5), ("sand", 2.5)]),
        tracktype: Table::new(),
        smoothness: table(&[("impassable", 0.0)]),
        implicit_maxspeed: Table::new(),
        node_seconds: table(&[("traffic_signals", 2.0)]),
        turn_seconds: 0.0,
        turn_bias: 1.0,
        oncoming_seconds: 0.0,
    }
}
