//! Documents as pages to read: French, plain, of one stylesheet, without any script.

use super::format::Format;
use super::links::Links;
use crate::export::escaped;

/// A page: what leads to it, and what is in it.
pub(super) struct Page {
    pub(super) title: String,
    /// The way from the root: names and paths below it.
    pub(super) above: Vec<(String, String)>,
    /// Address of the same document as JSON, and its media type.
    pub(super) json: (String, &'static str),
    pub(super) body: String,
}

impl Page {
    /// The bytes of the page.
    pub(super) fn bytes(&self, links: &Links) -> Vec<u8> {
        let title = escaped(&self.title);
        let mut way = String::new();
        for (name, path) in &self.above {
            way += &format!("<li>{}</li>", anchor(&links.in_format(path, Format::Html), name));
        }
        let (json, media_type) = (escaped(&self.json.0), self.json.1);
        let style = escaped(&links.elsewhere("/ogc/style.css"));
        format!(
            "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – Maillage</title>\n\
             <link rel=\"stylesheet\" href=\"{style}\">\n<link rel=\"alternate\" type=\"{media_type}\" href=\"{json}\">\n\
             </head>\n<body>\n<nav aria-label=\"Fil d’Ariane\"><ol>{way}<li aria-current=\"page\">{title}</li></ol></nav>\n\
             <main>\n<h1>{title}</h1>\n{}\n</main>\n<footer><p class=\"quiet\"><a href=\"{json}\">Ce document en \
             JSON</a></p></footer>\n</body>\n</html>\n",
            self.body
        )
        .into_bytes()
    }
}

/// A link in a page.
pub(super) fn anchor(href: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escaped(href), escaped(text))
}

/// A list of links.
pub(super) fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| format!("<li>{item}</li>\n")).collect();
    format!("<ul>\n{}</ul>\n", items.concat())
}

/// A table with its caption and the names of its columns; the cells are HTML already, each with whether it is a
/// number. The first cell of a row names it.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<(String, bool)>]) -> String {
    let (caption, mut out) = (escaped(caption), String::new());
    out += &format!(
        "<div class=\"table\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\"><table>\n\
         <caption>{caption}</caption>\n<thead><tr>"
    );
    for name in head {
        out += &format!("<th scope=\"col\">{}</th>", escaped(name));
    }
    out += "</tr></thead>\n<tbody>\n";
    for row in rows {
        out += "<tr>";
        for (i, (cell, number)) in row.iter().enumerate() {
            match (i, number) {
                (0, _) => out += &format!("<th scope=\"row\">{cell}</th>"),
                (_, true) => out += &format!("<td class=\"number\">{cell}</td>"),
                (_, false) => out += &format!("<td>{cell}</td>"),
            }
        }
        out += "</tr>\n";
    }
    out + "</tbody>\n</table></div>\n"
}
