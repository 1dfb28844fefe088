//! Options that several subcommands share: as typed, then as validated.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::coverage::{Bands, Filters, Request};
use crate::dataset::{Dataset, LoadedTerritory, Source};
use crate::model::{TerritoryCode, VenueKind};
use crate::travel::CrowFly;

/// Where data comes from.
#[derive(Debug, Clone, Args)]
pub(super) struct DataArgs {
    /// Folder of the communes and the default venues [default: `MAILLAGE_DATA`, else the nearest data/ upwards]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Venues: CSV of the national schema or GeoJSON points; repeatable [default: all of data/venues]
    #[arg(long = "venues", value_name = "FILE")]
    pub venues: Vec<PathBuf>,
}

/// What is asked of a coverage.
#[derive(Debug, Clone, Args)]
pub(super) struct CoverageArgs {
    /// Département (48), EPCI (200070530), région (region:76), communes (48095,48061) or france
    #[arg(long, value_name = "CODE")]
    pub territory: TerritoryCode,
    /// Threshold in minutes; an access of exactly the threshold is covered
    #[arg(long, value_name = "MIN", default_value_t = 20.0)]
    pub threshold: f64,
    /// Upper limits of the bands, minutes
    #[arg(long, value_name = "MIN,…", value_delimiter = ',', default_values_t = [10.0, 15.0, 20.0, 30.0, 45.0])]
    pub bands: Vec<f64>,
    /// Detour factor of the crow-fly model (1 to 5)
    #[arg(long, default_value_t = 1.3)]
    pub detour: f64,
    /// Speed of the crow-fly model, km/h (1 to 150)
    #[arg(long, value_name = "KM/H", default_value_t = 50.0)]
    pub speed: f64,
    /// How far around the territory venues are looked for, km (0 to 200)
    #[arg(long, value_name = "KM", default_value_t = 30.0)]
    pub buffer_km: f64,
    /// Count only venues of this kind; repeatable
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<VenueKind>,
    /// Count only venues with this service; repeatable
    #[arg(long, value_name = "SERVICE")]
    pub service: Vec<String>,
    #[command(flatten)]
    pub data: DataArgs,
}

/// A validated question with the territory it is about.
pub(super) struct Question {
    pub(super) loaded: LoadedTerritory,
    pub(super) request: Request,
    pub(super) model: CrowFly,
    /// Where the data of the folder comes from.
    pub(super) sources: Vec<Source>,
}

impl CoverageArgs {
    /// Checks every option, then loads the territory.
    pub(super) fn load(&self) -> anyhow::Result<Question> {
        let request = Request {
            threshold: Request::threshold_from_minutes(self.threshold).context("--threshold")?,
            bands: Bands::from_minutes(&self.bands).context("--bands")?,
            filters: Filters { kinds: self.kind.iter().copied().collect(), services: self.service.clone() },
        };
        let model = CrowFly::new(self.detour, self.speed).context("--detour, --speed")?;
        let buffer_m = Dataset::buffer_metres(self.buffer_km).context("--buffer-km")?;
        let dataset = self.data.open()?;
        let venues = dataset.read_venues(&self.data.venues)?;
        let loaded = dataset.territory(&self.territory, buffer_m, &venues)?;
        super::output::note_findings(&loaded.findings);
        Ok(Question { loaded, request, model, sources: dataset.sources().to_vec() })
    }
}
