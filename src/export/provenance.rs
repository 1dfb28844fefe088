//! What an export was made from, and how: it goes with the file, in the place that its format has for it.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::summary_text::summary_text;
use crate::coverage::Summary;
use crate::dataset::{DataFile, Source};

/// What a file of figures must say of itself.
#[derive(Debug, Clone, Serialize)]
pub struct Provenance {
    /// The program and its version.
    pub program: String,
    /// What the figures are about, as in a summary.
    pub territory: Value,
    /// What was asked, and how times were made, as in a summary.
    pub parameters: Value,
    /// What the tour changes; null where no tour is asked about.
    pub tour: Value,
    /// What the changes of a scenario do; null where none is asked about.
    pub scenario: Value,
    /// What is to be cited.
    pub sources: Vec<Source>,
    /// The files that were read, with their SHA-256.
    pub files: Vec<DataFile>,
    /// The figures and the method in French, as `maillage summary` prints them.
    #[serde(skip)]
    pub text: String,
}

impl Provenance {
    /// That of an answer.
    #[must_use]
    pub fn new(summary: &Summary, sources: Vec<Source>, mut files: Vec<DataFile>) -> Self {
        // Where a user keeps files is nobody's business.
        for file in files.iter_mut().filter(|file| file.given) {
            if let Some(name) = Path::new(&file.name).file_name() {
                file.name = name.to_string_lossy().into_owned();
            }
        }
        Self {
            program: concat!("maillage ", env!("CARGO_PKG_VERSION")).to_owned(),
            territory: json!(summary.territory),
            parameters: json!(summary.parameters),
            tour: json!(summary.tour),
            scenario: json!(summary.scenario),
            text: summary_text(summary, &sources),
            sources,
            files,
        }
    }

    /// Everything as JSON text, the same bytes each time.
    #[must_use]
    pub fn to_json(&self) -> String {
        json!(self).to_string()
    }

    /// Everything for people, in French, one thing a line.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = self.text.clone();
        text.push_str(&format!(
            "\nProduit par {}.\nParamètres\u{a0}: {}\n\nSources\n",
            self.program, self.parameters
        ));
        for Source { name, producer, vintage, licence, .. } in &self.sources {
            text.push_str(&format!("- {name} ({producer}, {vintage}, {licence})\n"));
        }
        text.push_str("\nFichiers lus (SHA-256)\n");
        for DataFile { name, sha256, .. } in &self.files {
            text.push_str(&format!("- {name}\u{a0}: {sha256}\n"));
        }
        text
    }
}
