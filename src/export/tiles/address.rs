//! Which tile: zoom, column from the west, row from the north, on the square of Web Mercator.

use std::f64::consts::PI;
use std::fmt;

use geo_types::Coord;

/// The address of a tile that exists: column and row below 2^zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileAddress {
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileAddress {
    /// The largest zoom; closer, a map draws these tiles larger. A step of theirs is 0.4 m.
    pub const MAX_ZOOM: u8 = 14;

    /// A tile; `None` when there is none at this address.
    #[must_use]
    pub const fn new(zoom: u8, column: u32, row: u32) -> Option<Self> {
        let exists = zoom <= Self::MAX_ZOOM && column < 1 << zoom && row < 1 << zoom;
        if exists { Some(Self { zoom, column, row }) } else { None }
    }

    /// The tile that holds the world.
    pub(super) const fn world() -> Self {
        Self { zoom: 0, column: 0, row: 0 }
    }

    /// Its zoom, 0 for the tile that holds the world.
    #[must_use]
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// Its column, from the west.
    #[must_use]
    pub const fn column(self) -> u32 {
        self.column
    }

    /// Its row, from the north.
    #[must_use]
    pub const fn row(self) -> u32 {
        self.row
    }

    /// A position in degrees on this tile: 0 to 1 from the west and from the north inside it.
    pub(super) fn project(self, position: Coord<f64>) -> Coord<f64> {
        let side = self.side();
        // Web Mercator ends there.
        let lat = position.y.clamp(-85.06, 85.06);
        let x = position.x / 360.0 + 0.5;
        let y = 0.5 - (PI / 4.0 + lat.to_radians() / 2.0).tan().ln() / (2.0 * PI);
        Coord { x: x * side - f64::from(self.column), y: y * side - f64::from(self.row) }
    }

    /// South-western and north-eastern corner in degrees, `margin` tiles beyond each edge included.
    pub(super) fn bounds(self, margin: f64) -> (Coord<f64>, Coord<f64>) {
        let side = self.side();
        let lon = |x: f64| ((x / side - 0.5) * 360.0).clamp(-180.0, 180.0);
        let lat = |y: f64| (PI * (1.0 - 2.0 * y / side)).sinh().atan().to_degrees();
        let (west, north) = (f64::from(self.column), f64::from(self.row));
        let low = Coord { x: lon(west - margin), y: lat(north + 1.0 + margin) };
        (low, Coord { x: lon(west + 1.0 + margin), y: lat(north - margin) })
    }

    fn side(self) -> f64 {
        f64::from(1u32 << self.zoom)
    }
}

impl fmt::Display for TileAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.zoom, self.column, self.row)
    }
}
