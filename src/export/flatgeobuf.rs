//! FlatGeobuf, EPSG:4326, with its spatial index.
//!
//! Made from the crate's tables and packed R-tree, not with its `FgbWriter`: that one cannot write a
//! feature without a geometry, and GDAL refuses the empty one that it writes instead. Here a
//! row without a place has none, and an empty box in the index: a search by box never finds it, a full
//! read does.
//!
//! Format: <https://flatgeobuf.org>, version 3.

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::packed_r_tree::{NodeItem, PackedRTree, calc_extent, hilbert_sort};
use flatgeobuf::{
    Column as FgbColumn, ColumnArgs, ColumnType, Crs, CrsArgs, Feature as FgbFeature, FeatureArgs, Geometry,
    GeometryArgs, GeometryType, Header, HeaderArgs,
};
use geo_types::{LineString, MultiPolygon};

use super::record::{Cell, CellKind, Columns, Feature, Layer, Record, Shape};

pub(super) const MAGIC: [u8; 8] = [b'f', b'g', b'b', 3, b'f', b'g', b'b', 0];

/// The index could not be built.
#[derive(Debug, thiserror::Error)]
#[error("cannot index the FlatGeobuf “{layer}”: {cause}")]
pub struct FlatGeobufError {
    pub(super) layer: &'static str,
    #[source]
    pub(super) cause: flatgeobuf::Error,
}

/// Writes a layer. A row without a place has no geometry.
///
/// # Errors
/// When the index cannot be built.
pub fn to_flatgeobuf<R: Record>(layer: &Layer<R>) -> Result<Vec<u8>, FlatGeobufError> {
    to_flatgeobuf_with(layer, None)
}

/// [`to_flatgeobuf`] with metadata in its header, which the format wants as JSON.
///
/// # Errors
/// When the index cannot be built.
pub(super) fn to_flatgeobuf_with<R: Record>(
    layer: &Layer<R>,
    metadata: Option<&str>,
) -> Result<Vec<u8>, FlatGeobufError> {
    let columns = Columns::of(layer.features.iter().map(|feature| &feature.record));
    let row = |feature: &Feature<R>| encode(&feature.shape, &columns.cells(&feature.record));
    let rows: Vec<Vec<u8>> = layer.features.iter().map(row).collect();
    let mut nodes: Vec<NodeItem> =
        layer.features.iter().zip(0..).map(|(feature, place)| bounding_box(&feature.shape, place)).collect();
    let extent = calc_extent(&nodes);
    // Without any box there is nothing to index, nor an extent to tell.
    let indexed = extent.min_x <= extent.max_x;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(header(layer, &columns, indexed.then_some(&extent), metadata));
    if indexed {
        hilbert_sort(&mut nodes, &extent);
    }
    // `offset` was the place in the layer; in the file it is the place of the row among the bytes.
    let places: Vec<usize> = nodes.iter().filter_map(|node| usize::try_from(node.offset).ok()).collect();
    let mut offset = 0;
    for (node, place) in nodes.iter_mut().zip(&places) {
        node.offset = offset;
        offset += rows[*place].len() as u64;
    }
    if indexed {
        let index = PackedRTree::build(&nodes, &extent, PackedRTree::DEFAULT_NODE_SIZE)
            .map_err(|cause| FlatGeobufError { layer: layer.name, cause })?;
        // Writing to a Vec cannot fail.
        let _ = index.stream_write(&mut bytes);
    }
    for place in places {
        bytes.extend_from_slice(&rows[place]);
    }
    Ok(bytes)
}

fn header<R>(
    layer: &Layer<R>,
    columns: &Columns,
    extent: Option<&NodeItem>,
    metadata: Option<&str>,
) -> Vec<u8> {
    let columns: Vec<(&str, CellKind)> =
        columns.all.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    header_of((layer.name, layer.areas), layer.features.len(), &columns, extent, metadata)
}

/// The header of a layer of a name, of areas or else points.
pub(super) fn header_of(
    (name, areas): (&str, bool),
    n_features: usize,
    columns: &[(&str, CellKind)],
    extent: Option<&NodeItem>,
    metadata: Option<&str>,
) -> Vec<u8> {
    let mut fbb = FlatBufferBuilder::new();
    let columns: Vec<_> = columns
        .iter()
        .map(|(name, kind)| {
            let name = Some(fbb.create_string(name));
            let type_ = match kind {
                CellKind::Text => ColumnType::String,
                CellKind::Number => ColumnType::Double,
                CellKind::Integer => ColumnType::Long,
                CellKind::Bool => ColumnType::Bool,
            };
            FgbColumn::create(&mut fbb, &ColumnArgs { name, type_, ..ColumnArgs::default() })
        })
        .collect();
    let org = Some(fbb.create_string("EPSG"));
    let arguments = HeaderArgs {
        name: Some(fbb.create_string(name)),
        envelope: extent.map(|e| fbb.create_vector(&[e.min_x, e.min_y, e.max_x, e.max_y])),
        geometry_type: if areas { GeometryType::MultiPolygon } else { GeometryType::Point },
        columns: Some(fbb.create_vector(&columns)),
        features_count: n_features as u64,
        index_node_size: if extent.is_some() { PackedRTree::DEFAULT_NODE_SIZE } else { 0 },
        crs: Some(Crs::create(&mut fbb, &CrsArgs { org, code: 4326, ..CrsArgs::default() })),
        metadata: metadata.map(|text| fbb.create_string(text)),
        ..HeaderArgs::default()
    };
    let header = Header::create(&mut fbb, &arguments);
    fbb.finish_size_prefixed(header, None);
    fbb.finished_data().to_vec()
}

fn encode(shape: &Shape, cells: &[Cell]) -> Vec<u8> {
    let mut fbb = FlatBufferBuilder::new();
    let geometry = match shape {
        Shape::None => None,
        Shape::Point(p) => {
            let xy = Some(fbb.create_vector(&[p.x, p.y]));
            Some(Geometry::create(&mut fbb, &GeometryArgs { xy, ..GeometryArgs::default() }))
        }
        Shape::Area(area) => Some(multi_polygon(&mut fbb, area)),
    };
    let properties = properties(cells);
    let properties = Some(fbb.create_vector(&properties));
    let feature = FgbFeature::create(&mut fbb, &FeatureArgs { geometry, properties, columns: None });
    fbb.finish_size_prefixed(feature, None);
    fbb.finished_data().to_vec()
}

fn multi_polygon<'a>(fbb: &mut FlatBufferBuilder<'a>, area: &MultiPolygon<f64>) -> WIPOffset<Geometry<'a>> {
    let mut parts = Vec::with_capacity(area.0.len());
    for polygon in &area.0 {
        let mut xy = Vec::new();
        let mut ends: Vec<u32> = Vec::new();
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        for ring in rings {
            xy.extend(ring.coords().flat_map(|p| [p.x, p.y]));
            // A ring of 2³² vertices does not fit in memory.
            ends.push(u32::try_from(xy.len() / 2).unwrap_or(u32::MAX));
        }
        // The format leaves the end of a single ring out.
        let ends = (ends.len() > 1).then(|| fbb.create_vector(&ends));
        let xy = Some(fbb.create_vector(&xy));
        let type_ = GeometryType::Polygon;
        parts.push(Geometry::create(fbb, &GeometryArgs { ends, xy, type_, ..GeometryArgs::default() }));
    }
    let parts = Some(fbb.create_vector(&parts));
    Geometry::create(
        fbb,
        &GeometryArgs { parts, type_: GeometryType::MultiPolygon, ..GeometryArgs::default() },
    )
}

/// Each value after the number of its column; an empty one is left out.
pub(super) fn properties(cells: &[Cell]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (cell, column) in cells.iter().zip(0u16..) {
        let mut value = |encoded: &[u8]| {
            bytes.extend_from_slice(&column.to_le_bytes());
            bytes.extend_from_slice(encoded);
        };
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => value(&string(text)),
            Cell::List(items) => value(&string(&items.join("|"))),
            Cell::Number(number) => value(&number.to_le_bytes()),
            Cell::Integer(number) => value(&number.to_le_bytes()),
            Cell::Bool(truth) => value(&[u8::from(*truth)]),
        }
    }
    bytes
}

fn string(text: &str) -> Vec<u8> {
    let mut bytes = u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes
}

fn bounding_box(shape: &Shape, place: u64) -> NodeItem {
    let mut node = NodeItem::create(place);
    match shape {
        Shape::None => {}
        Shape::Point(p) => node.expand_xy(p.x, p.y),
        Shape::Area(area) => {
            let rings = area.0.iter().map(geo_types::Polygon::exterior);
            rings.flat_map(LineString::coords).for_each(|p| node.expand_xy(p.x, p.y));
        }
    }
    node
}

#[cfg(test)]
mod tests {
    use super::super::records::SurroundingRecord;
    use super::*;
    use flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbReader};
    use geo_types::{coord, polygon};
    use std::io::Cursor;

    fn layer(shapes: Vec<Shape>, areas: bool) -> Layer<SurroundingRecord> {
        let named = |(i, shape)| {
            let record = SurroundingRecord { code: format!("0100{i}"), name: format!("Commune {i}") };
            Feature { record, shape }
        };
        Layer { name: "test", areas, features: shapes.into_iter().enumerate().map(named).collect() }
    }

    /// The codes that the crate's own reader finds in a box.
    fn found(bytes: &[u8], [west, south, east, north]: [f64; 4]) -> Vec<String> {
        let reader = FgbReader::open(Cursor::new(bytes)).unwrap();
        let mut rows = reader.select_bbox(west, south, east, north).unwrap();
        let mut codes = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            codes.push(row.property::<String>("code").unwrap());
        }
        codes.sort();
        codes
    }

    fn square(west: f64) -> Shape {
        Shape::Area(MultiPolygon(vec![polygon![
            exterior: [(x: west, y: 44.0), (x: west + 0.1, y: 44.0), (x: west + 0.1, y: 44.1), (x: west, y: 44.0)],
            interiors: [[(x: west + 0.05, y: 44.01), (x: west + 0.06, y: 44.01), (x: west + 0.06, y: 44.02), (x: west + 0.05, y: 44.01)]],
        ]]))
    }

    #[test]
    fn the_crates_own_reader_finds_each_row_in_its_place() {
        let bytes = to_flatgeobuf(&layer(vec![square(3.0), Shape::None, square(4.0)], true)).unwrap();
        assert_eq!(found(&bytes, [2.9, 43.9, 3.2, 44.2]), ["01000"]);
        assert_eq!(found(&bytes, [2.0, 43.0, 5.0, 45.0]), ["01000", "01002"]);
        let mut all = FgbReader::open(Cursor::new(bytes.as_slice())).unwrap().select_all().unwrap();
        let mut with_geometry = Vec::new();
        while let Some(row) = all.next().unwrap() {
            with_geometry.push(row.fbs_feature().geometry().is_some());
        }
        assert_eq!(with_geometry.iter().filter(|there| **there).count(), 2);
        assert_eq!(with_geometry.len(), 3);
    }

    #[test]
    fn layers_of_points_without_places_or_without_rows_are_files_too() {
        for shapes in [vec![Shape::Point(coord! { x: 3.0, y: 44.0 })], vec![Shape::None], vec![]] {
            let rows = shapes.len();
            let bytes = to_flatgeobuf(&layer(shapes, false)).unwrap();
            let reader = FgbReader::open(Cursor::new(bytes.as_slice())).unwrap();
            assert_eq!(reader.header().features_count(), rows as u64);
        }
    }
}
