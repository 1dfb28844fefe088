//! Isochrones as a layer.

use super::record::{Feature, Layer, Shape};
use super::records::IsochroneRecord;
use crate::network::isochrone::{Direction, IsochroneOptions};
use crate::travel::{RoadIsochrones, RoadsDescription};

/// What isochrones were asked about.
#[derive(Debug)]
pub struct IsochronesAsked<'a> {
    /// Identifier of the place, where there is one; `None` for the nearest of several.
    pub place: Option<&'a str>,
    /// Places asked about.
    pub n_places: usize,
    /// Times and lengths.
    pub options: &'a IsochroneOptions,
    /// The roads.
    pub roads: &'a RoadsDescription,
}

/// One feature a time, in their order. A time within which nothing is reached has no shape.
#[must_use]
pub fn isochrones_layer(asked: &IsochronesAsked<'_>, found: RoadIsochrones) -> Layer<IsochroneRecord> {
    let RoadIsochrones { isochrones, unreached } = found;
    let n_without = unreached.len();
    let reason = match unreached.into_iter().next() {
        Some((_, reason)) if n_without == asked.n_places => Some(reason.to_string()),
        _ => None,
    };
    let features = isochrones.into_iter().map(|isochrone| {
        let has_land = !isochrone.area.0.is_empty();
        let record = IsochroneRecord {
            place: asked.place.map(str::to_owned),
            minutes: isochrone.minutes as usize,
            direction: match asked.options.direction {
                Direction::To => "to".to_owned(),
                Direction::From => "from".to_owned(),
            },
            places: asked.n_places - n_without,
            places_without_land: n_without,
            corridor_m: asked.options.corridor_m,
            filling_m: asked.options.filling_m,
            resolution_m: has_land.then_some(isochrone.resolution_m),
            profile: asked.roads.profile.clone(),
            roads: asked.roads.file.clone(),
            extract_sha256: asked.roads.extract_sha256.clone(),
            profile_sha256: asked.roads.profile_sha256.clone(),
            max_snap_m: asked.roads.max_snap_m,
            reason: reason.clone(),
        };
        let shape = if has_land { Shape::Area(isochrone.area) } else { Shape::None };
        Feature { record, shape }
    });
    Layer { name: "isochrones", areas: true, features: features.collect() }
}
