//! What a good file says, and that no bad file does harm.

use super::fixtures::{commune_file, grid};
use super::*;

fn code(layout: &Layout, bytes: &[u8], number: usize) -> String {
    let values = layout.feature(bytes, number).unwrap().values(layout).unwrap();
    match values[0] {
        Some(Value::Text(code)) => code.to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_box_selects_what_a_look_at_every_feature_selects() {
    let communes = grid(9, 7);
    let bytes = commune_file(&communes);
    let layout = Layout::read(&bytes).unwrap();
    assert_eq!(layout.len(), 63);
    for (west, south, east, north) in [
        (3.01, 44.01, 3.02, 44.02),
        (3.15, 44.15, 3.55, 44.35),
        (-5.0, 40.0, 10.0, 50.0),
        (9.0, 44.0, 9.1, 44.1),
    ] {
        let bounds = Bounds { west, south, east, north };
        let mut found: Vec<_> =
            layout.select(&bytes, &bounds).unwrap().into_iter().map(|n| code(&layout, &bytes, n)).collect();
        found.sort();
        let expected: Vec<_> = communes
            .iter()
            .filter(|c| {
                let ring = c.boundary.as_ref().unwrap().0[0].exterior().0.clone();
                Bounds::around(ring).unwrap().intersects(&bounds)
            })
            .map(|c| c.code.to_string())
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn values_and_areas_come_back_as_written() {
    let mut communes = grid(1, 1);
    communes[0].epci = None;
    let bytes = commune_file(&communes);
    let layout = Layout::read(&bytes).unwrap();
    let feature = layout.feature(&bytes, 0).unwrap();
    let values = feature.values(&layout).unwrap();
    assert_eq!(values[1], Some(Value::Text("Carré 1")));
    assert_eq!(values[4], None);
    assert_eq!(values[5], Some(Value::Integer(100)));
    assert_eq!(values[6], Some(Value::Number(3.05)));
    assert_eq!(feature.area().unwrap(), communes[0].boundary);
}

#[test]
fn every_truncation_is_refused() {
    let bytes = commune_file(&grid(5, 4));
    for length in 0..bytes.len() {
        assert!(Layout::read(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
    }
    let cut = Layout::read(&bytes[..bytes.len() - 1]).unwrap_err().to_string();
    assert!(cut.contains("truncated: feature 20 of 20"), "{cut}");
}

#[test]
fn a_coordinate_that_is_not_finite_is_named() {
    let mut communes = grid(3, 1);
    let mut ring = communes[1].boundary.as_ref().unwrap().0[0].exterior().clone();
    ring.0[2].x = f64::NAN;
    communes[1].boundary = Some(geo_types::MultiPolygon(vec![geo_types::Polygon::new(ring, vec![])]));
    let bytes = commune_file(&communes);
    let layout = Layout::read(&bytes).unwrap();
    let said: Vec<_> = (0..3)
        .filter_map(|n| layout.feature(&bytes, n).unwrap().area().err())
        .map(|error| error.to_string())
        .collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("coordinate 3 is (NaN, "), "{said:?}");
}

#[test]
fn what_is_not_flatgeobuf_says_so() {
    for bytes in [&b""[..], b"{}", b"PK\x03\x04 a spreadsheet", b"fgb\x02fgb\x00............"] {
        assert!(Layout::read(bytes).unwrap_err().to_string().contains("not a FlatGeobuf file"));
    }
}

/// Reads everything that a file offers.
fn read_all(bytes: &[u8]) -> Result<usize, FgbError> {
    let layout = Layout::read(bytes)?;
    let bounds = Bounds { west: 3.0, south: 44.0, east: 3.25, north: 44.25 };
    let selected = layout.select(bytes, &bounds)?;
    for number in 0..layout.len() {
        let feature = layout.feature(bytes, number)?;
        feature.values(&layout)?;
        feature.area()?;
    }
    Ok(selected.len())
}

/// Mutations are drawn from a fixed seed: same files each time.
#[test]
fn thousands_of_damaged_files_are_read_or_refused_without_harm() {
    let good = commune_file(&grid(6, 6));
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    let (mut read, mut refused) = (0, 0);
    for round in 0..6000 {
        let mut bad = good.clone();
        // Half of the rounds aim at the header and the index, where the sizes are.
        let reach = if round % 2 == 0 { bad.len().min(2500) } else { bad.len() };
        for _ in 0..=draw(4) {
            let at = draw(reach);
            match draw(4) {
                0 => bad[at] = [0, 1, 0x7f, 0x80, 0xff][draw(5)],
                1 => bad[at] ^= 1 << draw(8),
                2 => {
                    let end = (at + 8).min(bad.len());
                    bad[at..end].fill(0xff);
                }
                _ => bad.truncate(at.max(1)),
            }
            if bad.len() < reach {
                break;
            }
        }
        match read_all(&bad) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read > 100 && refused > 1000, "{read} read, {refused} refused");
}
