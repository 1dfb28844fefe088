//! The letters: embedded fonts, and text shaped into glyphs that can be measured and drawn.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Face, UnicodeBuffer};

use super::PdfError;
use crate::report::document::Text;

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/OpenSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/OpenSans-Bold.ttf");

/// From the baseline to the top of capitals, of the size of the font.
pub(super) const CAPITALS: f32 = 0.714;

/// A font to measure with and to draw with.
pub(super) struct Style {
    face: Face<'static>,
    pub(super) font: Font,
}

/// The two styles of the report.
pub(super) struct Fonts {
    regular: Style,
    bold: Style,
}

/// A glyph and what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    id: u32,
    /// To the next one, of the size of the font.
    advance: f32,
    offset: [f32; 2],
    /// Where its text begins, in bytes of the whole.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    pub(super) strong: bool,
}

impl Glyph {
    /// Width at a size.
    pub(super) fn width(&self, size: f32) -> f32 {
        self.advance * size
    }

    /// As krilla draws it, its text told from `base` on.
    pub(super) fn to_draw(&self, base: usize) -> KrillaGlyph {
        let [x, y] = self.offset;
        let id = GlyphId::new(self.id);
        KrillaGlyph::new(id, self.advance, x, y, 0.0, self.from - base..self.to - base, None)
    }
}

impl Fonts {
    /// The embedded fonts.
    ///
    /// # Errors
    /// When one of them cannot be read: a fault of the build.
    pub(super) fn embedded() -> Result<Self, PdfError> {
        Ok(Self { regular: Style::read(REGULAR)?, bold: Style::read(BOLD)? })
    }

    /// The regular style, or the strong one.
    pub(super) const fn style(&self, strong: bool) -> &Style {
        if strong { &self.bold } else { &self.regular }
    }

    /// A text as its letters and its glyphs, left to right; signs that the fonts lack become `?`, which is what a
    /// reader without them would see.
    pub(super) fn shape(&self, text: &Text, all_strong: bool) -> (String, Vec<Glyph>) {
        let (mut letters, mut glyphs) = (String::new(), Vec::new());
        for span in &text.0 {
            let strong = span.strong || all_strong;
            let style = self.style(strong);
            let words: String = span.text.chars().map(|c| style.shown(c)).collect();
            style.shape(&words, letters.len(), strong, &mut glyphs);
            letters += &words;
        }
        (letters, glyphs)
    }
}

impl Style {
    fn read(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let face = Face::from_slice(bytes, 0).ok_or(PdfError::Font)?;
        let font = Font::new(bytes.into(), 0).ok_or(PdfError::Font)?;
        Ok(Self { face, font })
    }

    /// The sign that stands for another: itself, where there is a glyph for it.
    fn shown(&self, sign: char) -> char {
        let has = |c: char| self.face.glyph_index(c).is_some();
        match sign {
            // A byte order mark is no letter, and PDF/UA wants none.
            c if c.is_control() || c == '\u{FEFF}' || c.is_whitespace() && !has(c) => ' ',
            c if has(c) => c,
            _ => '?',
        }
    }

    /// Adds the glyphs of a text that starts at `base`.
    fn shape(&self, text: &str, base: usize, strong: bool, glyphs: &mut Vec<Glyph>) {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        let shaped = rustybuzz::shape(&self.face, &[], buffer);
        let units = self.font.units_per_em();
        #[expect(clippy::cast_precision_loss, reason = "units of a font, a few thousands")]
        let em = |length: i32| length as f32 / units;
        let start = glyphs.len();
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            glyphs.push(Glyph {
                id: info.glyph_id,
                advance: em(position.x_advance),
                offset: [em(position.x_offset), em(position.y_offset)],
                from: base + info.cluster as usize,
                to: base + text.len(),
                strong,
            });
        }
        // The text of a glyph ends where that of the next cluster begins.
        let mut end = base + text.len();
        for i in (start..glyphs.len()).rev() {
            glyphs[i].to = end;
            if i == start || glyphs[i - 1].from != glyphs[i].from {
                end = glyphs[i].from;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_report_has_a_glyph() {
        let fonts = Fonts::embedded().unwrap();
        let needed = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒàâäçéèêëîïôöùûüÿæœ«»’‘“”–—…€°²³×≥≤−·•©½‰%&@/\u{A0}\u{202F}łšñß";
        for strong in [false, true] {
            for sign in needed.chars() {
                assert_eq!(fonts.style(strong).shown(sign), sign, "{strong}");
            }
        }
    }

    #[test]
    fn what_has_no_glyph_is_a_question_mark_and_what_controls_is_a_space() {
        let fonts = Fonts::embedded().unwrap();
        assert_eq!(fonts.shape(&Text::from("a\u{7}\t🙂→b"), false).0, "a  ??b");
    }

    #[test]
    fn glyphs_hold_the_whole_text_in_order() {
        let fonts = Fonts::embedded().unwrap();
        let (text, glyphs) =
            fonts.shape(&Text::from("L’office ").strong("affecté").then(" à Florac."), false);
        let mut at = 0;
        for glyph in &glyphs {
            assert!(glyph.from == at && glyph.to > at, "{glyph:?} at {at}");
            at = glyph.to;
        }
        assert_eq!(at, text.len());
        assert!(glyphs.len() < text.chars().count(), "ffi is one glyph");
    }

    #[test]
    fn figures_are_of_equal_width() {
        let fonts = Fonts::embedded().unwrap();
        let (_, glyphs) = fonts.shape(&Text::from("0123456789"), false);
        assert!(glyphs.iter().all(|glyph| (glyph.advance - glyphs[0].advance).abs() < 1e-6));
    }
}
