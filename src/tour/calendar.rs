//! From days of the cycle to dates.
//!
//! The cycle is counted in days from the Monday of the first week, never by the parity of the ISO week: a year of 53
//! weeks changes nothing. A day on which there is no tour (holiday, closing) is first moved whole to a free working day
//! of its cycle, the nearest, where every stop keeps its spacing and hours; else each of its sessions alone, onto another
//! day with room; what is left is dropped and told.

use std::collections::BTreeMap;

use super::exact;
use super::plan::{Day, Missed, Pause, SpacingBreak, Visit};
use super::solve::{Prepared, SEARCH_SHARE, whole};
use super::timing;
use crate::calendar::{Clock, Date};
use crate::units::Metres;

/// A day without tour, with what it should have been.
#[derive(Debug, Clone)]
struct Lost {
    date: Date,
    order: Vec<usize>,
    why: &'static str,
    /// Where each stop went, in the order of `order`.
    moved: Vec<Option<Date>>,
}

/// The days of a plan, by date.
#[derive(Debug)]
pub(super) struct Calendar {
    days: BTreeMap<Date, Vec<usize>>,
    moved_from: BTreeMap<(Date, usize), Date>,
    lost: Vec<Lost>,
}

impl Calendar {
    /// Repeats the cycle over the dates.
    pub(super) fn lay(prepared: &Prepared<'_>, cycle: &[Vec<usize>]) -> Self {
        let rules = &prepared.request.rules;
        let mut calendar = Self { days: BTreeMap::new(), moved_from: BTreeMap::new(), lost: Vec::new() };
        let mut monday = rules.from.monday();
        while monday <= rules.to {
            for (slot, order) in prepared.slots.iter().zip(cycle).filter(|(_, order)| !order.is_empty()) {
                let date = monday.plus(slot.offset);
                if date < rules.from || date > rules.to {
                    continue;
                }
                match rules.closed_on(date) {
                    None => _ = calendar.days.insert(date, order.clone()),
                    Some(why) => {
                        let moved = vec![None; order.len()];
                        calendar.lost.push(Lost { date, order: order.clone(), why, moved });
                    }
                }
            }
            monday = monday.plus(7 * rules.cycle_weeks);
        }
        calendar
    }

    /// Moves what falls on days without tour, as far as spacings allow; `None` when it is not to go on.
    pub(super) fn move_missed(&mut self, prepared: &Prepared<'_>) -> Option<()> {
        let mut lost = std::mem::take(&mut self.lost);
        for day in &mut lost {
            if !(prepared.goes_on)(SEARCH_SHARE) {
                return None;
            }
            let dates = near_dates(prepared, day.date);
            let order = &day.order;
            let whole_day = dates.iter().find_map(|date| {
                if self.days.contains_key(date)
                    || !order.iter().all(|stop| self.keeps_spacing(prepared, *stop, *date))
                {
                    return None;
                }
                Some((*date, fitting(prepared, order, *date)?))
            });
            if let Some((date, order)) = whole_day {
                for stop in &order {
                    self.moved_from.insert((date, *stop), day.date);
                }
                self.days.insert(date, order);
                day.moved = vec![Some(date); day.order.len()];
                continue;
            }
            for (stop, moved) in order.iter().zip(&mut day.moved) {
                *moved = dates.iter().copied().find(|date| self.squeeze(prepared, *stop, *date));
                if let Some(date) = moved {
                    self.moved_from.insert((*date, *stop), day.date);
                }
            }
        }
        self.lost = lost;
        Some(())
    }

    /// Puts a stop into a day if it fits and keeps its spacing.
    fn squeeze(&mut self, prepared: &Prepared<'_>, stop: usize, date: Date) -> bool {
        if !self.keeps_spacing(prepared, stop, date) {
            return false;
        }
        let order = self.days.get(&date).cloned().unwrap_or_default();
        if order.is_empty() && self.used_of_cycle(prepared, date) >= prepared.most_days {
            return false;
        }
        let with = |at: usize| {
            let mut order = order.clone();
            order.insert(at, stop);
            order
        };
        let orders = (0..=order.len()).map(with);
        let fits = orders.filter(|order| timing::fits(&prepared.instance, order, date.weekday()));
        let best = fits.min_by_key(|order| prepared.instance.driving(order));
        best.is_some_and(|order| {
            self.days.insert(date, order);
            true
        })
    }

    /// Days of the cycle of a date on which the truck leaves.
    fn used_of_cycle(&self, prepared: &Prepared<'_>, date: Date) -> usize {
        let (first, last) = cycle_of(prepared, date);
        self.days.range(first..=last).count()
    }

    /// Whether a session on a day is spaced from those before and after as its stop allows.
    fn keeps_spacing(&self, prepared: &Prepared<'_>, stop: usize, date: Date) -> bool {
        let asked = &prepared.request.stops[stop - 1];
        let allowed = i64::from(asked.least_days)..=i64::from(asked.most_days);
        let has = |(_, order): &(&Date, &Vec<usize>)| order.contains(&stop);
        if self.days.get(&date).is_some_and(|order| order.contains(&stop)) {
            return false;
        }
        let before = self.days.range(..date).rev().find(has);
        let after = self.days.range(date..).find(has);
        before.is_none_or(|(before, _)| allowed.contains(&date.days_since(*before)))
            && after.is_none_or(|(after, _)| allowed.contains(&after.days_since(date)))
    }

    /// Whether any day visits a stop.
    pub(super) fn visited(&self, stop: usize) -> bool {
        self.days.values().any(|order| order.contains(&stop))
    }

    /// Every day with its times.
    pub(super) fn days(&self, prepared: &Prepared<'_>) -> Vec<Day> {
        let matrix = &prepared.request.matrix;
        let of_day = |(date, order): (&Date, &Vec<usize>)| {
            let timed = timing::time_day(&prepared.instance, order, date.weekday())?;
            let places: Vec<usize> = std::iter::once(0).chain(order.iter().copied()).chain([0]).collect();
            let trips = places.windows(2).filter_map(|pair| matrix.trip(pair[0], pair[1]));
            let lunch = prepared.instance.day.lunch.zip(timed.lunch).map(|(lunch, from)| Pause {
                from: Clock::from_seconds(from),
                to: Clock::from_seconds(from + lunch.length),
            });
            let visit = |visit: &timing::TimedVisit| Visit {
                stop: prepared.request.stops[visit.stop - 1].id.clone(),
                arrive: Clock::from_seconds(visit.arrive),
                open: Clock::from_seconds(visit.open),
                close: Clock::from_seconds(visit.close),
                leave: Clock::from_seconds(visit.leave),
                moved_from: self.moved_from.get(&(*date, visit.stop)).copied(),
            };
            Some(Day {
                date: *date,
                depart: Clock::from_seconds(timed.depart),
                back: Clock::from_seconds(timed.back),
                lunch,
                driving_s: whole(prepared.instance.driving(order)),
                distance_m: trips.map(|trip| trip.distance_m).sum::<Metres>(),
                visits: timed.visits.iter().map(visit).collect(),
            })
        };
        self.days.iter().filter_map(of_day).collect()
    }

    /// The sessions that fall on days without tour.
    pub(super) fn missed(&self, prepared: &Prepared<'_>) -> Vec<Missed> {
        let mut missed = Vec::new();
        for lost in &self.lost {
            for (stop, moved_to) in lost.order.iter().zip(&lost.moved) {
                let stop = prepared.request.stops[*stop - 1].id.clone();
                missed.push(Missed { date: lost.date, stop, why: lost.why.to_owned(), moved_to: *moved_to });
            }
        }
        missed.sort();
        missed
    }

    /// Where the spacing of a stop breaks, by stop and then by date.
    pub(super) fn breaks(&self, prepared: &Prepared<'_>) -> Vec<SpacingBreak> {
        let mut breaks = Vec::new();
        for (i, stop) in prepared.request.stops.iter().enumerate() {
            let visits = self.days.iter().filter(|(_, order)| order.contains(&(i + 1)));
            let dates: Vec<Date> = visits.map(|(date, _)| *date).collect();
            for pair in dates.windows(2) {
                let days = pair[1].days_since(pair[0]);
                let (least, most) = (i64::from(stop.least_days), i64::from(stop.most_days));
                let by_days = if days > most { days - most } else { (days - least).min(0) };
                if by_days != 0 {
                    breaks.push(SpacingBreak {
                        stop: stop.id.clone(),
                        from: pair[0],
                        to: pair[1],
                        days: u32::try_from(days).unwrap_or(0),
                        allowed: [stop.least_days, stop.most_days],
                        by_days,
                    });
                }
            }
        }
        breaks
    }
}

/// First and last day of the cycle of a date.
fn cycle_of(prepared: &Prepared<'_>, date: Date) -> (Date, Date) {
    let rules = &prepared.request.rules;
    let start = rules.from.monday();
    let length = 7 * rules.cycle_weeks;
    let days = u32::try_from(date.days_since(start)).unwrap_or(0);
    let first = start.plus(days / length * length);
    (first, first.plus(length - 1))
}

/// The other working days of the cycle of a date, the nearest first, of two the earlier.
fn near_dates(prepared: &Prepared<'_>, date: Date) -> Vec<Date> {
    let rules = &prepared.request.rules;
    let (first, _) = cycle_of(prepared, date);
    let dates = prepared.slots.iter().map(|slot| first.plus(slot.offset));
    let open = |day: &Date| {
        *day != date && *day >= rules.from && *day <= rules.to && rules.closed_on(*day).is_none()
    };
    let mut dates: Vec<Date> = dates.filter(open).collect();
    dates.sort_by_key(|day| (day.days_since(date).abs(), *day));
    dates
}

/// An order of the stops that fits a date: the given one, else the best.
fn fitting(prepared: &Prepared<'_>, order: &[usize], date: Date) -> Option<Vec<usize>> {
    let (instance, weekday) = (&prepared.instance, date.weekday());
    if timing::fits(instance, order, weekday) {
        return Some(order.to_vec());
    }
    let few = !instance.plain && order.len() <= exact::MOST_TIMED;
    few.then(|| exact::best_order(instance, order, weekday)).flatten()
}
