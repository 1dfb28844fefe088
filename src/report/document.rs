//! A small model of a document: what a page of HTML and a tagged PDF have in common.
//!
//! Everything that one of them shows, the other shows too, in the same order: sections make a document, and only the
//! two writers know how it looks.

use super::drawing::Drawing;

/// Characters of a cell of a table: what comes from files may be of any length.
const LONGEST_CELL: usize = 480;

/// A document, in reading order.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Title, on the first page and in the metadata.
    pub title: String,
    /// What stands at the head of every page.
    pub running_title: String,
    /// What it is about, in a sentence, for the metadata.
    pub subject: String,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A title.
    Heading(Level, String),
    /// A paragraph.
    Paragraph(Text),
    /// Figures to be seen first: a value, and what it counts.
    KeyFigures(Vec<KeyFigure>),
    /// A list without order.
    List(Vec<Text>),
    /// A table.
    Table(Table),
    /// A drawing with its caption.
    Figure(Figure),
    /// What must not be overlooked.
    Note(Text),
    /// A command, to be copied as it stands.
    Command(String),
}

/// How deep a heading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The title of the document; there is one.
    Title,
    /// A section.
    Section,
    /// A part of a section.
    Part,
}

impl Level {
    /// 1 to 3.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Title => 1,
            Self::Section => 2,
            Self::Part => 3,
        }
    }
}

/// Running text, parts of which are strong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Span>);

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Whether they are strong.
    pub strong: bool,
}

impl Text {
    /// The same text with more at its end.
    #[must_use]
    pub fn then(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: false });
        self
    }

    /// The same text with strong words at its end.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: true });
        self
    }

    /// A line whose label, up to the first colon, is strong; plain where there is none.
    #[must_use]
    pub fn labelled(line: &str) -> Self {
        match line.split_once("\u{A0}: ") {
            Some((label, rest)) => Self::default().strong(format!("{label}\u{A0}:")).then(format!(" {rest}")),
            None => Self::from(line),
        }
    }

    /// The words alone.
    #[must_use]
    pub fn plain(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    /// Whether it has no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.text.is_empty())
    }
}

impl<S: Into<String>> From<S> for Text {
    fn from(text: S) -> Self {
        Self::default().then(text)
    }
}

/// A value to be seen first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// `46 755 habitants`.
    pub value: String,
    /// What it counts.
    pub label: String,
}

/// A table: one row of headers, then rows of as many cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it holds.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; the cell of the column that heads the rows is their header.
    pub rows: Vec<Vec<Cell>>,
    /// The column whose cells head their rows.
    pub row_header: usize,
    /// What is said below it.
    pub note: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// Whether it holds numbers, which stand at the right.
    pub number: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// A sign before it, which says nothing that the text does not.
    pub sign: Option<Drawing>,
}

impl<S: Into<String>> From<S> for Cell {
    fn from(text: S) -> Self {
        let mut text = text.into();
        if let Some((end, _)) = text.char_indices().nth(LONGEST_CELL) {
            text.truncate(end);
            text.push('…');
        }
        Self { text, sign: None }
    }
}

impl Table {
    /// A table without rows; headers of columns of numbers start with `#`.
    #[must_use]
    pub fn new(caption: impl Into<String>, headers: &[&str]) -> Self {
        let columns = headers
            .iter()
            .map(|header| Column {
                header: header.trim_start_matches('#').to_owned(),
                number: header.starts_with('#'),
            })
            .collect();
        Self { caption: caption.into(), columns, rows: Vec::new(), row_header: 0, note: None }
    }

    /// The same table with another row; cells beyond the columns are dropped, missing ones are empty.
    #[must_use]
    pub fn with_row<C: Into<Cell>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        self.push(cells);
        self
    }

    /// Adds a row; cells beyond the columns are dropped, missing ones are empty.
    pub fn push<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let mut row: Vec<Cell> = cells.into_iter().map(Into::into).collect();
        row.resize(self.columns.len(), Cell::from(""));
        self.rows.push(row);
    }
}

/// A drawing with what it shows, for who does not see it, and its caption.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The drawing.
    pub drawing: Drawing,
    /// What it shows, in words.
    pub alternative: String,
    /// What stands below it.
    pub caption: String,
}
