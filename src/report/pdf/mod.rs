//! A document as a tagged PDF: laid out on A4 pages, then drawn with krilla.
//!
//! The file says its language, its title and its structure (headings, tables with their headers, lists, figures with
//! words for who does not see them), and krilla's validator for PDF/UA-1 (ISO 14289-1) must agree, or there is no file.
//! There is no date and no random identifier in it: the same document gives the same bytes.

mod draw;
mod flow;
mod fonts;
mod lines;
mod look;
mod table;
mod tags;

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::metadata::Metadata;
use krilla::{Document as Pdf, SerializeSettings};

use super::document::Document;
use flow::Flow;
use fonts::Fonts;

/// Why there is no PDF. Each is a fault of this program, not of what is reported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PdfError {
    /// An embedded font cannot be read.
    #[error("an embedded font cannot be read")]
    Font,
    /// The settings contradict each other.
    #[error("the settings of the PDF contradict each other")]
    Settings,
    /// A length is not one.
    #[error("the drawing of the report holds a length that is not one")]
    Geometry,
    /// The file would not be what PDF/UA-1 asks for.
    #[error("the PDF does not conform to PDF/UA-1: {0}")]
    NotConforming(String),
}

/// The PDF of a document.
///
/// Cost: some 50 ms for a département, in proportion to the pages and to the vertices of its map.
///
/// # Errors
/// [`PdfError`] where the document cannot be made into a conforming file.
pub fn to_pdf(document: &Document) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::embedded()?;
    let mut flow = Flow::new(&fonts);
    let mut rest = document.blocks.as_slice();
    while let Some((block, following)) = rest.split_first() {
        flow.block(block, following);
        rest = following;
    }
    let laid_out = flow.finish(&document.running_title);

    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| PdfError::Settings)?;
    let mut pdf = Pdf::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    pdf.set_metadata(
        Metadata::new()
            .title(document.title.clone())
            .description(document.subject.clone())
            .language("fr".to_owned())
            .creator("Maillage".to_owned())
            .producer(format!("Maillage {}, krilla", env!("CARGO_PKG_VERSION"))),
    );
    pdf.set_outline(tags::outline(&laid_out.outline));
    let leaves = draw::sheets(&mut pdf, &fonts, &laid_out)?;
    pdf.set_tag_tree(tags::tree(&laid_out.nodes, leaves));
    pdf.finish().map_err(|error| PdfError::NotConforming(format!("{error:?}")))
}
