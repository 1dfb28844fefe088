//! Options that several subcommands share: as typed, then as validated.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::open_at::OpenAtArgs;
use super::scenario::ScenarioArgs;
use super::tour::read_plan;
use crate::coverage::{Access, Bands, Coverage, Effects, Filters, Request, Summary, assess, effects};
use crate::dataset::{DataFile, Dataset, DatasetError, LoadedTerritory, Source, VenueSet, open_roads};
use crate::export::Provenance;
use crate::ingest::points::{self, PointRecord};
use crate::model::{TerritoryCode, VenueKind};
use crate::network::profile::Attributes;
use crate::network::snap::SnapOptions;
use crate::territory::Territory;
use crate::travel::{CrowFly, Road, TravelModel, Unreached};

/// Where data comes from.
#[derive(Debug, Clone, Args)]
pub(super) struct DataArgs {
    /// Folder of the communes and the default venues [default: `MAILLAGE_DATA`, else the nearest data/ upwards]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Venues: any table or layer of points, or an .osm.pbf; repeatable [default: all of data/venues]
    #[arg(long = "venues", value_name = "FILE")]
    pub venues: Vec<PathBuf>,
}

/// The roads to travel on.
#[derive(Debug, Clone, Args)]
pub(super) struct RoadArgs {
    /// Roads made by `maillage roads build`: times are then by road [default: roads/car.roads of the data folder where it has them, else as the crow flies]
    #[arg(long, value_name = "FILE")]
    pub roads: Option<PathBuf>,
    /// Times as the crow flies, even where the data folder has roads
    #[arg(long, conflicts_with = "roads")]
    pub crow_fly: bool,
    #[command(flatten)]
    pub snap: SnapArgs,
}

/// How one gets to the roads, and which are open.
#[derive(Debug, Clone, Args)]
pub(super) struct SnapArgs {
    /// How far from a road a place may be, metres (0 to 20000); farther ones are not computed [default: 2000]
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    pub max_snap: Option<f64>,
    /// Close the roads that are closed in winter
    #[arg(long)]
    pub winter: bool,
}

/// Trips by road between the points of two files.
#[derive(Debug, Clone, Args)]
pub(super) struct TripArgs {
    /// Roads made by `maillage roads build`
    #[arg(long, value_name = "FILE")]
    roads: PathBuf,
    /// Points to start from
    #[arg(long, value_name = "CSV")]
    from: PathBuf,
    /// Places to reach
    #[arg(long, value_name = "CSV")]
    to: PathBuf,
    #[command(flatten)]
    snap: SnapArgs,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl TripArgs {
    /// The points to start from, those to reach, and the road model.
    pub(super) fn read(&self) -> anyhow::Result<([Vec<PointRecord>; 2], Road)> {
        let points = [read_points(&self.from)?, read_points(&self.to)?];
        if points[1].is_empty() {
            bail!("--to {}: a header and no row; give at least one place to reach", self.to.display());
        }
        Ok((points, self.snap.open(&self.roads)?))
    }
}

impl RoadArgs {
    /// The road model over the roads that are given, else over those of the data folder; says so of the latter.
    ///
    /// # Errors
    /// When a file of roads cannot be used, or an option of roads is given where there are none.
    pub(super) fn open(&self, dataset: &Dataset) -> anyhow::Result<Option<Road>> {
        let own = || dataset.roads().filter(|_| !self.crow_fly);
        if self.roads.is_none()
            && let Some(path) = own()
        {
            let road = self.snap.open(&path)?;
            super::output::note(&format!(
                "times are by the roads of the data folder, {}; --crow-fly ignores them",
                path.display()
            ));
            return Ok(Some(road));
        }
        self.snap.open_given(self.roads.as_deref())
    }
}

impl SnapArgs {
    /// The road model over a file, when one is given.
    ///
    /// # Errors
    /// When it cannot be used, or an option of roads is given without any: it would be ignored.
    pub(super) fn open_given(&self, path: Option<&Path>) -> anyhow::Result<Option<Road>> {
        let Some(path) = path else {
            for (is_given, option) in [(self.max_snap.is_some(), "--max-snap"), (self.winter, "--winter")] {
                if is_given {
                    bail!("{option} is about roads: give them with --roads <FILE>");
                }
            }
            return Ok(None);
        };
        self.open(path).map(Some)
    }

    /// The road model over a file.
    pub(super) fn open(&self, path: &Path) -> anyhow::Result<Road> {
        let closed = if self.winter { Attributes::WINTER } else { Attributes::default() };
        let road = open_roads(path, self.max_snap.unwrap_or(SnapOptions::default().max_snap_m), closed)
            .map_err(|error| {
                let option = if matches!(error, DatasetError::Road(_)) { "--max-snap" } else { "--roads" };
                anyhow::Error::new(error).context(option)
            })?;
        if self.winter && road.graph().extent_of(closed).n_chains == 0 {
            super::output::note(&format!("no road of {} is closed in winter", path.display()));
        }
        Ok(road)
    }
}

/// The points of a file; what is wrong with its rows goes to standard error.
pub(super) fn read_points(path: &Path) -> anyhow::Result<Vec<PointRecord>> {
    let file = points::read_points(path)?;
    super::output::tell_findings(&file.findings);
    Ok(file.points)
}

/// A territory with the stops of a plan; says how many of them are not of it.
fn with_plan(territory: &Territory, path: &Path) -> anyhow::Result<Territory> {
    let tour = read_plan(path)?.tour().with_context(|| path.display().to_string())?;
    let territory = territory.with_tour(&tour);
    if let Some(here) = territory.tour.as_ref().filter(|here| here.stops_beyond > 0) {
        super::output::note(&format!(
            "{}: {} of {} stops are beyond the territory and its surroundings; they do not count",
            path.display(),
            here.stops_beyond,
            tour.stops.len()
        ));
    }
    Ok(territory)
}

/// What is asked of a coverage.
#[derive(Debug, Clone, Args)]
pub(super) struct CoverageArgs {
    /// Département (48), EPCI (200070530), région (region:76), communes (48095,48061) or all (france)
    #[arg(long, value_name = "CODE")]
    pub territory: TerritoryCode,
    /// Threshold in minutes; an access of exactly the threshold is covered
    #[arg(long, visible_alias = "within", value_name = "MIN", default_value_t = 20.0)]
    pub threshold: f64,
    /// Upper limits of the bands, minutes
    #[arg(long, value_name = "MIN,…", value_delimiter = ',', default_values_t = [10.0, 15.0, 20.0, 30.0, 45.0])]
    pub bands: Vec<f64>,
    /// Detour factor of the crow-fly model (1 to 5) [default: 1.3]
    #[arg(long)]
    pub detour: Option<f64>,
    /// Speed of the crow-fly model, km/h (1 to 150) [default: 50]
    #[arg(long, value_name = "KM/H")]
    pub speed: Option<f64>,
    /// How far around the territory venues are looked for, km (0 to 200)
    #[arg(long, value_name = "KM", default_value_t = 30.0)]
    pub buffer_km: f64,
    /// Count only venues of this kind; repeatable
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<VenueKind>,
    /// Count only venues with this service; repeatable
    #[arg(long, value_name = "SERVICE")]
    pub service: Vec<String>,
    /// A plan of `maillage tour`: its stops count as places, by distance alone, and what the tour changes is told
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<PathBuf>,
    #[command(flatten)]
    pub open_at: OpenAtArgs,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    #[command(flatten)]
    pub road: RoadArgs,
    #[command(flatten)]
    pub data: DataArgs,
}

/// A validated question with the territory it is about.
pub(super) struct Question {
    pub(super) loaded: LoadedTerritory,
    pub(super) request: Request,
    pub(super) model: Box<dyn TravelModel>,
    /// What an answer must cite.
    pub(super) sources: Vec<Source>,
    dataset: Dataset,
    venues: VenueSet,
}

impl Question {
    /// What an export of the answer says of itself.
    pub(super) fn provenance(&self, summary: &Summary) -> anyhow::Result<Provenance> {
        Ok(Provenance::new(summary, self.sources.clone(), self.files()?))
    }

    /// What the tour and the changes to the venues do.
    pub(super) fn effects(&self, coverage: &Coverage) -> Effects {
        effects(&self.loaded.territory, coverage, self.model.as_ref())
    }

    /// The files that the answer is made from.
    pub(super) fn files(&self) -> Result<Vec<DataFile>, DatasetError> {
        self.dataset.files_of(&self.venues)
    }

    /// The coverage; says so when the roads are not those of the territory.
    pub(super) fn assess(&self) -> Coverage {
        let coverage = assess(&self.loaded.territory, self.model.as_ref(), &self.request);
        super::open_at::note_unknown_hours(&coverage);
        let is_far = |access: &Access| {
            matches!(access.nearest, Err(Unreached::NotNearRoad { .. } | Unreached::NoDestinationNearRoad))
        };
        if let Some(roads) = &coverage.model.roads
            && !coverage.accesses.is_empty()
            && coverage.accesses.iter().all(is_far)
        {
            super::output::note(&format!(
                "no road of {} comes near a place of this territory: are they the roads of another one?",
                roads.file
            ));
        }
        coverage
    }
}

impl CoverageArgs {
    /// Checks every option, then loads the territory.
    pub(super) fn load(&self) -> anyhow::Result<Question> {
        let request = Request {
            threshold: Request::threshold_from_minutes(self.threshold).context("--threshold")?,
            bands: Bands::from_minutes(&self.bands).context("--bands")?,
            filters: Filters {
                kinds: self.kind.iter().copied().collect(),
                services: self.service.clone(),
                open_at: self.open_at.read(),
            },
        };
        let scenario = self.scenario.read()?;
        let buffer_m = Dataset::buffer_metres(self.buffer_km).context("--buffer-km")?;
        let crow_fly = self.crow_fly()?;
        let dataset = self.data.open()?;
        let model = self.model(crow_fly, &dataset)?;
        let venues = dataset.read_venues(&self.data.venues)?;
        super::output::note_guesses(&venues);
        let mut loaded = dataset.territory(&self.territory, buffer_m, &venues)?;
        super::output::note_findings(&loaded.findings);
        let sources = dataset.sources_of(&loaded.territory, &venues);
        if !scenario.is_empty() {
            let changed = loaded.territory.with_scenario(&scenario);
            loaded.territory = changed.map_err(ScenarioArgs::named)?;
        }
        if let Some(path) = &self.plan {
            loaded.territory = with_plan(&loaded.territory, path).context("--plan")?;
        }
        Ok(Question { loaded, request, model, sources, dataset, venues })
    }

    fn crow_fly(&self) -> anyhow::Result<CrowFly> {
        let (detour, speed) = (self.detour.unwrap_or(1.3), self.speed.unwrap_or(50.0));
        CrowFly::new(detour, speed).context("--detour, --speed")
    }

    /// By road when roads are given or the data folder has some, else as the crow flies.
    fn model(&self, crow_fly: CrowFly, dataset: &Dataset) -> anyhow::Result<Box<dyn TravelModel>> {
        let Some(road) = self.road.open(dataset)? else { return Ok(Box::new(crow_fly)) };
        if self.detour.is_some() || self.speed.is_some() {
            super::output::note("--detour and --speed are of the crow-fly model: times by road ignore them");
        }
        Ok(Box::new(road))
    }
}
