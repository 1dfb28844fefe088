//! `maillage stops`: where stops of a travelling venue should be, with the proof.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::arguments::CoverageArgs;
use super::layer_output::{Format, LayerOutput};
use super::output;
use crate::coverage::{assess, gap_zones, summarise};
use crate::export::{stops_document, stops_layer};
use crate::ingest::candidates::{CandidateRecord, read_candidates};
use crate::ingest::trips::read_trips;
use crate::ingest::weights::{WeightFile, read_weights};
use crate::siting::{
    Candidate, Forbidden, Goal, Status, StopsRequest, Weighting, chefs_lieux, choose_stops, times,
};
use crate::territory::Territory;
use crate::units::{Cost, Seconds};

/// The most pairs of demand point and candidate: some 2 GB of memory.
const MAX_PAIRS: usize = 50_000_000;

/// Options of `maillage stops`.
#[derive(Debug, Args)]
#[command(
    after_help = "The limit is --threshold, which goes by --within too. The answer says `optimal` when no other stops are \
                        better, proven, or `feasible` with the bound that none can better, when --seconds were not enough."
)]
pub(super) struct Options {
    #[command(flatten)]
    coverage: CoverageArgs,
    /// What for: most people covered, least mean time, fewest stops (or least cost, where candidates have costs), or smallest
    /// worst time
    #[arg(long, value_enum, default_value_t = Objective::Coverage)]
    objective: Objective,
    /// How many stops, those locked in included (1 to 1000)
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: u16,
    /// What the stops may cost together, those locked in included, instead of a number of stops; a candidate without a cost
    /// costs 1
    #[arg(long, value_name = "COST", value_parser = cost, conflicts_with_all = ["count", "curve"])]
    budget: Option<Cost>,
    /// Share of all people to be covered by the fewest stops, % (above 0, to 100)
    #[arg(long, value_name = "%", default_value_t = 100.0, value_parser = share)]
    share: f64,
    /// For the mean time: who needs more, or has no way, counts with that many minutes (1 to 1440)
    #[arg(long, value_name = "MIN", default_value_t = 120, value_parser = clap::value_parser!(u16).range(1..=1440))]
    cap: u16,
    /// The best stops for every number up to that many as well (0 to 1000)
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1000))]
    curve: u16,
    /// Places where a stop may be: CSV with the columns id (or code), lon and lat, or GeoJSON points; also name, cost, lock
    /// (yes or no) and forbid (why not); what else there is goes with the stop [default: every chef-lieu]
    #[arg(long, value_name = "FILE")]
    candidates: Option<PathBuf>,
    /// Times from demand points (codes of communes) to candidates that stand in for those of the travel model: CSV or Parquet
    /// with the columns of what `maillage matrix` writes
    #[arg(long, value_name = "FILE")]
    matrix: Option<PathBuf>,
    /// What counts instead of people: CSV with a column of INSEE codes (insee, codgeo or code)
    #[arg(long, value_name = "CSV", requires = "weight_column")]
    weights: Option<PathBuf>,
    /// The column of --weights, an age group, an index of fragility times people…, or without it an indicator of the data
    /// folder
    #[arg(long, value_name = "NAME")]
    weight_column: Option<String>,
    /// A candidate that is a stop whatever it costs; repeatable
    #[arg(long, value_name = "ID")]
    lock: Vec<String>,
    /// A candidate that is no stop, and why; repeatable
    #[arg(long, value_name = "ID[=REASON]")]
    forbid: Vec<String>,
    /// How long to search, and again as long for the curve, seconds (1 to 86400)
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    #[command(flatten)]
    output: LayerOutput,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Objective {
    Coverage,
    MeanTime,
    Fewest,
    WorstTime,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| *share > 0.0 && *share <= 100.0);
    share.ok_or_else(|| "a share above 0 and up to 100, in %".to_owned())
}

fn cost(text: &str) -> Result<Cost, String> {
    let cost = text.replacen(',', ".", 1).parse::<f64>().ok().and_then(|cost| Cost::new(cost).ok());
    cost.ok_or_else(|| "a number that is not negative".to_owned())
}

impl Options {
    fn request(&self, territory: &Territory) -> anyhow::Result<StopsRequest> {
        let forbidden = |text: &String| {
            let (id, reason) = text.split_once('=').unwrap_or((text, ""));
            Forbidden { id: id.to_owned(), reason: reason.to_owned() }
        };
        Ok(StopsRequest {
            goal: match self.objective {
                Objective::Coverage => Goal::Coverage,
                Objective::MeanTime => Goal::MeanTime { cap: Seconds::from_minutes(u32::from(self.cap)) },
                Objective::Fewest => Goal::Fewest { share: self.share / 100.0 },
                Objective::WorstTime => Goal::WorstTime,
            },
            count: usize::from(self.count),
            most_cost: self.budget,
            curve: usize::from(self.curve),
            locked: self.lock.clone(),
            forbidden: self.forbid.iter().map(forbidden).collect(),
            weights: match (&self.weights, &self.weight_column) {
                (Some(path), Some(column)) => Some(weighting(path, column, territory)?),
                (None, Some(name)) => Some(weighting_of_data(name, territory)?),
                _ => None,
            },
            budget: Duration::from_secs(u64::from(self.seconds)),
        })
    }
}

/// Chooses the stops and writes them.
///
/// # Errors
/// When an option, a file or the territory is not what it should be, when no choice can be what is asked, or when
/// the output cannot be written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    if options.budget.is_some() && matches!(options.objective, Objective::Fewest) {
        bail!("--budget: --objective fewest finds the least cost that covers the --share; leave one out");
    }
    let format = options.output.format(Format::Json)?;
    let question = options.coverage.load()?;
    let territory = &question.loaded.territory;
    let mut request = options.request(territory)?;
    let candidates = match &options.candidates {
        None => chefs_lieux(territory),
        Some(path) => candidates_of(path, &mut request)?,
    };
    let n_pairs = territory.demand.len().saturating_mul(candidates.len());
    if n_pairs > MAX_PAIRS {
        let (people, places) = (territory.demand.len(), candidates.len());
        bail!(
            "{people} demand points × {places} candidates are more than {MAX_PAIRS} pairs: ask for a smaller territory, or give fewer --candidates"
        );
    }
    let model = question.model.as_ref();
    let coverage = assess(territory, model, &question.request);
    let times = match &options.matrix {
        None => times(territory, model, &candidates),
        Some(path) => {
            let (times, n_missing) = times_of_matrix(path, territory, &candidates)?;
            if n_missing > 0 {
                output::note(&format!(
                    "{}: {n_missing} of {n_pairs} pairs are not in it: no way",
                    path.display()
                ));
            }
            times
        }
    };
    let answer = choose_stops(territory, &coverage, &candidates, &times, &request, &|| false)?;
    if answer.solution.status == Status::Feasible {
        output::note(&format!(
            "not proven within {} s: other stops may be better, by {:.2} % at most; --seconds gives more time",
            options.seconds,
            answer.solution.gap() * 100.0
        ));
    }
    if format == Format::Json {
        let document = stops_document(territory, &candidates, &answer);
        let mut bytes = serde_json::to_vec_pretty(&document).context("cannot write JSON")?;
        bytes.push(b'\n');
        return output::deliver(options.output.path(), &bytes);
    }
    let zones = gap_zones(territory, &coverage, model);
    let summary = summarise(territory, &coverage, &zones, &question.effects(&coverage));
    let provenance = question.provenance(&summary)?;
    options.output.deliver(format, &stops_layer(&candidates, &answer), &provenance)
}

/// The candidates of a file; those that it locks or forbids are added to the request.
fn candidates_of(path: &Path, request: &mut StopsRequest) -> anyhow::Result<Vec<Candidate>> {
    let file = read_candidates(path).context("--candidates")?;
    output::tell_findings(&file.findings);
    let mut candidates = Vec::with_capacity(file.candidates.len());
    for record in file.candidates {
        let CandidateRecord { id, name, position, cost, is_locked, forbidden, attributes } = record;
        if is_locked && position.is_none() {
            bail!(
                "--candidates {}: {id} is locked in and has no position; give its lon and lat",
                path.display()
            );
        }
        if is_locked && !request.locked.contains(&id) {
            request.locked.push(id.clone());
        }
        if let Some(reason) = forbidden
            && !request.forbidden.iter().any(|ban| ban.id == id)
        {
            request.forbidden.push(Forbidden { id: id.clone(), reason });
        }
        candidates.push(Candidate { id, name, position, cost, attributes });
    }
    Ok(candidates)
}

/// The weights of a file for the demand points of a territory; says which have none.
fn weighting(path: &Path, column: &str, territory: &Territory) -> anyhow::Result<Weighting> {
    /// How many communes without a weight are named.
    const NAMED: usize = 10;
    let file = read_weights(path, column).context("--weights")?;
    let WeightFile { column, weights } = file;
    let Some(weighting) = Weighting::new(column.clone(), &weights, territory) else {
        bail!("--weights {}: no commune of the territory has a figure in “{column}”", path.display());
    };
    if weighting.n_missing > 0 {
        let codes = territory.communes.iter().map(|commune| commune.code.as_str());
        let missing: Vec<&str> = codes.filter(|code| !weights.contains_key(*code)).take(NAMED + 1).collect();
        let more = if missing.len() > NAMED { "…" } else { "" };
        output::note(&format!(
            "{}: {} of {} communes have no figure in “{}” and count with 0: {}{more}",
            path.display(),
            weighting.n_missing,
            territory.communes.len(),
            weighting.name,
            missing[..missing.len().min(NAMED)].join(", ")
        ));
    }
    Ok(weighting)
}

/// The weights of an indicator of the data folder.
fn weighting_of_data(name: &str, territory: &Territory) -> anyhow::Result<Weighting> {
    let Some(indicator) = territory.indicator(name) else {
        let names: Vec<&str> = territory.indicators.iter().map(|indicator| &*indicator.name).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        bail!(
            "--weight-column “{name}”: no such indicator in the data folder, which has {known}; give a file with --weights, or bring one with maillage import --indicators"
        );
    };
    let weighting = Weighting::of_indicator(indicator, territory)
        .with_context(|| format!("--weight-column “{name}”: a weight counts people or things"))?;
    let Some(weighting) = weighting else {
        bail!("--weight-column “{name}”: no commune of the territory has a figure; name another indicator");
    };
    if weighting.n_missing > 0 {
        let (n, all) = (weighting.n_missing, territory.communes.len());
        output::note(&format!("{n} of {all} communes have no figure in “{name}” and count with 0"));
    }
    Ok(weighting)
}

/// The times of a matrix by demand point and then by candidate, and how many pairs it does not hold.
fn times_of_matrix(
    path: &Path,
    territory: &Territory,
    candidates: &[Candidate],
) -> anyhow::Result<(Vec<Option<Seconds>>, usize)> {
    let origins: BTreeMap<&str, usize> =
        territory.demand.iter().map(|point| point.id.as_str()).zip(0..).collect();
    let destinations: BTreeMap<&str, usize> =
        candidates.iter().map(|candidate| candidate.id.as_str()).zip(0..).collect();
    let n_pairs = territory.demand.len() * candidates.len();
    let (mut times, mut is_there) = (vec![None; n_pairs], vec![false; n_pairs]);
    read_trips(path, &mut |trip| {
        if let Some((from, to)) = origins.get(trip.from).zip(destinations.get(trip.to)) {
            let pair = from * candidates.len() + to;
            (times[pair], is_there[pair]) = (trip.duration, true);
        }
    })
    .context("--matrix")?;
    let n_missing = is_there.iter().filter(|there| !**there).count();
    if n_missing == times.len() {
        bail!(
            "--matrix {}: none of its pairs is from a demand point of the territory to a candidate; from holds codes of communes, to identifiers of candidates",
            path.display()
        );
    }
    Ok((times, n_missing))
}
