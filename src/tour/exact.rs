//! The best order of the stops of one day, proven, by dynamic programming over sets of stops.
//!
//! Plain days (no hours, no break): the shortest driving over every set and last stop, O(2ⁿ n²), gives the best tour of
//! every subset at once, and so the best subset that fits. Days with hours or a break hold few stops: every order is timed,
//! worst ones cut early.
//!
//! Reference: M. Held and R. M. Karp, J. SIAM 10 (1962), doi:10.1137/0110015.

use super::instance::{Instance, NO_WAY};
use super::timing;
use crate::calendar::Weekday;

/// The most stops of a plain day that are ordered exactly.
pub(super) const MOST_PLAIN: usize = 12;
/// The most stops of a day with hours or a break that are ordered exactly: every order is tried.
pub(super) const MOST_TIMED: usize = 7;

/// The order with the least driving that fits its day; `None` where none fits.
///
/// Exact up to [`MOST_PLAIN`] or [`MOST_TIMED`] stops; the caller keeps to them. Equal driving: the first found.
pub(super) fn best_order(instance: &Instance, stops: &[usize], weekday: Weekday) -> Option<Vec<usize>> {
    if instance.plain {
        let order = Subsets::new(instance, stops).order((1 << stops.len()) - 1)?;
        return timing::fits(instance, &order, weekday).then_some(order);
    }
    let mut search = Enumeration { instance, weekday, best: None, order: Vec::new() };
    search.extend(&mut stops.to_vec(), 0);
    search.best.map(|(_, order)| order)
}

/// The least driving and service of a day with these stops, whatever its limits.
pub(super) fn least_work(instance: &Instance, stops: &[usize]) -> Option<u32> {
    let order = Subsets::new(instance, stops).order((1 << stops.len()) - 1)?;
    Some(instance.work(&order))
}

/// The subset worth most that fits one plain day, in its best order; equal worth: the least driving.
pub(super) fn best_subset(
    instance: &Instance,
    stops: &[usize],
    weekday: Weekday,
    worth: impl Fn(usize) -> u64,
) -> Vec<usize> {
    let open: Vec<usize> =
        stops.iter().copied().filter(|stop| instance.windows(*stop, weekday).is_some()).collect();
    let subsets = Subsets::new(instance, &open);
    let chosen =
        |mask: usize| open.iter().enumerate().filter(move |(i, _)| mask >> i & 1 == 1).map(|(_, s)| *s);
    let mut best = (0, std::cmp::Reverse(0), 0);
    for mask in 1_usize..1 << open.len() {
        let Some((driving, _)) = subsets.closed(mask) else { continue };
        let service: u32 = chosen(mask).map(|stop| instance.service(stop)).sum();
        if instance.sums_fit(mask.count_ones() as usize, driving, driving + service) {
            let worth = chosen(mask).map(&worth).fold(0, u64::saturating_add);
            best = best.max((worth, std::cmp::Reverse(driving), mask));
        }
    }
    subsets.order(best.2).unwrap_or_default()
}

/// The shortest way from the depot over each set of stops to each of them.
struct Subsets<'a> {
    instance: &'a Instance,
    stops: &'a [usize],
    /// By set and last stop.
    length: Vec<u32>,
}

impl<'a> Subsets<'a> {
    fn new(instance: &'a Instance, stops: &'a [usize]) -> Self {
        let n = stops.len();
        let mut length = vec![u32::MAX; n << n];
        for (i, stop) in stops.iter().enumerate() {
            length[(1 << i) * n + i] = instance.drive(0, *stop);
        }
        for mask in 1_usize..1 << n {
            for last in (0..n).filter(|last| mask >> last & 1 == 1) {
                let here = length[mask * n + last];
                if here >= NO_WAY {
                    continue;
                }
                for next in (0..n).filter(|next| mask >> next & 1 == 0) {
                    let cell = &mut length[(mask | 1 << next) * n + next];
                    *cell = (*cell).min(here + instance.drive(stops[last], stops[next]));
                }
            }
        }
        Self { instance, stops, length }
    }

    /// The least driving of a set, back at the depot, and the place of its last stop.
    fn closed(&self, mask: usize) -> Option<(u32, usize)> {
        let n = self.stops.len();
        let ends = (0..n).filter(|last| mask >> last & 1 == 1).map(|last| {
            let home = self.instance.drive(self.stops[last], 0);
            (self.length[mask * n + last].saturating_add(home), last)
        });
        ends.min().filter(|(driving, _)| *driving < NO_WAY)
    }

    /// The order of a set with the least driving.
    fn order(&self, mut mask: usize) -> Option<Vec<usize>> {
        let n = self.stops.len();
        if mask == 0 {
            return Some(Vec::new());
        }
        let (_, mut last) = self.closed(mask)?;
        let mut order = vec![self.stops[last]];
        while mask.count_ones() > 1 {
            let here = self.length[mask * n + last];
            mask &= !(1 << last);
            let comes_from = |before: &usize| {
                let way = self.instance.drive(self.stops[*before], self.stops[last]);
                self.length[mask * n + before].saturating_add(way) == here
            };
            last = (0..n).filter(|before| mask >> before & 1 == 1).find(comes_from)?;
            order.push(self.stops[last]);
        }
        order.reverse();
        Some(order)
    }
}

/// Every order of a few stops, cut where driving is no better than the best that fits.
struct Enumeration<'a> {
    instance: &'a Instance,
    weekday: Weekday,
    best: Option<(u32, Vec<usize>)>,
    order: Vec<usize>,
}

impl Enumeration<'_> {
    /// `driving` is from the depot to the last stop of the order so far.
    fn extend(&mut self, left: &mut Vec<usize>, driving: u32) {
        let last = self.order.last().copied().unwrap_or(0);
        if left.is_empty() {
            let total = driving + self.instance.drive(last, 0);
            let better = self.best.as_ref().is_none_or(|(best, _)| total < *best);
            if better && timing::fits(self.instance, &self.order, self.weekday) {
                self.best = Some((total, self.order.clone()));
            }
            return;
        }
        if self.best.as_ref().is_some_and(|(best, _)| driving >= *best) {
            return;
        }
        for i in 0..left.len() {
            let next = left.remove(i);
            self.order.push(next);
            self.extend(left, driving + self.instance.drive(last, next));
            self.order.pop();
            left.insert(i, next);
        }
    }
}
