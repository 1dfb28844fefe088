//! What a tour changes: access by distance alone, and weighted by presence.
//!
//! A venue that is open five days a week and a truck that comes every other Thursday are both within twenty minutes;
//! they are not the same. Three figures of a demand point tell them apart, each without the tour and with it:
//!
//! * the time a month during which some place within the threshold receives people;
//! * the share of that time that falls to a thousand inhabitants: a place's time over the people within the threshold of
//!   it, added up over the places within the threshold of the point (the two-step floating catchment of W. Luo and F. Wang,
//!   *Measures of spatial accessibility to health care in a GIS environment*, 2003);
//! * the expected wait until a place within the threshold is open, for somebody who thinks of it at any moment.

use std::ops::Range;

use super::access::{is_stop, two_nearest};
use super::{Coverage, TourSummary};
use crate::calendar::Period;
use crate::ingest::hours::Hours;
use crate::territory::{Territory, TourHere};
use crate::travel::{NearestTwo, TravelModel, Unreached};
use crate::units::{People, Seconds};

/// A month: a twelfth of 365.25 days, seconds.
pub const MONTH_S: u32 = 2_629_800;

/// A figure without a tour, or the changes of a scenario, and with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change<T> {
    /// Without the tour.
    pub before: T,
    /// With it.
    pub after: T,
}

impl<T: Copy> Change<T> {
    /// The figure with the tour, or without it.
    pub(super) const fn side(&self, with_tour: bool) -> T {
        if with_tour { self.after } else { self.before }
    }
}

impl<T> Change<T> {
    fn of(mut figure: impl FnMut(bool) -> T) -> Self {
        Self { before: figure(false), after: figure(true) }
    }
}

/// What a tour changes for one demand point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Time to the nearest place, however seldom it is open; `None` where none is reached.
    pub duration: Change<Option<Seconds>>,
    /// Within the threshold of a place, however seldom it is open.
    pub covered: Change<bool>,
    /// Time a month during which at least one place within the threshold receives people.
    pub open: Change<Seconds>,
    /// Time a month that falls to a thousand inhabitants.
    pub share: Change<Seconds>,
    /// Expected wait until a place within the threshold is open, over all moments of the period as if it came again and
    /// again; `None` where none ever is.
    pub wait: Change<Option<Seconds>>,
    /// Stops of the tour within the threshold.
    pub stops: usize,
    /// Fixed venues within the threshold whose hours are not known. They add nothing to the three figures above, which
    /// are then lower bounds, and the wait an upper one.
    pub venues_without_hours: usize,
}

/// What a tour changes in a territory.
#[derive(Debug, Clone)]
pub struct TourEffect {
    /// The tour.
    pub tour: TourHere,
    /// Sessions of the stops in the territory and its surroundings.
    pub sessions: usize,
    /// How long they are.
    pub session_time: Seconds,
    /// Fixed venues that count and whose hours are known.
    pub venues_with_hours: usize,
    /// Fixed venues that count and whose hours are not given, or not understood.
    pub venues_without_hours: usize,
    /// One a demand point, in the order of [`Territory::demand`].
    pub points: Vec<Presence>,
}

/// A place within reach of somebody.
#[derive(Debug)]
struct Place {
    is_stop: bool,
    /// When it receives people; `None` where that is not known.
    openings: Option<Vec<Range<u32>>>,
    /// People within the threshold of it, those of the surroundings included.
    people: People,
}

/// What the tour of a territory changes; `None` where it has no tour.
///
/// Cost: one bounded search a place, and a merge of the opening times within reach of every demand point.
#[must_use]
pub fn tour_effect(
    territory: &Territory,
    coverage: &Coverage,
    model: &dyn TravelModel,
) -> Option<TourEffect> {
    let tour = territory.tour.clone()?;
    let (mut places, of_point) = places(territory, coverage, model, tour.period);
    let before = without_tour(territory, coverage, model);
    let threshold = coverage.request.threshold;
    let points = (0..territory.demand.len()).map(|point| {
        let near: Vec<&Place> = of_point[point].iter().map(|place| &places[*place]).collect();
        let counted = |with_tour: bool| near.iter().copied().filter(move |place| with_tour || !place.is_stop);
        let openings = Change::of(|with_tour| union(counted(with_tour)));
        let duration = Change { before: before[point], after: coverage.accesses[point].duration() };
        let within = |time: Option<Seconds>| time.is_some_and(|time| time <= threshold);
        Presence {
            duration,
            covered: Change { before: within(duration.before), after: within(duration.after) },
            open: Change {
                before: a_month(length(&openings.before), tour.period),
                after: a_month(length(&openings.after), tour.period),
            },
            share: Change::of(|with_tour| share(counted(with_tour), tour.period)),
            wait: Change {
                before: wait(&openings.before, tour.period),
                after: wait(&openings.after, tour.period),
            },
            stops: near.iter().filter(|place| place.is_stop).count(),
            venues_without_hours: near.iter().filter(|place| place.openings.is_none()).count(),
        }
    });
    let points = points.collect();
    places.retain(|place| !place.is_stop);
    let sessions = territory.venues.iter().filter_map(|venue| venue.sessions.as_deref());
    let venues_with_hours = places.iter().filter(|place| place.openings.is_some()).count();
    Some(TourEffect {
        sessions: sessions.clone().map(<[_]>::len).sum(),
        session_time: Seconds::from_thousandths(sessions.map(length).sum::<u64>() * 1000),
        venues_with_hours,
        venues_without_hours: places.len() - venues_with_hours,
        points,
        tour,
    })
}

/// The places that count, and those within the threshold of each demand point, as places in the list.
fn places(
    territory: &Territory,
    coverage: &Coverage,
    model: &dyn TravelModel,
    period: Period,
) -> (Vec<Place>, Vec<Vec<usize>>) {
    let venues = || coverage.considered.iter().map(|v| &territory.venues[*v]);
    let mut places: Vec<Place> = venues()
        .map(|venue| Place {
            is_stop: is_stop(venue),
            openings: venue
                .sessions
                .clone()
                .or_else(|| Some(Hours::read(venue.record.hours.as_deref()?).ok()?.openings(period))),
            people: People::ZERO,
        })
        .collect();
    // Neighbours use the places too: without them, a place near the border would seem to be there for few.
    let neighbours = territory.surroundings.iter().map(|commune| (commune.chef_lieu, commune.people()));
    let here = territory.demand.iter().map(|point| (point.position, point.people));
    let (origins, people): (Vec<_>, Vec<_>) = here.chain(neighbours).unzip();
    let destinations: Vec<_> = venues().map(|venue| venue.position).collect();
    let mut of_point = vec![Vec::new(); territory.demand.len()];
    model.for_each_within(&origins, &destinations, coverage.request.threshold, &mut |place, origin, _| {
        places[place].people = places[place].people + people[origin];
        if let Some(near) = of_point.get_mut(origin) {
            near.push(place);
        }
    });
    (places, of_point)
}

/// The times without the stops of the tour. Two nearest places are known: a search is needed only where both are stops.
fn without_tour(territory: &Territory, coverage: &Coverage, model: &dyn TravelModel) -> Vec<Option<Seconds>> {
    let is_fixed = |venue: &usize| !is_stop(&territory.venues[*venue]);
    let known = |nearest: &Result<NearestTwo, Unreached>| {
        let Ok(two) = nearest else { return Some(None) };
        let mut fixed = std::iter::once(two.first).chain(two.second).filter(|r| is_fixed(&r.destination));
        match fixed.next() {
            Some(reached) => Some(Some(reached.leg.duration)),
            // Only one place is reached at all, and it is a stop.
            None => two.second.is_none().then_some(None),
        }
    };
    let mut times: Vec<Option<Option<Seconds>>> =
        coverage.accesses.iter().map(|access| known(&access.nearest)).collect();
    let open: Vec<usize> = (0..times.len()).filter(|point| times[*point].is_none()).collect();
    let origins: Vec<_> = open.iter().map(|point| territory.demand[*point].position).collect();
    let fixed: Vec<usize> = coverage.considered.iter().copied().filter(is_fixed).collect();
    for (point, nearest) in open.into_iter().zip(two_nearest(territory, model, &origins, &fixed)) {
        times[point] = Some(nearest.ok().map(|two| two.first.leg.duration));
    }
    times.into_iter().map(Option::flatten).collect()
}

/// When at least one place is open.
fn union<'a>(places: impl Iterator<Item = &'a Place>) -> Vec<Range<u32>> {
    let mut openings: Vec<Range<u32>> =
        places.filter_map(|place| place.openings.as_deref()).flatten().cloned().collect();
    openings.sort_unstable_by_key(|opening| (opening.start, opening.end));
    let mut apart: Vec<Range<u32>> = Vec::with_capacity(openings.len());
    for opening in openings {
        match apart.last_mut().filter(|last| opening.start <= last.end) {
            Some(last) => last.end = last.end.max(opening.end),
            None => apart.push(opening),
        }
    }
    apart
}

/// How long openings are in all, seconds.
fn length(openings: &[Range<u32>]) -> u64 {
    openings.iter().map(|opening| u64::from(opening.end - opening.start)).sum()
}

/// A time of the period, in seconds, as time a month.
fn a_month(seconds: u64, period: Period) -> Seconds {
    let whole = u64::from(period.seconds());
    Seconds::from_thousandths((seconds * 1000 * u64::from(MONTH_S) + whole / 2) / whole)
}

/// Time a month that falls to a thousand inhabitants.
#[expect(clippy::cast_precision_loss, reason = "seconds of at most three years")]
fn share<'a>(places: impl Iterator<Item = &'a Place>, period: Period) -> Seconds {
    let months = f64::from(period.seconds()) / f64::from(MONTH_S);
    let of_place = |place: &Place| {
        let openings = place.openings.as_deref()?;
        (place.people > People::ZERO)
            .then(|| length(openings) as f64 * 1000.0 / place.people.value() / months)
    };
    Seconds::new(places.filter_map(of_place).sum()).unwrap_or_default()
}

/// Expected wait until an opening, from a moment of the period that is as likely as any other.
fn wait(openings: &[Range<u32>], period: Period) -> Option<Seconds> {
    let (first, last) = (openings.first()?, openings.last()?);
    let whole = u64::from(period.seconds());
    let around = whole - u64::from(last.end) + u64::from(first.start);
    let between = openings.windows(2).map(|pair| u64::from(pair[1].start - pair[0].end));
    // Over a gap of g, the wait falls evenly from g to 0: g²/2 in all.
    let waits: u128 = between.chain([around]).map(|gap| u128::from(gap) * u128::from(gap) * 500).sum();
    Some(Seconds::from_thousandths(u64::try_from(waits / u128::from(whole)).unwrap_or(u64::MAX)))
}

impl TourEffect {
    /// The figures for a council.
    #[must_use]
    pub fn summary(&self, territory: &Territory) -> TourSummary {
        super::tour_summary::tour_summary(self, territory)
    }
}

#[cfg(test)]
mod tests;
