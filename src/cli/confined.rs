//! `maillage confined`: a command under limits; how this program runs itself on files from outside.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::confined;

/// Options of `maillage confined`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Most memory, bytes of addresses
    #[arg(long, value_name = "BYTES")]
    memory: u64,
    /// Most processor time, seconds
    #[arg(long, value_name = "SECONDS")]
    cpu: u64,
    /// Largest file that may be written, bytes
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 30)]
    file: u64,
    /// The command to run
    #[arg(last = true, required = true, value_name = "ARGS")]
    args: Vec<OsString>,
}

/// Limits the process, then runs the command in it.
///
/// # Errors
/// When the limits cannot be set, or a confined command is to be confined again.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(!confined::is_confined(), "already confined");
    confined::confine_self(options.memory, options.cpu, options.file).context("cannot set limits")?;
    let args = std::iter::once(OsString::from("maillage")).chain(options.args.iter().cloned());
    Ok(super::run(args.collect::<Vec<_>>()))
}
