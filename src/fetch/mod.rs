//! Files from their publishers: a catalogue of addresses, and downloads that resume and are checked.
//!
//! Only the command line uses it: the service asks no other host anything. What is asked, and of whom, stands in one
//! file ([`Catalogue`], `data/catalogue.toml`); nothing else ever becomes an address, but where a publisher redirects to
//! ([`address`]). A file is on disk whole, checked, with its origin beside it, or it is not there.

mod address;
mod catalogue;
mod certificates;
mod client;
mod digest;
mod download;
mod error;
mod origin;
mod part;
mod unpack;

pub use address::{Address, MAX_REDIRECTS};
pub use catalogue::{Catalogue, Entry, Publisher, Subject, Unpack};
pub use client::{Announced, Client, Patience};
pub use download::{Fetched, Progress, fetch, is_current};
pub use error::FetchError;
pub use origin::{Check, Origin};
