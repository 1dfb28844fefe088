//! Tours: against proven and best known values, against the checker, against the exact optimum, and through the binary.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "the helpers of tests fail as tests do")]
#![allow(unreachable_pub, reason = "shared test modules")]

#[path = "../common/mod.rs"]
mod common;

mod calendar;
mod checker;
mod command;
mod golden;
mod cycles;
mod effect;
mod optimum;
mod territory;
