//! `maillage serve`: the map and the API.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tracing_subscriber::EnvFilter;

use super::arguments::{DataArgs, RoadArgs};
use super::output;
use crate::dataset::Dataset;
use crate::model::TerritoryCode;
use crate::server::{
    ConnectionLimits, Contact, EmbedOrigins, OutsideTiles, Service, ServiceLimits, Site, app, serve,
    stop_signal,
};

/// How far around the first territory venues are looked for, metres; the page may ask otherwise.
const FIRST_BUFFER_M: f64 = 30_000.0;

/// How long work under way may go on once the last connection is closed.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Options of `maillage serve`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The territory that the page shows first; any other of the data can be asked for
    /// [default: 48, or all where the data have no such département]
    #[arg(long, value_name = "CODE")]
    territory: Option<TerritoryCode>,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Sites that may show the read-only view of the map (/?embed=1) in a frame: any, none, or origins with commas
    /// between them (`https://example.fr`)
    #[arg(long, value_name = "ORIGINS", default_value = "any")]
    embed_origins: EmbedOrigins,
    /// Whom to write to when the page cannot be used, for the statement of accessibility: a mail address or a page
    #[arg(long, value_name = "ADDRESS")]
    contact: Option<Contact>,
    /// Address of map tiles (pictures) of another server that a reader may choose for a background, with `{z}`, `{x}` and
    /// `{y}` in it; that server then learns what is looked at. Without it the page asks no other server for anything
    #[arg(long, value_name = "URL_TEMPLATE", requires = "tiles_attribution")]
    tiles: Option<String>,
    /// Whose those tiles are, as the map shall say
    #[arg(long, value_name = "TEXT", requires = "tiles")]
    tiles_attribution: Option<String>,
    #[command(flatten)]
    road: RoadArgs,
    #[command(flatten)]
    data: DataArgs,
}

impl Options {
    /// What the operator says of the service.
    fn site(&self) -> anyhow::Result<Site> {
        let tiles = self.tiles.as_deref().zip(self.tiles_attribution.as_deref());
        let tiles = tiles.map(|(template, whose)| OutsideTiles::new(template, whose)).transpose();
        let tiles = tiles.context("--tiles")?;
        Ok(Site { embed: self.embed_origins.clone(), contact: self.contact.clone(), tiles })
    }
}

/// The territory that the page shows first where nobody says: Lozère, else all that there is.
fn first_territory(dataset: &Dataset) -> TerritoryCode {
    let lozere = "48";
    if dataset.has_department(lozere) {
        TerritoryCode::Department(lozere.to_owned())
    } else {
        TerritoryCode::France
    }
}

/// Serves until it is asked to stop (Ctrl+C or SIGTERM).
///
/// The address is printed on standard output when the service is ready.
///
/// # Errors
/// When the data cannot be read, the territory is unknown, or the address is taken.
pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();

    let site = options.site()?;
    let dataset = options.data.open()?;
    let roads = options.road.open(&dataset)?;
    let venues = dataset.read_venues(&options.data.venues)?;
    output::note_guesses(&venues);
    // Loaded now, so that a wrong code is refused before anybody connects.
    let code = options.territory.clone().unwrap_or_else(|| first_territory(&dataset));
    let first = dataset.territory(&code, FIRST_BUFFER_M, &venues)?;
    output::note_findings(&first.findings);
    let mut service = Service::new(dataset, venues, code, &ServiceLimits::default()).with_site(site);
    if let Some(roads) = roads {
        service = service.with_roads(roads);
    }

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the threads of the service")?;
    let outcome = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(options.listen).await.with_context(|| {
            format!("cannot listen on {}: choose another address with --listen", options.listen)
        })?;
        let address = listener.local_addr().context("cannot read the address listened on")?;
        let ready = format!("Maillage: {} at http://{address} (Ctrl+C stops)\n", first.territory.name);
        drop(first);
        // Asked for before anybody is told the address, so that no signal is missed.
        let stop = stop_signal();
        // Whoever started the service may have closed its standard output: it serves all the same.
        let mut out = std::io::stdout();
        let _ = out.write_all(ready.as_bytes()).and_then(|()| out.flush());
        serve(app(Arc::new(service)), listener, &ConnectionLimits::default(), stop).await?;
        Ok(())
    });
    // Work that nobody waits for any more must not keep the process alive.
    runtime.shutdown_timeout(LAST_WORK);
    outcome
}
