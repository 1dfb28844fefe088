//! The `maillage` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    maillage::cli::run(std::env::args_os())
}
