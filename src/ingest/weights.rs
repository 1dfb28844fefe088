//! Weights of communes: a CSV with a column of INSEE codes, and the column that says how much each counts.
//!
//! A choice is made with these figures, so the file must be right throughout: a value that is no quantity is refused with
//! its line. A cell may be empty (statistics withhold small figures): the commune then has no weight here.

use std::collections::BTreeMap;
use std::path::Path;

use super::IngestError;
use super::csv_text::CsvText;
use crate::files::read_bounded;
use crate::model::{CommuneCode, folded, shortened};
use crate::units::Weight;

/// The largest file of weights that is read, bytes.
pub const MAX_BYTES: u64 = 64 << 20;
/// Names that the column of codes goes by, without accents or capitals; the first that is there is read.
const CODES: [&str; 8] =
    ["code_insee", "codgeo", "insee", "code_commune", "insee_com", "depcom", "com", "code"];
const REMEDY: &str = "a weight is a number that is not negative, 1234.5 or 1234,5, or an empty cell";
const CODE_REMEDY: &str = "every row has the five characters of an INSEE code, each once; keep codes as text, a \
                           spreadsheet drops their first zero";

/// What a file of weights holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightFile {
    /// Name of the column of weights, as the file writes it.
    pub column: String,
    /// Weights by INSEE code; communes whose cell is empty are not there.
    pub weights: BTreeMap<String, Weight>,
}

/// Reads the weights in one column. Commas, semicolons or tabs; the header may begin with a byte order mark.
///
/// `column` is found by its name without regard to capitals and accents. Cost: the file in memory, once.
///
/// # Errors
/// [`IngestError`] when the file cannot be read, is larger than [`MAX_BYTES`], is not UTF-8, has no column of codes or none
/// named `column`, or a row has no code, one that was there before, or a weight that is no quantity.
pub fn read_weights(path: &Path, column: &str) -> Result<WeightFile, IngestError> {
    let bytes = read_bounded(path, MAX_BYTES)?;
    let mut file = CsvText::open(path, &bytes)?;
    let header = file.header.clone();
    let [code_at, weight_at] = find_columns(path, &header, column)?;
    let name = header.get(weight_at).unwrap_or_default().trim().to_owned();
    let mut weights: BTreeMap<String, Option<Weight>> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    while file.read(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        let bad = |column: &str, value: &str, problem: &str, remedy| IngestError::BadValue {
            path: path.to_owned(),
            cell: format!("line {line}: {column} = “{}”", shortened(value)),
            problem: problem.to_owned(),
            remedy,
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.iter().skip(header.len()).any(|cell| !cell.trim().is_empty()) {
            let problem = format!("{} cells where the header has {}", record.len(), header.len());
            let row = record.iter().collect::<Vec<_>>().join(",");
            return Err(bad(
                "row",
                &row,
                &problem,
                "a comma inside a number, perhaps: quote it, or use a point",
            ));
        }
        let [code, cell] = [code_at, weight_at].map(|at| record.get(at).unwrap_or_default().trim());
        let is_relation = code.parse::<CommuneCode>().is_ok_and(|code| !code.is_insee());
        let is_insee = code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_insee && !is_relation {
            return Err(bad("code", code, "not an INSEE code", CODE_REMEDY));
        }
        let number = (!cell.is_empty()).then(|| cell.replacen(',', ".", 1).parse::<f64>());
        let number = number.transpose().map_err(|_| bad(&name, cell, "not a number", REMEDY))?;
        let weight = number.map(Weight::new).transpose();
        let weight = weight.map_err(|e| bad(&name, cell, &e.to_string(), REMEDY))?;
        if weights.insert(code.to_owned(), weight).is_some() {
            return Err(bad("code", code, "on an earlier line too", CODE_REMEDY));
        }
    }
    let weights = weights.into_iter().filter_map(|(code, weight)| Some((code, weight?))).collect();
    Ok(WeightFile { column: name, weights })
}

fn find_columns(path: &Path, header: &csv::StringRecord, column: &str) -> Result<[usize; 2], IngestError> {
    let place = |wanted: &str| header.iter().position(|name| folded(name.trim()) == wanted);
    let found = || shortened(&header.iter().collect::<Vec<_>>().join(", "));
    let code = CODES.iter().find_map(|name| place(name)).ok_or_else(|| IngestError::MissingColumn {
        path: path.to_owned(),
        column: CODES[0],
        found: found(),
        remedy: "a column of INSEE codes is needed: code_insee, codgeo or code",
    })?;
    let weight = place(&folded(column.trim())).ok_or_else(|| IngestError::Malformed {
        path: path.to_owned(),
        problem: format!("no column “{}” among {}", shortened(column), found()),
        remedy: "name one that is there",
    })?;
    Ok([code, weight])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(content: impl AsRef<[u8]>, column: &str) -> Result<WeightFile, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights.csv");
        fs::write(&path, content).unwrap();
        read_weights(&path, column)
    }

    #[test]
    fn weights_are_read_by_code_whatever_the_delimiter_and_the_decimal_mark() {
        let file =
            read("\u{feff}Libellé;CODGEO;Âgés\nBourg;01053;1234,5\n\nAjaccio;2A004;7\nVide;48002;\n", "ages")
                .unwrap();
        assert_eq!(file.column, "Âgés");
        let weight = |value| Weight::new(value).unwrap();
        let expected = [("01053", weight(1234.5)), ("2A004", weight(7.0))];
        assert_eq!(file.weights, BTreeMap::from(expected.map(|(code, weight)| (code.to_owned(), weight))));
    }

    #[test]
    fn what_is_no_weight_is_refused_with_its_line() {
        let said = |content: &str| read(content, "w").unwrap_err().to_string();
        let rows = |rows: &str| said(&format!("code,w\n48001,1\n{rows}\n"));
        assert!(rows("48002,-3").contains("line 3: w = “-3”"), "{}", rows("48002,-3"));
        assert!(rows("48002,NaN").contains("line 3: w = “NaN”"));
        assert!(rows("48002,many").contains("not a number; a weight is a number"));
        assert!(rows("48001,2").contains("line 3: code = “48001”: on an earlier line too"));
        assert!(rows("1053,2").contains("line 3: code = “1053”: not an INSEE code"));
        assert!(rows("48002,1,5").contains("3 cells where the header has 2"));
        assert!(said("code,v\n").contains("no column “w” among code, v"));
        assert!(said("name,w\n").contains("no column “code_insee” among name, w"));
        assert!(read(b"code,w\n\xe9", "w").unwrap_err().to_string().contains("line 2, byte 8"));
    }
}
