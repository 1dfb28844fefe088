//! What chosen stops change: who gains, who is left out, and the figures of before and after.

use super::stops::{Gain, LeftOut, Stop};
use super::{Instance, NEVER};
use crate::units::{People, Seconds, Weight};

/// What stops are looked at with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    /// Weights and times.
    pub(super) instance: &'a Instance,
    /// People of every demand point, thousandths; the weights of the instance may be others.
    pub(super) people: &'a [u64],
    /// Who is within it is covered.
    pub(super) limit_ms: u32,
    /// The longest time that counts in a mean.
    pub(super) cap_ms: u32,
}

impl Scene<'_> {
    /// How many, of what every demand point has, are within the limit with some stops.
    pub(super) fn covered(&self, amounts: &[u64], stops: &[usize]) -> u64 {
        let is_covered = |demand: usize| self.instance.time_with(demand, stops) <= self.limit_ms;
        (0..).zip(amounts).filter(|(demand, _)| is_covered(*demand)).map(|(_, amount)| amount).sum()
    }

    /// The mean time of what every demand point has.
    #[expect(clippy::cast_precision_loss, reason = "a mean, to be shown")]
    pub(super) fn mean_seconds(&self, amounts: &[u64], stops: &[usize]) -> f64 {
        let time = |demand: usize| u128::from(self.instance.time_with(demand, stops).min(self.cap_ms));
        let total: u128 = (0..).zip(amounts).map(|(demand, amount)| u128::from(*amount) * time(demand)).sum();
        let all: u64 = amounts.iter().sum();
        if all == 0 { 0.0 } else { (total / u128::from(all)) as f64 / 1000.0 }
    }

    /// What each stop changes, in the order of `chosen`, which ascends.
    pub(super) fn effects(&self, chosen: &[usize], is_weighted: bool) -> Vec<Stop> {
        let none = |candidate: &usize| Stop {
            candidate: *candidate,
            newly_covered: People::ZERO,
            newly_weighted: is_weighted.then_some(Weight::ZERO),
            only_by_this: People::ZERO,
            people: People::ZERO,
            gains: Vec::new(),
        };
        let mut stops: Vec<Stop> = chosen.iter().map(none).collect();
        for (demand, people) in self.people.iter().enumerate() {
            let before = self.instance.existing()[demand];
            let Some((best, after)) = self.nearest(demand, chosen).filter(|(_, after)| *after < before)
            else {
                continue;
            };
            let newly_covered = before > self.limit_ms && after <= self.limit_ms;
            let times = self.instance.times_of(demand);
            let within = chosen.iter().filter(|stop| times[**stop] <= self.limit_ms).count();
            let Ok(place) = chosen.binary_search(&best) else { continue };
            let (stop, people) = (&mut stops[place], People::from_thousandths(*people));
            let count = |yes: bool| if yes { people } else { People::ZERO };
            stop.people = stop.people + people;
            stop.newly_covered = stop.newly_covered + count(newly_covered);
            stop.only_by_this = stop.only_by_this + count(newly_covered && within == 1);
            if let Some(weight) = stop.newly_weighted.as_mut().filter(|_| newly_covered) {
                *weight = *weight + Weight::from_thousandths(self.instance.weights()[demand]);
            }
            if let Some(after) = seconds(after) {
                stop.gains.push(Gain { demand, before: seconds(before), after, newly_covered });
            }
        }
        for stop in &mut stops {
            stop.gains.sort_by_key(|gain| (std::cmp::Reverse(self.people[gain.demand]), gain.demand));
        }
        stops
    }

    /// Who stays beyond the limit, and which of the `open` candidates would change that.
    pub(super) fn left_out(&self, chosen: &[usize], open: &[usize]) -> Vec<LeftOut> {
        let told = |(candidate, time): (usize, u32)| Some((candidate, seconds(time)?));
        let is_left = |demand: &usize| self.instance.time_with(*demand, chosen) > self.limit_ms;
        let mut left: Vec<LeftOut> = (0..self.people.len())
            .filter(is_left)
            .map(|demand| LeftOut {
                demand,
                time: seconds(self.instance.time_with(demand, chosen)),
                nearest_stop: self.nearest(demand, chosen).and_then(told),
                would_take: self
                    .nearest(demand, open)
                    .filter(|(_, time)| *time <= self.limit_ms)
                    .and_then(told),
            })
            .collect();
        left.sort_by_key(|point| (std::cmp::Reverse(self.people[point.demand]), point.demand));
        left
    }

    /// The nearest of some candidates; of equals, the first.
    fn nearest(&self, demand: usize, among: &[usize]) -> Option<(usize, u32)> {
        let times = self.instance.times_of(demand);
        let reached =
            among.iter().map(|candidate| (*candidate, times[*candidate])).filter(|(_, time)| *time < NEVER);
        reached.reduce(|best, next| if next.1 < best.1 { next } else { best })
    }
}

/// A time in milliseconds, [`NEVER`] for none; seven weeks and more are none.
pub(super) fn milliseconds(time: Option<Seconds>) -> u32 {
    time.and_then(|time| u32::try_from(time.thousandths()).ok()).unwrap_or(NEVER)
}

fn seconds(ms: u32) -> Option<Seconds> {
    (ms != NEVER).then(|| Seconds::from_thousandths(u64::from(ms)))
}
