//! Places where a stop may be: a CSV (see [`super::points`]) or a GeoJSON of points, told from the content.
//!
//! Properties or columns, whatever their capitals and accents: `id` or `code`, `name` or `nom`, `cost` or `coût`, `lock`
//! (yes or no), `forbid` (the reason why not). What else there is, is kept as text. A row of a CSV whose position cannot be
//! read is a candidate without a position, and a finding; anything else that is wrong is refused: a choice is made with it.

use std::collections::BTreeMap;
use std::path::Path;

use geo_types::Coord;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::IngestError;
use super::points;
use super::venues::{as_text, check_crs, not_text};
use crate::files::read_bounded;
use crate::geodesy::is_lon_lat;
use crate::model::{Finding, folded, shortened};
use crate::units::Cost;

/// The largest file of candidates that is read, bytes.
pub const MAX_BYTES: u64 = 32 << 20;

/// A candidate as the file has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CandidateRecord {
    /// Identifier, as written.
    pub id: String,
    /// Name; the identifier where there is none.
    pub name: String,
    /// Longitude and latitude in degrees; `None` where they cannot be read.
    pub position: Option<Coord<f64>>,
    /// What a stop there costs, where it says.
    pub cost: Option<Cost>,
    /// Whether it is a stop whatever it costs.
    pub is_locked: bool,
    /// Why it is no stop (may be empty), where it is not to be one.
    pub forbidden: Option<String>,
    /// What else the file says of it, by name as written; empty values left out.
    pub attributes: BTreeMap<String, String>,
}

/// What a file of candidates holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CandidateFile {
    /// The candidates, in the order of the file.
    pub candidates: Vec<CandidateRecord>,
    /// What was wrong with positions, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads a file of candidates.
///
/// Cost: the file in memory, and a GeoJSON some ten times.
///
/// # Errors
/// [`IngestError`] when the file cannot be read, is larger than [`MAX_BYTES`], is neither CSV nor a GeoJSON of points, or a
/// row or feature has a cost, `lock` or `forbid` that cannot be understood, or a feature no identifier or no position.
pub fn read_candidates(path: &Path) -> Result<CandidateFile, IngestError> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    if let Some(hint) = not_text(&bytes) {
        return Err(IngestError::NotText { path: path.to_owned(), hint });
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start();
    if matches!(text.first(), Some(b'{' | b'[')) {
        let candidates = read_features(path, text)?;
        return Ok(CandidateFile { candidates, findings: Vec::new() });
    }
    let mut candidates = Vec::new();
    let file = points::read_rows(path, &bytes, &mut |row| {
        let mut candidate =
            CandidateRecord { id: row.point.id.clone(), position: row.point.position, ..Default::default() };
        let place = format!("line {}", row.line);
        for (name, cell) in row.others {
            candidate.set(path, &place, name, cell)?;
        }
        candidates.push(candidate.checked(path, &place)?);
        Ok(())
    })?;
    Ok(CandidateFile { candidates, findings: file.findings })
}

const REMEDY: &str =
    "a cost is a number that is not negative; lock is yes or no; forbid is a reason, or empty";
const GEOJSON: &str =
    "give a GeoJSON FeatureCollection of points, in longitude and latitude, each with an id";

impl CandidateRecord {
    /// Takes a column or property.
    fn set(&mut self, path: &Path, place: &str, name: &str, value: &str) -> Result<(), IngestError> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        let bad = |problem: String| IngestError::BadValue {
            path: path.to_owned(),
            cell: format!("{place}: {} = “{}”", shortened(name), shortened(value)),
            problem,
            remedy: REMEDY,
        };
        match folded(name).as_str() {
            "name" | "nom" => value.clone_into(&mut self.name),
            "cost" | "cout" => {
                let number = value.replacen(',', ".", 1).parse::<f64>();
                let number = number.map_err(|_| bad("not a number".to_owned()))?;
                self.cost = Some(Cost::new(number).map_err(|e| bad(e.to_string()))?);
            }
            "lock" => self.is_locked = truth(value).ok_or_else(|| bad("neither yes nor no".to_owned()))?,
            "forbid" => {
                self.forbidden = match truth(value) {
                    Some(true) => Some(String::new()),
                    Some(false) => None,
                    None => Some(value.to_owned()),
                }
            }
            _ => {
                self.attributes.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
        Ok(())
    }

    /// The candidate, when it does not contradict itself.
    fn checked(mut self, path: &Path, place: &str) -> Result<Self, IngestError> {
        if self.is_locked && self.forbidden.is_some() {
            return Err(IngestError::BadValue {
                path: path.to_owned(),
                cell: format!("{place}: “{}”", shortened(&self.id)),
                problem: "locked in and forbidden".to_owned(),
                remedy: "empty one of the two",
            });
        }
        if self.name.is_empty() {
            self.name.clone_from(&self.id);
        }
        Ok(self)
    }
}

/// Yes or no, in English or French.
fn truth(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "1" | "true" | "yes" | "oui" | "vrai" | "x" => Some(true),
        "0" | "false" | "no" | "non" | "faux" => Some(false),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    crs: Value,
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    geometry: Value,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
}

fn read_features(path: &Path, text: &[u8]) -> Result<Vec<CandidateRecord>, IngestError> {
    let malformed =
        |problem: String| IngestError::Malformed { path: path.to_owned(), problem, remedy: GEOJSON };
    let collection: Collection =
        serde_json::from_slice(text).map_err(|e| malformed(shortened(&e.to_string())))?;
    if collection.kind != "FeatureCollection" {
        let kind = shortened(&collection.kind);
        return Err(malformed(format!("type “{kind}”, not a FeatureCollection")));
    }
    check_crs(&collection.crs).map_err(malformed)?;
    let features = (1..).zip(&collection.features);
    features.map(|(number, feature)| read_feature(path, number, feature)).collect()
}

fn read_feature(path: &Path, number: usize, feature: &Feature) -> Result<CandidateRecord, IngestError> {
    let none = Map::new();
    let properties = feature.properties.as_ref().unwrap_or(&none);
    let named = |wanted: &str| properties.iter().find(|(name, _)| folded(name) == wanted);
    // The first of the names that is there; its value is then no attribute.
    let id = named("id").or_else(|| named("code"));
    let mut candidate = CandidateRecord {
        id: id.map_or_else(|| as_text(&feature.id), |(_, id)| as_text(id)).trim().to_owned(),
        ..Default::default()
    };
    let place = if candidate.id.is_empty() {
        format!("feature {number}")
    } else {
        format!("feature {number}, “{}”", shortened(&candidate.id))
    };
    let bad = |what: &str, problem: &str| IngestError::BadValue {
        path: path.to_owned(),
        cell: format!("{place}: {what}"),
        problem: problem.to_owned(),
        remedy: GEOJSON,
    };
    let kind = feature.geometry.get("type").and_then(Value::as_str).unwrap_or("null");
    let coordinate = |at: usize| feature.geometry.get("coordinates")?.get(at)?.as_f64();
    if kind != "Point" {
        return Err(bad(&format!("geometry {}", shortened(kind)), "not a Point"));
    }
    let position = coordinate(0).zip(coordinate(1)).map(|(x, y)| Coord { x, y });
    candidate.position = position.filter(|position| is_lon_lat(*position));
    if candidate.position.is_none() {
        let coordinates = feature.geometry.get("coordinates").unwrap_or(&Value::Null).to_string();
        return Err(bad(
            &format!("coordinates {}", shortened(&coordinates)),
            "not a longitude and a latitude in degrees",
        ));
    }
    if candidate.id.is_empty() {
        return Err(bad("id", "neither a property id or code, nor an id of the feature"));
    }
    for (name, value) in properties {
        if id.is_none_or(|(id, _)| id != name) {
            candidate.set(path, &place, name, &as_text(value))?;
        }
    }
    candidate.checked(path, &place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(content: impl AsRef<[u8]>) -> Result<CandidateFile, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        // The content decides, not the name.
        let path = folder.path().join("candidates.txt");
        fs::write(&path, content).unwrap();
        read_candidates(&path)
    }

    fn feature(geometry: &str, properties: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry},"properties":{properties}}}]}}"#
        )
    }

    const POINT: &str = r#"{"type":"Point","coordinates":[3.5,44.5]}"#;

    #[test]
    fn a_table_and_a_geojson_say_the_same() {
        let csv = read("\u{feff}code;lon;lat;Nom;Coût;lock;forbid;surface\nh;3,5;44,5;Halle;12,5;oui;;80\n");
        let json = feature(
            POINT,
            r#"{"code":"h","nom":"Halle","cost":12.5,"lock":true,"forbid":null,"surface":80}"#,
        );
        let expected = CandidateRecord {
            id: "h".to_owned(),
            name: "Halle".to_owned(),
            position: Some(Coord { x: 3.5, y: 44.5 }),
            cost: Some(Cost::new(12.5).unwrap()),
            is_locked: true,
            forbidden: None,
            attributes: BTreeMap::from([("surface".to_owned(), "80".to_owned())]),
        };
        assert_eq!(csv.unwrap().candidates, std::slice::from_ref(&expected));
        assert_eq!(read(json).unwrap().candidates, [expected]);
    }

    #[test]
    fn id_comes_before_code_and_a_candidate_without_a_name_goes_by_its_id() {
        let file = read("code,id,lon,lat,forbid\n1,a,3,44,en travaux\n2,b,3,44,non\n").unwrap();
        let [a, b] = &file.candidates[..] else { panic!("{file:?}") };
        assert_eq!((a.id.as_str(), a.name.as_str(), a.attributes["code"].as_str()), ("a", "a", "1"));
        assert_eq!((a.forbidden.as_deref(), b.forbidden.as_deref()), (Some("en travaux"), None));
    }

    #[test]
    fn what_cannot_be_understood_is_refused_by_its_place() {
        let said = |content: &str| read(content).unwrap_err().to_string();
        let row = |row: &str| said(&format!("id,lon,lat,cost,lock,forbid\n{row}\n"));
        assert!(row("a,3,44,-1,,").contains("line 2: cost = “-1”"), "{}", row("a,3,44,-1,,"));
        assert!(row("a,3,44,dear,,").contains("not a number"));
        assert!(row("a,3,44,1,perhaps,").contains("line 2: lock = “perhaps”: neither yes nor no"));
        assert!(row("a,3,44,1,yes,full").contains("locked in and forbidden"));
        let line = feature(r#"{"type":"LineString","coordinates":[[3,44],[4,44]]}"#, r#"{"id":"r"}"#);
        assert!(said(&line).contains("feature 1, “r”: geometry LineString: not a Point"), "{}", said(&line));
        assert!(said(&feature("null", r#"{"id":"r"}"#)).contains("geometry null"));
        let swapped = feature(r#"{"type":"Point","coordinates":[3,144]}"#, r#"{"id":"r"}"#);
        assert!(said(&swapped).contains("coordinates [3,144]: not a longitude"), "{}", said(&swapped));
        assert!(said(&feature(POINT, "{}")).contains("feature 1: id: neither"));
        assert!(said(r#"{"type":"Feature"}"#).contains("GeoJSON FeatureCollection"));
        assert!(said("[1").contains("GeoJSON"));
        assert!(said("PK\u{3}\u{4}").contains("spreadsheet"));
    }
}
