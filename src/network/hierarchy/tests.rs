use proptest::prelude::*;

use super::*;
use crate::network::matrix::many_to_many;
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
        prop_assert_eq!(one.node_at, three.node_at);
        prop_assert_eq!(one.out.arcs, three.out.arcs);
    }
}
