//! Shapes in a coordinate system, with an index over their boxes.

use geo::{BoundingRect, Intersects as _, MapCoords as _};
use geo_types::{Coord, Line, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::super::record::Shape;
use crate::geodesy::{Crs, OutsideCrs, Projection};
use crate::model::Bounds;

/// A coordinate system that collections are told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CollectionCrs {
    /// Longitude and latitude in degrees: what is told where nothing is asked for.
    Crs84,
    /// EPSG:4326: the same, latitude first.
    Wgs84,
    /// EPSG:2154, Lambert-93, metres.
    Lambert93,
    /// EPSG:3857, the metres of web maps.
    WebMercator,
}

/// A collection reaches beyond a coordinate system.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the collection reaches beyond this coordinate system: {0}")]
pub struct NotOffered(#[from] OutsideCrs);

impl CollectionCrs {
    /// Every one, what is told by itself first.
    pub const ALL: [Self; 4] = [Self::Crs84, Self::Wgs84, Self::Lambert93, Self::WebMercator];

    /// Its name in OGC API.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Wgs84 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::Lambert93 => "http://www.opengis.net/def/crs/EPSG/0/2154",
            Self::WebMercator => "http://www.opengis.net/def/crs/EPSG/0/3857",
        }
    }

    /// The system of that name.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|crs| crs.uri() == uri)
    }

    /// Whether the second coordinate is told first.
    #[must_use]
    pub const fn is_swapped(self) -> bool {
        matches!(self, Self::Wgs84)
    }

    /// Whether it takes computing from longitude and latitude.
    #[must_use]
    pub const fn is_projected(self) -> bool {
        matches!(self, Self::Lambert93 | Self::WebMercator)
    }

    /// Decimals that a coordinate is told with: 11 cm in degrees, 1 cm in metres.
    pub(super) const fn decimals(self) -> usize {
        if self.is_projected() { 2 } else { 6 }
    }

    const fn system(self) -> Crs {
        match self {
            Self::Crs84 | Self::Wgs84 => Crs::LonLat,
            Self::Lambert93 => Crs::Lambert93,
            Self::WebMercator => Crs::WebMercator,
        }
    }

    /// The systems that can tell what lies in a box: Lambert-93 does not reach overseas. All where there is none.
    #[must_use]
    pub fn offered(bounds: Option<Bounds>) -> Vec<Self> {
        let corners =
            bounds.map(|b| [(b.west, b.south), (b.west, b.north), (b.east, b.south), (b.east, b.north)]);
        let tells = |crs: &Self| {
            let projection = Projection::to_crs(crs.system());
            let told = |(x, y)| projection.from_lon_lat(Coord { x, y }).is_ok();
            corners.is_none_or(|corners| corners.into_iter().all(told))
        };
        Self::ALL.into_iter().filter(tells).collect()
    }
}

/// Shapes by row, and where to find them.
#[derive(Debug)]
pub struct Placed {
    shapes: Vec<Shape>,
    index: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    /// Rows without a place, ascending.
    nowhere: Vec<u32>,
}

impl Placed {
    /// Indexes shapes, areas turned as they are to be told.
    pub(super) fn new(shapes: Vec<Shape>) -> Self {
        let (mut boxes, mut nowhere) = (Vec::with_capacity(shapes.len()), Vec::new());
        for (shape, row) in shapes.iter().zip(0u32..) {
            match box_of(shape) {
                Some(rect) => boxes.push(GeomWithData::new(
                    Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]),
                    row,
                )),
                None => nowhere.push(row),
            }
        }
        Self { shapes, index: RTree::bulk_load(boxes), nowhere }
    }

    /// The same shapes in another coordinate system. Cost: about a microsecond a vertex.
    ///
    /// # Errors
    /// When a shape lies beyond it.
    pub fn in_crs(&self, crs: CollectionCrs) -> Result<Self, NotOffered> {
        let projection = Projection::to_crs(crs.system());
        let place = |at: Coord<f64>| projection.from_lon_lat(at);
        let shape = |shape: &Shape| {
            Ok(match shape {
                Shape::None => Shape::None,
                Shape::Point(at) => Shape::Point(place(*at)?),
                Shape::Area(area) => Shape::Area(area.try_map_coords(place)?),
            })
        };
        let shapes: Result<Vec<Shape>, OutsideCrs> = self.shapes.iter().map(shape).collect();
        Ok(Self::new(shapes?))
    }

    /// The shape of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn shape(&self, row: usize) -> &Shape {
        &self.shapes[row]
    }

    /// Rows whose shapes meet one of some boxes (least x, least y, largest x, largest y; edges included), and those
    /// without any shape, which no box leaves out: ascending.
    pub(super) fn meeting(&self, boxes: &[[f64; 4]]) -> Vec<u32> {
        let mut rows = self.nowhere.clone();
        for [west, south, east, north] in boxes {
            let envelope = AABB::from_corners([*west, *south], [*east, *north]);
            let rect = Rect::new(Coord { x: *west, y: *south }, Coord { x: *east, y: *north });
            for found in self.index.locate_in_envelope_intersecting(envelope) {
                let (low, high) = (found.geom().lower(), found.geom().upper());
                let whole = low[0] >= *west && low[1] >= *south && high[0] <= *east && high[1] <= *north;
                if whole || self.meets(found.data, &rect) {
                    rows.push(found.data);
                }
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn meets(&self, row: u32, rect: &Rect<f64>) -> bool {
        match &self.shapes[row as usize] {
            Shape::None => false,
            Shape::Point(at) => rect.intersects(at),
            // A box without width or height is a point or a line: `geo` lets it meet nothing.
            Shape::Area(area) if rect.width() == 0.0 || rect.height() == 0.0 => {
                area.intersects(&Line::new(rect.min(), rect.max()))
            }
            Shape::Area(area) => area.intersects(rect),
        }
    }

    /// Bytes that it holds, roughly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        use geo::CoordsIter as _;
        let points = |shape: &Shape| match shape {
            Shape::Area(area) => area.coords_count() * size_of::<Coord<f64>>() + area.0.len() * 64,
            _ => 0,
        };
        // A box in the tree takes 40 bytes, and half as much again for the nodes above it.
        self.shapes.iter().map(|shape| points(shape) + size_of::<Shape>() + 64).sum()
    }
}

fn box_of(shape: &Shape) -> Option<Rect<f64>> {
    match shape {
        Shape::None => None,
        Shape::Point(at) => Some(Rect::new(*at, *at)),
        Shape::Area(area) => area.bounding_rect(),
    }
}
