//! Which commune is here, which are near: an R-tree over boundaries, and a table by code.

use std::collections::BTreeMap;

use geo::BoundingRect;
use geo::Intersects;
use geo_types::{Coord, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geodesy::metres_to_area;
use crate::model::{Bounds, Commune, CommuneCode};

type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// Communes found by code and by place.
#[derive(Debug)]
pub struct CommuneIndex<'a> {
    communes: &'a [Commune],
    by_code: BTreeMap<CommuneCode, usize>,
    by_box: RTree<Boxed>,
}

impl<'a> CommuneIndex<'a> {
    /// Indexes communes; those without a boundary are found by code only.
    #[must_use]
    pub fn new(communes: &'a [Commune]) -> Self {
        let by_code = communes.iter().enumerate().map(|(i, commune)| (commune.code, i)).collect();
        let boxes = communes.iter().enumerate().filter_map(|(i, commune)| {
            let rect = commune.boundary.as_ref()?.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(Boxed::new(corners, i))
        });
        Self { communes, by_code, by_box: RTree::bulk_load(boxes.collect()) }
    }

    /// The commune of a code.
    #[must_use]
    pub fn by_code(&self, code: CommuneCode) -> Option<&'a Commune> {
        self.by_code.get(&code).map(|i| &self.communes[*i])
    }

    /// The commune whose boundary holds a position; the first by code on a shared edge.
    #[must_use]
    pub fn at(&self, position: Coord<f64>) -> Option<&'a Commune> {
        self.in_box(&Bounds::around([position])?).into_iter().find(|commune| {
            commune.boundary.as_ref().is_some_and(|area| area.intersects(&Point::from(position)))
        })
    }

    /// Communes whose bounding box meets a box, in the order of the indexed list.
    #[must_use]
    pub fn in_box(&self, bounds: &Bounds) -> Vec<&'a Commune> {
        let envelope = AABB::from_corners([bounds.west, bounds.south], [bounds.east, bounds.north]);
        let mut found: Vec<usize> =
            self.by_box.locate_in_envelope_intersecting(envelope).map(|boxed| boxed.data).collect();
        found.sort_unstable();
        found.into_iter().map(|i| &self.communes[i]).collect()
    }

    /// Whether some boundary is within `metres` of a position (inclusive).
    #[must_use]
    pub fn is_within(&self, position: Coord<f64>, metres: f64) -> bool {
        Bounds::around([position]).is_some_and(|here| {
            self.in_box(&here.grown(metres))
                .into_iter()
                .filter_map(|commune| commune.boundary.as_ref())
                .any(|area| metres_to_area(position, area) <= metres)
        })
    }
}
