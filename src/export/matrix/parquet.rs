//! The matrix as Apache Parquet: typed columns, some bytes a pair, read by pandas, DuckDB, R and GDAL.
//!
//! Identifiers and reasons are UTF-8 with a dictionary, seconds and metres are doubles with their three
//! decimals. What the model is goes into the file's metadata, under `maillage:model`, as JSON.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::MatrixTable;
use crate::travel::{Leg, Unreached};

/// About how many pairs are written at once.
const GROUP: usize = 1 << 20;

impl MatrixTable<'_> {
    /// Writes it as Parquet. Memory: some 50 bytes for each of a million pairs, whatever their number.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write_parquet(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        self.write(out).map_err(|error| match error {
            ParquetError::External(source) => match source.downcast::<io::Error>() {
                Ok(source) => *source,
                Err(source) => io::Error::other(source),
            },
            other => io::Error::other(other),
        })
    }

    fn write(&self, out: &mut (dyn Write + Send)) -> Result<()> {
        let model = serde_json::to_string(self.model).map_err(|e| ParquetError::External(Box::new(e)))?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("maillage version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_key_value_metadata(Some(vec![KeyValue::new("maillage:model".to_owned(), model)]))
            .build();
        let mut file = SerializedFileWriter::new(out, schema()?, Arc::new(properties))?;
        let text = |points: &[crate::ingest::points::PointRecord]| -> Vec<ByteArray> {
            points.iter().map(|point| ByteArray::from(point.id.as_str())).collect()
        };
        let (from, to) = (text(self.from), text(self.to));
        let width = to.len().max(1);
        let rows = (GROUP / width).max(1);
        for (from, legs) in from.chunks(rows).zip(self.legs.chunks(rows * width)) {
            let mut group = file.next_row_group()?;
            let origins: Vec<_> =
                from.iter().flat_map(|id| std::iter::repeat_n(id.clone(), to.len())).collect();
            texts(&mut group, &origins, None)?;
            let destinations: Vec<_> = from.iter().flat_map(|_| to.iter().cloned()).collect();
            texts(&mut group, &destinations, None)?;
            figures(&mut group, legs, |leg| leg.duration.value())?;
            figures(&mut group, legs, |leg| leg.distance.value())?;
            reasons(&mut group, legs)?;
            group.close()?;
        }
        file.close()?;
        Ok(())
    }
}

fn schema() -> Result<TypePtr> {
    let text = |name, repetition| {
        let column = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
        column.with_logical_type(Some(LogicalType::String)).with_repetition(repetition).build()
    };
    let figure = |name| {
        let column = Type::primitive_type_builder(name, Physical::DOUBLE);
        column.with_repetition(Repetition::OPTIONAL).build()
    };
    let columns = [
        text("from", Repetition::REQUIRED)?,
        text("to", Repetition::REQUIRED)?,
        figure("duration_s")?,
        figure("distance_m")?,
        text("reason", Repetition::OPTIONAL)?,
    ];
    let columns = columns.map(Arc::new).to_vec();
    Ok(Arc::new(Type::group_type_builder("matrix").with_fields(columns).build()?))
}

type Group<'a, 'b> = SerializedRowGroupWriter<'a, &'b mut (dyn Write + Send)>;

/// A column of texts; `present` says which rows have one, where not all do.
fn texts(group: &mut Group<'_, '_>, values: &[ByteArray], present: Option<&[i16]>) -> Result<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<ByteArrayType>().write_batch(values, present, None)?;
        column.close()?;
    }
    Ok(())
}

/// A column of figures of the trips that there are.
fn figures(
    group: &mut Group<'_, '_>,
    legs: &[Result<Leg, Unreached>],
    of: impl Fn(&Leg) -> f64,
) -> Result<()> {
    let present: Vec<i16> = legs.iter().map(|leg| i16::from(leg.is_ok())).collect();
    let values: Vec<f64> = legs.iter().flatten().map(of).collect();
    if let Some(mut column) = group.next_column()? {
        column.typed::<DoubleType>().write_batch(&values, Some(&present), None)?;
        column.close()?;
    }
    Ok(())
}

/// The column of reasons of the trips that there are not.
fn reasons(group: &mut Group<'_, '_>, legs: &[Result<Leg, Unreached>]) -> Result<()> {
    let present: Vec<i16> = legs.iter().map(|leg| i16::from(leg.is_err())).collect();
    let reasons = legs.iter().filter_map(|leg| leg.as_ref().err());
    let values: Vec<_> = reasons.map(|reason| ByteArray::from(reason.to_string().as_str())).collect();
    texts(group, &values, Some(&present))
}
