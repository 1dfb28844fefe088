use proptest::prelude::*;

use super::*;
use crate::network::ascii::Map;
use crate::network::graph::RoadGraph;
use crate::network::matrix::many_to_many;
use crate::network::sweep::NearestField;
use crate::network::sweep::tests::{graph_of, numbered, places, spots, town};

proptest! {
    #[test]
    fn the_hierarchy_answers_as_the_sweep_does(raw in town(), venues in spots(1..7)) {
        let graph = graph_of(&raw);
        let hierarchy = Hierarchy::build(&graph, 2);
        let venues = numbered(&places(&graph, &venues));
        let sweep = NearestField::<2>::sweep(&graph, &venues);
        let ranked = hierarchy.nearest::<2>(&graph, &venues);
        prop_assert_eq!(sweep.nodes(), ranked.nodes());
    }

    #[test]
    fn pairs_by_the_hierarchy_are_pairs_by_sweeps(raw in town(), from in spots(1..12), to in spots(1..12)) {
        let graph = graph_of(&raw);
        let hierarchy = Hierarchy::build(&graph, 1);
        let [from, to] = [from, to].map(|spots| places(&graph, &spots).into_iter().map(|p| vec![p]).collect::<Vec<_>>());
        prop_assert_eq!(hierarchy.many_to_many(&graph, &from, &to, 2), many_to_many(&graph, &from, &to, 1));
    }

    #[test]
    fn threads_change_nothing(raw in town()) {
        let graph = graph_of(&raw);
        let [one, three] = [1, 3].map(|n| Hierarchy::build(&graph, n));
        prop_assert_eq!(one.sections.image.bytes(), three.sections.image.bytes());
    }

    #[test]
    fn arcs_lead_to_places_before(raw in town()) {
        let graph = graph_of(&raw);
        let hierarchy = Hierarchy::build(&graph, 1);
        for (place, node) in hierarchy.node_at().iter().enumerate() {
            prop_assert_eq!(hierarchy.place_of()[*node as usize] as usize, place);
            for [above, ..] in hierarchy.outgoing().of(place).iter().chain(hierarchy.incoming().of(place)) {
                prop_assert!((hierarchy.place_of()[*above as usize] as usize) < place);
            }
        }
    }

    #[test]
    fn pairs_too_far_for_short_numbers_are_right_too(raw in town(), from in spots(1..4), to in spots(1..40)) {
        let graph = graph_of(&raw);
        let mut hierarchy = Hierarchy::build(&graph, 1);
        // As if roads were so fast that nothing is within reach.
        hierarchy.pace = u32::MAX;
        let [from, to] = [from, to].map(|spots| places(&graph, &spots).into_iter().map(|p| vec![p]).collect::<Vec<_>>());
        prop_assert_eq!(hierarchy.many_to_many(&graph, &from, &to, 3), many_to_many(&graph, &from, &to, 2));
        prop_assert_eq!(hierarchy.many_to_many(&graph, &to, &from, 1), many_to_many(&graph, &to, &from, 1));
    }
}

fn written(drawing: &str) -> (tempfile::TempDir, std::path::PathBuf, RoadGraph) {
    let graph = Map::draw(drawing).graph();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ranks");
    Hierarchy::build(&graph, 1).write(&path).unwrap();
    (folder, path, graph)
}

#[test]
fn what_is_opened_is_what_was_built_and_building_twice_gives_the_same_bytes() {
    let (folder, path, graph) = written("A-+-B-+-C\n|...|....\nD---E....");
    let opened = Hierarchy::open(&path, &graph).unwrap();
    let built = Hierarchy::build(&graph, 2);
    assert_eq!((opened.pace, opened.n_arcs()), (built.pace, built.n_arcs()));
    let again = folder.path().join("again.ranks");
    opened.write(&again).unwrap();
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&path).unwrap());
    built.write(&again).unwrap();
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&path).unwrap());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left");
}

#[test]
fn the_hierarchy_of_another_graph_is_refused_with_the_remedy() {
    let (_folder, path, _) = written("A-+-B\n|...|\nD---E");
    let other = Map::draw("A-+-B\n....|\nD---E").graph();
    let refused = Hierarchy::open(&path, &other).unwrap_err();
    assert!(matches!(refused, HierarchyError::OtherGraph { .. }));
    assert!(
        refused.to_string().contains("another road graph: make it again with `maillage roads contract`"),
        "{refused}"
    );
}

#[test]
fn a_file_that_is_no_hierarchy_or_was_damaged_is_refused() {
    let (_folder, path, graph) = written("A-+-B\n|...|\nD---E");
    let bytes = std::fs::read(&path).unwrap();
    let verdict = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        Hierarchy::open(&path, &graph).map(|_| ()).unwrap_err()
    };
    assert!(matches!(verdict(b"<html>"), HierarchyError::NotAHierarchy { .. }));
    assert!(matches!(verdict(&bytes[..bytes.len() / 2]), HierarchyError::Damaged { .. }));
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert!(matches!(verdict(&newer), HierarchyError::Version { found: 9, .. }));
    let mut turned = bytes.clone();
    turned[bytes.len() - 64] ^= 1;
    assert!(matches!(verdict(&turned), HierarchyError::Damaged { .. }));
    crate::network::file::write(&graph, &path).unwrap();
    assert!(matches!(Hierarchy::open(&path, &graph), Err(HierarchyError::NotAHierarchy { .. })));
}
