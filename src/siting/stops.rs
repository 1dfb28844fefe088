//! Stops for a territory: what its coverage leaves wanting, where stops would be, who gains and who is left out.

use std::time::{Duration, Instant};

use geo_types::Coord;

use super::{Instance, InstanceError, NEVER, Objective, Question, SitingError, Solution, solve};
use crate::coverage::Coverage;
use crate::territory::Territory;
use crate::travel::{ModelDescription, TravelModel};
use crate::units::{People, Seconds};

/// A place where a stop may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Identifier: the commune's code for a chef-lieu.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Longitude and latitude; without it, nobody gets there.
    pub position: Option<Coord<f64>>,
}

/// A candidate that is not to be chosen, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Identifier of the candidate.
    pub id: String,
    /// The reason, as given; may be empty.
    pub reason: String,
}

/// What stops are wanted for. The time limit is the threshold of the coverage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// Most people covered who are not.
    Coverage,
    /// Least mean time of all people; who needs more, or has no way, counts with `cap`.
    MeanTime {
        /// The longest time that counts.
        cap: Seconds,
    },
    /// Fewest stops such that this share (0 to 1) of all people are covered.
    Fewest {
        /// The share.
        share: f64,
    },
    /// Smallest worst time.
    WorstTime,
}

/// Which stops are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct StopsRequest {
    /// What for.
    pub goal: Goal,
    /// How many, those locked in included; [`Goal::Fewest`] does not look at it.
    pub count: usize,
    /// The curve goes from one stop to that many; 0 for no curve.
    pub curve: usize,
    /// Candidates that are chosen whatever it costs, by identifier.
    pub locked: Vec<String>,
    /// Candidates that are not chosen.
    pub forbidden: Vec<Forbidden>,
    /// How long to search for the stops, and again as long for the curve.
    pub budget: Duration,
}

/// Stops cannot be chosen.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StopsError {
    /// A candidate that is named is not there.
    #[error("no candidate has the identifier “{0}”")]
    UnknownCandidate(String),
    /// Two candidates have one name.
    #[error("two candidates have the identifier “{0}”")]
    SameIdentifier(String),
    /// There is none.
    #[error("there is no candidate")]
    NoCandidate,
    /// The question has no answer.
    #[error(transparent)]
    Siting(#[from] SitingError),
    /// The times do not fit; a fault of the program.
    #[error(transparent)]
    Instance(#[from] InstanceError),
}

/// What changes for the people of one demand point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gain {
    /// Place in [`Territory::demand`].
    pub demand: usize,
    /// Time to the nearest venue; `None` where none is reached.
    pub before: Option<Seconds>,
    /// Time to the stop.
    pub after: Seconds,
    /// Whether it was beyond the threshold and no longer is.
    pub newly_covered: bool,
}

/// A stop that was chosen, and who it is for: those to whom it is nearer than any venue and any other stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Place in the list of candidates.
    pub candidate: usize,
    /// People newly covered, each counted at the stop nearest to them.
    pub newly_covered: People,
    /// People who would not be covered without this stop.
    pub only_by_this: People,
    /// People to whom it is nearest.
    pub people: People,
    /// By people, most first.
    pub gains: Vec<Gain>,
}

/// A demand point that stays beyond the threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Place in [`Territory::demand`].
    pub demand: usize,
    /// Time to the nearest venue or stop; `None` where none is reached.
    pub time: Option<Seconds>,
    /// The nearest of the stops, as a candidate, and the time.
    pub nearest_stop: Option<(usize, Seconds)>,
    /// The nearest candidate that may be chosen and is not, with its time, if it would cover the point: what it takes.
    pub would_take: Option<(usize, Seconds)>,
}

/// One point of the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePoint {
    /// How many stops.
    pub count: usize,
    /// The best of them, as candidates.
    pub solution: Solution,
    /// People within the threshold with them.
    pub covered: People,
}

/// The stops for a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct StopsAnswer {
    /// What was asked.
    pub request: StopsRequest,
    /// The time limit.
    pub limit: Seconds,
    /// The model of the times.
    pub model: ModelDescription,
    /// The choice and its proof.
    pub solution: Solution,
    /// All people.
    pub people: People,
    /// People within the threshold, without the stops and with them.
    pub covered: [People; 2],
    /// Mean time of all people, without the stops and with them, seconds; those who reach nothing count with the
    /// cap of the goal, or two hours.
    pub mean_s: [f64; 2],
    /// By identifier of the candidate.
    pub stops: Vec<Stop>,
    /// By people, most first.
    pub left_out: Vec<LeftOut>,
    /// Empty unless asked for.
    pub curve: Vec<CurvePoint>,
}

/// The time that counts for those who reach nothing, where the goal does not say.
pub const DEFAULT_CAP: Seconds = Seconds::from_minutes(120);

/// The chefs-lieux of a territory as candidates, by code.
#[must_use]
pub fn chefs_lieux(territory: &Territory) -> Vec<Candidate> {
    let candidate = |commune: &crate::model::Commune| Candidate {
        id: commune.code.to_string(),
        name: commune.name.clone(),
        position: commune.chef_lieu,
    };
    territory.communes.iter().map(candidate).collect()
}

/// The times from every demand point to every candidate, by demand point.
#[must_use]
pub fn times(
    territory: &Territory,
    model: &dyn TravelModel,
    candidates: &[Candidate],
) -> Vec<Option<Seconds>> {
    let origins: Vec<_> = territory.demand.iter().map(|point| point.position).collect();
    let destinations: Vec<_> = candidates.iter().map(|candidate| candidate.position).collect();
    model.durations(&origins, &destinations)
}

/// Chooses stops, says who gains and who is left out, and draws the curve.
///
/// `times` are those of [`times`], or of another source. `is_cancelled` ends the search early, like the budget: the
/// answer is then the best found, with its bound.
///
/// # Errors
/// When a candidate is unknown or named twice, or when no choice can be what is asked.
pub fn choose_stops(
    territory: &Territory,
    coverage: &Coverage,
    candidates: &[Candidate],
    times: &[Option<Seconds>],
    request: &StopsRequest,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<StopsAnswer, StopsError> {
    let (locked, forbidden) = settled(candidates, request)?;
    let limit = coverage.request.threshold;
    let cap = if let Goal::MeanTime { cap } = request.goal { cap } else { DEFAULT_CAP };
    let (limit_ms, cap_ms) = (milliseconds(Some(limit)), milliseconds(Some(cap)));
    let objective = match request.goal {
        Goal::Coverage => Objective::Coverage { limit_ms },
        Goal::MeanTime { .. } => Objective::MeanTime { cap_ms },
        Goal::Fewest { share } => Objective::Fewest { limit_ms, share },
        Goal::WorstTime => Objective::WorstTime,
    };
    let instance = Instance::new(
        territory.demand.iter().map(|point| point.people.thousandths()).collect(),
        coverage.accesses.iter().map(|access| milliseconds(access.duration())).collect(),
        times.iter().map(|time| milliseconds(*time)).collect(),
        candidates.len(),
    )?;
    let mut question = Question { objective, count: request.count.min(candidates.len()), locked, forbidden };
    let until = |end: Instant| move || is_cancelled() || Instant::now() >= end;
    let solution = solve(&instance, &question, &[], &until(Instant::now() + request.budget))?;
    let end = Instant::now() + request.budget;
    let mut curve: Vec<CurvePoint> = Vec::new();
    if !matches!(objective, Objective::Fewest { .. }) {
        let most = request.curve.min(candidates.len());
        for count in question.locked.len().max(1)..=most {
            question.count = count;
            let left = end.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(most - count + 1).unwrap_or(1);
            let known: Vec<Vec<usize>> =
                curve.last().map(|point| point.solution.stops.clone()).into_iter().collect();
            let solution = solve(&instance, &question, &known, &until(Instant::now() + share))?;
            let covered = covered(&instance, &solution.stops, limit_ms);
            curve.push(CurvePoint { count, solution, covered });
        }
    }
    let is_open = |candidate: &usize| {
        !question.forbidden.contains(candidate) && solution.stops.binary_search(candidate).is_err()
    };
    let open: Vec<usize> = (0..candidates.len()).filter(is_open).collect();
    let mut stops: Vec<Stop> = effects(&instance, &solution.stops, limit_ms);
    stops.sort_by(|a, b| candidates[a.candidate].id.cmp(&candidates[b.candidate].id));
    Ok(StopsAnswer {
        request: request.clone(),
        limit,
        model: coverage.model.clone(),
        people: territory.people(),
        covered: [&[][..], &solution.stops].map(|stops| covered(&instance, stops, limit_ms)),
        mean_s: [&[][..], &solution.stops].map(|stops| mean_seconds(&instance, stops, cap_ms)),
        left_out: left_out(&instance, &solution.stops, &open, limit_ms),
        solution,
        stops,
        curve,
    })
}

/// Checks what [`choose_stops`] would refuse before it searches: names, and what is locked in and forbidden.
///
/// # Errors
/// As [`choose_stops`], but for a share that is out of reach.
pub fn check_stops(candidates: &[Candidate], request: &StopsRequest) -> Result<(), StopsError> {
    let (locked, forbidden) = settled(candidates, request)?;
    if let Some(both) = locked.iter().find(|locked| forbidden.contains(locked)) {
        return Err(SitingError::LockedAndForbidden(*both).into());
    }
    if !matches!(request.goal, Goal::Fewest { .. }) && locked.len() > request.count {
        let (locked, count) = (locked.len(), request.count);
        return Err(SitingError::TooManyLocked { locked, count }.into());
    }
    Ok(())
}

/// The candidates that are locked in and those that are forbidden.
fn settled(candidates: &[Candidate], request: &StopsRequest) -> Result<(Vec<usize>, Vec<usize>), StopsError> {
    if candidates.is_empty() {
        return Err(StopsError::NoCandidate);
    }
    let find = finder(candidates)?;
    let locked = request.locked.iter().map(&find).collect::<Result<Vec<_>, _>>()?;
    let forbidden = request.forbidden.iter().map(|ban| find(&ban.id)).collect::<Result<Vec<_>, _>>()?;
    Ok((locked, forbidden))
}

/// Finds a candidate by its identifier.
fn finder(candidates: &[Candidate]) -> Result<impl Fn(&String) -> Result<usize, StopsError>, StopsError> {
    let mut by_id: Vec<(&str, usize)> = candidates.iter().map(|c| c.id.as_str()).zip(0..).collect();
    by_id.sort_unstable();
    if let Some(pair) = by_id.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(StopsError::SameIdentifier(pair[0].0.to_owned()));
    }
    Ok(move |id: &String| {
        let place = by_id.binary_search_by_key(&id.as_str(), |(known, _)| known);
        place.map(|place| by_id[place].1).map_err(|_| StopsError::UnknownCandidate(id.clone()))
    })
}

/// A time in milliseconds, [`NEVER`] for none; seven weeks and more are none.
fn milliseconds(time: Option<Seconds>) -> u32 {
    time.and_then(|time| u32::try_from(time.thousandths()).ok()).unwrap_or(NEVER)
}

fn seconds(ms: u32) -> Option<Seconds> {
    (ms != NEVER).then(|| Seconds::from_thousandths(u64::from(ms)))
}

fn people(instance: &Instance, demand: usize) -> People {
    People::from_thousandths(instance.weights()[demand])
}

fn covered(instance: &Instance, stops: &[usize], limit: u32) -> People {
    let is_covered = |demand: &usize| instance.time_with(*demand, stops) <= limit;
    (0..instance.n_demand()).filter(is_covered).map(|demand| people(instance, demand)).sum()
}

#[expect(clippy::cast_precision_loss, reason = "a mean, to be shown")]
fn mean_seconds(instance: &Instance, stops: &[usize], cap: u32) -> f64 {
    let total: u128 = (0..instance.n_demand())
        .map(|d| u128::from(instance.weights()[d]) * u128::from(instance.time_with(d, stops).min(cap)))
        .sum();
    let people: u64 = instance.weights().iter().sum();
    if people == 0 { 0.0 } else { (total / u128::from(people)) as f64 / 1000.0 }
}

/// The nearest of some candidates; of equals, the first.
fn nearest(instance: &Instance, demand: usize, among: &[usize]) -> Option<(usize, u32)> {
    let times = instance.times_of(demand);
    let reached =
        among.iter().map(|candidate| (*candidate, times[*candidate])).filter(|(_, time)| *time < NEVER);
    reached.reduce(|best, next| if next.1 < best.1 { next } else { best })
}

fn effects(instance: &Instance, chosen: &[usize], limit: u32) -> Vec<Stop> {
    let none = |candidate: &usize| Stop {
        candidate: *candidate,
        newly_covered: People::ZERO,
        only_by_this: People::ZERO,
        people: People::ZERO,
        gains: Vec::new(),
    };
    let mut stops: Vec<Stop> = chosen.iter().map(none).collect();
    for demand in 0..instance.n_demand() {
        let before = instance.existing()[demand];
        let Some((best, after)) = nearest(instance, demand, chosen).filter(|(_, after)| *after < before)
        else {
            continue;
        };
        let newly_covered = before > limit && after <= limit;
        let within = chosen.iter().filter(|stop| instance.times_of(demand)[**stop] <= limit).count();
        let Ok(place) = chosen.binary_search(&best) else { continue };
        let (stop, people) = (&mut stops[place], people(instance, demand));
        let count = |yes: bool| if yes { people } else { People::ZERO };
        stop.people = stop.people + people;
        stop.newly_covered = stop.newly_covered + count(newly_covered);
        stop.only_by_this = stop.only_by_this + count(newly_covered && within == 1);
        if let Some(after) = seconds(after) {
            stop.gains.push(Gain { demand, before: seconds(before), after, newly_covered });
        }
    }
    for stop in &mut stops {
        stop.gains.sort_by_key(|gain| (std::cmp::Reverse(instance.weights()[gain.demand]), gain.demand));
    }
    stops
}

fn left_out(instance: &Instance, chosen: &[usize], open: &[usize], limit: u32) -> Vec<LeftOut> {
    let told = |(candidate, time): (usize, u32)| Some((candidate, seconds(time)?));
    let is_left = |demand: &usize| instance.time_with(*demand, chosen) > limit;
    let mut left: Vec<LeftOut> = (0..instance.n_demand())
        .filter(is_left)
        .map(|demand| LeftOut {
            demand,
            time: seconds(instance.time_with(demand, chosen)),
            nearest_stop: nearest(instance, demand, chosen).and_then(told),
            would_take: nearest(instance, demand, open).filter(|(_, time)| *time <= limit).and_then(told),
        })
        .collect();
    left.sort_by_key(|point| (std::cmp::Reverse(instance.weights()[point.demand]), point.demand));
    left
}
