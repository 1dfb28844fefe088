//! The layers of a data folder: communes, and cells with people.

use std::io::{self, Write};

use flatbuffers::FlatBufferBuilder;
use flatgeobuf::packed_r_tree::{NodeItem, PackedRTree, calc_extent};
use flatgeobuf::{Feature as FgbFeature, FeatureArgs, Geometry, GeometryArgs};

use super::flatgeobuf::{FlatGeobufError, MAGIC, header_of, properties};
use super::record::{Cell, CellKind, Feature, Layer, Shape, record};
use crate::model::{Commune, GridCell};

record! {
    /// A commune of a data folder.
    pub struct CommuneRecord {
        /// INSEE code.
        pub code: String,
        /// Name.
        pub name: String,
        /// Département code.
        pub department: String,
        /// Région code; none overseas, where there is no région.
        pub region: Option<String>,
        /// SIREN of the EPCI.
        pub epci: Option<String>,
        /// Municipal population; none where it is not known.
        pub population: Option<usize>,
        /// Longitude of the chef-lieu, degrees.
        pub lon: Option<f64>,
        /// Latitude of the chef-lieu, degrees.
        pub lat: Option<f64>,
        /// How well that point is known.
        pub point_precision: String,
    }
}

/// Communes as a data folder holds them.
#[must_use]
pub fn folder_communes(communes: &[Commune]) -> Layer<CommuneRecord> {
    let features = communes.iter().map(|commune| Feature {
        record: CommuneRecord {
            code: commune.code.to_string(),
            name: commune.name.clone(),
            department: commune.department.clone(),
            region: (!commune.region.is_empty()).then(|| commune.region.clone()),
            epci: commune.epci.map(|siren| siren.to_string()),
            population: commune.population.and_then(|people| usize::try_from(people).ok()),
            lon: commune.chef_lieu.map(|p| p.x),
            lat: commune.chef_lieu.map(|p| p.y),
            point_precision: commune.point_precision.as_str().to_owned(),
        },
        shape: commune.boundary.clone().map_or(Shape::None, Shape::Area),
    });
    Layer { name: "communes", areas: true, features: features.collect() }
}

/// The columns of a layer of cells.
const CELL_COLUMNS: [(&str, CellKind); 4] = [
    ("id", CellKind::Text),
    ("commune", CellKind::Text),
    ("people", CellKind::Number),
    ("imputed", CellKind::Bool),
];

/// Writes cells as a `FlatGeobuf` of points, their centres, with its index.
///
/// Cost: some 300 ns a cell, and 100 bytes of memory. Rows are not kept: each is made twice, once for its length.
///
/// # Errors
/// When the output cannot be written, or the index cannot be built.
pub fn write_cells(out: &mut dyn Write, cells: &[GridCell]) -> Result<(), CellsError> {
    let place = |cell: &GridCell| {
        let mut node = NodeItem::create(0);
        node.expand_xy(cell.position.x, cell.position.y);
        node
    };
    let extent = calc_extent(&cells.iter().map(place).collect::<Vec<_>>());
    let mut order: Vec<(u64, usize)> =
        cells.iter().enumerate().map(|(i, cell)| (along(&extent, cell), i)).collect();
    // By the curve; of those at one place, the first.
    order.sort_unstable();
    let mut fbb = FlatBufferBuilder::new();
    let mut nodes = Vec::with_capacity(cells.len());
    let mut offset = 0;
    for (_, i) in &order {
        let cell = &cells[*i];
        nodes.push(NodeItem { offset, ..place(cell) });
        offset += encode(&mut fbb, cell).len() as u64;
    }
    out.write_all(&MAGIC)?;
    let there = (!cells.is_empty()).then_some(&extent);
    out.write_all(&header_of(("cells", false), cells.len(), &CELL_COLUMNS, there, None))?;
    if !cells.is_empty() {
        PackedRTree::build(&nodes, &extent, PackedRTree::DEFAULT_NODE_SIZE)
            .map_err(|cause| FlatGeobufError { layer: "cells", cause })?
            .stream_write(&mut &mut *out)?;
    }
    drop(nodes);
    for (_, i) in &order {
        out.write_all(encode(&mut fbb, &cells[*i]))?;
    }
    Ok(())
}

/// A layer of cells could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CellsError {
    /// The output took no more.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The index could not be built.
    #[error(transparent)]
    Index(#[from] FlatGeobufError),
}

/// The bytes of a cell.
fn encode<'a>(fbb: &'a mut FlatBufferBuilder<'static>, cell: &GridCell) -> &'a [u8] {
    fbb.reset();
    let xy = Some(fbb.create_vector(&[cell.position.x, cell.position.y]));
    let geometry = Some(Geometry::create(fbb, &GeometryArgs { xy, ..GeometryArgs::default() }));
    let values = properties(&[
        Cell::Text(cell.id.to_string()),
        Cell::Text(cell.commune.to_string()),
        Cell::Number(cell.people.value()),
        Cell::Bool(cell.is_imputed),
    ]);
    let properties = Some(fbb.create_vector(&values));
    let feature = FgbFeature::create(fbb, &FeatureArgs { geometry, properties, columns: None });
    fbb.finish_size_prefixed(feature, None);
    fbb.finished_data()
}

/// The place of a cell along a Hilbert curve of 65,536 × 65,536 over the extent.
fn along(extent: &NodeItem, cell: &GridCell) -> u64 {
    let part = |at: f64, low: f64, high: f64| {
        let share = if high > low { (at - low) / (high - low) } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 65,535")]
        let whole = (share.clamp(0.0, 1.0) * 65_535.0) as u64;
        whole
    };
    let x = part(cell.position.x, extent.min_x, extent.max_x);
    let y = part(cell.position.y, extent.min_y, extent.max_y);
    crate::network::graph::along_hilbert(x, y)
}
