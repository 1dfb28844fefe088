//! The projected coordinate systems of French public data, to longitude and latitude and back.
//!
//! Eight systems, fixed: a projection string is never made from what a file says. The projection
//! itself (`proj4rs`) answers nonsense for nonsense, so a position is checked before (is it in the
//! territory where the system is used?) and after. The datums (RGF93, RGR92, RGAF09, RGFG95, RGM04) are
//! within a metre of WGS84 and taken for it, as everywhere in web mapping.
//!
//! References: IGN, *Systèmes de référence géodésiques et projections*, arrêté of 5 March 2019; EPSG.

mod wkt;

use geo_types::Coord;
use proj4rs::proj::Proj;
use proj4rs::transform::transform;

/// A coordinate system of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Crs {
    /// Longitude and latitude in degrees, EPSG:4326.
    LonLat,
    /// RGF93 / Lambert-93, EPSG:2154: metropolitan France.
    Lambert93,
    /// RGR92 / UTM 40S, EPSG:2975: La Réunion.
    Reunion,
    /// RGAF09 / UTM 20N, EPSG:5490: Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy.
    Antilles,
    /// RGFG95 / UTM 22N, EPSG:2972: Guyane.
    Guyane,
    /// RGM04 / UTM 38S, EPSG:4471: Mayotte.
    Mayotte,
    /// ETRS89 / LAEA Europe, EPSG:3035: the grids of Eurostat and INSEE in metropolitan France.
    LaeaEurope,
    /// WGS 84 / Pseudo-Mercator, EPSG:3857: web maps.
    WebMercator,
}

/// A position that cannot be in the territory of its coordinate system.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{x}, {y} is not a position in {crs} (EPSG:{epsg})", crs = crs.name(), epsg = crs.epsg())]
pub struct OutsideCrs {
    /// The system.
    pub crs: Crs,
    /// First coordinate.
    pub x: f64,
    /// Second coordinate.
    pub y: f64,
}

impl Crs {
    /// Every system.
    pub const ALL: [Self; 8] = [
        Self::Lambert93,
        Self::Reunion,
        Self::Antilles,
        Self::Guyane,
        Self::Mayotte,
        Self::LaeaEurope,
        Self::WebMercator,
        Self::LonLat,
    ];

    /// Its EPSG number.
    #[must_use]
    pub const fn epsg(self) -> u32 {
        match self {
            Self::LonLat => 4326,
            Self::Lambert93 => 2154,
            Self::Reunion => 2975,
            Self::Antilles => 5490,
            Self::Guyane => 2972,
            Self::Mayotte => 4471,
            Self::LaeaEurope => 3035,
            Self::WebMercator => 3857,
        }
    }

    /// The system of that EPSG number, if it is one of ours.
    #[must_use]
    pub fn from_epsg(epsg: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|crs| crs.epsg() == epsg)
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LonLat => "longitude and latitude",
            Self::Lambert93 => "Lambert-93",
            Self::Reunion => "RGR92 / UTM 40S",
            Self::Antilles => "RGAF09 / UTM 20N",
            Self::Guyane => "RGFG95 / UTM 22N",
            Self::Mayotte => "RGM04 / UTM 38S",
            Self::LaeaEurope => "ETRS89 / LAEA Europe",
            Self::WebMercator => "WGS 84 / Pseudo-Mercator",
        }
    }

    /// The system that the text of a `.prj` names (WKT of ESRI, OGC or EPSG); `None` when it is none of
    /// ours.
    #[must_use]
    pub fn from_prj(wkt: &str) -> Option<Self> {
        let wkt: String = wkt.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let has = |part: &str| wkt.contains(part);
        if !(wkt.starts_with("projcs") || wkt.starts_with("projcrs") || wkt.starts_with("compdcs")) {
            let degrees = ["wgs1984", "wgs84", "rgf93", "rgf1993", "etrs89", "etrs1989"].into_iter().any(has);
            return (wkt.starts_with("geog") && degrees).then_some(Self::LonLat);
        }
        let utm = |zone: &str| has(&format!("utm{zone}")) || has(&format!("utmzone{zone}"));
        let named = [
            (Self::Lambert93, has("lambert93")),
            (Self::Reunion, utm("40s") && (has("rgr92") || has("rgr1992") || has("reunion1992"))),
            (Self::Antilles, utm("20n") && (has("rgaf09") || has("antillesfrancaises2009"))),
            (Self::Guyane, utm("22n") && (has("rgfg95") || has("rgfg1995") || has("guyane1995"))),
            (Self::Mayotte, utm("38s") && (has("rgm04") || has("rgm2004") || has("mayotte2004"))),
            (Self::LaeaEurope, has("etrs") && (has("laea") || has("lambertazimuthalequalarea"))),
            (Self::WebMercator, has("pseudomercator") || has("webmercator")),
        ];
        named.into_iter().find(|(_, is)| *is).map(|(crs, _)| crs)
    }

    /// The projection string: what the system is made of.
    const fn definition(self) -> &'static str {
        match self {
            Self::LonLat => "+proj=longlat +ellps=GRS80 +no_defs",
            Self::Lambert93 => {
                "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 \
                 +units=m +no_defs"
            }
            Self::Reunion => "+proj=utm +zone=40 +south +ellps=GRS80 +units=m +no_defs",
            Self::Antilles => "+proj=utm +zone=20 +ellps=GRS80 +units=m +no_defs",
            Self::Guyane => "+proj=utm +zone=22 +ellps=GRS80 +units=m +no_defs",
            Self::Mayotte => "+proj=utm +zone=38 +south +ellps=GRS80 +units=m +no_defs",
            Self::LaeaEurope => {
                "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs"
            }
            // Longitude and latitude of WGS84 on a sphere, as EPSG:1024 defines it.
            Self::WebMercator => {
                "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs"
            }
        }
    }

    /// West, south, east, north of where its territory is in its own coordinates, generously.
    const fn bounds(self) -> [f64; 4] {
        match self {
            Self::LonLat => [-180.0, -90.0, 180.0, 90.0],
            Self::Lambert93 => [-400_000.0, 5_700_000.0, 1_400_000.0, 7_500_000.0],
            Self::Reunion => [250_000.0, 7_550_000.0, 450_000.0, 7_750_000.0],
            Self::Antilles => [400_000.0, 1_550_000.0, 800_000.0, 2_050_000.0],
            Self::Guyane => [0.0, 150_000.0, 600_000.0, 750_000.0],
            Self::Mayotte => [450_000.0, 8_500_000.0, 600_000.0, 8_650_000.0],
            Self::LaeaEurope => [900_000.0, 900_000.0, 7_500_000.0, 7_500_000.0],
            Self::WebMercator => {
                [-20_037_508.342_789_25, -20_048_966.104_015, 20_037_508.342_789_25, 20_048_966.104_015]
            }
        }
    }

    /// The same in degrees: an answer outside is nonsense.
    const fn territory(self) -> [f64; 4] {
        match self {
            Self::LonLat => [-180.0, -90.0, 180.0, 90.0],
            Self::Lambert93 => [-13.0, 37.0, 14.0, 55.0],
            Self::Reunion => [54.0, -23.0, 57.0, -20.0],
            Self::Antilles => [-64.5, 13.5, -59.5, 19.0],
            Self::Guyane => [-56.5, 1.0, -49.5, 7.0],
            Self::Mayotte => [44.0, -14.0, 46.0, -12.0],
            Self::LaeaEurope => [-56.0, 24.0, 73.0, 85.0],
            Self::WebMercator => [-180.000_001, -85.06, 180.000_001, 85.06],
        }
    }
}

/// Takes positions of one coordinate system to longitude and latitude.
#[derive(Debug)]
pub struct Unprojection {
    crs: Crs,
    from: Option<(Proj, Proj)>,
}

impl Unprojection {
    /// From `crs`.
    #[must_use]
    pub fn from_crs(crs: Crs) -> Self {
        let proj = |crs: Crs| Proj::from_proj_string(crs.definition()).ok();
        // The strings are ours and a test makes each of them.
        let from = if crs == Crs::LonLat { None } else { proj(crs).zip(proj(Crs::LonLat)) };
        Self { crs, from }
    }

    /// A position of the system in whole centimetres: what is drawn at one place has one. Degrees are
    /// counted in ten-millionths, about a centimetre.
    #[must_use]
    pub fn centimetres(&self, position: Coord<f64>) -> [i64; 2] {
        let per_unit = if self.crs == Crs::LonLat { 1e7 } else { 100.0 };
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and positions are checked before")]
        [position.x, position.y].map(|unit| (unit * per_unit).round() as i64)
    }

    /// Longitude and latitude of a position. Cost: about a microsecond.
    ///
    /// # Errors
    /// When the position cannot be in the territory of its system, or is not a number.
    pub fn to_lon_lat(&self, position: Coord<f64>) -> Result<Coord<f64>, OutsideCrs> {
        let outside = OutsideCrs { crs: self.crs, x: position.x, y: position.y };
        if !within(position, self.crs.bounds()) {
            return Err(outside);
        }
        let Some((from, to)) = &self.from else {
            return if self.crs == Crs::LonLat { Ok(position) } else { Err(outside) };
        };
        let mut point = (position.x, position.y, 0.0);
        transform(from, to, &mut point).map_err(|_| outside)?;
        let degrees = Coord { x: point.0.to_degrees(), y: point.1.to_degrees() };
        if within(degrees, self.crs.territory()) { Ok(degrees) } else { Err(outside) }
    }
}

/// Takes longitude and latitude to positions of one coordinate system: the inverse of [`Unprojection`].
#[derive(Debug)]
pub struct Projection {
    crs: Crs,
    to: Option<(Proj, Proj)>,
}

impl Projection {
    /// To `crs`.
    #[must_use]
    pub fn to_crs(crs: Crs) -> Self {
        let Unprojection { crs, from } = Unprojection::from_crs(crs);
        Self { crs, to: from.map(|(projected, degrees)| (degrees, projected)) }
    }

    /// The position of a longitude and latitude. Cost: about a microsecond.
    ///
    /// # Errors
    /// When it is outside of the territory of the system, or is not a number; the position in the error is in
    /// degrees.
    pub fn from_lon_lat(&self, degrees: Coord<f64>) -> Result<Coord<f64>, OutsideCrs> {
        let outside = OutsideCrs { crs: self.crs, x: degrees.x, y: degrees.y };
        if !within(degrees, self.crs.territory()) {
            return Err(outside);
        }
        let Some((from, to)) = &self.to else {
            return if self.crs == Crs::LonLat { Ok(degrees) } else { Err(outside) };
        };
        let mut point = (degrees.x.to_radians(), degrees.y.to_radians(), 0.0);
        transform(from, to, &mut point).map_err(|_| outside)?;
        let position = Coord { x: point.0, y: point.1 };
        if within(position, self.crs.bounds()) { Ok(position) } else { Err(outside) }
    }
}

/// Whether a position lies in a box, its edges included. What is not a number lies nowhere.
fn within(position: Coord<f64>, [west, south, east, north]: [f64; 4]) -> bool {
    (west..=east).contains(&position.x) && (south..=north).contains(&position.y)
}

#[cfg(test)]
mod tests;
