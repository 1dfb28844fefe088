//! Vector tiles of the communes of France at zoom 8, over a socket: `cargo bench --bench tiles`.
//!
//! Fifty clients on loopback, each with one connection, ask for every tile of metropolitan France once, each from
//! another tile on, and for the next as soon as they have one. Nothing is kept of any tile when they begin. The
//! clients run in the same process, on the same cores. Then the same where nothing is ever kept: every answer is made.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench says what it measures and fails loudly"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use maillage::dataset::Dataset;
use maillage::server::{ConnectionLimits, Service, ServiceLimits, app, serve};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const CLIENTS: usize = 50;
const ZOOM: u32 = 8;
/// Rows and columns around metropolitan France, both ends inclusive.
const ROWS: (u32, u32) = (86, 95);
const COLUMNS: (u32, u32) = (124, 134);
/// SHA-256 of the tiles, row by row, without content coding: its first 16 digits.
const CHECKSUM: &str = "596857097e13cbaa";

/// A connection that is kept.
struct Client {
    stream: TcpStream,
    host: String,
    coding: &'static str,
    buffer: Vec<u8>,
}

impl Client {
    async fn connect(host: &str, coding: &'static str) -> Self {
        let stream = TcpStream::connect(host).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, host: host.to_owned(), coding, buffer: vec![0; 1 << 21] }
    }

    /// The body of an answer of 200.
    async fn get(&mut self, path: &str) -> &[u8] {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: {}\r\n\r\n", self.host, self.coding);
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let (mut read, mut whole) = (0, None);
        loop {
            if self.buffer.len() - read < 1 << 16 {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
            read += self.stream.read(&mut self.buffer[read..]).await.unwrap();
            if whole.is_none()
                && let Some(end) = self.buffer[..read].windows(4).position(|four| four == b"\r\n\r\n")
            {
                let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
                assert!(head.starts_with("http/1.1 200"), "{head}");
                let length = head.split("content-length: ").nth(1).unwrap();
                let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
                whole = Some((end + 4, end + 4 + length));
            }
            if let Some((begin, end)) = whole
                && read >= end
            {
                return &self.buffer[begin..end];
            }
        }
    }
}

fn tiles() -> Vec<String> {
    let rows = ROWS.0..=ROWS.1;
    let path = |row: u32, column: u32| {
        format!("/ogc/france/collections/communes/tiles/WebMercatorQuad/{ZOOM}/{row}/{column}")
    };
    rows.flat_map(|row| (COLUMNS.0..=COLUMNS.1).map(move |column| path(row, column))).collect()
}

async fn start(limits: &ServiceLimits) -> String {
    let dataset = Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap();
    let venues = dataset.read_venues(&[]).unwrap();
    let service = Arc::new(Service::new(dataset, venues, "48".parse().unwrap(), limits));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        serve(app(service), listener, &ConnectionLimits::default(), std::future::pending()).await.unwrap();
    });
    address
}

/// Every client asks for every tile; how long each answer took, ascending.
async fn load(host: &str, coding: &'static str) -> (Vec<Duration>, Duration) {
    let tiles = Arc::new(tiles());
    let mut clients = Vec::new();
    for i in 0..CLIENTS {
        let (tiles, mut client) = (Arc::clone(&tiles), Client::connect(host, coding).await);
        clients.push(async move {
            let mut took = Vec::with_capacity(tiles.len());
            for n in 0..tiles.len() {
                let path = &tiles[(i * tiles.len() / CLIENTS + n) % tiles.len()];
                let begun = Instant::now();
                client.get(path).await;
                took.push(begun.elapsed());
            }
            took
        });
    }
    let begun = Instant::now();
    let running: Vec<_> = clients.into_iter().map(tokio::spawn).collect();
    let mut took = Vec::new();
    for client in running {
        took.extend(client.await.unwrap());
    }
    let whole = begun.elapsed();
    took.sort_unstable();
    (took, whole)
}

async fn report(name: &str, limits: &ServiceLimits, coding: &'static str) {
    let host = start(limits).await;
    let mut client = Client::connect(&host, coding).await;
    // In the sea: the shapes of the zoom are made ready, and no tile is.
    let begun = Instant::now();
    client.get(&format!("/ogc/france/collections/communes/tiles/WebMercatorQuad/{ZOOM}/0/0")).await;
    let prepared = begun.elapsed();
    let (took, whole) = load(&host, coding).await;
    let at = |share: usize| took[(took.len() * share / 1000).min(took.len() - 1)].as_secs_f64() * 1e3;
    println!(
        "{name:<34} p50 {:>6.2}  p90 {:>6.2}  p99 {:>6.2}  p99.9 {:>6.2} ms  {:>6.0}/s  ({} answers; ready after {:.2} s)",
        at(500),
        at(900),
        at(990),
        at(999),
        f64::from(u32::try_from(took.len()).unwrap()) / whole.as_secs_f64(),
        took.len(),
        prepared.as_secs_f64(),
    );
}

async fn checksum() {
    let host = start(&ServiceLimits::default()).await;
    let mut client = Client::connect(&host, "identity").await;
    let (mut digest, mut bytes, mut largest) = (Sha256::new(), 0, 0);
    for path in tiles() {
        let body = client.get(&path).await;
        digest.update(body);
        bytes += body.len();
        largest = largest.max(body.len());
    }
    let found: Vec<String> = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let found = found.concat();
    println!("{} tiles, {bytes} bytes, the largest {largest}; checksum {found}", tiles().len());
    assert_eq!(found, CHECKSUM, "checksum");
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let kept = ServiceLimits::default();
        let nothing_kept = ServiceLimits { body_bytes: 0, ..ServiceLimits::default() };
        for coding in ["identity", "gzip", "br"] {
            report(&format!("cold cache, {coding}"), &kept, coding).await;
        }
        for coding in ["identity", "gzip"] {
            report(&format!("nothing ever kept, {coding}"), &nothing_kept, coding).await;
        }
        checksum().await;
    });
}
