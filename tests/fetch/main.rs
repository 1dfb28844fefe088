//! Fetching, against a server on loopback that behaves as each test asks, through the real binary.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "the helpers of tests fail as tests do")]
#![allow(unreachable_pub, reason = "shared test modules")]

#[path = "../common/mod.rs"]
mod common;

#[path = "../common/pbf.rs"]
mod pbf;

mod archives;
mod broken;
mod by_hand;
mod desk;
mod resuming;
mod server;
mod tls;
mod whole;
