//! What a tour is made from, gathered: the depot from a data folder, times and lengths from a travel model.
//!
//! The command line and the service both gather through it; [`crate::tour`] itself knows neither files nor models.

use geo_types::Coord;

use crate::dataset::{Dataset, DatasetError, VenueSet};
use crate::model::TerritoryCode;
use crate::tour::{Depot, Matrix, NotSquare, Stop, Trip, to_a_centimetre};
use crate::travel::{ModelDescription, Road, TravelModel};

/// A commune whose chef-lieu cannot be a depot.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DepotError {
    /// The data does not have it.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A code of several communes.
    #[error("{code}: {n_communes} communes; give the code of one")]
    NotOne {
        /// The code.
        code: TerritoryCode,
        /// How many communes it stands for.
        n_communes: usize,
    },
    /// Nobody knows where its town hall is.
    #[error("{code}: the chef-lieu of {name} is not known; give a position")]
    NoChefLieu {
        /// The code.
        code: TerritoryCode,
        /// Name of the commune.
        name: String,
    },
}

/// The depot at the chef-lieu of a commune. Reads the commune from disk.
///
/// # Errors
/// When the code is not that of one known commune with a known chef-lieu.
pub fn depot_of(dataset: &Dataset, code: &TerritoryCode) -> Result<Depot, DepotError> {
    let loaded = dataset.territory(code, 0.0, &VenueSet::default())?;
    let [commune] = loaded.territory.communes.as_slice() else {
        let n_communes = loaded.territory.communes.len();
        return Err(DepotError::NotOne { code: code.clone(), n_communes });
    };
    let no_place = || DepotError::NoChefLieu { code: code.clone(), name: commune.name.clone() };
    let place = commune.chef_lieu.ok_or_else(no_place)?;
    Ok(Depot { name: commune.name.clone(), place: to_a_centimetre(place) })
}

/// Times and lengths between the depot and the stops, both ways, and what they are of, in words.
///
/// Cost: by road, a sweep a place, over every core.
///
/// # Errors
/// Never for a model that answers every pair.
pub fn travel(depot: &Depot, stops: &[Stop], model: &dyn TravelModel) -> Result<(String, Matrix), NotSquare> {
    let places: Vec<Coord<f64>> =
        std::iter::once(depot.place).chain(stops.iter().map(|stop| stop.place)).collect();
    let legs = model.legs(&places, &places);
    let trips = legs.iter().map(|leg| leg.as_ref().ok().map(|leg| Trip::new(leg.duration, leg.distance)));
    Ok((words(&model.describe()), Matrix::new(places.len(), trips.collect())?))
}

fn words(model: &ModelDescription) -> String {
    if let Some(roads) = &model.roads {
        return format!("road, {} of {}, extract {}", roads.profile, roads.file, roads.extract_sha256);
    }
    let [detour, speed] = [model.detour, model.speed_kmh].map(Option::unwrap_or_default);
    format!("crow-fly estimate, detour {detour}, {speed} km/h")
}

/// The way from a place to another: along the roads where there are some and they lead there, else straight.
pub fn way(road: Option<&Road>) -> impl Fn(Coord<f64>, Coord<f64>) -> Vec<Coord<f64>> + '_ {
    move |from, to| match road.map(|road| road.route(from, to)) {
        Some(Ok(route)) => route.line,
        _ => vec![from, to],
    }
}
