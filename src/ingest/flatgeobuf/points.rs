//! A file of points that is read through its index alone: millions of features are not walked over to read a few.

use flatgeobuf::size_prefixed_root_as_feature;
use geo_types::Coord;

use super::{Column, FgbError, Head, Value, damaged, in_degrees, index, sized, values};
use crate::geodesy::is_lon_lat;
use crate::model::Bounds;

/// What the header says of a file of points with an index.
#[derive(Debug)]
pub struct PointLayout {
    columns: Vec<Column>,
    index: Option<index::PackedIndex>,
    n_features: u64,
    /// First byte of the features.
    first: usize,
}

/// A point, and its values by column.
#[derive(Debug)]
pub struct PointFeature<'b> {
    /// Longitude and latitude.
    pub position: Coord<f64>,
    /// `None` where it has none.
    pub values: Vec<Option<Value<'b>>>,
}

impl PointLayout {
    /// Reads the header.
    ///
    /// # Errors
    /// [`FgbError`] when it is damaged, or when there are features and no index.
    pub fn read(bytes: &[u8]) -> Result<Self, FgbError> {
        let Head { header, columns, index, first, code } = Head::read(bytes)?;
        in_degrees(code)?;
        let n_features = header.features_count();
        if index.is_none() && n_features > 0 {
            return Err(damaged("it has no index"));
        }
        Ok(Self { columns, index, n_features, first })
    }

    /// The columns, in the order of the file.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many features the header announces.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.n_features
    }

    /// Whether it announces none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.n_features == 0
    }

    /// The first bytes of the features whose box in the index meets `bounds`, ascending.
    ///
    /// # Errors
    /// [`FgbError`] when the index does not hang together.
    pub fn select(&self, bytes: &[u8], bounds: &Bounds) -> Result<Vec<usize>, FgbError> {
        let Some(index) = &self.index else { return Ok(Vec::new()) };
        let offsets = index.offsets_in(bytes, bounds)?;
        let start =
            |offset: u64| usize::try_from(offset).ok().and_then(|offset| offset.checked_add(self.first));
        let outside = || damaged("its index points out of the file");
        offsets.into_iter().map(|offset| start(offset).ok_or_else(outside)).collect()
    }

    /// The feature that begins at a byte.
    ///
    /// # Errors
    /// [`FgbError`] when its bytes are damaged, or it is no point.
    pub fn point<'b>(&self, bytes: &'b [u8], start: usize) -> Result<PointFeature<'b>, FgbError> {
        let range = sized(bytes, start, || format!("the feature at byte {start}"))?;
        let bad = |what: String| damaged(format!("the feature at byte {start}: {what}"));
        let feature = size_prefixed_root_as_feature(&bytes[range]).map_err(|e| bad(format!("{e:?}")))?;
        let xy = feature.geometry().and_then(|geometry| geometry.xy()).filter(|xy| xy.len() >= 2);
        let position = xy.map(|xy| Coord { x: xy.get(0), y: xy.get(1) }).filter(|p| is_lon_lat(*p));
        let position = position.ok_or_else(|| bad("no longitude and latitude".to_owned()))?;
        let properties = feature.properties().map(|vector| vector.bytes()).unwrap_or_default();
        let values = values::decode(properties, &self.columns).map_err(bad)?;
        Ok(PointFeature { position, values })
    }
}
