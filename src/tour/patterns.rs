//! The sets of days of a cycle on which a stop may be visited.

use super::rules::{Rules, Stop};
use crate::calendar::Weekday;

/// The most patterns of one stop that are looked at, the first in the order of days.
const MOST_PATTERNS: usize = 20_000;
/// What a day away from even spacing weighs, seconds of driving.
const UNEVEN_S: u64 = 60;

/// A day of the cycle on which the truck may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// Days after the first Monday of the cycle.
    pub(super) offset: u32,
    pub(super) weekday: Weekday,
}

/// Places in the list of slots, of which there are 28 at most: a bit each, since there may be millions of patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SlotSet(u32);

impl SlotSet {
    /// The places, ascending.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..32).filter(move |slot| self.0 >> slot & 1 == 1)
    }
}

impl FromIterator<usize> for SlotSet {
    fn from_iter<I: IntoIterator<Item = usize>>(slots: I) -> Self {
        Self(slots.into_iter().fold(0, |set, slot| set | 1 << slot))
    }
}

/// Days of the cycle on which a stop is visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) days: SlotSet,
    /// What its uneven spacing weighs, seconds of driving.
    pub(super) unevenness: u64,
}

/// The working days of a cycle, in order.
pub(super) fn slots(rules: &Rules) -> Vec<Slot> {
    let week = Weekday::ALL.into_iter().filter(|day| rules.days.contains(day));
    let week: Vec<Weekday> = week.collect();
    let of_week = |w: u32| week.iter().map(move |day| (w, *day));
    let slot = |(w, weekday): (u32, Weekday)| Slot { offset: w * 7 + weekday as u32, weekday };
    (0..rules.cycle_weeks).flat_map(of_week).map(slot).collect()
}

/// The patterns of a stop over the slots on which it may be visited (`allowed`, by slot).
pub(super) fn patterns(rules: &Rules, stop: &Stop, slots: &[Slot], allowed: &[bool]) -> Vec<Pattern> {
    let mut search = Patterns {
        slots,
        allowed,
        stop,
        cycle: rules.cycle_weeks * 7,
        chosen: Vec::new(),
        found: Vec::new(),
    };
    search.extend(0);
    search.found
}

struct Patterns<'a> {
    slots: &'a [Slot],
    allowed: &'a [bool],
    stop: &'a Stop,
    /// Days of the cycle.
    cycle: u32,
    chosen: Vec<usize>,
    found: Vec<Pattern>,
}

impl Patterns<'_> {
    fn extend(&mut self, from: usize) {
        if self.found.len() == MOST_PATTERNS {
            return;
        }
        // Too few days are left: whatever follows has no end.
        let left = self.allowed[from..].iter().filter(|allowed| **allowed).count();
        if self.chosen.len() + left < self.stop.visits as usize {
            return;
        }
        let spacing = self.stop.least_days..=self.stop.most_days;
        if self.chosen.len() == self.stop.visits as usize {
            let (first, last) = (self.offset(0), self.offset(self.chosen.len() - 1));
            if spacing.contains(&(first + self.cycle - last)) {
                self.found.push(Pattern {
                    days: self.chosen.iter().copied().collect(),
                    unevenness: self.unevenness(),
                });
            }
            return;
        }
        for next in from..self.slots.len() {
            if !self.allowed[next] {
                continue;
            }
            let gap = (!self.chosen.is_empty())
                .then(|| self.slots[next].offset - self.offset(self.chosen.len() - 1));
            if gap.is_some_and(|gap| gap > *spacing.end()) {
                return;
            }
            if gap.is_none_or(|gap| spacing.contains(&gap)) {
                self.chosen.push(next);
                self.extend(next + 1);
                self.chosen.pop();
            }
        }
    }

    fn offset(&self, place: usize) -> u32 {
        self.slots[self.chosen[place]].offset
    }

    /// Days away from even spacing, summed, as seconds.
    fn unevenness(&self) -> u64 {
        let n = self.chosen.len();
        let gap = |i: usize| {
            let next = if i + 1 < n { self.offset(i + 1) } else { self.offset(0) + self.cycle };
            u64::from(next - self.offset(i))
        };
        // In n-ths of a day, so that thirds stay whole.
        let away: u64 = (0..n).map(|i| (gap(i) * n as u64).abs_diff(self.cycle.into())).sum();
        away * UNEVEN_S / n as u64
    }
}
