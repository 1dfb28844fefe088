//! `maillage tour`: a plan of days, orders and times, and its exports.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use geo_types::Coord;

use super::arguments::{DataArgs, SnapArgs};
use super::output;
use crate::export::{
    itineraries, tour_geojson, tour_gpx, tour_ics, tour_sheets, tour_timetable, tour_venues, tour_workbook,
};
use crate::files::read_bounded;
use crate::geodesy::is_lon_lat;
use crate::ingest::trips::read_trips;
use crate::model::TerritoryCode;
use crate::prepare::{depot_of, travel, way};
use crate::tour::{
    Date, Depot, DwellRule, MatrixReader, Plan, Request, Rules, plan, rules_from_toml, stops_from_csv,
    stops_from_json, to_a_centimetre, weekdays,
};
use crate::travel::{CrowFly, Road};

/// The largest file of stops, rules, a matrix or a plan that is read, bytes.
const MAX_BYTES: u64 = 64 << 20;

/// Options of `maillage tour`.
#[derive(Debug, Args)]
#[command(
    after_help = "The plan holds everything that it was made from: `maillage check-plan` checks it, and --again makes it \
                        again to the same bytes, or writes it in another format."
)]
pub(super) struct Options {
    /// Stops as `maillage stops --format json` writes them; what each is worth is the people it newly covers
    #[arg(long, value_name = "JSON", required_unless_present_any = ["stops", "again"], conflicts_with_all = ["stops", "again"])]
    plan: Option<PathBuf>,
    /// Stops: CSV with `id,lon,lat` and any of `name,people,dwell_min,visits,least_days,most_days,days,hours,mandatory,
    /// session,address,postcode,commune,insee`
    #[arg(long, value_name = "CSV", conflicts_with = "again")]
    stops: Option<PathBuf>,
    /// A plan to make again from what it holds
    #[arg(long, value_name = "PLAN")]
    again: Option<PathBuf>,
    /// Where every day starts and ends: code of a commune, or longitude and latitude
    #[arg(long, value_name = "CODE|LON,LAT", required_unless_present = "again", allow_hyphen_values = true)]
    depot: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE", required_unless_present = "again")]
    from: Option<Date>,
    /// Last day, inclusive
    #[arg(long, value_name = "DATE", required_unless_present = "again")]
    to: Option<Date>,
    /// Length of the cycle: 1, 2 or 4 weeks [default: 1]
    #[arg(long, value_name = "WEEKS")]
    cycle_weeks: Option<u32>,
    /// Working weekdays: mon,tue or mon-fri [default: mon-fri]
    #[arg(long, value_name = "DAYS")]
    days: Option<String>,
    /// The other rules: TOML, see METHODS.md
    #[arg(long, value_name = "TOML")]
    rules: Option<PathBuf>,
    /// Travel times from a CSV with `from,to,duration_s,distance_m`; the depot is called depot
    #[arg(long, value_name = "CSV", conflicts_with = "roads")]
    matrix: Option<PathBuf>,
    /// Roads made by `maillage roads build`: times are then by road [default: as the crow flies]
    #[arg(long, value_name = "FILE")]
    roads: Option<PathBuf>,
    #[command(flatten)]
    snap: SnapArgs,
    /// Folder of the communes [default: `MAILLAGE_DATA`, else the nearest data/ upwards]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// What to write: the plan, a timetable (CSV, or XLSX with stops, gaps and methods), a calendar (iCalendar), itineraries (GPX, GeoJSON), the stops as rows of
    /// the national schema (CSV), or the driver's sheets (HTML)
    /// [default: what the name of the output ends in, else json]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    #[value(alias = "csv")]
    Timetable,
    Xlsx,
    Ics,
    Gpx,
    Geojson,
    Venues,
    #[value(alias = "html")]
    Sheets,
}

/// Makes the plan and writes it.
///
/// # Errors
/// When an option or a file is not what it should be, or the output cannot be written. A stop that is left out and a
/// spacing that breaks are no errors: they are told and written.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let format = output::format_of(options.format, Format::Json, options.output.as_deref())?;
    let road = options.snap.open_given(options.roads.as_deref())?;
    let request = match &options.again {
        Some(path) => again(read_plan(path)?),
        None => request(options, road.as_ref())?,
    };
    let plan = plan(&request)?;
    tell(&plan);
    let ways = || itineraries(&plan, &way(road.as_ref()));
    let bytes = match format {
        Format::Json => plan.to_json().context("cannot write JSON")?,
        Format::Timetable => tour_timetable(&plan),
        Format::Xlsx => tour_workbook(&plan).context("cannot write the workbook")?,
        Format::Ics => tour_ics(&plan),
        Format::Gpx => tour_gpx(&plan, &ways()),
        Format::Geojson => tour_geojson(&plan, &ways()),
        Format::Venues => tour_venues(&plan)?,
        Format::Sheets => tour_sheets(&plan),
    };
    output::deliver(options.output.as_deref(), &bytes)
}

/// What a plan was made from.
fn again(plan: Plan) -> Request {
    let Plan { travel, depot, rules, stops, matrix, .. } = plan;
    Request { travel, depot, rules, stops, matrix }
}

/// Reads a plan.
pub(super) fn read_plan(path: &Path) -> anyhow::Result<Plan> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    let name = path.display();
    Plan::from_json(&bytes).with_context(|| match serde_json::from_slice::<serde_json::Value>(&bytes) {
        Ok(other) if other["stops"].is_array() && other["goal"].is_string() => {
            format!("{name}: stops, not a plan of them; make one with maillage tour --plan {name}")
        }
        _ => format!("{name}: not a plan; make one with maillage tour"),
    })
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    String::from_utf8(bytes).map_err(|e| {
        let byte = e.utf8_error().valid_up_to() + 1;
        anyhow::anyhow!("{}: byte {byte} is not UTF-8; save the file as UTF-8", path.display())
    })
}

fn request(options: &Options, road: Option<&Road>) -> anyhow::Result<Request> {
    let (Some(from), Some(to), Some(depot)) = (options.from, options.to, &options.depot) else {
        bail!("--from, --to and --depot are needed");
    };
    let mut rules = Rules::between(from, to);
    let mut dwell = DwellRule::default();
    if let Some(path) = &options.rules {
        (rules, dwell) =
            rules_from_toml(&read_text(path)?, &rules).with_context(|| path.display().to_string())?;
    }
    // What is typed stands over the file.
    (rules.from, rules.to) = (from, to);
    rules.cycle_weeks = options.cycle_weeks.unwrap_or(rules.cycle_weeks);
    if let Some(days) = &options.days {
        rules.days = weekdays(days).map_err(anyhow::Error::msg).context("--days")?;
    }
    let stops =
        match (&options.plan, &options.stops) {
            (Some(path), _) => stops_from_json(&read_text(path)?, &rules, dwell)
                .with_context(|| path.display().to_string())?,
            (None, Some(path)) => stops_from_csv(&read_text(path)?, &rules, dwell)
                .with_context(|| path.display().to_string())?,
            (None, None) => bail!("give the stops with --plan or --stops"),
        };
    rules.check(&stops)?;
    let depot = find_depot(depot, options.data.as_ref())?;
    let (travel, matrix) = match &options.matrix {
        Some(path) => {
            let mut reader = MatrixReader::new(&stops);
            read_trips(path, &mut |trip| reader.take(trip)).context("--matrix")?;
            let matrix = reader.matrix().with_context(|| path.display().to_string())?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (format!("matrix of {name}"), matrix)
        }
        None => match road {
            Some(road) => travel(&depot, &stops, road)?,
            None => travel(&depot, &stops, &CrowFly::default())?,
        },
    };
    Ok(Request { travel, depot, rules, stops, matrix })
}

/// A depot as typed: a position, or a commune's chef-lieu.
fn find_depot(text: &str, data: Option<&PathBuf>) -> anyhow::Result<Depot> {
    if let Some((x, y)) = text.split_once(',') {
        let parse = |text: &str| text.trim().parse::<f64>().ok();
        let place = parse(x).zip(parse(y)).map(|(x, y)| Coord { x, y }).filter(|place| is_lon_lat(*place));
        let Some(place) = place else {
            bail!("--depot {text}: not a longitude and a latitude in degrees, such as 3.4989,44.5178");
        };
        return Ok(Depot { name: "Dépôt".to_owned(), place: to_a_centimetre(place) });
    }
    let code: TerritoryCode = text.parse().context("--depot")?;
    let dataset = DataArgs { data: data.cloned(), venues: Vec::new() }.open()?;
    depot_of(&dataset, &code).context("--depot")
}

/// Says on standard error what the plan could not keep.
fn tell(plan: &Plan) {
    let totals = plan.totals;
    output::note(&format!(
        "{} days, {} sessions, {:.0} h of driving; {} stops left out, {} sessions on days without tour, {} spacings broken",
        totals.days,
        totals.sessions,
        totals.driving_s.value() / 3600.0,
        plan.left_out.len(),
        plan.missed.len(),
        plan.breaks.len()
    ));
    for left in plan.left_out.iter().take(10) {
        let why = serde_json::to_string(&left.why).unwrap_or_default();
        output::note(&format!("stop {} is left out: {why}", left.stop));
    }
}
