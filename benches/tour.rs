//! Tours: `cargo bench --bench tour`, then `python benches/peers/tour_vroom_ortools.py` on the same instances.
//!
//! The instances of the shared data are planned where `MAILLAGE_SHARED`, or `../shared`, holds them. One run each, one
//! thread: the same plan every time; its driving is the checksum.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench says what it measures and fails loudly"
)]
#![allow(unreachable_pub, reason = "shared with the tests")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use maillage::tour::{Request, Weight, check, plan};

#[path = "../tests/common/tours.rs"]
mod tours;

fn report(name: &str, request: &Request) {
    let begun = Instant::now();
    let made = plan(request).unwrap();
    let took = begun.elapsed();
    let errors = check(&made).iter().filter(|finding| finding.weight == Weight::Error).count();
    println!(
        "{name:<20} {:>9.2} ms  {} s of driving a cycle, {} days, {} sessions, {} left out, {errors} errors",
        took.as_secs_f64() * 1e3,
        made.totals.cycle_driving_s,
        made.cycle.len(),
        made.cycle.iter().map(|day| day.stops.len()).sum::<usize>(),
        made.left_out.len(),
    );
}

fn main() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let golden = std::env::var_os("MAILLAGE_SHARED").map_or(beside, PathBuf::from).join("data/golden");
    for file in ["vrp-12.json", "vrp-12-tight.json", "vrp-60.json"] {
        let path = golden.join(file);
        if path.exists() {
            report(file, &tours::instance(&path));
        } else {
            println!("{file:<20} not found beside the checkout");
        }
    }
    report("Charente", &tours::charente());
    report("sixty, four weeks", &tours::sixty());
}
