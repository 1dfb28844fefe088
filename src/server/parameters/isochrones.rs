//! The parameters of isochrones: times, which way one travels, and how far from roads land goes.

use crate::network::isochrone::{Direction, IsochroneOptions, MAX_LAND_M, MAX_MINUTES, MAX_TIMES};
use crate::server::problem::Problem;
use crate::server::query::Query;

/// Names of the parameters that isochrones have besides those of a question.
pub(in crate::server) const ISOCHRONE_NAMES: [&str; 5] =
    ["minutes", "direction", "corridor_m", "filling_m", "at"];
/// What `direction` accepts; the first when absent.
pub(in crate::server) const DIRECTIONS: [&str; 2] = ["to", "from"];

/// The times, the direction and the lengths asked for; the cells are the library's choice.
///
/// # Errors
/// A 400 problem that names the parameter and what it accepts.
pub(in crate::server) fn read_isochrones(query: &Query) -> Result<IsochroneOptions, Problem> {
    let mut options = IsochroneOptions::default();
    if let Some(text) = query.single("minutes")? {
        let read = || text.split(',').map(whole).collect::<Option<Vec<u32>>>();
        options.minutes = read().unwrap_or_default();
        if options.check().is_err() {
            return Err(Problem::parameter("minutes", text, accepted_minutes()));
        }
    }
    options.direction = match query.single("direction")? {
        None | Some("to") => Direction::To,
        Some("from") => Direction::From,
        Some(other) => return Err(Problem::parameter("direction", other, DIRECTIONS.join(" or "))),
    };
    let lengths = [("corridor_m", &mut options.corridor_m), ("filling_m", &mut options.filling_m)];
    for (name, metres) in lengths {
        let Some(text) = query.single(name)? else { continue };
        let asked = whole(text).map(f64::from).filter(|asked| *asked <= MAX_LAND_M);
        *metres = asked.ok_or_else(|| Problem::parameter(name, text, accepted_metres()))?;
    }
    Ok(options)
}

/// What `minutes` accepts, in words.
pub(in crate::server) fn accepted_minutes() -> String {
    format!(
        "1 to {MAX_TIMES} strictly increasing whole numbers of minutes from 1 to {MAX_MINUTES}, comma separated"
    )
}

/// What `corridor_m` and `filling_m` accept, in words.
fn accepted_metres() -> String {
    format!("a whole number of metres from 0 to {MAX_LAND_M}")
}

/// A whole number in digits alone.
fn whole(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
