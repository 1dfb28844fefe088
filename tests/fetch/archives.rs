//! Files that come in an archive.

use std::io::Write;

use crate::desk::{Desk, content};
use crate::server::How;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn desk(file: &str, lines: &str, archive: &[u8]) -> Desk {
    let desk = Desk::new("");
    desk.catalogue(&desk.server.url("/a"), file, lines);
    desk.server.put("/a", archive, How::Well);
    desk
}

#[test]
fn a_compressed_file_is_unpacked_and_both_digests_are_kept() {
    let desk = desk("communes.geojson.gz", "unpack = \"gzip\"", &gzip(&content(100_000)));
    let said = desk.fetch().ok();
    assert_eq!(desk.read("communes.geojson"), content(100_000));
    assert_eq!(desk.files(), ["communes.geojson", "communes.geojson.origin.json"]);
    let origin = desk.origin("communes.geojson");
    assert_eq!(origin["downloaded"], "communes.geojson.gz");
    assert_eq!(origin["bytes"], 100_000);
    assert_ne!(origin["sha256"], origin["downloaded_sha256"]);
    assert!(said.contains("out/communes.geojson\n"), "{said}");
    assert!(desk.run(&[]).ok().contains("is there already"));
}

#[test]
fn one_file_is_taken_out_of_an_archive() {
    let archive = zip(&[("read-me.txt", b"x"), ("cells.csv", &content(70_000))]);
    let desk = desk("cells.zip", "unpack = \"zip\"\nmember = \"cells.csv\"", &archive);
    desk.fetch().ok();
    assert_eq!(desk.read("cells.csv"), content(70_000));
    assert_eq!(desk.files(), ["cells.csv", "cells.csv.origin.json"]);
}

#[test]
fn an_archive_in_an_archive_is_kept_for_hands() {
    let archive = zip(&[("cells.7z", b"7z")]);
    let desk = desk("cells.zip", "unpack = \"zip\"\nmember = \"cells.csv\"", &archive);
    desk.fetch().failed(&[
        "out/cells.zip: the archive has no cells.csv; it holds \"cells.7z\"; unpack it by hand: unzip, then 7z x",
    ]);
    assert_eq!(desk.files(), ["cells.zip"]);
    assert_eq!(desk.read("cells.zip"), archive);
}

#[test]
fn an_archive_that_is_damaged_or_swells_leaves_nothing() {
    let whole = gzip(&content(100_000));
    let cut = desk("a.gz", "unpack = \"gzip\"", &whole[..whole.len() / 2]);
    cut.fetch().failed(&["out/a.gz: damaged ("]);
    assert_eq!(cut.files(), [""; 0]);

    // 10 MB of zeros in 10 kB.
    let bomb = gzip(&vec![0; 10_000_000]);
    let swollen = desk("a.gz", "unpack = \"gzip\"\nmost_bytes = 1_000_000", &bomb);
    swollen.fetch().failed(&["its content is larger than the 1000000 bytes that the catalogue allows"]);
    assert_eq!(swollen.files(), [""; 0]);

    let no_zip = desk("a.zip", "unpack = \"zip\"\nmember = \"b\"", b"PK no archive");
    no_zip.fetch().failed(&["out/a.zip: not a zip archive that can be read"]);
    assert_eq!(no_zip.files(), [""; 0]);
}
