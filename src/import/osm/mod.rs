//! `maillage import osm`: one extract of OpenStreetMap into a data folder of its own, anywhere in the world.
//!
//! Boundaries are administrative relations of one level ([`levels`]), made of their ways; people are those that
//! the relations, or the places in them, are said to have ([`people`]); venues and roads are read as elsewhere.
//! What is chosen and why: `docs/adr/0029-osm-extract-alone.md`.

mod levels;
mod people;
mod venues;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use geo::{Contains, InteriorPoint};
use geo_types::{MultiPolygon, Point};

use super::areas::Known;
use super::codes::department_of;
use super::log::{Log, Tally, Wrong};
use super::manifest::{Input, Manifest, OsmParameters, Parameters, Role, Totals};
use super::repair::{Checked, check};
use super::{ImportError, Prepared};
use crate::calendar::Date;
use crate::dataset::Source;
use crate::export::french;
use crate::files::digest;
use crate::model::{Commune, CommuneCode, FindingKind, PointPrecision, Severity};
use crate::network::graph::RoadGraph;
use crate::network::osm::{OsmAreas, OsmPlace, OsmRelation, Outline, outline, read_areas};
use crate::network::profile::{Mode, Profile};
use crate::network::{BuildReport, import};
use crate::territory::CommuneIndex;
pub use levels::LevelCover;
pub use people::PeopleOrigins;

/// What is to be made of an extract.
#[derive(Debug, Clone)]
pub struct OsmRequest {
    /// The extract (`.osm.pbf`).
    pub extract: PathBuf,
    /// The level of administration that serves as communes (2 to 11); `None` to choose it.
    pub admin_level: Option<u8>,
    /// What the whole is called; `None` for the name of the file.
    pub name: Option<String>,
    /// Whether its roads are built, for cars.
    pub with_roads: bool,
}

/// Reads an extract: boundaries, people, venues and roads.
///
/// Cost: that of reading the extract some seven times, on up to four threads; memory is bounded by its boundaries, its
/// places and its roads.
///
/// # Errors
/// When the extract cannot be read, or holds no whole boundary of an administrative relation.
pub fn prepare_osm(request: &OsmRequest) -> Result<Prepared, ImportError> {
    let path = &request.extract;
    // For the plain words about what is missing or a folder.
    let sha256 = digest(path)?;
    let areas = read_areas(path, is_boundary, &["place"], people::is_place)?;
    let outlines = outlines(&areas);
    let (level, covers) = levels::choose(path, request.admin_level, &areas, &outlines)?;
    let mut work = Work { path, sha256, areas: &areas, log: Log::default(), inputs: Vec::new() };
    let (mut communes, origins) = if let Some(level) = level {
        let mut communes = work.communes(level, &outlines);
        let origins = work.people(level, &mut communes);
        (communes.into_iter().map(|own| own.commune).collect(), origins)
    } else {
        work.places()
    };
    communes.sort_unstable_by_key(|commune| commune.code);
    let venues = venues::take(path, &communes, &mut work.log)?;
    work.input(Role::Venues, venues.tally);
    let roads = if request.with_roads { work.roads()? } else { None };
    let name = request.name.clone().unwrap_or_else(|| name_of(path));
    let chosen = OsmParameters { admin_level: level, levels: covers, people: origins };
    Ok(work.finish(name, chosen, communes, venues, roads))
}

fn is_boundary(tags: &[(&str, &str)]) -> bool {
    let has = |key: &str, values: &[&str]| tags.iter().any(|(k, v)| *k == key && values.contains(v));
    has("boundary", &["administrative"]) && has("type", &["boundary", "multipolygon"])
}

/// The name of a file without its endings, `-latest` and the date that publishers put behind it.
fn name_of(path: &Path) -> String {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let stem =
        [".pbf", ".osm"].iter().fold(file.as_str(), |name, end| name.strip_suffix(end).unwrap_or(name));
    let plain = stem.strip_suffix("-latest").unwrap_or(stem);
    let plain = match plain.rsplit_once('-') {
        Some((front, date)) if date.len() == 6 && date.bytes().all(|byte| byte.is_ascii_digit()) => front,
        _ => plain,
    };
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn outlines(areas: &OsmAreas) -> Vec<Outline> {
    areas.relations.iter().map(|relation| outline(relation, areas)).collect()
}

/// The level of a relation; `None` where it has none that is a number from 2 to 11.
fn level_of(relation: &OsmRelation) -> Option<u8> {
    relation.tag("admin_level")?.parse().ok().filter(|level| (2..=11).contains(level))
}

/// What a relation is called.
fn name(relation: &OsmRelation) -> String {
    let name = relation.tag("name").or_else(|| relation.tag("official_name"));
    name.map_or_else(|| format!("relation {}", relation.id), str::to_owned)
}

/// A commune with the relation that it is made of, by its place among those of the extract.
struct Own {
    commune: Commune,
    relation: usize,
}

struct Work<'a> {
    path: &'a Path,
    sha256: String,
    areas: &'a OsmAreas,
    log: Log,
    inputs: Vec<Input>,
}

impl Work<'_> {
    fn input(&mut self, role: Role, rows: Tally) {
        let vintage = self.areas.day.map(|day| day.to_string());
        self.inputs.push(Input {
            role,
            path: self.path.to_owned(),
            sha256: self.sha256.clone(),
            vintage,
            rows,
        });
    }

    /// Says what is wrong with a commune; where a value is told, the commune is named with what was done.
    fn say(&mut self, id: &str, mut wrong: Wrong<'_>) {
        if !wrong.value.is_empty() {
            wrong.action = format!("{id}: {}", wrong.action);
        }
        self.log.say(self.path, 0, id, wrong);
    }

    /// The relations of a level as communes, without people.
    fn communes(&mut self, level: u8, outlines: &[Outline]) -> Vec<Own> {
        let relations = &self.areas.relations;
        let mut tally = Tally { rows: relations.len() as u64, ..Tally::default() };
        let mut codes: BTreeSet<CommuneCode> = BTreeSet::new();
        let mut communes = Vec::new();
        for (place, (relation, outline)) in relations.iter().zip(outlines).enumerate() {
            if level_of(relation) != Some(level) {
                tally.elsewhere += 1;
                continue;
            }
            let name = name(relation);
            let label = format!("{name} (r{})", relation.id);
            let (boundary, is_fixed) = match outline {
                Ok(area) => self.checked(&label, area.clone()),
                Err(why) => {
                    // Without any point, nothing could be said of the people there.
                    let centre = people::members(relation, self.areas).next().is_some();
                    let (severity, then) = if centre {
                        (Severity::Warning, "its people are counted at its centre, without a boundary")
                    } else {
                        (Severity::SetAside, "it is left out")
                    };
                    let (kind, action) = (FindingKind::InvalidGeometry, format!("{why}; {then}"));
                    self.say(&label, Wrong { field: "boundary", value: "", kind, severity, action });
                    if !centre {
                        tally.set_aside += 1;
                        continue;
                    }
                    (None, false)
                }
            };
            let Some(code) = self.code(relation, &label, &mut codes) else {
                tally.set_aside += 1;
                continue;
            };
            tally.used += 1;
            tally.fixed += u64::from(is_fixed);
            let department = if code.is_insee() { department_of(code) } else { String::new() };
            let commune = Commune {
                code,
                name,
                department,
                region: String::new(),
                epci: None,
                population: None,
                chef_lieu: None,
                point_precision: PointPrecision::Unknown,
                boundary,
            };
            communes.push(Own { commune, relation: place });
        }
        self.input(Role::Boundaries, tally);
        communes
    }

    /// INSEE's code where the relation has one, else its number; `None` (and said) for a number that cannot be.
    fn code(
        &mut self,
        relation: &OsmRelation,
        label: &str,
        taken: &mut BTreeSet<CommuneCode>,
    ) -> Option<CommuneCode> {
        let mut wrong = None;
        if let Some(value) = relation.tag("ref:INSEE") {
            match value.parse::<CommuneCode>() {
                Ok(code) if code.is_insee() && taken.insert(code) => return Some(code),
                Ok(code) if code.is_insee() => wrong = Some((value, "another relation has it too")),
                _ => wrong = Some((value, "not a code of a commune")),
            }
        }
        let code = CommuneCode::of_relation(relation.id).filter(|code| taken.insert(*code));
        let (why, severity) = match (wrong, code) {
            (None, Some(_)) => return code,
            (Some((_, why)), Some(_)) => {
                (format!("{why}; the number of the relation is its code"), Severity::Warning)
            }
            (_, None) => (
                "the number of its relation cannot be a code, or comes twice; it is left out".to_owned(),
                Severity::SetAside,
            ),
        };
        let value = wrong.map_or("", |(value, _)| value);
        let kind = FindingKind::MiswrittenCode;
        self.say(label, Wrong { field: "ref:INSEE", value, kind, severity, action: why });
        code
    }

    /// A right area, and whether it had to be put right; what is wrong is said.
    fn checked(&mut self, label: &str, area: MultiPolygon<f64>) -> (Option<MultiPolygon<f64>>, bool) {
        let (area, severity, action) = match check(area) {
            Checked::Right(area) => return (Some(area), false),
            Checked::Repaired { area, why, square_metres: [before, after] } => {
                let [before, after] = [before, after].map(|m2| m2 / 1e6);
                let action = format!("{why}; put right: {before:.4} km² before, {after:.4} km² after");
                (Some(area), Severity::Fixed, action)
            }
            Checked::Refused(why) => (None, Severity::Warning, format!("the boundary is refused: {why}")),
        };
        let kind = FindingKind::InvalidGeometry;
        self.say(label, Wrong { field: "boundary", value: "", kind, severity, action });
        let is_fixed = area.is_some();
        (area, is_fixed)
    }

    /// Gives communes their people and the point where they are counted.
    fn people(&mut self, level: u8, communes: &mut [Own]) -> PeopleOrigins {
        let mut inside: BTreeMap<CommuneCode, Vec<usize>> = BTreeMap::new();
        {
            let bare: Vec<Commune> = communes.iter().map(|own| own.commune.clone()).collect();
            let index = CommuneIndex::new(&bare);
            for (place, settlement) in self.areas.places.iter().enumerate() {
                if let Some(commune) = settlement.position.and_then(|position| index.at(position)) {
                    inside.entry(commune.code).or_default().push(place);
                }
            }
        }
        let by_id: BTreeMap<i64, &OsmPlace> =
            self.areas.places.iter().map(|place| (place.id, place)).collect();
        let mut origins = PeopleOrigins::default();
        let mut used: BTreeSet<i64> = BTreeSet::new();
        let mut counted: BTreeSet<i64> = BTreeSet::new();
        for own in communes {
            let relation = &self.areas.relations[own.relation];
            let within = inside.get(&own.commune.code).into_iter().flatten();
            let places: Vec<_> = within.map(|place| &self.areas.places[*place]).collect();
            let label = format!("{} ({})", own.commune.name, own.commune.code);
            let mut said = Vec::new();
            let centre = people::centre(relation, self.areas, &places, &own.commune, level, &mut said);
            let found = people::count(relation, (self.areas, &by_id), &places, level, &mut said);
            let commune = &mut own.commune;
            let surface = || commune.boundary.as_ref().and_then(InteriorPoint::interior_point);
            (commune.chef_lieu, commune.point_precision) = match (centre, surface()) {
                (Some(position), _) => (Some(position), PointPrecision::Other),
                (None, Some(point)) => (Some(point.0), PointPrecision::PointOnSurface),
                (None, None) => (None, PointPrecision::Unknown),
            };
            commune.population = found.people;
            origins.add(&found);
            used.extend(found.places.iter().copied());
            counted.extend(
                places.iter().filter(|place| place.tag("population").is_some()).map(|place| place.id),
            );
            self.say_all(&label, said);
        }
        let rows = self.areas.places.iter().filter(|place| place.tag("population").is_some()).count() as u64;
        let n_used = used.len() as u64;
        self.input(
            Role::Population,
            Tally {
                rows,
                used: n_used.min(rows),
                elsewhere: rows.saturating_sub(n_used),
                ..Tally::default()
            },
        );
        origins
    }

    /// Settlements as communes without boundaries, each with its own people; where there are none, parts of settlements.
    fn places(&mut self) -> (Vec<Commune>, PeopleOrigins) {
        let areas = self.areas;
        let rows = areas.relations.len() as u64;
        self.input(Role::Boundaries, Tally { rows, elsewhere: rows, ..Tally::default() });
        let has_settlements = areas.places.iter().any(people::is_settlement);
        let mut origins = PeopleOrigins::default();
        let mut tally = Tally { rows: areas.places.len() as u64, ..Tally::default() };
        let mut communes = Vec::new();
        for place in &areas.places {
            let code = CommuneCode::of_node(place.id);
            if has_settlements && !people::is_settlement(place) {
                tally.elsewhere += 1;
                continue;
            }
            let (Some(code), Some(position)) = (code, place.position) else {
                let action = "the number of its node cannot be a code; it is left out".to_owned();
                let (kind, severity) = (FindingKind::MiswrittenCode, Severity::SetAside);
                self.say(&place.id.to_string(), Wrong { field: "place", value: "", kind, severity, action });
                tally.set_aside += 1;
                continue;
            };
            let name = place.tag("name").map_or_else(|| format!("node {}", place.id), str::to_owned);
            let label = format!("{name} ({code})");
            let mut said = Vec::new();
            let found = people::of_place(place, &mut said);
            self.say_all(&label, said);
            origins.add(&found);
            tally.used += 1;
            communes.push(Commune {
                code,
                name,
                department: String::new(),
                region: String::new(),
                epci: None,
                population: found.people,
                chef_lieu: Some(position),
                point_precision: PointPrecision::Other,
                boundary: None,
            });
        }
        self.input(Role::Population, tally);
        (communes, origins)
    }

    fn say_all(&mut self, label: &str, said: Vec<people::Said>) {
        for (field, value, kind, severity, action) in said {
            self.say(label, Wrong { field, value: &value, kind, severity, action });
        }
    }

    /// The roads for cars; `None`, and said, where there are none.
    fn roads(&mut self) -> Result<Option<RoadGraph>, ImportError> {
        use crate::network::ImportError as RoadsError;
        use crate::network::osm::OsmError;
        let (graph, report): (RoadGraph, BuildReport) = match import(self.path, &Profile::new(Mode::Car)) {
            Ok(built) => built,
            Err(RoadsError::Osm(error @ (OsmError::NoRoad { .. } | OsmError::NodesMissing { .. }))) => {
                let action = format!("{error}; the folder has no roads");
                let (kind, severity) = (FindingKind::MissingField, Severity::Warning);
                self.say("roads", Wrong { field: "highway", value: "", kind, severity, action });
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let read = &report.extract;
        if read.nodes_missing > 0 {
            let action = format!(
                "the extract lacks {} of the {} nodes of its roads; the roads end there",
                read.nodes_missing, read.nodes_named
            );
            let (kind, severity) = (FindingKind::InvalidGeometry, Severity::Warning);
            self.say("roads", Wrong { field: "highway", value: "", kind, severity, action });
        }
        let elsewhere = read.ways_read.saturating_sub(read.ways_kept);
        self.input(
            Role::Roads,
            Tally { rows: read.ways_read, used: read.ways_kept, elsewhere, ..Tally::default() },
        );
        Ok(Some(graph))
    }

    fn finish(
        self,
        name: String,
        chosen: OsmParameters,
        communes: Vec<Commune>,
        venues: super::venues::VenuesOut,
        roads: Option<RoadGraph>,
    ) -> Prepared {
        let parameters = Parameters {
            territory: None,
            buffer_km: 0.0,
            crs: None,
            population_column: None,
            cell_reach_m: super::NEAREST_M,
            osm: Some(chosen),
        };
        let mut manifest = Manifest::new(parameters, None);
        manifest.name = Some(name);
        let population = communes.iter().map(|commune| u64::from(commune.population.unwrap_or(0))).sum();
        let count = |is: fn(&Commune) -> bool| communes.iter().filter(|commune| is(commune)).count() as u64;
        manifest.totals = Totals {
            communes: communes.len() as u64,
            communes_inside: communes.len() as u64,
            without_boundary: count(|commune| commune.boundary.is_none()),
            without_population: count(|commune| commune.population.is_none()),
            population,
            population_inside: population,
            venues: venues.tally.used,
            cells: None,
        };
        manifest.inputs = self.inputs;
        manifest.findings = self.log.counts();
        Prepared {
            manifest,
            findings: self.log.findings().to_vec(),
            known: self.areas.relations.iter().fold(Known::default(), known_departments),
            inside: communes.iter().map(|commune| commune.code).collect(),
            communes,
            cells: None,
            venues: vec![venues],
            indicators: Vec::new(),
            sources: sources(self.path, self.areas),
            roads,
        }
    }
}

/// Names of départements, from their relations: these need not be whole.
fn known_departments(mut known: Known, relation: &OsmRelation) -> Known {
    if level_of(relation) == Some(6)
        && let Some(code) = relation.tag("ref:INSEE")
    {
        known.name_department(code, &name(relation));
    }
    known
}

/// What an answer cites: the extract as a whole, and the venues of it.
fn sources(path: &Path, areas: &OsmAreas) -> Vec<Source> {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let day = areas.day.and_then(|day| day.to_string().parse::<Date>().ok());
    let of = |name: &str, below: Option<&str>| Source {
        name: format!("{name} ({file})"),
        producer: "© les contributeurs d’OpenStreetMap".to_owned(),
        vintage: day.map_or_else(|| "non déclaré".to_owned(), french::day),
        licence: "ODbL 1.0".to_owned(),
        file: below.map(str::to_owned),
    };
    vec![
        of("Limites et populations d’OpenStreetMap", None),
        of("Lieux d’OpenStreetMap", Some(&format!("venues/{}", venues::FILE))),
    ]
}

/// Whether an area holds a point.
fn holds(area: &MultiPolygon<f64>, position: geo_types::Coord<f64>) -> bool {
    area.contains(&Point::from(position))
}
