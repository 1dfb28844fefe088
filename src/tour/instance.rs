//! Rules, stops and matrix in the form that the search reads: whole seconds, places by number.

use super::matrix::Matrix;
use super::rules::{Rules, Session, Stop};
use crate::calendar::Weekday;

/// A trip that cannot be made: longer than any day, small enough to be added up.
pub(super) const NO_WAY: u32 = 10_000_000;

/// Hours of a weekday, begin and end; none where the stop is closed.
type Windows = Option<Vec<(u32, u32)>>;

/// The break at noon: length, earliest begin, latest end.
#[derive(Debug, Clone, Copy)]
pub(super) struct LunchWindow {
    pub(super) length: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// What bounds a day, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct DayLimits {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) longest: u32,
    pub(super) driving: u32,
    pub(super) lunch: Option<LunchWindow>,
    pub(super) setup: u32,
    pub(super) packup: u32,
    pub(super) sessions: usize,
    pub(super) step: u32,
}

/// The stops are 1 to `n`, the depot is 0.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) n: usize,
    drive: Vec<u32>,
    pub(super) dwell: Vec<u32>,
    windows: Vec<[Windows; 7]>,
    pub(super) half: Vec<bool>,
    pub(super) day: DayLimits,
    /// A day fits when its sums fit: no hours, no break, no rounding.
    pub(super) plain: bool,
}

impl Instance {
    pub(super) fn new(rules: &Rules, stops: &[Stop], matrix: &Matrix) -> Self {
        let n = stops.len();
        let seconds = |i, j| matrix.trip(i, j).map_or(NO_WAY, |trip| trip.seconds().min(NO_WAY));
        let drive = (0..=n).flat_map(|i| (0..=n).map(move |j| seconds(i, j))).collect();
        let windows = stops.iter().map(|stop| Weekday::ALL.map(|weekday| stop.windows(weekday)));
        let windows: Vec<_> = std::iter::once(std::array::from_fn(|_| None)).chain(windows).collect();
        let half: Vec<bool> =
            std::iter::once(false).chain(stops.iter().map(|s| s.session == Session::HalfDay)).collect();
        let day = DayLimits {
            start: rules.day_start.seconds(),
            end: rules.day_end.seconds(),
            longest: rules.longest_day_min.seconds(),
            driving: rules.longest_driving_min.seconds(),
            lunch: rules.lunch.map(|lunch| LunchWindow {
                length: lunch.minutes.seconds(),
                from: lunch.from.seconds(),
                to: lunch.to.seconds(),
            }),
            setup: rules.setup_min.seconds(),
            packup: rules.packup_min.seconds(),
            sessions: rules.most_sessions as usize,
            step: rules.opening_step_min.seconds().max(1),
        };
        let unbounded = stops.iter().all(|stop| stop.hours.is_empty());
        let plain = unbounded && day.lunch.is_none() && day.step == 1 && !half.contains(&true);
        let dwell = std::iter::once(0).chain(stops.iter().map(|stop| stop.dwell_min.seconds())).collect();
        Self { n, drive, dwell, windows, half, day, plain }
    }

    /// Driving time in seconds.
    pub(super) fn drive(&self, from: usize, to: usize) -> u32 {
        self.drive[from * (self.n + 1) + to]
    }

    /// The hours of a stop on a weekday.
    pub(super) fn windows(&self, stop: usize, weekday: Weekday) -> Option<&[(u32, u32)]> {
        self.windows[stop][weekday.index()].as_deref()
    }

    /// Set-up, dwell and pack-up.
    pub(super) fn service(&self, stop: usize) -> u32 {
        self.day.setup + self.dwell[stop] + self.day.packup
    }

    /// Driving of a day, from depot to depot.
    pub(super) fn driving(&self, order: &[usize]) -> u32 {
        let Some((first, last)) = order.first().zip(order.last()) else { return 0 };
        let between: u32 = order.windows(2).map(|pair| self.drive(pair[0], pair[1])).sum();
        self.drive(0, *first) + between + self.drive(*last, 0)
    }

    /// Driving and service of a day.
    pub(super) fn work(&self, order: &[usize]) -> u32 {
        self.driving(order) + order.iter().map(|stop| self.service(*stop)).sum::<u32>()
    }

    /// The longest that a day of work may be.
    pub(super) fn longest_work(&self) -> u32 {
        self.day.longest.min(self.day.end - self.day.start)
    }

    /// Whether the sums of a day are within the limits: necessary, and enough on a plain instance.
    pub(super) fn sums_fit(&self, n_sessions: usize, driving: u32, work: u32) -> bool {
        n_sessions <= self.day.sessions && driving <= self.day.driving && work <= self.longest_work()
    }

    /// The first time from `ready` at which a session of a stop may begin on a weekday.
    pub(super) fn opening(&self, stop: usize, weekday: Weekday, ready: u32) -> Option<u32> {
        let open = |(from, to): &(u32, u32)| {
            let at = ready.max(*from).div_ceil(self.day.step) * self.day.step;
            (at + self.dwell[stop] <= *to).then_some(at)
        };
        self.windows(stop, weekday)?.iter().filter_map(open).min()
    }
}
