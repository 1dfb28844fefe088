//! Every objective against all plans there are, on small instances; known optima of the golden instance.

#![expect(clippy::cast_precision_loss, reason = "a dozen people")]

use proptest::prelude::*;

use super::*;

/// All choices of at most `p` of `n` candidates, those locked in included.
fn plans(n: usize, p: usize, question: &Question) -> Vec<Vec<usize>> {
    let all = (0u32..1 << n).map(|bits| (0..n).filter(|c| bits >> c & 1 == 1).collect::<Vec<usize>>());
    all.filter(|plan| {
        let keeps = question.locked.iter().all(|locked| plan.contains(locked));
        plan.len() <= p && keeps && !question.forbidden.iter().any(|forbidden| plan.contains(forbidden))
    })
    .collect()
}

fn gained(instance: &Instance, plan: &[usize], limit: u32) -> u64 {
    let covered = |d: &usize| instance.existing()[*d] > limit && instance.time_with(*d, plan) <= limit;
    (0..instance.n_demand()).filter(covered).map(|d| instance.weights()[d]).sum()
}

fn any_instance() -> impl Strategy<Value = Instance> {
    (1usize..12, 1usize..9).prop_flat_map(|(n, m)| {
        let time = prop_oneof![8 => 0u32..60, 1 => Just(NEVER)];
        let existing = prop_oneof![1 => 20u32..90, 2 => Just(NEVER)];
        let weight = prop_oneof![5 => (0u64..9).prop_map(|w| w * 1000), 1 => 0u64..9000];
        (
            prop::collection::vec(weight, n),
            prop::collection::vec(existing, n),
            prop::collection::vec(time, n * m),
        )
            .prop_map(move |(weights, existing, times)| Instance::new(weights, existing, times, m).unwrap())
    })
}

/// An instance, how many stops, one locked in perhaps, and one forbidden perhaps.
fn any_question() -> impl Strategy<Value = (Instance, Question)> {
    (any_instance(), 0usize..6, any::<[u8; 2]>()).prop_map(|(instance, p, [lock, forbid])| {
        let m = instance.n_candidates();
        let locked: Vec<usize> = Some(usize::from(lock)).filter(|c| *c < m && p > 0).into_iter().collect();
        let forbidden =
            Some(usize::from(forbid)).filter(|c| *c < m && !locked.contains(c)).into_iter().collect();
        (instance, Question { objective: Objective::WorstTime, count: p, locked, forbidden })
    })
}

fn never() -> bool {
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_plan_covers_more((instance, mut question) in any_question(), limit in 5u32..50) {
        question.objective = Objective::Coverage { limit_ms: limit };
        let solution = solve(&instance, &question, &[], &never).unwrap();
        let all = plans(instance.n_candidates(), question.count, &question);
        let best = all.iter().map(|plan| gained(&instance, plan, limit)).max().unwrap();
        prop_assert_eq!(solution.value, best);
        prop_assert_eq!(solution.status, Status::Optimal);
        prop_assert_eq!(gained(&instance, &solution.stops, limit), best);
        prop_assert!(all.contains(&solution.stops), "{:?}", solution.stops);
    }

    #[test]
    fn no_plan_takes_less_time((instance, mut question) in any_question(), cap in 30u32..70) {
        question.objective = Objective::MeanTime { cap_ms: cap };
        let solution = solve(&instance, &question, &[], &never).unwrap();
        let all = plans(instance.n_candidates(), question.count, &question);
        let best = all.iter().map(|plan| total_time(&instance, plan, cap)).min().unwrap();
        prop_assert_eq!((solution.value, solution.bound), (best, best));
        prop_assert!(all.contains(&solution.stops), "{:?}", solution.stops);
    }

    #[test]
    fn no_plan_has_a_smaller_worst_time((instance, question) in any_question()) {
        let solution = solve(&instance, &question, &[], &never).unwrap();
        let all = plans(instance.n_candidates(), question.count, &question);
        let mut allowed = vec![true; instance.n_candidates()];
        question.forbidden.iter().for_each(|c| allowed[*c] = false);
        let best = all.iter().map(|plan| worst_time(&instance, plan, &allowed)).min().unwrap();
        prop_assert_eq!(solution.value, best);
        prop_assert_eq!(solution.bound, best);
        prop_assert!(all.contains(&solution.stops), "{:?}", solution.stops);
    }

    #[test]
    fn no_fewer_stops_cover_as_many((instance, mut question) in any_question(), limit in 5u32..50, share in 0.0..=1.0f64) {
        let share = if share > 0.7 { 1.0 } else { share };
        question.objective = Objective::Fewest { limit_ms: limit, share };
        let people: u64 = instance.weights().iter().sum();
        let covered = |plan: &[usize]| -> u64 {
            let is_covered = |d: &usize| instance.time_with(*d, plan) <= limit;
            (0..instance.n_demand()).filter(is_covered).map(|d| instance.weights()[d]).sum()
        };
        let enough = |plan: &Vec<usize>| covered(plan) as f64 >= people as f64 * share * (1.0 - 1e-9);
        let all = plans(instance.n_candidates(), 9, &question);
        let best = all.iter().filter(|plan| enough(plan)).map(Vec::len).min();
        match (solve(&instance, &question, &[], &never), best) {
            (Ok(solution), Some(best)) => {
                prop_assert_eq!((solution.value, solution.bound), (best as u64, best as u64));
                prop_assert!(enough(&solution.stops) && all.contains(&solution.stops));
            }
            (Err(SitingError::OutOfReach { .. }), None) => {}
            (answer, best) => prop_assert!(false, "{answer:?} where the best is {best:?}"),
        }
    }

    #[test]
    fn a_candidate_more_never_lowers_the_coverage(instance in any_instance(), p in 0usize..5, limit in 5u32..50) {
        let m = instance.n_candidates();
        let question = |forbidden| Question { objective: Objective::Coverage { limit_ms: limit }, count: p, locked: vec![], forbidden };
        let value = |forbidden| solve(&instance, &question(forbidden), &[], &never).unwrap().value;
        prop_assert!(value(vec![]) >= value(vec![m - 1]));
    }

    #[test]
    fn a_search_that_is_stopped_still_tells_the_truth((instance, mut question) in any_question(), limit in 5u32..50) {
        for objective in [Objective::Coverage { limit_ms: limit }, Objective::MeanTime { cap_ms: 60 }, Objective::WorstTime] {
            question.objective = objective;
            let whole = solve(&instance, &question, &[], &never).unwrap();
            let stopped = solve(&instance, &question, &[], &|| true).unwrap();
            if matches!(objective, Objective::Coverage { .. }) {
                prop_assert!(stopped.value <= whole.value && stopped.bound >= whole.value);
            } else {
                prop_assert!(stopped.value >= whole.value && stopped.bound <= whole.value, "{objective:?} {stopped:?} {whole:?}");
            }
        }
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let instance = Instance::new(vec![1000], vec![NEVER], vec![5, 9], 2).unwrap();
    let ask = |locked: &[usize], forbidden: &[usize], count| {
        let question = Question {
            objective: Objective::WorstTime,
            count,
            locked: locked.to_vec(),
            forbidden: forbidden.to_vec(),
        };
        solve(&instance, &question, &[], &never).unwrap_err()
    };
    assert_eq!(ask(&[0, 1], &[], 1), SitingError::TooManyLocked { locked: 2, count: 1 });
    assert_eq!(ask(&[1], &[1], 1), SitingError::LockedAndForbidden(1));
    assert_eq!(ask(&[2], &[], 1), SitingError::NoCandidate(2));
    assert!(Instance::new(vec![1], vec![NEVER], vec![1, 2, 3], 2).is_err());
}
