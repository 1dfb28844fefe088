//! `maillage fetch`: files from their publishers, or what to download by hand.

mod next;
mod show;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::arguments::DataArgs;
use super::{output, roads};
use crate::fetch::{Announced, Catalogue, Client, Entry, FetchError, Fetched, Patience, Subject};
use crate::model::TerritoryCode;
use next::{by_hand, next_step, roads_file};
use show::{Bar, report, size};

/// Options of `maillage fetch`.
#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is asked but the addresses of the catalogue (data/catalogue.toml), and where they redirect to.\n\
    Behind a proxy: HTTPS_PROXY=http://host:port; its certificate, where it has its own: SSL_CERT_FILE=FILE.\n\
    Without a network, what to download by hand is said, and the exit status is 2."
)]
pub(super) struct Options {
    /// What to fetch
    #[arg(value_enum)]
    subject: What,
    /// For which territory: 48, 2A, 200070530, region:76, 48095,48061 or france
    #[arg(short, long, value_name = "CODE")]
    territory: TerritoryCode,
    /// Folder to write into
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    output: PathBuf,
    /// This entry of the catalogue, instead of the first one about the territory
    #[arg(long, value_name = "ID")]
    entry: Option<String>,
    /// Another catalogue of addresses than the one that ships
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Say what would be fetched, from where, and how large it is
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before downloading
    #[arg(short, long)]
    yes: bool,
    /// Build the roads from the extract then (maillage roads build, by car)
    #[arg(long)]
    build: bool,
    /// Give up a host that gives nothing, or drips, for so long: seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=3600))]
    patience: u16,
    /// Data folder, for the communes of an EPCI or a région [default: `MAILLAGE_DATA`, else the nearest data/ upwards]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// [`Subject`], on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Places that help
    Venues,
    /// An OpenStreetMap extract
    Roads,
    /// People by cells of 200 m
    Grid,
    /// Boundaries of communes
    Boundaries,
    /// People by commune
    Population,
    /// Communes that merged
    Mergers,
    /// Other figures by commune
    Indicators,
}

impl What {
    const fn subject(self) -> Subject {
        match self {
            Self::Venues => Subject::Venues,
            Self::Roads => Subject::Roads,
            Self::Grid => Subject::Grid,
            Self::Boundaries => Subject::Boundaries,
            Self::Population => Subject::Population,
            Self::Mergers => Subject::Mergers,
            Self::Indicators => Subject::Indicators,
        }
    }
}

/// Fetches, and says what comes next.
///
/// # Errors
/// When something is not fetched; what to do by hand is said before.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let subject = options.subject.subject();
    if options.build && subject != Subject::Roads {
        bail!("--build goes with roads; {subject} are not built");
    }
    if !options.output.is_dir() {
        bail!("--output {}: no such folder; make it first", options.output.display());
    }
    let catalogue = options.catalogue.as_deref().map_or_else(Catalogue::shipped, Catalogue::read)?;
    let departments = departments(options)?;
    let entries = match &options.entry {
        Some(id) => vec![catalogue.named(subject, id)?],
        None => catalogue.choose(subject, departments.as_ref())?,
    };
    let others: Vec<&Entry> = catalogue
        .about(subject, departments.as_ref())
        .into_iter()
        .filter(|entry| !entries.iter().any(|chosen| chosen.id == entry.id))
        .collect();
    output::say(&show::others(&others));
    let client = Client::new(Patience::seconds(options.patience));
    let outcome = run_entries(options, &client, &entries);
    if let Err(error) = &outcome
        && error.downcast_ref::<FetchError>().is_some_and(FetchError::is_for_hands)
    {
        output::say(&by_hand(&entries, &options.output));
    }
    outcome
}

fn run_entries(options: &Options, client: &Client, entries: &[&Entry]) -> anyhow::Result<()> {
    let subject = options.subject.subject();
    let mut asked = Vec::with_capacity(entries.len());
    for entry in entries {
        let url = entry.url.as_ref().ok_or_else(|| FetchError::ByHandOnly { title: entry.title.clone() })?;
        let announced = client.announce(url)?;
        output::say(&show::announced(entry, &announced));
        asked.push((*entry, announced));
    }
    if options.dry_run {
        let paths: Vec<PathBuf> =
            entries.iter().map(|entry| options.output.join(entry.result_name())).collect();
        output::say(&next_step(subject, &paths));
        return Ok(());
    }
    let dir = options.output.as_path();
    let (current, missing): (Vec<_>, Vec<_>) = asked
        .iter()
        .map(|(entry, announced)| (*entry, announced, crate::fetch::is_current(entry, dir, announced)))
        .partition(|(_, _, current)| current.is_some());
    for fetched in current.iter().filter_map(|(_, _, fetched)| fetched.as_ref()) {
        output::note(&format!("{} is there already, and its host has no newer one", fetched.path.display()));
    }
    if !missing.is_empty() {
        agree(
            options,
            &missing.iter().map(|(entry, announced, _)| (*entry, *announced)).collect::<Vec<_>>(),
        )?;
    }
    for (entry, announced, _) in &missing {
        let fetched = download(client, entry, dir, announced)?;
        output::say(&report(&fetched));
    }
    let paths: Vec<PathBuf> = entries.iter().map(|entry| dir.join(entry.result_name())).collect();
    if let (true, [extract]) = (options.build, paths.as_slice()) {
        return roads::build(extract, &roads_file(extract));
    }
    output::say(&next_step(subject, &paths));
    Ok(())
}

fn download(
    client: &Client,
    entry: &Entry,
    dir: &Path,
    announced: &Announced,
) -> Result<Fetched, FetchError> {
    let bar = Bar::new(&entry.file);
    let outcome = crate::fetch::fetch(client, entry, dir, announced, &|progress| bar.tell(progress));
    bar.end();
    outcome
}

/// Asks whether to download; `--yes` is the answer where nobody can be asked.
fn agree(options: &Options, missing: &[(&Entry, &Announced)]) -> anyhow::Result<()> {
    if options.yes {
        return Ok(());
    }
    let known: Option<u64> =
        missing.iter().map(|(entry, announced)| announced.bytes.or(entry.about_bytes)).sum();
    let what = known
        .map_or_else(|| "download, of unknown size".to_owned(), |bytes| format!("download {}", size(bytes)));
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        bail!("nothing is downloaded without being asked for: add --yes to {what}");
    }
    output::say(&format!("{what} into {}? [y/N] ", options.output.display()));
    let _ = io::stderr().flush();
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).context("cannot read the answer")?;
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "o" | "oui") {
        return Ok(());
    }
    bail!("nothing is downloaded, as you said")
}

/// The départements of the territory; `None` for the country.
fn departments(options: &Options) -> anyhow::Result<Option<BTreeSet<String>>> {
    let dataset = || DataArgs { data: options.data.clone(), venues: Vec::new() }.open();
    Ok(match &options.territory {
        TerritoryCode::France => None,
        TerritoryCode::Department(code) => Some(BTreeSet::from([code.clone()])),
        code => Some(dataset()?.departments_of(code)?),
    })
}
