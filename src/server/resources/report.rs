//! `/api/report.pdf` and `/api/report.html`: the gap report of a territory.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};

use super::exports::file_code;
use super::{Answer, question};
use crate::report::{Document, Inputs, content_security_policy, report, to_html, to_pdf};
use crate::server::documentation::{QuestionParameters, TerritoryParameter, TerritoryRefusals};
use crate::server::entity::Keep;
use crate::server::problem::Problem;
use crate::server::service::{Assessment, Data, Lane, Service};

/// The gap report as a tagged PDF (PDF/UA-1), in French: map, zones, communes, method, sources and fingerprints.
#[utoipa::path(
    get,
    path = "/api/report.pdf",
    operation_id = "reportPdf",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The report", body = Vec<u8>, content_type = "application/pdf"),
        TerritoryRefusals
    )
)]
pub(crate) async fn pdf(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let write = |document: &Document| to_pdf(document).map_err(|error| Problem::internal(&error));
    file(service, raw.as_deref(), &headers, ("pdf", "application/pdf", "attachment"), write).await
}

/// The same report as one HTML file without script.
#[utoipa::path(
    get,
    path = "/api/report.html",
    operation_id = "reportHtml",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The report", body = String, content_type = "text/html"),
        TerritoryRefusals
    )
)]
pub(crate) async fn html(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let kind = ("html", "text/html; charset=utf-8", "inline");
    let mut answer = file(service, raw.as_deref(), &headers, kind, |document| Ok(to_html(document))).await?;
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy()) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(answer)
}

async fn file(
    service: Arc<Service>,
    raw: Option<&str>,
    headers: &HeaderMap,
    (ending, media_type, shown): (&'static str, &'static str, &'static str),
    write: impl FnOnce(&Document) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Answer {
    let question = question(&service, raw)?;
    let minutes = question.request.threshold.minutes();
    let name = format!("maillage-{}-{minutes}min-rapport", file_code(&question.territory));
    let key = format!("report.{ending}|{}", question.key());
    let data = Arc::clone(service.data());
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| write(&document(&data, &assessment)?);
    let entity = service.body(Lane::Heavy, &key, headers, prepare, render).await?;
    let mut answer = entity.answer(headers, Keep::Revalidated, media_type);
    if let Ok(disposition) = HeaderValue::from_str(&format!("{shown}; filename=\"{name}.{ending}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(answer)
}

fn document(data: &Data, assessment: &Assessment) -> Result<Document, Problem> {
    let territory = assessment.territory();
    Ok(report(&Inputs {
        territory,
        coverage: assessment.coverage(),
        zones: assessment.zones(),
        effects: assessment.effects(),
        sources: &data.dataset.sources_of(territory, &data.venues),
        files: &super::files_of(data, assessment)?,
        findings: &assessment.loaded.findings,
    }))
}
