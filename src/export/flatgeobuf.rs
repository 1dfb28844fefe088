//! FlatGeobuf, EPSG:4326, with its spatial index.

use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};

use super::record::{Cell, CellKind, Layer, Record, Shape};

/// The file could not be made; the writer keeps its rows in a temporary file meanwhile.
#[derive(Debug, thiserror::Error)]
#[error("cannot make the FlatGeobuf “{layer}”: {cause}")]
pub struct FlatGeobufError {
    layer: &'static str,
    #[source]
    cause: Box<dyn std::error::Error + Send + Sync>,
}

/// Writes a layer. A row without a place has an empty geometry.
///
/// # Errors
/// When the temporary file cannot be written.
pub fn to_flatgeobuf<R: Record>(layer: &Layer<R>) -> Result<Vec<u8>, FlatGeobufError> {
    write(layer).map_err(|cause| FlatGeobufError { layer: layer.name, cause })
}

fn write<R: Record>(layer: &Layer<R>) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let geometry_type = if layer.areas { GeometryType::MultiPolygon } else { GeometryType::Point };
    let crs = FgbCrs { org: Some("EPSG"), code: 4326, ..FgbCrs::default() };
    let options = FgbWriterOptions { crs, detect_type: false, ..FgbWriterOptions::default() };
    let mut writer = FgbWriter::create_with_options(layer.name, geometry_type, options)?;
    let columns = R::columns();
    for column in &columns {
        let kind = match column.kind {
            CellKind::Text => ColumnType::String,
            CellKind::Number => ColumnType::Double,
            CellKind::Integer => ColumnType::Long,
            CellKind::Bool => ColumnType::Bool,
        };
        writer.add_column(column.name, kind, |_, _| {});
    }
    for feature in &layer.features {
        let shape = Drawn { shape: &feature.shape, areas: layer.areas };
        let mut outcome = Ok(());
        writer.add_feature_geom(shape, |out| {
            for (i, (column, cell)) in columns.iter().zip(feature.record.cells()).enumerate() {
                let joined;
                let value = match &cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => ColumnValue::String(text),
                    Cell::List(items) => {
                        joined = items.join("|");
                        ColumnValue::String(&joined)
                    }
                    Cell::Number(number) => ColumnValue::Double(*number),
                    Cell::Integer(number) => ColumnValue::Long(*number),
                    Cell::Bool(truth) => ColumnValue::Bool(*truth),
                };
                if let Err(error) = out.property(i, column.name, &value) {
                    outcome = Err(error);
                }
            }
        })?;
        outcome?;
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes)?;
    Ok(bytes)
}

/// A shape as the writer wants it told.
struct Drawn<'a> {
    shape: &'a Shape,
    areas: bool,
}

impl GeozeroGeometry for Drawn<'_> {
    fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> geozero::error::Result<()> {
        match self.shape {
            Shape::Area(area) => geo_types::Geometry::MultiPolygon(area.clone()).process_geom(processor),
            Shape::Point(p) => geo_types::Geometry::Point((*p).into()).process_geom(processor),
            // Beginning a geometry clears the box of the one before.
            Shape::None if self.areas => {
                processor.multipolygon_begin(0, 0)?;
                processor.multipolygon_end(0)
            }
            Shape::None => processor.empty_point(0),
        }
    }
}
