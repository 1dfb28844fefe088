//! Distribution of access times over people.

use crate::units::{People, Seconds};

/// Access times with the people who have them.
///
/// People who reach nothing have no time: they are in no mean and no percentile, and are counted
/// apart wherever these figures are shown.
#[derive(Debug, Clone, Default)]
pub struct Distribution(Vec<(Seconds, People)>);

impl FromIterator<(Seconds, People)> for Distribution {
    fn from_iter<I: IntoIterator<Item = (Seconds, People)>>(items: I) -> Self {
        let mut items: Vec<_> = items.into_iter().filter(|(_, people)| *people > People::ZERO).collect();
        items.sort_unstable();
        Self(items)
    }
}

impl Distribution {
    /// Mean time, weighted by people; `None` when there is nobody.
    #[must_use]
    pub fn mean(&self) -> Option<Seconds> {
        let people: u128 = self.0.iter().map(|(_, people)| u128::from(people.thousandths())).sum();
        let weighted: u128 = self
            .0
            .iter()
            .map(|(duration, people)| u128::from(duration.thousandths()) * u128::from(people.thousandths()))
            .sum();
        // Rounded half up, in integers: the sum of a country's person-milliseconds passes 2⁶⁴.
        let mean = (weighted + people / 2).checked_div(people)?;
        u64::try_from(mean).ok().map(Seconds::from_thousandths)
    }

    /// The smallest time within which at least `percent` of the people are, `percent` in 0–100;
    /// `None` when there is nobody.
    #[must_use]
    pub fn percentile(&self, percent: u8) -> Option<Seconds> {
        let total: People = self.0.iter().map(|(_, people)| *people).sum();
        let needed = u128::from(total.thousandths()) * u128::from(percent);
        let mut reached = 0u128;
        self.0
            .iter()
            .find(|(_, people)| {
                reached += u128::from(people.thousandths()) * 100;
                reached >= needed
            })
            .map(|(duration, _)| *duration)
    }

    /// Half of the people are within this time.
    #[must_use]
    pub fn median(&self) -> Option<Seconds> {
        self.percentile(50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(items: &[(u32, u32)]) -> Distribution {
        items
            .iter()
            .map(|(minutes, people)| (Seconds::from_minutes(*minutes), People::whole(*people)))
            .collect()
    }

    #[test]
    fn figures_are_weighted_by_people() {
        let times = of(&[(30, 10), (0, 70), (10, 20)]);
        assert_eq!(times.mean(), Some(Seconds::from_minutes(5)));
        assert_eq!(times.median(), Some(Seconds::ZERO));
        assert_eq!(times.percentile(90), Some(Seconds::from_minutes(10)));
        assert_eq!(times.percentile(91), Some(Seconds::from_minutes(30)));
    }

    #[test]
    fn nobody_has_no_mean() {
        assert_eq!(of(&[]).mean(), None);
        assert_eq!(of(&[(10, 0)]).median(), None);
    }

    #[test]
    fn the_mean_of_a_whole_country_does_not_overflow() {
        assert_eq!(
            of(&[(240, 4_000_000_000), (240, 4_000_000_000)]).mean(),
            Some(Seconds::from_minutes(240))
        );
    }
}
