//! The parameters of items: as typed, then as validated.

use crate::dataset::DeclaredIndicator;
use crate::export::{CollectionCrs, CollectionKind, Column, Days, Filter};
use crate::server::parameters::NAMES as QUESTION;
use crate::server::problem::Problem;
use crate::server::query::Query;

/// Parameters of items besides those of a question and the fields of the collection.
pub(super) const NAMES: [&str; 7] = ["f", "bbox", "bbox-crs", "crs", "datetime", "limit", "offset"];
/// Features in a page where no number is asked for.
pub(super) const DEFAULT_LIMIT: usize = 100;
/// Most features in a page; more are asked for as so many (OGC API – Features, /req/core/fc-limit-response-1).
pub(super) const MOST: usize = 10_000;

/// What items are asked for, every value within its bounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ItemsAsked {
    /// The coordinate system of the answer.
    pub(super) crs: CollectionCrs,
    /// That of the boxes.
    pub(super) bbox_crs: CollectionCrs,
    /// Boxes of least x, least y, largest x, largest y; two where one crosses the antimeridian, none for all.
    pub(super) boxes: Vec<[f64; 4]>,
    pub(super) days: Option<Days>,
    pub(super) filters: Vec<Filter>,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

/// The fields that a collection can be asked by, with their places: those whose names are no parameter.
pub(super) fn queryables(kind: CollectionKind, indicators: &[DeclaredIndicator]) -> Vec<(usize, Column)> {
    let columns = kind.columns(indicators).into_iter().enumerate();
    columns
        .filter(|(_, column)| !QUESTION.contains(&&*column.name) && !NAMES.contains(&&*column.name))
        .collect()
}

impl ItemsAsked {
    /// Validates what is asked of a collection.
    ///
    /// # Errors
    /// A 400 problem that names the parameter and what it accepts.
    pub(super) fn read(
        kind: CollectionKind,
        indicators: &[DeclaredIndicator],
        query: &Query,
    ) -> Result<Self, Problem> {
        let bbox_crs = read_crs("bbox-crs", query)?;
        let columns = kind.columns(indicators);
        let mut filters = Vec::new();
        for (place, column) in queryables(kind, indicators) {
            if let Some(text) = query.single(&column.name)? {
                let filter = Filter::read(&columns, place, text);
                filters
                    .push(filter.map_err(|error| Problem::parameter(&column.name, text, error.to_string()))?);
            }
        }
        let days = query.single("datetime")?.map(|text| {
            let accepted =
                "a date or a moment of RFC 3339, or two of them with / between, .. for an open end";
            Days::read(text).map_err(|_| Problem::parameter("datetime", text, accepted))
        });
        Ok(Self {
            crs: read_crs("crs", query)?,
            bbox_crs,
            boxes: read_boxes(query, bbox_crs)?,
            days: days.transpose()?,
            filters,
            limit: read_whole("limit", query, 1)?.map_or(DEFAULT_LIMIT, |limit| limit.min(MOST)),
            offset: read_whole("offset", query, 0)?.unwrap_or(0),
        })
    }
}

/// A coordinate system by its name; longitude and latitude where none is named.
pub(super) fn read_crs(name: &str, query: &Query) -> Result<CollectionCrs, Problem> {
    let Some(text) = query.single(name)? else { return Ok(CollectionCrs::Crs84) };
    CollectionCrs::from_uri(text).ok_or_else(|| {
        Problem::parameter(
            name,
            text,
            format!("among {}", CollectionCrs::ALL.map(CollectionCrs::uri).join(", ")),
        )
    })
}

/// A whole number of any length: one that does not fit is as large as can be.
fn read_whole(name: &str, query: &Query, least: usize) -> Result<Option<usize>, Problem> {
    let Some(text) = query.single(name)? else { return Ok(None) };
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = plain.then(|| text.parse().unwrap_or(usize::MAX)).filter(|number| *number >= least);
    let refusal = || Problem::parameter(name, text, format!("a whole number from {least}"));
    number.map(Some).ok_or_else(refusal)
}

fn read_boxes(query: &Query, crs: CollectionCrs) -> Result<Vec<[f64; 4]>, Problem> {
    let Some(text) = query.single("bbox")? else { return Ok(Vec::new()) };
    let accepted = "four numbers (or six, heights at the third and sixth place): lower left corner, upper right corner, \
                    in the axis order of bbox-crs";
    let refusal = || Problem::parameter("bbox", text, accepted);
    let number = |part: &str| {
        let part = part.trim();
        let plain = part.len() <= 32 && part.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        plain.then(|| part.parse::<f64>().ok()).flatten().filter(|number| number.is_finite())
    };
    let numbers: Option<Vec<f64>> = text.split(',').map(number).collect();
    let [a, b, c, d] = match numbers.as_deref() {
        Some([a, b, c, d] | [a, b, _, c, d, _]) => [*a, *b, *c, *d],
        _ => return Err(refusal()),
    };
    let [west, south, east, north] = if crs.is_swapped() { [b, a, d, c] } else { [a, b, c, d] };
    if south > north || (crs.is_projected() && west > east) {
        return Err(refusal());
    }
    // Degrees: a box whose west is east of its east crosses the antimeridian.
    let boxes = if west > east {
        vec![[west, south, 180.0_f64.max(west), north], [(-180.0_f64).min(east), south, east, north]]
    } else {
        vec![[west, south, east, north]]
    };
    Ok(boxes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Result<ItemsAsked, Problem> {
        let columns = CollectionKind::Communes.columns(&[]);
        let names: Vec<&str> = NAMES.into_iter().chain(columns.iter().map(|column| &*column.name)).collect();
        ItemsAsked::read(CollectionKind::Communes, &[], &Query::read(Some(raw), &names)?)
    }

    #[test]
    fn boxes_follow_the_axis_order_of_their_coordinate_system() {
        let epsg = "http://www.opengis.net/def/crs/EPSG/0";
        for (raw, expected) in [
            ("bbox=3,44,4,45".to_owned(), vec![[3.0, 44.0, 4.0, 45.0]]),
            ("bbox=3,44,-10,4,45,1e3".to_owned(), vec![[3.0, 44.0, 4.0, 45.0]]),
            (format!("bbox=44,3,45,4&bbox-crs={epsg}/4326"), vec![[3.0, 44.0, 4.0, 45.0]]),
            (
                format!("bbox=700000,6300000,7.1e5,6400000&bbox-crs={epsg}/2154"),
                vec![[7e5, 6.3e6, 7.1e5, 6.4e6]],
            ),
            (
                "bbox=170,-20,-170,-10".to_owned(),
                vec![[170.0, -20.0, 180.0, -10.0], [-180.0, -20.0, -170.0, -10.0]],
            ),
            (String::new(), vec![]),
        ] {
            assert_eq!(read(&raw).unwrap().boxes, expected, "{raw}");
        }
        for raw in [
            "bbox=",
            "bbox=1,2,3",
            "bbox=1,2,3,4,5",
            "bbox=3,45,4,44",
            "bbox=a,b,c,d",
            "bbox=nan,0,1,1",
            "bbox=1e999,0,1,1",
        ] {
            assert!(read(raw).is_err(), "{raw}");
        }
        assert!(read(&format!("bbox=710000,6300000,700000,6400000&bbox-crs={epsg}/2154")).is_err());
        assert!(read(&format!("crs={epsg}/2975")).is_err());
    }

    #[test]
    fn a_limit_above_the_most_is_the_most_and_none_is_refused() {
        let limit = |raw: &str| read(raw).map(|asked| asked.limit).ok();
        assert_eq!(limit(""), Some(DEFAULT_LIMIT));
        assert_eq!(limit("limit=10001"), Some(MOST));
        assert_eq!(limit(&format!("limit={}", "9".repeat(40))), Some(MOST));
        for raw in ["limit=0", "limit=-1", "limit=ten", "limit=", "limit=1.5", "offset=-1", "limit=1&limit=2"]
        {
            assert_eq!(limit(raw), None, "{raw}");
        }
    }

    #[test]
    fn fields_are_asked_for_by_values_of_their_type() {
        assert_eq!(read("code=48095&covered=true&population=1e3&band=2").unwrap().filters.len(), 4);
        for raw in ["covered=yes", "population=many", "population=", "band=1.5", "band=", "population=inf"] {
            assert!(read(raw).is_err(), "{raw}");
        }
    }
}
