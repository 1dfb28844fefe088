//! `/api/coverage.csv`, `/api/coverage.xlsx` and `/api/presence.csv`: one row per demand point, to keep in a file.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};

use super::{Answer, question, question_with_plan};
use crate::coverage::summarise;
use crate::export::{coverage_table as table, presence_layer, summary_text, to_csv, to_xlsx};
use crate::model::TerritoryCode;
use crate::server::documentation::{QuestionParameters, TerritoryParameter, TerritoryRefusals};
use crate::server::entity::Keep;
use crate::server::parameters::Question;
use crate::server::problem::Problem;
use crate::server::service::{Assessment, Lane, Service};

const CSV: &str = "text/csv; charset=utf-8";
/// Media type of a workbook.
pub(super) const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The coverage of a territory as a table: one row per demand point, sorted by code.
#[utoipa::path(
    get,
    path = "/api/coverage.csv",
    operation_id = "coverage",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The table, UTF-8, with a header", body = String, content_type = "text/csv"),
        TerritoryRefusals
    )
)]
pub(crate) async fn coverage_table(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question(&service, raw.as_deref())?;
    download(service, question, &headers, ("", "csv", CSV), |assessment| {
        let layer = table(assessment.territory(), assessment.coverage());
        Ok(to_csv(layer.features.iter().map(|feature| &feature.record)))
    })
    .await
}

/// The coverage of a territory as a workbook: the same rows in typed cells, and a sheet of methods and sources.
#[utoipa::path(
    get,
    path = "/api/coverage.xlsx",
    operation_id = "coverageWorkbook",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The workbook, Office Open XML", body = Vec<u8>, content_type = WORKBOOK),
        TerritoryRefusals
    )
)]
pub(crate) async fn coverage_workbook(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question(&service, raw.as_deref())?;
    let data = Arc::clone(service.data());
    let render = move |assessment: &Assessment| {
        let (territory, coverage) = (assessment.territory(), assessment.coverage());
        let summary = summarise(territory, coverage, assessment.zones(), assessment.effect());
        let about = summary_text(&summary, &data.dataset.sources_of(territory, &data.venues));
        let layer = table(territory, coverage);
        to_xlsx(layer.name, layer.features.iter().map(|feature| &feature.record), &about)
            .map_err(|error| Problem::internal(&error))
    };
    download(service, question, &headers, ("", "xlsx", WORKBOOK), render).await
}

/// What the tour of a plan changes, as a table: one row per demand point, sorted by code. The parameter `plan` is
/// required.
#[utoipa::path(
    get,
    path = "/api/presence.csv",
    operation_id = "presence_table",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The table, UTF-8, with a header", body = String, content_type = "text/csv"),
        TerritoryRefusals
    )
)]
pub(crate) async fn presence_table(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question_with_plan(&service, raw.as_deref())?;
    download(service, question, &headers, ("-presence", "csv", CSV), |assessment| {
        let rows = assessment.effect().map(|effect| presence_layer(assessment.territory(), effect).features);
        Ok(to_csv(rows.iter().flatten().map(|feature| &feature.record)))
    })
    .await
}

async fn download(
    service: Arc<Service>,
    question: Question,
    headers: &HeaderMap,
    (what, ending, media_type): (&'static str, &'static str, &'static str),
    render: impl FnOnce(&Assessment) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Answer {
    let name = file_name(&question.territory, question.request.threshold.minutes(), what);
    let key = format!("{ending}{what}|{}", question.key());
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| render(&assessment);
    let entity = service.body(Lane::Heavy, &key, headers, prepare, render).await?;
    let mut answer = entity.answer(headers, Keep::Revalidated, media_type);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(answer)
}

/// `maillage-48-20min`: letters, digits and dashes only, whatever the territory.
pub(super) fn file_name(territory: &TerritoryCode, minutes: f64, what: &str) -> String {
    let code = match territory {
        TerritoryCode::Communes(codes) if codes.len() > 3 => format!("{}-communes", codes.len()),
        other => other.to_string().replace([':', ','], "-"),
    };
    format!("maillage-{code}-{minutes}min{what}")
}
