//! Pages drawn with krilla.

use krilla::Document as Pdf;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke as Pen, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::text::KrillaGlyph;

use super::PdfError;
use super::flow::{LaidOut, What};
use super::fonts::Fonts;
use super::lines::{Line, break_lines};
use super::look::{PAGE_HEIGHT, PAGE_WIDTH};
use crate::report::document::Text;
use crate::report::drawing::{Anchor, At, Colour, Item, Label, Shape, Stroke, rectangle};

/// Draws every page; gives the marks of each part of the structure.
pub(super) fn sheets(
    pdf: &mut Pdf,
    fonts: &Fonts,
    laid_out: &LaidOut,
) -> Result<Vec<Vec<Identifier>>, PdfError> {
    let mut leaves: Vec<Vec<Identifier>> = Vec::new();
    leaves.resize_with(laid_out.nodes.len(), Vec::new);
    for sheet in &laid_out.sheets {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or(PdfError::Geometry)?;
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        for mark in sheet {
            let tag = match (mark.node, &mark.what) {
                (None, What::Line { .. }) => artifact(ArtifactType::PaginationOther),
                (None, _) => artifact(ArtifactType::Layout),
                (Some(_), What::Line { .. }) => ContentTag::Span(SpanTag::empty()),
                (Some(_), _) => ContentTag::Other,
            };
            let identifier = surface.start_tagged(tag);
            draw(&mut surface, fonts, &mark.what)?;
            surface.end_tagged();
            if let Some(node) = mark.node {
                leaves[node].push(identifier);
            }
        }
        surface.finish();
        page.finish();
    }
    Ok(leaves)
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn draw(surface: &mut Surface, fonts: &Fonts, what: &What) -> Result<(), PdfError> {
    match what {
        What::Line { line, at, size, colour } => line_of(surface, fonts, line, *at, *size, *colour),
        What::Area { area: [x, y, width, height], colour } => {
            let rect = Rect::from_xywh(*x, *y, *width, *height).ok_or(PdfError::Geometry)?;
            let mut path = PathBuilder::new();
            path.push_rect(rect);
            pens(surface, Some(*colour), None);
            surface.draw_path(&path.finish().ok_or(PdfError::Geometry)?);
        }
        What::Drawing { drawing, at: [x, y] } => {
            surface.push_transform(&Transform::from_translate(*x, *y));
            items(surface, fonts, &drawing.items);
            surface.pop();
        }
    }
    Ok(())
}

/// A line of text, one run of glyphs a style.
fn line_of(surface: &mut Surface, fonts: &Fonts, line: &Line, at: At, size: f32, colour: Colour) {
    pens(surface, Some(colour), None);
    glyphs(surface, fonts, line, at, size);
}

fn glyphs(surface: &mut Surface, fonts: &Fonts, line: &Line, [mut x, y]: At, size: f32) {
    for run in line.glyphs.chunk_by(|a, b| a.strong == b.strong) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let text = &line.text[first.from - line.from..last.to - line.from];
        let shown: Vec<KrillaGlyph> = run.iter().map(|glyph| glyph.to_draw(first.from)).collect();
        let font = fonts.style(first.strong).font.clone();
        surface.draw_glyphs(Point::from_xy(x, y), &shown, font, text, size, false);
        x += run.iter().map(|glyph| glyph.width(size)).sum::<f32>();
    }
}

fn items(surface: &mut Surface, fonts: &Fonts, parts: &[Item]) {
    for item in parts {
        match item {
            Item::Shape(shape) => shape_of(surface, shape),
            Item::Hatch(hatch) => {
                let Some(area) = path(&hatch.rings, true) else { continue };
                let lines: Vec<Vec<At>> = hatch.lines().into_iter().map(|line| line.to_vec()).collect();
                let Some(lines) = path(&lines, false) else { continue };
                surface.push_clip_path(&area, &FillRule::EvenOdd);
                pens(surface, None, Some(hatch.stroke));
                surface.draw_path(&lines);
                surface.pop();
            }
            Item::Label(label) => label_of(surface, fonts, label),
            Item::Window([x, y, width, height], inside) => {
                let Some(frame) = path(&[rectangle([*x, *y], *width, *height)], true) else { continue };
                surface.push_clip_path(&frame, &FillRule::EvenOdd);
                items(surface, fonts, inside);
                surface.pop();
            }
        }
    }
}

fn shape_of(surface: &mut Surface, shape: &Shape) {
    let Some(path) = path(&shape.lines, shape.closed) else { return };
    if shape.fill.is_some() || shape.stroke.is_some() {
        pens(surface, shape.fill, shape.stroke);
        surface.draw_path(&path);
    }
}

fn label_of(surface: &mut Surface, fonts: &Fonts, label: &Label) {
    let text = Text::from(label.text.as_str());
    let Some(line) = break_lines(fonts, &text, label.size, label.strong, f32::MAX).into_iter().next() else {
        return;
    };
    let [x, y] = label.at;
    let x = match label.anchor {
        Anchor::Start => x,
        Anchor::Middle => x - line.width / 2.0,
        Anchor::End => x - line.width,
    };
    if label.halo {
        // The edge is drawn as outlines: as text, it would be read twice.
        pens(surface, None, Some(Stroke::new(Colour::WHITE, label.size * 0.36)));
        let mut at = x;
        for run in line.glyphs.chunk_by(|a, b| a.strong == b.strong) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let shown: Vec<KrillaGlyph> = run.iter().map(|glyph| glyph.to_draw(first.from)).collect();
            let font = fonts.style(first.strong).font.clone();
            let words = &line.text[first.from - line.from..last.to - line.from];
            surface.draw_glyphs(Point::from_xy(at, y), &shown, font, words, label.size, true);
            at += run.iter().map(|glyph| glyph.width(label.size)).sum::<f32>();
        }
    }
    pens(surface, Some(label.colour), None);
    glyphs(surface, fonts, &line, [x, y], label.size);
}

/// Lines as a path; none where there is nothing to draw.
fn path(lines: &[Vec<At>], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for line in lines {
        let Some(([x, y], rest)) = line.split_first() else { continue };
        path.move_to(*x, *y);
        for [x, y] in rest {
            path.line_to(*x, *y);
        }
        if closed {
            path.close();
        }
    }
    path.finish()
}

fn pens(surface: &mut Surface, fill: Option<Colour>, stroke: Option<Stroke>) {
    let paint = |Colour([r, g, b]): Colour| rgb::Color::new(r, g, b).into();
    surface.set_fill(fill.map(|colour| Fill {
        paint: paint(colour),
        rule: FillRule::EvenOdd,
        ..Fill::default()
    }));
    surface.set_stroke(stroke.map(|stroke| Pen {
        paint: paint(stroke.colour),
        width: stroke.width,
        line_cap: if stroke.dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join: LineJoin::Round,
        dash: stroke.dash.map(|dash| StrokeDash { array: vec![dash, dash], offset: 0.0 }),
        ..Pen::default()
    }));
}
