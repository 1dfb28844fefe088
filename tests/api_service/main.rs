//! The API on the data that ships, without a socket: what it answers, what it refuses, and that
//! both are what its OpenAPI document says.

#![expect(clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]
#![expect(clippy::float_cmp, reason = "whole numbers of people are exact")]

mod answers;
mod around;
mod columns;
mod contract;
mod driver;
mod exports;
mod isochrones;
mod jobs;
mod negotiation;
mod open_at;
mod plans;
mod refusals;
mod roads;
mod scenario;
mod schema;
mod stops;
