//! Against the exact optimum by trying everything, on up to 9 stops.

use maillage::tour::{Clock, Holidays, Matrix, Minutes, Request, Rules, Weekday, check, plan};
use proptest::prelude::*;

use crate::tours::{depot, matrix, stop};

const N_DAYS: u32 = 3;
const DAY_S: u64 = 6 * 3600;
const DWELL_S: u64 = 1800;

/// The least driving of every set of stops in one day: every order is tried.
fn best_days(matrix: &Matrix, n: usize) -> Vec<Option<u64>> {
    fn extend(
        matrix: &Matrix,
        n: usize,
        (mask, last, driving): (usize, usize, u64),
        best: &mut [Option<u64>],
    ) {
        let drive = |from, to| u64::from(matrix.trip(from, to).unwrap().seconds());
        let total = driving + drive(last, 0);
        if total + DWELL_S * u64::from(mask.count_ones()) <= DAY_S {
            best[mask] = Some(best[mask].map_or(total, |best| best.min(total)));
        }
        for next in (0..n).filter(|next| mask >> next & 1 == 0) {
            extend(matrix, n, (mask | 1 << next, next + 1, driving + drive(last, next + 1)), best);
        }
    }
    let mut best = vec![None; 1 << n];
    extend(matrix, n, (0, 0, 0), &mut best);
    best
}

/// The most stops that fit into the days, and then the least driving.
fn optimum(best: &[Option<u64>]) -> (u32, u64) {
    let mut reached: Vec<Option<u64>> = vec![None; best.len()];
    reached[0] = Some(0);
    for _ in 0..N_DAYS {
        let before = reached.clone();
        for (mask, cell) in reached.iter_mut().enumerate() {
            let mut part = mask;
            while part > 0 {
                if let (Some(day), Some(rest)) = (best[part], before[mask & !part]) {
                    *cell = Some(cell.map_or(day + rest, |cell| cell.min(day + rest)));
                }
                part = (part - 1) & mask;
            }
        }
    }
    let found =
        reached.iter().enumerate().filter_map(|(mask, driving)| Some((mask.count_ones(), (*driving)?)));
    found.max_by_key(|(n, driving)| (*n, std::cmp::Reverse(*driving))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn driving_is_within_three_per_cent_of_the_optimum(
        places in proptest::collection::vec((0u32..60_000, 0u32..60_000), 3..9), seed in any::<u64>(),
    ) {
        let n = places.len();
        let places: Vec<_> = std::iter::once((30_000, 30_000)).chain(places).collect();
        let matrix = matrix(seed, &places);
        let from = "2027-01-04".parse().unwrap();
        let mut rules = Rules::between(from, from.plus(6));
        rules.days = Weekday::ALL[..N_DAYS as usize].to_vec();
        (rules.day_start, rules.day_end) = (Clock::at(0, 0), Clock::at(24, 0));
        rules.longest_day_min = Minutes(360);
        rules.longest_driving_min = Minutes(360);
        (rules.lunch, rules.holidays, rules.most_sessions) = (None, Holidays::None, 9);
        (rules.setup_min, rules.packup_min, rules.opening_step_min) = (Minutes(0), Minutes(0), Minutes(0));
        rules.rounds = 2_000;
        let stops = (1..=n).map(|i| stop(&i.to_string(), 30, 1, 1)).collect();
        let (most, least) = optimum(&best_days(&matrix, n));
        let made = plan(&Request { travel: String::new(), depot: depot(), rules, stops, matrix }).unwrap();
        prop_assert!(check(&made).iter().all(|finding| finding.weight != maillage::tour::Weight::Error));
        let driving = made.totals.driving_s.thousandths() / 1000;
        prop_assert_eq!(made.totals.sessions, most);
        prop_assert!(driving >= least, "{driving} s is less than the optimum of {least} s");
        prop_assert!(driving * 100 <= least * 103, "{driving} s instead of {least} s");
    }
}
