//! Shapes in the coordinate system of a file.

use geo::{BoundingRect, MapCoords};

use super::record::{Layer, Shape};
use crate::geodesy::{Crs, OutsideCrs, Projection};

/// A shape in some coordinate system.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Projected(pub(super) Shape);

impl Projected {
    /// West, south, east, north; `None` without a place.
    pub(super) fn bounds(&self) -> Option<[f64; 4]> {
        match &self.0 {
            Shape::None => None,
            Shape::Point(at) => Some([at.x, at.y, at.x, at.y]),
            Shape::Area(area) => area.bounding_rect().map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]),
        }
    }
}

/// The shapes of a layer, in `crs`, in their order.
///
/// # Errors
/// When one of them lies outside of the territory of the system.
pub(super) fn project<R>(layer: &Layer<R>, crs: Crs) -> Result<Vec<Projected>, OutsideCrs> {
    let projection = Projection::to_crs(crs);
    let shapes = layer.features.iter().map(|feature| {
        Ok(Projected(match &feature.shape {
            Shape::None => Shape::None,
            Shape::Point(at) => Shape::Point(projection.from_lon_lat(*at)?),
            Shape::Area(area) => Shape::Area(area.try_map_coords(|at| projection.from_lon_lat(at))?),
        }))
    });
    shapes.collect()
}

/// The system in which a territory is surveyed, from where it is: Lambert-93 in metropolitan France, that of the
/// overseas département there; longitude and latitude elsewhere, and where no system holds all shapes.
pub(super) fn usual_crs<R>(layer: &Layer<R>) -> Crs {
    let surveyed = [Crs::Lambert93, Crs::Reunion, Crs::Antilles, Crs::Guyane, Crs::Mayotte];
    surveyed.into_iter().find(|crs| project(layer, *crs).is_ok()).unwrap_or(Crs::LonLat)
}
