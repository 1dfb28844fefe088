//! This program again, as a child with limits: what reads files from outside may need any memory and any time.
//!
//! The parsers of this crate check what files claim, but spreadsheets and databases are read by crates that are
//! not ours, and a process that runs out of memory dies with all that it does. So a file from outside is
//! read by a child that limits itself first thing (memory, processor time, size of what it writes) and is watched
//! from here (time on the clock, amount of output). Whatever happens to it, the parent gets an answer that can
//! be shown.
//!
//! Linux and other Unix systems; `RLIMIT_AS` counts addresses, which is more than the memory that is used.

mod child;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rlimit::Resource;

use child::Watched;

/// The hidden subcommand by which a child limits itself.
pub const SUBCOMMAND: &str = "confined";

/// What a child may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Addresses, bytes.
    pub memory: u64,
    /// Processor time, whole seconds, from 1.
    pub cpu_s: u64,
    /// The largest file that it may write, bytes.
    pub file: u64,
    /// Time on the clock.
    pub wall: Duration,
    /// What it may say on standard output, and on standard error, each, bytes.
    pub output: usize,
}

impl Default for Limits {
    /// Enough for any file that a planner has: 2 GiB, two minutes of processor, five on the clock, files of 4 GiB, 64 MiB of
    /// output.
    fn default() -> Self {
        Self { memory: 2 << 30, cpu_s: 120, file: 4 << 30, wall: Duration::from_mins(5), output: 64 << 20 }
    }
}

/// A child that came to its end by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Its exit status.
    pub status: u8,
    /// What it said on standard output.
    pub stdout: Vec<u8>,
    /// What it said on standard error.
    pub stderr: Vec<u8>,
}

/// A child did not come to its end. Every message begins with the command, which names the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfinedError {
    /// It could not be started or watched.
    #[error("{command}: cannot be run: {source}")]
    Start {
        /// What was run.
        command: String,
        /// What the system says.
        source: io::Error,
    },
    /// It needed more memory than it may have.
    #[error(
        "{command}: needed more than {} MiB of memory and was stopped; the file is damaged, made to do harm, or too large: split it",
        limit >> 20
    )]
    OutOfMemory {
        /// What was run.
        command: String,
        /// What it may have, bytes.
        limit: u64,
    },
    /// It took longer than it may.
    #[error(
        "{command}: took more than {} s and was stopped; the file is damaged, made to do harm, or too large: split it",
        limit.as_secs_f64()
    )]
    OutOfTime {
        /// What was run.
        command: String,
        /// What it may take, on the clock or of processor time.
        limit: Duration,
    },
    /// It wrote more than it may.
    #[error("{command}: wrote more than {limit} bytes and was stopped; split the file")]
    TooMuchOutput {
        /// What was run.
        command: String,
        /// What it may write, bytes.
        limit: u64,
    },
    /// It wrote a file larger than it may: what it read unpacks to more.
    #[error("{command}: unpacks to more than {} MiB and was stopped; the file is made to do harm, or too large: split it", limit >> 20)]
    FileTooLarge {
        /// What was run.
        command: String,
        /// The largest file that it may write, bytes.
        limit: u64,
    },
    /// A signal ended it.
    #[error(
        "{command}: was ended by signal {signal}; the file is damaged or made to do harm: fetch or export it again"
    )]
    Killed {
        /// What was run.
        command: String,
        /// The signal.
        signal: i32,
    },
}

static IS_CONFINED: AtomicBool = AtomicBool::new(false);

/// Whether this process runs under limits that [`confine_self`] has set.
#[must_use]
pub fn is_confined() -> bool {
    IS_CONFINED.load(Ordering::Relaxed)
}

/// Limits this process from now on; it can never raise them again.
///
/// # Errors
/// When the system refuses, which it does when the limits are above those that it was started with.
pub fn confine_self(memory: u64, cpu_s: u64, file: u64) -> io::Result<()> {
    let lower = |resource: Resource, wanted: u64| {
        let (_, hard) = resource.get()?;
        let limit = wanted.min(hard);
        resource.set(limit, limit)
    };
    // A child that dies leaves no copy of its memory on the disk.
    lower(Resource::CORE, 0)?;
    lower(Resource::FSIZE, file)?;
    // The soft limit gives a signal that tells what happened; the hard one, a second later, cannot be ignored.
    let (_, hard) = Resource::CPU.get()?;
    Resource::CPU.set(cpu_s.min(hard), cpu_s.saturating_add(1).min(hard))?;
    lower(Resource::AS, memory)?;
    IS_CONFINED.store(true, Ordering::Relaxed);
    Ok(())
}

/// The program that is running.
#[must_use]
pub fn this_program() -> PathBuf {
    // The same bytes also when the file was replaced since the start.
    let own = Path::new("/proc/self/exe");
    if own.exists() { own.to_owned() } else { std::env::current_exe().unwrap_or_else(|_| "maillage".into()) }
}

/// Runs `program`, which is this program, with `args` under `limits`, and waits for it. Its standard input is empty.
///
/// Dropping nothing leaves a child behind: it is killed when this function is left by a panic.
///
/// # Errors
/// [`ConfinedError`] when it did not come to its end by itself. A status other than 0 is no error here.
pub fn run(program: &Path, args: &[OsString], limits: &Limits) -> Result<Finished, ConfinedError> {
    let mut command = command(program, args, limits);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Watched::start(command, said(args), limits)?.finish()
}

/// Runs this program anew with the arguments that it was given, under `limits`; its output goes where that of this
/// process goes. `None` when this process is the confined one, and has to do the work.
///
/// # Errors
/// As [`run`].
pub fn rerun_self(limits: &Limits) -> Result<Option<ExitCode>, ConfinedError> {
    if is_confined() {
        return Ok(None);
    }
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let mut command = command(&this_program(), &args, limits);
    // Standard error is held back: how the child dies is told in better words.
    command.stdin(Stdio::inherit()).stdout(Stdio::inherit()).stderr(Stdio::piped());
    let finished = Watched::start(command, said(&args), limits)?.finish()?;
    // Nothing can be done when standard error is closed.
    let _ = io::Write::write_all(&mut io::stderr().lock(), &finished.stderr);
    Ok(Some(ExitCode::from(finished.status)))
}

fn command(program: &Path, args: &[OsString], limits: &Limits) -> Command {
    let mut command = Command::new(program);
    command.arg(SUBCOMMAND);
    for (name, value) in [("--memory", limits.memory), ("--cpu", limits.cpu_s), ("--file", limits.file)] {
        command.arg(name).arg(value.to_string());
    }
    command.arg("--").args(args);
    command
}

/// The command as messages give it.
fn said(args: &[OsString]) -> String {
    let args = args.iter().map(|arg| arg.to_string_lossy().chars().take(300).collect::<String>());
    std::iter::once("maillage".to_owned()).chain(args.take(12)).collect::<Vec<_>>().join(" ")
}
