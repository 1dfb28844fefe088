//! The systems as other programs write them: well-known text, from the EPSG registry through PROJ 9.1.

use super::Crs;

macro_rules! texts {
    ($crs:expr, $($variant:ident => $epsg:literal),*) => {
        match $crs {
            $(Crs::$variant => [
                include_str!(concat!("wkt/", $epsg, ".wkt")),
                include_str!(concat!("wkt/", $epsg, ".prj")),
            ],)*
        }
    };
}

impl Crs {
    /// OGC well-known text, version 1.
    #[must_use]
    pub const fn wkt(self) -> &'static str {
        self.texts()[0]
    }

    /// The text of a `.prj`: ESRI's dialect.
    #[must_use]
    pub const fn prj(self) -> &'static str {
        self.texts()[1]
    }

    const fn texts(self) -> [&'static str; 2] {
        texts!(self,
            LonLat => 4326, Lambert93 => 2154, Reunion => 2975, Antilles => 5490, Guyane => 2972,
            Mayotte => 4471, LaeaEurope => 3035, WebMercator => 3857)
    }
}
