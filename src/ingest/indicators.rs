//! Indicators of communes, from a table of a data folder: the column `code`, then one column an indicator.

use std::collections::BTreeMap;
use std::path::Path;

use super::IngestError;
use crate::files::read_bounded;
use crate::model::{CommuneCode, shortened};

/// The largest such file that is read, bytes.
const MAX_BYTES: u64 = 256 << 20;
const REMEDY: &str = "import the indicators again with maillage import --indicators";

/// Figures of communes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndicatorTable {
    /// Names of the indicators.
    pub columns: Vec<String>,
    /// Figures in the order of the columns; `None` where there is none.
    pub by_commune: BTreeMap<CommuneCode, Vec<Option<f64>>>,
}

/// Reads a table of a data folder.
///
/// # Errors
/// [`IngestError`] when the file cannot be read or holds a wrong value: these files are the project's own, and must be
/// right throughout.
pub fn read_indicator_table(path: &Path) -> Result<IndicatorTable, IngestError> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let malformed =
        |problem: String| IngestError::Malformed { path: path.to_owned(), problem, remedy: REMEDY };
    let header = reader.headers().map_err(|e| malformed(e.to_string()))?.clone();
    if header.get(0) != Some("code") {
        return Err(IngestError::MissingColumn {
            path: path.to_owned(),
            column: "code",
            found: shortened(&header.iter().collect::<Vec<_>>().join(", ")),
            remedy: REMEDY,
        });
    }
    let columns: Vec<String> = header.iter().skip(1).map(str::to_owned).collect();
    let mut by_commune = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(|e| malformed(e.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        let bad = |column: &str, value: &str, problem: &str| IngestError::BadValue {
            path: path.to_owned(),
            cell: format!("line {line}: {column} = “{}”", shortened(value)),
            problem: problem.to_owned(),
            remedy: REMEDY,
        };
        let code = row.get(0).unwrap_or_default();
        let commune: CommuneCode = code.parse().map_err(|_| bad("code", code, "not an INSEE code"))?;
        let mut figures = Vec::with_capacity(columns.len());
        for (name, cell) in columns.iter().zip(row.iter().skip(1)) {
            figures.push(match cell {
                "" => None,
                cell => {
                    let number = cell.parse().ok().filter(|number: &f64| number.is_finite());
                    Some(number.ok_or_else(|| bad(name, cell, "not a number"))?)
                }
            });
        }
        if by_commune.insert(commune, figures).is_some() {
            return Err(bad("code", code, "on an earlier line too"));
        }
    }
    Ok(IndicatorTable { columns, by_commune })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Result<IndicatorTable, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("i.csv");
        std::fs::write(&path, content).unwrap();
        read_indicator_table(&path)
    }

    #[test]
    fn figures_come_back_by_code_and_an_empty_cell_is_no_figure() {
        let table = read("code,p75,rate\n01053,12,\n2A004,,0.5\n").unwrap();
        assert_eq!(table.columns, ["p75", "rate"]);
        assert_eq!(table.by_commune[&"01053".parse().unwrap()], [Some(12.0), None]);
        assert_eq!(table.by_commune[&"2A004".parse().unwrap()], [None, Some(0.5)]);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        let said = |content: &str| read(content).unwrap_err().to_string();
        assert!(said("code,a\n01053,x\n").contains("line 2: a = “x”: not a number"));
        assert!(said("code,a\n1053,1\n").contains("line 2: code"));
        assert!(said("code,a\n01053,1\n01053,2\n").contains("line 3"));
        assert!(said("insee,a\n").contains("no column “code”"));
    }
}
