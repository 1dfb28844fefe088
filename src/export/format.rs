//! The formats that a layer can be written in, and the one function that writes it.

use serde_json::{Map, Value, json};

use super::csv::{CsvFlavour, to_csv_as};
use super::flatgeobuf::{FlatGeobufError, to_flatgeobuf_with};
use super::geojson::{to_geojson_with, to_json_rows};
use super::geopackage::to_geopackage;
use super::projected::{project, usual_crs};
use super::provenance::Provenance;
use super::record::{CellKind, Columns, Layer, Record};
use super::shapefile::to_shapefile;
use super::xlsx::to_xlsx;
use super::zip_archive::zip;
use crate::geodesy::{Crs, OutsideCrs};

/// A format of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayerFormat {
    /// Comma-separated text, RFC 4180.
    Csv,
    /// Text that Excel opens in French: byte order mark, semicolons, decimal comma.
    CsvFrench,
    /// Excel workbook: typed cells, a sheet of methods and sources.
    Xlsx,
    /// JSON: parameters, then rows without shapes.
    Json,
    /// GeoJSON, RFC 7946.
    GeoJson,
    /// FlatGeobuf with its index.
    FlatGeobuf,
    /// OGC GeoPackage.
    GeoPackage,
    /// ESRI shapefile, its files in a ZIP archive.
    Shapefile,
}

impl LayerFormat {
    /// Every format.
    pub const ALL: [Self; 8] = [
        Self::Csv,
        Self::CsvFrench,
        Self::Xlsx,
        Self::Json,
        Self::GeoJson,
        Self::FlatGeobuf,
        Self::GeoPackage,
        Self::Shapefile,
    ];

    /// How the name of such a file ends, without the first dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::CsvFrench => "fr.csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::GeoJson => "geojson",
            Self::FlatGeobuf => "fgb",
            Self::GeoPackage => "gpkg",
            Self::Shapefile => "shp.zip",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv | Self::CsvFrench => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::FlatGeobuf => "application/vnd.flatgeobuf",
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::Shapefile => "application/zip",
        }
    }

    /// The format of a file of this name, and the name without its ending: `gaps.fr.csv` is `gaps` and the French
    /// table.
    #[must_use]
    pub fn of_name(name: &str) -> Option<(&str, Self)> {
        // `x.fr.csv` ends in `.csv` too: the longest ending counts.
        let endings = Self::ALL.into_iter().filter_map(|format| {
            let stem = name.strip_suffix(format.ending())?.strip_suffix('.')?;
            (!stem.is_empty()).then_some((stem, format))
        });
        endings.min_by_key(|(stem, _)| stem.len())
    }
}

/// A layer cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The index of a FlatGeobuf.
    #[error(transparent)]
    FlatGeobuf(#[from] FlatGeobufError),
    /// The workbook.
    #[error("cannot write the workbook: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The GeoPackage.
    #[error("cannot write the GeoPackage: {0}")]
    GeoPackage(#[from] rusqlite::Error),
    /// The archive.
    #[error("cannot write the archive: {0}")]
    Zip(#[from] std::io::Error),
    /// A shape lies outside of the coordinate system that is asked for.
    #[error("{0}; ask for EPSG:4326, or for the system of the territory")]
    Outside(#[from] OutsideCrs),
    /// A coordinate system is asked of a format that has only one.
    #[error("a .{} is in longitude and latitude (EPSG:4326); .gpkg and .shp.zip are written in other systems", format.ending())]
    NoOtherCrs {
        /// The format.
        format: LayerFormat,
    },
}

/// Writes a layer with what it was made from. `crs` is for GeoPackage (usually EPSG:4326) and shapefile (usually
/// the system in which the territory is surveyed).
///
/// # Errors
/// [`ExportError`]; only a system that does not fit comes from what was asked.
pub fn write_layer<R: Record>(
    layer: &Layer<R>,
    format: LayerFormat,
    crs: Option<Crs>,
    provenance: &Provenance,
) -> Result<Vec<u8>, ExportError> {
    if crs.is_some_and(|crs| crs != Crs::LonLat)
        && !matches!(format, LayerFormat::GeoPackage | LayerFormat::Shapefile)
    {
        return Err(ExportError::NoOtherCrs { format });
    }
    let rows = || layer.features.iter().map(|feature| &feature.record);
    Ok(match format {
        LayerFormat::Csv => to_csv_as(rows(), CsvFlavour::Standard),
        LayerFormat::CsvFrench => to_csv_as(rows(), CsvFlavour::FrenchExcel),
        LayerFormat::Xlsx => to_xlsx(layer.name, rows(), &provenance.to_text())?,
        LayerFormat::Json => to_json(layer, provenance),
        LayerFormat::GeoJson => to_geojson_with(layer, Some(provenance)),
        LayerFormat::FlatGeobuf => to_flatgeobuf_with(layer, Some(&provenance.to_json()))?,
        LayerFormat::GeoPackage => {
            let crs = crs.unwrap_or(Crs::LonLat);
            to_geopackage(layer, crs, &project(layer, crs)?, provenance)?
        }
        LayerFormat::Shapefile => zip(layer.name, &shapefile_parts(layer, crs, provenance)?)?,
    })
}

/// The files of a shapefile, by extension: `.shp` last.
///
/// # Errors
/// When a shape lies outside of the coordinate system.
pub fn shapefile_parts<R: Record>(
    layer: &Layer<R>,
    crs: Option<Crs>,
    provenance: &Provenance,
) -> Result<Vec<(&'static str, Vec<u8>)>, OutsideCrs> {
    let crs = crs.unwrap_or_else(|| usual_crs(layer));
    Ok(to_shapefile(layer, crs, &project(layer, crs)?, provenance))
}

/// What goes beside a CSV, which has no place for it: W3C *Metadata Vocabulary for Tabular Data*, under the name
/// that the standard looks for, `FILE-metadata.json`.
#[must_use]
pub fn csv_metadata<R: Record>(
    layer: &Layer<R>,
    file: &str,
    flavour: CsvFlavour,
    provenance: &Provenance,
) -> Vec<u8> {
    let french = flavour == CsvFlavour::FrenchExcel;
    let datatype = |kind: CellKind| match kind {
        CellKind::Number if french => json!({ "base": "double", "format": { "decimalChar": "," } }),
        CellKind::Bool if french => json!({ "base": "boolean", "format": "VRAI|FAUX" }),
        _ => kind.xsd().into(),
    };
    let columns: Vec<Value> = Columns::of(layer.features.iter().map(|feature| &feature.record))
        .all
        .iter()
        .map(|(name, kind)| json!({ "titles": name, "datatype": datatype(*kind) }))
        .collect();
    let mut dialect = Map::from_iter([("encoding".to_owned(), json!("utf-8"))]);
    if french {
        dialect.insert("delimiter".to_owned(), json!(";"));
    }
    let document = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "fr" }],
        "url": file,
        "dialect": dialect,
        "dc:description": provenance.text,
        "dc:creator": provenance.program,
        "tableSchema": { "columns": columns },
        "maillage:provenance": provenance,
    });
    let mut bytes = format!("{document:#}").into_bytes();
    bytes.push(b'\n');
    bytes
}

/// Parameters and sources, then rows.
fn to_json<R: Record>(layer: &Layer<R>, provenance: &Provenance) -> Vec<u8> {
    let document = json!({
        "territory": provenance.territory,
        "parameters": provenance.parameters,
        "tour": provenance.tour,
        "scenario": provenance.scenario,
        "rows": to_json_rows(&layer.features),
        "program": provenance.program,
        "sources": provenance.sources,
        "files": provenance.files,
    });
    let mut bytes = format!("{document:#}").into_bytes();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_format_by_its_longest_ending() {
        for format in LayerFormat::ALL {
            let name = format!("gaps.{}", format.ending());
            assert_eq!(LayerFormat::of_name(&name), Some(("gaps", format)));
        }
        for name in ["gaps", ".csv", "gaps.", "gaps.shp", "csv", ""] {
            assert_eq!(LayerFormat::of_name(name), None, "{name}");
        }
    }
}
