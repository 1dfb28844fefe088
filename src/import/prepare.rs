//! From files to a folder in memory: everything is read, joined and counted before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use geo_types::Coord;

use super::areas::Known;
use super::attach::{Attached, NEAREST_M, Way, attach};
use super::boundaries::{Boundaries, BoundaryRow, read_boundaries};
use super::communes::{count_elsewhere, over_base, with_surroundings};
use super::grid::{CellRow, Cells, read_grid};
use super::indicators::{IndicatorFile, Indicators, read_indicators};
use super::log::{Log, Tally, Wrong};
use super::manifest::{Base, CellTotals, Input, Manifest, Parameters, Role, Totals};
use super::mergers::Mergers;
use super::population::{Scope, say_change, set_population};
use super::venues::take_venues;
use super::whereabouts::check_places;
use super::write::difference;
use super::{ImportError, ImportRequest, Prepared};
use crate::dataset::{Dataset, DatasetError, DeclaredIndicator, Source};
use crate::export::is_column_of_communes;
use crate::files::digest;
use crate::ingest::layer::ReadOptions;
use crate::model::{Commune, CommuneCode, Finding, FindingKind, GridCell, Severity, Siren};

/// Reads everything that is asked for. Cost: that of reading the files; some 100 bytes a cell.
///
/// # Errors
/// When a file cannot be read as a whole, lacks a column, or has no row that can be used; when no commune is left.
pub fn prepare(request: &ImportRequest) -> Result<Prepared, ImportError> {
    let mut work = Work::begin(request)?;
    let mergers = work.mergers()?;
    let mut communes = work.communes()?;
    let codes = work.restricted(&communes)?;
    if let Some(path) = &request.population {
        let column = request.population_column.as_ref();
        let scope = Scope { kept: &codes, territory: request.territory.as_ref() };
        let (tally, read, column) =
            set_population(path, column, &mergers, &mut communes, &scope, &mut work.log)?;
        work.population_column = Some(column);
        work.input(Role::Population, path, read.sha256, tally);
    }
    let current: BTreeSet<CommuneCode> = communes.iter().map(|commune| commune.code).collect();
    let cells = work.cells(&communes, &codes, &mergers)?;
    let indicators = work.indicators(&mergers, &current, &codes)?;
    let venues = work.venues(&communes, &codes, &mergers)?;
    communes.retain(|commune| codes.contains(&commune.code));
    work.finish(communes, cells, indicators, venues)
}

struct Work<'a> {
    request: &'a ImportRequest,
    base: Option<Dataset>,
    log: Log,
    inputs: Vec<Input>,
    sources: Vec<Source>,
    population_column: Option<String>,
    /// Rows of each boundary file by commune, to be counted again once it is known which are kept.
    boundary_rows: Vec<(usize, BTreeMap<CommuneCode, u64>)>,
    cell_totals: Option<CellTotals>,
    declared: Vec<DeclaredIndicator>,
}

impl<'a> Work<'a> {
    fn begin(request: &'a ImportRequest) -> Result<Self, ImportError> {
        if request.base.is_none() && request.boundaries.is_empty() {
            return Err(ImportError::NothingToStartFrom);
        }
        let given = request.boundaries.iter().chain(&request.grid).chain(&request.venues);
        let given = given.chain(request.indicators.iter().map(|file| &file.path));
        let mut seen = BTreeSet::new();
        for path in given {
            // The same rows twice would count twice.
            if let Ok(real) = std::fs::canonicalize(path)
                && !seen.insert(real)
            {
                return Err(DatasetError::SameFileTwice { path: path.clone() }.into());
            }
        }
        let base = request.base.as_deref().map(Dataset::open).transpose()?;
        let general = |source: &&Source| source.file.is_none();
        let sources = base.iter().flat_map(|base| base.sources().iter().filter(general).cloned()).collect();
        Ok(Self {
            request,
            base,
            log: Log::default(),
            inputs: Vec::new(),
            sources,
            population_column: None,
            boundary_rows: Vec::new(),
            cell_totals: None,
            declared: Vec::new(),
        })
    }

    /// Notes a file that was read, and cites it.
    fn input(&mut self, role: Role, path: &Path, sha256: String, rows: Tally) {
        let vintage =
            self.request.vintages.iter().find(|(file, _)| file == path).map(|(_, vintage)| vintage.clone());
        let short: String = sha256.chars().take(12).collect();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        if role != Role::Venues {
            self.sources.push(Source {
                name: format!("{} ({name})", role.french()),
                producer: "fichier fourni".to_owned(),
                vintage: vintage.clone().unwrap_or_else(|| format!("non déclaré (SHA-256 {short}…)")),
                licence: "non déclarée".to_owned(),
                file: None,
            });
        }
        self.inputs.push(Input { role, path: path.to_owned(), sha256, vintage, rows });
    }

    fn mergers(&mut self) -> Result<Mergers, ImportError> {
        let Some(path) = &self.request.mergers else { return Ok(Mergers::default()) };
        let (mergers, read) = Mergers::read(path)?;
        let tally = Tally { rows: read.rows, used: read.rows, ..Tally::default() };
        self.input(Role::Mergers, path, read.sha256, tally);
        Ok(mergers)
    }

    /// The communes of the base data with the boundaries over them, by code.
    fn communes(&mut self) -> Result<Vec<Commune>, ImportError> {
        let base = self.base.as_ref().map(Dataset::all_communes).transpose()?.unwrap_or_default();
        if self.request.boundaries.is_empty() {
            return Ok(base);
        }
        let options = ReadOptions { crs: self.request.crs, layer: self.request.layer.clone() };
        let chefs_lieux: BTreeMap<CommuneCode, Coord<f64>> =
            base.iter().filter_map(|commune| Some((commune.code, commune.chef_lieu?))).collect();
        let mut rows: BTreeMap<CommuneCode, BoundaryRow> = BTreeMap::new();
        for path in &self.request.boundaries {
            let Boundaries { rows: own, rows_by_code, mut tally, read } =
                read_boundaries(path, &options, &mut self.log)?;
            check_places(path, &own, &chefs_lieux, &mut self.log)?;
            for row in own {
                if let Some(first) = rows.get(&row.code) {
                    let action = format!("in {} too; this one is set aside", first.file.display());
                    let value = row.code.to_string();
                    let (kind, severity) = (FindingKind::DuplicateId, Severity::SetAside);
                    self.log.say(
                        path,
                        row.line,
                        &value,
                        Wrong { field: "code", value: &value, kind, severity, action },
                    );
                    let n = rows_by_code.get(&row.code).copied().unwrap_or(1);
                    tally.used -= n;
                    tally.set_aside += n;
                    continue;
                }
                rows.insert(row.code, row);
            }
            let of_file = |code: &CommuneCode| rows.get(code).is_some_and(|row| row.file == *path);
            let counted = rows_by_code.into_iter().filter(|(code, _)| of_file(code)).collect();
            self.boundary_rows.push((self.inputs.len(), counted));
            self.input(Role::Boundaries, path, read.sha256, tally);
        }
        let epcis: BTreeSet<Siren> = base.iter().filter_map(|commune| commune.epci).collect();
        let before: BTreeMap<CommuneCode, u32> =
            base.iter().filter(|commune| self.asks_for(commune)).filter_map(known_people).collect();
        let rows: Vec<BoundaryRow> = rows.into_values().collect();
        let has_figure: BTreeSet<CommuneCode> =
            rows.iter().filter(|row| row.population.is_some()).map(|row| row.code).collect();
        let communes = over_base(base, rows, &epcis, &mut self.log);
        let after: BTreeMap<CommuneCode, u32> = communes.iter().filter_map(known_people).collect();
        // Those that are gone have merged into others.
        let changed = |code: &CommuneCode| has_figure.contains(code) || !after.contains_key(code);
        let was = before.iter().filter(|(code, _)| changed(code)).map(|(_, people)| u64::from(*people)).sum();
        let is = before.keys().filter(|code| has_figure.contains(code));
        let is = is.filter_map(|code| after.get(code)).map(|people| u64::from(*people)).sum();
        if let Some(path) = self.request.boundaries.first() {
            say_change(path, "population", was, is, &mut self.log);
        }
        Ok(communes)
    }

    /// Whether a commune is of the territory that is asked for.
    fn asks_for(&self, commune: &Commune) -> bool {
        self.request.territory.as_ref().is_none_or(|code| code.holds(commune))
    }

    /// The communes that go into the folder.
    fn restricted(&mut self, communes: &[Commune]) -> Result<BTreeSet<CommuneCode>, ImportError> {
        let Some(code) = &self.request.territory else {
            return Ok(communes.iter().map(|commune| commune.code).collect());
        };
        if !communes.iter().any(|commune| code.holds(commune)) {
            let files = self.request.boundaries.iter().chain(&self.request.base);
            let what: Vec<String> = files.map(|path| path.display().to_string()).collect();
            return Err(ImportError::NoCommune { what: what.join(", "), territory: code.to_string() });
        }
        let codes = with_surroundings(communes, code, self.request.buffer_m);
        for (input, rows) in &self.boundary_rows {
            count_elsewhere(&mut self.inputs[*input].rows, rows, &codes);
        }
        Ok(codes)
    }

    /// The cells of the kept communes: those that are given, else those of the base data.
    fn cells(
        &mut self,
        communes: &[Commune],
        kept: &BTreeSet<CommuneCode>,
        mergers: &Mergers,
    ) -> Result<Option<Vec<GridCell>>, ImportError> {
        let mut cells = Cells::default();
        // The rows of each file, to tell whose they are.
        let mut files: Vec<(PathBuf, usize, usize)> = Vec::new();
        for path in &self.request.grid {
            let (tally, read) = read_grid(path, &mut cells, &mut self.log)?;
            files.push((path.clone(), self.inputs.len(), cells.rows.len()));
            self.input(Role::Grid, path, read.sha256, tally);
        }
        if self.request.grid.is_empty() {
            let own = self.base.as_ref().map(Dataset::all_cells).transpose()?.flatten();
            let Some(own) = own else { return Ok(None) };
            cells.rows.extend(own.iter().map(|cell| CellRow {
                id: cell.id,
                position: cell.position,
                people: cell.people,
                is_imputed: cell.is_imputed,
                code: Some(cell.commune),
                line: 0,
            }));
        }
        let Attached { cells: mut attached, orphans, repeated, ways } = attach(&cells, communes, mergers);
        let mut totals = CellTotals::default();
        let bad =
            orphans.iter().map(|place| (*place, false)).chain(repeated.iter().map(|place| (*place, true)));
        for (place, is_repeated) in bad {
            let row = &cells.rows[place];
            let (kind, action) = if is_repeated {
                (
                    FindingKind::DuplicateId,
                    "the cell is in an earlier row too; this one is set aside".to_owned(),
                )
            } else {
                totals.set_aside.add(row.people);
                let why = format!(
                    "no commune holds it or is within {NEAREST_M} m; set aside with its {} people",
                    row.people
                );
                (FindingKind::OutsideCommune, why)
            };
            if let Some((path, input, _)) = files.iter().find(|(.., end)| place < *end) {
                let id = row.id.to_string();
                let wrong =
                    Wrong { field: "idcar_200m", value: &id, kind, severity: Severity::SetAside, action };
                self.log.say(path, row.line, &id, wrong);
                let rows = &mut self.inputs[*input].rows;
                rows.used -= 1;
                rows.set_aside += 1;
            }
        }
        for (cell, way) in attached.iter().zip(ways).filter(|(cell, _)| kept.contains(&cell.commune)) {
            let count = match way {
                Way::Inside => &mut totals.inside,
                Way::Named => &mut totals.named,
                Way::Nearest => &mut totals.nearest,
            };
            count.add(cell.people);
        }
        // Which file a cell is of, before those of other communes go.
        let mut elsewhere = vec![0u64; files.len()];
        if kept.len() < communes.len() {
            let bad: BTreeSet<usize> = orphans.into_iter().chain(repeated).collect();
            let places = (0..cells.rows.len()).filter(|place| !bad.contains(place));
            for (place, cell) in places.zip(&attached) {
                if !kept.contains(&cell.commune)
                    && let Some(file) = files.iter().position(|(.., end)| place < *end)
                {
                    elsewhere[file] += 1;
                }
            }
            attached.retain(|cell| kept.contains(&cell.commune));
        }
        for ((_, input, _), n) in files.iter().zip(elsewhere) {
            self.inputs[*input].rows.used -= n;
            self.inputs[*input].rows.elsewhere += n;
        }
        for cell in &attached {
            totals.all.add(cell.people);
            if cell.is_imputed {
                totals.imputed.add(cell.people);
            }
        }
        self.cell_totals = Some(totals);
        Ok(Some(attached))
    }

    /// Indicators of the base data, and those that are given over them.
    fn indicators(
        &mut self,
        mergers: &Mergers,
        current: &BTreeSet<CommuneCode>,
        kept: &BTreeSet<CommuneCode>,
    ) -> Result<Vec<Indicators>, ImportError> {
        let mut all: BTreeMap<String, (IndicatorFile, bool)> = BTreeMap::new();
        for (path, declared) in self.base.iter().flat_map(Dataset::indicator_files) {
            let columns = declared.iter().map(|indicator| indicator.name.clone()).collect();
            let (year, unit) = declared.first().map(|d| (d.year.clone(), d.unit.clone())).unwrap_or_default();
            let fragile = declared.iter().filter_map(|d| Some((d.name.clone(), d.fragile?))).collect();
            let stem = super::indicators::stem(&path);
            all.insert(stem, (IndicatorFile { path, columns, year, unit, fragile, adds_up: false }, false));
        }
        for file in &self.request.indicators {
            let stem = super::indicators::stem(&file.path);
            if all.insert(stem, (file.clone(), true)).is_some_and(|(_, is_given)| is_given) {
                return Err(DatasetError::SameFileTwice { path: file.path.clone() }.into());
            }
        }
        let mut names = BTreeSet::new();
        let mut read = Vec::new();
        for (file, is_given) in all.into_values() {
            let mut indicators = read_indicators(&file, mergers, current, kept, &mut self.log)?;
            if let Some((name, _)) = file.fragile.iter().find(|(name, _)| !indicators.columns.contains(name))
            {
                let known = indicators.columns.join(", ");
                return Err(ImportError::NoSuchIndicator {
                    path: file.path.clone(),
                    name: name.clone(),
                    known,
                });
            }
            for name in &mut indicators.columns {
                let fragile = file.fragile.iter().find(|(fragile, _)| fragile == name).map(|(_, when)| *when);
                // Layers have columns of their own.
                if is_column_of_communes(name) {
                    *name = format!("{name} ({})", indicators.stem);
                }
                // GeoPackages and shapefiles do not tell capitals from small letters.
                if !names.insert(name.to_lowercase()) {
                    return Err(ImportError::SameIndicator { path: file.path.clone(), name: name.clone() });
                }
                self.declared.push(DeclaredIndicator {
                    name: name.clone(),
                    file: format!("indicators/{}.csv", indicators.stem),
                    unit: file.unit.clone(),
                    year: file.year.clone(),
                    fragile,
                });
            }
            if is_given {
                self.input(Role::Indicators, &file.path, indicators.read.sha256.clone(), indicators.tally);
            }
            read.push(indicators);
        }
        Ok(read)
    }

    /// Venues that are given, else those of the base data.
    fn venues(
        &mut self,
        communes: &[Commune],
        kept: &BTreeSet<CommuneCode>,
        mergers: &Mergers,
    ) -> Result<Vec<super::venues::VenuesOut>, ImportError> {
        let own = self.base.as_ref().map(Dataset::venue_files).transpose()?.unwrap_or_default();
        let is_given = !self.request.venues.is_empty();
        let paths = if is_given { &self.request.venues } else { &own };
        let venues = take_venues(paths, communes, kept, mergers, &mut self.log)?;
        for file in &venues {
            let known = self.base.as_ref().and_then(|base| {
                let of_file = |source: &&Source| {
                    source.file.as_ref().is_some_and(|name| base.dir().join(name) == file.path)
                };
                base.sources().iter().find(of_file).cloned()
            });
            let vintage = self.request.vintages.iter().find(|(path, _)| *path == file.path);
            let mut source = known.unwrap_or_else(|| Source {
                name: file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                producer: "fichier fourni".to_owned(),
                vintage: format!("SHA-256 {}", file.sha256),
                licence: "non déclarée".to_owned(),
                file: None,
            });
            if let Some((_, vintage)) = vintage {
                source.vintage.clone_from(vintage);
            }
            source.file = Some(format!("venues/{}", file.name));
            self.sources.push(source);
        }
        if is_given {
            for file in &venues {
                self.input(Role::Venues, &file.path, file.sha256.clone(), file.tally);
            }
        }
        Ok(venues)
    }

    fn finish(
        self,
        communes: Vec<Commune>,
        cells: Option<Vec<GridCell>>,
        indicators: Vec<Indicators>,
        venues: Vec<super::venues::VenuesOut>,
    ) -> Result<Prepared, ImportError> {
        let request = self.request;
        let known = self.base.as_ref().map(|base| Known::read(base.dir())).transpose()?.unwrap_or_default();
        let base = self.base.as_ref().map(|base| described(base.dir())).transpose()?;
        let parameters = Parameters {
            territory: request.territory.as_ref().map(ToString::to_string),
            buffer_km: request.buffer_m / 1000.0,
            crs: request.crs.map(crate::geodesy::Crs::epsg),
            population_column: self.population_column,
            cell_reach_m: NEAREST_M,
            osm: None,
        };
        let is_inside =
            |commune: &&Commune| request.territory.as_ref().is_none_or(|code| code.holds(commune));
        let inside: BTreeSet<CommuneCode> =
            communes.iter().filter(is_inside).map(|commune| commune.code).collect();
        let people = |communes: &mut dyn Iterator<Item = &Commune>| -> u64 {
            communes.map(|commune| u64::from(commune.population.unwrap_or(0))).sum()
        };
        let mut manifest = Manifest::new(parameters, base);
        manifest.totals = Totals {
            communes: communes.len() as u64,
            communes_inside: inside.len() as u64,
            without_boundary: communes.iter().filter(|commune| commune.boundary.is_none()).count() as u64,
            without_population: communes.iter().filter(|commune| commune.population.is_none()).count() as u64,
            population: people(&mut communes.iter()),
            population_inside: people(&mut communes.iter().filter(is_inside)),
            venues: venues.iter().map(|file| file.tally.used).sum(),
            cells: self
                .cell_totals
                .map(|totals| reconciled(totals, &communes, cells.as_deref().unwrap_or_default())),
        };
        manifest.inputs = self.inputs;
        manifest.indicators = self.declared;
        manifest.findings = self.log.counts();
        let findings: Vec<Finding> = self.log.findings().to_vec();
        Ok(Prepared {
            manifest,
            findings,
            communes,
            cells,
            known,
            venues,
            indicators,
            sources: self.sources,
            inside,
            roads: None,
        })
    }
}

/// The people of a commune, where they are known.
fn known_people(commune: &Commune) -> Option<(CommuneCode, u32)> {
    Some((commune.code, commune.population?))
}

/// Cells against the population of the communes that have some.
fn reconciled(mut totals: CellTotals, communes: &[Commune], cells: &[GridCell]) -> CellTotals {
    let with_cells: BTreeSet<CommuneCode> = cells.iter().map(|cell| cell.commune).collect();
    totals.communes = with_cells.len() as u64;
    for commune in communes {
        let sum = if with_cells.contains(&commune.code) {
            &mut totals.municipal_population
        } else {
            &mut totals.population_without_cells
        };
        *sum = *sum + commune.people();
    }
    totals.difference_thousandths = difference(totals.all.people, totals.municipal_population);
    totals
}

fn described(dir: &Path) -> Result<Base, ImportError> {
    let manifest = dir.join("manifest.json");
    Ok(Base {
        path: dir.to_owned(),
        communes_sha256: digest(&dir.join("france/communes.fgb"))?,
        manifest_sha256: manifest.exists().then(|| digest(&manifest)).transpose()?,
    })
}
