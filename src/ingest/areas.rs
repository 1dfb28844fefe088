//! Départements, EPCI and régions, from small CSV files with the box of each.

use std::path::Path;

use super::IngestError;
use crate::files::read_bounded;
use crate::model::{Area, Bounds, shortened};

/// The largest such file that is read, bytes.
const MAX_BYTES: u64 = 16 << 20;
const REMEDY: &str = "rebuild the data folder, or take the one that ships with maillage";

/// Reads `epci.csv`, `departements.csv` or `regions.csv`; sorted by code.
///
/// The code is in the column `siren` or `code`. Cost: about 1 ms for the EPCI of France.
///
/// # Errors
/// [`IngestError`] when the file cannot be read, lacks a column or holds a wrong value: these
/// files are the project's own, and must be right throughout.
pub fn read_areas(path: &Path) -> Result<Vec<Area>, IngestError> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let malformed = |e: csv::Error| IngestError::Malformed {
        path: path.to_owned(),
        problem: e.to_string(),
        remedy: REMEDY,
    };
    let header = reader.headers().map_err(malformed)?.clone();
    let missing = |column: &'static str| IngestError::MissingColumn {
        path: path.to_owned(),
        column,
        found: shortened(&header.iter().collect::<Vec<_>>().join(", ")),
        remedy: REMEDY,
    };
    let find =
        |column: &'static str| header.iter().position(|name| name == column).ok_or_else(|| missing(column));
    let code = find("siren").or_else(|_| find("code"))?;
    let (name, population, communes) = (find("name")?, find("population")?, find("communes")?);
    let sides = [find("west")?, find("south")?, find("east")?, find("north")?];

    let mut areas = Vec::new();
    for row in reader.records() {
        let row = row.map_err(malformed)?;
        let bad = |column: usize, problem: &str| IngestError::BadValue {
            path: path.to_owned(),
            cell: format!(
                "line {}: {} = “{}”",
                row.position().map_or(0, csv::Position::line),
                &header[column],
                shortened(&row[column])
            ),
            problem: problem.to_owned(),
            remedy: REMEDY,
        };
        if row[code].is_empty() {
            return Err(bad(code, "empty"));
        }
        areas.push(Area {
            code: row[code].to_owned(),
            name: row[name].to_owned(),
            population: match &row[population] {
                "" => 0,
                count => count.parse().map_err(|_| bad(population, "not a number of people"))?,
            },
            communes: row[communes].parse().map_err(|_| bad(communes, "not a number of communes"))?,
            bounds: bounds(sides.map(|side| &row[side])).map_err(|i| bad(sides[i], "not in degrees"))?,
        });
    }
    areas.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(areas)
}

/// A box of four texts, `None` when all are empty; or which of the four is wrong.
fn bounds(sides: [&str; 4]) -> Result<Option<Bounds>, usize> {
    if sides.iter().all(|side| side.is_empty()) {
        return Ok(None);
    }
    let mut degrees = [0.0; 4];
    for (i, side) in sides.iter().enumerate() {
        let limit = if i % 2 == 0 { 180.0 } else { 90.0 };
        degrees[i] = side.parse().ok().filter(|degree| (-limit..=limit).contains(degree)).ok_or(i)?;
    }
    let [west, south, east, north] = degrees;
    Ok(Some(Bounds { west, south, east, north }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Area>, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("epci.csv");
        std::fs::write(&path, text).unwrap();
        read_areas(&path)
    }

    #[test]
    fn areas_come_back_by_code_and_may_have_no_place() {
        let areas = read(
            "siren,name,kind,population,communes,west,south,east,north\n\
             200000438,\"CC B, la belle\",CC,37215,9,-2.2,47.3,-1.8,47.5\n\
             200000172,CC A,CC,,7,,,,\n",
        )
        .unwrap();
        assert_eq!(areas[0].code, "200000172");
        assert_eq!(areas[0].bounds, None);
        assert_eq!((areas[1].name.as_str(), areas[1].communes), ("CC B, la belle", 9));
        assert_eq!(areas[1].bounds, Some(Bounds { west: -2.2, south: 47.3, east: -1.8, north: 47.5 }));
    }

    #[test]
    fn a_wrong_value_is_named_by_line_and_column() {
        let said = read("code,name,population,communes,west,south,east,north\n48,Lozère,1,2,3,NaN,4,5\n")
            .unwrap_err()
            .to_string();
        assert!(said.contains("line 2: south = “NaN”: not in degrees; rebuild"), "{said}");
        assert!(read("code,name\n48,Lozère\n").unwrap_err().to_string().contains("no column “population”"));
    }
}
