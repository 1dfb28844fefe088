//! Where the data comes from, as several answers say it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::dataset::Source;

/// Where a part of the data comes from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Source)]
pub(crate) struct SourceItem {
    /// What it is.
    name: String,
    /// Who publishes it.
    producer: String,
    /// The date it stands for, in words.
    vintage: String,
    /// The licence it is under.
    licence: String,
}

/// The sources of the data folder.
pub(super) fn items(sources: &[Source]) -> Vec<SourceItem> {
    let item = |source: &Source| {
        let Source { name, producer, vintage, licence, file: _ } = source.clone();
        SourceItem { name, producer, vintage, licence }
    };
    sources.iter().map(item).collect()
}
