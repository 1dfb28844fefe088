use super::*;
use proptest::prelude::*;

/// Positions in metres that PROJ 9.1.1 gives (`cs2cs EPSG:4171 EPSG:2154` and so on), and in degrees.
const KNOWN: [(Crs, [f64; 2], [f64; 2]); 9] = [
    // The origin of Lambert-93, by definition.
    (Crs::Lambert93, [700_000.0, 6_600_000.0], [3.0, 46.5]),
    // Mende and Paris.
    (Crs::Lambert93, [739_737.020_978, 6_380_229.473_998], [3.5, 44.52]),
    (Crs::Lambert93, [652_469.022_709, 6_862_035.259_420], [2.3522, 48.8566]),
    (Crs::Reunion, [338_756.493_463, 7_691_462.587_822], [55.45, -20.87]),
    (Crs::Antilles, [707_895.244_533, 1_616_074.440_554], [-61.07, 14.61]),
    (Crs::Guyane, [354_199.231_276, 545_457.404_011], [-52.315, 4.9335]),
    (Crs::Mayotte, [523_877.052_455, 8_586_077.052_370], [45.22, -12.79]),
    (Crs::LaeaEurope, [3_803_947.251_465, 2_401_275.956_695], [3.5, 44.52]),
    (Crs::WebMercator, [389_618.217_776, 5_546_269.209_331], [3.5, 44.52]),
];

#[test]
fn positions_are_those_of_proj() {
    for (crs, [x, y], [lon, lat]) in KNOWN {
        let found = Unprojection::from_crs(crs).to_lon_lat(Coord { x, y }).unwrap();
        assert!((found.x - lon).abs() < 1e-10 && (found.y - lat).abs() < 1e-10, "{crs:?} {found:?}");
        let back = Projection::to_crs(crs).from_lon_lat(Coord { x: lon, y: lat }).unwrap();
        assert!((back.x - x).abs() < 1e-5 && (back.y - y).abs() < 1e-5, "{crs:?} {back:?}");
    }
}

#[test]
fn nonsense_is_refused_before_and_after() {
    for crs in Crs::ALL {
        let unprojection = Unprojection::from_crs(crs);
        assert!(crs == Crs::LonLat || unprojection.from.is_some(), "{crs:?} cannot be made");
        for (x, y) in [(f64::NAN, 0.0), (9e9, 9e9), (0.0, f64::INFINITY), (1e300, -1e300)] {
            assert!(unprojection.to_lon_lat(Coord { x, y }).is_err(), "{crs:?} {x} {y}");
        }
        // Degrees in a file that says metres; those of web maps may be metres too, near the origin.
        let may_be = matches!(crs, Crs::LonLat | Crs::WebMercator);
        assert_eq!(unprojection.to_lon_lat(Coord { x: 3.5, y: 44.5 }).is_ok(), may_be);
    }
    let said = Unprojection::from_crs(Crs::Lambert93).to_lon_lat(Coord { x: 3.5, y: 44.5 }).unwrap_err();
    assert_eq!(said.to_string(), "3.5, 44.5 is not a position in Lambert-93 (EPSG:2154)");
}

#[test]
fn systems_are_known_by_number_and_by_the_names_that_programs_write() {
    assert_eq!(Crs::from_epsg(2975), Some(Crs::Reunion));
    assert_eq!(Crs::from_epsg(27572), None);
    for (wkt, expected) in [
        (r#"PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993","#, Some(Crs::Lambert93)),
        (r#"PROJCS["RGF93_Lambert_93",GEOGCS["GCS_RGF_1993","#, Some(Crs::Lambert93)),
        (r#"PROJCS["RGF93 v1 / Lambert-93",GEOGCS["RGF93 v1","#, Some(Crs::Lambert93)),
        (r#"COMPD_CS["RGF93 / Lambert-93 + NGF IGN69",PROJCS["RGF93 / Lambert-93","#, Some(Crs::Lambert93)),
        (r#"PROJCS["RGR_1992_UTM_40S",GEOGCS["GCS_RGR_1992","#, Some(Crs::Reunion)),
        (r#"PROJCS["RGR92 / UTM zone 40S",GEOGCS["RGR92","#, Some(Crs::Reunion)),
        (r#"PROJCS["RGAF09_UTM_Zone_20N",GEOGCS["GCS_RGAF09","#, Some(Crs::Antilles)),
        (r#"PROJCS["RGFG_1995_UTM_22N",GEOGCS["GCS_RGFG_1995","#, Some(Crs::Guyane)),
        (r#"PROJCS["RGM04 / UTM zone 38S",GEOGCS["RGM04","#, Some(Crs::Mayotte)),
        (r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984","#, Some(Crs::LonLat)),
        (r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984","#, Some(Crs::WebMercator)),
        (r#"PROJCS["ETRS89-extended / LAEA Europe",GEOGCS["ETRS89","#, Some(Crs::LaeaEurope)),
        (r#"PROJCS["ETRS_1989_LAEA",GEOGCS["GCS_ETRS_1989","#, Some(Crs::LaeaEurope)),
        (r#"PROJCS["NTF_Lambert_II_etendu","#, None),
        ("", None),
        ("é", None),
    ] {
        assert_eq!(Crs::from_prj(wkt), expected, "{wkt}");
    }
}

#[test]
fn what_is_written_of_a_system_names_it() {
    for crs in Crs::ALL {
        assert_eq!(Crs::from_prj(crs.prj()), Some(crs));
        assert_eq!(Crs::from_prj(crs.wkt()), Some(crs));
        assert!(crs.wkt().ends_with(&format!("AUTHORITY[\"EPSG\",\"{}\"]]", crs.epsg())), "{crs:?}");
    }
}

proptest! {
    /// The inverse of our inverse, by Snyder's formulas for the Lambert conic (USGS 1395, 1987, p. 107).
    #[test]
    fn lambert_93_is_undone(lon in -5.0..9.5f64, lat in 41.5..51.0f64) {
        let e = 0.081_819_191_042_815_79f64;
        let m = |lat: f64| lat.cos() / (1.0 - (e * lat.sin()).powi(2)).sqrt();
        let t = |lat: f64| {
            let s = e * lat.sin();
            (std::f64::consts::FRAC_PI_4 - lat / 2.0).tan() / ((1.0 - s) / (1.0 + s)).powf(e / 2.0)
        };
        let [south, north, origin] = [44.0f64, 49.0, 46.5].map(f64::to_radians);
        let n = (m(south).ln() - m(north).ln()) / (t(south).ln() - t(north).ln());
        let scale = 6_378_137.0 * m(south) / (n * t(south).powf(n));
        let (rho, theta) = (scale * t(lat.to_radians()).powf(n), n * (lon - 3.0).to_radians());
        let position = Coord {
            x: 700_000.0 + rho * theta.sin(),
            y: 6_600_000.0 + scale * t(origin).powf(n) - rho * theta.cos(),
        };
        let found = Unprojection::from_crs(Crs::Lambert93).to_lon_lat(position).unwrap();
        prop_assert!((found.x - lon).abs() < 1e-10 && (found.y - lat).abs() < 1e-10, "{found:?}");
    }
}
