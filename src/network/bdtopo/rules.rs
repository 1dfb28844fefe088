//! From the attributes of a segment to its speeds, or to the reason why it is left out.
//!
//! IGN states the mean speed of cars on every segment (`VIT_MOY_VL`): it is taken as it is, without the
//! reduction that stands between a legal limit and what is driven. Zero means that cars do not drive
//! there. Where no speed is stated, and for bicycles and walkers, nature and importance give the class of
//! the profile's own table, so that what a user overrides holds for both sources.
//!
//! Reference: IGN, *BD TOPO version 3, descriptif de contenu*, `TRONCON_DE_ROUTE`.

use std::borrow::Cow;

use crate::network::profile::season::{Season, season};
use crate::network::profile::{Attributes, Mode, Profile, Refusal, WayClass};

/// A car that goes slower than this, km/h, is overtaken by whoever walks: the speed of a track.
const SLOWEST_CAR_KMH: f64 = 5.0;
/// No mean speed is higher, km/h.
const FASTEST_CAR_KMH: f64 = 150.0;

/// The attributes of a segment of road. What is not known is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment<'a> {
    pub(super) direction: Cow<'a, str>,
    pub(super) speed_kmh: Option<f64>,
    pub(super) access: Cow<'a, str>,
    pub(super) access_on_foot: Cow<'a, str>,
    pub(super) closed_when: Cow<'a, str>,
    pub(super) nature: Cow<'a, str>,
    pub(super) importance: Cow<'a, str>,
    pub(super) private: Cow<'a, str>,
    pub(super) state: Cow<'a, str>,
    pub(super) max_height_m: Option<f64>,
    pub(super) max_width_m: Option<f64>,
    pub(super) max_weight_t: Option<f64>,
}

/// What a segment is to a mode.
pub(super) fn classify(profile: &Profile, segment: &Segment<'_>) -> Result<WayClass, Refusal> {
    let settings = profile.settings();
    if !matches!(folded(&segment.state).as_str(), "" | "en service") {
        return Err(Refusal::NotBuilt);
    }
    let nature = folded(&segment.nature);
    let ferry = nature.starts_with("bac");
    check_access(profile.mode(), segment)?;
    let class = class(&nature, &segment.importance);
    let listed = settings.highway.get(class).copied();
    let kmh = match profile.mode() {
        _ if ferry => {
            let stated = segment.speed_kmh.filter(|kmh| *kmh > 0.0);
            stated.or_else(|| settings.route.get("ferry").copied()).ok_or(Refusal::Class)?
        }
        Mode::Car => car_kmh(segment, class, listed, settings.default_speed)?,
        Mode::Bicycle | Mode::Foot if class.starts_with("motorway") => return Err(Refusal::Access),
        Mode::Bicycle | Mode::Foot => listed.ok_or(Refusal::Class)?,
    };
    let (forward, backward) = match folded(&segment.direction) {
        _ if !settings.oneway => (true, true),
        direction if direction.contains("direct") => (true, false),
        direction if direction.contains("inverse") => (false, true),
        _ => (true, true),
    };
    let mut attributes = closures(&segment.closed_when);
    if ferry {
        attributes = attributes.with(Attributes::FERRY);
    }
    if nature.starts_with("rond") {
        attributes = attributes.with(Attributes::ROUNDABOUT);
    }
    let kmh = kmh.min(FASTEST_CAR_KMH);
    Ok(WayClass {
        forward_kmh: forward.then_some(kmh),
        backward_kmh: backward.then_some(kmh),
        duration_s: None,
        attributes,
    })
}

fn check_access(mode: Mode, segment: &Segment<'_>) -> Result<(), Refusal> {
    let stated = if mode == Mode::Foot { &segment.access_on_foot } else { &segment.access };
    let access = folded(stated);
    let impossible = mode == Mode::Car && access.starts_with("physiquement");
    // What is private is open where the access says so.
    let private = access.is_empty() && is_true(&segment.private);
    if impossible || private || access.starts_with("restreint") {
        return Err(Refusal::Access);
    }
    // The same car as in OpenStreetMap: 2.0 × 1.9 m and 2 t.
    let below = |bound: Option<f64>, least: f64| bound.is_some_and(|bound| bound < least);
    let refused = below(segment.max_height_m, 2.0)
        || segment.max_width_m.is_some_and(|metres| metres <= 1.9)
        || below(segment.max_weight_t, 2.0);
    if mode == Mode::Car && refused { Err(Refusal::Impassable) } else { Ok(()) }
}

fn car_kmh(
    segment: &Segment<'_>,
    class: &str,
    listed: Option<f64>,
    default_kmh: f64,
) -> Result<f64, Refusal> {
    if matches!(class, "path" | "steps" | "cycleway") {
        return Err(Refusal::Class);
    }
    match segment.speed_kmh {
        Some(kmh) if kmh >= SLOWEST_CAR_KMH => Ok(kmh),
        Some(kmh) if kmh > 0.0 => Err(Refusal::Class),
        Some(_) => Err(Refusal::Access),
        None => Ok(listed.unwrap_or(default_kmh)),
    }
}

/// The OpenStreetMap class of a nature and an importance.
fn class(nature: &str, importance: &str) -> &'static str {
    // A table that went through a spreadsheet may say `3.0`.
    let importance = importance.split('.').next().unwrap_or_default();
    let by_importance = |classes: [&'static str; 6]| match importance {
        "1" => classes[0],
        "2" => classes[1],
        "3" => classes[2],
        "4" => classes[3],
        "6" => classes[5],
        _ => classes[4],
    };
    if nature.starts_with("type autoroutier") {
        "motorway"
    } else if nature.starts_with("bretelle") {
        by_importance([
            "motorway_link",
            "trunk_link",
            "secondary_link",
            "tertiary_link",
            "tertiary_link",
            "tertiary_link",
        ])
    } else if nature.starts_with("sentier") {
        "path"
    } else if nature.starts_with("escalier") {
        "steps"
    } else if nature.starts_with("piste cyclable") {
        "cycleway"
    } else if nature.starts_with("chemin") || nature.starts_with("route empierr") {
        "track"
    } else {
        by_importance(["trunk", "primary", "secondary", "tertiary", "unclassified", "service"])
    }
}

/// What a period of closure says. IGN states one for roads that snow closes: where its dates cannot be
/// read, it is winter.
fn closures(period: &str) -> Attributes {
    if matches!(
        folded(period).as_str(),
        "" | "non" | "nr" | "nc" | "sans objet" | "aucune" | "null" | "{}" | "[]"
    ) {
        return Attributes::default();
    }
    match season(period) {
        Season::Other => Attributes::CONDITIONAL,
        Season::Winter | Season::Unsaid => Attributes::CONDITIONAL.with(Attributes::WINTER),
    }
}

/// `Oui`, `true`, `T` or `1`.
fn is_true(value: &str) -> bool {
    matches!(folded(value).as_str(), "oui" | "o" | "true" | "vrai" | "t" | "y" | "1")
}

/// Lower case.
fn folded(value: &str) -> String {
    value.trim().to_lowercase()
}

#[cfg(test)]
mod tests;
