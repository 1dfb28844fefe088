//! Shapes in the coordinates of a file, to longitude and latitude.

use std::collections::BTreeSet;

use geo_types::{Coord, Geometry, LineString, Polygon};

use super::Shape;
use crate::geodesy::{Crs, OutsideCrs, Unprojection};

/// Takes shapes of one coordinate system to longitude and latitude.
#[derive(Debug)]
pub(super) struct Places {
    unprojection: Unprojection,
}

impl Places {
    pub(super) fn of(crs: Crs) -> Self {
        Self { unprojection: Unprojection::from_crs(crs) }
    }

    /// The shape with every position finite and in range, else why there is none.
    pub(super) fn shape(&self, mut geometry: Geometry<f64>) -> Shape {
        match self.all(&mut geometry) {
            Ok(()) => Shape::Of(geometry),
            Err(outside) => Shape::Unusable(outside.to_string()),
        }
    }

    fn all(&self, geometry: &mut Geometry<f64>) -> Result<(), OutsideCrs> {
        match geometry {
            Geometry::Point(point) => self.one(&mut point.0),
            Geometry::MultiPoint(points) => points.0.iter_mut().try_for_each(|point| self.one(&mut point.0)),
            Geometry::LineString(line) => self.line(line),
            Geometry::MultiLineString(lines) => lines.0.iter_mut().try_for_each(|line| self.line(line)),
            Geometry::Polygon(area) => self.area(area),
            Geometry::MultiPolygon(areas) => areas.0.iter_mut().try_for_each(|area| self.area(area)),
            Geometry::GeometryCollection(parts) => parts.0.iter_mut().try_for_each(|part| self.all(part)),
            // No reader makes these.
            Geometry::Line(line) => self.one(&mut line.start).and_then(|()| self.one(&mut line.end)),
            Geometry::Rect(_) | Geometry::Triangle(_) => {
                let nan = f64::NAN;
                self.one(&mut Coord { x: nan, y: nan })
            }
        }
    }

    fn area(&self, area: &mut Polygon<f64>) -> Result<(), OutsideCrs> {
        let mut done = Ok(());
        area.exterior_mut(|ring| done = self.line(ring));
        area.interiors_mut(|rings| {
            if done.is_ok() {
                done = rings.iter_mut().try_for_each(|ring| self.line(ring));
            }
        });
        done
    }

    fn line(&self, line: &mut LineString<f64>) -> Result<(), OutsideCrs> {
        line.0.iter_mut().try_for_each(|position| self.one(position))
    }

    fn one(&self, position: &mut Coord<f64>) -> Result<(), OutsideCrs> {
        *position = self.unprojection.to_lon_lat(*position)?;
        Ok(())
    }
}

/// The names of columns in the order in which they were met, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) in_order: Vec<String>,
    known: BTreeSet<String>,
}

impl Names {
    /// Adds a name that is not there yet.
    pub(super) fn add(&mut self, name: &str) {
        if !self.known.contains(name) {
            self.known.insert(name.to_owned());
            self.in_order.push(name.to_owned());
        }
    }
}
