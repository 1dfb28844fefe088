//! Downloads that were cut, and go on.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::desk::{Desk, content, sha256};
use crate::server::How;

#[test]
fn a_cut_download_goes_on_where_it_ended() {
    let bytes = content(400_000);
    let desk = Desk::new(&format!("sha256 = \"{}\"", sha256(&bytes)));
    desk.server.put("/a", &bytes, How::CutAfter(150_000));
    let said = desk.fetch().failed(&[
        "cut after 150000 bytes of 400000",
        "kept in out/a.osm.pbf.part; run the same command again to resume",
    ]);
    assert!(said.contains("by hand"), "{said}");
    assert_eq!(desk.files(), ["a.osm.pbf.part", "a.osm.pbf.part.json"]);

    desk.server.forget_asked();
    desk.server.put("/a", &bytes, How::Well);
    let said = desk.fetch().ok();
    assert_eq!(desk.server.asked(), ["HEAD /a", "GET /a bytes=150000- \"first\""]);
    assert_eq!(desk.read("a.osm.pbf"), bytes);
    assert_eq!(desk.files(), ["a.osm.pbf", "a.osm.pbf.origin.json"]);
    assert!(said.contains("resumed at 150.0 kB"), "{said}");
}

#[test]
fn a_date_serves_where_there_is_no_tag() {
    let bytes = content(40_000);
    let desk = Desk::new("");
    let headers =
        [("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"), ("Date", "Sun, 22 Nov 2026 10:00:00 GMT")];
    desk.server.put_with("/a", &bytes, How::CutAfter(10_000), &headers);
    desk.fetch().failed(&["to resume"]);
    desk.server.forget_asked();
    desk.server.put_with("/a", &bytes, How::Well, &headers);
    desk.fetch().ok();
    assert_eq!(desk.server.asked()[1], "GET /a bytes=10000- Sat, 21 Nov 2026 10:00:00 GMT");
    assert_eq!(desk.read("a.osm.pbf"), bytes);
}

#[test]
fn a_host_that_does_not_say_the_version_is_asked_from_the_start() {
    let bytes = content(40_000);
    for headers in [vec![], vec![("ETag", "W/\"weak\"")]] {
        let desk = Desk::new("");
        desk.server.put_with("/a", &bytes, How::CutAfter(10_000), &headers);
        desk.fetch().failed(&["the host does not say how to resume"]);
        assert_eq!(desk.files(), [""; 0]);
        desk.server.forget_asked();
        desk.server.put_with("/a", &bytes, How::Well, &headers);
        desk.fetch().ok();
        assert_eq!(desk.server.asked(), ["HEAD /a", "GET /a"]);
    }
}

#[test]
fn a_host_without_ranges_gives_it_whole_again() {
    let bytes = content(40_000);
    let desk = Desk::new("");
    desk.server.put("/a", &bytes, How::CutAfter(10_000));
    desk.fetch().failed(&["to resume"]);
    desk.server.put("/a", &bytes, How::Whole);
    let said = desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), bytes);
    assert!(!said.contains("resumed"), "{said}");
}

#[test]
fn a_file_that_changed_between_is_fetched_from_the_start() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(40_000), How::CutAfter(10_000));
    desk.fetch().failed(&["to resume"]);
    let newer = content(30_000).into_iter().rev().collect::<Vec<_>>();
    desk.server.put_with("/a", &newer, How::Well, &[("ETag", "\"second\"")]);
    desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), newer);
    assert_eq!(desk.origin("a.osm.pbf")["etag"], "\"second\"");
}

#[test]
fn another_rest_than_was_asked_for_is_refused() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(40_000), How::CutAfter(10_000));
    desk.fetch().failed(&["to resume"]);
    desk.server.put("/a", &content(40_000), How::WrongRange);
    desk.fetch().failed(&[
        "asked for the bytes from 10000, the host gives others; remove out/a.osm.pbf.part and try again",
    ]);
}

#[test]
fn a_part_of_another_address_is_not_gone_on_with() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(40_000), How::CutAfter(10_000));
    desk.fetch().failed(&["to resume"]);
    desk.catalogue(&desk.server.url("/b"), "a.osm.pbf", "");
    desk.server.put("/b", &content(20_000)[1..], How::Well);
    desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), &content(20_000)[1..]);
}

#[test]
fn a_run_that_is_killed_leaves_a_part_that_the_next_one_ends() {
    let bytes = content(400_000);
    let desk = Desk::new(&format!("sha256 = \"{}\"", sha256(&bytes)));
    desk.server.put("/a", &bytes, How::StallAfter(200_000));
    let mut child = desk.command(&["--yes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let part = desk.path("out/a.osm.pbf.part");
    let began = Instant::now();
    while fs::metadata(&part).map_or(0, |found| found.len()) < 200_000 {
        assert!(began.elapsed() < Duration::from_mins(1), "nothing came");
        thread::sleep(Duration::from_millis(10));
    }
    // While it runs, another one keeps away.
    desk.fetch().failed(&["another maillage fetch is writing it"]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(desk.files(), ["a.osm.pbf.part", "a.osm.pbf.part.json"]);

    desk.server.forget_asked();
    desk.server.put("/a", &bytes, How::Well);
    desk.fetch().ok();
    assert_eq!(desk.server.asked(), ["HEAD /a", "GET /a bytes=200000- \"first\""]);
    assert_eq!(desk.read("a.osm.pbf"), bytes);
}

#[test]
fn a_download_that_had_ended_but_was_not_checked_is_not_asked_for_again() {
    let bytes = content(40_000);
    let desk = Desk::new("");
    let md5_url = desk.server.url("/a.md5");
    desk.catalogue(&desk.server.url("/a"), "a.osm.pbf", &format!("md5_url = \"{md5_url}\""));
    desk.server.put("/a", &bytes, How::Well);
    desk.fetch().failed(&["a.md5: the host answers 404"]);
    assert_eq!(desk.files(), ["a.osm.pbf.part", "a.osm.pbf.part.json"]);
    desk.server.forget_asked();
    desk.server.put("/a.md5", crate::desk::md5(&bytes).as_bytes(), How::Well);
    desk.fetch().ok();
    assert_eq!(desk.server.asked(), ["HEAD /a", "GET /a.md5"]);
    assert_eq!(desk.read("a.osm.pbf"), bytes);
}
