//! Accepts connections and gives each its bounds: `axum::serve` has none.
//!
//! A connection that sends no complete request head in time is closed, and so is one whose client
//! stops reading. Beyond the cap, connections wait in the system's queue without costing anything
//! here. On shutdown no connection is accepted any more, requests under way are answered, and what
//! has not ended after a while is cut.

use std::io;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::stall::Watched;

/// Bytes kept of a request's head that is not complete; hyper answers 431 beyond, give or take what it
/// reads at once (some 8 kB).
const LONGEST_HEAD: usize = 32 * 1024;

/// The bounds of connections.
#[derive(Debug, Clone)]
pub struct ConnectionLimits {
    /// Most connections at once.
    pub connections: usize,
    /// Time to receive a request's head; also how long a connection may stay idle between two.
    pub head: Duration,
    /// How long a client may take none of the bytes that wait for it.
    pub stall: Duration,
    /// How long requests under way may take to end on shutdown.
    pub drain: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head: Duration::from_secs(15),
            stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

/// Serves until `stop` resolves, then drains.
///
/// # Errors
/// When the address of the listener cannot be read. A connection that cannot be accepted is
/// logged, and the next one is waited for.
pub async fn serve(
    app: Router,
    listener: TcpListener,
    limits: &ConnectionLimits,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!(%address, "listening");
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        let full = connections.len() >= limits.connections.max(1);
        tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if !full => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(app.clone(), stream, limits.clone(), graceful.watcher()));
                }
                Err(error) => refused(&error).await,
            },
        }
    }
    drop(listener);
    tracing::info!(connections = connections.len(), "stopping: requests under way are answered first");
    if timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = connections.len(), "cut connections that did not end in time");
    }
    connections.shutdown().await;
    Ok(())
}

async fn connection(
    app: Router,
    stream: TcpStream,
    limits: ConnectionLimits,
    watcher: hyper_util::server::graceful::Watcher,
) {
    // Without it small answers wait for the client's acknowledgement; a failure only costs time.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Watched::new(stream, limits.stall));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(io, TowerToHyperService::new(app));
    if let Err(error) = watcher.watch(connection).await {
        // A client that leaves or stalls is everyday life.
        tracing::debug!(%error, "a connection ended early");
    }
}

/// After a failed accept: a connection that went away is nothing; a shortage of descriptors needs
/// others to end first, and would otherwise make this loop spin.
async fn refused(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "cannot accept a connection; trying again in a second");
        sleep(Duration::from_secs(1)).await;
    }
}

/// Resolves when the process is asked to stop: SIGINT (Ctrl+C) or SIGTERM.
///
/// Signals are heard from the call on, not from the first poll: call it before telling anybody that
/// the service is ready, so that a stop asked for right then is a clean one too.
///
/// # Panics
/// Outside of a tokio runtime.
#[cfg(unix)]
pub fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let heard =
        [("SIGINT", SignalKind::interrupt()), ("SIGTERM", SignalKind::terminate())].map(|(name, kind)| {
            signal(kind).inspect_err(|error| tracing::warn!(%error, "{name} cannot be heard")).ok()
        });
    async {
        let [mut interrupt, mut terminate] = heard;
        tokio::select! {
            Some(()) = async { interrupt.as_mut()?.recv().await } => {}
            Some(()) = async { terminate.as_mut()?.recv().await } => {}
            // Neither can be heard: the service goes on until it is killed.
            else => std::future::pending().await,
        }
    }
}

/// Resolves when the process is asked to stop: Ctrl+C.
#[cfg(not(unix))]
pub async fn stop_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
