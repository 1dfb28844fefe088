//! From the tags of a way to its speeds, or to the reason why it is left out.
//!
//! In this order, the first that speaks decides: is it a road or a ferry; is it built; is it open to
//! this mode; in which directions; how fast. Restrictions by the clock or the season do not close a
//! way: they are kept as [`Attributes`] and closed at the user's wish.

use super::settings::{MaxspeedRule, Settings};
use super::{Mode, Tags, conditional, parse_duration, parse_maxspeed};

/// What else is known of a way: a set of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Attributes(pub u8);

impl Attributes {
    /// Closed in winter.
    pub const WINTER: Self = Self(1);
    /// Closed at some hours or under some condition.
    pub const CONDITIONAL: Self = Self(2);
    /// On a boat or a train.
    pub const FERRY: Self = Self(4);
    /// A roundabout.
    pub const ROUNDABOUT: Self = Self(8);

    /// Whether every flag of `other` is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any flag of `other` is set.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The flags of both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A way that belongs to the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WayClass {
    /// Speed in the direction of the way, km/h; `None` where it is closed.
    pub forward_kmh: Option<f64>,
    /// Speed against it; `None` where it is closed.
    pub backward_kmh: Option<f64>,
    /// Seconds from end to end where they are stated (ferries): the speeds then do not count.
    pub duration_s: Option<u32>,
    /// What else is known.
    pub attributes: Attributes,
}

/// Why a way is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Neither a road nor a ferry.
    #[error("not a road")]
    NotARoad,
    /// A class that this mode does not use.
    #[error("a class of road that this mode does not use")]
    Class,
    /// The outline of an area.
    #[error("the outline of an area")]
    Area,
    /// Planned, being built or given up.
    #[error("not built or given up")]
    NotBuilt,
    /// Closed to this mode.
    #[error("closed to this mode")]
    Access,
    /// Too low, too narrow or too weak.
    #[error("impassable, or too low or too narrow")]
    Impassable,
    /// Its direction changes with the hour.
    #[error("its direction changes with the hour")]
    Reversible,
    /// Fewer than two nodes of the extract.
    #[error("fewer than two of its nodes are in the extract")]
    NoGeometry,
    /// A position that its coordinate system does not have.
    #[error("a position outside of its coordinate system")]
    Position,
}

impl Refusal {
    /// Every reason, in the order of a report.
    pub const ALL: [Self; 9] = [
        Self::NotARoad,
        Self::Class,
        Self::Area,
        Self::NotBuilt,
        Self::Access,
        Self::Impassable,
        Self::Reversible,
        Self::NoGeometry,
        Self::Position,
    ];
}

pub(super) fn classify(mode: Mode, settings: &Settings, tags: &Tags<'_>) -> Result<WayClass, Refusal> {
    let highway = tags.get("highway");
    let route = tags.get("route").and_then(|route| settings.route.get(route));
    if highway.is_none() && route.is_none() {
        return Err(Refusal::NotARoad);
    }
    check_built(tags, highway)?;
    check_size(mode, tags)?;
    let access = settings.access_keys.iter().find_map(|key| Some((key.as_str(), tags.get(key)?)));
    let [forward_access, backward_access] = ["forward", "backward"].map(|direction| {
        let directed = settings.access_keys.iter().find_map(|key| tags.get_suffixed(key, direction));
        directed.or(access.map(|(_, value)| value))
    });
    let (mut forward, mut backward) = (is_open(settings, forward_access), is_open(settings, backward_access));
    let mut closures = Attributes::default();
    if !forward && !backward {
        if !conditional::opens_in_summer(settings, tags) {
            return Err(Refusal::Access);
        }
        (forward, backward) = (true, true);
        closures = Attributes::WINTER.with(Attributes::CONDITIONAL);
    }
    let speed = match (route, highway.and_then(|class| settings.highway.get(class))) {
        (Some(speed), _) | (None, Some(speed)) => *speed,
        (None, None) => default_speed(mode, settings, highway, access).ok_or(Refusal::Class)?,
    };
    if !permits_class(mode, highway, tags) {
        return Err(Refusal::Access);
    }
    let (may_forward, may_backward) = directions(mode, settings, tags, highway)?;
    (forward, backward) = (forward && may_forward, backward && may_backward);
    if !forward && !backward {
        return Err(Refusal::Access);
    }
    let attributes = attributes(settings, tags, route.is_some()).with(closures);
    let cap = surface_cap(settings, tags);
    if cap <= 0.0 {
        return Err(Refusal::Impassable);
    }
    let speed_towards = |direction: &str| match route {
        Some(_) => speed,
        None => limited(settings, tags, direction, speed).min(cap),
    };
    Ok(WayClass {
        forward_kmh: forward.then(|| speed_towards("forward")),
        backward_kmh: backward.then(|| speed_towards("backward")),
        duration_s: route.and_then(|_| tags.get("duration")).and_then(parse_duration),
        attributes,
    })
}

fn check_built(tags: &Tags<'_>, highway: Option<&str>) -> Result<(), Refusal> {
    if matches!(
        highway,
        Some("construction" | "proposed" | "planned" | "abandoned" | "razed" | "disused" | "platform" | "no")
    ) || tags.get("construction").is_some_and(|c| !matches!(c, "no" | "widening" | "minor"))
        || (highway.is_none() && tags.get("proposed").is_some())
    {
        return Err(Refusal::NotBuilt);
    }
    if tags.is("area", "yes") {
        return Err(Refusal::Area);
    }
    if tags.is("impassable", "yes")
        || tags.is("status", "impassable")
        || tags.is("service", "emergency_access")
    {
        return Err(Refusal::Impassable);
    }
    Ok(())
}

/// A car of 2.0 × 1.9 m and 2 t must pass.
fn check_size(mode: Mode, tags: &Tags<'_>) -> Result<(), Refusal> {
    if mode != Mode::Car {
        return Ok(());
    }
    let metres = |keys: [&str; 2]| keys.into_iter().find_map(|key| tags.get(key)).and_then(leading_number);
    let too_low = metres(["maxheight:physical", "maxheight"]).is_some_and(|m| m < 2.0);
    let too_narrow = metres(["maxwidth:physical", "maxwidth"]).is_some_and(|m| m <= 1.9);
    let too_weak = tags
        .get("maxweight")
        .is_some_and(|w| !w.contains("kg") && leading_number(w).is_some_and(|t| t < 2.0));
    if too_low || too_narrow || too_weak { Err(Refusal::Impassable) } else { Ok(()) }
}

/// The number that a value begins with; none in feet and inches, which are never low enough here.
fn leading_number(value: &str) -> Option<f64> {
    if value.contains(['\'', '"']) {
        return None;
    }
    let value = value.replace(',', ".");
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    value[..end].parse().ok()
}

/// Whether an access value leaves the way open. Of several values (`private;delivery`), one open
/// value is enough.
fn is_open(settings: &Settings, access: Option<&str>) -> bool {
    access.is_none_or(|values| {
        values.split(';').any(|value| !settings.closed.iter().any(|closed| closed == value.trim()))
    })
}

/// The speed of a way whose class has none, but that a tag opens to this mode.
fn default_speed(
    mode: Mode,
    settings: &Settings,
    highway: Option<&str>,
    access: Option<(&str, &str)>,
) -> Option<f64> {
    let (key, value) = access?;
    let opened = settings.open.iter().any(|open| open == value);
    // `access=yes` on a path says nothing of cars.
    let for_walkers = matches!(highway, Some("footway" | "path" | "cycleway" | "pedestrian" | "bridleway"));
    let said_of_this_mode = mode != Mode::Car || key != "access" || !for_walkers;
    (opened && said_of_this_mode && highway != Some("steps")).then_some(settings.default_speed)
}

/// Motorroads are for cars; a path is for bicycles unless it says otherwise.
fn permits_class(mode: Mode, highway: Option<&str>, tags: &Tags<'_>) -> bool {
    match mode {
        Mode::Car => true,
        Mode::Bicycle | Mode::Foot => {
            !tags.is("motorroad", "yes") && !matches!(highway, Some("motorway" | "motorway_link"))
        }
    }
}

/// Which directions are open, as the way is drawn.
fn directions(
    mode: Mode,
    settings: &Settings,
    tags: &Tags<'_>,
    highway: Option<&str>,
) -> Result<(bool, bool), Refusal> {
    let own_keys = settings.access_keys.iter().filter(|key| *key != "access");
    let specific = own_keys.map(String::as_str).find_map(|key| {
        let own = match key {
            "motorcar" => "oneway:motorcar",
            "motor_vehicle" => "oneway:motor_vehicle",
            "bicycle" => "oneway:bicycle",
            "foot" => "oneway:foot",
            _ => "oneway:vehicle",
        };
        tags.get(own)
    });
    let oneway = specific.or_else(|| tags.get("oneway").filter(|_| settings.oneway));
    if mode == Mode::Bicycle && specific.is_none() {
        let lanes = ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"];
        if lanes.into_iter().filter_map(|key| tags.get(key)).any(|lane| lane.starts_with("opposite")) {
            return Ok((true, true));
        }
    }
    match oneway {
        Some("yes" | "1" | "true") => Ok((true, false)),
        Some("-1" | "reverse") => Ok((false, true)),
        Some("reversible") => Err(Refusal::Reversible),
        Some("no" | "0" | "false") => Ok((true, true)),
        _ if settings.oneway => {
            let implied = highway == Some("motorway")
                || matches!(tags.get("junction"), Some("roundabout" | "circular"));
            Ok((true, !implied))
        }
        _ => Ok((true, true)),
    }
}

/// The lowest of the caps by surface, track grade and smoothness; infinite where there is none.
fn surface_cap(settings: &Settings, tags: &Tags<'_>) -> f64 {
    let caps = [
        ("surface", &settings.surface),
        ("tracktype", &settings.tracktype),
        ("smoothness", &settings.smoothness),
    ];
    caps.into_iter()
        .filter_map(|(key, table)| table.get(tags.get(key)?))
        .fold(f64::INFINITY, |lowest, cap| lowest.min(*cap))
}

/// The speed of a class under the limits of the way.
fn limited(settings: &Settings, tags: &Tags<'_>, direction: &str, class_kmh: f64) -> f64 {
    let keys = ["maxspeed:advisory", "maxspeed", "source:maxspeed", "maxspeed:type", "zone:maxspeed"];
    let stated = || {
        keys.into_iter()
            .find_map(|key| tags.get_suffixed(key, direction).or_else(|| tags.get(key)))
            .and_then(|value| parse_maxspeed(value, &settings.implicit_maxspeed))
    };
    match settings.maxspeed {
        MaxspeedRule::Sets => stated().map_or(class_kmh, |limit| limit * settings.speed_reduction),
        MaxspeedRule::Caps => stated().map_or(class_kmh, |limit| class_kmh.min(limit)),
        MaxspeedRule::Ignored => class_kmh,
    }
}

fn attributes(settings: &Settings, tags: &Tags<'_>, ferry: bool) -> Attributes {
    let mut attributes = if ferry { Attributes::FERRY } else { Attributes::default() };
    if matches!(tags.get("junction"), Some("roundabout" | "circular")) {
        attributes = attributes.with(Attributes::ROUNDABOUT);
    }
    attributes.with(conditional::closures(settings, tags))
}
