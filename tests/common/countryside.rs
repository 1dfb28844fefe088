//! A made-up road network over Lozère: a bent grid of country lanes with main roads, a river with few
//! bridges, and a massif without roads around Altier. The same at every call.

use super::pbf::Extract;

/// Ten-millionths of a degree.
const DEGREE: f64 = 1e7;
/// South-western corner, and what lies between two lanes, degrees.
const CORNER: [f64; 2] = [2.85, 43.98];
const STEP: [f64; 2] = [0.025, 0.018];
/// Lanes from south to north, and from west to east.
const COLUMNS: i64 = 53;
const ROWS: i64 = 63;
/// Points between two crossings.
const BENDS: i64 = 4;
/// The row of crossings south of the river: one lane in seven has a bridge over it.
const RIVER: i64 = 30;
/// A place without any road within a few kilometres, and how far, degrees.
const MASSIF: ([f64; 2], f64) = ([3.858, 44.474], 0.04);

/// A way between two neighbouring crossings.
struct Link {
    from: [i64; 2],
    to: [i64; 2],
    /// The number of the lane that it belongs to, and whether that runs south to north.
    lane: i64,
    northwards: bool,
}

/// The network.
pub fn countryside() -> Extract {
    let mut extract = Extract::default();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let [lon, lat] = crossing([column, row]);
            extract.nodes.push((id([column, row]), fixed(lon), fixed(lat)));
        }
    }
    let mut bend_id = COLUMNS * ROWS;
    for link in links() {
        let (a, b) = (crossing(link.from), crossing(link.to));
        let Some(tags) = tags(&link) else { continue };
        if [a, b].iter().any(|p| (p[0] - MASSIF.0[0]).hypot(p[1] - MASSIF.0[1]) < MASSIF.1) {
            continue;
        }
        let mut nodes = vec![id(link.from)];
        for bend in 1..=BENDS {
            let share = bend as f64 / (BENDS + 1) as f64;
            // Lanes wind, to the left or to the right; main roads hardly do.
            let swing = if is_main(&link) { 0.02 } else { 0.16 * chance(&link, 2) - 0.08 };
            let aside = swing * (share * std::f64::consts::PI * 2.0).sin();
            let along = [b[0] - a[0], b[1] - a[1]];
            let (lon, lat) =
                (a[0] + along[0] * share - along[1] * aside, a[1] + along[1] * share + along[0] * aside);
            extract.nodes.push((bend_id, fixed(lon), fixed(lat)));
            nodes.push(bend_id);
            bend_id += 1;
        }
        nodes.push(id(link.to));
        extract.ways.push((nodes, tags));
    }
    add_ground(&mut extract, bend_id);
    extract
}

/// The river, a lake with an island, and places: two that are not of Lozère, and one that is a commune of it.
fn add_ground(extract: &mut Extract, mut id: i64) {
    let mut line = |extract: &mut Extract, points: &[[f64; 2]]| {
        let first = id;
        for [lon, lat] in points {
            extract.nodes.push((id, fixed(*lon), fixed(*lat)));
            id += 1;
        }
        (first..id).collect::<Vec<_>>()
    };
    let lat = CORNER[1] + STEP[1] * (RIVER as f64 + 0.5);
    let bends: Vec<[f64; 2]> =
        (0..240).map(f64::from).map(|i| [CORNER[0] + 0.0055 * i, lat + 0.004 * (i / 4.0).sin()]).collect();
    let river = line(extract, &bends);
    extract.ways.push((river, vec![("waterway", "river"), ("name", "La Longue")]));
    let round = |[lon, lat]: [f64; 2], size: f64| -> Vec<[f64; 2]> {
        let turn = |i: i64| std::f64::consts::TAU * i as f64 / 60.0;
        (0..60).map(|i| [lon + 1.4 * size * turn(i).cos(), lat + size * turn(i).sin()]).collect()
    };
    for (at, size) in [([3.3, 44.66], 0.03), ([3.31, 44.655], 0.008)] {
        let mut ring = line(extract, &round(at, size));
        ring.push(ring[0]);
        extract.ways.push((ring, Vec::new()));
    }
    let shores = i64::try_from(extract.ways.len()).unwrap();
    let lake = vec![("type", "multipolygon"), ("natural", "water"), ("name", "Lac du Milieu")];
    extract.relations.push((vec![(shores - 1, "outer"), (shores, "inner")], lake));
    let places = [
        (3.08, 44.1, "town", "Millau", Some("21859")),
        (3.495, 44.517, "town", "Mende", Some("12316")),
        (3.55, 44.62, "hamlet", "Le Mas-Neuf", None),
        (4.08, 44.125, "city", "Alès", Some("about 45 000")),
    ];
    for (lon, lat, kind, name, people) in places {
        let mut tags = vec![("place", kind), ("name", name)];
        tags.extend(people.map(|people| ("population", people)));
        extract.places.push((id, fixed(lon), fixed(lat), tags));
        id += 1;
    }
}

fn links() -> impl Iterator<Item = Link> {
    let crossings = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| [column, row]));
    crossings.flat_map(|from @ [column, row]| {
        let east = Link { from, to: [column + 1, row], lane: row, northwards: false };
        let north = Link { from, to: [column, row + 1], lane: column, northwards: true };
        [east, north].into_iter().filter(|link| link.to[0] < COLUMNS && link.to[1] < ROWS)
    })
}

fn is_main(link: &Link) -> bool {
    link.lane % 7 == 3
}

/// What a link is; `None` where there is no road.
fn tags(link: &Link) -> Option<Vec<(&'static str, &'static str)>> {
    if is_main(link) {
        let fast = link.northwards && link.lane == 17;
        return Some(if fast {
            vec![("highway", "trunk"), ("maxspeed", "110")]
        } else {
            vec![("highway", "primary"), ("maxspeed", "80")]
        });
    }
    let over_the_river = link.northwards && link.from[1] == RIVER;
    if over_the_river || chance(link, 1) < 0.2 {
        return None;
    }
    Some(if link.lane % 3 == 0 { vec![("highway", "tertiary")] } else { vec![("highway", "unclassified")] })
}

/// A crossing stands a little aside of its place in the grid.
fn crossing([column, row]: [i64; 2]) -> [f64; 2] {
    let aside = |salt| 0.5 * (hash(&[column, row, salt]) - 0.5);
    [CORNER[0] + STEP[0] * (column as f64 + aside(3)), CORNER[1] + STEP[1] * (row as f64 + aside(4))]
}

fn id([column, row]: [i64; 2]) -> i64 {
    row * COLUMNS + column
}

fn fixed(degrees: f64) -> i64 {
    (degrees * DEGREE).round() as i64
}

fn chance(link: &Link, salt: i64) -> f64 {
    hash(&[link.from[0], link.from[1], i64::from(link.northwards), salt])
}

/// From 0 to 1, the same for the same numbers (`SplitMix64`'s mixing).
fn hash(numbers: &[i64]) -> f64 {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    for number in numbers {
        state = (state ^ number.cast_unsigned()).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state ^= state >> 27;
        state = state.wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^= state >> 31;
    }
    (state >> 11) as f64 / (1u64 << 53) as f64
}
