//! The times of one day, when its order is known.
//!
//! The truck leaves so as to reach the first stop just in time, drives off when it has packed up, and waits where it
//! arrives. For a given first opening, earlier is never worse, so one pass keeps two times a stop: the earliest with the
//! break taken, and the earliest without. The first opening is tried as early as can be and then every quarter of an
//! hour: the shortest day wins, then the earliest. Within that grid the answer is exact.

use super::instance::{Instance, LunchWindow};
use crate::calendar::Weekday;

/// First openings are tried at multiples of this, seconds.
const GRID: u32 = 900;

/// One session of a day, seconds from midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimedVisit {
    pub(super) stop: usize,
    pub(super) arrive: u32,
    pub(super) open: u32,
    pub(super) close: u32,
    pub(super) leave: u32,
}

/// A day with its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimedDay {
    pub(super) depart: u32,
    pub(super) back: u32,
    /// Begin of the break, where it lies between leaving and returning.
    pub(super) lunch: Option<u32>,
    pub(super) visits: Vec<TimedVisit>,
}

/// One way to reach the opening of a stop.
#[derive(Debug, Clone, Copy)]
struct Step {
    arrive: u32,
    open: u32,
    /// Begin of the break, where it was taken since the stop before.
    lunch: Option<u32>,
}

/// Without and with the break taken.
type Both = [Option<Step>; 2];

/// Whether a day fits.
pub(super) fn fits(instance: &Instance, order: &[usize], weekday: Weekday) -> bool {
    if order.is_empty() {
        return true;
    }
    if !instance.sums_fit(order.len(), instance.driving(order), instance.work(order)) {
        return false;
    }
    if instance.plain {
        return order.iter().all(|stop| instance.windows(*stop, weekday).is_some());
    }
    first_openings(instance, order[0], weekday)
        .any(|(depart, first)| pass(instance, order, weekday, depart, first).is_some())
}

/// The shortest day in this order; `None` where it does not fit.
pub(super) fn time_day(instance: &Instance, order: &[usize], weekday: Weekday) -> Option<TimedDay> {
    let first = *order.first()?;
    if !instance.sums_fit(order.len(), instance.driving(order), instance.work(order)) {
        return None;
    }
    first_openings(instance, first, weekday)
        .filter_map(|(depart, first)| pass(instance, order, weekday, depart, first))
        .min_by_key(|day| (day.back - day.depart, day.depart))
}

/// When to leave, and how the first stop is then reached.
fn first_openings(instance: &Instance, stop: usize, weekday: Weekday) -> impl Iterator<Item = (u32, Both)> {
    let day = instance.day;
    let drive = instance.drive(0, stop);
    let ready = day.start + drive + day.setup;
    let grid = (0..96).map(|i| i * GRID).filter(move |at| *at > ready);
    let windows = instance.windows(stop, weekday).unwrap_or_default();
    let begins = windows.iter().map(move |(from, _)| ready.max(*from));
    let mut openings: Vec<u32> = std::iter::once(ready)
        .chain(begins)
        .chain(grid)
        .filter(|at| *at < 86_400)
        .filter_map(|ready| instance.opening(stop, weekday, ready))
        .collect();
    openings.sort_unstable();
    openings.dedup();
    openings.into_iter().flat_map(move |open| {
        let arrive = open - day.setup;
        let depart = arrive - drive;
        let reached = |arrive, lunch| Some(Step { arrive, open, lunch });
        let plainly = match day.lunch {
            None => [None, reached(arrive, None)],
            Some(lunch) if depart >= lunch.from + lunch.length => [None, reached(arrive, None)],
            Some(_) => [reached(arrive, None), None],
        };
        // Or the break on arriving, before anyone is received.
        let eaten = day.lunch.and_then(|lunch| {
            let at = arrive.checked_sub(lunch.length).filter(|at| *at >= lunch.from && arrive <= lunch.to)?;
            let depart = at.checked_sub(drive).filter(|depart| *depart >= day.start)?;
            Some((depart, [None, reached(at, Some(at))]))
        });
        std::iter::once((depart, plainly)).chain(eaten)
    })
}

/// When the break begins, from `ready` on.
fn break_from(lunch: LunchWindow, ready: u32) -> Option<u32> {
    let at = ready.max(lunch.from);
    (at + lunch.length <= lunch.to).then_some(at)
}

/// One pass over the day, from the first stop on.
fn pass(
    instance: &Instance,
    order: &[usize],
    weekday: Weekday,
    depart: u32,
    first: Both,
) -> Option<TimedDay> {
    let day = instance.day;
    let mut steps: Vec<Both> = Vec::with_capacity(order.len());
    steps.push(first);
    for pair in order.windows(2) {
        let both = *steps.last()?;
        let next = advance(instance, (pair[0], pair[1]), weekday, both);
        if next.iter().all(Option::is_none) {
            return None;
        }
        steps.push(next);
    }
    let last = *order.last()?;
    let home = instance.drive(last, 0);
    let leave = |step: Step| step.open + instance.dwell[last] + day.packup;
    let [without, with] = *steps.last()?;
    let mut ends: Vec<(u32, Option<u32>, usize)> = Vec::with_capacity(3);
    if let Some(step) = with {
        ends.push((leave(step) + home, None, 1));
    }
    if let (Some(step), Some(lunch)) = (without, day.lunch) {
        let back = leave(step) + home;
        if break_from(lunch, back).is_some() {
            ends.push((back, None, 0));
        } else if let Some(at) = break_from(lunch, leave(step)) {
            ends.push((at + lunch.length + home, Some(at), 0));
        }
    }
    let in_time = |end: &&(u32, Option<u32>, usize)| end.0 <= day.end && end.0 - depart <= day.longest;
    let (back, mut eaten, mut state) = *ends.iter().filter(in_time).min()?;
    let mut visits = Vec::with_capacity(order.len());
    for (stop, both) in order.iter().zip(&steps).rev() {
        let step = both[state]?;
        let close = step.open + instance.dwell[*stop];
        visits.push(TimedVisit {
            stop: *stop,
            arrive: step.arrive,
            open: step.open,
            close,
            leave: close + day.packup,
        });
        eaten = eaten.or(step.lunch);
        if step.lunch.is_some() {
            state = 0;
        }
    }
    visits.reverse();
    Some(TimedDay { depart, back, lunch: eaten, visits })
}

/// From a stop to the next one.
fn advance(instance: &Instance, (from, to): (usize, usize), weekday: Weekday, both: Both) -> Both {
    let day = instance.day;
    let drive = instance.drive(from, to);
    let apart = instance.half[from] || instance.half[to];
    let leave = |step: Step| step.open + instance.dwell[from] + day.packup;
    let open = |arrive: u32, ready: u32, lunch| {
        let open = instance.opening(to, weekday, ready + day.setup)?;
        Some(Step { arrive, open, lunch })
    };
    let on = |state: usize| {
        let at = leave(both[state].filter(|_| !apart)?) + drive;
        open(at, at, None)
    };
    let eating = || {
        let leave = leave(both[0]?);
        let lunch = day.lunch?;
        let before = break_from(lunch, leave).and_then(|at| {
            let arrive = at + lunch.length + drive;
            open(arrive, arrive, Some(at))
        });
        let after =
            break_from(lunch, leave + drive).and_then(|at| open(leave + drive, at + lunch.length, Some(at)));
        earliest(before, after)
    };
    [on(0), earliest(on(1), eating())]
}

fn earliest(a: Option<Step>, b: Option<Step>) -> Option<Step> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.open < a.open { b } else { a }),
        (a, b) => a.or(b),
    }
}
