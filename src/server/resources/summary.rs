//! `/api/territories/{code}/summary`: what a council would ask.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::sources::{self, SourceItem};
use super::{Answer, json};
use crate::coverage::{Summary, summarise};
use crate::model::Severity;
use crate::server::documentation::{QuestionParameters, TerritoryRefusals};
use crate::server::entity::Keep;
use crate::server::parameters::{NAMES, Question};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Assessment, Data, Lane, Service};

/// The figures of a coverage, with where they come from.
#[derive(Debug, Serialize)]
pub(crate) struct SummaryDocument {
    #[serde(flatten)]
    summary: Summary,
    #[serde(flatten)]
    context: Context,
}

/// What comes with the figures.
#[derive(Debug, Serialize, ToSchema)]
struct Context {
    /// Where the data comes from.
    sources: Vec<SourceItem>,
    /// What a reader of the figures must know.
    notes: Vec<Note>,
}

/// Doubts about the venues of the territory, of one kind.
#[derive(Debug, Serialize, ToSchema)]
struct Note {
    /// What is doubtful, as `maillage check` names it: `outside_commune`, `no_coordinates`…
    code: String,
    /// How many times.
    count: usize,
}

/// One flat object, as it is sent; the derived schema would be a choice of two.
impl PartialSchema for SummaryDocument {
    fn schema() -> RefOr<Schema> {
        let mut whole = Summary::schema();
        if let (RefOr::T(Schema::Object(whole)), RefOr::T(Schema::Object(more))) =
            (&mut whole, Context::schema())
        {
            whole.properties.extend(more.properties);
            whole.required.extend(more.required);
        }
        whole
    }
}

impl ToSchema for SummaryDocument {
    fn name() -> Cow<'static, str> {
        "Summary".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        <Summary as ToSchema>::schemas(schemas);
        <Context as ToSchema>::schemas(schemas);
    }
}

/// What a council would ask of the coverage of a territory.
#[utoipa::path(
    get,
    path = "/api/territories/{code}/summary",
    operation_id = "summary",
    params(
        ("code" = String, Path, description = "The territory, written as the parameter `territory` of the layers"),
        QuestionParameters
    ),
    responses((status = 200, description = "The figures", body = SummaryDocument), TerritoryRefusals)
)]
pub(crate) async fn summary(
    State(service): State<Arc<Service>>,
    code: Result<Path<String>, PathRejection>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let Path(code) = code.map_err(|_| Problem::unreadable_query("the path is not UTF-8"))?;
    let question = Question::read(&code, &Query::read(raw.as_deref(), NAMES)?, service.has_roads())?;
    let key = format!("summary|{}", question.key());
    let data = Arc::clone(service.data());
    let prepare = Arc::clone(&service).assessment(question, "code");
    let render = move |assessment: Assessment| json(&document(&data, &assessment));
    let entity = service.body(Lane::Heavy, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}

fn document(data: &Data, assessment: &Assessment) -> SummaryDocument {
    SummaryDocument {
        summary: summarise(
            assessment.territory(),
            assessment.coverage(),
            assessment.zones(),
            assessment.effects(),
        ),
        context: Context {
            sources: sources::items(&data.dataset.sources_of(assessment.territory(), &data.venues)),
            notes: notes(assessment),
        },
    }
}

/// What was found wrong or doubtful in the rows of the venues, counted; `maillage check` lists these, and what is only
/// good to know.
fn notes(assessment: &Assessment) -> Vec<Note> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let findings = assessment.loaded.findings.iter();
    for finding in findings.filter(|finding| finding.severity != Severity::Note) {
        *kinds.entry(finding.kind.as_str()).or_default() += 1;
    }
    kinds.into_iter().map(|(code, count)| Note { code: code.to_owned(), count }).collect()
}
