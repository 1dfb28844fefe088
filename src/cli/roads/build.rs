//! `maillage roads build`: from an OpenStreetMap extract or BD TOPO to a file of roads.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::report::Report;
use crate::cli::output;
use crate::dataset::hierarchy_path;
use crate::files::{check_destination, read_bounded};
use crate::geodesy::Crs;
use crate::network::profile::{Attributes, Mode, Profile};
use crate::network::{BuildStage, ImportOptions, file, import_with};

/// The largest table of speeds that is read, bytes.
const MAX_SPEEDS: u64 = 1 << 20;

/// Options of `maillage roads build`.
#[derive(Debug, Args)]
#[command(after_help = "The report goes to standard error; --json writes it to standard output as JSON.")]
pub(in crate::cli) struct Options {
    /// OpenStreetMap extract (.osm.pbf), or road segments of BD TOPO (.shp)
    #[arg(value_name = "EXTRACT")]
    extract: PathBuf,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Who travels
    #[arg(long, value_enum, default_value_t = Who::Car)]
    profile: Who,
    /// EPSG number of the shapefile's coordinate system, where it has no .prj: 2154, 2975, 5490, 2972, 4471 or 4326
    #[arg(long, value_name = "EPSG", value_parser = crate::cli::layer_output::crs)]
    crs: Option<Crs>,
    /// Close for good what is closed in winter; without it, `--winter` of the commands that use the file does
    #[arg(long)]
    winter: bool,
    /// Speeds and other settings that replace those of the profile, TOML; `roads info --json` lists all
    #[arg(long, value_name = "FILE")]
    speeds: Option<PathBuf>,
    /// Accept an extract that lacks nodes of its roads: they end where the nodes are missing
    #[arg(long)]
    cut_ways: bool,
    /// Write the report as JSON to standard output
    #[arg(long)]
    json: bool,
}

impl Options {
    /// Those of a command that names an extract and an output, and nothing else.
    pub(super) fn usual(extract: &Path, output: &Path) -> Self {
        Self {
            extract: extract.to_owned(),
            output: output.to_owned(),
            profile: Who::Car,
            crs: None,
            winter: false,
            speeds: None,
            cut_ways: false,
            json: false,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Who {
    Car,
    Bicycle,
    Foot,
}

/// Builds the file.
///
/// # Errors
/// When the extract or an option is not what it should be, or the file cannot be written; nothing
/// is left behind then.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let started = Instant::now();
    check_output(&options.extract, &options.output)?;
    let profile = profile(options)?;
    let extract = options.extract.display();
    let watch = |stage: BuildStage| {
        let doing = match stage {
            BuildStage::Reading { n_bytes } => {
                format!("reading the roads of {extract}, {}", megabytes(n_bytes))
            }
            BuildStage::Joining { n_ways } => format!("joining {n_ways} ways"),
        };
        output::progress(started.elapsed(), &doing);
    };
    let closed = if options.winter { Attributes::WINTER } else { Attributes::default() };
    let how = ImportOptions { crs: options.crs, closed };
    let (graph, build) = import_with(&options.extract, &profile, how, &watch)?;
    let (n_missing, n_named) = (build.extract.nodes_missing, build.extract.nodes_named);
    if n_missing > 0 && !options.cut_ways {
        bail!(
            "{extract} lacks {n_missing} of the {n_named} nodes of its roads: take an extract with complete ways \
             (osmium extract --strategy=complete_ways), or let the roads end there with --cut-ways"
        );
    }
    output::progress(started.elapsed(), &format!("writing {}", options.output.display()));
    file::write(&graph, &options.output)?;
    forget_hierarchy(&options.output)?;
    let mut report = Report::new(&build, &profile, &options.output, started.elapsed());
    report.winter = options.winter;
    if options.json {
        let mut bytes = serde_json::to_vec_pretty(&report).context("cannot write JSON")?;
        bytes.push(b'\n');
        output::deliver(None, &bytes)
    } else {
        output::say(&report.text());
        Ok(())
    }
}

/// Removes the hierarchy of the roads that were just replaced.
fn forget_hierarchy(roads: &Path) -> anyhow::Result<()> {
    let beside = hierarchy_path(roads);
    match std::fs::remove_file(&beside) {
        Ok(()) => output::note(&format!(
            "{} was of the former roads and is removed; make it again with `maillage roads contract`",
            beside.display()
        )),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot remove {}", beside.display())),
    }
    Ok(())
}

fn profile(options: &Options) -> anyhow::Result<Profile> {
    let mode = match options.profile {
        Who::Car => Mode::Car,
        Who::Bicycle => Mode::Bicycle,
        Who::Foot => Mode::Foot,
    };
    let mut profile = Profile::new(mode);
    if let Some(path) = &options.speeds {
        let bytes = read_bounded(path, MAX_SPEEDS).context("--speeds")?;
        let text =
            String::from_utf8(bytes).with_context(|| format!("--speeds {}: not UTF-8", path.display()))?;
        profile = profile.with_overrides(&text).with_context(|| format!("--speeds {}", path.display()))?;
    }
    Ok(profile)
}

/// Refuses before the work what would fail after it.
fn check_output(extract: &Path, output: &Path) -> anyhow::Result<()> {
    // For the plain words about what is missing or a folder.
    crate::files::open(extract)?;
    if let (Ok(from), Ok(to)) = (extract.canonicalize(), output.canonicalize())
        && from == to
    {
        bail!("{}: the extract would be replaced; give another file with --output", output.display());
    }
    Ok(check_destination(output)?)
}

#[expect(clippy::cast_precision_loss, reason = "a size to show")]
fn megabytes(n_bytes: u64) -> String {
    format!("{:.1} MB", n_bytes as f64 / 1e6)
}
