//! The map of a report: communes by class of access time, gap zones with their numbers, venues, scale and north.

mod classes;
mod legend;
mod plane;
mod signs;

use geo_types::Coord;

use super::Inputs;
use super::drawing::{Anchor, At, Colour, Drawing, Item, Label, Shape, Stroke, polygon, rectangle};
use crate::coverage::by_commune;
use crate::model::Bounds;
use crate::territory::Territory;
pub(super) use classes::Classes;
use plane::Plane;
pub(super) use signs::kind_name;

/// Width of the drawing: that of a page.
pub(super) const WIDTH: f32 = 483.0;
/// A page holds the map, its legend and the table of its classes.
const MOST_HEIGHT: f32 = 388.0;
/// Zones that have their number on the map.
pub(super) const MOST_NUMBERS: usize = 30;
/// Communes that may have their name on the map.
const MOST_NAMES: usize = 14;

/// Colours of the page's map that are not data (`web/src/map/theme.ts`).
const WATER: Colour = Colour([0xee, 0xf1, 0xf4]);
const LAND: Colour = Colour([0xe3, 0xe7, 0xeb]);
const LAND_LINE: Colour = Colour([0xc6, 0xce, 0xd6]);
pub(super) const GAP: Colour = Colour([0xc2, 0x41, 0x0c]);
/// Where metropolitan France is: a map of all of France would be one of the oceans.
const METROPOLIS: Bounds = Bounds { west: -5.6, south: 41.2, east: 9.8, north: 51.3 };

/// A map, and what is said of it.
#[derive(Debug)]
pub(super) struct Map {
    pub(super) drawing: Drawing,
    /// The coordinate system it is drawn in.
    pub(super) system: String,
    /// Whether lands overseas are left out of it.
    pub(super) without_overseas: bool,
}

/// Boxes that words already take.
#[derive(Default)]
struct Taken(Vec<[f32; 4]>);

impl Taken {
    /// Takes a box, where it is free.
    fn take(&mut self, area: [f32; 4]) -> bool {
        let [x, y, w, h] = area;
        let free = self.0.iter().all(|[a, b, c, d]| x + w <= *a || a + c <= x || y + h <= *b || b + d <= y);
        if free {
            self.0.push(area);
        }
        free
    }
}

/// Draws the map of a coverage; none where no commune has a boundary.
pub(super) fn draw(inputs: &Inputs, classes: &Classes) -> Option<Map> {
    let territory = inputs.territory;
    let (bounds, without_overseas) = shown(territory)?;
    let grid = match territory.communes.len() {
        ..2000 => 0.1,
        2000..8000 => 0.25,
        _ => 0.5,
    };
    let plane = Plane::around(bounds, WIDTH, MOST_HEIGHT, grid)?;
    let frame = [0.0, 0.0, WIDTH, plane.height];
    let mut taken = Taken::default();
    let mut inside = land(territory, &plane);
    inside.extend(communes(inputs, classes, &plane));
    inside.extend(gaps(inputs, &plane));
    let venues = signs::venues(inputs, &plane, &mut taken);
    let numbers = numbers(inputs, &plane, &mut taken);
    let corner = legend::scale_and_north(&plane, &mut taken);
    inside.extend(names(inputs, &plane, &mut taken));
    inside.extend(venues);
    inside.extend(numbers);
    inside.extend(corner);

    let mut drawing = Drawing { width: WIDTH, height: plane.height, items: Vec::new() };
    drawing.area(rectangle([0.0, 0.0], WIDTH, plane.height), WATER, None);
    drawing.items.push(Item::Window(frame, inside));
    let edge = Some(Stroke::new(Colour::INK, 0.7));
    drawing.shape(Shape {
        lines: vec![rectangle([0.0, 0.0], WIDTH, plane.height)],
        closed: true,
        fill: None,
        stroke: edge,
    });
    legend::add(&mut drawing, inputs, classes);
    Some(Map { drawing, system: plane.system(), without_overseas })
}

/// The box that is shown: that of the territory, or of metropolitan France for what spans oceans.
fn shown(territory: &Territory) -> Option<(Bounds, bool)> {
    use geo::BoundingRect;
    let all = territory.bounds()?;
    if all.east - all.west <= 25.0 && all.north - all.south <= 25.0 {
        return Some((all, false));
    }
    let rects = territory.communes.iter().filter_map(|commune| commune.boundary.as_ref()?.bounding_rect());
    let here = rects.filter(|rect| METROPOLIS.contains(rect.min()) && METROPOLIS.contains(rect.max()));
    Bounds::around(here.flat_map(|rect| [rect.min(), rect.max()])).map(|bounds| (bounds, true))
}

/// What lies around the territory.
fn land(territory: &Territory, plane: &Plane) -> Vec<Item> {
    let areas = territory.surroundings.iter().filter_map(|commune| commune.boundary.as_ref());
    let is_seen = |ring: &Vec<At>| {
        let beyond = |axis: usize, low: f32, high: f32| {
            ring.iter().all(|at| at[axis] < low) || ring.iter().all(|at| at[axis] > high)
        };
        !(beyond(0, 0.0, WIDTH) || beyond(1, 0.0, plane.height))
    };
    let lines: Vec<Vec<At>> = areas.flat_map(|area| plane.rings(area)).filter(is_seen).collect();
    vec![Item::Shape(Shape {
        lines,
        closed: true,
        fill: Some(LAND),
        stroke: Some(Stroke::new(LAND_LINE, 0.4)),
    })]
}

/// The communes, class by class.
fn communes(inputs: &Inputs, classes: &Classes, plane: &Plane) -> Vec<Item> {
    let territory = inputs.territory;
    let accesses = by_commune(territory, inputs.coverage);
    let class_of: Vec<Option<usize>> = accesses
        .iter()
        .map(|access| (access.points > 0).then(|| classes.of_duration(access.duration)))
        .collect();
    let width = if territory.communes.len() > 2000 { 0.12 } else { 0.4 };
    let mut items = Vec::new();
    for (i, class) in classes.all.iter().enumerate() {
        let of_class = class_of.iter().zip(&territory.communes).filter(|(of, _)| **of == Some(i));
        let areas = of_class.filter_map(|(_, commune)| commune.boundary.as_ref());
        let rings: Vec<Vec<At>> = areas.flat_map(|area| plane.rings(area)).collect();
        if rings.is_empty() {
            continue;
        }
        // Of all of France, white borders would be all that is seen.
        let border = if territory.communes.len() > 8000 { class.colour } else { Colour::WHITE };
        let stroke = Some(Stroke::new(border, width));
        items.push(Item::Shape(Shape {
            lines: rings.clone(),
            closed: true,
            fill: Some(class.colour),
            stroke,
        }));
        items.extend(class.hatched(rings));
    }
    items
}

/// The outlines of the gap zones.
fn gaps(inputs: &Inputs, plane: &Plane) -> Vec<Item> {
    let rings: Vec<Vec<At>> = inputs.zones.iter().flat_map(|zone| plane.rings(&zone.outline)).collect();
    let thin = if inputs.territory.communes.len() > 2000 { 0.5 } else { 1.0 };
    [Stroke::new(Colour::WHITE, 3.4 * thin), Stroke::new(GAP, 1.7 * thin)]
        .into_iter()
        .map(|stroke| {
            Item::Shape(Shape { lines: rings.clone(), closed: true, fill: None, stroke: Some(stroke) })
        })
        .collect()
}

/// The numbers of the gap zones, each within its zone.
fn numbers(inputs: &Inputs, plane: &Plane, taken: &mut Taken) -> Vec<Item> {
    const RADIUS: f32 = 7.0;
    let mut items = Vec::new();
    for (i, zone) in inputs.zones.iter().take(MOST_NUMBERS).enumerate() {
        let Some(at) = middle(zone).and_then(|position| plane.at(position)) else { continue };
        // Beside a venue where one is there; a number is never left out, since the tables name it.
        let steps = [[0.0, 0.0], [0.0, -13.0], [0.0, 13.0], [13.0, 0.0], [-13.0, 0.0], [11.0, -11.0]];
        let spots = steps.map(|[x, y]| [at[0] + x, at[1] + y]);
        let free = |[x, y]: &At| taken.take([x - RADIUS, y - RADIUS, 2.0 * RADIUS, 2.0 * RADIUS]);
        let [x, y] = spots.into_iter().find(free).unwrap_or(at);
        items.extend(zone_sign([x, y], RADIUS, &(i + 1).to_string()));
    }
    items
}

/// The sign of a zone: its number in a ring.
fn zone_sign([x, y]: At, radius: f32, number: &str) -> [Item; 2] {
    let ring = Shape {
        lines: vec![polygon([x, y], radius, 24, 0.0)],
        closed: true,
        fill: Some(Colour::WHITE),
        stroke: Some(Stroke::new(GAP, 1.4)),
    };
    let label = Label {
        at: [x, y + radius * 0.4],
        text: number.to_owned(),
        size: radius * 1.14,
        strong: true,
        colour: Colour::INK,
        anchor: Anchor::Middle,
        halo: false,
    };
    [Item::Shape(ring), Item::Label(label)]
}

/// A place well inside of a zone: in the middle of its largest part.
fn middle(zone: &crate::coverage::GapZone) -> Option<Coord<f64>> {
    use geo::{Area, InteriorPoint};
    let largest = zone.outline.0.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    largest.interior_point().map(Into::into)
}

/// The names of the communes with most people, where there is room.
fn names(inputs: &Inputs, plane: &Plane, taken: &mut Taken) -> Vec<Item> {
    const SIZE: f32 = 7.2;
    let mut communes: Vec<_> = inputs.territory.communes.iter().filter(|c| c.chef_lieu.is_some()).collect();
    communes.sort_by_key(|commune| (std::cmp::Reverse(commune.population), commune.code));
    let mut items = Vec::new();
    for commune in communes.into_iter().take(MOST_NAMES) {
        let Some([x, y]) = commune.chef_lieu.and_then(|position| plane.at(position)) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "the letters of a name")]
        let width = commune.name.chars().count() as f32 * SIZE * 0.55;
        let left = (x - width / 2.0).clamp(2.0, (WIDTH - width - 2.0).max(2.0));
        // Below its sign, else above.
        let spot = [y + 6.5 + SIZE, y - 8.0].into_iter().find(|base| {
            *base > SIZE && *base < plane.height - 2.0 && taken.take([left, base - SIZE, width, SIZE + 2.0])
        });
        let Some(base) = spot else { continue };
        items.push(Item::Label(Label {
            at: [left + width / 2.0, base],
            text: commune.name.clone(),
            size: SIZE,
            strong: false,
            colour: Colour::INK,
            anchor: Anchor::Middle,
            halo: true,
        }));
    }
    items
}
