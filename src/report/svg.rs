//! A drawing as SVG: attributes only, so that a strict content security policy has nothing to say.

use std::fmt::Write as _;

use super::drawing::{Anchor, At, Drawing, Item, Shape, Stroke};
use crate::export::escaped;

/// The elements of a drawing; `id` keeps the names of its clip paths apart from those of others.
pub(super) fn svg(drawing: &Drawing, id: &str, attributes: &str) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" {attributes}>",
        number(drawing.width),
        number(drawing.height)
    );
    let mut clips = 0;
    items(&mut out, &drawing.items, id, &mut clips);
    out + "</svg>"
}

fn items(out: &mut String, parts: &[Item], id: &str, clips: &mut usize) {
    for item in parts {
        match item {
            Item::Shape(shape) => self::shape(out, shape),
            Item::Hatch(hatch) => {
                let lines: Vec<Vec<At>> = hatch.lines().iter().map(|line| line.to_vec()).collect();
                if lines.is_empty() {
                    continue;
                }
                *clips += 1;
                let _ = write!(out, "<clipPath id=\"{id}-{clips}\"><path clip-rule=\"evenodd\" d=\"");
                path(out, &hatch.rings, true);
                let _ = write!(out, "\"/></clipPath><path clip-path=\"url(#{id}-{clips})\" fill=\"none\"");
                stroke(out, &hatch.stroke);
                *out += " d=\"";
                path(out, &lines, false);
                *out += "\"/>";
            }
            Item::Label(label) => {
                let anchor = match label.anchor {
                    Anchor::Start => "start",
                    Anchor::Middle => "middle",
                    Anchor::End => "end",
                };
                let [x, y] = label.at.map(number);
                let weight = if label.strong { " font-weight=\"700\"" } else { "" };
                let halo = if label.halo {
                    let width = number(label.size * 0.36);
                    format!(
                        " stroke=\"#ffffff\" stroke-width=\"{width}\" stroke-linejoin=\"round\" paint-order=\"stroke\""
                    )
                } else {
                    String::new()
                };
                let _ = write!(
                    out,
                    "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{}\"{weight}{halo}>{}</text>",
                    number(label.size),
                    label.colour.css(),
                    escaped(&label.text)
                );
            }
            Item::Window([x, y, width, height], inside) => {
                *clips += 1;
                let _ = write!(
                    out,
                    "<clipPath id=\"{id}-{clips}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\
                     <g clip-path=\"url(#{id}-{clips})\">",
                    number(*x),
                    number(*y),
                    number(*width),
                    number(*height)
                );
                items(out, inside, id, clips);
                *out += "</g>";
            }
        }
    }
}

fn shape(out: &mut String, shape: &Shape) {
    if shape.lines.is_empty() {
        return;
    }
    match shape.fill {
        Some(colour) => {
            let _ = write!(out, "<path fill=\"{}\" fill-rule=\"evenodd\"", colour.css());
        }
        None => *out += "<path fill=\"none\"",
    }
    if let Some(line) = &shape.stroke {
        stroke(out, line);
    }
    *out += " d=\"";
    path(out, &shape.lines, shape.closed);
    *out += "\"/>";
}

fn stroke(out: &mut String, stroke: &Stroke) {
    let _ = write!(
        out,
        " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
        stroke.colour.css(),
        number(stroke.width)
    );
    if let Some(dash) = stroke.dash {
        let _ = write!(out, " stroke-dasharray=\"{}\"", number(dash));
    }
}

fn path(out: &mut String, lines: &[Vec<At>], closed: bool) {
    for line in lines {
        for (i, [x, y]) in line.iter().enumerate() {
            let command = if i == 0 {
                "M"
            } else if i == 1 {
                "L"
            } else {
                " "
            };
            *out += command;
            *out += &number(*x);
            out.push(' ');
            *out += &number(*y);
        }
        if closed {
            out.push('Z');
        }
    }
}

/// A length to a hundredth of a point.
fn number(length: f32) -> String {
    let text = format!("{length:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::drawing::{Colour, Hatch, Label, rectangle};

    #[test]
    fn a_drawing_is_what_it_says_and_words_are_escaped() {
        let mut drawing = Drawing { width: 10.0, height: 5.5, items: Vec::new() };
        drawing.area(rectangle([0.0, -0.001], 4.0, 2.0), Colour::WHITE, Some(Stroke::new(Colour::INK, 0.5)));
        drawing.items.push(Item::Label(Label {
            at: [1.0, 2.0],
            text: "<A&B>".to_owned(),
            size: 8.0,
            strong: true,
            colour: Colour::INK,
            anchor: Anchor::End,
            halo: false,
        }));
        let text = svg(&drawing, "x", "role=\"img\"");
        assert_eq!(
            text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 5.5\" role=\"img\">\
             <path fill=\"#ffffff\" fill-rule=\"evenodd\" stroke=\"#16202b\" stroke-width=\"0.5\" stroke-linejoin=\"round\" \
             d=\"M0 0L4 0 4 2 0 2Z\"/>\
             <text x=\"1\" y=\"2\" font-size=\"8\" text-anchor=\"end\" fill=\"#16202b\" font-weight=\"700\">&lt;A&amp;B&gt;</text></svg>"
        );
    }

    #[test]
    fn clip_paths_have_names_of_their_own() {
        let stroke = Stroke::new(Colour::INK, 1.0);
        let hatch = || {
            Item::Hatch(Hatch {
                rings: vec![rectangle([0.0, 0.0], 9.0, 9.0)],
                step: 3.0,
                crossed: false,
                stroke,
            })
        };
        let window = Item::Window([0.0, 0.0, 5.0, 5.0], vec![hatch()]);
        let text = svg(&Drawing { width: 9.0, height: 9.0, items: vec![hatch(), window] }, "m", "");
        for name in ["m-1", "m-2", "m-3"] {
            assert_eq!(text.matches(&format!("id=\"{name}\"")).count(), 1, "{text}");
            assert_eq!(text.matches(&format!("url(#{name})")).count(), 1, "{text}");
        }
    }
}
