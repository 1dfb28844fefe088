//! Small files, written with the writer of the `flatgeobuf` crate.

use flatgeobuf::geozero::{ColumnValue, FeatureProcessor, GeomProcessor, PropertyProcessor};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};

use crate::model::Commune;

/// A commune file with the columns of `communes.fgb`.
pub(crate) fn commune_file(communes: &[Commune]) -> Vec<u8> {
    commune_file_without(communes, "")
}

/// The same, without one of the columns.
pub(crate) fn commune_file_without(communes: &[Commune], left_out: &str) -> Vec<u8> {
    let options = FgbWriterOptions { crs: FgbCrs { code: 4326, ..Default::default() }, ..Default::default() };
    let mut writer = FgbWriter::create_with_options("communes", GeometryType::MultiPolygon, options).unwrap();
    let columns = [
        ("code", ColumnType::String),
        ("name", ColumnType::String),
        ("department", ColumnType::String),
        ("region", ColumnType::String),
        ("epci", ColumnType::String),
        ("population", ColumnType::Int),
        ("lon", ColumnType::Double),
        ("lat", ColumnType::Double),
        ("point_precision", ColumnType::String),
    ];
    let kept: Vec<_> = columns.into_iter().filter(|(name, _)| *name != left_out).collect();
    for (name, kind) in &kept {
        writer.add_column(name, *kind, |_, column| column.nullable = true);
    }
    for (number, commune) in communes.iter().enumerate() {
        let code = commune.code.to_string();
        let epci = commune.epci.map(|siren| siren.to_string());
        for (i, (name, _)) in kept.iter().enumerate() {
            let value = match *name {
                "code" => Some(ColumnValue::String(&code)),
                "name" => Some(ColumnValue::String(&commune.name)),
                "department" => Some(ColumnValue::String(&commune.department)),
                "region" => Some(ColumnValue::String(&commune.region)),
                "epci" => epci.as_deref().map(ColumnValue::String),
                "population" => commune.population.map(|p| ColumnValue::Int(p.try_into().unwrap())),
                "lon" => commune.chef_lieu.map(|p| ColumnValue::Double(p.x)),
                "lat" => commune.chef_lieu.map(|p| ColumnValue::Double(p.y)),
                _ => Some(ColumnValue::String(commune.point_precision.as_str())),
            };
            if let Some(value) = value {
                writer.property(i, name, &value).unwrap();
            }
        }
        let polygons = commune.boundary.as_ref().map_or(&[][..], |area| &area.0);
        writer.multipolygon_begin(polygons.len(), number).unwrap();
        for (i, polygon) in polygons.iter().enumerate() {
            let rings: Vec<_> = std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
            writer.polygon_begin(false, rings.len(), i).unwrap();
            for (j, ring) in rings.iter().enumerate() {
                writer.linestring_begin(false, ring.0.len(), j).unwrap();
                for (k, position) in ring.0.iter().enumerate() {
                    writer.xy(position.x, position.y, k).unwrap();
                }
                writer.linestring_end(false, j).unwrap();
            }
            writer.polygon_end(false, i).unwrap();
        }
        writer.multipolygon_end(number).unwrap();
        writer.feature_end(number as u64).unwrap();
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes).unwrap();
    bytes
}

/// A grid of square communes of 0.1°, from (3, 44) eastwards then northwards, one EPCI a row.
pub(crate) fn grid(columns: u32, rows: u32) -> Vec<Commune> {
    use geo_types::{MultiPolygon, coord, polygon};
    let mut communes = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let (west, south) = (3.0 + f64::from(column) * 0.1, 44.0 + f64::from(row) * 0.1);
            let (east, north) = (west + 0.1, south + 0.1);
            let number = row * columns + column + 1;
            communes.push(Commune {
                code: format!("48{number:03}").parse().unwrap(),
                name: format!("Carré {number}"),
                department: "48".into(),
                region: "76".into(),
                epci: Some(format!("2000000{row:02}").parse().unwrap()),
                population: Some(100 * number),
                chef_lieu: Some(coord! { x: west + 0.05, y: south + 0.05 }),
                point_precision: crate::model::PointPrecision::TownHall,
                boundary: Some(MultiPolygon(vec![polygon![
                    (x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north),
                    (x: west, y: south),
                ]])),
            });
        }
    }
    communes
}
