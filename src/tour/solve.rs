//! From a request to a plan.

use super::calendar;
use super::exact;
use super::instance::Instance;
use super::left_out;
use super::matrix::Matrix;
use super::patterns::{self, Pattern, Slot};
use super::plan::{CycleDay, LeftOut, PLAN_VERSION, Plan, Reason, Totals};
use super::rules::{Depot, RuleError, Rules, Stop};
use super::search::{Question, search};
use super::timing;
use crate::calendar::Weekday;
use crate::units::{Metres, People, Seconds};

/// What a plan is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What driving times are taken from, in words.
    pub travel: String,
    /// The depot.
    pub depot: Depot,
    /// The rules.
    pub rules: Rules,
    /// The stops.
    pub stops: Vec<Stop>,
    /// Between the depot (0) and the stops (from 1, in their order).
    pub matrix: Matrix,
}

/// Told now and then which share of the work is done, 0 to 1; says whether to go on.
pub type GoesOn<'a> = dyn Fn(f64) -> bool + 'a;

/// The share of the work that the search for the cycle is taken for; what comes after is short but on hard requests.
pub(super) const SEARCH_SHARE: f64 = 0.9;

/// A request that was looked at.
pub(super) struct Prepared<'a> {
    pub(super) request: &'a Request,
    pub(super) instance: Instance,
    pub(super) slots: Vec<Slot>,
    /// By place (none at 0).
    pub(super) patterns: Vec<Vec<Pattern>>,
    /// By place (none at 0), in seconds of driving.
    pub(super) worth: Vec<u64>,
    pub(super) most_days: usize,
    pub(super) goes_on: &'a GoesOn<'a>,
}

/// What leaving a stop out costs: a mandatory one more than all others together, one more person more than any driving.
fn worth(stop: &Stop) -> u64 {
    let people = stop.people.thousandths().min(100_000_000_000).saturating_add(1000);
    if stop.mandatory { 10_u64.pow(16) + people * 1000 } else { people * 1000 }
}

impl<'a> Prepared<'a> {
    /// `None` when it is not to go on.
    fn new(request: &'a Request, goes_on: &'a GoesOn<'a>) -> Result<Option<Self>, RuleError> {
        let Request { rules, stops, matrix, .. } = request;
        rules.check(stops)?;
        if matrix.n_places() != stops.len() + 1 {
            let problem = format!("{} places for a depot and {} stops", matrix.n_places(), stops.len());
            return Err(RuleError { subject: "matrix".to_owned(), problem });
        }
        let instance = Instance::new(rules, stops, matrix);
        let slots = patterns::slots(rules);
        let mut all = vec![Vec::new()];
        for (i, stop) in stops.iter().enumerate() {
            if !goes_on(0.0) {
                return Ok(None);
            }
            let on = Weekday::ALL.map(|weekday| {
                instance.windows(i + 1, weekday).is_some() && timing::fits(&instance, &[i + 1], weekday)
            });
            let allowed: Vec<bool> = slots.iter().map(|slot| on[slot.weekday.index()]).collect();
            all.push(patterns::patterns(rules, stop, &slots, &allowed));
        }
        let worth = std::iter::once(0).chain(stops.iter().map(worth)).collect();
        let most_days = rules.days_per_cycle.map_or(slots.len(), |most| (most as usize).min(slots.len()));
        Ok(Some(Self { request, instance, slots, patterns: all, worth, most_days, goes_on }))
    }

    /// The order of every slot; `None` when the search is not to go on.
    fn cycle(&self) -> Option<Vec<Vec<usize>>> {
        let stops: Vec<usize> =
            (1..=self.instance.n).filter(|stop| !self.patterns[*stop].is_empty()).collect();
        if let [slot] = self.slots.as_slice()
            && self.instance.plain
            && stops.len() <= exact::MOST_PLAIN
        {
            return Some(vec![exact::best_subset(&self.instance, &stops, slot.weekday, |s| self.worth[s])]);
        }
        let weekdays: Vec<Weekday> = self.slots.iter().map(|slot| slot.weekday).collect();
        let question = Question {
            instance: &self.instance,
            slots: &weekdays,
            patterns: &self.patterns,
            worth: &self.worth,
            most_days: self.most_days,
            balance: self.request.rules.balance_min.map(crate::calendar::Minutes::seconds),
            rounds: self.request.rules.rounds,
            seed: self.request.rules.seed,
            goes_on: &|share| (self.goes_on)(share * SEARCH_SHARE),
        };
        search(&question).map(|cycle| cycle.days)
    }
}

/// Makes the plan of a request. The same request gives the same plan.
///
/// A request that cannot be kept in full is no error: the plan says which stops are left out and why, which sessions
/// fall on a day without tour, and where a spacing breaks.
///
/// Cost: `rounds` × some tens of microseconds; memory for a few copies of the cycle.
///
/// # Errors
/// When a rule or a stop contradicts itself or is out of bounds.
pub fn plan(request: &Request) -> Result<Plan, RuleError> {
    // It always goes on: there is a plan.
    let stopped = || RuleError { subject: "the search".to_owned(), problem: "it was stopped".to_owned() };
    plan_while(request, &|_| true)?.ok_or_else(stopped)
}

/// [`plan`], for as long as `goes_on` says so: it is asked several times a second. `None` when it was stopped: half a
/// plan is none, since the same request gives the same plan.
///
/// # Errors
/// As [`plan`].
pub fn plan_while(request: &Request, goes_on: &GoesOn<'_>) -> Result<Option<Plan>, RuleError> {
    let Some(prepared) = Prepared::new(request, goes_on)? else { return Ok(None) };
    Ok(planned(&prepared))
}

/// `None` when it was stopped.
fn planned(prepared: &Prepared<'_>) -> Option<Plan> {
    let request = prepared.request;
    let Request { rules, stops, matrix, .. } = request;
    let cycle = prepared.cycle()?;
    let mut dated = calendar::Calendar::lay(prepared, &cycle);
    dated.move_missed(prepared)?;
    let days = dated.days(prepared);
    let mut left_out = left_out::explain(prepared, &cycle)?;
    let id = |stop: usize| stops[stop - 1].id.clone();
    for stop in 1..=stops.len() {
        let planned = cycle.iter().any(|order| order.contains(&stop));
        if planned && !dated.visited(stop) {
            left_out.push(LeftOut { stop: id(stop), why: Reason::NoDate });
        }
    }
    left_out.sort_by_key(|left| stops.iter().position(|stop| stop.id == left.stop));
    let out = |stop: &&Stop| left_out.iter().any(|left| left.stop == stop.id);
    let people_left_out: People = stops.iter().filter(out).map(|stop| stop.people).sum();
    let people: People = stops.iter().filter(|stop| !out(stop)).map(|stop| stop.people).sum();
    let cycle_driving: u64 = cycle.iter().map(|order| u64::from(prepared.instance.driving(order))).sum();
    let session = |visit: &super::plan::Visit| visit.close.seconds() - visit.open.seconds();
    let totals = Totals {
        days: u32::try_from(days.len()).unwrap_or(u32::MAX),
        sessions: u32::try_from(days.iter().map(|day| day.visits.len()).sum::<usize>()).unwrap_or(u32::MAX),
        session_s: days.iter().flat_map(|day| &day.visits).map(|visit| whole(session(visit))).sum(),
        driving_s: days.iter().map(|day| day.driving_s).sum(),
        distance_m: days.iter().map(|day| day.distance_m).sum::<Metres>(),
        people,
        people_left_out,
        cycle_driving_s: Seconds::from_thousandths(cycle_driving * 1000),
    };
    Some(Plan {
        plan_version: PLAN_VERSION,
        travel: request.travel.clone(),
        depot: request.depot.clone(),
        rules: rules.clone(),
        stops: stops.clone(),
        matrix: matrix.clone(),
        totals,
        cycle: cycle_days(prepared, &cycle),
        breaks: dated.breaks(prepared),
        missed: dated.missed(prepared),
        days,
        left_out,
    })
}

/// Whole seconds as a quantity.
pub(super) fn whole(seconds: u32) -> Seconds {
    Seconds::from_thousandths(u64::from(seconds) * 1000)
}

fn cycle_days(prepared: &Prepared<'_>, cycle: &[Vec<usize>]) -> Vec<CycleDay> {
    let used: Vec<_> = prepared.slots.iter().zip(cycle).filter(|(_, order)| !order.is_empty()).collect();
    let work = |order: &[usize]| u64::from(prepared.instance.work(order));
    let mean = used.iter().map(|(_, order)| work(order)).sum::<u64>() / (used.len() as u64).max(1);
    let allowed = prepared.request.rules.balance_min.map(|allowed| mean + u64::from(allowed.seconds()));
    let day = |(slot, order): &(&Slot, &Vec<usize>)| CycleDay {
        week: slot.offset / 7 + 1,
        weekday: slot.weekday,
        stops: order.iter().map(|stop| prepared.request.stops[*stop - 1].id.clone()).collect(),
        work_s: Seconds::from_thousandths(work(order) * 1000),
        over_balance_s: Seconds::from_thousandths(
            allowed.map_or(0, |allowed| work(order).saturating_sub(allowed)) * 1000,
        ),
    };
    used.iter().map(day).collect()
}
