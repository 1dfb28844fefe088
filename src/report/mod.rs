//! The gap report: what a council reads beside its plan for access to public services.
//!
//! [`report`] makes one [`Document`] of the results that every other answer is made from: nothing is computed here that
//! another function already says. [`to_html`] and [`to_pdf`] write it; both draw the same map. The same inputs give the
//! same bytes: there is no clock and no random identifier in it.

mod content;
mod document;
mod drawing;
mod html;
mod map;
mod pdf;
mod svg;

use crate::coverage::{Coverage, Effects, GapZone};
use crate::dataset::{DataFile, Source};
use crate::export::french::count;
use crate::model::Finding;
use crate::territory::Territory;

pub use content::report;
pub use document::{Block, Cell, Column, Document, Figure, KeyFigure, Level, Span, Table, Text};
pub use drawing::{Anchor, At, Colour, Drawing, Hatch, Item, Label, Shape, Stroke};
pub use html::{content_security_policy, to_html};
pub use pdf::{PdfError, to_pdf};

/// A number of the points where people are counted: cells of a grid, or communes.
fn points(inputs: &Inputs, n: usize) -> String {
    if inputs.territory.has_cells() {
        count(n, "carreau", "carreaux")
    } else {
        count(n, "commune", "communes")
    }
}

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The territory, with the stops of a tour where one is asked about.
    pub territory: &'a Territory,
    /// Its coverage.
    pub coverage: &'a Coverage,
    /// The gap zones of that coverage.
    pub zones: &'a [GapZone],
    /// What the tour and the scenario change that are asked about.
    pub effects: &'a Effects,
    /// What must be cited.
    pub sources: &'a [Source],
    /// The files that were read.
    pub files: &'a [DataFile],
    /// What was found about the rows of the venues.
    pub findings: &'a [Finding],
}
