//! Hosts, disks and catalogues that fail.

use std::fs;
use std::process::Command;

use crate::desk::{Desk, content};
use crate::server::How;

#[test]
fn another_digest_leaves_nothing() {
    let desk = Desk::new(&format!("sha256 = \"{}\"", "0".repeat(64)));
    desk.server.put("/a", &content(5_000), How::Well);
    desk.fetch().failed(&["the SHA-256 is ", "and the catalogue says 000", "what came is removed"]);
    assert_eq!(desk.files(), [""; 0]);

    let desk = Desk::new("");
    let md5_url = desk.server.url("/a.md5");
    desk.catalogue(&desk.server.url("/a"), "a.osm.pbf", &format!("md5_url = \"{md5_url}\""));
    desk.server.put("/a", &content(5_000), How::Well);
    desk.server.put("/a.md5", "1".repeat(32).as_bytes(), How::Well);
    desk.fetch().failed(&["the MD5 is ", &format!("{md5_url} says 111")]);
    assert_eq!(desk.files(), [""; 0]);
}

#[test]
fn a_host_that_refuses_is_told_with_what_to_do() {
    let desk = Desk::new("");
    for (status, expected) in [
        (404, "answers 404 (no such file); it was moved or removed"),
        (403, "answers 403 (refused); some hosts refuse programs: download by hand"),
        (503, "answers 503 (out of order); try again later"),
    ] {
        desk.server.put("/a", &content(5_000), How::Status(status));
        desk.fetch().failed(&[expected, "by hand", "https://example.org/page"]);
    }
    assert_eq!(desk.files(), [""; 0]);
}

#[test]
fn redirections_are_bounded_and_stay_within_the_rule() {
    let desk = Desk::new("");
    desk.server.put("/a", b"", How::Redirect("/a".to_owned()));
    desk.fetch().failed(&["a redirection is refused: more than 5"]);
    desk.server.put("/a", b"", How::Redirect("http://example.org/a".to_owned()));
    desk.fetch().failed(&["a redirection is refused: “http://example.org/a” is not https"]);
    desk.server.put("/a", b"", How::Redirect("file:///etc/passwd".to_owned()));
    desk.fetch().failed(&["a redirection is refused"]);
    assert_eq!(desk.files(), [""; 0]);
}

#[test]
fn more_than_was_announced_is_refused() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(50_000), How::SaysLength(20_000));
    desk.fetch().failed(&["more than the 20000 bytes that were announced"]);
    assert_eq!(desk.files(), [""; 0]);
    // And less is a cut connection, though the answer said no length.
    desk.server.put("/a", &content(10_000), How::SaysLength(20_000));
    desk.fetch().failed(&["cut after 10000 bytes of 20000"]);
}

#[test]
fn more_than_the_catalogue_allows_is_refused_before_it_comes() {
    let desk = Desk::new("most_bytes = 4_999");
    desk.server.put("/a", &content(5_000), How::Well);
    desk.fetch().failed(&["5000 bytes, more than the 4999 that the catalogue allows"]);
    assert_eq!(desk.files(), [""; 0]);
}

#[test]
fn a_page_instead_of_the_file_is_no_file() {
    let desk = Desk::new("");
    desk.server.put_with("/a", b"<html>Log in", How::Well, &[("Content-Type", "text/html; charset=utf-8")]);
    desk.fetch().failed(&["a web page, not a file"]);
    desk.server.put_with("/a", b"xyz", How::Well, &[("Content-Encoding", "gzip")]);
    desk.fetch().failed(&["another coding"]);
    assert_eq!(desk.files(), [""; 0]);
}

#[test]
fn a_host_that_drips_stalls_or_keeps_silent_is_given_up() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(5_000), How::Drip);
    desk.fetch().failed(&["less than 1000 bytes a second for 2 s", "to resume"]);
    desk.server.put("/a", &content(5_000), How::StallAfter(2_000));
    desk.fetch().failed(&["for 2 s", "to resume"]);
    desk.server.put("/a", b"", How::Silent);
    desk.fetch().failed(&["127.0.0.1 cannot be reached: no answer within 2 s"]);
}

#[test]
fn a_full_disk_leaves_a_part_and_says_so() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(400_000), How::Well);
    // A bound on files stands for a full disk: the write fails after 100 blocks of 1,024 bytes.
    let fetch = desk.command(&["--yes"]);
    let mut shell = Command::new("bash");
    shell.arg("-c").arg("trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\"").arg(fetch.get_program());
    let output = shell.args(fetch.get_args()).current_dir(desk.path("")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("a.osm.pbf.part: cannot write: "), "{said}");
    assert_eq!(desk.files(), ["a.osm.pbf.part", "a.osm.pbf.part.json"]);
    desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), content(400_000));
}

#[test]
fn a_catalogue_or_a_folder_that_is_wrong_is_named() {
    let desk = Desk::new("");
    fs::write(desk.path("catalogue.toml"), "[publishers]\n\n[[entry]\n").unwrap();
    desk.fetch().failed(&["catalogue.toml, line 3: "]);
    desk.catalogue("http://example.org/a", "a", "");
    desk.fetch().failed(&["catalogue.toml, line 6: entry “a”: url: “http://example.org/a” is not https"]);
    desk.catalogue(&desk.server.url("/a"), "a", "departments = [\"12\"]");
    desk.fetch().failed(&["the catalogue has no roads for département 48"]);
    fs::remove_file(desk.path("catalogue.toml")).unwrap();
    desk.fetch().failed(&["catalogue.toml: no such file"]);
    fs::remove_dir(desk.path("out")).unwrap();
    desk.fetch().failed(&["--output out: no such folder; make it first"]);
    assert_eq!(desk.server.asked(), [""; 0]);
}
