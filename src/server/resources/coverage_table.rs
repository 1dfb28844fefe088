//! `/api/coverage.csv` and `/api/presence.csv`: one row per demand point, to keep in a file.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};

use super::{Answer, question, question_with_plan};
use crate::export::{coverage_table as table, presence_layer, to_csv};
use crate::model::TerritoryCode;
use crate::server::documentation::{QuestionParameters, TerritoryParameter, TerritoryRefusals};
use crate::server::entity::Keep;
use crate::server::parameters::Question;
use crate::server::service::{Assessment, Lane, Service};

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
    download(service, question, &headers, "", |assessment| {
        let layer = table(assessment.territory(), assessment.coverage());
        to_csv(layer.features.iter().map(|feature| &feature.record))
    })
    .await
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
    download(service, question, &headers, "-presence", |assessment| {
        let rows = assessment.effect().map(|effect| presence_layer(assessment.territory(), effect).features);
        to_csv(rows.iter().flatten().map(|feature| &feature.record))
    })
    .await
}

async fn download(
    service: Arc<Service>,
    question: Question,
    headers: &HeaderMap,
    what: &'static str,
    render: impl FnOnce(&Assessment) -> Vec<u8> + Send + 'static,
) -> Answer {
    let name = file_name(&question.territory, question.request.threshold.minutes(), what);
    let key = format!("csv{what}|{}", question.key());
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| Ok(render(&assessment));
    let entity = service.body(Lane::Heavy, &key, headers, prepare, render).await?;
    let mut answer = entity.answer(headers, Keep::Revalidated, "text/csv; charset=utf-8");
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(answer)
}

/// `maillage-48-20min.csv`: letters, digits and dashes only, whatever the territory.
fn file_name(territory: &TerritoryCode, minutes: f64, what: &str) -> String {
    let code = match territory {
        TerritoryCode::Communes(codes) if codes.len() > 3 => format!("{}-communes", codes.len()),
        other => other.to_string().replace([':', ','], "-"),
    };
    format!("maillage-{code}-{minutes}min{what}.csv")
}
