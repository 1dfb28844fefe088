//! The two questions of the first issue: the whole of France on one core after loading, and
//! Lozère from a cold start. `cargo bench --bench coverage`.
#![allow(missing_docs, reason = "criterion’s macros make public items")]
#![allow(clippy::unwrap_used, reason = "a bench may stop where it stands")]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use maillage::coverage::{Effects, Request, assess, gap_zones, summarise};
use maillage::dataset::Dataset;
use maillage::model::TerritoryCode;
use maillage::travel::CrowFly;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The 908 France Services of 2021 where the shared data stands beside the checkout, else the
/// venues that ship: the record says which.
fn venues_of_france() -> (PathBuf, u64) {
    let base = std::env::var_os("MAILLAGE_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let shared = base.join("data/venues/france-services-2021.geojson");
    if shared.exists() {
        (shared, COVERED_FRANCE)
    } else {
        (root().join("data/venues/lozere.csv"), COVERED_LOZERE_ONLY)
    }
}

/// People within 20 minutes, with the 908 venues.
const COVERED_FRANCE: u64 = 43_761_993;
/// People within 20 minutes, with the 11 venues of Lozère alone.
const COVERED_LOZERE_ONLY: u64 = 60_163;
/// People of Lozère within 20 minutes.
const COVERED_LOZERE: u64 = 46_755;

fn benches(c: &mut Criterion) {
    let none = Effects::default();
    let model = CrowFly::default();
    let request = Request::default();
    let dataset = Dataset::open(&root().join("data")).unwrap();

    let (file, expected) = venues_of_france();
    let venues = dataset.read_venues(&[file]).unwrap();
    let france = dataset.territory(&TerritoryCode::France, 30_000.0, &venues).unwrap().territory;
    let covered = |coverage: &maillage::coverage::Coverage, land: &maillage::territory::Territory| {
        let rows = land.demand.iter().zip(&coverage.accesses);
        rows.filter(|(_, a)| a.covered).map(|(p, _)| p.people).sum::<maillage::units::People>().thousandths()
            / 1000
    };
    assert_eq!(covered(&assess(&france, &model, &request), &france), expected, "checksum");
    let mut group = c.benchmark_group("coverage");
    group.sample_size(10);
    group.bench_function("france, access of every commune", |b| {
        b.iter(|| black_box(assess(&france, &model, &request)));
    });
    let coverage = assess(&france, &model, &request);
    group.bench_function("france, gap zones and summary", |b| {
        b.iter(|| black_box(summarise(&france, &coverage, &gap_zones(&france, &coverage, &model), &none)));
    });
    group.bench_function("lozère, from opening the data to the summary", |b| {
        b.iter(|| {
            let dataset = Dataset::open(&root().join("data")).unwrap();
            let venues = dataset.read_venues(&[root().join("data/venues/lozere.csv")]).unwrap();
            let loaded = dataset.territory(&"48".parse().unwrap(), 30_000.0, &venues).unwrap();
            let coverage = assess(&loaded.territory, &model, &request);
            assert_eq!(covered(&coverage, &loaded.territory), COVERED_LOZERE, "checksum");
            black_box(summarise(
                &loaded.territory,
                &coverage,
                &gap_zones(&loaded.territory, &coverage, &model),
                &none,
            ))
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
