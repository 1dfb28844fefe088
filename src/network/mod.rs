//! Roads: from an OpenStreetMap extract to travel times and lengths, exactly and for everyone at once.
//!
//! Nothing here knows people, venues or a file of answers: graphs, positions, seconds and metres.
//!
//! Data flows one way. [`profile`] says what a way is worth to a car, a bicycle or a walker.

pub mod profile;
