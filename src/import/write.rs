//! The files of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::folder::{NewFolder, WrittenFile, check_target};
use super::{ImportError, Manifest, Prepared};
use crate::dataset::FOLDER_ROADS;
use crate::export::{folder_communes, to_flatgeobuf, write_cells};
use crate::model::{Finding, GridCell};
use crate::units::People;

impl Prepared {
    /// Refuses, before long work, a place that [`Self::write`] would refuse after it.
    ///
    /// # Errors
    /// When something is there that must not be replaced, or the folder around is missing.
    pub fn check_target(target: &Path, replace: bool) -> Result<(), ImportError> {
        check_target(target, replace).map(|_| ())
    }

    /// Writes the folder, whole or not at all; the same files give the same bytes.
    ///
    /// # Errors
    /// When the disk does not take it, or something is in its place and `replace` does not allow to replace it.
    pub fn write(mut self, target: &Path, replace: bool) -> Result<Manifest, ImportError> {
        let folder = NewFolder::begin(target, replace)?;
        let mut files: Vec<WrittenFile> = Vec::new();
        let mut put = |name: &str, bytes: &[u8]| -> Result<(), ImportError> {
            files.push(folder.write(name, |out| out.write_all(bytes))?);
            Ok(())
        };
        put("france/communes.fgb", &to_flatgeobuf(&folder_communes(&self.communes))?)?;
        for (name, bytes) in super::areas::tables(&self.communes, &self.known) {
            put(name, &bytes)?;
        }
        put("france/sources.json", &json(&self.sources))?;
        for venues in &self.venues {
            put(&format!("venues/{}", venues.name), &venues.bytes)?;
        }
        for indicators in &self.indicators {
            let header = std::iter::once("code").chain(indicators.columns.iter().map(String::as_str));
            let rows = indicators.by_commune.iter().map(|(code, figures)| {
                let cells = figures.iter().map(|figure| figure.map(|f| f.to_string()).unwrap_or_default());
                std::iter::once(code.to_string()).chain(cells).collect()
            });
            put(&format!("indicators/{}.csv", indicators.stem), &table(header, rows))?;
        }
        if let Some(cells) = &self.cells {
            put("demand/reconciliation.csv", &self.reconciliation(cells))?;
        }
        put("findings.csv", &findings(&self.findings))?;
        if let Some(cells) = self.cells.take() {
            files.push(folder.write("demand/cells.fgb", |out| write_cells(out, &cells))?);
        }
        if let Some(roads) = self.roads.take() {
            files.push(folder.place(FOLDER_ROADS, |path| Ok(crate::network::file::write(&roads, path)?))?);
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        self.manifest.files = files;
        // Last, since it tells of all others.
        folder.write("manifest.json", |out| out.write_all(&json(&self.manifest)))?;
        folder.finish()?;
        Ok(self.manifest)
    }

    /// People of cells beside the population of each commune.
    fn reconciliation(&self, cells: &[GridCell]) -> Vec<u8> {
        let mut sums: BTreeMap<_, (u64, People, People)> = BTreeMap::new();
        for cell in cells {
            let sum = sums.entry(cell.commune).or_default();
            sum.0 += 1;
            sum.1 = sum.1 + cell.people;
            if cell.is_imputed {
                sum.2 = sum.2 + cell.people;
            }
        }
        let rows = self.communes.iter().map(|commune| {
            let (n, people, imputed) = sums.get(&commune.code).copied().unwrap_or_default();
            let difference = difference(people, commune.people());
            vec![
                commune.code.to_string(),
                commune.name.clone(),
                self.inside.contains(&commune.code).to_string(),
                commune.population.map(|p| p.to_string()).unwrap_or_default(),
                n.to_string(),
                people.to_string(),
                imputed.to_string(),
                if n == 0 { String::new() } else { thousandths(difference) },
            ]
        });
        let header =
            ["code", "name", "inside", "population", "cells", "people", "imputed_people", "difference"];
        table(header.into_iter(), rows)
    }
}

/// One number of people less another, in thousandths.
pub(super) fn difference(people: People, less: People) -> i64 {
    people.thousandths().cast_signed() - less.thousandths().cast_signed()
}

/// A number of thousandths, which may be negative, in its shortest decimal form.
#[must_use]
pub fn thousandths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", People::from_thousandths(number.unsigned_abs()))
}

fn findings(findings: &[Finding]) -> Vec<u8> {
    let header = ["file", "line", "id", "field", "value", "kind", "severity", "action"];
    let rows = findings.iter().map(|f| {
        vec![
            f.file.clone(),
            if f.line == 0 { String::new() } else { f.line.to_string() },
            f.id.clone(),
            f.field.clone(),
            f.value.clone(),
            f.kind.as_str().to_owned(),
            f.severity.as_str().to_owned(),
            f.action.clone(),
        ]
    });
    table(header.into_iter(), rows)
}

/// A table in CSV; cells that a spreadsheet would run as formulas get an apostrophe in front.
fn table<'a>(header: impl Iterator<Item = &'a str>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // Writing to a Vec cannot fail.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| {
            let runs = cell.starts_with(['=', '+', '@', '\t', '\r'])
                || (cell.starts_with('-') && cell.parse::<f64>().is_err());
            if runs { format!("'{cell}") } else { cell.clone() }
        }));
    }
    writer.into_inner().unwrap_or_default()
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Maps have text for keys and numbers are finite: this cannot fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
