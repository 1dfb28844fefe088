//! What the service holds: the data, and the answers it keeps.
//!
//! Three steps lead to an answer, each kept under its own key and computed once: the territory
//! (from disk), its assessment (the coverage), the bytes (a layer, a summary, a table). A step
//! takes its turn in the queue only once the step before it is there, so that no turn waits for
//! another.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::HeaderMap;

use super::cache::{Cache, Weighed};
use super::entity::Entity;
use super::negotiation::Coding;
use super::parameters::{Model, Question};
use super::problem::Problem;
use super::queue::Queue;
use crate::coverage::{Coverage, GapZone, assess, gap_zones};
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
    /// Pieces of heavy work that may wait; further ones are answered 503.
    pub waiting: usize,
    /// Time given to a request, from its head to the head of its answer.
    pub deadline: Duration,
    /// Bytes of loaded territories kept.
    pub territory_bytes: usize,
    /// Bytes of coverages kept.
    pub assessment_bytes: usize,
    /// Bytes of rendered answers kept, each content coding counted.
    pub body_bytes: usize,
}

impl Default for ServiceLimits {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            waiting: 64,
            deadline: Duration::from_secs(30),
            territory_bytes: 256 * MEBIBYTE,
            assessment_bytes: 64 * MEBIBYTE,
            body_bytes: 192 * MEBIBYTE,
        }
    }
}

/// The data that the service answers from, with the answers it keeps.
#[derive(Debug)]
pub struct Service {
    data: Arc<Data>,
    pub(super) default_territory: TerritoryCode,
    pub(super) deadline: Duration,
    queue: Queue,
    territories: Cache<LoadedTerritory>,
    assessments: Cache<Assessment>,
    bodies: Cache<Entity>,
}

/// The data folder and the venues, as they were when the service started.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) dataset: Dataset,
    pub(super) venues: VenueSet,
    /// The roads, where the service was given some.
    pub(super) roads: Option<Arc<Road>>,
}

/// A coverage, with the territory it was computed on.
#[derive(Debug)]
pub(super) struct Assessment {
    pub(super) loaded: Arc<LoadedTerritory>,
    pub(super) coverage: Coverage,
    pub(super) model: Arc<dyn TravelModel>,
    zones: OnceLock<Vec<GapZone>>,
}

impl Assessment {
    /// The territory.
    pub(super) fn territory(&self) -> &Territory {
        &self.loaded.territory
    }

    /// The gap zones, computed by the first answer that shows them.
    pub(super) fn zones(&self) -> &[GapZone] {
        self.zones.get_or_init(|| gap_zones(self.territory(), &self.coverage, self.model.as_ref()))
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
            queue: Queue::new(limits.workers, limits.waiting),
            territories: Cache::new(limits.territory_bytes),
            assessments: Cache::new(limits.assessment_bytes),
            bodies: Cache::new(limits.body_bytes),
        }
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
    fn model(&self, asked: Model) -> Result<Arc<dyn TravelModel>, Problem> {
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

    /// A territory with its surroundings, `parameter` being where the client named it.
    async fn loaded(
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
        let key = format!("{}|{parameter}", question.territory_key());
        self.territories.get(&key, &self.queue, std::future::ready(Ok(())), load).await
    }

    /// The coverage that a question asks for.
    pub(super) async fn assessment(
        self: Arc<Self>,
        question: Question,
        parameter: &'static str,
    ) -> Result<Arc<Assessment>, Problem> {
        let key = format!("{}|{parameter}", question.key());
        let model = self.model(question.model)?;
        let prepare = {
            let (service, question) = (Arc::clone(&self), question.clone());
            async move { service.loaded(&question, parameter).await }
        };
        let compute = move |loaded: Arc<LoadedTerritory>| {
            let coverage = assess(&loaded.territory, model.as_ref(), &question.request);
            Ok(Assessment { loaded, coverage, model, zones: OnceLock::new() })
        };
        self.assessments.get(&key, &self.queue, prepare, compute).await
    }

    /// The bytes of an answer in the content coding that the client prefers.
    ///
    /// `key` names the answer among all answers of the service. `render` runs in a turn of the queue.
    ///
    /// # Errors
    /// Those of `prepare` and of `render`; 503 when the queue is full.
    pub(super) async fn body<I: Send + 'static>(
        self: &Arc<Self>,
        key: &str,
        headers: &HeaderMap,
        prepare: impl Future<Output = Result<I, Problem>> + Send + 'static,
        render: impl FnOnce(I) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Arc<Entity>, Problem> {
        let coding = Coding::preferred(headers);
        let plain = |service: Arc<Self>, key: String| async move {
            let compute = |input| render(input).map(Entity::new);
            service.bodies.get(&key, &service.queue, prepare, compute).await
        };
        if coding == Coding::Identity {
            return plain(Arc::clone(self), key.to_owned()).await;
        }
        let encode = move |entity: Arc<Entity>| {
            let coding = if entity.is_worth_compressing() { coding } else { Coding::Identity };
            entity.encoded(coding).map_err(|error| Problem::internal(&error))
        };
        let coded_key = format!("{key}{}", coding.tag_suffix());
        let prepare = plain(Arc::clone(self), key.to_owned());
        self.bodies.get(&coded_key, &self.queue, prepare, encode).await
    }
}

impl Weighed for LoadedTerritory {
    fn weight(&self) -> usize {
        use geo::CoordsIter;
        let Territory { communes, surroundings, demand, venues, .. } = &self.territory;
        let boundaries = communes.iter().chain(surroundings).filter_map(|c| c.boundary.as_ref());
        let points: usize = boundaries.map(CoordsIter::coords_count).sum();
        // A coordinate is 16 bytes; the rest is counted generously.
        points * 16 + (communes.len() + surroundings.len() + demand.len()) * 512 + venues.len() * 2048
    }
}

impl Weighed for Assessment {
    fn weight(&self) -> usize {
        // The zones come later; their outlines are part of the boundaries of the uncovered communes.
        let uncovered = self.coverage.accesses.iter().filter(|access| !access.covered).count();
        self.coverage.accesses.len() * size_of::<crate::coverage::Access>() + uncovered * 4096 + 4096
    }
}
