use super::*;
use crate::network::ascii::Map;

#[test]
fn points_of_no_decision_are_inside_chains() {
    let graph = Map::draw(
        "A-+-+-B-C\n\
         ......|..\n\
         ......D..",
    )
    .graph();
    // Junctions A, B, C, D; one chain A–B with two points inside.
    assert_eq!((graph.n_nodes(), graph.n_chains(), graph.n_points()), (4, 3, 2));
    let long = (0..3).map(|c| graph.chain(c)).find(|c| c.cm > 60_000).unwrap();
    assert_eq!(long.ms[0], long.ms[1]);
    assert!((66_700..66_900).contains(&long.cm), "{long:?}");
    // 36 km/h is 10 m/s: as many milliseconds as decimetres × 10.
    assert!(long.ms[0].abs_diff(long.cm) <= 1, "{long:?}");
    assert_eq!(graph.components(), [[4, 1111]]);
}

#[test]
fn what_is_allowed_changes_only_at_junctions() {
    let graph = Map::draw("A-B>C-D~E").graph();
    assert_eq!((graph.n_nodes(), graph.n_chains(), graph.n_points()), (5, 4, 0));
    // Nobody comes back from the other side of the one-way street.
    assert_eq!(graph.components().len(), 1);
    assert_eq!(graph.node_components().iter().filter(|c| **c == TRAP).count(), 2);
}

#[test]
fn prefixes_lead_from_both_ends_to_every_point() {
    let graph = Map::draw("A--+>+---B").graph();
    for chain in 0..graph.n_chains() {
        let Chain { ms, cm, .. } = graph.chain(chain);
        let mut before = [0, 0];
        for point in graph.points_of(chain) {
            let [forward, backward, along] = graph.point_prefixes()[point];
            assert!(along > before[1] && along < cm);
            assert!(forward > before[0] && forward < ms[0]);
            assert!(ms[1] == CLOSED && backward == CLOSED || forward + backward == ms[1]);
            before = [forward, along];
        }
    }
}

#[test]
fn a_ring_without_a_junction_is_a_chain_on_itself() {
    let graph = Map::draw(
        "+-+\n\
         |.|\n\
         +-+",
    )
    .graph();
    assert_eq!((graph.n_nodes(), graph.n_chains(), graph.n_points(), graph.n_arcs()), (1, 1, 3, 0));
}

#[test]
fn the_same_network_gives_the_same_bytes() {
    let map = Map::draw("A-+-B\n|...|\nC>>>D");
    assert_eq!(map.graph().sections().image.bytes(), map.graph().sections().image.bytes());
}
