//! Roads: from an OpenStreetMap extract to travel times and lengths, exactly and for everyone at once.
//!
//! Nothing here knows people, venues or a file of answers: graphs, positions, seconds and metres.
//!
//! Data flows one way, in this order. [`profile`] says what a way is worth to a car, a bicycle or a
//! walker; [`osm`] reads an extract into [`raw`] ways over points.

mod num;
pub mod osm;
pub mod profile;
pub mod raw;
