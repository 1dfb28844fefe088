//! A cell of a population grid.

use std::fmt;
use std::str::FromStr;

use geo_types::Coord;

use super::{CommuneCode, NotACode};
use crate::units::People;

/// Identifier of a grid cell, as INSEE and Eurostat write it: `CRS3035RES200mN2029800E4252400` is the square of 200 m
/// whose south-west corner is 2,029,800 m north and 4,252,400 m east in EPSG:3035.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellId {
    /// EPSG number of the coordinate system.
    pub epsg: u32,
    /// Side of the cell, metres.
    pub side_m: u32,
    /// South side, metres north of the origin.
    pub north: i32,
    /// West side, metres east of the origin.
    pub east: i32,
}

impl CellId {
    /// The centre of the cell, in metres of its own coordinate system: `x` east, `y` north.
    #[must_use]
    pub fn centre(&self) -> Coord<f64> {
        let half = f64::from(self.side_m) / 2.0;
        Coord { x: f64::from(self.east) + half, y: f64::from(self.north) + half }
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { epsg, side_m, north, east } = self;
        write!(f, "CRS{epsg}RES{side_m}mN{north}E{east}")
    }
}

impl FromStr for CellId {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Self, NotACode> {
        read(text).ok_or_else(|| NotACode {
            text: super::shortened(text),
            expected: "an identifier of a grid cell (CRS3035RES200mN2029800E4252400)",
        })
    }
}

fn read(text: &str) -> Option<CellId> {
    let (epsg, rest) = text.strip_prefix("CRS")?.split_once("RES")?;
    let (side_m, rest) = rest.split_once("mN")?;
    let (north, east) = rest.split_once('E')?;
    let id = CellId {
        epsg: whole(epsg)?,
        side_m: whole(side_m).filter(|side| (1..=1_000_000).contains(side))?,
        north: i32::try_from(whole(north)?).ok()?,
        east: i32::try_from(whole(east)?).ok()?,
    };
    Some(id)
}

/// Digits and nothing else, as INSEE writes them: no sign, no zero in front.
fn whole(digits: &str) -> Option<u32> {
    let plain =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
    plain.then(|| digits.parse().ok()).flatten()
}

/// A square with people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridCell {
    /// Identifier.
    pub id: CellId,
    /// Longitude and latitude of its centre.
    pub position: Coord<f64>,
    /// The commune that its people are counted in.
    pub commune: CommuneCode,
    /// People who live there; a fraction where the statistics were smoothed.
    pub people: People,
    /// Whether the figures were imputed, because too few households live there to publish theirs.
    pub is_imputed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_and_writes_back_and_knows_its_centre() {
        let text = "CRS3035RES200mN2029800E4252400";
        let id: CellId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(id.centre(), Coord { x: 4_252_500.0, y: 2_029_900.0 });
    }

    #[test]
    fn what_is_no_identifier_is_refused() {
        for text in [
            "",
            "CRS3035",
            "CRS3035RES200mN-1E5",
            "CRS3035RES200mN02E5",
            "CRS3035RES0mN1E5",
            "crs3035RES200mN1E5",
        ] {
            assert!(text.parse::<CellId>().is_err(), "{text}");
        }
    }
}
