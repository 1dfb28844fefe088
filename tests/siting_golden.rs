//! Known optima of a real-sized instance (`../shared/data/golden/siting-500x200.npz`), where it stands beside the checkout.

#![expect(clippy::unwrap_used, reason = "a file that is known")]
#![allow(unreachable_pub, clippy::print_stdout, clippy::panic, reason = "shared test modules")]

mod common;

use std::io::Read as _;

use common::shared;
use maillage::siting::{Instance, NEVER, Objective, Question, Status, solve};

/// The arrays of an `.npz`: a zip archive of `.npy` files, each deflated. Name, then bytes after the header.
fn arrays(npz: &[u8]) -> Vec<(String, Vec<u8>)> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(npz[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u32::from_le_bytes(npz[at..at + 4].try_into().unwrap()) as usize;
    // The directory at the end says where the files are; there is no comment after it.
    let end = npz.len() - 22;
    assert_eq!(&npz[end..end + 4], b"PK\x05\x06");
    let (n, mut entry) = (u16_at(end + 10), u32_at(end + 16));
    (0..n)
        .map(|_| {
            let (packed, name_len) = (u32_at(entry + 20), u16_at(entry + 28));
            let name = String::from_utf8(npz[entry + 46..][..name_len].to_vec()).unwrap();
            let local = u32_at(entry + 42);
            let start = local + 30 + u16_at(local + 26) + u16_at(local + 28);
            let mut npy = Vec::new();
            flate2::read::DeflateDecoder::new(&npz[start..start + packed]).read_to_end(&mut npy).unwrap();
            entry += 46 + name_len + u16_at(entry + 30) + u16_at(entry + 32);
            let header = usize::from(u16::from_le_bytes([npy[8], npy[9]]));
            (name, npy.split_off(10 + header))
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds, and people")]
fn instance() -> Option<Instance> {
    let arrays = arrays(&std::fs::read(shared("golden/siting-500x200.npz")?).unwrap());
    let of = |name: &str| &arrays.iter().find(|(other, _)| other == name).unwrap().1;
    let weights = of("weight.npy").chunks(8).map(|b| i64::from_le_bytes(b.try_into().unwrap()) as u64 * 1000);
    let seconds = of("seconds.npy").chunks(4).map(|b| f32::from_le_bytes(b.try_into().unwrap()));
    let times: Vec<u32> = seconds.map(|s| (f64::from(s) * 1000.0).round() as u32).collect();
    Some(Instance::new(weights.collect(), vec![NEVER; 500], times, 200).unwrap())
}

fn optimum(instance: &Instance, objective: Objective, count: usize) -> u64 {
    let question = Question { objective, count, budget: None, locked: vec![], forbidden: vec![] };
    let solution = solve(instance, &question, &[], &|| false).unwrap();
    assert_eq!((solution.status, solution.value), (Status::Optimal, solution.bound));
    assert_eq!(solution.stops.len(), count);
    solution.value
}

#[test]
fn people_covered_are_those_of_highs() {
    let Some(instance) = instance() else { return };
    let known = [
        (10, [(5, 106_242), (10, 141_826), (20, 176_563)]),
        (15, [(5, 158_353), (10, 204_893), (20, 246_314)]),
    ];
    for (minutes, optima) in known {
        for (count, people) in optima {
            let objective = Objective::Coverage { limit_ms: minutes * 60_000 };
            assert_eq!(optimum(&instance, objective, count), people * 1000, "{count} stops, {minutes} min");
        }
    }
}

#[test]
fn the_least_time_is_that_of_highs() {
    let Some(instance) = instance() else { return };
    for (count, person_seconds) in [(5, 272_827_807), (10, 189_631_666), (20, 143_566_772)] {
        let found = optimum(&instance, Objective::MeanTime { cap_ms: u32::MAX - 1 }, count);
        assert_eq!(found / 1_000_000, person_seconds, "{count} stops");
    }
}

#[test]
fn the_smallest_worst_time_covers_everybody_and_a_millisecond_less_does_not() {
    let Some(instance) = instance() else { return };
    for count in [5, 10, 20] {
        let worst = u32::try_from(optimum(&instance, Objective::WorstTime, count)).unwrap();
        let fewest = |limit_ms| {
            let question = Question {
                objective: Objective::Fewest { limit_ms, share: 1.0 },
                count: 0,
                budget: None,
                locked: vec![],
                forbidden: vec![],
            };
            solve(&instance, &question, &[], &|| false).map(|solution| solution.stops.len())
        };
        assert!(fewest(worst).unwrap() <= count);
        assert!(fewest(worst - 1).is_ok_and(|stops| stops > count), "{count} stops, {worst} ms");
    }
}
