//! A small reader of FlatGeobuf files that no file can crash.
//!
//! The layout is: 8 magic bytes; a header (a flatbuffer with its size, 32 bits) that names the
//! columns; a packed R-tree, root first, 40 bytes a node; the features (flatbuffers with their
//! sizes). <https://flatgeobuf.org>
//!
//! The reader of the `flatgeobuf` crate trusts sizes found in the file, and dies of bad ones; this
//! one takes from it only the generated types that verify their bytes. Every size is compared with
//! the file's length before use, so that memory stays below the size of the file.

mod geometry;
mod index;
mod points;
mod shape;
mod values;

use std::ops::Range;

use flatgeobuf::{Feature, Header, size_prefixed_root_as_feature, size_prefixed_root_as_header};

pub use points::{PointFeature, PointLayout};
pub use values::{ColumnType, Value};

use crate::geodesy::Crs;
use crate::model::Bounds;

/// The most that a header may take, bytes.
const MAX_HEADER: usize = 10 << 20;
/// `fgb`, version 3, `fgb`, patch level.
const MAGIC: [u8; 7] = *b"fgb\x03fgb";

/// A FlatGeobuf file is not what it should be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FgbError {
    /// The first bytes are not those of the format.
    #[error("this is not a FlatGeobuf file (version 3): its first bytes are {found}")]
    NotFlatGeobuf {
        /// The first bytes, as text.
        found: String,
    },
    /// The file ends too early.
    #[error(
        "truncated: {what} needs bytes {start} to {end}, but the file has {length}; fetch or build the file again"
    )]
    Truncated {
        /// What is cut.
        what: String,
        /// First byte wanted.
        start: u64,
        /// One past the last byte wanted.
        end: u64,
        /// Bytes in the file.
        length: u64,
    },
    /// A part is inconsistent.
    #[error("damaged: {what}; fetch or build the file again")]
    Damaged {
        /// Which part, and how.
        what: String,
    },
    /// The file has another coordinate reference system.
    #[error(
        "its coordinates are in EPSG:{code}, where EPSG:4326 is wanted; convert it with ogr2ogr -t_srs EPSG:4326"
    )]
    WrongCrs {
        /// EPSG code of the file.
        code: i32,
    },
    /// A coordinate is not a longitude or latitude.
    #[error(
        "feature {feature}: coordinate {coordinate} is ({x}, {y}), not a longitude and latitude in degrees"
    )]
    BadCoordinate {
        /// Number of the feature in the file, from 1.
        feature: usize,
        /// Number of the coordinate in its geometry, from 1.
        coordinate: usize,
        /// Its first number.
        x: f64,
        /// Its second number.
        y: f64,
    },
    /// A geometry is of a kind that is not read.
    #[error("feature {feature}: its geometry is a {found}, where a Polygon or a MultiPolygon is wanted")]
    WrongGeometry {
        /// Number of the feature in the file, from 1.
        feature: usize,
        /// Kind of geometry found.
        found: String,
    },
}

fn damaged(what: impl Into<String>) -> FgbError {
    FgbError::Damaged { what: what.into() }
}

/// A column as the header describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The type of its values.
    pub kind: ColumnType,
}

/// The coordinate system that a file says it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileCrs {
    /// It says nothing.
    Unsaid,
    /// One that is known here.
    Known(Crs),
    /// Another one, as it calls it.
    Unknown(String),
}

/// What the header and a walk over the features say: where everything is in the bytes.
#[derive(Debug)]
pub struct Layout {
    columns: Vec<Column>,
    geometry: flatgeobuf::GeometryType,
    crs: FileCrs,
    /// EPSG number of the file, 0 where it gives none.
    code: i32,
    index: Option<index::PackedIndex>,
    /// Start of each feature, from the first byte of the file; then the end of the last.
    starts: Vec<usize>,
}

impl Layout {
    /// [`Self::read_any_crs`] of a file in longitude and latitude.
    ///
    /// # Errors
    /// As there, and [`FgbError::WrongCrs`] when the file says that it is in another system.
    pub fn read(bytes: &[u8]) -> Result<Self, FgbError> {
        let layout = Self::read_any_crs(bytes)?;
        in_degrees(layout.code)?;
        Ok(layout)
    }

    /// Reads the header and walks over the sizes of all features, once.
    ///
    /// Cost: one read per feature, 8 bytes of memory each.
    ///
    /// # Errors
    /// [`FgbError`] that says which part is wrong, or at which byte the file ends too early.
    pub fn read_any_crs(bytes: &[u8]) -> Result<Self, FgbError> {
        let Head { header, columns, index, first, code } = Head::read(bytes)?;
        let starts = walk(bytes, first, header.features_count())?;
        Ok(Self { columns, geometry: header.geometry_type(), crs: crs_of(&header), code, index, starts })
    }

    /// The coordinate system that the file says it is in.
    #[must_use]
    pub fn crs(&self) -> &FileCrs {
        &self.crs
    }

    /// The columns, in the order of the file.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many features the file has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether the file has no feature.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One feature, from 0, with its bytes verified.
    ///
    /// `bytes` are those that the layout was read from.
    ///
    /// # Errors
    /// [`FgbError`] when there is no such feature or its bytes are damaged.
    pub fn feature<'b>(&self, bytes: &'b [u8], number: usize) -> Result<FeatureBytes<'b>, FgbError> {
        let range = self
            .starts
            .get(number..number.saturating_add(2))
            .and_then(|ends| bytes.get(ends[0]..ends[1]))
            .ok_or_else(|| damaged(format!("feature {} is not in the file", number + 1)))?;
        let feature = size_prefixed_root_as_feature(range)
            .map_err(|e| damaged(format!("feature {} cannot be read ({e:?})", number + 1)))?;
        Ok(FeatureBytes { feature, number, geometry: self.geometry })
    }

    /// The features whose box in the index meets `bounds`, in the order of the file; all of them
    /// when the file has no index.
    ///
    /// # Errors
    /// [`FgbError`] when the index does not hang together.
    pub fn select(&self, bytes: &[u8], bounds: &Bounds) -> Result<Vec<usize>, FgbError> {
        let Some(index) = &self.index else { return Ok((0..self.len()).collect()) };
        let first = self.starts.first().copied().unwrap_or_default();
        index
            .offsets_in(bytes, bounds)?
            .into_iter()
            .map(|offset| {
                usize::try_from(offset)
                    .ok()
                    .and_then(|offset| self.starts.binary_search(&offset.checked_add(first)?).ok())
                    .filter(|number| *number < self.len())
                    .ok_or_else(|| {
                        damaged(format!("the index points at byte {offset}, where no feature begins"))
                    })
            })
            .collect()
    }
}

/// One feature of a file.
#[derive(Debug, Clone, Copy)]
pub struct FeatureBytes<'b> {
    feature: Feature<'b>,
    number: usize,
    geometry: flatgeobuf::GeometryType,
}

impl<'b> FeatureBytes<'b> {
    /// The values by column of `layout`; `None` where the feature has none.
    ///
    /// # Errors
    /// [`FgbError`] when the bytes of the values do not follow the columns.
    pub fn values(&self, layout: &Layout) -> Result<Vec<Option<Value<'b>>>, FgbError> {
        values::decode(self.properties()?, layout.columns()).map_err(|what| self.damaged(&what))
    }

    /// The value of one column of `layout`, by its place; `None` where the feature has none.
    ///
    /// # Errors
    /// [`FgbError`] when the bytes up to the value do not follow the columns.
    pub fn value(&self, layout: &Layout, column: usize) -> Result<Option<Value<'b>>, FgbError> {
        values::find(self.properties()?, layout.columns(), column).map_err(|what| self.damaged(&what))
    }

    fn properties(&self) -> Result<&'b [u8], FgbError> {
        if self.feature.columns().is_some_and(|own| !own.is_empty()) {
            return Err(self.damaged("it brings columns of its own"));
        }
        Ok(self.feature.properties().map(|vector| vector.bytes()).unwrap_or_default())
    }

    /// The shape of any kind, in the coordinates of the file and not looked at; `None` when the feature has
    /// none or an empty one, and why in words when there is no usable one.
    #[must_use]
    pub fn shape(&self) -> Option<Result<geo_types::Geometry<f64>, String>> {
        shape::shape(&self.feature.geometry()?, self.geometry)
    }

    fn damaged(&self, what: &str) -> FgbError {
        damaged(format!("feature {}: {what}", self.number + 1))
    }

    /// The area; `None` when the feature has no geometry, or an empty one.
    ///
    /// # Errors
    /// [`FgbError`] when the geometry is of another kind, or a coordinate is out of range.
    pub fn area(&self) -> Result<Option<geo_types::MultiPolygon<f64>>, FgbError> {
        geometry::area(self.feature.geometry(), self.geometry, self.number + 1)
    }
}

/// What stands before the features, checked against the length of the file.
struct Head<'b> {
    header: Header<'b>,
    columns: Vec<Column>,
    index: Option<index::PackedIndex>,
    /// First byte of the features.
    first: usize,
    /// EPSG number of the file, 0 where it gives none.
    code: i32,
}

impl<'b> Head<'b> {
    fn read(bytes: &'b [u8]) -> Result<Self, FgbError> {
        if bytes.len() < 8 || bytes[..7] != MAGIC {
            let found = String::from_utf8_lossy(&bytes[..bytes.len().min(8)]).escape_debug().to_string();
            return Err(FgbError::NotFlatGeobuf { found });
        }
        let at = sized(bytes, 8, || "the header".to_owned())?;
        if at.len() > MAX_HEADER {
            return Err(damaged(format!("its header announces {} bytes", at.len())));
        }
        let header = size_prefixed_root_as_header(&bytes[at.clone()])
            .map_err(|e| damaged(format!("its header cannot be read ({e:?})")))?;
        let columns = columns(&header)?;
        let index = index::PackedIndex::locate(&header, at.end, bytes.len())?;
        let first = index.as_ref().map_or(at.end, index::PackedIndex::end);
        let code = header.crs().map_or(0, |crs| crs.code());
        Ok(Self { header, columns, index, first, code })
    }
}

/// Refuses a file that says that it is not in longitude and latitude.
const fn in_degrees(code: i32) -> Result<(), FgbError> {
    if matches!(code, 0 | 4326) { Ok(()) } else { Err(FgbError::WrongCrs { code }) }
}

fn crs_of(header: &Header<'_>) -> FileCrs {
    let Some(crs) = header.crs() else { return FileCrs::Unsaid };
    let known = u32::try_from(crs.code()).ok().and_then(Crs::from_epsg);
    match known.or_else(|| crs.wkt().and_then(Crs::from_prj)) {
        Some(known) => FileCrs::Known(known),
        None if crs.code() == 0 && crs.wkt().is_none() => FileCrs::Unsaid,
        None => FileCrs::Unknown(format!(
            "“{}” (EPSG:{})",
            crate::model::shortened(crs.name().unwrap_or_default()),
            crs.code()
        )),
    }
}

/// The range of a flatbuffer with its size, from its first byte.
fn sized(bytes: &[u8], start: usize, what: impl Fn() -> String) -> Result<Range<usize>, FgbError> {
    let truncated = |end: usize| FgbError::Truncated {
        what: what(),
        start: start as u64,
        end: end as u64,
        length: bytes.len() as u64,
    };
    let size = bytes
        .get(start..start.saturating_add(4))
        .and_then(|size| <[u8; 4]>::try_from(size).ok())
        .ok_or_else(|| truncated(start.saturating_add(4)))?;
    let size = u32::from_le_bytes(size) as usize;
    // Eight bytes are the least that a flatbuffer's table can take.
    if size < 8 {
        return Err(damaged(format!("{} at byte {start} announces {size} bytes", what())));
    }
    let end = start.saturating_add(4).saturating_add(size);
    if end > bytes.len() { Err(truncated(end)) } else { Ok(start..end) }
}

fn walk(bytes: &[u8], first: usize, announced: u64) -> Result<Vec<usize>, FgbError> {
    let mut starts = vec![first];
    let mut at = first;
    while at < bytes.len() {
        at = sized(bytes, at, || format!("feature {} of {announced}", starts.len()))?.end;
        starts.push(at);
    }
    let found = starts.len() as u64 - 1;
    // Zero stands for "not counted" in a file without index.
    if announced != found && announced != 0 {
        return Err(damaged(format!("it announces {announced} features and holds {found}")));
    }
    Ok(starts)
}

fn columns(header: &Header<'_>) -> Result<Vec<Column>, FgbError> {
    let Some(columns) = header.columns() else { return Ok(Vec::new()) };
    columns
        .iter()
        .map(|column| {
            let kind = ColumnType::of(column.type_())
                .ok_or_else(|| damaged(format!("column {} has no known type", column.name())))?;
            Ok(Column { name: column.name().to_owned(), kind })
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod tests;
