//! Metres of a projection in the columns of degrees.

use geo_types::Coord;

use super::{Declared, SWAP_TOLERANCE_M};
use crate::geodesy::{Crs, Unprojection, metres_to_area};
use crate::model::{Commune, CommuneCode};
use crate::territory::CommuneIndex;

/// The projections of French public data in metres; web maps last.
const TRIED: [Crs; 6] =
    [Crs::Lambert93, Crs::Reunion, Crs::Antilles, Crs::Guyane, Crs::Mayotte, Crs::WebMercator];

/// The position in degrees, its system and its commune, when the numbers are metres of a known projection (in either
/// order) that fall in or near the declared commune or, without one, in any.
pub(super) fn to_degrees(
    given: Coord<f64>,
    declared: Declared<'_>,
    communes: &CommuneIndex<'_>,
) -> Option<(Coord<f64>, Crs, Option<CommuneCode>)> {
    let orders = [given, Coord { x: given.y, y: given.x }];
    let tries = TRIED.into_iter().flat_map(|crs| orders.map(|metres| (crs, metres)));
    tries
        .filter_map(|(crs, metres)| Some((crs, Unprojection::from_crs(crs).to_lon_lat(metres).ok()?)))
        .find_map(|(crs, position)| Some((position, crs, fits(position, declared, communes)?)))
}

/// The commune of a converted position, where it is one that it may be in: none inside is a commune that is not known.
#[expect(clippy::option_option, reason = "whether it fits, and then which commune, if any, it is in")]
fn fits(
    position: Coord<f64>,
    declared: Declared<'_>,
    communes: &CommuneIndex<'_>,
) -> Option<Option<CommuneCode>> {
    let here = communes.at(position).map(|commune| commune.code);
    match declared {
        Declared::Here(commune @ Commune { boundary: Some(area), .. }) => {
            (metres_to_area(position, area) <= SWAP_TOLERANCE_M).then(|| here.or(Some(commune.code)))
        }
        Declared::Here(commune) => Some(Some(commune.code)),
        Declared::NotLoaded(code) => here.is_none().then_some(Some(code)),
        Declared::Nothing | Declared::NotCurrent => here.map(Some),
    }
}
