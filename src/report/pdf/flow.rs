//! Blocks laid out down the pages.

use super::fonts::Fonts;
use super::lines::{Line, break_lines};
use super::look::{
    ACCENT, BODY, BOTTOM, LEFT, PAGE_WIDTH, QUIET, SHADE, SMALL, TOP, Type, VALUE, WARN, WIDTH, heading,
};
use super::tags::{Entry, Node, Role};
use crate::report::document::{Block, Figure, KeyFigure, Level, Text};
use crate::report::drawing::{Colour, Drawing};

/// What is drawn on a page.
#[derive(Debug)]
pub(super) struct Mark {
    /// The part of the structure it belongs to; none for what a reader who listens need not know.
    pub(super) node: Option<usize>,
    pub(super) what: What,
}

/// A thing that is drawn.
#[derive(Debug)]
pub(super) enum What {
    /// A line of text from `at`, the left end of its baseline.
    Line { line: Line, at: [f32; 2], size: f32, colour: Colour },
    /// A filled rectangle: x, y, width, height.
    Area { area: [f32; 4], colour: Colour },
    /// A drawing with its upper left corner.
    Drawing { drawing: Drawing, at: [f32; 2] },
}

/// A document on its pages.
#[derive(Debug)]
pub(super) struct LaidOut {
    pub(super) sheets: Vec<Vec<Mark>>,
    pub(super) nodes: Vec<Node>,
    pub(super) outline: Vec<Entry>,
}

/// A caption, headers and two rows: less of a table says nothing.
const TABLE_START: f32 = 80.0;

/// Height of some lines.
pub(super) fn height_of(lines: &[Line], kind: Type) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "the lines of a page")]
    let n = lines.len() as f32;
    n * kind.leading
}

/// Blocks on their way down the pages.
pub(super) struct Flow<'a> {
    pub(super) fonts: &'a Fonts,
    pub(super) sheets: Vec<Vec<Mark>>,
    /// Where the next thing goes, on the last page.
    pub(super) y: f32,
    pub(super) nodes: Vec<Node>,
    outline: Vec<Entry>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Self {
        Self {
            fonts,
            sheets: vec![Vec::new()],
            y: TOP,
            nodes: vec![Node::new(Role::Root)],
            outline: Vec::new(),
        }
    }

    /// A new part of the structure, the last of its parent; the first part is the root.
    pub(super) fn node(&mut self, parent: usize, role: Role) -> usize {
        self.nodes.push(Node::new(role));
        let new = self.nodes.len() - 1;
        self.nodes[parent].children.push(new);
        new
    }

    /// Adds a mark to the last page.
    pub(super) fn mark(&mut self, node: Option<usize>, what: What) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(Mark { node, what });
        }
    }

    /// Starts a page.
    pub(super) fn turn(&mut self) {
        self.sheets.push(Vec::new());
        self.y = TOP;
    }

    /// Starts a page where there is no room for a height; whether it did.
    pub(super) fn need(&mut self, height: f32) -> bool {
        let turns = self.y > TOP && self.y + height > BOTTOM;
        if turns {
            self.turn();
        }
        turns
    }

    /// Leaves a space, but at the head of a page.
    pub(super) fn space(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// A line of text at the height where the flow is, which goes on below it.
    pub(super) fn line(&mut self, node: Option<usize>, line: Line, x: f32, kind: Type) {
        self.line_at(node, line, [x, self.y], kind);
        self.y += kind.leading;
    }

    /// A line of text whose box has this upper left corner.
    pub(super) fn line_at(&mut self, node: Option<usize>, line: Line, [x, y]: [f32; 2], kind: Type) {
        // Letters stand in the middle of their line: capitals are 0.71 of the size.
        let baseline = y + f32::midpoint(kind.leading, super::fonts::CAPITALS * kind.size);
        self.mark(node, What::Line { line, at: [x, baseline], size: kind.size, colour: kind.colour });
    }

    /// The lines of a text.
    pub(super) fn broken(&self, text: &Text, kind: Type, width: f32) -> Vec<Line> {
        break_lines(self.fonts, text, kind.size, kind.strong, width)
    }

    /// Lines down the page, never one of several alone at the end or the head of one.
    pub(super) fn lines(&mut self, node: Option<usize>, lines: Vec<Line>, x: f32, kind: Type) {
        let n = lines.len();
        for (i, line) in lines.into_iter().enumerate() {
            let together = if n - i == 2 || (i == 0 && n > 1) { 2.0 } else { 1.0 };
            // Of three, the last two would leave the first alone.
            let together = if i == 0 && n == 3 { 3.0 } else { together };
            self.need(together * kind.leading);
            self.line(node, line, x, kind);
        }
    }

    /// Lays a block out; a heading stays with what follows it, and so does a paragraph that leads to a table.
    pub(super) fn block(&mut self, block: &Block, following: &[Block]) {
        match block {
            Block::Heading(level, text) => self.heading(*level, text, following),
            Block::Paragraph(text) => {
                let lines = self.broken(text, BODY, WIDTH);
                if let [Block::Table(_), ..] = following {
                    self.need(height_of(&lines, BODY) + 6.0 + TABLE_START);
                }
                let node = self.node(0, Role::Paragraph);
                self.lines(Some(node), lines, LEFT, BODY);
                self.space(6.0);
            }
            Block::KeyFigures(figures) => self.key_figures(figures),
            Block::List(items) => self.list(items),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Note(text) => self.note(text),
            Block::Command(command) => self.command(command),
        }
    }

    fn heading(&mut self, level: Level, text: &str, following: &[Block]) {
        let (kind, above, below) = heading(level.number());
        let lines = self.broken(&text.into(), kind, WIDTH);
        let height = height_of(&lines, kind);
        let company = self.company(following);
        self.need(above + height + below + company);
        self.space(above);
        if level != Level::Title {
            self.outline.push(Entry {
                level: level.number(),
                text: text.to_owned(),
                page: self.sheets.len() - 1,
                y: self.y,
            });
        }
        let node = self.node(0, Role::Heading(level.number(), text.to_owned()));
        for line in lines {
            self.line(Some(node), line, LEFT, kind);
        }
        if level == Level::Section {
            self.mark(None, What::Area { area: [LEFT, self.y + 1.5, WIDTH, 1.2], colour: ACCENT });
            self.y += 3.0;
        }
        self.y += below;
    }

    /// What a heading is not parted from.
    fn company(&self, following: &[Block]) -> f32 {
        match following {
            [Block::Figure(figure), ..] => self.figure_height(figure),
            [Block::Table(_), ..] => TABLE_START,
            [Block::Heading(level, text), rest @ ..] => {
                let (kind, above, below) = heading(level.number());
                above
                    + height_of(&self.broken(&text.as_str().into(), kind, WIDTH), kind)
                    + below
                    + self.company(rest)
            }
            [Block::Paragraph(text), Block::Table(_), ..] => {
                height_of(&self.broken(text, BODY, WIDTH), BODY) + 6.0 + TABLE_START
            }
            [_, ..] => 3.0 * BODY.leading,
            [] => 0.0,
        }
    }

    fn list(&mut self, items: &[Text]) {
        let list = self.node(0, Role::List);
        for item in items {
            let node = self.node(list, Role::Item);
            let (label, body) = (self.node(node, Role::Label), self.node(node, Role::Body));
            let lines = self.broken(item, BODY, WIDTH - 12.0);
            let bullet = self.broken(&"•".into(), BODY, 12.0);
            self.need(BODY.leading * if lines.len() > 1 { 2.0 } else { 1.0 });
            for bullet in bullet {
                self.line_at(Some(label), bullet, [LEFT + 1.0, self.y], BODY);
            }
            self.lines(Some(body), lines, LEFT + 12.0, BODY);
            self.y += 2.0;
        }
        self.space(5.0);
    }

    /// Side by side, as wide as each other.
    fn key_figures(&mut self, figures: &[KeyFigure]) {
        const GAP: f32 = 8.0;
        const INSET: f32 = 9.0;
        #[expect(clippy::cast_precision_loss, reason = "a few figures")]
        let n = figures.len().max(1) as f32;
        let width = (WIDTH - GAP * (n - 1.0)) / n;
        let set: Vec<[Vec<Line>; 2]> = figures
            .iter()
            .map(|figure| {
                [(&figure.value, VALUE), (&figure.label, SMALL)]
                    .map(|(text, kind)| self.broken(&text.as_str().into(), kind, width - 2.0 * INSET))
            })
            .collect();
        let both = |[value, label]: &[Vec<Line>; 2]| height_of(value, VALUE) + height_of(label, SMALL);
        let height = set.iter().map(both).fold(0.0, f32::max) + 2.0 * INSET;
        self.need(height);
        let (top, list) = (self.y, self.node(0, Role::PlainList));
        let mut x = LEFT;
        for [value, label] in set {
            self.mark(None, What::Area { area: [x, top, width, height], colour: SHADE });
            self.mark(None, What::Area { area: [x, top, 2.5, height], colour: ACCENT });
            let item = self.node(list, Role::Item);
            let body = self.node(item, Role::Body);
            self.y = top + INSET;
            for (lines, kind) in [(value, VALUE), (label, SMALL)] {
                for line in lines {
                    self.line(Some(body), line, x + INSET, kind);
                }
            }
            x += width + GAP;
        }
        self.y = top + height + 10.0;
    }

    fn figure_height(&self, figure: &Figure) -> f32 {
        let caption = self.broken(&figure.caption.as_str().into(), SMALL, WIDTH);
        figure.drawing.height + 6.0 + height_of(&caption, SMALL)
    }

    fn figure(&mut self, figure: &Figure) {
        self.need(self.figure_height(figure));
        let both = self.node(0, Role::Group);
        let at = [LEFT + (WIDTH - figure.drawing.width) / 2.0, self.y];
        let area = [at[0], at[1], figure.drawing.width, figure.drawing.height];
        let page = self.sheets.len() - 1;
        let node = self.node(both, Role::Figure { alternative: figure.alternative.clone(), page, area });
        self.mark(Some(node), What::Drawing { drawing: figure.drawing.clone(), at });
        self.y += figure.drawing.height + 6.0;
        let caption = self.node(both, Role::Caption);
        let lines = self.broken(&figure.caption.as_str().into(), SMALL, WIDTH);
        self.lines(Some(caption), lines, LEFT, SMALL);
        self.space(8.0);
    }

    fn note(&mut self, text: &Text) {
        const INSET: f32 = 9.0;
        let lines = self.broken(text, BODY, WIDTH - 2.0 * INSET);
        let height = height_of(&lines, BODY) + 8.0;
        self.need(height);
        let (node, top) = (self.node(0, Role::Paragraph), self.y);
        self.mark(None, What::Area { area: [LEFT, top, WIDTH, height], colour: SHADE });
        self.mark(None, What::Area { area: [LEFT, top, 2.5, height], colour: WARN });
        self.y += 4.0;
        for line in lines {
            self.line(Some(node), line, LEFT + INSET, BODY);
        }
        self.y = top + height + 8.0;
    }

    fn command(&mut self, command: &str) {
        let node = self.node(0, Role::Paragraph);
        let code = self.node(node, Role::Code);
        let lines = self.broken(&command.into(), BODY, WIDTH - 18.0);
        for line in lines {
            self.need(BODY.leading + 4.0);
            self.mark(None, What::Area { area: [LEFT, self.y, WIDTH, BODY.leading + 2.0], colour: SHADE });
            self.line(Some(code), line, LEFT + 9.0, BODY);
        }
        self.space(8.0);
    }

    /// Puts the running title and the number on every page.
    pub(super) fn finish(mut self, running_title: &str) -> LaidOut {
        let n = self.sheets.len();
        let rule = |y: f32| What::Area { area: [LEFT, y, WIDTH, 0.6], colour: QUIET };
        for i in 0..n {
            let number = format!("page\u{A0}{} sur\u{A0}{n}", i + 1);
            let mut furniture = Vec::new();
            for (text, y, right) in
                [(running_title, TOP - 32.0, false), (number.as_str(), BOTTOM + 22.0, true)]
            {
                // The title stands on the first page already.
                if i == 0 && !right {
                    continue;
                }
                let Some(line) = self.broken(&text.into(), SMALL, WIDTH).into_iter().next() else { continue };
                let x = if right { PAGE_WIDTH - LEFT - line.width } else { LEFT };
                let at = [x, y];
                furniture.push(What::Line { line, at, size: SMALL.size, colour: QUIET });
                furniture.push(rule(if right { y - 11.0 } else { y + 5.0 }));
            }
            self.sheets[i].extend(furniture.into_iter().map(|what| Mark { node: None, what }));
        }
        LaidOut { sheets: self.sheets, nodes: self.nodes, outline: self.outline }
    }
}
