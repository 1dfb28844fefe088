//! What the service holds: the data, and the answers it keeps.
//!
//! Three steps lead to an answer, each kept under its own key and computed once: the territory
//! (from disk), its assessment (the coverage), the bytes (a layer, a summary, a table). A step
//! takes its turn in the queue only once the steps before it are there, so that no turn waits for
//! another. None holds the result of another: what is kept is what the bounds allow.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::HeaderMap;

use super::body::Bodies;
use super::brought::{self, Brought, BroughtIndicators};
use super::cache::{Cache, Weighed};
use super::entity::{Effort, Entity};
use super::jobs::{JobLimits, Jobs};
use super::negotiation::Coding;
use super::ogc::Shelves;
use super::parameters::{Model, Question, refused_change};
use super::plans::Plans;
use super::problem::Problem;
use super::queue::{Entry, Queue};
use super::site::Site;
use crate::coverage::{Coverage, Effects, GapZone, assess, effects, gap_zones};
use crate::dataset::{Dataset, DatasetError, LoadedTerritory, VenueSet};
use crate::model::TerritoryCode;
use crate::territory::Territory;
use crate::travel::{Road, TravelModel};

const MEBIBYTE: usize = 1 << 20;

/// The bounds of the work that the service does.
#[derive(Debug, Clone)]
pub struct ServiceLimits {
    /// Pieces of heavy work at once.
    pub workers: usize,
    /// Requests that may wait for such work; further ones are answered 503.
    pub waiting: usize,
    /// Time given to a request, from its head to the head of its answer.
    pub deadline: Duration,
    /// Bytes of loaded territories kept.
    pub territory_bytes: usize,
    /// Bytes of coverages kept.
    pub assessment_bytes: usize,
    /// Bytes of rendered answers kept, each content coding counted.
    pub body_bytes: usize,
    /// Bytes of collections kept for GIS programs, their shapes in other coordinate systems included.
    pub collection_bytes: usize,
    /// Bytes of what the tiles of collections are made from.
    pub tile_bytes: usize,
    /// Bytes of plans kept.
    pub plan_bytes: usize,
    /// Bytes of indicators kept that readers brought.
    pub indicator_bytes: usize,
    /// The bounds of jobs.
    pub jobs: JobLimits,
}

impl Default for ServiceLimits {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            waiting: 256,
            deadline: Duration::from_secs(30),
            territory_bytes: 256 * MEBIBYTE,
            assessment_bytes: 64 * MEBIBYTE,
            body_bytes: 192 * MEBIBYTE,
            collection_bytes: 256 * MEBIBYTE,
            tile_bytes: 192 * MEBIBYTE,
            plan_bytes: 64 * MEBIBYTE,
            indicator_bytes: 128 * MEBIBYTE,
            jobs: JobLimits::default(),
        }
    }
}

/// The data that the service answers from, with the answers it keeps.
#[derive(Debug)]
pub struct Service {
    data: Arc<Data>,
    pub(super) default_territory: TerritoryCode,
    pub(super) deadline: Duration,
    heavy: Queue,
    light: Queue,
    territories: Cache<LoadedTerritory>,
    assessments: Cache<Computed>,
    bodies: Cache<Entity>,
    /// The bodies of requests on their way in.
    pub(super) incoming: Bodies,
    pub(super) jobs: Jobs,
    pub(super) plans: Plans,
    /// Indicators that readers brought.
    pub(super) brought: Brought,
    /// What GIS programs are answered from.
    pub(super) ogc: Shelves,
    /// What the operator says of the service.
    pub(super) site: Site,
}

/// The data folder and the venues, as they were when the service started.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) dataset: Dataset,
    pub(super) venues: VenueSet,
    /// The roads, where the service was given some.
    pub(super) roads: Option<Arc<Road>>,
}

/// Which queue an answer is made in: a search does not wait behind the coverage of a country.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lane {
    /// Reads a territory and computes.
    Heavy,
    /// A few milliseconds.
    Light,
}

/// A coverage, and what is derived from it.
#[derive(Debug)]
struct Computed {
    coverage: Coverage,
    model: Arc<dyn TravelModel>,
    zones: OnceLock<Vec<GapZone>>,
    effects: OnceLock<Effects>,
}

/// A coverage, with the territory it was computed on.
///
/// The two are kept apart: a coverage that kept its territory alive would make the bound on
/// territories void. A territory that was forgotten and is loaded again is the same, place by place.
#[derive(Debug)]
pub(super) struct Assessment {
    pub(super) loaded: Arc<LoadedTerritory>,
    computed: Arc<Computed>,
}

impl Assessment {
    /// The territory.
    pub(super) fn territory(&self) -> &Territory {
        &self.loaded.territory
    }

    /// The model of its times.
    pub(super) fn model(&self) -> &dyn TravelModel {
        self.computed.model.as_ref()
    }

    /// The coverage.
    pub(super) fn coverage(&self) -> &Coverage {
        &self.computed.coverage
    }

    /// The gap zones, computed by the first answer that shows them.
    pub(super) fn zones(&self) -> &[GapZone] {
        let Computed { coverage, model, zones, .. } = &*self.computed;
        zones.get_or_init(|| gap_zones(self.territory(), coverage, model.as_ref()))
    }

    /// What the plan and the changes do that were asked with; computed by the first answer that tells it.
    pub(super) fn effects(&self) -> &Effects {
        let Computed { coverage, model, effects: made, .. } = &*self.computed;
        made.get_or_init(|| effects(self.territory(), coverage, model.as_ref()))
    }
}

impl Service {
    /// A service over a data folder and venues. `default_territory` is what the page shows first.
    #[must_use]
    pub fn new(
        dataset: Dataset,
        venues: VenueSet,
        default_territory: TerritoryCode,
        limits: &ServiceLimits,
    ) -> Self {
        Self {
            data: Arc::new(Data { dataset, venues, roads: None }),
            default_territory,
            deadline: limits.deadline,
            heavy: Queue::new(limits.workers, limits.waiting),
            light: Queue::new(limits.workers, limits.waiting),
            territories: Cache::new(limits.territory_bytes),
            assessments: Cache::new(limits.assessment_bytes),
            bodies: Cache::new(limits.body_bytes),
            incoming: Bodies::new(),
            jobs: Jobs::new(&limits.jobs),
            plans: Plans::new(limits.plan_bytes),
            brought: Brought::new(limits.indicator_bytes),
            ogc: Shelves::new(limits.collection_bytes, limits.tile_bytes),
            site: Site::default(),
        }
    }

    /// The same service, of which its operator says this.
    #[must_use]
    pub fn with_site(mut self, site: Site) -> Self {
        self.site = site;
        self
    }

    /// The same service, which answers by road where it is not asked otherwise.
    #[must_use]
    pub fn with_roads(mut self, roads: Road) -> Self {
        // Nobody shares the data before the service is built.
        if let Some(data) = Arc::get_mut(&mut self.data) {
            data.roads = Some(Arc::new(roads));
        }
        self
    }

    /// Whether there are roads to answer by.
    pub(super) fn has_roads(&self) -> bool {
        self.data.roads.is_some()
    }

    /// The model that a question asks for. One that asks for roads was refused where there are none.
    pub(super) fn model(&self, asked: Model) -> Result<Arc<dyn TravelModel>, Problem> {
        match asked {
            Model::CrowFly(model) => Ok(Arc::new(model)),
            Model::Road => {
                let roads = self.data.roads.as_ref().ok_or_else(Problem::no_roads)?;
                Ok(Arc::<Road>::clone(roads))
            }
        }
    }

    /// The data, for a step that runs in a turn of the queue.
    pub(super) fn data(&self) -> &Arc<Data> {
        &self.data
    }

    /// A territory with its surroundings, the changes to its venues and the stops of the plan, `parameter` being where the client named it.
    async fn loaded(
        self: &Arc<Self>,
        question: &Question,
        parameter: &'static str,
    ) -> Result<Arc<LoadedTerritory>, Problem> {
        let is_bare = question.plan.is_none() && question.indicators.is_empty();
        if is_bare && question.scenario.is_empty() {
            return self.land(question, parameter).await;
        }
        let (data, brought) = (Arc::clone(&self.data), self.brought(&question.indicators)?);
        let plan = question.plan.as_ref().map(|name| {
            let plan = self.plans.get(name);
            plan.ok_or_else(|| Problem::unknown_plan(name))
        });
        let plan = plan.transpose()?;
        let scenario = question.scenario.clone();
        let prepare = {
            let (service, question) = (Arc::clone(self), question.clone());
            // Boxed: this future is part of every other.
            Box::pin(async move { service.land(&question, parameter).await })
        };
        let put_in = move |land: Arc<LoadedTerritory>| {
            let mut territory = if scenario.is_empty() {
                land.territory.clone()
            } else {
                land.territory.with_scenario(&scenario).map_err(|error| refused_change(&error))?
            };
            if let Some(plan) = plan {
                // The bounds of a plan are checked before it is kept.
                let tour = plan.tour().map_err(|error| Problem::internal(&error))?;
                territory = territory.with_tour(&tour);
            }
            let more = brought::indicators_of(&data.dataset, &brought, &territory.communes);
            territory.indicators.extend(more);
            let files = brought::files_of(&brought);
            Ok(LoadedTerritory { territory, findings: land.findings.clone(), files })
        };
        let key = format!("{}|{parameter}", question.territory_key());
        self.territories.get(&key, &self.heavy, prepare, put_in).await
    }

    /// The indicators of these names.
    ///
    /// # Errors
    /// 404 where some were forgotten.
    pub(super) fn brought(&self, names: &[String]) -> Result<Vec<Arc<BroughtIndicators>>, Problem> {
        names.iter().map(|name| self.brought.get(name)).collect()
    }

    /// A territory with its surroundings, without any change or plan.
    async fn land(
        self: &Arc<Self>,
        question: &Question,
        parameter: &'static str,
    ) -> Result<Arc<LoadedTerritory>, Problem> {
        let (data, code, buffer) = (Arc::clone(&self.data), question.territory.clone(), question.buffer);
        let load = move |()| {
            data.dataset.territory(&code, buffer.value(), &data.venues).map_err(|error| match error {
                DatasetError::UnknownTerritory { .. } => {
                    Problem::unknown_territory(parameter, error.to_string())
                }
                error => Problem::internal(&error),
            })
        };
        // The name of the parameter is part of the key because it is part of the refusal.
        let key = format!("{}|{parameter}", question.land_key());
        self.territories.get(&key, &self.heavy, std::future::ready(Ok(())), load).await
    }

    /// The territory that a question is about, `parameter` being where the client named it.
    pub(super) async fn territory(
        self: Arc<Self>,
        question: Question,
        parameter: &'static str,
    ) -> Result<Arc<LoadedTerritory>, Problem> {
        self.loaded(&question, parameter).await
    }

    /// The coverage that a question asks for, `parameter` being where the client named the
    /// territory.
    pub(super) async fn assessment(
        self: Arc<Self>,
        question: Question,
        parameter: &'static str,
    ) -> Result<Assessment, Problem> {
        let model = self.model(question.model)?;
        let loaded = self.loaded(&question, parameter).await?;
        let key = question.key();
        let prepare = std::future::ready(Ok(Arc::clone(&loaded)));
        let compute = move |loaded: Arc<LoadedTerritory>| {
            let coverage = assess(&loaded.territory, model.as_ref(), &question.request);
            Ok(Computed { coverage, model, zones: OnceLock::new(), effects: OnceLock::new() })
        };
        let computed = self.assessments.get(&key, &self.heavy, prepare, compute).await?;
        Ok(Assessment { loaded, computed })
    }

    /// Waits to enter a queue: what is fetched from then on takes its turns there.
    ///
    /// # Errors
    /// 503 when the queue is full.
    pub(super) async fn enter(&self, lane: Lane) -> Result<Entry, Problem> {
        self.queue(lane).enter().await
    }

    /// Runs some work in a turn, of which nothing is kept.
    ///
    /// # Errors
    /// Those of the work; 503 when the queue is full.
    pub(super) async fn run<R: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce() -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        let queue = self.queue(lane);
        let _entry = queue.enter().await?;
        queue.turn().await?.run(work).await
    }

    /// The bytes of an answer in the content coding that the client prefers.
    ///
    /// `key` names the answer among all answers of the service. `render` runs in a turn.
    ///
    /// # Errors
    /// Those of `prepare` and of `render`; 503 when the queue is full.
    pub(super) async fn body<I: Send + 'static>(
        self: &Arc<Self>,
        lane: Lane,
        key: &str,
        headers: &HeaderMap,
        prepare: impl Future<Output = Result<I, Problem>> + Send + 'static,
        render: impl FnOnce(I) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Arc<Entity>, Problem> {
        self.body_with(Effort::Small, lane, key, headers, prepare, render).await
    }

    /// The same, compressed with a given effort.
    ///
    /// # Errors
    /// Those of `prepare` and of `render`; 503 when the queue is full.
    pub(super) async fn body_with<I: Send + 'static>(
        self: &Arc<Self>,
        effort: Effort,
        lane: Lane,
        key: &str,
        headers: &HeaderMap,
        prepare: impl Future<Output = Result<I, Problem>> + Send + 'static,
        render: impl FnOnce(I) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Arc<Entity>, Problem> {
        let coding = Coding::preferred(headers);
        // In front: a key may end with words of the client. No key starts with these.
        let coded_key = match coding.token() {
            Some(token) => format!("{token}|{key}"),
            None => key.to_owned(),
        };
        if let Some(outcome) = self.bodies.join(&coded_key).await {
            return outcome;
        }
        let queue = self.queue(lane);
        let _entry = queue.enter().await?;
        let plain = {
            let (service, key) = (Arc::clone(self), key.to_owned());
            let compute = |input| render(input).map(Entity::new);
            async move { service.bodies.get(&key, service.queue(lane), prepare, compute).await }
        };
        if coding == Coding::Identity {
            return plain.await;
        }
        let encode = move |entity: Arc<Entity>| {
            let coding = if entity.is_worth_compressing() { coding } else { Coding::Identity };
            entity.encoded(coding, effort).map_err(|error| Problem::internal(&error))
        };
        self.bodies.get(&coded_key, queue, plain, encode).await
    }

    /// The queue of an answer.
    pub(super) const fn queue(&self, lane: Lane) -> &Queue {
        match lane {
            Lane::Heavy => &self.heavy,
            Lane::Light => &self.light,
        }
    }
}

impl Weighed for LoadedTerritory {
    fn weight(&self) -> usize {
        use geo::CoordsIter;
        let Territory { communes, surroundings, demand, venues, scenario, indicators, .. } = &self.territory;
        let before = scenario.as_ref().map_or(0, |here| here.before.len());
        let boundaries = communes.iter().chain(surroundings).filter_map(|c| c.boundary.as_ref());
        let points: usize = boundaries.map(CoordsIter::coords_count).sum();
        let sessions: usize = venues.iter().filter_map(|venue| venue.sessions.as_ref()).map(Vec::len).sum();
        let places = communes.len() + surroundings.len() + demand.len();
        // A coordinate is 16 bytes; the rest is counted generously.
        let figures: usize = indicators.iter().map(|indicator| indicator.by_commune.len()).sum();
        points * 16 + figures * 16 + places * 512 + (venues.len() + before) * 2048 + sessions * 16
    }
}

impl Weighed for Computed {
    fn weight(&self) -> usize {
        // The zones and the effect of a tour come later; outlines are part of the boundaries of the uncovered communes.
        let uncovered = self.coverage.accesses.iter().filter(|access| !access.covered).count();
        let effects = size_of::<crate::coverage::Presence>() + size_of::<crate::coverage::PointDifference>();
        let row = size_of::<crate::coverage::Access>() + effects;
        self.coverage.accesses.len() * row + uncovered * 4096 + 4096
    }
}
