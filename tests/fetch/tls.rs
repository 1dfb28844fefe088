//! Secure connections: the authorities of `SSL_CERT_FILE` are trusted, and no others.
//!
//! `tls/` has an authority made for this test, and the certificate and key of `127.0.0.1` that it signed; the key of the
//! authority was thrown away.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use crate::desk::{Desk, Run, content};

/// Answers every question with the same file; gives the port.
fn secure_server(content: Vec<u8>) -> u16 {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut lines = BufReader::new(&mut stream).lines().map_while(Result::ok);
            // A client that trusts nobody says goodbye before it asks.
            let Some(question) = lines.next() else { continue };
            for _ in lines.take_while(|line| !line.is_empty()) {}
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", content.len());
            let body = if question.starts_with("HEAD") { &[][..] } else { &content };
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    port
}

fn fetch_trusting(desk: &Desk, authorities: &[u8]) -> Run {
    std::fs::write(desk.path("authorities.pem"), authorities).unwrap();
    let mut command = desk.command(&["--yes", "--patience", "5"]);
    for name in ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
        command.env_remove(name);
    }
    Run::of(&command.env("SSL_CERT_FILE", "authorities.pem").output().unwrap())
}

#[test]
fn a_host_is_trusted_by_the_authorities_of_the_system_alone() {
    let desk = Desk::new("");
    let port = secure_server(content(50_000));
    desk.catalogue(&format!("https://127.0.0.1:{port}/a"), "a.osm.pbf", "");

    let stranger = b"-----BEGIN CERTIFICATE-----\ndGVzdA==\n-----END CERTIFICATE-----\n";
    let said =
        fetch_trusting(&desk, stranger).failed(&["127.0.0.1 cannot be reached: no secure connection: "]);
    assert!(said.contains("SSL_CERT_FILE") && said.contains("by hand"), "{said}");
    fetch_trusting(&desk, b"no certificate")
        .failed(&["no certificates of authorities are on this machine (authorities.pem)"]);
    assert_eq!(desk.files(), [""; 0]);

    fetch_trusting(&desk, include_bytes!("tls/authority.pem")).ok();
    assert_eq!(desk.read("a.osm.pbf"), content(50_000));
}
