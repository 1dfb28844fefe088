//! Bicycles and walkers on drawn streets, and every figure of the profiles in METHODS.md.
#![expect(clippy::unwrap_used, reason = "drawings made here, small and known")]

use std::collections::BTreeSet;
use std::path::Path;

use geo_types::Coord;
use maillage::network::graph::build;
use maillage::network::matrix::many_to_many;
use maillage::network::profile::{Mode, Profile, Settings, Table, Tags};
use maillage::network::raw::{RawNetwork, from_degrees};
use maillage::network::snap::{SnapOptions, Snapper};

type Way<'a> = (&'a [usize], &'a [(&'a str, &'a str)]);

/// Corners of a town: a thousandth of a degree apart at the equator, 111.3 m by 110.6 m.
const CORNERS: [(f64, f64); 6] = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (18.0, 0.0), (18.0, 9.0)];

fn corner(place: usize) -> Coord<f64> {
    Coord { x: CORNERS[place].0 * 0.001, y: CORNERS[place].1 * 0.001 }
}

/// Seconds from a corner to another; `None` where there is no way.
fn seconds(mode: Mode, ways: &[Way<'_>], from: usize, to: usize) -> Option<f64> {
    // Turns are a matter of their own.
    let profile = Profile::new(mode).with_overrides("turn_seconds = 0.0").unwrap();
    let mut raw =
        RawNetwork { points: (0..6).map(|c| from_degrees(corner(c))).collect(), ..RawNetwork::default() };
    for (corners, tags) in ways {
        if let Ok(class) = profile.classify_way(&Tags::new(tags)) {
            let points: Vec<u32> = corners.iter().map(|c| u32::try_from(*c).unwrap()).collect();
            raw.push_way(&points, class.into());
        }
    }
    let graph = build(&raw, &profile, [0; 32]).ok()?;
    let snapper = Snapper::new(&graph, SnapOptions { max_snap_m: 1.0, ..SnapOptions::default() });
    let place = |c: usize| snapper.snap(corner(c)).ok().map(|place| vec![place]);
    let cost = many_to_many(&graph, &[place(from)?], &[place(to)?], 1).get(0, 0)?;
    Some(f64::from(cost.ms) / 1000.0)
}

/// Seconds over a side of the town: 9 steps of 111.32 m.
fn side(kmh: f64) -> f64 {
    9.0 * 111.32 * 3.6 / kmh
}

fn near(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found / expected - 1.0).abs() < 0.005)
}

const STREET: &[(&str, &str)] = &[("highway", "residential")];
const ONE_WAY: &[(&str, &str)] = &[("highway", "residential"), ("oneway", "yes")];

#[test]
fn a_one_way_street_binds_bicycles_and_not_walkers() {
    let block: [Way<'_>; 2] = [(&[0, 1], ONE_WAY), (&[1, 2, 3, 0], STREET)];
    assert!(near(seconds(Mode::Bicycle, &block, 0, 1), side(15.0)));
    // The three other sides, two of which are shorter by a degree's flattening.
    assert!(near(seconds(Mode::Bicycle, &block, 1, 0), 3.0 * side(15.0)));
    assert!(near(seconds(Mode::Foot, &block, 1, 0), side(5.0)));
}

#[test]
fn a_contraflow_frees_bicycles_only() {
    for tag in [
        ("oneway:bicycle", "no"),
        ("cycleway", "opposite"),
        ("cycleway", "opposite_lane"),
        ("cycleway:left", "opposite_track"),
    ] {
        let tags = [ONE_WAY[0], ONE_WAY[1], tag];
        let block: [Way<'_>; 2] = [(&[0, 1], &tags), (&[1, 2, 3, 0], STREET)];
        assert!(near(seconds(Mode::Bicycle, &block, 1, 0), side(15.0)), "{tag:?}");
        assert!(seconds(Mode::Car, &block, 1, 0).unwrap() > 2.5 * side(25.0), "{tag:?}");
    }
    let bound = [STREET[0], ("oneway:bicycle", "yes")];
    let block: [Way<'_>; 2] = [(&[0, 1], &bound), (&[1, 2, 3, 0], STREET)];
    assert!(seconds(Mode::Bicycle, &block, 1, 0).unwrap() > 2.5 * side(15.0));
}

#[test]
fn steps_slow_walkers_and_are_gone_round_by_bicycle() {
    let steps: &[(&str, &str)] = &[("highway", "steps")];
    let block: [Way<'_>; 2] = [(&[0, 1], steps), (&[1, 2, 3, 0], STREET)];
    assert!(near(seconds(Mode::Foot, &block, 0, 1), side(3.0)));
    assert!(near(seconds(Mode::Bicycle, &block, 0, 1), 3.0 * side(15.0)));
    assert!(near(seconds(Mode::Bicycle, &[(&[0, 1], steps)], 0, 1), side(2.0)));
    assert_eq!(seconds(Mode::Car, &[(&[0, 1], steps)], 0, 1), None);
}

#[test]
fn a_footway_is_walked_pushed_along_or_ridden_where_it_says_so() {
    let footway: &[(&str, &str)] = &[("highway", "footway")];
    let shared: &[(&str, &str)] = &[("highway", "cycleway"), ("foot", "designated")];
    assert!(near(seconds(Mode::Foot, &[(&[0, 1], footway)], 0, 1), side(5.0)));
    assert!(near(seconds(Mode::Bicycle, &[(&[0, 1], footway)], 0, 1), side(4.0)));
    assert!(near(seconds(Mode::Bicycle, &[(&[0, 1], shared)], 0, 1), side(15.0)));
    assert_eq!(seconds(Mode::Car, &[(&[0, 1], footway)], 0, 1), None);
    assert_eq!(
        seconds(Mode::Bicycle, &[(&[0, 1], &[("highway", "footway"), ("bicycle", "no")])], 0, 1),
        None
    );
    for (path, kmh) in [("ground", 9.0), ("mud", 3.0), ("asphalt", 12.0)] {
        let path = [("highway", "path"), ("surface", path)];
        assert!(near(seconds(Mode::Bicycle, &[(&[0, 1], &path)], 0, 1), side(kmh)), "{path:?}");
    }
}

#[test]
fn motorways_and_what_is_private_are_closed_to_both() {
    for mode in [Mode::Bicycle, Mode::Foot] {
        for tags in [
            [("highway", "motorway"), ("oneway", "no")],
            [("highway", "residential"), ("access", "private")],
            [("highway", "primary"), ("motorroad", "yes")],
        ] {
            assert_eq!(seconds(mode, &[(&[0, 1], &tags)], 0, 1), None, "{mode:?} {tags:?}");
        }
        let open = [("highway", "service"), ("access", "private"), (mode.code(), "yes")];
        assert!(seconds(mode, &[(&[0, 1], &open)], 0, 1).is_some());
    }
}

/// A table of figures, one row a name, one column a mode.
fn figures(title: &str, tables: [&Table; 3]) -> String {
    let names: BTreeSet<&String> = tables.iter().flat_map(|table| table.keys()).collect();
    let mut text = format!("| {title} | car | bicycle | foot |\n| --- | --- | --- | --- |\n");
    for name in names {
        let cell = |table: &Table| table.get(name).map_or("–".to_owned(), f64::to_string);
        text += &format!("| `{name}` | {} | {} | {} |\n", cell(tables[0]), cell(tables[1]), cell(tables[2]));
    }
    text + "\n"
}

/// Every figure of the three profiles, as METHODS.md has them.
fn all_figures() -> String {
    let settings = Mode::ALL.map(Settings::of);
    let of = |table: fn(&Settings) -> &Table| [0, 1, 2].map(|mode| table(&settings[mode]));
    let single =
        |value: fn(&Settings) -> f64| [0, 1, 2].map(|mode| value(&settings[mode]).to_string()).join(" | ");
    let list = |words: fn(&Settings) -> &Vec<String>| {
        [0, 1, 2].map(|mode| words(&settings[mode]).join(", ")).join(" | ")
    };
    let mut text = String::from("\n| setting | car | bicycle | foot |\n| --- | --- | --- | --- |\n");
    text += &format!("| `default_speed`, km/h | {} |\n", single(|s| s.default_speed));
    text += &format!("| `speed_reduction`, share of the limit | {} |\n", single(|s| s.speed_reduction));
    text += &format!("| `turn_seconds`, the most that a turn costs | {} |\n", single(|s| s.turn_seconds));
    text += &format!("| `turn_bias`, left over right | {} |\n", single(|s| s.turn_bias));
    text += &format!("| `oncoming_seconds` | {} |\n", single(|s| s.oncoming_seconds));
    text += &format!("| `access_keys`, the most specific first | {} |\n", list(|s| &s.access_keys));
    text += &format!("| `closed` access values | {} |\n", list(|s| &s.closed));
    text += &format!("| `barriers_open` | {} |\n\n", list(|s| &s.barriers_open));
    text += &figures("`highway`, km/h", of(|s| &s.highway));
    text += &figures("`route`, km/h", of(|s| &s.route));
    text += &figures("at most on `surface`, km/h", of(|s| &s.surface));
    text += &figures("at most on `tracktype`, km/h", of(|s| &s.tracktype));
    text += &figures("at most on `smoothness`, km/h; 0 closes", of(|s| &s.smoothness));
    text += &figures("limit by rule, km/h; 0 for none", of(|s| &s.implicit_maxspeed));
    text + &figures("lost at a node, s", of(|s| &s.node_seconds))
}

#[test]
fn methods_has_every_figure_of_the_profiles() {
    const BEGIN: &str =
        "<!-- profiles: written by `MAILLAGE_WRITE_METHODS=1 cargo test --test network_profiles` -->\n";
    const END: &str = "<!-- end of profiles -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("METHODS.md");
    let methods = std::fs::read_to_string(&path).unwrap();
    let start = methods.find(BEGIN).unwrap() + BEGIN.len();
    let end = start + methods[start..].find(END).unwrap();
    if std::env::var_os("MAILLAGE_WRITE_METHODS").is_some() {
        std::fs::write(&path, [&methods[..start], &all_figures(), &methods[end..]].concat()).unwrap();
        return;
    }
    assert!(
        methods[start..end] == all_figures(),
        "METHODS.md says something else: run the line above its tables"
    );
}
