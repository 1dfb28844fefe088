//! `/api/exports/{file}`, and the older addresses of the most used of them: every layer and table in every format,
//! with what it was made from.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};

use super::{Answer, Name, question_with_plan, read_question};
use crate::coverage::summarise;
use crate::export::{
    CsvFlavour, ExportError, Layer, LayerFormat, Provenance, Record, communes_layer, coverage_table as table,
    csv_metadata, demand_layer, difference_layer, gaps_layer, presence_layer, venues_layer, write_layer,
};
use crate::geodesy::Crs;
use crate::model::TerritoryCode;
use crate::server::documentation::{CrsParameter, QuestionParameters, TerritoryParameter, TerritoryRefusals};
use crate::server::entity::Keep;
use crate::server::parameters::{NAMES_WITH_TERRITORY, Question, accepted_plan};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Assessment, Data, Lane, Service};

/// Media type of a workbook.
pub(super) const WORKBOOK: &str = LayerFormat::Xlsx.media_type();
/// How the name of the metadata of a table ends, after the name of the table.
const METADATA: &str = "-metadata.json";
/// Media type of such metadata.
const METADATA_TYPE: &str = "application/csvm+json";

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Coverage,
    Communes,
    Demand,
    Venues,
    Gaps,
    Presence,
    Difference,
}

impl What {
    const ALL: [Self; 7] = [
        Self::Coverage,
        Self::Communes,
        Self::Demand,
        Self::Venues,
        Self::Gaps,
        Self::Presence,
        Self::Difference,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Communes => "communes",
            Self::Demand => "demand",
            Self::Venues => "venues",
            Self::Gaps => "gaps",
            Self::Presence => "presence",
            Self::Difference => "difference",
        }
    }
}

/// A file that can be asked for: a layer in a format, or the metadata of its table.
#[derive(Debug, Clone, Copy)]
struct Asked {
    what: What,
    format: LayerFormat,
    metadata: bool,
    crs: Option<Crs>,
}

impl Asked {
    const fn plain(what: What, format: LayerFormat) -> Self {
        Self { what, format, metadata: false, crs: None }
    }

    /// The file of a name such as `gaps.gpkg`.
    fn of_name(name: &str) -> Option<Self> {
        let (table, metadata) = name.strip_suffix(METADATA).map_or((name, false), |table| (table, true));
        let (what, format) = LayerFormat::of_name(table)?;
        let what = What::ALL.into_iter().find(|known| known.name() == what)?;
        let is_text = matches!(format, LayerFormat::Csv | LayerFormat::CsvFrench);
        (is_text || !metadata).then_some(Self { what, format, metadata, crs: None })
    }

    const fn media_type(self) -> &'static str {
        if self.metadata { METADATA_TYPE } else { self.format.media_type() }
    }

    fn write<R: Record>(self, layer: &Layer<R>, provenance: &Provenance) -> Result<Vec<u8>, Problem> {
        if self.metadata {
            let flavour = match self.format {
                LayerFormat::CsvFrench => CsvFlavour::FrenchExcel,
                _ => CsvFlavour::Standard,
            };
            let file = format!("{}.{}", self.what.name(), self.format.ending());
            return Ok(csv_metadata(layer, &file, flavour, provenance));
        }
        write_layer(layer, self.format, self.crs, provenance).map_err(|error| match error {
            ExportError::Outside(_) | ExportError::NoOtherCrs { .. } => {
                Problem::parameter_use("crs", &format!("cannot be used here: {error}"), accepted_crs())
            }
            other => Problem::internal(&other),
        })
    }
}

/// The coordinate systems, in words.
pub(crate) fn accepted_crs() -> String {
    let numbers = Crs::ALL.map(|crs| crs.epsg().to_string());
    format!("an EPSG number among {}", numbers.join(", "))
}

/// A layer or table as a file: `coverage` (one row a demand point), `communes`, `demand`, `venues`, `gaps`,
/// `presence` (what a tour changes; needs `plan`) or `difference` (who gains and who loses by a scenario; needs a change or
/// `plan`), in any format. A table in text names its parameters and sources in
/// `Link: …; rel="describedby"`; every other format holds them.
#[utoipa::path(
    get,
    path = "/api/exports/{file}",
    operation_id = "exports",
    params(
        ("file" = String, Path, description = "`LAYER.ENDING`: csv, fr.csv (for Excel in French), xlsx, json, geojson, fgb, gpkg or shp.zip"),
        TerritoryParameter,
        QuestionParameters,
        CrsParameter
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "application/json"),
            (String = "application/geo+json"),
            (Vec<u8> = "application/vnd.flatgeobuf"),
            (Vec<u8> = "application/geopackage+sqlite3"),
            (Vec<u8> = "application/zip"),
            (String = "application/csvm+json"),
        )),
        (status = 404, description = "No such file", body = crate::server::problem::Details, content_type = "application/problem+json"),
        TerritoryRefusals
    )
)]
pub(crate) async fn exports(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let mut asked =
        Asked::of_name(&name).ok_or_else(|| Problem::unknown_address(&format!("/api/exports/{name}")))?;
    let names = [&NAMES_WITH_TERRITORY[..], &["crs"]].concat();
    let query = Query::read(raw.as_deref(), &names)?;
    let question = read_question(&service, &query)?;
    if let Some(epsg) = query.single("crs")? {
        let crs = epsg.parse().ok().and_then(Crs::from_epsg);
        asked.crs = Some(crs.ok_or_else(|| Problem::parameter("crs", epsg, accepted_crs()))?);
    }
    if asked.what == What::Presence && question.plan.is_none() {
        return Err(Problem::parameter_use("plan", "is missing", accepted_plan()));
    }
    if asked.what == What::Difference {
        question.needs_scenario()?;
    }
    let mut answer = download(service, question, &headers, asked).await?;
    let is_text = matches!(asked.format, LayerFormat::Csv | LayerFormat::CsvFrench) && !asked.metadata;
    if is_text {
        let query = raw.map(|raw| format!("?{raw}")).unwrap_or_default();
        let link =
            format!("</api/exports/{name}{METADATA}{query}>; rel=\"describedby\"; type=\"{METADATA_TYPE}\"");
        if let Ok(link) = HeaderValue::from_str(&link) {
            answer.headers_mut().append(header::LINK, link);
        }
    }
    Ok(answer)
}

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
    let question = super::question(&service, raw.as_deref())?;
    download(service, question, &headers, Asked::plain(What::Coverage, LayerFormat::Csv)).await
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
    let question = super::question(&service, raw.as_deref())?;
    download(service, question, &headers, Asked::plain(What::Coverage, LayerFormat::Xlsx)).await
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
    download(service, question, &headers, Asked::plain(What::Presence, LayerFormat::Csv)).await
}

async fn download(service: Arc<Service>, question: Question, headers: &HeaderMap, asked: Asked) -> Answer {
    let what = if asked.what == What::Coverage { String::new() } else { format!("-{}", asked.what.name()) };
    let code = file_code(&question.territory);
    let (minutes, ending) = (question.request.threshold.minutes(), asked.format.ending());
    let metadata = if asked.metadata { METADATA } else { "" };
    let name = format!("maillage-{code}-{minutes}min{what}.{ending}{metadata}");
    let crs = asked.crs.map_or(0, Crs::epsg);
    let key = format!("{ending}{metadata}{what}{crs}|{}", question.key());
    let data = Arc::clone(service.data());
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| render(&data, &assessment, asked);
    let entity = service.body(Lane::Heavy, &key, headers, prepare, render).await?;
    let mut answer = entity.answer(headers, Keep::Revalidated, asked.media_type());
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(answer)
}

fn render(data: &Data, assessment: &Assessment, asked: Asked) -> Result<Vec<u8>, Problem> {
    let (territory, coverage) = (assessment.territory(), assessment.coverage());
    let summary = summarise(territory, coverage, assessment.zones(), assessment.effects());
    let sources = data.dataset.sources_of(territory, &data.venues);
    let files = super::files_of(data, assessment)?;
    let provenance = Provenance::new(&summary, sources, files);
    match asked.what {
        What::Coverage => asked.write(&table(territory, coverage), &provenance),
        What::Communes => asked.write(&communes_layer(territory, coverage), &provenance),
        What::Demand => asked.write(&demand_layer(territory, coverage), &provenance),
        What::Venues => asked.write(&venues_layer(territory, coverage), &provenance),
        What::Gaps => asked.write(&gaps_layer(territory, coverage, assessment.zones()), &provenance),
        What::Presence => {
            // A question with a plan always has its effect.
            let effect = assessment.effects().tour.as_ref();
            let effect = effect.ok_or_else(|| Problem::internal(&"no effect of the plan"))?;
            asked.write(&presence_layer(territory, effect), &provenance)
        }
        What::Difference => {
            let effect = assessment.effects().scenario.as_ref();
            let effect = effect.ok_or_else(|| Problem::internal(&"no effect of the scenario"))?;
            asked.write(&difference_layer(territory, effect), &provenance)
        }
    }
}

/// Letters, digits and dashes only, whatever the territory.
pub(super) fn file_code(territory: &TerritoryCode) -> String {
    match territory {
        TerritoryCode::Communes(codes) if codes.len() > 3 => format!("{}-communes", codes.len()),
        other => other.to_string().replace([':', ','], "-"),
    }
}
