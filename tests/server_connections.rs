//! The listener against clients that stall, flood, or leave, on real sockets.
//!
//! No test measures speed: each waits for what must happen, and a bound far above it only turns a
//! hang into a failure.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use maillage::server::{ConnectionLimits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A service on a port of its own.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

async fn start(app: Router, limits: ConnectionLimits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let ended =
        tokio::spawn(async move { serve(app, listener, &limits, async { drop(stopped.await) }).await });
    Running { address, stop, ended }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

/// Turns a hang into a failure.
async fn soon<T>(what: &str, happens: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), happens).await.unwrap_or_else(|_| panic!("{what} did not happen"))
}

/// All that the service sends until it closes the connection; a reset counts as closed.
async fn until_closed(mut stream: TcpStream) -> Vec<u8> {
    let mut received = Vec::new();
    let _ = soon("the end of the connection", stream.read_to_end(&mut received)).await;
    received
}

fn quick() -> ConnectionLimits {
    let short = Duration::from_millis(200);
    ConnectionLimits { connections: 64, head: short, stall: short, drain: short }
}

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const ASK_AND_CLOSE: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn half_open_connections_are_closed() {
    let running = start(hello(), quick()).await;
    let beginnings: [&[u8]; 4] = [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET / HTTP/1.1\r\nX: "];
    for beginning in beginnings {
        let mut stream = running.connect().await;
        stream.write_all(beginning).await.unwrap();
        let answer = String::from_utf8(until_closed(stream).await).unwrap();
        assert!(!answer.contains("hello"), "{answer}");
    }
}

#[tokio::test]
async fn a_head_sent_byte_by_byte_does_not_hold_a_connection() {
    let running = start(hello(), quick()).await;
    let mut stream = running.connect().await;
    let drip = async {
        stream.write_all(b"GET / HTTP/1.1\r\n").await?;
        loop {
            stream.write_all(b"X: y\r\n").await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let ended: std::io::Result<()> = soon("the refusal of a drip", drip).await;
    assert!(ended.is_err());
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_answer() {
    let running = start(hello(), quick()).await;
    let mut stream = running.connect().await;
    stream.write_all(ASK).await.unwrap();
    let answer = String::from_utf8(until_closed(stream).await).unwrap();
    assert!(answer.ends_with("hello"), "{answer}");
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut() {
    let large = Router::new().route("/", get(|| async { vec![b'x'; 64 << 20] }));
    let running = start(large, ConnectionLimits { connections: 1, ..quick() }).await;
    let mut deaf = running.connect().await;
    deaf.write_all(ASK).await.unwrap();
    // There is room for one connection: this one is answered once the deaf one has been cut.
    let mut other = running.connect().await;
    other.write_all(b"GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    assert!(until_closed(other).await.starts_with(b"HTTP/1.1 404"));
    assert!(until_closed(deaf).await.len() < 64 << 20);
}

#[tokio::test]
async fn a_flood_of_connections_is_bounded_and_passes() {
    let (inside, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let handler = {
        let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
        move || async move {
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
            inside.fetch_sub(1, Ordering::SeqCst);
            "hello"
        }
    };
    let app = Router::new().route("/", get(handler));
    let running = start(app, ConnectionLimits { connections: 8, ..quick() }).await;
    let mut silent = Vec::new();
    let mut asking = Vec::new();
    for _ in 0..60 {
        silent.push(running.connect().await);
        let mut stream = running.connect().await;
        stream.write_all(ASK_AND_CLOSE).await.unwrap();
        asking.push(tokio::spawn(until_closed(stream)));
    }
    for answer in asking {
        assert!(answer.await.unwrap().ends_with(b"hello"), "the silent ones made way");
    }
    assert!((1..=8).contains(&most.load(Ordering::SeqCst)), "{most:?}");
}

#[tokio::test]
async fn noise_and_oversized_heads_are_refused_and_the_service_lives_on() {
    let running = start(hello(), quick()).await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(70_000));
    let wide = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(70_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(500));
    let noise: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        long.as_bytes(),
        wide.as_bytes(),
        many.as_bytes(),
    ];
    for bytes in noise {
        let mut stream = running.connect().await;
        // The service may close before it has read all.
        let _ = stream.write_all(bytes).await;
        let answer = until_closed(stream).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{:?}", answer.get(..80));
    }
    let mut stream = running.connect().await;
    stream.write_all(ASK_AND_CLOSE).await.unwrap();
    assert!(until_closed(stream).await.ends_with(b"hello"));
}

/// A handler that says when it was entered and waits to be let go.
fn waiting(entered: &Arc<Notify>, go_on: &Arc<Notify>) -> Router {
    let (entered, go_on) = (Arc::clone(entered), Arc::clone(go_on));
    let handler = move || async move {
        entered.notify_one();
        go_on.notified().await;
        "the last word"
    };
    Router::new().route("/", get(handler))
}

#[tokio::test]
async fn on_shutdown_a_request_under_way_is_answered_and_no_other_is_taken() {
    let (entered, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let limits = ConnectionLimits { drain: Duration::from_mins(1), ..quick() };
    let running = start(waiting(&entered, &go_on), limits).await;
    let idle = running.connect().await;
    let mut asking = running.connect().await;
    asking.write_all(ASK).await.unwrap();
    soon("the request", entered.notified()).await;

    running.stop.send(()).unwrap();
    until_closed(idle).await;
    let refused = async { while TcpStream::connect(running.address).await.is_ok() {} };
    soon("the closing of the port", refused).await;
    assert!(!running.ended.is_finished());

    go_on.notify_one();
    assert!(until_closed(asking).await.ends_with(b"the last word"));
    soon("the end", running.ended).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_service_from_stopping() {
    let (entered, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let running = start(waiting(&entered, &never), quick()).await;
    let mut asking = running.connect().await;
    asking.write_all(ASK).await.unwrap();
    soon("the request", entered.notified()).await;
    running.stop.send(()).unwrap();
    soon("the end", running.ended).await.unwrap().unwrap();
}
