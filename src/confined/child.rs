//! A child that is watched: its output is gathered up to a bound, and it is gone when the watch ends.

use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{ConfinedError, Finished, Limits};

/// How often a look is taken at the child: soon after the start, then less and less often.
const FIRST_LOOK: Duration = Duration::from_micros(500);
const LAST_LOOK: Duration = Duration::from_millis(20);
/// What the standard library says before it aborts a process whose memory is refused.
const OUT_OF_MEMORY: &[u8] = b"memory allocation of ";
/// What the system's loader says when there is not even memory for the start.
const NO_START: &[u8] = b"failed to map segment";

const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;
const SIGXFSZ: i32 = 25;

/// A child with the threads that read its output.
pub(super) struct Watched {
    child: Child,
    said: String,
    limits: Limits,
    stdout: Option<JoinHandle<Vec<u8>>>,
    stderr: Option<JoinHandle<Vec<u8>>>,
    is_too_much: Arc<AtomicBool>,
    deadline: Instant,
    /// Where it unpacks: what a child that is killed leaves there goes with the watch.
    _folder: TempDir,
}

impl Watched {
    pub(super) fn start(mut command: Command, said: String, limits: &Limits) -> Result<Self, ConfinedError> {
        let folder = tempfile::Builder::new().prefix("maillage-confined-").tempdir();
        let folder = folder.map_err(|source| ConfinedError::Start { command: said.clone(), source })?;
        let started = command.env("TMPDIR", folder.path()).spawn();
        let mut child = started.map_err(|source| ConfinedError::Start { command: said.clone(), source })?;
        let is_too_much = Arc::new(AtomicBool::new(false));
        let stdout = child.stdout.take().map(|pipe| gather(pipe, limits.output, &is_too_much));
        let stderr = child.stderr.take().map(|pipe| gather(pipe, limits.output, &is_too_much));
        let deadline = Instant::now() + limits.wall;
        Ok(Self { child, said, limits: *limits, stdout, stderr, is_too_much, deadline, _folder: folder })
    }

    /// Waits for the end, or brings it about.
    pub(super) fn finish(mut self) -> Result<Finished, ConfinedError> {
        let command = self.said.clone();
        let failed = |source| ConfinedError::Start { command: command.clone(), source };
        let mut look = FIRST_LOOK;
        let mut is_late = false;
        let status = loop {
            if let Some(status) = self.child.try_wait().map_err(failed)? {
                break status;
            }
            is_late = Instant::now() >= self.deadline;
            if is_late || self.is_too_much.load(Ordering::Relaxed) {
                let _ = self.child.kill();
                break self.child.wait().map_err(failed)?;
            }
            std::thread::sleep(look);
            look = (look * 2).min(LAST_LOOK);
        };
        let gathered =
            |thread: Option<JoinHandle<Vec<u8>>>| thread.and_then(|t| t.join().ok()).unwrap_or_default();
        let (stdout, stderr) = (gathered(self.stdout.take()), gathered(self.stderr.take()));
        if self.is_too_much.load(Ordering::Relaxed) {
            return Err(ConfinedError::TooMuchOutput { command, limit: self.limits.output as u64 });
        }
        if is_late {
            return Err(ConfinedError::OutOfTime { command, limit: self.limits.wall });
        }
        self.outcome(command, status, stdout, stderr)
    }

    fn outcome(
        &self,
        command: String,
        status: ExitStatus,
        stdout: Vec<u8>,
        stderr: Vec<u8>,
    ) -> Result<Finished, ConfinedError> {
        let limits = &self.limits;
        let is_out_of_memory = [OUT_OF_MEMORY, NO_START]
            .into_iter()
            .any(|words| stderr.windows(words.len()).any(|window| window == words));
        let Some(code) = status.code() else {
            return Err(match status.signal().unwrap_or_default() {
                SIGABRT if is_out_of_memory => ConfinedError::OutOfMemory { command, limit: limits.memory },
                SIGXCPU => ConfinedError::OutOfTime { command, limit: Duration::from_secs(limits.cpu_s) },
                SIGXFSZ => ConfinedError::FileTooLarge { command, limit: limits.file },
                // The system has less than it promised.
                SIGKILL => ConfinedError::OutOfMemory { command, limit: limits.memory },
                signal => ConfinedError::Killed { command, signal },
            });
        };
        if is_out_of_memory && code != 0 {
            return Err(ConfinedError::OutOfMemory { command, limit: limits.memory });
        }
        Ok(Finished { status: u8::try_from(code).unwrap_or(u8::MAX), stdout, stderr })
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // An error says that it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a pipe to its end, keeping at most `limit` bytes.
fn gather(
    mut pipe: impl Read + Send + 'static,
    limit: usize,
    is_too_much: &Arc<AtomicBool>,
) -> JoinHandle<Vec<u8>> {
    let is_too_much = Arc::clone(is_too_much);
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let mut chunk = vec![0; 1 << 16];
        loop {
            match pipe.read(&mut chunk) {
                Ok(0) => return kept,
                Ok(read) if kept.len() + read > limit => {
                    is_too_much.store(true, Ordering::Relaxed);
                    return kept;
                }
                Ok(read) => kept.extend_from_slice(&chunk[..read]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return kept,
            }
        }
    })
}
