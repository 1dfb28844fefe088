//! A document as one HTML file: no script, nothing from elsewhere, and a sheet for the printer.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::document::{Block, Document, Level, Table, Text};
use super::svg::svg;
use crate::export::escaped;

/// How it looks, on a screen and on paper.
const STYLE: &str = "\
:root{color-scheme:light}\
body{font:1rem/1.55 system-ui,'Segoe UI','Open Sans','Liberation Sans',Arial,sans-serif;color:#16202b;background:#fff;margin:0}\
main{max-width:52rem;margin:0 auto;padding:2rem 1.25rem 4rem}\
h1,h2{color:#253b8a;line-height:1.2}h1{font-size:2rem;margin:0 0 1rem}\
h2{font-size:1.4rem;margin:2.6rem 0 .8rem;border-bottom:2px solid #253b8a;padding-bottom:.2rem}\
h3{font-size:1.1rem;margin:1.6rem 0 .4rem}\
p,ul{margin:.5rem 0}li{margin:.3rem 0}\
.scroll{overflow-x:auto;margin:1rem 0 .3rem}.scroll:focus-visible{outline:3px solid #253b8a}\
table{border-collapse:collapse;font-size:.9rem;min-width:60%}\
caption{text-align:left;font-weight:700;padding:.3rem 0}\
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #c6ced6}\
thead th{background:#eef1f6;vertical-align:bottom}\
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
td svg,th svg{width:1.8rem;height:.7rem;margin-right:.5rem;vertical-align:baseline}\
.small,figcaption{color:#4a5560;font-size:.85rem}\
.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.7rem;list-style:none;padding:0;margin:1rem 0}\
.key li{background:#eef1f6;border-left:4px solid #253b8a;padding:.7rem .9rem;margin:0}\
.key b{display:block;font-size:1.5rem;color:#253b8a;line-height:1.25}\
.note{background:#eef1f6;border-left:4px solid #c2410c;padding:.6rem .9rem}\
figure{margin:1rem 0}figure svg{display:block;width:100%;height:auto;font-family:'Open Sans','Liberation Sans',Arial,sans-serif}\
code{background:#eef1f6;padding:.5rem .8rem;display:block;overflow-wrap:anywhere;font-size:.9rem}\
@media print{@page{size:A4;margin:18mm 16mm}body{font-size:9.5pt}main{max-width:none;padding:0}\
h1{font-size:20pt}h2{font-size:14pt}h2,h3,caption{break-after:avoid}tr,figure,.key li,.note{break-inside:avoid}\
thead{display:table-header-group}.scroll{overflow:visible}table{font-size:8pt}\
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

/// The document as HTML, the same bytes each time.
#[must_use]
pub fn to_html(document: &Document) -> Vec<u8> {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <meta name=\"description\" content=\"{}\">\n<meta name=\"generator\" content=\"Maillage {}\">\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(&document.title),
        escaped(&document.subject),
        env!("CARGO_PKG_VERSION"),
    );
    for (i, block) in document.blocks.iter().enumerate() {
        self::block(&mut out, i, block);
    }
    out += "</main>\n</body>\n</html>\n";
    out.into_bytes()
}

/// The policy that lets a browser show the document and nothing else: its one style sheet, by its fingerprint.
#[must_use]
pub fn content_security_policy() -> String {
    let digest = base64(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn block(out: &mut String, i: usize, block: &Block) {
    // Writing to a text cannot fail.
    let _ = match block {
        Block::Heading(level, text) => {
            let n = level.number();
            let id = if *level == Level::Title { String::new() } else { format!(" id=\"s{i}\"") };
            writeln!(out, "<h{n}{id}>{}</h{n}>", escaped(text))
        }
        Block::Paragraph(text) => writeln!(out, "<p>{}</p>", self::text(text)),
        Block::Note(text) => writeln!(out, "<p class=\"note\">{}</p>", self::text(text)),
        Block::Command(command) => writeln!(out, "<p><code>{}</code></p>", escaped(command)),
        Block::List(items) => {
            *out += "<ul>\n";
            for item in items {
                let _ = writeln!(out, "<li>{}</li>", text(item));
            }
            writeln!(out, "</ul>")
        }
        Block::KeyFigures(figures) => {
            *out += "<ul class=\"key\">\n";
            for figure in figures {
                let (value, label) = (escaped(&figure.value), escaped(&figure.label));
                let _ = writeln!(out, "<li><b>{value}</b> {label}</li>");
            }
            writeln!(out, "</ul>")
        }
        Block::Table(table) => {
            self::table(out, i, table);
            Ok(())
        }
        Block::Figure(figure) => {
            let attributes = format!("role=\"img\" aria-label=\"{}\"", escaped(&figure.alternative));
            let drawing = svg(&figure.drawing, &format!("m{i}"), &attributes);
            writeln!(
                out,
                "<figure>\n{drawing}\n<figcaption>{}</figcaption>\n</figure>",
                escaped(&figure.caption)
            )
        }
    };
}

fn table(out: &mut String, i: usize, table: &Table) {
    // What may have to be scrolled has to be reached by the keyboard, and to have a name.
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"c{i}\">\n<table>\n<caption id=\"c{i}\">{}</caption>\n<thead><tr>",
        escaped(&table.caption)
    );
    for column in &table.columns {
        let class = if column.number { " class=\"n\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escaped(&column.header));
    }
    *out += "</tr></thead>\n<tbody>\n";
    for (r, row) in table.rows.iter().enumerate() {
        *out += "<tr>";
        for (c, cell) in row.iter().enumerate() {
            let class = if table.columns[c].number { " class=\"n\"" } else { "" };
            let sign = cell
                .sign
                .as_ref()
                .map(|sign| svg(sign, &format!("t{i}-{r}-{c}"), "aria-hidden=\"true\""))
                .unwrap_or_default();
            let text = escaped(&cell.text);
            let _ = if c == table.row_header {
                write!(out, "<th scope=\"row\"{class}>{sign}{text}</th>")
            } else {
                write!(out, "<td{class}>{sign}{text}</td>")
            };
        }
        *out += "</tr>\n";
    }
    *out += "</tbody>\n</table>\n</div>\n";
    if let Some(note) = &table.note {
        let _ = writeln!(out, "<p class=\"small\">{}</p>", escaped(note));
    }
}

fn text(text: &Text) -> String {
    text.0
        .iter()
        .map(|span| {
            let words = escaped(&span.text);
            if span.strong { format!("<strong>{words}</strong>") } else { words }
        })
        .collect()
}

/// Base 64 (RFC 4648), padded.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let part = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for i in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= three.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn what_comes_from_files_is_never_markup() {
        let table =
            Table::new("<caption>", &["\"a\"", "#b"]).with_row(["<script>alert(1)</script>", "1 & 2"]);
        let document = Document {
            title: "</title><script>".to_owned(),
            running_title: String::new(),
            subject: "\"><script>".to_owned(),
            blocks: vec![
                Block::Table(table),
                Block::Command("<b>".to_owned()),
                Block::List(vec![Text::default().strong("<i>")]),
            ],
        };
        let html = String::from_utf8(to_html(&document)).unwrap();
        for word in ["<script", "<i>", "<b>", "<caption>", "1 & 2"] {
            assert!(!html.contains(word), "{word}");
        }
        assert!(html.contains("<strong>&lt;i&gt;</strong>"));
    }

    #[test]
    fn the_policy_names_the_style_sheet_and_there_is_no_other() {
        let document = Document {
            title: "t".to_owned(),
            running_title: String::new(),
            subject: String::new(),
            blocks: vec![Block::Note(Text::from("n"))],
        };
        let html = String::from_utf8(to_html(&document)).unwrap();
        assert!(!html.contains(" style=") && html.matches("<style>").count() == 1);
        assert!(content_security_policy().contains("style-src 'sha256-"));
        assert!(!content_security_policy().contains("unsafe"));
    }
}
