//! `/api/route`: the way of one access, to be drawn.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use geo_types::Coord;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::around::{commune_of, nearest_to, read_rank};
use super::{Answer, json, read_question};
use crate::server::documentation::{QuestionParameters, RouteRefusals, TerritoryParameter};
use crate::server::entity::Keep;
use crate::server::parameters::{NAMES_WITH_TERRITORY, accepted_position, read_position};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Assessment, Lane, Service};
use crate::travel::{Road, RoadRoute, Unreached};
use crate::units::{Metres, Seconds};

const MEDIA_TYPE: &str = "application/geo+json";

/// A way by road, as a GeoJSON feature.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RouteFeature {
    /// `Feature`.
    r#type: &'static str,
    /// The line, from the origin to the destination; the walks at both ends are straight.
    geometry: RouteLine,
    /// Its figures.
    properties: RouteProperties,
}

/// A line of RFC 7946.
#[derive(Debug, Serialize, ToSchema)]
struct RouteLine {
    /// `LineString`.
    r#type: &'static str,
    /// Longitude and latitude, degrees.
    coordinates: Vec<[f64; 2]>,
}

/// The figures of a way.
#[derive(Debug, Serialize, ToSchema)]
struct RouteProperties {
    /// INSEE code of the commune that it leaves from, where one was asked for.
    code: Option<String>,
    /// Identifier of the venue that it leads to, where a commune was asked for.
    venue_id: Option<String>,
    /// Name of that venue.
    venue: Option<String>,
    /// Travel time, both walks included, seconds.
    #[schema(value_type = f64)]
    duration_s: Seconds,
    /// Length, both walks included, metres.
    #[schema(value_type = f64)]
    distance_m: Metres,
    /// Geodesic between the two ends, metres.
    #[schema(value_type = f64)]
    straight_line_m: Metres,
    /// The walk from the origin to the road, metres.
    #[schema(value_type = f64)]
    walk_from_m: Metres,
    /// The walk from the road to the destination, metres.
    #[schema(value_type = f64)]
    walk_to_m: Metres,
}

/// Parameters of a route; read by hand, described here.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described: the query string is read strictly by `Query`")]
pub(crate) struct RouteParameters {
    /// Longitude and latitude of the origin, degrees; with `to`, and without any other parameter.
    #[param(example = "3.5,44.52")]
    from: Option<String>,
    /// Longitude and latitude of the destination, degrees.
    #[param(example = "3.6,44.33")]
    to: Option<String>,
    /// INSEE code of a commune of the territory: the way from it to its nearest venue, or to another near one.
    #[param(example = "48095")]
    code: Option<String>,
    /// With `code`: 1 for the way to the nearest venue, 2 to the second nearest, and so on.
    #[param(minimum = 1, maximum = 16, default = 1)]
    rank: Option<u8>,
}

/// What is asked: a pair of positions, or the access of a commune.
enum Asked {
    Pair(Coord<f64>, Coord<f64>),
    /// The code of the commune, and which of the venues nearest to it, from 1.
    Commune(String, usize),
}

/// The way by road from a commune to its nearest venue, or between two positions.
#[utoipa::path(
    get,
    path = "/api/route",
    operation_id = "route",
    params(RouteParameters, TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The way", body = RouteFeature, content_type = MEDIA_TYPE),
        RouteRefusals
    )
)]
pub(crate) async fn route(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let names = [&NAMES_WITH_TERRITORY[..], &["code", "rank", "from", "to"]].concat();
    let query = Query::read(raw.as_deref(), &names)?;
    let asked = read_asked(&query)?;
    let roads = service.data().roads.clone().ok_or_else(Problem::no_roads)?;
    let entity = match asked {
        Asked::Pair(from, to) => {
            let key = format!("route|{},{}|{},{}", from.x, from.y, to.x, to.y);
            let render = move |()| json(&between(&roads, from, to)?);
            service.body(Lane::Heavy, &key, &headers, std::future::ready(Ok(())), render).await?
        }
        Asked::Commune(code, rank) => {
            let question = read_question(&service, &query)?;
            let key = format!("route|{code:?}|{rank}|{}", question.key());
            let prepare = Arc::clone(&service).assessment(question, "territory");
            let render = move |assessment: Assessment| json(&of_commune(&roads, &assessment, &code, rank)?);
            service.body(Lane::Heavy, &key, &headers, prepare, render).await?
        }
    };
    Ok(entity.answer(&headers, Keep::Revalidated, MEDIA_TYPE))
}

fn read_asked(query: &Query) -> Result<Asked, Problem> {
    match (query.single("from")?, query.single("to")?, query.single("code")?) {
        (Some(from), Some(to), None) => {
            if let Some(other) =
                NAMES_WITH_TERRITORY.iter().chain(&["rank"]).find(|name| query.values(name).next().is_some())
            {
                return Err(Problem::parameter_use(
                    other,
                    "does not go with from and to",
                    "from and to alone",
                ));
            }
            Ok(Asked::Pair(read_position("from", from)?, read_position("to", to)?))
        }
        (None, None, Some(code)) => {
            let rank = read_rank(query, "rank")?.unwrap_or(1);
            Ok(Asked::Commune(code.to_owned(), rank))
        }
        (Some(_), None, None) => Err(Problem::parameter_use("to", "is missing", accepted_position())),
        (None, Some(_), None) => Err(Problem::parameter_use("from", "is missing", accepted_position())),
        (None, None, None) => {
            let accepted = "the INSEE code of a commune of the territory, or from and to instead";
            Err(Problem::parameter_use("code", "is missing", accepted))
        }
        _ => {
            Err(Problem::parameter_use("code", "does not go with from and to", "code alone, or from and to"))
        }
    }
}

fn between(roads: &Road, from: Coord<f64>, to: Coord<f64>) -> Result<RouteFeature, Problem> {
    let route = roads.route(from, to).map_err(|reason| Problem::not_reached(&reason))?;
    Ok(feature(&route, [None, None, None]))
}

fn of_commune(
    roads: &Road,
    assessment: &Assessment,
    code: &str,
    rank: usize,
) -> Result<RouteFeature, Problem> {
    let territory = assessment.territory();
    let nearest = nearest_to(assessment, commune_of(territory, code)?, rank)?;
    let venues = nearest.venues.map_err(|reason| Problem::not_reached(&reason))?;
    let reached = venues.get(rank - 1).ok_or_else(|| Problem::not_reached(&Unreached::NoRoute))?;
    let venue = &territory.venues[reached.destination];
    let from = territory.demand[nearest.point].position;
    let from = from.ok_or_else(|| Problem::not_reached(&Unreached::NoPosition))?;
    let route = roads.route(from, venue.position).map_err(|reason| Problem::not_reached(&reason))?;
    let names = [code, venue.id(), venue.name()].map(|text| Some(text.to_owned()));
    Ok(feature(&route, names))
}

fn feature(route: &RoadRoute, [code, venue_id, venue]: [Option<String>; 3]) -> RouteFeature {
    // Six decimals, as in the layers: 11 cm.
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let mut coordinates: Vec<[f64; 2]> = route.line.iter().map(|p| [round(p.x), round(p.y)]).collect();
    coordinates.dedup();
    if let [only] = coordinates[..] {
        // A line has two positions, also when nobody moves.
        coordinates.push(only);
    }
    RouteFeature {
        r#type: "Feature",
        geometry: RouteLine { r#type: "LineString", coordinates },
        properties: RouteProperties {
            code,
            venue_id,
            venue,
            duration_s: route.leg.duration,
            distance_m: route.leg.distance,
            straight_line_m: route.leg.straight_line,
            walk_from_m: route.walk_from,
            walk_to_m: route.walk_to,
        },
    }
}
