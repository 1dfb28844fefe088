//! The time that a turn costs.
//!
//! A sigmoid of the angle: nothing straight ahead, nearly all of the greatest cost at a hairpin, and
//! more for a left turn, which crosses the other traffic, than for a right one. The curve and its
//! figures are those of OSRM 26's car profile, fitted there to recorded drives.

use super::Settings;

/// Seconds lost in a turn of `angle` degrees: 0 straight ahead, positive to the right, negative to
/// the left, −180 to 180. Traffic drives on the right.
#[must_use]
pub fn turn_seconds(settings: &Settings, angle: f64) -> f64 {
    if settings.turn_seconds == 0.0 {
        return 0.0;
    }
    let half_turns = angle.abs().min(180.0) / 180.0;
    let bias = settings.turn_bias;
    if angle >= 0.0 {
        settings.turn_seconds * sigmoid(13.0 / bias * half_turns - 6.5 * bias)
    } else {
        let turn = settings.turn_seconds * sigmoid(13.0 * bias * half_turns - 6.5 / bias);
        turn + settings.oncoming_seconds * sigmoid(13.0 * half_turns - 3.25)
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::profile::Mode;

    #[test]
    fn a_left_turn_costs_more_than_a_right_one_and_straight_on_nearly_nothing() {
        let car = Settings::of(Mode::Car);
        assert!(turn_seconds(&car, 0.0) < 0.1);
        let (right, left) = (turn_seconds(&car, 90.0), turn_seconds(&car, -90.0));
        assert!((right - 2.1).abs() < 0.1 && (left - 7.3).abs() < 0.1, "{right} {left}");
        assert!(turn_seconds(&car, 180.0) <= 7.5);
        assert!(turn_seconds(&Settings::of(Mode::Foot), 90.0) == 0.0);
    }
}
