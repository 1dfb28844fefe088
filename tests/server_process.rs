//! The real binary: it says where it listens, answers, keeps a clean log, and stops when asked.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "the helpers of tests fail as tests do")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// A running `maillage serve` on a free port; killed when a test fails.
struct Served {
    process: Child,
    address: String,
    log: Option<JoinHandle<String>>,
}

impl Served {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_maillage"))
            .args(["serve", "--territory", "48", "--listen", "127.0.0.1:0"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_remove("RUST_LOG")
            .env_remove("MAILLAGE_DATA")
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = process.stderr.take().unwrap();
        // Read all along: a full pipe would hold the service.
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).unwrap();
            log
        });
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
        let address = address.unwrap_or_default().to_owned();
        let served = Self { process, address, log: Some(log) };
        // An answer shows that it also listens to signals.
        served.ask("GET /healthz");
        served
    }

    /// The head of the answer to one request.
    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let text = String::from_utf8_lossy(&answer);
        text.split("\r\n\r\n").next().unwrap_or_default().to_owned()
    }

    /// Asks it to stop; its exit status and its log.
    fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let status = self.process.wait().unwrap();
        (status.code(), self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn it_says_where_it_listens_answers_and_keeps_a_clean_log() {
    let served = Served::start();
    for (request, status) in [
        ("GET /healthz", "200 OK"),
        ("GET /", "200 OK"),
        ("GET /api/meta", "200 OK"),
        ("GET /api/territories?q=mende", "200 OK"),
        ("GET /api/territories/48/summary?threshold=30", "200 OK"),
        ("GET /api/layers/communes.geojson?territory=200070530", "200 OK"),
        ("HEAD /api/layers/gaps.geojson", "200 OK"),
        ("GET /api/coverage.csv", "200 OK"),
        ("GET /api/coverage.csv?threshold=NaN", "400 Bad Request"),
        ("GET /api/territories/99/summary", "404 Not Found"),
        ("POST /api/meta", "405 Method Not Allowed"),
        ("GET /nothing?here=secret", "404 Not Found"),
    ] {
        let head = served.ask(request);
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{request}: {head}");
    }
    let (status, log) = served.stop("-TERM");
    assert_eq!(status, Some(0), "{log}");
    assert_eq!(log.matches(" request ").count(), 1 + 12, "one line a request: {log}");
    assert!(log.contains("status=404") && log.contains("duration_ms="), "{log}");
    assert!(!log.contains("secret"), "the query is not logged: {log}");
    for level in ["WARN", "ERROR"] {
        assert!(!log.contains(level), "{log}");
    }
}

#[test]
fn it_stops_at_once_when_nothing_is_under_way() {
    let (status, log) = Served::start().stop("-INT");
    assert_eq!(status, Some(0), "{log}");
    assert!(log.contains("stopping"), "{log}");
}

#[test]
fn an_address_that_is_taken_or_a_code_that_is_not_there_ends_it_with_a_clear_line() {
    let served = Served::start();
    for (arguments, said) in [
        (["--listen", &served.address, "--territory", "48"], "choose another address"),
        (["--listen", "127.0.0.1:0", "--territory", "99"], "99"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_maillage"))
            .arg("serve")
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{log}");
        assert!(log.contains(said), "{log}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn an_address_that_is_none_of_tiles_is_refused_before_anybody_connects() {
    let serve = |options: &[&str]| {
        let answer = Command::new(env!("CARGO_BIN_EXE_maillage"))
            .args(["serve", "--territory", "48", "--listen", "127.0.0.1:0"])
            .args(options)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert_eq!((answer.status.code(), answer.stdout.as_slice()), (Some(2), &b""[..]), "{options:?}");
        String::from_utf8(answer.stderr).unwrap()
    };
    let wrong = serve(&["--tiles", "https://tuiles.fr/{z}/{x}.png", "--tiles-attribution", "© Tuiles"]);
    assert!(
        wrong.contains("--tiles") && wrong.contains("{z}, {x} and {y} must be in it once each"),
        "{wrong}"
    );
    let nobody = serve(&["--tiles", "https://tuiles.fr/{z}/{x}/{y}.png"]);
    assert!(nobody.contains("--tiles-attribution"), "{nobody}");
}
