//! What a node does to those who pass: stops them, or costs them time.

use super::settings::Settings;
use super::{Mode, Tags};

/// A node that is not neutral.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NodeEffect {
    /// Nobody passes: the ways through it are cut there.
    pub blocks: bool,
    /// Seconds lost by those who travel in the direction of the way.
    pub forward_s: f64,
    /// Seconds lost by those who travel against it.
    pub backward_s: f64,
}

pub(super) fn classify(mode: Mode, settings: &Settings, tags: &Tags<'_>) -> Option<NodeEffect> {
    let barrier = tags.get("barrier");
    if is_blocked(mode, settings, tags, barrier) {
        return Some(NodeEffect { blocks: true, ..NodeEffect::default() });
    }
    let seconds = |name: &str| settings.node_seconds.get(name).copied().unwrap_or(0.0);
    let gate = if matches!(barrier, Some("gate" | "lift_gate")) { seconds("gate") } else { 0.0 };
    let sign = tags.get("highway").filter(|h| matches!(*h, "traffic_signals" | "stop" | "give_way"));
    let sign_seconds = sign.map_or(0.0, seconds);
    let direction = tags.get("traffic_signals:direction").or_else(|| tags.get("direction"));
    let (forward, backward) = match (sign, direction) {
        (_, Some("forward")) => (sign_seconds, 0.0),
        (_, Some("backward")) => (0.0, sign_seconds),
        (Some("traffic_signals"), _) => (sign_seconds, sign_seconds),
        // A stop sign concerns those who come to the crossing, and its node rarely says which way
        // that is: each direction bears half.
        _ => (sign_seconds / 2.0, sign_seconds / 2.0),
    };
    let effect = NodeEffect { blocks: false, forward_s: forward + gate, backward_s: backward + gate };
    (effect.forward_s + effect.backward_s > 0.0).then_some(effect)
}

fn is_blocked(mode: Mode, settings: &Settings, tags: &Tags<'_>, barrier: Option<&str>) -> bool {
    let access = settings.access_keys.iter().find_map(|key| tags.get(key));
    if let Some(access) = access {
        // What is open to some only (private, residents) stands at the end of a trip, not across it.
        return access != "private" && settings.closed.iter().any(|closed| closed == access);
    }
    let Some(barrier) = barrier else { return false };
    if settings.barriers_open.iter().any(|open| open == barrier) {
        return false;
    }
    match mode {
        // For those who are not in a car, an unknown barrier is passed on foot.
        Mode::Bicycle | Mode::Foot => matches!(barrier, "yes" | "wall" | "fence"),
        Mode::Car => {
            let lowered = matches!(tags.get("kerb"), Some("lowered" | "flush"));
            let crossing = barrier == "kerb" && tags.is("highway", "crossing");
            !(lowered || crossing || tags.is("bollard", "rising"))
        }
    }
}
