//! `maillage import`: files of any format into a data folder of one's own.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::arguments::DataArgs;
use super::{import_osm, output};
use crate::confined::{self, Limits};
use crate::dataset::Dataset;
use crate::geodesy::Crs;
use crate::import::{ImportRequest, IndicatorFile, Manifest, Prepared, prepare};
use crate::model::{Finding, TerritoryCode};
use crate::territory::FragileWhen;

/// What an import may use: enough for France with boundaries of the largest scale and its grid.
const LIMITS: Limits =
    Limits { memory: 6 << 30, cpu_s: 1_800, file: 8 << 30, wall: Duration::from_hours(1), output: 64 << 20 };

/// Options of `maillage import`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "What is given goes over the base data; nothing is written before everything is read, and the folder is whole or not there. \
                  Then: maillage summary --data DIR --territory CODE. What is in the folder: docs/data-folder.md."
)]
pub(super) struct Options {
    #[command(subcommand)]
    source: Option<Source>,
    /// Folder to write
    #[arg(short, long, value_name = "DIR", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// Data folder to begin with, or none [default: `MAILLAGE_DATA`, else the nearest data/ upwards]
    #[arg(long, value_name = "DIR|none")]
    base: Option<PathBuf>,
    /// Keep only this territory and what is around it: 48, 200070530, region:76, communes [default: everything]
    #[arg(long, value_name = "CODE")]
    territory: Option<TerritoryCode>,
    /// How far around the territory communes, cells and venues are kept, km (0 to 200)
    #[arg(long, value_name = "KM", default_value_t = 30.0)]
    buffer_km: f64,
    /// Boundaries of communes with their INSEE codes: shapefile, GeoJSON, FlatGeobuf or GeoPackage; repeatable
    #[arg(long, value_name = "FILE")]
    boundaries: Vec<PathBuf>,
    /// EPSG number of the coordinate system of --boundaries, where the file does not say: 2154, 2975, 5490, 2972, 4471…
    #[arg(long, value_name = "EPSG", requires = "boundaries", value_parser = crs)]
    crs: Option<Crs>,
    /// Layer of a GeoPackage of --boundaries [default: the first that has areas and INSEE codes]
    #[arg(long, value_name = "NAME", requires = "boundaries")]
    layer: Option<String>,
    /// Population of communes: INSEE's `donnees_communes.csv`, or any table by INSEE code
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// Column of --population [default: PMUN, population…]
    #[arg(long, value_name = "NAME", requires = "population")]
    column: Option<String>,
    /// Mergers of communes, INSEE's `v_mvt_commune_YYYY.csv`: old codes are then read as those of today
    #[arg(long, value_name = "CSV")]
    mergers: Option<PathBuf>,
    /// Cells with people: INSEE's `carreaux_200m` (Filosofi), CSV or GeoPackage; repeatable
    #[arg(long, value_name = "FILE")]
    grid: Vec<PathBuf>,
    /// Venues: CSV of the national schema or GeoJSON points; repeatable [default: those of the base data]
    #[arg(long, value_name = "FILE")]
    venues: Vec<PathBuf>,
    /// Indicators of communes: any table by INSEE code; repeatable
    #[arg(long, value_name = "FILE")]
    indicators: Vec<PathBuf>,
    /// Columns of --indicators [default: all that hold numbers]
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "indicators")]
    columns: Vec<String>,
    /// Unit of --indicators, to be shown with them
    #[arg(long, value_name = "TEXT", requires = "indicators")]
    unit: Option<String>,
    /// Year of --indicators, to be shown with them
    #[arg(long, value_name = "YEAR", requires = "indicators")]
    year: Option<String>,
    /// Columns of --indicators that tell of fragile people where they are high; repeatable
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "indicators")]
    fragile: Vec<String>,
    /// Columns of --indicators that tell of fragile people where they are low, such as an income; repeatable
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "indicators")]
    fragile_when_low: Vec<String>,
    /// Add up the --indicators of merged communes: for counts, not for rates
    #[arg(long, requires = "indicators")]
    sum: bool,
    /// The date that a file stands for, to be cited with it; repeatable
    #[arg(long, value_name = "FILE=TEXT", value_parser = vintage)]
    vintage: Vec<(PathBuf, String)>,
    /// Put the folder in the place of another data folder, in one step
    #[arg(long)]
    replace: bool,
    /// Say what would be in the folder and what was found, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// A source that makes a folder by itself.
#[derive(Debug, Subcommand)]
enum Source {
    /// Make a data folder of one OpenStreetMap extract, anywhere in the world: boundaries, people, venues and roads
    Osm(import_osm::Options),
}

fn crs(text: &str) -> Result<Crs, String> {
    let number = text.strip_prefix("EPSG:").unwrap_or(text);
    number.parse().ok().and_then(Crs::from_epsg).ok_or_else(|| {
        let known = Crs::ALL.map(|crs| format!("{} ({})", crs.epsg(), crs.name()));
        format!("not one of {}", known.join(", "))
    })
}

fn vintage(text: &str) -> Result<(PathBuf, String), String> {
    let parts = text.rsplit_once('=').filter(|(file, vintage)| !file.is_empty() && !vintage.is_empty());
    parts
        .map(|(file, vintage)| (PathBuf::from(file), vintage.to_owned()))
        .ok_or_else(|| "a file and a date, as in communes.shp=2026".to_owned())
}

impl Options {
    fn request(&self) -> anyhow::Result<ImportRequest> {
        let buffer_m = Dataset::buffer_metres(self.buffer_km).context("--buffer-km")?;
        if !self.columns.is_empty() && self.indicators.len() > 1 {
            bail!(
                "--columns: it is not known of which of {} files; import them one after the other, with --base",
                self.indicators.len()
            );
        }
        let base = match &self.base {
            Some(none) if none.as_os_str() == "none" => None,
            named => Some(DataArgs { data: named.clone(), venues: Vec::new() }.find().context("--base")?),
        };
        let given: Vec<&PathBuf> = self
            .boundaries
            .iter()
            .chain(&self.population)
            .chain(&self.mergers)
            .chain(&self.grid)
            .chain(&self.venues)
            .chain(&self.indicators)
            .collect();
        if let Some((file, _)) = self.vintage.iter().find(|(file, _)| !given.contains(&file)) {
            bail!("--vintage {}: no file of this name is imported; write it as it is given", file.display());
        }
        let side = |names: &[String], when| names.iter().map(|name| (name.clone(), when)).collect::<Vec<_>>();
        let fragile =
            [side(&self.fragile, FragileWhen::High), side(&self.fragile_when_low, FragileWhen::Low)].concat();
        if self.indicators.len() > 1 && !fragile.is_empty() {
            bail!(
                "--fragile: with several files of indicators it is not known whose column is meant; import one after the other"
            );
        }
        let indicators = self.indicators.iter().map(|path| IndicatorFile {
            path: path.clone(),
            columns: self.columns.clone(),
            year: self.year.clone(),
            unit: self.unit.clone(),
            fragile: fragile.clone(),
            adds_up: self.sum,
        });
        Ok(ImportRequest {
            base,
            territory: self.territory.clone(),
            buffer_m,
            boundaries: self.boundaries.clone(),
            crs: self.crs,
            layer: self.layer.clone(),
            population: self.population.clone(),
            population_column: self.column.clone(),
            mergers: self.mergers.clone(),
            grid: self.grid.clone(),
            venues: self.venues.clone(),
            indicators: indicators.collect(),
            vintages: self.vintage.clone(),
        })
    }
}

/// Reads everything, writes the folder, and tells on standard output what is in it.
///
/// # Errors
/// When an option or a file is not what it should be, or the folder cannot be written: nothing is written then.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    // Files come from outside: they are read by a child with limits, which does not outlive this process.
    if let Some(status) = confined::rerun_self(&LIMITS)? {
        return Ok(status);
    }
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
        .context("cannot be tied to the parent process")?;
    if let Some(Source::Osm(options)) = &options.source {
        import_osm::run(options)?;
        return Ok(ExitCode::SUCCESS);
    }
    let request = options.request()?;
    let target = options.output.as_deref().filter(|_| !options.dry_run);
    if let Some(target) = target {
        Prepared::check_target(target, options.replace).context("--output")?;
    }
    let prepared = prepare(&request)?;
    let findings = prepared.findings().to_vec();
    let manifest = match target {
        Some(target) => prepared.write(target, options.replace)?,
        None => prepared.manifest().clone(),
    };
    let mut text = report(&manifest, &findings);
    text.push_str(&import_osm::ending(target));
    output::deliver(None, text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// How many findings of a kind and file are told one by one.
const TOLD: usize = 3;

/// The report for people.
pub(super) fn report(manifest: &Manifest, findings: &[Finding]) -> String {
    let mut text = String::new();
    let totals = &manifest.totals;
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "{} communes ({} in the territory), {} inhabitants ({} in the territory), {} venues",
        totals.communes, totals.communes_inside, totals.population, totals.population_inside, totals.venues
    );
    for (n, what) in [
        (totals.without_boundary, "have no boundary"),
        (totals.without_population, "have no known population"),
    ] {
        if n > 0 {
            let _ = writeln!(text, "{n} communes {what}");
        }
    }
    if let Some(cells) = &totals.cells {
        let _ = writeln!(
            text,
            "{} cells with {} people in {} communes of {} inhabitants: difference {} (not rescaled); {} people imputed; {} inhabitants of communes without any cell stay at their chef-lieu",
            cells.all.cells,
            cells.all.people,
            cells.communes,
            cells.municipal_population,
            crate::import::signed(cells.difference_thousandths),
            cells.imputed.people,
            cells.population_without_cells,
        );
        let _ = writeln!(
            text,
            "cells by commune: {} hold the centre, {} named by the file, {} nearest; {} set aside with {} people",
            cells.inside.cells,
            cells.named.cells,
            cells.nearest.cells,
            cells.set_aside.cells,
            cells.set_aside.people
        );
    }
    for indicator in &manifest.indicators {
        let _ = writeln!(text, "indicator “{}” in {}", indicator.name, indicator.file);
    }
    for input in &manifest.inputs {
        let rows = &input.rows;
        let _ = writeln!(
            text,
            "{}{}: {} rows: {} used ({} put right), {} set aside, {} elsewhere",
            input.path.display(),
            // One file has several parts there.
            manifest
                .parameters
                .osm
                .as_ref()
                .map(|_| format!(" ({})", input.role.as_str()))
                .unwrap_or_default(),
            rows.rows,
            rows.used,
            rows.fixed,
            rows.set_aside,
            rows.elsewhere
        );
    }
    for counted in &manifest.findings {
        let (kind, severity) = (counted.kind, counted.severity);
        let _ = writeln!(
            text,
            "\n{}: {} × {} ({})",
            counted.file,
            counted.count,
            kind.as_str(),
            severity.as_str()
        );
        let same = |f: &&Finding| f.file == counted.file && f.kind == kind && f.severity == severity;
        for finding in findings.iter().filter(same).take(TOLD) {
            let at = if finding.line == 0 { String::new() } else { format!("line {}: ", finding.line) };
            let subject = if finding.value.is_empty() { finding.id.clone() } else { finding.value.clone() };
            let _ = writeln!(text, "  {at}{subject}: {}", finding.action);
        }
    }
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}
