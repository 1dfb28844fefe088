//! Turn costs, laid on the arms of junctions.
//!
//! The cost of a turn belongs to a pair of roads. Searching over pairs makes a graph two to three
//! times larger. Instead, at every junction, the table of turn costs (from each arm, into each arm) is
//! approached by a sum: what it costs to come in by an arm, plus what it costs to go out by an arm.
//! For a side street on a straight road the sum is nearly exact: nothing along the road, one cost
//! between the road and the side street. At a crossing of equals it is an average, in which going
//! straight on weighs most. See `docs/adr/0007-turn-costs-on-arms.md` for what it is worth.

use crate::network::profile::{Settings, turn_seconds};

/// A chain that ends at a junction, as the junction sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arm {
    /// Compass direction of the road as one leaves, degrees.
    pub(super) bearing: f64,
    /// Speed of the road near the junction, km/h.
    pub(super) kmh: f64,
    /// Whether one may come in by it.
    pub(super) comes_in: bool,
    /// Whether one may go out by it.
    pub(super) goes_out: bool,
    /// Whether it is part of a roundabout.
    pub(super) roundabout: bool,
}

/// Seconds to come in and to go out by each arm of a junction.
pub(super) fn arm_costs(settings: &Settings, arms: &[Arm]) -> Vec<[f64; 2]> {
    let mut costs = vec![[0.0; 2]; arms.len()];
    if arms.len() <= 2 || settings.turn_seconds == 0.0 {
        return costs;
    }
    let turns = turns(settings, arms);
    // Each side in turn takes the weighted mean of what the other leaves, never below nothing. A few
    // rounds settle it: the problem is convex and has at most a handful of unknowns.
    for _ in 0..12 {
        let mut moved = 0.0;
        for side in 0..2 {
            for arm in 0..arms.len() {
                let (mut sum, mut weights) = (0.0, 0.0);
                for turn in turns.iter().filter(|turn| turn.arms[side] == arm) {
                    sum += turn.weight * (turn.seconds - costs[turn.arms[1 - side]][1 - side]);
                    weights += turn.weight;
                }
                let better = if weights > 0.0 { f64::max(sum / weights, 0.0) } else { 0.0 };
                moved = f64::max(moved, (better - costs[arm][side]).abs());
                costs[arm][side] = better;
            }
        }
        if moved < 0.001 {
            break;
        }
    }
    costs
}

struct Turn {
    arms: [usize; 2],
    seconds: f64,
    weight: f64,
}

fn turns(settings: &Settings, arms: &[Arm]) -> Vec<Turn> {
    let mut turns = Vec::new();
    for (from, a) in arms.iter().enumerate().filter(|(_, a)| a.comes_in) {
        for (to, b) in arms.iter().enumerate().filter(|(to, b)| b.goes_out && *to != from) {
            let angle = (b.bearing - a.bearing - 180.0 + 540.0).rem_euclid(360.0) - 180.0;
            let mut seconds = turn_seconds(settings, angle);
            if angle < 0.0 && (a.roundabout || b.roundabout) {
                // Nothing comes the other way round a roundabout.
                let one_way = Settings { oncoming_seconds: 0.0, ..settings.clone() };
                seconds = turn_seconds(&one_way, angle);
            }
            // Most traffic goes straight on, and from large road to large road.
            let weight = a.kmh * b.kmh / (1.0 + STRAIGHT * seconds);
            turns.push(Turn { arms: [from, to], seconds, weight });
        }
    }
    turns
}

/// How much less a turn weighs for each second that it costs.
const STRAIGHT: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::profile::Mode;

    fn arm(bearing: f64, kmh: f64) -> Arm {
        Arm { bearing, kmh, comes_in: true, goes_out: true, roundabout: false }
    }

    #[test]
    fn a_side_street_costs_and_the_road_past_it_does_not() {
        let car = Settings::of(Mode::Car);
        let costs = arm_costs(&car, &[arm(0.0, 60.0), arm(180.0, 60.0), arm(90.0, 25.0)]);
        let (road, side) = (costs[0], costs[2]);
        assert!(road[0] + costs[1][1] < 0.6, "{costs:?}");
        // Into the side street: 2.1 s to the right, 7.3 s to the left.
        assert!(side[1] > 2.0 && side[1] < 7.0 && side[0] > 2.0, "{costs:?}");
    }

    #[test]
    fn two_arms_are_no_crossing() {
        assert_eq!(arm_costs(&Settings::of(Mode::Car), &[arm(0.0, 50.0), arm(90.0, 50.0)]), [[0.0; 2]; 2]);
    }
}
