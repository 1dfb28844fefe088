//! The whole of France: boundaries from a shapefile in Lambert-93, and 2.3 million grid cells.
//!
//! `cargo bench --bench import`: time from files to a folder on disk, and the most memory that the process had. The shapefile is made by
//! `ogr2ogr` from the data that ships, and left out where there is none; cells are made here, on a grid over the
//! communes, with a fixed seed and the columns of INSEE's file.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench that cannot run has to fail, and tells"
)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use maillage::geodesy::{Crs, Unprojection};
use maillage::import::{ImportRequest, prepare};

const CELLS: u32 = 2_300_000;
/// What stands between the people and the codes in INSEE's file, about as long.
const REST: &str = "3.5,1,1.2,0.8,2.1,89.2,210.5,0.5,1.1,1.9,0.4,0.3,0.7,1.2,0.9,1.8,1.1,0.6,0.2,0.1,0.4";

fn main() {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    if let Some(shapefile) = shapefile(place.path()) {
        let request = ImportRequest { boundaries: vec![shapefile], ..ImportRequest::default() };
        let communes =
            timed("boundaries of France, shapefile in Lambert-93", &request, &place.path().join("a"));
        assert_eq!(communes.0, 34_746);
    } else {
        println!("no ogr2ogr: boundaries are not timed");
    }
    let grid = place.path().join("carreaux_200m_met.csv");
    write_grid(&grid);
    println!("{} with {:.0} MB", grid.display(), fs::metadata(&grid).unwrap().len() as f64 / 1e6);
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data");
    let request = ImportRequest { base: Some(base), grid: vec![grid], ..ImportRequest::default() };
    let (_, people) = timed("2.3 million cells", &request, &place.path().join("b"));
    assert!(people > 5e6, "{people}");
}

/// Rows used of the first file, and people of cells.
fn timed(what: &str, request: &ImportRequest, out: &Path) -> (u64, f64) {
    let start = Instant::now();
    let prepared = prepare(request).unwrap();
    let read = start.elapsed();
    let manifest = prepared.write(out, false).unwrap();
    let cells = manifest.totals.cells.as_ref();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("").trim().to_owned();
    println!(
        "{what}: {:.2} s, of which {:.2} s to read and join; peak memory {peak}; {} cells in the folder, {} set aside",
        start.elapsed().as_secs_f64(),
        read.as_secs_f64(),
        cells.map_or(0, |cells| cells.all.cells),
        cells.map_or(0, |cells| cells.set_aside.cells),
    );
    (manifest.inputs[0].rows.used, cells.map_or(0.0, |cells| cells.all.people.value()))
}

fn shapefile(place: &Path) -> Option<PathBuf> {
    let path = place.join("COMMUNE.shp");
    let sql = "select code as INSEE_COM, name as NOM, department as INSEE_DEP, region as INSEE_REG, epci as SIREN_EPCI, \
               population as POPULATION from communes where department not like '97%' and department not like '98%'";
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/france/communes.fgb");
    let made = Command::new("ogr2ogr")
        .args(["-f", "ESRI Shapefile", "-t_srs", "EPSG:2154", "-lco", "ENCODING=UTF-8", "-sql", sql])
        .args([&path, &source])
        .status();
    made.is_ok_and(|status| status.success()).then_some(path)
}

/// Cells within the hexagon, spread as a low-discrepancy sequence over the grid, with a code that a real file would have:
/// that of a commune of the neighbourhood is not known here, so that the index of places is put to work for each.
fn write_grid(path: &Path) {
    let system = Unprojection::from_crs(Crs::LaeaEurope);
    let mut out = BufWriter::new(File::create(path).unwrap());
    writeln!(
        out,
        "idcar_200m,idcar_1km,i_est_200,i_est_1km,lcog_geo,ind,{}",
        "c,".repeat(21).trim_end_matches(',')
    )
    .unwrap();
    let (mut n, mut k) = (0, 0u64);
    while n < CELLS {
        k += 1;
        // The golden ratio and its square: no two points fall into one cell before very many.
        let [x, y] = [0.754_877_666_246_693, 0.569_840_290_998_053].map(|step| (k as f64 * step).fract());
        let cell = |share: f64, low: f64, span: f64| (low + share * span) as u32 / 200 * 200;
        let (east, north) = (cell(x, 3_450_000.0, 600_000.0), cell(y, 2_350_000.0, 500_000.0));
        if system.to_lon_lat(geo_types::Coord { x: f64::from(east), y: f64::from(north) }).is_err() {
            continue;
        }
        n += 1;
        let people = f64::from(n % 97) / 2.0 + 0.5;
        let imputed = u8::from(n % 3 == 0);
        let (km_n, km_e) = (north / 1000 * 1000, east / 1000 * 1000);
        writeln!(
            out,
            "CRS3035RES200mN{north}E{east},CRS3035RES1000mN{km_n}E{km_e},{imputed},0,\"\",{people},{REST}"
        )
        .unwrap();
    }
}
