//! Changes to the venues, as options.

use clap::Args;

use crate::model::{ChangeKind, Scenario, ScenarioError};

/// Changes to the venues: what is told is then before and after.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ScenarioArgs {
    /// A venue that closes, by its identifier; repeatable. With any of these four, what the changes do is told as well
    #[arg(long, value_name = "ID")]
    close: Vec<String>,
    /// A venue that moves; repeatable
    #[arg(long = "move", value_name = "LON,LAT,ID", allow_hyphen_values = true)]
    moved: Vec<String>,
    /// Other hours for a venue (Mo-Fr 09:00-12:00, or plain French); repeatable
    #[arg(long, value_name = "ID|HOURS")]
    schedule: Vec<String>,
    /// A venue that opens; repeatable: the first is known as new:1
    #[arg(long, value_name = "LON,LAT,NAME[|KIND]", allow_hyphen_values = true)]
    open: Vec<String>,
}

impl ScenarioArgs {
    /// The changes.
    ///
    /// # Errors
    /// When one is not what it should be, or two contradict each other; the option is named.
    pub(super) fn read(&self) -> anyhow::Result<Scenario> {
        let of_kind = |kind| match kind {
            ChangeKind::Open => &self.open,
            ChangeKind::Close => &self.close,
            ChangeKind::Move => &self.moved,
            ChangeKind::Schedule => &self.schedule,
        };
        let texts = ChangeKind::ALL.into_iter().flat_map(|kind| {
            let texts = of_kind(kind).iter();
            texts.map(move |text| (kind, text.as_str()))
        });
        Scenario::read(texts).map_err(Self::named)
    }

    /// An error with the option that it is about.
    pub(super) fn named(error: ScenarioError) -> anyhow::Error {
        let option = format!("--{}", error.kind);
        anyhow::Error::new(error).context(option)
    }
}
