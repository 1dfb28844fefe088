//! A small vector display list, drawn alike as SVG and as PDF.
//!
//! Lengths are in points (1/72 inch), from the upper left corner, to the right and down.

/// A colour, red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// The ink of texts: 16:1 on white.
    pub const INK: Self = Self([0x16, 0x20, 0x2b]);

    /// As CSS writes it.
    #[must_use]
    pub fn css(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Relative luminance as WCAG 2.2 defines it, 0 to 1.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast with another colour as WCAG 2.2 defines it, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// A point of a drawing.
pub type At = [f32; 2];

/// A drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// What is drawn, the first below.
    pub items: Vec<Item>,
}

/// A part of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Lines or areas.
    Shape(Shape),
    /// Parallel lines over an area.
    Hatch(Hatch),
    /// Words.
    Label(Label),
    /// Other parts, of which only what is inside a rectangle is seen: x, y, width, height.
    Window([f32; 4], Vec<Item>),
}

/// Lines or areas; what lies in an even number of rings is outside.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// Its lines; each is closed where `closed` says so.
    pub lines: Vec<Vec<At>>,
    /// Whether they are rings.
    pub closed: bool,
    /// Colour inside.
    pub fill: Option<Colour>,
    /// The stroke along the lines.
    pub stroke: Option<Stroke>,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub colour: Colour,
    /// Width.
    pub width: f32,
    /// Length of dashes and of what is between them; none for a full line.
    pub dash: Option<f32>,
}

impl Stroke {
    /// A full line.
    #[must_use]
    pub const fn new(colour: Colour, width: f32) -> Self {
        Self { colour, width, dash: None }
    }
}

/// Parallel lines that rise to the right, over some rings.
#[derive(Debug, Clone, PartialEq)]
pub struct Hatch {
    /// The rings; what lies in an even number of them is outside.
    pub rings: Vec<Vec<At>>,
    /// From one line to the next, along x.
    pub step: f32,
    /// Whether as many lines fall to the right.
    pub crossed: bool,
    /// The lines.
    pub stroke: Stroke,
}

impl Hatch {
    /// The lines, over the box of the rings: to be cut at them.
    #[must_use]
    pub fn lines(&self) -> Vec<[At; 2]> {
        let points = || self.rings.iter().flatten();
        let least = |axis: usize| points().map(|p| p[axis]).fold(f32::INFINITY, f32::min);
        let most = |axis: usize| points().map(|p| p[axis]).fold(f32::NEG_INFINITY, f32::max);
        let (west, east, top, bottom) = (least(0), most(0), least(1), most(1));
        if !(west < east && top < bottom && self.step > 0.0) {
            return Vec::new();
        }
        let height = bottom - top;
        let mut lines = Vec::new();
        // On a lattice of the whole drawing, so that neighbours go on in each other.
        let mut at = ((west + top) / self.step).floor() * self.step;
        while at <= east + bottom {
            lines.push([[at - bottom, bottom], [at - top, top]]);
            at += self.step;
        }
        if self.crossed {
            let mut at = ((west - bottom) / self.step).floor() * self.step;
            while at <= east - top {
                lines.push([[at + top, top], [at + top + height, bottom]]);
                at += self.step;
            }
        }
        lines
    }
}

/// Words in a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where the line that letters stand on begins, or has its middle.
    pub at: At,
    /// The words.
    pub text: String,
    /// Height of the letters, as of any font.
    pub size: f32,
    /// Whether they are strong.
    pub strong: bool,
    /// Colour.
    pub colour: Colour,
    /// Where [`Self::at`] is.
    pub anchor: Anchor,
    /// Whether a white edge keeps them apart from what is below.
    pub halo: bool,
}

/// Which part of a label is at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Drawing {
    /// Adds lines or areas.
    pub fn shape(&mut self, shape: Shape) {
        self.items.push(Item::Shape(shape));
    }

    /// Adds an area.
    pub fn area(&mut self, ring: Vec<At>, fill: Colour, stroke: Option<Stroke>) {
        self.shape(Shape { lines: vec![ring], closed: true, fill: Some(fill), stroke });
    }

    /// Adds a line.
    pub fn line(&mut self, line: Vec<At>, stroke: Stroke) {
        self.shape(Shape { lines: vec![line], closed: false, fill: None, stroke: Some(stroke) });
    }

    /// Adds words.
    pub fn label(&mut self, label: Label) {
        self.items.push(Item::Label(label));
    }
}

/// The corners of a rectangle.
#[must_use]
pub(super) fn rectangle([x, y]: At, width: f32, height: f32) -> Vec<At> {
    vec![[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
}

/// A regular polygon around a point; with 24 corners it is as good as a circle. `turn` in degrees: 0 has a corner up.
#[must_use]
pub(super) fn polygon([x, y]: At, radius: f32, corners: u16, turn: f32) -> Vec<At> {
    (0..corners)
        .map(|i| {
            let angle = (f32::from(i) * 360.0 / f32::from(corners) + turn - 90.0).to_radians();
            [x + radius * angle.cos(), y + radius * angle.sin()]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = Colour([0, 0, 0]).contrast(Colour::WHITE);
        assert!((contrast - 21.0).abs() < 1e-9);
        assert!((Colour([0x76; 3]).contrast(Colour::WHITE) - 4.54).abs() < 0.01);
        assert_eq!(Colour([1, 0xab, 0]).css(), "#01ab00");
    }

    #[test]
    fn hatches_cover_the_box_and_stop_for_an_empty_one() {
        let stroke = Stroke::new(Colour::INK, 1.0);
        let rings = vec![rectangle([10.0, 10.0], 20.0, 20.0)];
        let hatch = Hatch { rings, step: 5.0, crossed: true, stroke };
        let lines = hatch.lines();
        assert!(lines.len() >= 16, "{}", lines.len());
        assert!(lines.iter().all(|[a, b]| (a[0] - b[0]).abs() > 19.9));
        assert!(Hatch { rings: Vec::new(), ..hatch }.lines().is_empty());
    }
}
