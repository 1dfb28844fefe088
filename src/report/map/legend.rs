//! What tells a reader how to read the map.

use super::plane::Plane;
use super::signs::kinds;
use super::{Taken, WIDTH, zone_sign};
use crate::export::french::{NBSP, decimal, inhabitants};
use crate::report::drawing::{Anchor, At, Colour, Drawing, Item, Label, Shape, Stroke, rectangle};
use crate::report::map::Classes;
use crate::report::{Inputs, points};

const SIZE: f32 = 8.0;
const ROW: f32 = 14.5;
/// Lengths that a scale bar may have, kilometres.
const LENGTHS: [f32; 10] = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];

fn words(at: At, text: impl Into<String>, strong: bool, anchor: Anchor) -> Item {
    Item::Label(Label { at, text: text.into(), size: SIZE, strong, colour: Colour::INK, anchor, halo: false })
}

/// Puts the classes and the signs below the map.
pub(super) fn add(drawing: &mut Drawing, inputs: &Inputs, classes: &Classes) {
    let top = drawing.height + 15.0;
    let (left, right) = (0.0, WIDTH * 0.62);
    let threshold = inputs.coverage.request.threshold;
    drawing.items.push(words([left, top], "Temps d’accès au lieu le plus proche", true, Anchor::Start));
    let mut y = top + 6.0;
    for class in &classes.all {
        place(&mut drawing.items, class.sample(26.0, 9.5).items, [left, y]);
        drawing.items.push(words([left + 33.0, y + 7.8], class.label.as_str(), false, Anchor::Start));
        drawing.items.push(words([WIDTH * 0.58, y + 7.8], inhabitants(class.people), false, Anchor::End));
        let points = points(inputs, class.points);
        drawing.items.push(words([WIDTH * 0.39, y + 7.8], points, false, Anchor::End));
        y += ROW;
    }
    let mut bottom = y;

    drawing.items.push(words([right, top], "Signes", true, Anchor::Start));
    let mut y = top + 6.0;
    for sign in kinds(inputs) {
        place(&mut drawing.items, sign.sample().items, [right, y - 1.5]);
        drawing.items.push(words([right + 19.0, y + 7.8], sign.words(), false, Anchor::Start));
        y += ROW;
    }
    if !inputs.zones.is_empty() {
        drawing.items.extend(zone_sign([right + 6.0, y + 4.8], 5.6, "1"));
        let minutes = format!("{}{NBSP}min", decimal(threshold.minutes(), 1));
        let text = format!("Zone à plus de {minutes}, et son numéro");
        drawing.items.push(words([right + 19.0, y + 7.8], text, false, Anchor::Start));
        y += ROW;
    }
    if !inputs.territory.surroundings.is_empty() {
        let area = Shape {
            lines: vec![rectangle([right, y], 12.0, 9.5)],
            closed: true,
            fill: Some(super::LAND),
            stroke: Some(Stroke::new(super::LAND_LINE, 0.6)),
        };
        drawing.shape(area);
        drawing.items.push(words([right + 19.0, y + 7.8], "Communes voisines", false, Anchor::Start));
        y += ROW;
    }
    bottom = bottom.max(y);
    drawing.height = bottom;
}

/// Moves what is drawn around the origin to a place.
fn place(items: &mut Vec<Item>, drawn: Vec<Item>, by: At) {
    let moved = |at: &mut At| *at = [at[0] + by[0], at[1] + by[1]];
    for mut item in drawn {
        match &mut item {
            Item::Shape(shape) => shape.lines.iter_mut().flatten().for_each(moved),
            Item::Hatch(hatch) => hatch.rings.iter_mut().flatten().for_each(moved),
            Item::Label(label) => moved(&mut label.at),
            Item::Window([x, y, ..], _) => [*x, *y] = [*x + by[0], *y + by[1]],
        }
        items.push(item);
    }
}

/// A bar of a round length, and an arrow to the north, in the lower left corner.
pub(super) fn scale_and_north(plane: &Plane, taken: &mut Taken) -> Vec<Item> {
    let Some((kilometre, north)) = plane.kilometre_and_north() else { return Vec::new() };
    let length = LENGTHS.into_iter().rev().find(|length| length * kilometre <= WIDTH * 0.24);
    let Some(length) = length else { return Vec::new() };
    let bar = length * kilometre;
    let (x, y) = (10.0, plane.height - 14.0);
    let area = [4.0, plane.height - 34.0, bar + 46.0, 30.0];
    taken.take(area);
    let [left, top, width, height] = area;
    let mut drawing = Drawing::default();
    drawing.area(
        rectangle([left, top], width, height),
        Colour::WHITE,
        Some(Stroke::new(super::LAND_LINE, 0.5)),
    );
    let ink = Stroke::new(Colour::INK, 1.0);
    drawing.line(vec![[x, y - 3.0], [x, y + 1.0], [x + bar, y + 1.0], [x + bar, y - 3.0]], ink);
    let text = format!("{}{NBSP}km", decimal(f64::from(length), 1));
    drawing.items.push(words([x + bar / 2.0, y - 4.0], text, false, Anchor::Middle));

    // The arrow stands where the bar ends, and leans as the meridian does.
    let (x, y) = (x + bar + 22.0, top + height / 2.0);
    let [nx, ny] = north;
    let at = |along: f32, across: f32| [x + nx * along - ny * across, y + ny * along + nx * across];
    drawing.area(vec![at(3.0, 0.0), at(-11.0, 4.5), at(-8.0, 0.0), at(-11.0, -4.5)], Colour::INK, None);
    let [lx, ly] = at(5.0, 0.0);
    drawing.items.push(words([lx, ly], "N", true, Anchor::Middle));
    drawing.items
}
