//! `/api/check`: a file of venues or of indicators is brought, what is wrong in it is told; nothing of it is kept.
//!
//! The file is read by a child of its own, with limits: whatever it does to its reader, the service goes on.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};

use super::Answer;
use crate::confined::{ConfinedError, Finished, Limits, run, this_program};
use crate::files::read_bounded;
use crate::server::documentation::BodyRefusals;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Lane, Service};

const SUBJECTS: [&str; 3] = ["venues", "indicators", "guess"];
const ACCEPTED: &str = "report, findings or fixed";
/// What its reader may use: less time than the request has, so that it is told why.
const LIMITS: Limits =
    Limits { memory: 2 << 30, cpu_s: 25, file: 512 << 20, wall: Duration::from_secs(25), output: 64 << 20 };
/// The largest answer, bytes.
const MAX_ANSWER: u64 = 256 << 20;

/// What of a check is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Report,
    Findings,
    Fixed,
}

/// What is asked of a file.
#[derive(Debug)]
struct Asked {
    name: String,
    subject: String,
    layer: Option<String>,
    corrections: Vec<String>,
    part: Part,
}

/// Checks a file of venues, or of indicators of communes, of any format that `maillage check` reads: CSV, Excel, OpenDocument, JSON, GeoJSON, `FlatGeobuf`,
/// `GeoPackage`, a ZIP with a shapefile. Its format is told from its content.
#[utoipa::path(
    post,
    path = "/api/check",
    operation_id = "check",
    params(
        ("answer" = Option<String>, Query, description = "report: JSON (the default); findings: a table in French, CSV; fixed: the corrected file in the national schema, CSV"),
        ("name" = Option<String>, Query, description = "What the file is called in the answer"),
        ("subject" = Option<String>, Query, description = "venues (the default), indicators (of communes; the answer holds their figures) or guess; the answer says which"),
        ("layer" = Option<String>, Query, description = "The sheet or layer to read, of a file with several: the answer lists them; absent: the first"),
        ("map" = Option<Vec<String>>, Query, description = "A correction of the columns that are guessed: nom=titre; date_maj==2024-01-31 for all rows; =remarques is not used; of indicators code=insee, name=libelle, indicator=taux, count=habitants; repeatable")
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "What was found, or the corrected file", body = serde_json::Value, content_type = "application/json"),
        BodyRefusals
    )
)]
pub(crate) async fn check(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let query = Query::read(raw.as_deref(), &["answer", "name", "subject", "layer", "map"])?;
    let part = match query.single("answer")? {
        None | Some("report") => Part::Report,
        Some("findings") => Part::Findings,
        Some("fixed") => Part::Fixed,
        Some(other) => return Err(Problem::parameter("answer", other, ACCEPTED)),
    };
    let subject = query.single("subject")?.unwrap_or(SUBJECTS[0]);
    if !SUBJECTS.contains(&subject) {
        return Err(Problem::parameter("subject", subject, SUBJECTS.join(", ")));
    }
    if subject != SUBJECTS[0] && part == Part::Fixed {
        return Err(Problem::parameter_use("answer", "= “fixed” is of venues", "subject=venues"));
    }
    let asked = Asked {
        name: file_name(query.single("name")?.unwrap_or("fichier")),
        subject: subject.to_owned(),
        layer: query.single("layer")?.map(str::to_owned),
        corrections: query.values("map").map(str::to_owned).collect(),
        part,
    };
    let bytes = service.incoming.file("/api/check", &headers, body).await?;
    let data = service.data().dataset.dir().to_owned();
    let work = move || checked(bytes.as_ref(), &asked, &data);
    let answer = service.run(Lane::Heavy, work).await?;
    let media_type = if part == Part::Report { "application/json" } else { "text/csv; charset=utf-8" };
    let mut response = Response::new(Body::from(answer));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A name without folders and without what a name of a file should not have.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String =
        last.chars().filter(|c| c.is_alphanumeric() || " ._-'’()".contains(*c)).take(80).collect();
    let kept = kept.trim_matches([' ', '.']).to_owned();
    if kept.is_empty() || kept.starts_with('-') { "fichier".to_owned() } else { kept }
}

/// Puts the file where a child reads it, and gives what the child says.
fn checked(bytes: &[u8], asked: &Asked, data: &Path) -> Result<Vec<u8>, Problem> {
    let part = asked.part;
    let folder = tempfile::Builder::new().prefix("maillage-check-").tempdir();
    let folder = folder.map_err(|error| Problem::internal(&error))?;
    let file = folder.path().join(&asked.name);
    fs::write(&file, bytes).map_err(|error| Problem::internal(&error))?;
    let fixed = folder.path().join("corrected.out");
    let mut args: Vec<OsString> = vec!["check".into(), "--data".into(), data.into(), "--format".into()];
    args.push(if part == Part::Findings { "csv".into() } else { "json".into() });
    if part == Part::Fixed {
        args.extend(["--fixed".into(), fixed.clone().into()]);
    }
    args.push(format!("--subject={}", asked.subject).into());
    if let Some(layer) = &asked.layer {
        args.push(format!("--layer={layer}").into());
    }
    for correction in &asked.corrections {
        args.push(format!("--map={correction}").into());
    }
    args.extend(["--".into(), file.into()]);
    let finished = run(&this_program(), &args, &LIMITS).map_err(|error| refused(&error))?;
    let Finished { status, stdout, stderr } = finished;
    let said = |bytes: &[u8]| without_folder(bytes, folder.path());
    if status > 1 {
        let error = String::from_utf8_lossy(&said(&stderr)).into_owned();
        let what = error.trim().trim_start_matches("error: ").to_owned();
        return Err(Problem::body("the file", &what, None));
    }
    if part == Part::Fixed {
        return read_bounded(&fixed, MAX_ANSWER).map_err(|error| Problem::internal(&error));
    }
    Ok(said(&stdout))
}

/// The limits that a file broke are its own fault; anything else is ours.
fn refused(error: &ConfinedError) -> Problem {
    let what = match error {
        ConfinedError::Start { .. } => return Problem::internal(error),
        ConfinedError::OutOfMemory { .. } => "reading it needs more memory than it may",
        ConfinedError::OutOfTime { .. } => "reading it takes longer than it may",
        ConfinedError::FileTooLarge { .. } => "it unpacks to more than is read here; split it",
        ConfinedError::TooMuchOutput { .. } => "more is wrong in it than is told at once; split it",
        _ => "it stopped its reader; export it again",
    };
    Problem::body("the file", what, None)
}

/// Bytes without the path of the folder, which is nobody's business.
fn without_folder(bytes: &[u8], folder: &Path) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    text.replace(&format!("{}/", folder.display()), "").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders_and_odd_characters() {
        for (given, kept) in [
            ("liste.xlsx", "liste.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\a\\été 2024.csv", "été 2024.csv"),
            ("..", "fichier"),
            ("-o", "fichier"),
            ("a\nb\0.csv", "ab.csv"),
        ] {
            assert_eq!(file_name(given), kept);
        }
    }

    #[test]
    fn the_folder_is_not_told() {
        assert_eq!(without_folder(b"/tmp/x/a.csv: bad", Path::new("/tmp/x")), b"a.csv: bad");
    }
}
