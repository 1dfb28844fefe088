//! Names and codes of every territory, to be searched.

use std::collections::BTreeMap;

use super::Dataset;
use super::loading::by_code;
use crate::model::{Area, Bounds, Commune, CommuneCode, TerritoryCode, TerritoryKind, folded};

/// A territory that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct TerritoryHit {
    /// Its code, as [`Dataset::territory`] takes it.
    pub code: TerritoryCode,
    /// Official name.
    pub name: String,
    /// What it is.
    pub kind: TerritoryKind,
    /// Municipal population.
    pub population: u64,
    /// How many communes it has.
    pub communes: u32,
    /// Its box; `None` when it has no known place.
    pub bounds: Option<Bounds>,
    /// The département of a commune or (most of) an EPCI, the région of a département.
    pub parent: Option<String>,
}

/// Every commune without its boundary, and what searches look through.
#[derive(Debug)]
pub(super) struct Gazetteer {
    communes: Vec<Commune>,
    entries: Vec<Entry>,
}

/// A territory as a search sees it.
#[derive(Debug)]
struct Entry {
    /// Code and name, folded.
    code: String,
    name: String,
    hit: TerritoryHit,
    /// Place in the communes, for a commune.
    commune: Option<usize>,
}

impl Gazetteer {
    /// From what the whole is called, communes sorted by code, and areas sorted by code.
    pub(super) fn new(
        whole: &str,
        communes: Vec<Commune>,
        epcis: &[Area],
        departments: &[Area],
        regions: &[Area],
    ) -> Self {
        let homes = homes(&communes);
        let department_name = |code: &str| by_code(departments, code).map(|d| d.name.clone());
        let mut entries = Vec::with_capacity(communes.len() + epcis.len() + 200);
        for area in regions {
            entries.extend(entry(area, TerritoryCode::Region(area.code.clone()), None));
        }
        for area in departments {
            // The région of a département is that of its communes.
            let region = homes.region_of.get(area.code.as_str()).and_then(|code| by_code(regions, code));
            let code = TerritoryCode::Department(area.code.clone());
            entries.extend(entry(area, code, region.map(|region| region.name.clone())));
        }
        for area in epcis {
            let home = homes.department_of.get(area.code.as_str()).and_then(|code| department_name(code));
            if let Ok(siren) = area.code.parse() {
                entries.extend(entry(area, TerritoryCode::Epci(siren), home));
            }
        }
        entries.push(Entry {
            code: "france".to_owned(),
            name: folded(whole),
            commune: None,
            hit: TerritoryHit {
                code: TerritoryCode::France,
                name: whole.to_owned(),
                kind: TerritoryKind::Country,
                population: communes.iter().map(|commune| u64::from(commune.population.unwrap_or(0))).sum(),
                communes: u32::try_from(communes.len()).unwrap_or(u32::MAX),
                // A folder of another country has no régions.
                bounds: regions
                    .iter()
                    .filter_map(|region| region.bounds)
                    .reduce(Bounds::union)
                    .or_else(|| Bounds::around(communes.iter().filter_map(|commune| commune.chef_lieu))),
                parent: None,
            },
        });
        for (i, commune) in communes.iter().enumerate() {
            entries.push(Entry {
                code: folded(commune.code.as_str()),
                name: folded(&commune.name),
                commune: Some(i),
                hit: TerritoryHit {
                    code: TerritoryCode::Communes(vec![commune.code]),
                    name: commune.name.clone(),
                    kind: TerritoryKind::Commune,
                    population: commune.population.unwrap_or(0).into(),
                    communes: 1,
                    bounds: None,
                    parent: department_name(&commune.department),
                },
            });
        }
        Self { communes, entries }
    }

    /// Every commune, by code, without boundaries.
    pub(super) fn communes(&self) -> &[Commune] {
        &self.communes
    }

    /// The commune of a code, without its boundary.
    pub(super) fn commune(&self, code: CommuneCode) -> Option<&Commune> {
        self.communes.binary_search_by_key(&code, |commune| commune.code).ok().map(|i| &self.communes[i])
    }

    fn search(&self, query: &str, limit: usize) -> Vec<&Entry> {
        let query = folded(query);
        if query.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Match, &Entry)> =
            self.entries.iter().filter_map(|entry| Some((matched(entry, &query)?, entry))).collect();
        found.sort_by(|(a, x), (b, y)| {
            a.cmp(b)
                .then(y.hit.population.cmp(&x.hit.population))
                .then(y.hit.kind.cmp(&x.hit.kind))
                .then_with(|| x.hit.code.cmp(&y.hit.code))
        });
        found.into_iter().take(limit).map(|(_, entry)| entry).collect()
    }
}

/// How well an entry matches, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Code,
    WholeName,
    StartOfCode,
    StartOfWord,
    Inside,
}

fn matched(entry: &Entry, query: &str) -> Option<Match> {
    if entry.code == query {
        return Some(Match::Code);
    }
    if entry.name == query {
        return Some(Match::WholeName);
    }
    if entry.code.starts_with(query) {
        return Some(Match::StartOfCode);
    }
    let mut places = entry.name.match_indices(query).map(|(at, _)| at).peekable();
    places.peek()?;
    let starts_word =
        |at: usize| entry.name[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    Some(if places.any(starts_word) { Match::StartOfWord } else { Match::Inside })
}

fn entry(area: &Area, code: TerritoryCode, parent: Option<String>) -> Option<Entry> {
    // An area without communes cannot be asked about.
    (area.communes > 0).then(|| Entry {
        code: folded(&area.code),
        name: folded(&area.name),
        commune: None,
        hit: TerritoryHit {
            kind: code.kind(),
            code,
            name: area.name.clone(),
            population: area.population,
            communes: area.communes,
            bounds: area.bounds,
            parent,
        },
    })
}

/// Where bodies lie: the département of most communes of each EPCI, the région of each département.
struct Homes {
    department_of: BTreeMap<String, String>,
    region_of: BTreeMap<String, String>,
}

fn homes(communes: &[Commune]) -> Homes {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut region_of = BTreeMap::new();
    for commune in communes {
        if let Some(siren) = &commune.epci {
            *counts.entry((siren.as_str(), &commune.department)).or_default() += 1;
        }
        region_of.entry(commune.department.clone()).or_insert_with(|| commune.region.clone());
    }
    let mut department_of: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for ((siren, department), count) in counts {
        let best = department_of.entry(siren.to_owned()).or_default();
        // Of equals, the first by code.
        if count > best.0 {
            *best = (count, department.to_owned());
        }
    }
    let department_of = department_of.into_iter().map(|(siren, (_, home))| (siren, home)).collect();
    Homes { department_of, region_of }
}

impl Dataset {
    /// Territories by name or code, without regard to accents and capitals: régions, départements,
    /// EPCI and communes, the best `limit`.
    ///
    /// Best first: the very code, the very name, the start of a code, the start of a word, inside
    /// a word; then the more people, the larger body, the code. The first search reads the names
    /// of all communes (about 30 ms); the next take about 2 ms.
    ///
    /// A damaged commune file gives no result and a line in the log.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<TerritoryHit> {
        let gazetteer = match self.gazetteer() {
            Ok(gazetteer) => gazetteer,
            Err(error) => {
                tracing::error!(%error, "the names of communes cannot be read");
                return Vec::new();
            }
        };
        let with_bounds = |entry: &Entry| {
            let mut hit = entry.hit.clone();
            if let Some(i) = entry.commune {
                hit.bounds = self.commune_bounds(&gazetteer.communes[i]).ok().flatten();
            }
            hit
        };
        gazetteer.search(query, limit).into_iter().map(with_bounds).collect()
    }
}
