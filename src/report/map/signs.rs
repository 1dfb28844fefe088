//! Venues on the map: a shape and a letter for each kind, as on the page.

use super::plane::Plane;
use super::{Taken, WIDTH};
use crate::model::VenueKind;
use crate::report::Inputs;
use crate::report::drawing::{Anchor, At, Colour, Drawing, Item, Label, Shape, Stroke, polygon, rectangle};

/// As on the page (`web/src/map/theme.ts`).
const VENUE: Colour = Colour([0x7a, 0x0c, 0x3f]);
/// More venues than this are drawn small, without a letter.
const MOST_LARGE: usize = 150;

/// How a venue is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// A venue of this kind, within the territory or beyond it.
    Venue { outside: bool, kind: VenueKind },
    /// A stop of the tour.
    Stop,
}

/// The venues that count, those of the territory above.
pub(super) fn venues(inputs: &Inputs, plane: &Plane, taken: &mut Taken) -> Vec<Item> {
    let radius = radius(inputs);
    let mut drawn: Vec<(Sign, At)> = inputs
        .coverage
        .considered
        .iter()
        .filter_map(|i| {
            let venue = &inputs.territory.venues[*i];
            let at = plane.at(venue.position)?;
            let is_seen = (0.0..=WIDTH).contains(&at[0]) && (0.0..=plane.height).contains(&at[1]);
            is_seen.then_some((sign_of(inputs, *i), at))
        })
        .collect();
    drawn.sort_by_key(|(sign, _)| matches!(sign, Sign::Venue { outside: false, .. }));
    let mut items = Vec::new();
    for (sign, [x, y]) in drawn {
        if radius > 3.0 {
            taken.take([x - radius, y - radius, 2.0 * radius, 2.0 * radius]);
        }
        items.extend(sign.drawn([x, y], radius));
    }
    items
}

/// The signs of the venues that count, each once.
pub(super) fn kinds(inputs: &Inputs) -> Vec<Sign> {
    let mut kinds: Vec<Sign> = inputs.coverage.considered.iter().map(|i| sign_of(inputs, *i)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn radius(inputs: &Inputs) -> f32 {
    if inputs.coverage.considered.len() > MOST_LARGE { 2.0 } else { 5.2 }
}

fn sign_of(inputs: &Inputs, venue: usize) -> Sign {
    let venue = &inputs.territory.venues[venue];
    match venue.sessions {
        Some(_) => Sign::Stop,
        None => Sign::Venue { outside: !venue.inside, kind: venue.main_kind() },
    }
}

impl Sign {
    /// The sign around a point.
    pub(super) fn drawn(self, [x, y]: At, radius: f32) -> Vec<Item> {
        let (ring, letter, ink, filled) = match self {
            Self::Stop => (polygon([x, y], radius * 1.25, 4, 0.0), "", Colour::INK, true),
            Self::Venue { outside, kind } => {
                let (ring, letter) = mark(kind, [x, y], radius);
                (ring, letter, VENUE, !outside)
            }
        };
        let shape = |fill: Option<Colour>, stroke: Stroke| {
            Item::Shape(Shape { lines: vec![ring.clone()], closed: true, fill, stroke: Some(stroke) })
        };
        let inside = if filled { ink } else { Colour::WHITE };
        let mut items = vec![
            shape(None, Stroke::new(Colour::WHITE, radius * 0.36 + 0.5)),
            shape(Some(inside), Stroke::new(ink, (radius * 0.2).min(1.0))),
        ];
        if radius > 3.0 && !letter.is_empty() {
            items.push(Item::Label(Label {
                at: [x, y + radius * 0.5],
                text: letter.to_owned(),
                size: radius * 1.4,
                strong: true,
                colour: if filled { Colour::WHITE } else { ink },
                anchor: Anchor::Middle,
                halo: false,
            }));
        }
        items
    }

    /// What the sign stands for.
    pub(super) fn words(self) -> String {
        match self {
            Self::Stop => "Arrêt de la tournée".to_owned(),
            Self::Venue { outside, kind } => {
                format!("{}{}", kind_name(kind), if outside { ", hors du territoire" } else { "" })
            }
        }
    }

    /// The sign alone, for a legend.
    pub(super) fn sample(self) -> Drawing {
        Drawing { width: 12.0, height: 12.0, items: self.drawn([6.0, 6.0], 5.0) }
    }
}

/// The shape and the letter of a kind, as `web/src/map/icons.ts` has them.
fn mark(kind: VenueKind, at: At, radius: f32) -> (Vec<At>, &'static str) {
    let square = || rectangle([at[0] - radius * 0.9, at[1] - radius * 0.9], radius * 1.8, radius * 1.8);
    let corners = |corners: u16| polygon(at, radius * 1.15, corners, 0.0);
    match kind {
        VenueKind::FranceServices => (square(), "F"),
        VenueKind::Msap => (square(), "M"),
        VenueKind::PublicBody => (square(), "P"),
        VenueKind::Library => (corners(6), "B"),
        VenueKind::ThirdPlace => (corners(4), "T"),
        VenueKind::Association => (corners(5), "A"),
        VenueKind::Epn => (polygon(at, radius, 24, 0.0), "N"),
        VenueKind::PassNumerique => (polygon(at, radius, 24, 0.0), "€"),
        VenueKind::Other => (polygon(at, radius, 24, 0.0), "•"),
    }
}

/// What a kind is called.
pub(in crate::report) const fn kind_name(kind: VenueKind) -> &'static str {
    match kind {
        VenueKind::FranceServices => "France Services",
        VenueKind::Msap => "Maison de services au public",
        VenueKind::Library => "Bibliothèque, médiathèque",
        VenueKind::Epn => "Espace public numérique",
        VenueKind::ThirdPlace => "Tiers-lieu, FabLab",
        VenueKind::Association => "Association",
        VenueKind::PublicBody => "Collectivité, service public",
        VenueKind::PassNumerique => "Lieu Pass numérique",
        VenueKind::Other => "Autre lieu",
    }
}
