//! How the pages look: lengths in points, on A4.

use crate::report::drawing::Colour;

/// Width of a page.
pub(super) const PAGE_WIDTH: f32 = 595.276;
/// Height of a page.
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// Left edge of what is written.
pub(super) const LEFT: f32 = 56.0;
/// Width of what is written.
pub(super) const WIDTH: f32 = PAGE_WIDTH - 2.0 * LEFT;
/// Upper edge of what is written.
pub(super) const TOP: f32 = 66.0;
/// Lower edge of what is written.
pub(super) const BOTTOM: f32 = PAGE_HEIGHT - 62.0;

/// Headings, and what stands out.
pub(super) const ACCENT: Colour = Colour([0x25, 0x3b, 0x8a]);
/// Small words: 7:1 on white.
pub(super) const QUIET: Colour = Colour([0x4a, 0x55, 0x60]);
/// Lines between rows.
pub(super) const LINE: Colour = Colour([0xc6, 0xce, 0xd6]);
/// Behind headers of tables and key figures.
pub(super) const SHADE: Colour = Colour([0xee, 0xf1, 0xf6]);
/// Beside what must not be overlooked.
pub(super) const WARN: Colour = Colour([0xc2, 0x41, 0x0c]);

/// How words of a kind are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f32,
    /// From a line to the next.
    pub(super) leading: f32,
    pub(super) strong: bool,
    pub(super) colour: Colour,
}

/// Running text.
pub(super) const BODY: Type = Type { size: 9.5, leading: 14.0, strong: false, colour: Colour::INK };
/// Cells of tables.
pub(super) const CELL: Type = Type { size: 8.2, leading: 11.0, strong: false, colour: Colour::INK };
/// Headers of tables.
pub(super) const HEADER: Type = Type { strong: true, ..CELL };
/// Captions.
pub(super) const CAPTION: Type = Type { size: 9.0, leading: 12.5, strong: true, colour: Colour::INK };
/// Notes below tables and captions of figures.
pub(super) const SMALL: Type = Type { size: 8.0, leading: 11.0, strong: false, colour: QUIET };
/// Key figures.
pub(super) const VALUE: Type = Type { size: 15.0, leading: 19.0, strong: true, colour: ACCENT };

/// The words of a heading, and the space above and below it.
pub(super) const fn heading(level: u16) -> (Type, f32, f32) {
    match level {
        1 => (Type { size: 21.0, leading: 27.0, strong: true, colour: ACCENT }, 0.0, 8.0),
        2 => (Type { size: 14.5, leading: 19.0, strong: true, colour: ACCENT }, 22.0, 6.0),
        _ => (Type { size: 11.0, leading: 15.0, strong: true, colour: Colour::INK }, 13.0, 3.0),
    }
}
