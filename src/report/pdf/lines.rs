//! Text broken into lines, by the rules of French.
//!
//! A line ends at a space, or after a hyphen between letters; never at a no-break space (U+00A0, U+202F), before `:`,
//! `;`, `!`, `?` or `»`, or after `«`, even where a plain space was typed there. A word that is wider than the line is
//! broken where it must be.

use super::fonts::{Fonts, Glyph};
use crate::report::document::Text;

/// A line of text, ready to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its letters, the space it ends with included: who reads the file finds words apart.
    pub(super) text: String,
    /// Its glyphs, whose text is told from the start of the whole.
    pub(super) glyphs: Vec<Glyph>,
    /// Where it begins in the whole.
    pub(super) from: usize,
    /// Its width, the last space apart.
    pub(super) width: f32,
}

/// Breaks a text into lines of at most `width`; an empty text has none.
pub(super) fn break_lines(fonts: &Fonts, text: &Text, size: f32, strong: bool, width: f32) -> Vec<Line> {
    let (letters, glyphs) = fonts.shape(text, strong);
    let may_break: Vec<bool> = glyphs.iter().map(|glyph| may_break_after(&letters, glyph.to)).collect();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < glyphs.len() {
        let mut used = 0.0;
        let mut end = start;
        let mut last_break = None;
        while end < glyphs.len() {
            let glyph = &glyphs[end];
            let is_space = letters[glyph.from..glyph.to].chars().all(|c| c == ' ');
            // A hundredth of a point is nothing that is seen; a cell is as wide as its widest word.
            if !is_space && used + glyph.width(size) > width + 0.01 && end > start {
                break;
            }
            used += glyph.width(size);
            end += 1;
            if may_break[end - 1] {
                last_break = Some(end);
            }
        }
        if end < glyphs.len() {
            end = last_break.unwrap_or(end);
        }
        lines.push(line(&letters, &glyphs[start..end], size));
        start = end;
    }
    lines
}

/// The width of the widest part of a text that is never broken, and of the whole on one line.
pub(super) fn widths(fonts: &Fonts, text: &Text, size: f32, strong: bool) -> (f32, f32) {
    let (letters, glyphs) = fonts.shape(text, strong);
    let (mut widest, mut part, mut whole) = (0.0f32, 0.0f32, 0.0f32);
    for glyph in &glyphs {
        let width = glyph.width(size);
        whole += width;
        let breaks = may_break_after(&letters, glyph.to);
        // The space that a line ends with is not seen; one that is never broken at is.
        if !(breaks && &letters[glyph.from..glyph.to] == " ") {
            part += width;
        }
        widest = widest.max(part);
        if breaks {
            part = 0.0;
        }
    }
    (widest, whole)
}

fn line(letters: &str, glyphs: &[Glyph], size: f32) -> Line {
    let from = glyphs.first().map_or(0, |glyph| glyph.from);
    let to = glyphs.last().map_or(0, |glyph| glyph.to);
    let ink =
        glyphs.iter().rposition(|glyph| &letters[glyph.from..glyph.to] != " ").map_or(0, |last| last + 1);
    Line {
        text: letters[from..to].to_owned(),
        width: glyphs[..ink].iter().map(|glyph| glyph.width(size)).sum(),
        glyphs: glyphs.to_vec(),
        from,
    }
}

/// Whether a line may end at this place of a text.
fn may_break_after(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let (Some(last), Some(next)) = (before.next(), text[at..].chars().next()) else { return false };
    let previous = before.next();
    match last {
        ' ' => !matches!(next, ' ' | ':' | ';' | '!' | '?' | '»' | '%') && previous != Some('«'),
        '-' => next.is_alphabetic() && previous.is_some_and(char::is_alphabetic),
        '/' => next.is_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f32) -> Vec<String> {
        let fonts = Fonts::embedded().unwrap();
        let lines = break_lines(&fonts, &Text::from(text), 10.0, false, width);
        assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<String>(), text, "nothing is lost");
        lines.into_iter().map(|line| line.text.trim_end().to_owned()).collect()
    }

    #[test]
    fn a_line_holds_as_many_words_as_fit() {
        assert_eq!(lines("un deux trois quatre", 1000.0), ["un deux trois quatre"]);
        assert_eq!(lines("un deux trois quatre", 45.0), ["un deux", "trois", "quatre"]);
        assert!(lines("", 10.0).is_empty());
    }

    #[test]
    fn a_figure_is_never_torn_from_its_unit_nor_from_its_sign() {
        let broken = lines("Il y a 76\u{202F}486\u{A0}habitants : « oui » ; 20\u{A0}min ?", 1.0);
        let whole = ["Il", "y", "a", "76\u{202F}486\u{A0}habitants :", "« oui » ;", "20\u{A0}min ?"];
        // One point holds nothing: what is never broken is broken where it must be, so ask for the parts.
        let fonts = Fonts::embedded().unwrap();
        let widest = |text: &str| widths(&fonts, &Text::from(text), 10.0, false).0;
        let all = "Il y a 76\u{202F}486\u{A0}habitants : « oui » ; 20\u{A0}min ?";
        assert!((widest(all) - widest(whole[3])).abs() < 0.01);
        assert_eq!(lines(all, widest(whole[3])).concat().replace(' ', "").len(), all.replace(' ', "").len());
        assert!(broken.len() > whole.len());
        let fitted = lines(all, widest(whole[3]));
        assert!(fitted.contains(&whole[3].to_owned()), "{fitted:?}");
        for line in &fitted {
            assert!(!line.starts_with([':', ';', '?', '»']) && !line.ends_with('«'), "{fitted:?}");
        }
    }

    #[test]
    fn names_break_after_their_hyphens_and_ranges_do_not() {
        assert_eq!(lines("Saint-Étienne", 40.0), ["Saint-", "Étienne"]);
        assert_eq!(lines("10-15 min", 30.0), ["10-15", "min"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_where_it_must_be() {
        let broken = lines("abcdefghijklmnopqrstuvwxyz", 30.0);
        assert!(broken.len() > 3 && broken.iter().all(|line| !line.is_empty()));
        assert_eq!(lines("wide", 0.0).len(), 4, "one glyph a line, and an end");
    }
}
