//! `POST /api/check`, through the real service: whatever is brought, it goes on.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A running service, killed at the end.
pub(crate) struct Served {
    process: Child,
    address: String,
}

impl Served {
    pub(crate) fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_maillage"))
            .args(["serve", "--territory", "48", "--listen", "127.0.0.1:0"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        Self { address: address.to_owned(), process }
    }

    /// Status and body of the answer to a file that is brought.
    fn bring(&self, query: &str, media_type: &str, file: &[u8]) -> (u16, String) {
        let (status, body) = self.send(&format!("POST /api/check{query}"), media_type, file);
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// Status and body of any answer; `what` is a method and an address.
    pub(crate) fn send(&self, what: &str, media_type: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "{what} HTTP/1.0\r\nHost: {}\r\nConnection: close\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        // A refusal may come before all is sent.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let head = String::from_utf8_lossy(&answer[..answer.len().min(20)]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        (status, end.map(|at| answer.split_off(at + 4)).unwrap_or_default())
    }

    pub(crate) fn bring_file(&self, query: &str, file: &[u8]) -> (u16, String) {
        self.bring(query, "application/octet-stream", file)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const LIST: &[u8] = b"id,nom,commune,code_postal,code_insee,adresse,latitude,longitude\n\
    a,Relais,Florac,48400,48061,1 rue,44.3247,3.5960\n\
    b,Nulle part,,,,,,\n";

#[test]
fn a_list_is_checked_told_in_french_and_corrected() {
    let served = Served::start();
    let (status, body) = served.bring_file("?name=liste.csv", LIST);
    assert_eq!(status, 200, "{body}");
    let report: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((report["rows"].as_u64(), report["files"][0]["path"].as_str()), (Some(2), Some("liste.csv")));
    let (status, body) = served.bring_file("?answer=findings&name=liste.csv", LIST);
    assert!(status == 200 && body.contains("mis de côté") && !body.contains("/tmp"), "{status} {body}");
    let (status, body) = served.bring_file("?answer=fixed&map=date_maj%3D%3D2024-01-31", LIST);
    assert_eq!(status, 200, "{body}");
    assert!(
        body.starts_with("id,pivot,nom,") && body.contains("2024-01-31") && body.lines().count() == 2,
        "{body}"
    );
}

#[test]
fn what_cannot_be_read_is_refused_and_the_service_goes_on() {
    let served = Served::start();
    for file in [
        &b""[..],
        b"PK\x03\x04damaged",
        b"SQLite format 3\0 and no more",
        b"fgb\x03fgb\x01\xff\xff\xff\x7f",
        b"\x7fELF",
    ] {
        let (status, body) = served.bring_file("", file);
        assert_eq!(status, 400, "{body}");
        assert!(body.contains("\"detail\"") && !body.contains("/tmp"), "{body}");
    }
    assert_eq!(served.bring("", "text/plain", LIST).0, 415, "a form of another page could send this");
    assert_eq!(served.bring_file("?answer=all", LIST).0, 400);
    let (status, body) = served.bring_file("?map=prenom%3Dnom", LIST);
    assert!(status == 400 && body.contains("prenom"), "{body}");
    assert_eq!(served.bring_file("", LIST).0, 200);
}

/// A workbook of a few kilobytes that unpacks to gigabytes.
#[test]
fn a_bomb_costs_the_service_nothing() {
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    bomb.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        bomb.write_all(&zeros).unwrap();
    }
    bomb.start_file("xl/workbook.xml", options).unwrap();
    let bytes = bomb.finish().unwrap().into_inner();
    assert!(bytes.len() < 2 << 20);
    let served = Served::start();
    let (status, body) = served.bring_file("?name=bombe.xlsx", &bytes);
    assert_eq!(status, 400, "{body}");
    assert_eq!(served.bring_file("", LIST).0, 200);
}
