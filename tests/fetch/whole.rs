//! A download that goes well: what is announced, asked, written and said.

use std::fs;

use crate::desk::{Desk, content, md5, sha256};
use crate::pbf::street;
use crate::server::How;

#[test]
fn a_file_comes_whole_with_its_origin_and_the_next_command() {
    let desk = Desk::new("");
    let bytes = content(300_000);
    let headers = [
        ("ETag", "\"v1\""),
        ("Date", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"),
    ];
    desk.server.put_with("/a", &bytes, How::Well, &headers);
    let said = desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), bytes);
    assert_eq!(desk.files(), ["a.osm.pbf", "a.osm.pbf.origin.json"]);
    let origin = desk.origin("a.osm.pbf");
    for (member, expected) in [
        ("sha256", sha256(&bytes).as_str()),
        ("url", desk.server.url("/a").as_str()),
        ("date", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ("licence", "Licence"),
        ("attribution", "Attribution"),
        ("etag", "\"v1\""),
        ("checked", "nothing"),
    ] {
        assert_eq!(origin[member], expected, "{member}");
    }
    for text in [
        "size     300.0 kB",
        "a.osm.pbf  300.0 kB of 300.0 kB (100 %)",
        format!("SHA-256  {}", sha256(&bytes)).as_str(),
        "not checked: nobody publishes its digest",
        "maillage roads build out/a.osm.pbf -o out/a.roads",
    ] {
        assert!(said.contains(text), "“{text}” is not in:\n{said}");
    }
    assert!(!said.contains('\r'), "no line that changes where there is no terminal");
    assert_eq!(desk.server.asked(), ["HEAD /a", "GET /a"]);
}

#[test]
fn the_size_is_announced_and_nothing_comes_without_a_yes() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(2_000), How::Well);
    let said = desk.run(&["--dry-run"]).ok();
    assert!(said.contains("size     2.0 kB") && said.contains("then:\n    maillage roads build"), "{said}");
    desk.run(&[]).failed(&["nothing is downloaded without being asked for: add --yes to download 2.0 kB"]);
    assert_eq!(desk.server.asked(), ["HEAD /a", "HEAD /a"]);
    assert_eq!(desk.files(), [""; 0]);
}

#[test]
fn a_host_without_head_is_asked_all_the_same() {
    let desk = Desk::new("bytes = 3_000_000");
    desk.server.put("/a", &content(2_000), How::Status(405));
    let said = desk.run(&["--dry-run"]).ok();
    assert!(said.contains("about 3.0 MB, says the catalogue; the host does not say"), "{said}");
}

#[test]
fn a_digest_of_the_catalogue_or_the_publisher_is_compared() {
    let bytes = content(5_000);
    let desk = Desk::new(&format!("sha256 = \"{}\"", sha256(&bytes)));
    desk.server.put("/a", &bytes, How::Well);
    assert!(desk.fetch().ok().contains("checked by the SHA-256 of the catalogue"));

    let desk = Desk::new("");
    desk.catalogue(
        &desk.server.url("/a"),
        "a.osm.pbf",
        &format!("md5_url = \"{}\"", desk.server.url("/a.md5")),
    );
    desk.server.put("/a", &bytes, How::Well);
    desk.server.put("/a.md5", format!("{}  a.osm.pbf\n", md5(&bytes)).as_bytes(), How::Well);
    let said = desk.fetch().ok();
    assert!(said.contains(&format!("checked by the MD5 at {}", desk.server.url("/a.md5"))), "{said}");
    assert_eq!(desk.origin("a.osm.pbf")["checked"]["published_md5"], desk.server.url("/a.md5"));
}

#[test]
fn a_file_that_is_there_is_fetched_again_only_when_it_changed() {
    let desk = Desk::new("");
    desk.server.put("/a", &content(5_000), How::Well);
    desk.fetch().ok();
    desk.server.forget_asked();
    let said = desk.run(&[]).ok();
    assert!(said.contains("out/a.osm.pbf is there already, and its host has no newer one"), "{said}");
    assert!(said.contains("maillage roads build out/a.osm.pbf"), "{said}");
    assert_eq!(desk.server.asked(), ["HEAD /a"]);

    // Somebody changed the file: it is not what its origin says any more.
    fs::write(desk.path("out/a.osm.pbf"), b"spoilt").unwrap();
    desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), content(5_000));

    desk.server.put_with("/a", &content(6_000), How::Well, &[("ETag", "\"second\"")]);
    desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), content(6_000));
}

#[test]
fn a_redirection_on_loopback_is_followed_and_recorded() {
    let desk = Desk::new("");
    desk.server.put("/a", b"", How::Redirect("/b".to_owned()));
    desk.server.put("/b", b"", How::Redirect(desk.server.url("/c")));
    desk.server.put("/c", &content(3_000), How::Well);
    desk.fetch().ok();
    assert_eq!(desk.read("a.osm.pbf"), content(3_000));
    let origin = desk.origin("a.osm.pbf");
    assert_eq!(origin["url"], desk.server.url("/a"));
    assert_eq!(origin["final_url"], desk.server.url("/c"));
}

#[test]
fn roads_are_built_at_once_when_asked() {
    let desk = Desk::new("");
    desk.server.put("/a", &street().to_bytes(), How::Well);
    let said = desk.run(&["--yes", "--build"]).ok();
    assert!(desk.files().contains(&"a.roads".to_owned()), "{said}");
    desk.server.put_with("/a", b"no extract", How::Well, &[("ETag", "\"second\"")]);
    desk.run(&["--yes", "--build", "--patience", "2"]).failed(&["a.osm.pbf"]);
}
