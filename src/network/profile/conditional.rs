//! Access by the clock, the calendar or the weather: `access:conditional` and the tags of winter.
//!
//! A condition never closes a way by itself: it is kept as [`Attributes`], which the user may close.
//! The other way round, a way that is closed but opens for the summer is in the network, as one that
//! winter closes.
//!
//! Reference: OpenStreetMap wiki, *Conditional restrictions*, `winter_service`, `seasonal`.

use super::season::{Season, season};
use super::settings::Settings;
use super::{Attributes, Tags};

/// The clauses of every conditional access that concerns a mode: value and condition.
fn clauses<'a>(settings: &'a Settings, tags: &Tags<'a>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let values = settings.access_keys.iter().filter_map(|key| tags.get_suffixed(key, "conditional"));
    let values: Vec<&str> = values.collect();
    values.into_iter().flat_map(split)
}

/// `no @ (Nov-Apr); destination @ (snow)` as pairs. A `;` between brackets belongs to the condition.
fn split(value: &str) -> Vec<(&str, &str)> {
    let mut depth = 0;
    let parts = value.split(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ';' && depth <= 0
    });
    parts.filter_map(|clause| clause.split_once('@')).map(|(v, c)| (v.trim(), c.trim())).collect()
}

fn is_closed(settings: &Settings, value: &str) -> bool {
    settings.closed.iter().any(|closed| closed == value)
}

/// Whether a way that is closed opens outside of winter.
pub(super) fn opens_in_summer(settings: &Settings, tags: &Tags<'_>) -> bool {
    clauses(settings, tags).any(|(value, condition)| {
        // `yes @ (Jun-Oct)`: it says dates, and January is not among them. Hours would say less.
        !is_closed(settings, value) && !condition.contains(':') && season(condition) == Season::Other
    })
}

/// What conditions and the tags of winter say of a way.
pub(super) fn closures(settings: &Settings, tags: &Tags<'_>) -> Attributes {
    let mut attributes = Attributes::default();
    for (value, condition) in clauses(settings, tags) {
        if is_closed(settings, value) {
            attributes = attributes.with(Attributes::CONDITIONAL);
            if season(condition) == Season::Winter {
                attributes = attributes.with(Attributes::WINTER);
            }
        }
    }
    let not_ploughed = tags.is("winter_service", "no") || tags.is("snowplowing", "no");
    let summer_only = matches!(tags.get("seasonal"), Some("summer" | "spring;summer;autumn"));
    if not_ploughed || summer_only {
        attributes = attributes.with(Attributes::WINTER);
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::profile::{Mode, Profile, Refusal};

    #[test]
    fn clauses_are_split_outside_of_brackets() {
        let value = "no @ (Nov 1-Apr 30; snow); destination @ (22:00-06:00)";
        assert_eq!(split(value), [("no", "(Nov 1-Apr 30; snow)"), ("destination", "(22:00-06:00)")]);
        assert!(split("no").is_empty());
    }

    #[test]
    fn a_pass_that_opens_for_the_summer_is_a_road_that_winter_closes() {
        let car = Profile::new(Mode::Car);
        let way = |condition: &str| {
            let pass = [("highway", "tertiary"), ("access", "no"), ("access:conditional", condition)];
            car.classify_way(&Tags::new(&pass)).map(|class| class.attributes)
        };
        let winter = Attributes::WINTER.with(Attributes::CONDITIONAL);
        assert_eq!(way("yes @ (Jun 01-Oct 31)"), Ok(winter));
        assert_eq!(way("yes @ (Nov-Apr)"), Err(Refusal::Access));
        assert_eq!(way("yes @ (Mo-Fr 08:00-18:00)"), Err(Refusal::Access));
        assert_eq!(way("no @ (Jun-Oct)"), Err(Refusal::Access));
    }

    #[test]
    fn what_opens_or_merely_says_no_somewhere_closes_nothing() {
        let car = Profile::new(Mode::Car);
        let way = |condition: &str| {
            let road = [("highway", "tertiary"), ("motor_vehicle:conditional", condition)];
            car.classify_way(&Tags::new(&road)).unwrap().attributes
        };
        assert_eq!(way("yes @ snow"), Attributes::default());
        assert_eq!(way("destination @ (Nov-Apr)"), Attributes::default());
        assert_eq!(way("no @ (Oct-May)"), Attributes::WINTER.with(Attributes::CONDITIONAL));
        assert_eq!(way("no @ (weight>3.5)"), Attributes::CONDITIONAL);
    }
}
