use super::*;
use crate::network::ascii::Map;
use crate::network::profile::Profile;

fn written() -> (tempfile::TempDir, PathBuf, RoadGraph) {
    let graph = Map::draw("A-+-B-+-C\n|...|....\nD---E....").graph();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.roads");
    write(&graph, &path).unwrap();
    (folder, path, graph)
}

#[test]
fn what_is_opened_is_what_was_built_and_writing_twice_gives_the_same_bytes() {
    let (folder, path, graph) = written();
    let opened = open(&path, Expected::default()).unwrap();
    assert_eq!(opened.node_positions(), graph.node_positions());
    assert_eq!(opened.point_prefixes(), graph.point_prefixes());
    assert_eq!((opened.n_arcs(), opened.mode()), (graph.n_arcs(), graph.mode()));
    assert_eq!(opened.profile_toml(), Profile::new(Mode::Foot).to_toml().unwrap());
    let again = folder.path().join("again.roads");
    write(&opened, &again).unwrap();
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&path).unwrap());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left");
}

#[test]
fn a_file_made_from_something_else_is_refused() {
    let (_folder, path, graph) = written();
    let same = Expected { profile: Some(graph.profile_fingerprint()), inputs: Some([0; 32]) };
    assert!(open(&path, same).is_ok());
    let other = open(&path, Expected { inputs: Some([1; 32]), ..same }).unwrap_err();
    assert!(matches!(other, FileError::Fingerprint { what: "extract", .. }));
    let car = Profile::new(Mode::Car).fingerprint().unwrap();
    let other = open(&path, Expected { profile: Some(car), ..same }).unwrap_err();
    assert!(other.to_string().contains("was made from another profile: make it again with"), "{other}");
}

#[test]
fn every_byte_that_counts_is_checked() {
    let (_folder, path, _) = written();
    let bytes = std::fs::read(&path).unwrap();
    let verdict = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        open(&path, Expected::default()).map(|_| ()).unwrap_err()
    };
    assert!(matches!(verdict(b"<html>"), FileError::NotAGraph { .. }));
    assert!(matches!(verdict(&vec![7; 9000]), FileError::NotAGraph { .. }));
    assert!(matches!(verdict(&bytes[..bytes.len() / 2]), FileError::Damaged { .. }));
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert!(matches!(verdict(&newer), FileError::Version { found: 9, .. }));
    for at in (12..bytes.len()).step_by(5) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        std::fs::write(&path, &damaged).unwrap();
        // Between sections there is padding, which nobody reads.
        match open(&path, Expected::default()) {
            Ok(_) => assert_eq!(bytes[at], 0),
            Err(error) => assert!(matches!(error, FileError::Damaged { .. }), "{error}"),
        }
    }
}

#[test]
fn a_folder_that_does_not_exist_leaves_nothing() {
    let (folder, _, graph) = written();
    let nowhere = folder.path().join("no/such/x.roads");
    assert!(matches!(write(&graph, &nowhere), Err(FileError::File(_))));
}
