//! `/api/plans`: plans that were made here, or are brought.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Name, json};
use crate::server::documentation::{BodyRefusals, PlanRefusals};
use crate::server::entity::Keep;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Lane, Service};
use crate::tour::{Plan, PlanFinding, RuleError, check};

/// The most findings of one answer: whoever brings a plan that breaks more knows enough.
const MOST_FINDINGS: usize = 1000;

/// A plan that was brought.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanBrought {
    /// Its name: the first 32 hexadecimal digits of the SHA-256 of its JSON.
    plan: String,
    /// What the independent checker finds in it.
    findings: Vec<PlanFinding>,
}

/// Brings a plan: one made by `maillage tour`, or one that this service has forgotten. The same plan has the same name.
#[utoipa::path(
    post,
    path = "/api/plans",
    operation_id = "bringPlan",
    request_body(content = Plan, content_type = "application/json"),
    responses(
        (status = 201, description = "It is kept for a while; Location says where", body = PlanBrought, content_type = "application/json"),
        BodyRefusals
    )
)]
pub(crate) async fn bring(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let bytes = service.incoming.json("/api/plans", &headers, body).await?;
    Query::read(raw.as_deref(), &[])?;
    let plans = service.plans.clone();
    let keep = move || {
        let plan = Plan::from_json(bytes.as_ref()).map_err(|error| {
            let accepted = "a plan as `maillage tour` and this service write it";
            Problem::body("the plan", &error.to_string(), Some(accepted))
        })?;
        let wrong = |RuleError { subject, problem }: RuleError| Problem::body(&subject, &problem, None);
        plan.check_bounds().map_err(wrong)?;
        let findings = first_findings(&plan);
        Ok(PlanBrought { plan: plans.put(plan)?, findings })
    };
    let brought = service.run(Lane::Heavy, keep).await?;
    let mut answer = Response::new(Body::from(json(&brought)?));
    *answer.status_mut() = StatusCode::CREATED;
    let location = HeaderValue::from_str(&format!("/api/plans/{}", brought.plan));
    let location = location.map_err(|error| Problem::internal(&error))?;
    let headers = answer.headers_mut();
    headers.insert(header::LOCATION, location);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// A plan, with all that it was made from.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}",
    operation_id = "plan",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The plan", body = Plan, content_type = "application/json"),
        PlanRefusals
    )
)]
pub(crate) async fn plan(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Query::read(raw.as_deref(), &[])?;
    plan_json(&service, &name, &headers).await
}

/// What the independent checker finds in a plan: what it breaks, and what it says that it could not keep.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/check",
    operation_id = "planCheck",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The findings, errors first; the first 1,000 of more", body = [PlanFinding], content_type = "application/json"),
        PlanRefusals
    )
)]
pub(crate) async fn findings(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Query::read(raw.as_deref(), &[])?;
    let render = |plan: &Plan| json(&first_findings(plan));
    rendered(&service, &name, "check", &headers, "application/json", render).await.map(|(_, answer)| answer)
}

/// The findings of the checker, errors first; of more than [`MOST_FINDINGS`], the first.
fn first_findings(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = check(plan);
    findings.truncate(MOST_FINDINGS);
    findings
}

/// The JSON of a plan.
pub(super) async fn plan_json(service: &Arc<Service>, name: &str, headers: &HeaderMap) -> Answer {
    let render = |plan: &Plan| plan.to_json().map_err(|error| Problem::internal(&error));
    rendered(service, name, "plan", headers, "application/json", render).await.map(|(_, answer)| answer)
}

/// Something made of a plan, and the plan.
pub(super) async fn rendered(
    service: &Arc<Service>,
    name: &str,
    what: &str,
    headers: &HeaderMap,
    media_type: &'static str,
    render: impl FnOnce(&Plan) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Result<(Arc<Plan>, Response<Body>), Problem> {
    let plan = service.plans.get(name).ok_or_else(|| Problem::unknown_plan(name))?;
    let prepare = std::future::ready(Ok(Arc::clone(&plan)));
    let render = move |plan: Arc<Plan>| render(&plan);
    let key = format!("plan|{name}|{what}");
    let entity = service.body(Lane::Heavy, &key, headers, prepare, render).await?;
    Ok((plan, entity.answer(headers, Keep::Revalidated, media_type)))
}
