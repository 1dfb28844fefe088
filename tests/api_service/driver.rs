//! Asks the service as a client would.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use geo_types::Coord;
use http_body_util::BodyExt as _;
use maillage::dataset::{Dataset, VenueSet};
use maillage::network::graph::build;
use maillage::network::ground::{GroundKind, RawPlace};
use maillage::network::profile::{Mode, Profile};
use maillage::network::raw::{RawNetwork, WaySpeeds, from_degrees};
use maillage::server::{Service, ServiceLimits, Site, app};
use maillage::travel::Road;
use serde_json::Value;
use tower::ServiceExt as _;

/// A service over the data that ships, which shows Lozère first.
fn service(limits: &ServiceLimits) -> Service {
    service_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), limits)
}

/// The same over a data folder.
fn service_of(data: &Path, limits: &ServiceLimits) -> Service {
    let dataset = Dataset::open(data).unwrap();
    let venues = dataset.read_venues(&[]).unwrap();
    Service::new(dataset, venues, "48".parse().unwrap(), limits)
}

/// A client of a service of its own, which shows Lozère first.
pub(crate) struct Client {
    app: Router,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::with(&ServiceLimits::default())
    }

    pub(crate) fn with(limits: &ServiceLimits) -> Self {
        Self { app: app(Arc::new(service(limits))) }
    }

    /// A client of a service of which its operator says this.
    pub(crate) fn of_site(site: Site) -> Self {
        Self { app: app(Arc::new(service(&ServiceLimits::default()).with_site(site))) }
    }

    /// A client of a service over a data folder.
    #[allow(dead_code, reason = "the tests of /ogc use it")]
    pub(crate) fn over(data: &Path) -> Self {
        Self { app: app(Arc::new(service_of(data, &ServiceLimits::default()))) }
    }

    /// A client of a service over other venues than those of the folder, which shows Lozère first.
    #[allow(dead_code, reason = "the tests of /ogc share this file")]
    pub(crate) fn serving(dataset: Dataset, venues: VenueSet) -> Self {
        let service = Service::new(dataset, venues, "48".parse().unwrap(), &ServiceLimits::default());
        Self { app: app(Arc::new(service)) }
    }

    /// A client of a service with roads: a grid of two kilometres over Lozère, at 50 km/h.
    pub(crate) fn by_road() -> Self {
        let mut raw = RawNetwork::default();
        let (columns, rows) = (60u32, 55u32);
        for point in 0..columns * rows {
            let (x, y) = (f64::from(point % columns), f64::from(point / columns));
            raw.points.push(from_degrees(Coord { x: 2.9 + 0.02 * x, y: 44.0 + 0.02 * y }));
        }
        let speeds = WaySpeeds { forward_kmh: 50.0, backward_kmh: 50.0, ..WaySpeeds::default() };
        for row in 0..rows {
            raw.push_way(&(0..columns).map(|x| row * columns + x).collect::<Vec<_>>(), speeds);
        }
        for column in 0..columns {
            raw.push_way(&(0..rows).map(|y| y * columns + column).collect::<Vec<_>>(), speeds);
        }
        let lake = [(3.2, 44.6), (3.3, 44.6), (3.3, 44.7), (3.2, 44.6)];
        let at = |(x, y)| from_degrees(Coord { x, y });
        raw.ground.waters.push(vec![lake.map(at).to_vec()]);
        let (kind, name) = (GroundKind::Town, "Bout-du-Lac".to_owned());
        raw.ground.places.push(RawPlace { kind, name, people: 0, at: at((3.25, 44.65)) });
        let graph = build(&raw, &Profile::new(Mode::Car), [7; 32]).unwrap();
        let road = Road::new(graph, "grid.roads", 2000.0).unwrap();
        Self { app: app(Arc::new(service(&ServiceLimits::default()).with_roads(road))) }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[]).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send_body(method, path, headers, Body::empty()).await
    }

    pub(crate) async fn send_body(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        let (parts, body) = self.app.clone().oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json")];
        self.send_body("POST", path, &headers, Body::from(body.to_string())).await
    }

    /// The job that an answer took on, once it has ended.
    pub(crate) async fn ended(&self, accepted: &Answer) -> Value {
        assert_eq!(accepted.status, StatusCode::ACCEPTED, "{}", accepted.text());
        let address = accepted.header(header::LOCATION).to_owned();
        self.watched(&address, |job| job["state"] != "queued" && job["state"] != "running").await
    }

    /// A job as soon as it is as wanted.
    pub(crate) async fn watched(&self, address: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let job = self.json(address).await;
            if wanted(&job) {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// The JSON of an address that answers 200.
    pub(crate) async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A header, empty when it is absent.
    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
