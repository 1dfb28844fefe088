//! One territory with its surroundings, from as few communes as will do.

use std::collections::{BTreeMap, BTreeSet};

use super::{DataFile, Dataset, DatasetError, VenueSet};
use crate::model::{Area, Bounds, Commune, CommuneCode, Finding, Severity, TerritoryCode};
use crate::territory::{CommuneIndex, CurrentCodes, Placed, Territory, TerritoryParts, place};

/// How far a commune's box may be from its chef-lieu, metres: a town hall may stand just outside
/// of a generalised boundary.
const CHEF_LIEU_MARGIN_M: f64 = 1_000.0;

/// A territory, and what was found about the rows that concern it.
#[derive(Debug)]
pub struct LoadedTerritory {
    /// The territory.
    pub territory: Territory,
    /// What was wrong with the rows of its venues, and with every row that was set aside,
    /// wherever it may lie; by file and line.
    pub findings: Vec<Finding>,
    /// Files that were given with the question, and are not those of the data nor of the venues.
    pub files: Vec<DataFile>,
}

impl Dataset {
    /// Loads a territory with the venues in it and within `buffer_m` metres around it.
    ///
    /// Reads the communes whose box meets that of the territory grown by the buffer, and no
    /// other. Cost: 5 to 10 ms for a département, 0.15 s for France, and 20 ms more the first time.
    ///
    /// # Errors
    /// [`DatasetError::UnknownTerritory`] when there is none of this code, and others when a file
    /// is damaged.
    pub fn territory(
        &self,
        code: &TerritoryCode,
        buffer_m: f64,
        venues: &VenueSet,
    ) -> Result<LoadedTerritory, DatasetError> {
        let (name, communes) = self.communes_of(code, buffer_m)?;
        let Placed { venues: placed, beyond, findings } = {
            let index = CommuneIndex::new(&communes);
            let all_loaded = communes.len() == self.communes.len();
            let current =
                if all_loaded { CurrentCodes::Indexed } else { CurrentCodes::Listed(self.codes()?) };
            place(venues.records.clone(), &index, current)
        };
        let epci_names = self.epci_names(&communes);
        let department_names = self.departments.iter().map(|d| (d.code.clone(), d.name.clone())).collect();
        let mut territory = Territory::assemble(TerritoryParts {
            code: code.clone(),
            name,
            communes,
            venues: placed,
            buffer_m,
            epci_names,
            department_names,
        });
        territory.venues_beyond += beyond;
        territory.indicators = self.indicators_of(&territory.communes);
        let cells = self.cells_of(&territory.communes)?;
        if self.has_cells() {
            territory.count_at_cells(&cells);
        }
        let findings = concerning(&territory, venues, findings);
        Ok(LoadedTerritory { territory, findings, files: Vec::new() })
    }

    /// The départements that a territory lies in, by code.
    ///
    /// # Errors
    /// As [`Self::territory`].
    pub fn departments_of(&self, code: &TerritoryCode) -> Result<BTreeSet<String>, DatasetError> {
        let (_, communes) = self.communes_of(code, 0.0)?;
        let inside = communes.into_iter().filter(|commune| code.holds(commune));
        Ok(inside.map(|commune| commune.department).collect())
    }

    /// The name of a territory, and the communes in it and around.
    fn communes_of(
        &self,
        code: &TerritoryCode,
        buffer_m: f64,
    ) -> Result<(String, Vec<Commune>), DatasetError> {
        let area = match code {
            TerritoryCode::France => return Ok((self.name().to_owned(), self.communes.all(true)?)),
            TerritoryCode::Communes(codes) => return self.listed(codes, buffer_m),
            TerritoryCode::Department(code) => find(&self.departments, code, "département")?,
            TerritoryCode::Epci(siren) => find(&self.epcis, siren.as_str(), "EPCI")?,
            TerritoryCode::Region(code) => find(&self.regions, code, "région")?,
        };
        let mut communes = match area.bounds {
            Some(bounds) => self.communes.select(&bounds.grown(buffer_m))?,
            None => Vec::new(),
        };
        let own = communes.iter().filter(|commune| code.holds(commune)).count();
        if own < area.communes as usize {
            // The others have no place on the map; their people count all the same.
            self.add(&mut communes, |commune| code.holds(commune))?;
        }
        Ok((area.name.clone(), communes))
    }

    /// Some communes by their codes, and what is around them.
    fn listed(&self, codes: &[CommuneCode], buffer_m: f64) -> Result<(String, Vec<Commune>), DatasetError> {
        let gazetteer = self.gazetteer()?;
        let mut names = Vec::new();
        let mut bounds: Option<Bounds> = None;
        for code in codes {
            let Some(commune) = gazetteer.commune(*code) else {
                let near = self.codes()?.iter().map(|c| (c.as_str(), "")).collect::<Vec<_>>();
                return Err(unknown("commune", code.as_str(), &near));
            };
            names.push(commune.name.clone());
            if let Some(own) = self.commune_bounds(commune)? {
                bounds = Some(bounds.map_or(own, |all| all.union(own)));
            }
        }
        let mut communes = match bounds {
            Some(bounds) => self.communes.select(&bounds.grown(buffer_m))?,
            None => Vec::new(),
        };
        self.add(&mut communes, |commune| codes.binary_search(&commune.code).is_ok())?;
        let name = match names.as_slice() {
            [first, second, third, _, ..] => {
                format!("{first}, {second}, {third} et {} autres communes", names.len() - 3)
            }
            few => few.join(", "),
        };
        Ok((name, communes))
    }

    /// Adds the communes that are wanted and were not selected by place, without boundaries.
    fn add(
        &self,
        communes: &mut Vec<Commune>,
        wanted: impl Fn(&Commune) -> bool,
    ) -> Result<(), DatasetError> {
        let present: BTreeSet<_> = communes.iter().map(|commune| commune.code).collect();
        let all = self.gazetteer()?.communes();
        communes.extend(all.iter().filter(|c| wanted(c) && !present.contains(&c.code)).cloned());
        communes.sort_unstable_by_key(|commune| commune.code);
        Ok(())
    }

    /// The box of a commune's boundary and chef-lieu; `None` when it has no place.
    pub(super) fn commune_bounds(&self, commune: &Commune) -> Result<Option<Bounds>, DatasetError> {
        use geo::BoundingRect;
        let Some(here) = Bounds::around(commune.chef_lieu) else { return Ok(None) };
        let around = self.communes.select(&here.grown(CHEF_LIEU_MARGIN_M))?;
        let boundary = around.iter().find(|c| c.code == commune.code).and_then(|c| c.boundary.as_ref());
        let corners = boundary.and_then(BoundingRect::bounding_rect).map(|rect| [rect.min(), rect.max()]);
        Ok(Bounds::around(corners.into_iter().flatten().chain(commune.chef_lieu)))
    }

    fn epci_names(&self, communes: &[Commune]) -> BTreeMap<crate::model::Siren, String> {
        let sirens: BTreeSet<_> = communes.iter().filter_map(|commune| commune.epci).collect();
        sirens
            .into_iter()
            .filter_map(|siren| Some((siren, by_code(&self.epcis, siren.as_str())?.name.clone())))
            .collect()
    }
}

/// The findings about venues that the territory kept, and about rows that nobody has.
fn concerning(territory: &Territory, venues: &VenueSet, placing: Vec<Finding>) -> Vec<Finding> {
    let kept: BTreeSet<(&str, u64)> =
        territory.venues.iter().map(|venue| (venue.record.file.as_str(), venue.record.line)).collect();
    // A header is no row: what is said of it concerns all.
    let concerns = |f: &Finding| {
        f.severity == Severity::SetAside || f.id.is_empty() || kept.contains(&(f.file.as_str(), f.line))
    };
    let mut findings: Vec<Finding> =
        venues.findings.iter().cloned().chain(placing).filter(concerns).collect();
    in_file_order(&mut findings, venues);
    findings
}

/// Sorts findings by file, in the order given, then by line; those of a row keep their order.
pub(super) fn in_file_order(findings: &mut [Finding], venues: &VenueSet) {
    let places: BTreeMap<String, usize> =
        venues.files.iter().enumerate().map(|(i, file)| (file.path.display().to_string(), i)).collect();
    findings.sort_by_key(|finding| (places.get(&finding.file).copied(), finding.line));
}

/// The area of a code, in a list sorted by code.
pub(super) fn by_code<'a>(areas: &'a [Area], code: &str) -> Option<&'a Area> {
    areas.binary_search_by(|area| area.code.as_str().cmp(code)).ok().map(|i| &areas[i])
}

fn find<'a>(areas: &'a [Area], code: &str, kind: &str) -> Result<&'a Area, DatasetError> {
    by_code(areas, code).ok_or_else(|| {
        let near: Vec<_> = areas.iter().map(|area| (area.code.as_str(), area.name.as_str())).collect();
        unknown(kind, code, &near)
    })
}

/// The error for a code that is not there, with up to five that differ from it by few characters.
fn unknown(kind: &str, code: &str, known: &[(&str, &str)]) -> DatasetError {
    let differences = |other: &str| {
        let pairs = code.bytes().zip(other.bytes());
        pairs.filter(|(a, b)| a != b).count() + code.len().abs_diff(other.len())
    };
    let mut near: Vec<_> = known
        .iter()
        .map(|(other, name)| (differences(other), *other, *name))
        .filter(|(differences, ..)| *differences == 1)
        .collect();
    near.sort_unstable();
    let near =
        near.iter().take(5).map(|(_, other, name)| format!("{other} {name}").trim().to_owned()).collect();
    DatasetError::UnknownTerritory { looked_up: format!("{kind} “{code}”"), near }
}
