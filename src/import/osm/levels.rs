//! Which level of administration serves as communes.
//!
//! Level 8 is the municipality in most countries (France, Germany, Italy, Spain, Switzerland, Finland); where it is not
//! there or not whole, a coarser one is. Levels from 9 on are parts of municipalities nearly everywhere, for which
//! people are seldom counted: they come last but for whole countries.

use std::path::Path;

use serde::Serialize;

use super::{Outline, level_of};
use crate::import::ImportError;
use crate::model::{Commune, CommuneCode, PointPrecision};
use crate::network::osm::OsmAreas;
use crate::territory::CommuneIndex;

/// The levels, in the order in which they are tried.
const ORDER: [u8; 10] = [8, 7, 6, 5, 4, 9, 10, 11, 3, 2];

/// How many places are looked at to tell what a level covers: every n-th, so that a country costs no more.
const SAMPLE: usize = 2_000;

/// What a level of administration covers of an extract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelCover {
    /// The level.
    pub admin_level: u8,
    /// Its relations.
    pub relations: u64,
    /// Of those, with a whole boundary in the extract.
    pub whole: u64,
    /// Places that were looked at (cities, towns, villages, hamlets, suburbs).
    pub places: u64,
    /// Of those, the ones inside a whole boundary.
    pub places_inside: u64,
}

impl LevelCover {
    const fn covers_half(&self) -> bool {
        self.whole > 0 && self.places_inside * 2 >= self.places
    }
}

/// The level asked for; else the first of [`ORDER`] whose whole boundaries hold half of the places; `None` where no level
/// does, so that places have to stand for communes. With what was found of each level that was looked at.
pub(super) fn choose(
    path: &Path,
    asked: Option<u8>,
    areas: &OsmAreas,
    outlines: &[Outline],
) -> Result<(Option<u8>, Vec<LevelCover>), ImportError> {
    let mut covers = Vec::new();
    for level in ORDER.into_iter().filter(|level| asked.is_none_or(|asked| asked == *level)) {
        let cover = cover(level, areas, outlines);
        if cover.relations == 0 {
            continue;
        }
        let is_enough = cover.covers_half() || (asked.is_some() && cover.whole > 0);
        covers.push(cover);
        if is_enough {
            return Ok((Some(level), covers));
        }
    }
    if asked.is_none() && !areas.places.is_empty() {
        return Ok((None, covers));
    }
    Err(ImportError::NoWholeBoundary {
        path: path.to_owned(),
        level: asked.map_or_else(String::new, |level| format!(" of level {level}")),
        relations: covers.iter().map(|cover| cover.relations).sum(),
    })
}

fn cover(level: u8, areas: &OsmAreas, outlines: &[Outline]) -> LevelCover {
    let own = areas.relations.iter().zip(outlines).filter(|(relation, _)| level_of(relation) == Some(level));
    let mut relations = 0;
    let mut communes = Vec::new();
    for (relation, outline) in own {
        relations += 1;
        if let (Ok(area), Some(code)) = (outline, CommuneCode::of_relation(relation.id)) {
            communes.push(Commune {
                code,
                name: String::new(),
                department: String::new(),
                region: String::new(),
                epci: None,
                population: None,
                chef_lieu: None,
                point_precision: PointPrecision::Unknown,
                boundary: Some(area.clone()),
            });
        }
    }
    let index = CommuneIndex::new(&communes);
    let step = areas.places.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<_> = areas.places.iter().step_by(step).filter_map(|place| place.position).collect();
    let inside = sample.iter().filter(|position| index.at(**position).is_some()).count();
    LevelCover {
        admin_level: level,
        relations,
        whole: communes.len() as u64,
        places: sample.len() as u64,
        places_inside: inside as u64,
    }
}
