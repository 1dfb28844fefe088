//! Map tiles of another server, which the operator may offer as a background. Off unless told.

use super::site::{SiteError, origin};

/// Pictures of a map by `{z}`, `{x}` and `{y}`, and whom to name for them.
///
/// Whoever looks at the map with them tells that server where they look: the page says so, and asks it for nothing
/// unless its reader, or the address that they open, chooses these tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideTiles {
    template: String,
    origin: String,
    attribution: String,
}

/// The longest address and the longest attribution, bytes.
const LONGEST: usize = 1000;

impl OutsideTiles {
    /// Tiles at an address, and the words that name their owner.
    ///
    /// # Errors
    /// When the address is not one of tiles, or nobody is named.
    pub fn new(template: &str, attribution: &str) -> Result<Self, SiteError> {
        let refused = |why| SiteError::Tiles { template: template.to_owned(), why };
        if template.len() > LONGEST || attribution.len() > LONGEST {
            return Err(refused("it is too long"));
        }
        let scheme_end = template.find("://").map(|at| at + 3).ok_or_else(|| refused("it is no address"))?;
        let host_end = template[scheme_end..].find('/').map(|at| scheme_end + at);
        let host_end = host_end.ok_or_else(|| refused("it has no path"))?;
        // It goes into a header.
        let origin = origin(&template[..host_end])
            .map_err(|_| refused("it does not begin with http:// or https:// and one host"))?;
        let path = &template[host_end..];
        if !path.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'<' | b'>' | b'\\')) {
            return Err(refused("it holds a space, a quote or a letter that addresses have not"));
        }
        let mut rest = path.to_owned();
        for part in ["{z}", "{x}", "{y}"] {
            if path.matches(part).count() != 1 {
                return Err(refused("{z}, {x} and {y} must be in it once each"));
            }
            rest = rest.replace(part, "");
        }
        if rest.contains(['{', '}']) {
            return Err(refused("{z}, {x} and {y} are all that can be filled in"));
        }
        let attribution = attribution.trim();
        if attribution.is_empty() || attribution.chars().any(char::is_control) {
            return Err(refused("--tiles-attribution must say whose they are, in one line"));
        }
        Ok(Self { template: template.to_owned(), origin, attribution: attribution.to_owned() })
    }

    /// Their address, with `{z}`, `{x}` and `{y}` in it.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.template
    }

    /// Scheme, host and port of the server that has them.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whose they are.
    #[must_use]
    pub fn attribution(&self) -> &str {
        &self.attribution
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_tiles_is_taken_and_its_server_known() {
        let ign = "https://data.geopf.fr/wmts?LAYER=PLAN.IGN&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";
        let tiles = OutsideTiles::new(ign, " © IGN ").unwrap();
        assert_eq!((tiles.origin(), tiles.template()), ("https://data.geopf.fr", ign));
        assert_eq!(tiles.attribution(), "© IGN");
        let own = OutsideTiles::new("http://localhost:8081/{z}/{x}/{y}.png", "nous").unwrap();
        assert_eq!(own.origin(), "http://localhost:8081");
    }

    #[test]
    fn what_is_no_address_of_tiles_is_refused_with_the_reason() {
        for (template, why) in [
            ("", "no address"),
            ("/tiles/{z}/{x}/{y}.png", "no address"),
            ("https://tuiles.fr", "no path"),
            ("https://{s}.tuiles.fr/{z}/{x}/{y}.png", "one host"),
            ("https://tuiles.fr; script-src */{z}/{x}/{y}.png", "one host"),
            ("ftp://tuiles.fr/{z}/{x}/{y}.png", "http:// or https://"),
            ("https://tuiles.fr/{z}/{x}.png", "once each"),
            ("https://tuiles.fr/{z}/{x}/{y}/{y}.png", "once each"),
            ("https://tuiles.fr/{z}/{x}/{y}.png?key={key}", "all that can be filled in"),
            ("https://tuiles.fr/{z}/{x}/{y}.png?a b", "a space"),
            ("https://tuiles.fr/{z}/{x}/{y}/é.png", "addresses have not"),
        ] {
            let error = OutsideTiles::new(template, "©").unwrap_err().to_string();
            assert!(error.contains(why), "{template}: {error}");
        }
        let nobody = OutsideTiles::new("https://tuiles.fr/{z}/{x}/{y}.png", " ").unwrap_err();
        assert!(nobody.to_string().contains("--tiles-attribution"), "{nobody}");
    }
}
