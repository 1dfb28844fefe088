//! A national list of 20,000 venues, checked. `cargo bench --bench check`.
#![allow(missing_docs, reason = "criterion’s macros make public items")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench may stop where it stands, and tells"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use maillage::dataset::Dataset;
use maillage::ingest::communes::CommuneFile;
use maillage::ingest::venues::{Field, VenueOptions};

const ROWS: usize = 20_000;
/// Venues, findings and pairs of likely duplicates of the list: what every run has to find.
const CHECKSUM: (u64, usize, usize) = (20_000, 21_263, 500);

/// A list like the national one: a venue near every second town hall, every 40th row a copy a few metres off, every 50th
/// without hours, every 60th with a postcode that lost its zero or a code that merged.
fn list(root: &Path) -> String {
    let communes = CommuneFile::open(&root.join("data/france/communes.fgb")).unwrap().all(false).unwrap();
    let placed: Vec<_> = communes.iter().filter_map(|c| Some((c, c.chef_lieu?))).collect();
    let mut text = Field::schema().map(Field::name).collect::<Vec<_>>().join(",");
    text.push('\n');
    for row in 0..ROWS {
        let (commune, at) = placed[(row - usize::from(row % 40 == 39)) * 17 % placed.len()];
        let shift = (row % 13) as f64 * 1e-5;
        let postcode =
            if row % 60 == 7 { "1290".to_owned() } else { format!("{}000", &commune.code.as_str()[..2]) };
        let postcode = postcode.replace(['A', 'B'], "0");
        let hours = if row % 50 == 3 { "" } else { "\"Mo-Fr 09:00-12:00,14:00-17:00\"" };
        let number = row - usize::from(row % 40 == 39);
        writeln!(
            text,
            "lieu-{row},00000000000000,\"Espace {number} de {}\",\"{}\",{postcode},{},{} rue du Bac,,{:.6},{:.6},TIERS_LIEUX|ASSO,+334666512{:02},\
             a@b.fr,https://lieu-{number}.fr,{hours},Un lieu,,Hub,Fixe,,2024-04-02,Accès internet et matériel informatique,,,Gratuit,,,,Se présenter,,,",
            commune.name.replace('"', ""),
            commune.name.replace('"', ""),
            commune.code,
            row % 90,
            at.y + shift,
            at.x + shift,
            row % 97,
        )
        .unwrap();
    }
    text
}

fn benches(c: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("national.csv");
    std::fs::write(&file, list(root)).unwrap();
    let check = || {
        let dataset = Dataset::open(&root.join("data")).unwrap();
        dataset.check_with(std::slice::from_ref(&file), &VenueOptions::default()).unwrap()
    };
    let checked = check();
    let found = (checked.report.venues, checked.report.findings.len(), checked.pairs.len());
    println!("venues, findings, pairs: {found:?}");
    assert_eq!(found, CHECKSUM, "checksum");
    assert_eq!(checked.report.rows, ROWS as u64);
    let mut group = c.benchmark_group("check");
    group.sample_size(10);
    group.bench_function("20,000 venues, from opening the data to the report", |b| {
        b.iter(|| black_box(check()));
    });
}

criterion_group!(check, benches);
criterion_main!(check);
