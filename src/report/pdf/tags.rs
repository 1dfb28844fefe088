//! The structure of the file: what a screen reader follows.

use std::num::NonZeroU16;

use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect};
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::{
    BBox, Identifier, ListNumbering, Node as Child, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// A part of the structure: it has parts, or marks on pages, not both.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) role: Role,
    /// Its parts, in reading order.
    pub(super) children: Vec<usize>,
}

impl Node {
    pub(super) const fn new(role: Role) -> Self {
        Self { role, children: Vec::new() }
    }
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Root,
    Heading(u16, String),
    Paragraph,
    List,
    PlainList,
    Item,
    Label,
    Body,
    Table,
    Caption,
    Head,
    Rows,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    Group,
    /// What it shows, its page, and its place there: x, y, width, height.
    Figure {
        alternative: String,
        page: usize,
        area: [f32; 4],
    },
    Code,
}

/// A heading of the outline.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) level: u16,
    pub(super) text: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, text) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(text.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::Disc).into(),
        Role::PlainList => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Caption => Tag::Caption.into(),
        Role::Head => Tag::THead.into(),
        Role::Rows => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Root | Role::Group => Tag::Div.into(),
        Role::Figure { alternative, page, area: [x, y, width, height] } => {
            let bbox = Rect::from_xywh(*x, *y, *width, *height).map(|rect| BBox::new(*page, rect));
            Tag::Figure(Some(alternative.clone())).with_bbox(bbox).into()
        }
        Role::Code => Tag::Code.into(),
    }
}

/// The structure of a document: `leaves` are the marks of each part, in the order of the parts.
pub(super) fn tree(nodes: &[Node], mut leaves: Vec<Vec<Identifier>>) -> TagTree {
    let mut tree = TagTree::new();
    for child in nodes.first().map(|root| root.children.as_slice()).unwrap_or_default() {
        tree.push(group(nodes, *child, &mut leaves));
    }
    tree
}

fn group(nodes: &[Node], at: usize, leaves: &mut [Vec<Identifier>]) -> TagGroup {
    let mut group = TagGroup::new(tag(&nodes[at].role));
    for child in &nodes[at].children {
        group.push(self::group(nodes, *child, leaves));
    }
    group.children.extend(std::mem::take(&mut leaves[at]).into_iter().map(Child::Leaf));
    group
}

/// The bookmarks: sections, and their parts below them.
pub(super) fn outline(entries: &[Entry]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for entry in entries {
        let at = XyzDestination::new(entry.page, Point::from_xy(0.0, entry.y));
        let node = OutlineNode::new(entry.text.clone(), at).with_open(true);
        match &mut open {
            Some(section) if entry.level > 2 => section.push_child(node),
            _ => {
                if let Some(section) = open.replace(node) {
                    outline.push_child(section);
                }
            }
        }
    }
    if let Some(section) = open {
        outline.push_child(section);
    }
    outline
}
