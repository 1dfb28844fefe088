//! Addresses below `/ogc`, read by hand: the territory may be left out, and identifiers may hold any character.

use crate::export::{CollectionKind, TileAddress};
use crate::server::problem::Problem;
use crate::server::query::decoded_segment;

/// The one set of tile matrices.
pub(super) const MATRIX_SET: &str = "WebMercatorQuad";

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Resource {
    Landing,
    Conformance,
    Api,
    Style,
    Collections,
    Collection(CollectionKind),
    Queryables(CollectionKind),
    Items(CollectionKind),
    Item(CollectionKind, String),
    FlatGeobuf(CollectionKind),
    TileSets(CollectionKind),
    TileSet(CollectionKind),
    TileJson(CollectionKind),
    Tile(CollectionKind, TileAddress),
    MatrixSets,
    MatrixSet,
}

impl Resource {
    /// The collection that it is of.
    pub(super) const fn kind(&self) -> Option<CollectionKind> {
        match self {
            Self::Collection(kind)
            | Self::Queryables(kind)
            | Self::Items(kind)
            | Self::Item(kind, _)
            | Self::FlatGeobuf(kind)
            | Self::TileSets(kind)
            | Self::TileSet(kind)
            | Self::TileJson(kind)
            | Self::Tile(kind, _) => Some(*kind),
            _ => None,
        }
    }
}

/// The territory, where it is named, and the resource of a path that begins with `/ogc`.
///
/// # Errors
/// 404 where nothing has this address, 400 where it cannot be decoded.
pub(super) fn read(path: &str) -> Result<(Option<String>, Resource), Problem> {
    let unknown = || Problem::unknown_address(path);
    let rest = path.strip_prefix("/ogc").filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let rest = rest.ok_or_else(unknown)?;
    let parts: Result<Vec<String>, Problem> = rest.split('/').skip(1).map(decoded_segment).collect();
    let mut parts = parts?;
    // `/ogc/48/` is `/ogc/48`: clients that are given a root add a slash to it.
    if parts.len() <= 2 && parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    let own = ["collections", "conformance", "api", "style.css", "tileMatrixSets"];
    let territory = match parts.first() {
        Some(first) if !own.contains(&first.as_str()) => Some(parts.remove(0)),
        _ => None,
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let resource = match parts.as_slice() {
        [] => Resource::Landing,
        ["conformance"] => Resource::Conformance,
        ["api"] => Resource::Api,
        ["style.css"] if territory.is_none() => Resource::Style,
        ["tileMatrixSets"] => Resource::MatrixSets,
        ["tileMatrixSets", MATRIX_SET] => Resource::MatrixSet,
        ["collections"] => Resource::Collections,
        ["collections", name, below @ ..] => {
            let kind = CollectionKind::from_id(name).ok_or_else(|| unknown_collection(name))?;
            match below {
                [] => Resource::Collection(kind),
                ["queryables"] => Resource::Queryables(kind),
                ["items"] => Resource::Items(kind),
                ["items", id] => Resource::Item(kind, (*id).to_owned()),
                ["items.fgb"] => Resource::FlatGeobuf(kind),
                ["tilejson.json"] => Resource::TileJson(kind),
                ["tiles"] => Resource::TileSets(kind),
                ["tiles", MATRIX_SET] => Resource::TileSet(kind),
                ["tiles", MATRIX_SET, zoom, row, column] => {
                    let address = tile([zoom, row, column]);
                    let asked = || format!("{zoom}/{row}/{column}");
                    let none = || Problem::unknown_tile(&asked(), TileAddress::MAX_ZOOM);
                    Resource::Tile(kind, address.ok_or_else(none)?)
                }
                _ => return Err(unknown()),
            }
        }
        _ => return Err(unknown()),
    };
    Ok((territory, resource))
}

fn unknown_collection(name: &str) -> Problem {
    let known: Vec<&str> = CollectionKind::ALL.iter().map(|kind| kind.id()).collect();
    Problem::unknown_collection(name, &known.join(", "))
}

/// `9`, `184`, `260` or `260.mvt`: plain whole numbers, each written in one way only.
fn tile([zoom, row, column]: [&str; 3]) -> Option<TileAddress> {
    let whole = |text: &str| {
        let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let column = column.strip_suffix(".mvt").unwrap_or(column);
    TileAddress::new(u8::try_from(whole(zoom)?).ok()?, whole(column)?, whole(row)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_territory_may_be_left_out_and_a_root_may_end_in_a_slash() {
        for (path, territory) in
            [("/ogc", None), ("/ogc/", None), ("/ogc/48", Some("48")), ("/ogc/48/", Some("48"))]
        {
            assert_eq!(read(path).unwrap(), (territory.map(str::to_owned), Resource::Landing), "{path}");
        }
        let items = Resource::Items(CollectionKind::Venues);
        assert_eq!(read("/ogc/collections/venues/items").unwrap(), (None, items.clone()));
        assert_eq!(
            read("/ogc/region%3A76/collections/venues/items").unwrap(),
            (Some("region:76".into()), items)
        );
    }

    #[test]
    fn identifiers_hold_any_character_and_rows_come_before_columns() {
        let item = read("/ogc/48/collections/venues/items/a%2Fb%20c+d").unwrap().1;
        assert_eq!(item, Resource::Item(CollectionKind::Venues, "a/b c+d".to_owned()));
        let tile = read("/ogc/48/collections/gaps/tiles/WebMercatorQuad/9/184/260").unwrap().1;
        assert_eq!(tile, Resource::Tile(CollectionKind::Gaps, TileAddress::new(9, 260, 184).unwrap()));
    }

    #[test]
    fn other_addresses_are_none() {
        for path in [
            "/ogc//",
            "/ogc/48/nothing",
            "/ogc/48/style.css",
            "/ogc/48/collections/",
            "/ogc/48/collections/roads",
            "/ogc/48/collections/communes/items/48095/more",
            "/ogc/48/collections/communes/tiles/Other",
            "/ogc/48/collections/communes/tiles/WebMercatorQuad/15/0/0",
            "/ogc/48/collections/communes/tiles/WebMercatorQuad/01/0/0",
            "/ogc/48/collections/communes/tiles/WebMercatorQuad/1/2/0",
            "/ogc/48/collections/communes/tiles/WebMercatorQuad/-1/0/0",
            "/ogcs",
        ] {
            let refused = match read(path) {
                Err(_) => true,
                // An empty name is no territory, which is found out next.
                Ok((territory, _)) => territory.as_deref() == Some(""),
            };
            assert!(refused, "{path}");
        }
    }
}
