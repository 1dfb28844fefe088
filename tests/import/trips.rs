//! Round trips: what is exported and imported again is the same territory.

use std::path::Path;

use maillage::dataset::Dataset;
use maillage::export::{folder_communes, to_flatgeobuf, to_geojson};
use maillage::import::{ImportRequest, IndicatorFile, prepare};
use maillage::model::{Commune, PointPrecision};
use proptest::prelude::*;

/// Square communes side by side, some with a hole, without people, or without a point.
fn communes() -> impl Strategy<Value = Vec<Commune>> {
    let one = (0..5u8, prop::option::of(0..4_000_000u32), any::<[bool; 3]>(), "[A-ZÉ][a-zé’ ,;\"=-]{0,12}");
    prop::collection::vec(one, 1..8).prop_map(|all| {
        let communes =
            all.into_iter().enumerate().map(|(i, (row, population, [holed, pointless, in_epci], name))| {
                // A millionth of a degree, as the GeoJSON has it.
                let place = |n: f64| (n * 1e6).round() / 1e6;
                let (west, south) = (place(3.0 + 0.1 * i as f64), place(44.0 + 0.01 * f64::from(row)));
                let ring = |x: f64, y: f64, side: f64| {
                    let corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)];
                    geo_types::LineString::from_iter(
                        corners.map(|(x, y)| geo_types::Coord { x: place(x), y: place(y) }),
                    )
                };
                let hole = holed.then(|| {
                    let mut hole = ring(west + 0.03, south + 0.03, 0.02);
                    hole.0.reverse();
                    hole
                });
                let area = geo_types::Polygon::new(ring(west, south, 0.1), hole.into_iter().collect());
                let middle = geo_types::Coord { x: place(west + 0.01), y: place(south + 0.01) };
                Commune {
                    code: format!("48{i:03}").parse().unwrap(),
                    name: name.trim().to_owned(),
                    department: "48".to_owned(),
                    region: "76".to_owned(),
                    epci: in_epci.then(|| "200000001".parse().unwrap()),
                    population,
                    chef_lieu: Some(middle),
                    point_precision: if pointless {
                        PointPrecision::PointOnSurface
                    } else {
                        PointPrecision::TownHall
                    },
                    boundary: Some(geo_types::MultiPolygon(vec![area])),
                }
            });
        communes.collect()
    })
}

fn imported(place: &Path, name: &str, bytes: &[u8], venues: Option<&str>) -> Dataset {
    let path = place.join(name);
    std::fs::write(&path, bytes).unwrap();
    let mut request = ImportRequest { boundaries: vec![path], ..ImportRequest::default() };
    if let Some(venues) = venues {
        let path = place.join("lieux.csv");
        std::fs::write(&path, venues).unwrap();
        request.venues = vec![path];
    }
    let out = place.join(format!("{name}-out"));
    prepare(&request).unwrap().write(&out, false).unwrap();
    Dataset::open(&out).unwrap()
}

fn same(a: &[Commune], b: &[Commune]) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        prop_assert_eq!(a.code, b.code);
        prop_assert_eq!(&a.name, &b.name);
        prop_assert_eq!((&a.department, &a.region, a.epci), (&b.department, &b.region, b.epci));
        prop_assert_eq!(a.population, b.population);
        prop_assert_eq!((a.chef_lieu, a.point_precision), (b.chef_lieu, b.point_precision));
        prop_assert_eq!(&a.boundary, &b.boundary);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn boundaries_and_populations_survive_being_written_and_read_again(communes in communes()) {
        let place = tempfile::tempdir().unwrap();
        let layer = folder_communes(&communes);
        let lines = communes.iter().zip(0..).map(|(commune, i)| {
            let at = commune.chef_lieu.unwrap();
            format!("v{i},Lieu {i},{},{},{}\n", commune.code, at.y, at.x)
        });
        let venues = format!("id,nom,code_insee,latitude,longitude\n{}", lines.collect::<String>());
        let from_json = imported(place.path(), "c.geojson", &to_geojson(&layer), Some(&venues));
        same(&communes, &from_json.all_communes().unwrap())?;
        let from_fgb = imported(place.path(), "c.fgb", &to_flatgeobuf(&layer).unwrap(), None);
        same(&communes, &from_fgb.all_communes().unwrap())?;
        let read = from_json.read_venues(&[]).unwrap();
        prop_assert_eq!(read.records.len(), communes.len());
        // And a folder made of a folder is the same folder.
        let out = place.path().join("again");
        let request = ImportRequest { base: Some(from_json.dir().to_owned()), ..ImportRequest::default() };
        prepare(&request).unwrap().write(&out, false).unwrap();
        let again = Dataset::open(&out).unwrap();
        same(&communes, &again.all_communes().unwrap())?;
        for name in ["france/communes.fgb", "france/epci.csv", "france/departements.csv", "venues/lieux.csv"] {
            let bytes = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
            prop_assert_eq!(bytes(from_json.dir()), bytes(&out), "{}", name);
        }
    }

    #[test]
    fn figures_of_indicators_survive_to_the_last_bit(figures in prop::collection::vec(prop::option::of(-1e12..1e12f64), 1..8)) {
        let place = tempfile::tempdir().unwrap();
        let rows = figures.iter().enumerate().map(|(i, figure)| {
            format!("48{i:03};{}\n", figure.map(|f| f.to_string().replace('.', ",")).unwrap_or_default())
        });
        let path = place.path().join("i.csv");
        // One more, so that the column has a figure.
        std::fs::write(&path, format!("code;n\n48099;1\n{}", rows.collect::<String>())).unwrap();
        let features: Vec<String> = (0..100u8).map(|i| crate::commune(&format!("48{i:03}"), "C", i % 60, "")).collect();
        let boundaries = place.path().join("c.geojson");
        std::fs::write(&boundaries, crate::collection(&features)).unwrap();
        let file = IndicatorFile { path, ..IndicatorFile::default() };
        let request = ImportRequest { boundaries: vec![boundaries], indicators: vec![file], ..ImportRequest::default() };
        let out = place.path().join("out");
        prepare(&request).unwrap().write(&out, false).unwrap();
        let written = std::fs::read_to_string(out.join("indicators/i.csv")).unwrap();
        for (i, figure) in figures.iter().enumerate() {
            let expected = format!("48{i:03},{}", figure.map(|f| f.to_string()).unwrap_or_default());
            prop_assert!(written.lines().any(|line| line == expected), "{}\n{}", expected, written);
        }
    }
}
