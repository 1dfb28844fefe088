//! Siting on drawn instances, beside HiGHS: `cargo bench --bench siting`, then
//! `python benches/peers/siting_highs.py target/siting/*.weights`.
//!
//! `MAILLAGE_BENCH_SITING` names further instances, as files without their endings: `.weights` (people, thousandths, 8 bytes)
//! and `.times` (milliseconds, 4 bytes, by demand point). Times are one run each, one thread: every answer is the same
//! every time. Values are the checksums.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench says what it measures and fails loudly"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "drawn figures"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use maillage::siting::{Instance, NEVER, Objective, Question, solve};

/// Numbers between 0 and 1 (Knuth's MMIX generator): the same each time.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Places over a square of `side` kilometres, half of them around towns; `m` of them are candidates.
fn drawn(n: usize, m: usize, side: f64) -> (Vec<u64>, Vec<u32>) {
    let mut draw = Draw(n as u64);
    let towns: Vec<[f64; 2]> = (0..n / 40).map(|_| [draw.next() * side, draw.next() * side]).collect();
    let places: Vec<[f64; 2]> = (0..n)
        .map(|i| {
            let town = towns[(draw.next() * towns.len() as f64) as usize];
            let near = [0, 1].map(|axis| town[axis] + (draw.next() + draw.next() - 1.0) * side / 15.0);
            if i % 2 == 0 { near } else { [draw.next() * side, draw.next() * side] }
        })
        .collect();
    let weights = (0..n).map(|_| (20.0 + 200.0 / (0.02 + draw.next())) as u64 * 1000).collect();
    let candidates: Vec<usize> = (0..m).map(|c| c * n / m).collect();
    let mut times = Vec::with_capacity(n * m);
    for place in &places {
        let pace = 90.0 * (0.85 + draw.next() * 0.4);
        let km = |other: &[f64; 2]| (place[0] - other[0]).hypot(place[1] - other[1]);
        times.extend(candidates.iter().map(|c| (km(&places[*c]) * pace * 1000.0) as u32));
    }
    (weights, times)
}

fn read(name: &str) -> (Vec<u64>, Vec<u32>) {
    let bytes = |ending: &str| fs::read(format!("{name}.{ending}")).unwrap();
    let weights = bytes("weights").chunks(8).map(|b| u64::from_le_bytes(b.try_into().unwrap())).collect();
    (weights, bytes("times").chunks(4).map(|b| u32::from_le_bytes(b.try_into().unwrap())).collect())
}

fn report(name: &str, weights: Vec<u64>, times: Vec<u32>, budget: Duration) {
    let (n, m) = (weights.len(), times.len() / weights.len());
    let instance = Instance::new(weights, vec![NEVER; n], times, m).unwrap();
    let minutes = |minutes: u32| Objective::Coverage { limit_ms: minutes * 60_000 };
    let asked: [(&str, Objective, &[usize]); 5] = [
        ("MCLP 15 min", minutes(15), &[5, 10, 20, 50]),
        ("MCLP 25 min", minutes(25), &[5, 10, 20, 50, 60]),
        ("p-median", Objective::MeanTime { cap_ms: u32::MAX - 1 }, &[5, 10, 20]),
        ("p-center", Objective::WorstTime, &[5, 10, 20]),
        ("LSCP 95 % 25 min", Objective::Fewest { limit_ms: 1_500_000, share: 0.95 }, &[0]),
    ];
    ask(name, &instance, "p=", &asked, budget);
    // The same with costs from 0.5 to 2.999, and as much to spend as there were stops.
    let mut draw = Draw(m as u64);
    let costs = (0..m).map(|_| (500.0 + draw.next() * 2500.0) as u64).collect();
    let instance = instance.with_costs(costs).unwrap();
    let asked: [(&str, Objective, &[usize]); 4] = [
        ("MCLP 25 min", minutes(25), &[5, 10, 20]),
        ("p-median", Objective::MeanTime { cap_ms: u32::MAX - 1 }, &[5, 10, 20]),
        ("p-center", Objective::WorstTime, &[5, 10]),
        ("LSCP 95 % 25 min", Objective::Cheapest { limit_ms: 1_500_000, share: 0.95 }, &[0]),
    ];
    ask(name, &instance, "B=", &asked, budget);
}

fn ask(name: &str, instance: &Instance, by: &str, asked: &[(&str, Objective, &[usize])], budget: Duration) {
    for (what, objective, counts) in asked {
        for count in *counts {
            let question = Question {
                objective: *objective,
                count: *count,
                budget: (by == "B=").then_some(*count as u64 * 1000),
                locked: vec![],
                forbidden: vec![],
            };
            let end = Instant::now() + budget;
            match solve(instance, &question, &[], &|| Instant::now() >= end) {
                Ok(found) => println!(
                    "{name:<12} {what:<17} {by}{count:<3} {:>10.2} ms  {:<8} gap {:.3} %  value {}",
                    found.took.as_secs_f64() * 1e3,
                    found.status.code(),
                    found.gap() * 100.0,
                    found.value
                ),
                Err(error) => println!("{name:<12} {what:<17} {error}"),
            }
        }
    }
}

fn main() {
    let folder = Path::new("target/siting");
    fs::create_dir_all(folder).unwrap();
    let budget = Duration::from_secs(30);
    for (name, n, m, side) in [
        ("152x152", 152, 152, 75.0),
        ("500x200", 500, 200, 95.0),
        ("2000x500", 2000, 500, 150.0),
        ("4500x1000", 4500, 1000, 220.0),
    ] {
        let (weights, times) = drawn(n, m, side);
        let bytes =
            |numbers: &[u64]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
        fs::write(folder.join(format!("{name}.weights")), bytes(&weights)).unwrap();
        let times_bytes: Vec<u8> = times.iter().flat_map(|time| time.to_le_bytes()).collect();
        fs::write(folder.join(format!("{name}.times")), times_bytes).unwrap();
        report(name, weights, times, budget);
    }
    for name in std::env::var("MAILLAGE_BENCH_SITING").iter().flat_map(|names| names.split(',')) {
        let (weights, times) = read(name);
        report(name.rsplit('/').next().unwrap_or(name), weights, times, budget);
    }
}
