//! The classes of access time that a map and its legend show, in the colours of the page.

use crate::coverage::Coverage;
use crate::export::french::{NBSP, decimal};
use crate::report::drawing::{Colour, Drawing, Hatch, Item, Stroke, rectangle};
use crate::territory::Territory;
use crate::units::{People, Seconds};

/// The ramp of the page (`web/src/map/scale.ts`): yellow, green, blue, by falling lightness.
const RAMP: [[u8; 3]; 9] = [
    [0xfd, 0xfb, 0xc8],
    [0xe3, 0xf2, 0xb2],
    [0xbd, 0xe0, 0xb0],
    [0x84, 0xc9, 0xb6],
    [0x4f, 0xb0, 0xc2],
    [0x2f, 0x8d, 0xbf],
    [0x2a, 0x63, 0xa8],
    [0x25, 0x3b, 0x8a],
    [0x1b, 0x1c, 0x52],
];
/// The parts of the ramp within the threshold and beyond it: the step between them is seen as an edge.
const PARTS: [(f64, f64); 2] = [(0.0, 0.36), (0.62, 1.0)];
/// Who reaches nothing.
const UNREACHABLE: Colour = Colour([0xc3, 0xc8, 0xce]);
const UNREACHABLE_HATCH: Colour = Colour([0x4a, 0x55, 0x60]);

/// A class of access time.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Class {
    /// `15 à 20 min`.
    pub(in crate::report) label: String,
    /// Within the threshold.
    pub(in crate::report) covered: bool,
    pub(in crate::report) people: People,
    /// Demand points.
    pub(in crate::report) points: usize,
    pub(in crate::report) colour: Colour,
    /// Whether a hatch says, without colour, that it is beyond; and how dense.
    pub(super) hatch: Option<(f32, bool, Stroke)>,
}

/// The classes of a coverage: its bands, cut at the threshold, then who reaches nothing where somebody does not.
#[derive(Debug)]
pub(in crate::report) struct Classes {
    limits: Vec<Seconds>,
    pub(in crate::report) all: Vec<Class>,
}

impl Classes {
    /// Counts the people of a coverage by class.
    pub(in crate::report) fn of(territory: &Territory, coverage: &Coverage) -> Self {
        let threshold = coverage.request.threshold;
        let mut limits = coverage.request.bands.limits().to_vec();
        limits.push(threshold);
        limits.sort_unstable();
        limits.dedup();
        let n_covered = limits.partition_point(|limit| *limit <= threshold);
        let n = limits.len() + 1;
        let label = |i: usize| match (i.checked_sub(1).map(|i| limits[i]), limits.get(i)) {
            (None, Some(to)) => format!("{} ou moins", minutes(*to)),
            (Some(from), Some(to)) => format!("{} à {}", decimal(from.minutes(), 1), minutes(*to)),
            (from, None) => format!("plus de {}", minutes(from.unwrap_or(threshold))),
        };
        let mut all: Vec<Class> = (0..n)
            .map(|i| {
                let covered = i < n_covered;
                let (place, of) = if covered { (i, n_covered) } else { (i - n_covered, n - n_covered) };
                Class {
                    label: label(i),
                    covered,
                    people: People::ZERO,
                    points: 0,
                    colour: on_ramp(covered, place, of),
                    hatch: (!covered).then(|| {
                        #[expect(clippy::cast_precision_loss, reason = "ten classes at most")]
                        let density = 8.0 - 5.0 * (place + 1) as f32 / of as f32;
                        (density, false, Stroke::new(Colour::WHITE, 0.55))
                    }),
                }
            })
            .collect();
        if coverage.accesses.iter().any(|access| access.nearest.is_err()) {
            all.push(Class {
                label: "aucun lieu accessible".to_owned(),
                covered: false,
                people: People::ZERO,
                points: 0,
                colour: UNREACHABLE,
                hatch: Some((5.0, true, Stroke::new(UNREACHABLE_HATCH, 0.6))),
            });
        }
        let mut classes = Self { limits, all };
        for (point, access) in territory.demand.iter().zip(&coverage.accesses) {
            let class = classes.of_duration(access.duration());
            if let Some(class) = classes.all.get_mut(class) {
                class.people = class.people + point.people;
                class.points += 1;
            }
        }
        classes
    }

    /// The class of a time; of none, that of those who reach nothing.
    pub(in crate::report) fn of_duration(&self, duration: Option<Seconds>) -> usize {
        match duration {
            Some(duration) => self.limits.partition_point(|limit| *limit < duration),
            None => self.limits.len() + 1,
        }
    }
}

impl Class {
    /// A sample of the class for a legend or a table.
    pub(in crate::report) fn sample(&self, width: f32, height: f32) -> Drawing {
        let ring = rectangle([0.0, 0.0], width, height);
        let mut drawing = Drawing { width, height, items: Vec::new() };
        drawing.area(ring.clone(), self.colour, None);
        drawing.items.extend(self.hatched(vec![ring.clone()]));
        let edge = Stroke::new(UNREACHABLE_HATCH, 0.5);
        drawing.shape(crate::report::drawing::Shape {
            lines: vec![ring],
            closed: true,
            fill: None,
            stroke: Some(edge),
        });
        drawing
    }

    /// The hatch of the class over some rings.
    pub(super) fn hatched(&self, rings: Vec<Vec<[f32; 2]>>) -> Option<Item> {
        let (step, crossed, stroke) = self.hatch?;
        Some(Item::Hatch(Hatch { rings, step, crossed, stroke }))
    }
}

fn minutes(time: Seconds) -> String {
    format!("{}{NBSP}min", decimal(time.minutes(), 1))
}

/// The colour of one of `of` classes within the threshold or beyond it.
fn on_ramp(covered: bool, place: usize, of: usize) -> Colour {
    let (from, to) = PARTS[usize::from(!covered)];
    #[expect(clippy::cast_precision_loss, reason = "ten classes at most")]
    let position = if of > 1 { place as f64 / (of - 1) as f64 } else { 0.5 };
    let at = (from + (to - from) * position) * 8.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 8")]
    let low = (at.floor() as usize).min(7);
    #[expect(clippy::cast_precision_loss, reason = "from 0 to 7")]
    let part = at - low as f64;
    let mixed = [0, 1, 2].map(|i| {
        let (a, b) = (f64::from(RAMP[low][i]), f64::from(RAMP[low + 1][i]));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 255")]
        let mixed = (a + (b - a) * part).round() as u8;
        mixed
    });
    Colour(mixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::toy::{row_of_six, territory, venue};
    use crate::coverage::{Request, assess};
    use crate::travel::CrowFly;
    use geo_types::coord;

    fn classes(minutes: f64) -> (Classes, People) {
        let land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
        let request = Request { threshold: Seconds::new(minutes * 60.0).unwrap(), ..Request::default() };
        let coverage = assess(&land, &CrowFly::default(), &request);
        (Classes::of(&land, &coverage), land.people())
    }

    #[test]
    fn classes_hold_everybody_and_are_cut_at_the_threshold() {
        for minutes in [20.0, 12.0] {
            let (classes, people) = classes(minutes);
            assert_eq!(classes.all.iter().map(|class| class.people).sum::<People>(), people);
            let edge = classes.all.iter().find(|class| !class.covered).unwrap();
            assert!(edge.label.starts_with(&format!("{minutes} à")), "{}", edge.label);
        }
        assert_eq!(classes(20.0).0.all.len(), 6);
        assert_eq!(classes(12.0).0.all.len(), 7);
    }

    #[test]
    fn colours_are_those_of_the_page() {
        let (classes, _) = classes(20.0);
        let colours: Vec<String> = classes.all.iter().map(|class| class.colour.css()).collect();
        assert_eq!(colours, ["#fdfbc8", "#d2eab1", "#8bccb5", "#308ebf", "#28509a", "#1b1c52"]);
    }

    #[test]
    fn a_class_beyond_is_told_from_one_within_without_colour() {
        for class in classes(20.0).0.all {
            assert_eq!(class.hatch.is_some(), !class.covered);
            if let Some((_, _, stroke)) = class.hatch {
                assert!(stroke.colour.contrast(class.colour) >= 3.0, "{}", class.label);
            } else {
                assert!(Colour::INK.contrast(class.colour) >= 7.0, "{}", class.label);
            }
        }
    }
}
