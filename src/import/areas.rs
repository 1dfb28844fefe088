//! EPCI, départements and régions of the communes that are kept: names from the base data, figures counted anew.

use std::collections::BTreeMap;
use std::path::Path;

use geo::BoundingRect;

use crate::files::{FileError, read_bounded};
use crate::model::{Bounds, Commune};

/// Facts of bodies that are not counted from communes, by code: the cells of the base data's tables by column.
#[derive(Debug, Default)]
pub(super) struct Known {
    epcis: BTreeMap<String, BTreeMap<String, String>>,
    departments: BTreeMap<String, BTreeMap<String, String>>,
    regions: BTreeMap<String, BTreeMap<String, String>>,
}

impl Known {
    /// Notes what a département is called.
    pub(super) fn name_department(&mut self, code: &str, name: &str) {
        self.departments.entry(code.to_owned()).or_default().insert("name".to_owned(), name.to_owned());
    }

    /// Reads the tables of a data folder, which its opening has checked.
    pub(super) fn read(folder: &Path) -> Result<Self, FileError> {
        let table = |name: &str, code: &str| -> Result<_, FileError> {
            let bytes = read_bounded(&folder.join("france").join(name), 16 << 20)?;
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let header: Vec<String> =
                reader.headers().map(|header| header.iter().map(str::to_owned).collect()).unwrap_or_default();
            let rows = reader.records().filter_map(Result::ok);
            let rows = rows.map(|row| header.iter().cloned().zip(row.iter().map(str::to_owned)).collect());
            let by_code =
                rows.filter_map(|row: BTreeMap<String, String>| Some((row.get(code)?.clone(), row)));
            Ok(by_code.collect())
        };
        Ok(Self {
            epcis: table("epci.csv", "siren")?,
            departments: table("departements.csv", "code")?,
            regions: table("regions.csv", "code")?,
        })
    }
}

/// What is counted of a body.
#[derive(Default)]
struct Counted {
    population: u64,
    communes: u32,
    bounds: Option<Bounds>,
}

/// The three tables: `epci.csv`, `departements.csv`, `regions.csv`.
pub(super) fn tables(communes: &[Commune], known: &Known) -> [(&'static str, Vec<u8>); 3] {
    let mut epcis: BTreeMap<String, Counted> = BTreeMap::new();
    let mut departments: BTreeMap<String, Counted> = BTreeMap::new();
    let mut regions: BTreeMap<String, Counted> = BTreeMap::new();
    let mut region_of: BTreeMap<&str, &str> = BTreeMap::new();
    for commune in communes {
        let rect = commune.boundary.as_ref().and_then(BoundingRect::bounding_rect);
        let here = Bounds::around(
            rect.into_iter().flat_map(|rect| [rect.min(), rect.max()]).chain(commune.chef_lieu),
        );
        let count = |counted: &mut BTreeMap<String, Counted>, code: &str| {
            let body = counted.entry(code.to_owned()).or_default();
            body.population += u64::from(commune.population.unwrap_or(0));
            body.communes += 1;
            body.bounds = match (body.bounds, here) {
                (Some(a), Some(b)) => Some(a.union(b)),
                (a, b) => a.or(b),
            };
        };
        if let Some(siren) = &commune.epci {
            count(&mut epcis, siren.as_str());
        }
        // Outside of France there are none.
        if !commune.department.is_empty() {
            count(&mut departments, &commune.department);
        }
        if !commune.region.is_empty() {
            count(&mut regions, &commune.region);
            region_of.entry(&commune.department).or_insert(&commune.region);
        }
    }
    let region = |code: &str| region_of.get(code).map(|region| (*region).to_owned()).unwrap_or_default();
    let cell = |known: &BTreeMap<String, BTreeMap<String, String>>, code: &str, column: &str| {
        known.get(code).and_then(|row| row.get(column)).cloned()
    };
    let name =
        |known: &BTreeMap<_, _>, code: &str| cell(known, code, "name").unwrap_or_else(|| code.to_owned());
    let or_empty =
        |known: &BTreeMap<_, _>, code: &str, column: &str| cell(known, code, column).unwrap_or_default();
    let epci_rows = epcis.iter().map(|(code, counted)| {
        (vec![code.clone(), name(&known.epcis, code), or_empty(&known.epcis, code, "kind")], counted)
    });
    let department_rows = departments.iter().map(|(code, counted)| {
        let chef_lieu = or_empty(&known.departments, code, "chef_lieu");
        (vec![code.clone(), name(&known.departments, code), region(code), chef_lieu], counted)
    });
    let region_rows = regions.iter().map(|(code, counted)| {
        (vec![code.clone(), name(&known.regions, code), or_empty(&known.regions, code, "chef_lieu")], counted)
    });
    [
        ("france/epci.csv", table(&["siren", "name", "kind"], epci_rows)),
        ("france/departements.csv", table(&["code", "name", "region", "chef_lieu"], department_rows)),
        ("france/regions.csv", table(&["code", "name", "chef_lieu"], region_rows)),
    ]
}

fn table<'a>(facts: &[&str], rows: impl Iterator<Item = (Vec<String>, &'a Counted)>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = facts.iter().copied().chain(["population", "communes", "west", "south", "east", "north"]);
    // Writing to a Vec cannot fail.
    let _ = writer.write_record(header);
    for (mut cells, counted) in rows {
        cells.extend([counted.population.to_string(), counted.communes.to_string()]);
        cells.extend(match counted.bounds {
            // Outward, so that the box still holds what it is around.
            Some(Bounds { west, south, east, north }) => [west, south]
                .map(|low| format!("{:.6}", (low * 1e6).floor() / 1e6))
                .into_iter()
                .chain([east, north].map(|high| format!("{:.6}", (high * 1e6).ceil() / 1e6)))
                .collect::<Vec<_>>(),
            None => vec![String::new(); 4],
        });
        let _ = writer.write_record(&cells);
    }
    writer.into_inner().unwrap_or_default()
}
