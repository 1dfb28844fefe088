//! Why a stop is not in the tour.

use super::exact;
use super::instance::NO_WAY;
use super::plan::{LeftOut, Reason};
use super::solve::{Prepared, SEARCH_SHARE, whole};
use super::timing;

/// The reason of every stop that no day of the cycle visits, by place; `None` when it is not to go on.
pub(super) fn explain(prepared: &Prepared<'_>, cycle: &[Vec<usize>]) -> Option<Vec<LeftOut>> {
    (1..=prepared.instance.n)
        .filter(|stop| !cycle.iter().any(|order| order.contains(stop)))
        .map(|stop| {
            let stop_asked = &prepared.request.stops[stop - 1];
            let why = (prepared.goes_on)(SEARCH_SHARE).then(|| reason(prepared, cycle, stop))?;
            Some(LeftOut { stop: stop_asked.id.clone(), why })
        })
        .collect()
}

fn reason(prepared: &Prepared<'_>, cycle: &[Vec<usize>], stop: usize) -> Reason {
    let instance = &prepared.instance;
    if instance.driving(&[stop]) >= NO_WAY {
        return Reason::NoWay;
    }
    let (driving, work) = (instance.driving(&[stop]), instance.work(&[stop]));
    let by = driving.saturating_sub(instance.day.driving).max(work.saturating_sub(instance.longest_work()));
    if by > 0 {
        return Reason::TooFar { by_s: whole(by) };
    }
    let open = |weekday| instance.windows(stop, weekday).is_some();
    if !prepared.slots.iter().any(|slot| open(slot.weekday)) {
        return Reason::NoDay;
    }
    if !prepared.slots.iter().any(|slot| open(slot.weekday) && timing::fits(instance, &[stop], slot.weekday))
    {
        return Reason::NoTimeWindow;
    }
    if prepared.patterns[stop].is_empty() {
        return Reason::NoDay;
    }
    // A stop that would make room if it were left out instead, the one worth least.
    let mut others: Vec<usize> = cycle.iter().flatten().copied().collect();
    others.sort_by_key(|other| (prepared.worth[*other], *other));
    others.dedup();
    let makes_room = |other: &&usize| {
        let without: Vec<Vec<usize>> =
            cycle.iter().map(|order| order.iter().copied().filter(|s| s != *other).collect()).collect();
        has_room(prepared, &without, stop)
    };
    let optional = |other: &&usize| !prepared.request.stops[**other - 1].mandatory;
    if let Some(other) = others.iter().filter(optional).find(makes_room)
        && prepared.worth[*other] > prepared.worth[stop]
    {
        return Reason::WorthTooLittle { instead: prepared.request.stops[*other - 1].id.clone() };
    }
    Reason::DayFull { by_s: whole(overflow(prepared, cycle, stop)) }
}

/// Whether a pattern of the stop fits into the days as they are.
fn has_room(prepared: &Prepared<'_>, cycle: &[Vec<usize>], stop: usize) -> bool {
    let used = cycle.iter().filter(|order| !order.is_empty()).count();
    let room: Vec<bool> = cycle
        .iter()
        .zip(&prepared.slots)
        .map(|(order, slot)| {
            (0..=order.len()).any(|at| {
                let mut order = order.clone();
                order.insert(at, stop);
                timing::fits(&prepared.instance, &order, slot.weekday)
            })
        })
        .collect();
    prepared.patterns[stop].iter().any(|pattern| {
        let added = pattern.days.iter().filter(|slot| cycle[*slot].is_empty()).count();
        used + added <= prepared.most_days && pattern.days.iter().all(|slot| room[slot])
    })
}

/// By how much the day that overflows least with this stop does: driving and service in the best order.
fn overflow(prepared: &Prepared<'_>, cycle: &[Vec<usize>], stop: usize) -> u32 {
    let instance = &prepared.instance;
    let by = |order: &Vec<usize>| {
        let mut stops = order.clone();
        stops.push(stop);
        let work = if stops.len() <= exact::MOST_PLAIN {
            exact::least_work(instance, &stops)?
        } else {
            let inserted = |at: usize| {
                let mut order = order.clone();
                order.insert(at, stop);
                instance.work(&order)
            };
            (0..=order.len()).map(inserted).min()?
        };
        Some(work.saturating_sub(instance.longest_work()))
    };
    let open = |weekday| instance.windows(stop, weekday).is_some();
    let days =
        cycle.iter().zip(&prepared.slots).filter(|(order, slot)| !order.is_empty() && open(slot.weekday));
    days.filter_map(|(order, _)| by(order)).min().unwrap_or(0)
}
