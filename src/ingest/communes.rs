//! The communes of France, from `communes.fgb`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use geo_types::Coord;

use super::IngestError;
use super::flatgeobuf::{Column, ColumnType, FeatureBytes, FgbError, Layout, Value};
use crate::files::MappedFile;
use crate::geodesy::is_lon_lat;
use crate::model::{Bounds, Commune, CommuneCode, PointPrecision, shortened};

/// What to do about a commune file that is not right.
const REMEDY: &str = "rebuild the data folder, or take the one that ships with maillage";

/// The columns that are read, in the order of [`Places`].
const COLUMNS: [&str; 9] =
    ["code", "name", "department", "region", "epci", "population", "lon", "lat", "point_precision"];

/// Where each of [`COLUMNS`] is in the file.
type Places = [usize; COLUMNS.len()];

/// An open commune file: its layout is checked, its features are read on demand.
#[derive(Debug)]
pub struct CommuneFile {
    path: PathBuf,
    file: MappedFile,
    layout: Layout,
    places: Places,
}

impl CommuneFile {
    /// Opens a file and checks its layout and its columns.
    ///
    /// Cost: about 10 ms for all of France.
    ///
    /// # Errors
    /// [`IngestError`] when the file is missing, damaged, truncated or lacks a column.
    pub fn open(path: &Path) -> Result<Self, IngestError> {
        let file = MappedFile::open(path)?;
        let layout = Layout::read(file.bytes())
            .map_err(|source| IngestError::FlatGeobuf { path: path.to_owned(), source })?;
        let places = places(path, layout.columns())?;
        Ok(Self { path: path.to_owned(), file, layout, places })
    }

    /// How many communes the file has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layout.len()
    }

    /// Whether the file has no commune.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layout.is_empty()
    }

    /// The communes whose bounding box meets `bounds`, with their boundaries, by code.
    ///
    /// A commune without a place is never among them.
    ///
    /// # Errors
    /// [`IngestError`] when one of them is damaged.
    pub fn select(&self, bounds: &Bounds) -> Result<Vec<Commune>, IngestError> {
        let numbers = self.layout.select(self.file.bytes(), bounds).map_err(|e| self.damaged(e))?;
        self.read(numbers, true)
    }

    /// Every commune, by code; without boundaries the cost is a tenth.
    ///
    /// # Errors
    /// [`IngestError`] when one of them is damaged.
    pub fn all(&self, with_boundaries: bool) -> Result<Vec<Commune>, IngestError> {
        self.read(0..self.len(), with_boundaries)
    }

    /// The codes of all communes, and nothing else: a third of the cost of [`Self::all`].
    ///
    /// # Errors
    /// [`IngestError`] when one of them is damaged.
    pub fn codes(&self) -> Result<BTreeSet<CommuneCode>, IngestError> {
        let mut codes = Vec::with_capacity(self.len());
        for number in 0..self.len() {
            let feature = self.layout.feature(self.file.bytes(), number).map_err(|e| self.damaged(e))?;
            let value = feature.value(&self.layout, self.places[0]).map_err(|e| self.damaged(e))?;
            codes.push(self.code(text(value), number)?);
        }
        Ok(codes.into_iter().collect())
    }

    fn read(
        &self,
        numbers: impl IntoIterator<Item = usize>,
        with_boundaries: bool,
    ) -> Result<Vec<Commune>, IngestError> {
        let mut communes = Vec::new();
        for number in numbers {
            let feature = self.layout.feature(self.file.bytes(), number).map_err(|e| self.damaged(e))?;
            let mut commune = self.commune(&feature, number)?;
            if with_boundaries {
                commune.boundary = feature.area().map_err(|e| self.damaged(e))?;
            }
            communes.push(commune);
        }
        communes.sort_unstable_by_key(|commune| commune.code);
        if let Some(pair) = communes.windows(2).find(|pair| pair[0].code == pair[1].code) {
            let code = pair[0].code;
            return Err(self.bad("the file", "code", code.as_str(), "two features have it".into()));
        }
        Ok(communes)
    }

    fn commune(&self, feature: &FeatureBytes<'_>, number: usize) -> Result<Commune, IngestError> {
        let values = feature.values(&self.layout).map_err(|e| self.damaged(e))?;
        let [code, name, department, region, epci, population, lon, lat, precision] =
            self.places.map(|place| values.get(place).copied().flatten());
        let code = self.code(text(code), number)?;
        let place = || format!("feature {}", number + 1);
        let epci = match text(epci) {
            "" => None,
            siren => Some(siren.parse().map_err(|e| self.bad(&place(), "epci", siren, format!("{e}")))?),
        };
        let population = match population {
            None => None,
            Some(Value::Integer(count)) => Some(u32::try_from(count).map_err(|_| {
                self.bad(&place(), "population", &count.to_string(), "not a number of people".into())
            })?),
            Some(other) => {
                return Err(self.bad(&place(), "population", &format!("{other:?}"), "not a number".into()));
            }
        };
        let chef_lieu = match (number_of(lon), number_of(lat)) {
            (None, None) => None,
            (x, y) => {
                let position = Coord { x: x.unwrap_or(f64::NAN), y: y.unwrap_or(f64::NAN) };
                if !is_lon_lat(position) {
                    let value = format!("{}, {}", position.x, position.y);
                    return Err(self.bad(
                        &place(),
                        "lon, lat",
                        &value,
                        "not a longitude and latitude".into(),
                    ));
                }
                Some(position)
            }
        };
        Ok(Commune {
            code,
            name: text(name).to_owned(),
            department: text(department).to_owned(),
            region: text(region).to_owned(),
            epci,
            population,
            chef_lieu,
            point_precision: precision_of(text(precision), chef_lieu.is_some()),
            boundary: None,
        })
    }

    fn code(&self, text: &str, number: usize) -> Result<CommuneCode, IngestError> {
        text.parse().map_err(|e| self.bad(&format!("feature {}", number + 1), "code", text, format!("{e}")))
    }

    fn damaged(&self, source: FgbError) -> IngestError {
        IngestError::FlatGeobuf { path: self.path.clone(), source }
    }

    fn bad(&self, place: &str, column: &str, value: &str, problem: String) -> IngestError {
        IngestError::BadValue {
            path: self.path.clone(),
            cell: format!("{place}: {column} = “{}”", shortened(value)),
            problem,
            remedy: REMEDY,
        }
    }
}

fn text(value: Option<Value<'_>>) -> &str {
    if let Some(Value::Text(text)) = value { text } else { "" }
}

fn number_of(value: Option<Value<'_>>) -> Option<f64> {
    if let Some(Value::Number(number)) = value { Some(number) } else { None }
}

/// The word of the file as a precision. Words that say how a point was repaired are `Other`.
fn precision_of(word: &str, has_point: bool) -> PointPrecision {
    match word {
        _ if !has_point => PointPrecision::Unknown,
        "town_hall" => PointPrecision::TownHall,
        "point_on_surface" => PointPrecision::PointOnSurface,
        _ => PointPrecision::Other,
    }
}

fn places(path: &Path, columns: &[Column]) -> Result<Places, IngestError> {
    let mut places = Places::default();
    for (place, wanted) in places.iter_mut().zip(COLUMNS) {
        let of_right_type = |kind: ColumnType| match wanted {
            "population" => matches!(kind, ColumnType::Integer { .. }),
            "lon" | "lat" => matches!(kind, ColumnType::Double | ColumnType::Float),
            _ => kind == ColumnType::Text,
        };
        *place = columns
            .iter()
            .position(|column| column.name == wanted && of_right_type(column.kind))
            .ok_or_else(|| IngestError::MissingColumn {
                path: path.to_owned(),
                column: wanted,
                found: shortened(&columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ")),
                remedy: REMEDY,
            })?;
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::flatgeobuf::fixtures::{commune_file, commune_file_without, grid};

    fn written(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("communes.fgb");
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    #[test]
    fn communes_come_back_by_code_with_or_without_their_boundaries() {
        let mut communes = grid(4, 3);
        communes[2].population = None;
        communes[3].chef_lieu = None;
        let (_folder, path) = written(&commune_file(&communes));
        let file = CommuneFile::open(&path).unwrap();
        let read = file.all(true).unwrap();
        assert_eq!(read.len(), 12);
        for (found, expected) in read.iter().zip(&communes) {
            assert_eq!(found.code, expected.code);
            assert_eq!(found.epci, expected.epci);
            assert_eq!(found.population, expected.population);
            assert_eq!(found.boundary, expected.boundary);
        }
        assert_eq!(read[3].point_precision, PointPrecision::Unknown);
        assert!(file.all(false).unwrap().iter().all(|commune| commune.boundary.is_none()));
        let one = Bounds { west: 3.02, south: 44.02, east: 3.03, north: 44.03 };
        assert_eq!(file.select(&one).unwrap().len(), 1);
    }

    #[test]
    fn a_missing_column_is_named_with_a_remedy() {
        for column in COLUMNS {
            let (_folder, path) = written(&commune_file_without(&grid(2, 2), column));
            let said = CommuneFile::open(&path).unwrap_err().to_string();
            assert!(said.contains(&format!("no column “{column}”")) && said.contains("rebuild"), "{said}");
        }
    }

    #[test]
    fn a_code_given_twice_is_refused() {
        let mut communes = grid(2, 1);
        communes[1].code = communes[0].code;
        let (_folder, path) = written(&commune_file(&communes));
        let said = CommuneFile::open(&path).unwrap().all(false).unwrap_err().to_string();
        assert!(said.contains("48001"), "{said}");
    }
}
