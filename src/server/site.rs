//! What the operator of a service says of it: who may show its map, whom to write to.

use std::fmt;
use std::str::FromStr;

use super::outside_tiles::OutsideTiles;

/// Who may show the read-only view of the map (`/?embed=1`) in a frame.
///
/// Only that view: every other answer refuses all frames. The view asks by `GET` alone, changes nothing and
/// shows what anybody who can reach the service can see, so that every site may unless the operator says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum EmbedOrigins {
    /// Every site.
    #[default]
    Any,
    /// These alone, as `https://example.fr` or `http://localhost:3000`; nobody where the list is empty.
    Only(Vec<String>),
}

impl EmbedOrigins {
    /// As the `frame-ancestors` of a policy wants it.
    pub(super) fn frame_ancestors(&self) -> String {
        match self {
            Self::Any => "*".to_owned(),
            Self::Only(origins) if origins.is_empty() => "'none'".to_owned(),
            Self::Only(origins) => origins.join(" "),
        }
    }

    /// As a list: `*` for every site, empty for nobody.
    pub(super) fn listed(&self) -> Vec<String> {
        match self {
            Self::Any => vec!["*".to_owned()],
            Self::Only(origins) => origins.clone(),
        }
    }
}

/// What a name of origins or a contact is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SiteError {
    /// Not an origin.
    #[error(
        "\"{0}\" is not the origin of a site: give any, none, or https://example.fr (scheme, host and port alone; several with commas)"
    )]
    Origin(String),
    /// Not an address of tiles.
    #[error(
        "\"{template}\" is no address of tiles: {why}; give one like https://tuiles.exemple.fr/{{z}}/{{x}}/{{y}}.png, and \
         whose they are with --tiles-attribution"
    )]
    Tiles {
        /// What was given.
        template: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Neither a mail address nor that of a page.
    #[error(
        "\"{0}\" is no contact: give a mail address (someone@example.fr) or the address of a page (https://example.fr/contact)"
    )]
    Contact(String),
}

impl FromStr for EmbedOrigins {
    type Err = SiteError;

    /// Reads `any`, `none`, or origins with commas between them.
    fn from_str(text: &str) -> Result<Self, SiteError> {
        match text.trim() {
            "any" => Ok(Self::Any),
            "none" => Ok(Self::Only(Vec::new())),
            list => list.split(',').map(|one| origin(one.trim())).collect::<Result<_, _>>().map(Self::Only),
        }
    }
}

/// The origin as it is written; it goes into a header, so that nothing but an origin may pass.
pub(super) fn origin(text: &str) -> Result<String, SiteError> {
    let refused = || SiteError::Origin(text.to_owned());
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(refused)?;
    let (host, port) = rest.split_once(':').unwrap_or((rest, "443"));
    let is_host =
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if is_host && port.parse::<u16>().is_ok() { Ok(text.to_owned()) } else { Err(refused()) }
}

/// Whom to write to when something cannot be used: a mail address, or a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact(String);

impl FromStr for Contact {
    type Err = SiteError;

    fn from_str(text: &str) -> Result<Self, SiteError> {
        let is_plain =
            !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'));
        let is_page = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .is_some_and(|rest| !rest.is_empty());
        let is_mail = text.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && host.contains('.') && !text.contains(['/', ':', '?', '&'])
        });
        if is_plain && (is_page || is_mail) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SiteError::Contact(text.to_owned()))
        }
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the operator says of the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// Who may show the read-only view in a frame.
    pub embed: EmbedOrigins,
    /// Whom to write to; the statement of accessibility says so where there is nobody.
    pub contact: Option<Contact>,
    /// Tiles of another server that a reader may choose for a background.
    pub tiles: Option<OutsideTiles>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_and_nothing_else_gets_into_the_header() {
        assert_eq!("any".parse(), Ok(EmbedOrigins::Any));
        assert_eq!("none".parse::<EmbedOrigins>().unwrap().frame_ancestors(), "'none'");
        let two: EmbedOrigins = "https://lozere.fr, http://localhost:3000".parse().unwrap();
        assert_eq!(two.frame_ancestors(), "https://lozere.fr http://localhost:3000");
        for wrong in [
            "",
            "*",
            "lozere.fr",
            "https://",
            "https://a b",
            "https://a; script-src *",
            "https://a/b",
            "https://a:99999",
            "javascript:x",
        ] {
            assert!(wrong.parse::<EmbedOrigins>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_contact_is_a_mail_address_or_a_page() {
        for right in ["aide@lozere.fr", "https://lozere.fr/contact"] {
            assert_eq!(right.parse::<Contact>().unwrap().to_string(), right);
        }
        for wrong in ["", "nobody", "javascript:alert(1)@x.y", "a@b", "a b@c.fr", "https://", "<a@b.c>"] {
            assert!(wrong.parse::<Contact>().is_err(), "{wrong}");
        }
    }
}
