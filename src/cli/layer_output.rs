//! The format of a layer or table, and the file that it goes to.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::output;
use crate::export::{
    CsvFlavour, Layer, LayerFormat, Provenance, Record, csv_metadata, shapefile_parts, write_layer,
};
use crate::files;
use crate::geodesy::Crs;

/// Where a layer goes, and as what.
#[derive(Debug, Args)]
pub(super) struct LayerOutput {
    /// Format; csv-fr is the table that Excel opens in French [default: by the output's name]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Coordinate system of a .gpkg or .shp, EPSG number [default: 4326 for .gpkg, that of the territory for .shp]
    #[arg(long, value_name = "EPSG", value_parser = crs)]
    crs: Option<Crs>,
    /// File to write; a CSV gets its parameters and sources beside it, in FILE-metadata.json [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The formats by the names that options and files have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Csv,
    CsvFr,
    Json,
    Geojson,
    Fgb,
    Xlsx,
    Gpkg,
    Shp,
    Zip,
}

impl Format {
    /// The library's word for it.
    const fn layer_format(self) -> LayerFormat {
        match self {
            Self::Csv => LayerFormat::Csv,
            Self::CsvFr => LayerFormat::CsvFrench,
            Self::Json => LayerFormat::Json,
            Self::Geojson => LayerFormat::GeoJson,
            Self::Fgb => LayerFormat::FlatGeobuf,
            Self::Xlsx => LayerFormat::Xlsx,
            Self::Gpkg => LayerFormat::GeoPackage,
            Self::Shp | Self::Zip => LayerFormat::Shapefile,
        }
    }
}

/// A coordinate system as typed.
pub(super) fn crs(epsg: &str) -> Result<Crs, String> {
    let known = epsg.parse().ok().and_then(Crs::from_epsg);
    known.ok_or_else(|| {
        let numbers: Vec<String> = Crs::ALL.iter().map(|crs| crs.epsg().to_string()).collect();
        format!("among {}", numbers.join(", "))
    })
}

impl LayerOutput {
    /// The format, known before any work: the one asked for, else the one that the name promises, else `usual`.
    ///
    /// # Errors
    /// When nothing can be written there, or the name promises another format.
    pub(super) fn format(&self, usual: Format) -> anyhow::Result<Format> {
        let path = self.output.as_deref();
        let is_french = path.is_some_and(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().ends_with(".fr.csv"))
        });
        let asked = self.format.or(is_french.then_some(Format::CsvFr));
        output::format_of(asked, usual, path)
    }

    /// Where the file goes; `None` for standard output.
    pub(super) fn path(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Writes a layer: each file whole, or not at all.
    ///
    /// # Errors
    /// When a shape lies outside of the coordinate system, or a file cannot be written.
    pub(super) fn deliver<R: Record>(
        &self,
        format: Format,
        layer: &Layer<R>,
        provenance: &Provenance,
    ) -> anyhow::Result<()> {
        let path = match &self.output {
            Some(path) if format == Format::Shp => return self.deliver_shapefile(path, layer, provenance),
            path => path.as_deref(),
        };
        let bytes = write_layer(layer, format.layer_format(), self.crs, provenance)?;
        output::deliver(path, &bytes)?;
        let flavour = match format {
            Format::Csv => CsvFlavour::Standard,
            Format::CsvFr => CsvFlavour::FrenchExcel,
            _ => return Ok(()),
        };
        let Some((path, name)) = path.and_then(|path| Some((path, path.file_name()?.to_string_lossy())))
        else {
            return Ok(());
        };
        let beside = path.with_file_name(format!("{name}-metadata.json"));
        output::deliver(Some(&beside), &csv_metadata(layer, &name, flavour, provenance))
    }

    /// The files of a shapefile side by side, `.shp` last.
    fn deliver_shapefile<R: Record>(
        &self,
        path: &Path,
        layer: &Layer<R>,
        provenance: &Provenance,
    ) -> anyhow::Result<()> {
        for (extension, bytes) in shapefile_parts(layer, self.crs, provenance).context("--crs")? {
            let part = match extension {
                "shp" => path.to_owned(),
                // A text of the same name may be somebody's notes.
                "txt" => {
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                    path.with_file_name(format!("{stem}-metadata.txt"))
                }
                other => path.with_extension(other),
            };
            files::write_whole(&part, &bytes)?;
        }
        Ok(())
    }
}
