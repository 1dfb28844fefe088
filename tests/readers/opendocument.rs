//! `OpenDocument` spreadsheets as `LibreOffice` and others write them, and what is said of bad ones.

use maillage::ingest::layer::ReadOptions;

use crate::given::{Kept, open_document, put, read_with, said, zip};

fn read(tables: &str, layer: Option<&str>) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let path = put(folder.path(), "lieux.ods", open_document(tables));
    let options = ReadOptions { crs: None, layer: layer.map(str::to_owned) };
    read_with(&path, &options).unwrap().0
}

fn refused(tables: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    said(&put(folder.path(), "lieux.ods", open_document(tables)))
}

fn text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

fn table(name: &str, rows: &str) -> String {
    format!("<table:table table:name=\"{name}\">{rows}</table:table>")
}

#[test]
fn cells_of_every_type_are_values_and_not_what_they_show() {
    let typed = |kind: &str, attribute: &str, value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" office:{attribute}=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let head: String =
        ["part", "euros", "jour", "heure", "oui", "calcul", "faux"].into_iter().map(text).collect();
    let cells = [
        typed("percentage", "value", "0.125", "12,5 %"),
        typed("currency", "value", "30", "30,00 €"),
        typed("date", "date-value", "2026-01-31T14:30:00", "31/01/26"),
        typed("time", "time-value", "PT09H30M00S", "9 h 30"),
        typed("boolean", "boolean-value", "true", "VRAI"),
        typed("string", "string-value", "a&amp;b", "a&amp;b"),
        "<table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>"
            .to_owned(),
    ];
    let kept = read(&table("a", &(row(&head) + &row(&cells.concat()))), None);
    assert_eq!(kept.rows, ["0.125|30|“2026-01-31T14:30:00”|“09:30:00”|true|“a&b”|“#DIV/0!”"]);
}

#[test]
fn text_is_what_stands_in_paragraphs_and_not_in_notes() {
    let cell = "<table:table-cell office:value-type=\"string\">
        <office:annotation><dc:date>2026</dc:date><text:p>une note</text:p></office:annotation>
        <draw:frame><text:p>un dessin</text:p></draw:frame>
        <text:p>12 rue   de <text:span>la</text:span><text:s text:c=\"2\"/>Gare<text:note><text:p>bas</text:p></text:note></text:p>
        <text:p>B&#226;timent&#xA0;B &lt;<![CDATA[&]]>&gt;<text:line-break/>fond<text:tab/>x</text:p>
        <table:table table:name=\"dedans\"><table:table-row><table:table-cell><text:p>rien</text:p></table:table-cell></table:table-row></table:table>
      </table:table-cell>";
    let kept = read(&table("a", &(row(&text("adresse")) + &row(cell))), None);
    assert_eq!(kept.rows, ["“12 rue de la  Gare\nBâtiment\u{a0}B <&>\nfond\tx”"]);
}

#[test]
fn rows_and_cells_stand_as_often_as_they_say() {
    let head = "<table:table-header-rows>".to_owned() + &row(&(text("a") + &text("b") + &text("c")));
    let head = head + "</table:table-header-rows>";
    let empty = "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>";
    let twice = "<table:table-row table:number-rows-repeated=\"2\"><table:covered-table-cell/><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"7\"/></table:table-row>";
    let group = format!(
        "<table:table-row-group><table:table-row-group>{twice}</table:table-row-group>{}</table:table-row-group>",
        row(&text("fin"))
    );
    let kept = read(&table("a", &(head + empty + &group)), None);
    assert_eq!(kept.rows, ["-|7|7", "-|7|7", "“fin”|-|-"]);
    assert_eq!(kept.numbers, [5, 6, 7]);
}

#[test]
fn a_sheet_is_the_first_or_the_one_that_is_named() {
    let tables =
        table("Notes", &row(&text("x"))) + &table("Lieux &amp; co", &(row(&text("nom")) + &row(&text("b"))));
    assert_eq!(read(&tables, None).columns(), "x");
    let kept = read(&tables, Some("Lieux & co"));
    assert_eq!((kept.columns(), kept.rows), ("nom".to_owned(), vec!["“b”".to_owned()]));
    let folder = tempfile::tempdir().unwrap();
    let path = put(folder.path(), "lieux.ods", open_document(&tables));
    let options = ReadOptions { crs: None, layer: Some("Autre".to_owned()) };
    let said = read_with(&path, &options).unwrap_err().to_string();
    assert!(said.contains("no sheet “Autre”; it has: Notes, Lieux & co"), "{said}");
}

#[test]
fn what_asks_for_too_much_or_hangs_together_badly_says_where() {
    let cell = text("x");
    let long = "x".repeat(600_000);
    let deep = "<text:span>".repeat(300) + &"</text:span>".repeat(300);
    for (tables, expected) in [
        (
            table("a", &row(&text(&"<text:s text:c=\"4000000000\"/>".repeat(2)))),
            "a cell with more than 1048576 bytes",
        ),
        (
            table("a", &row(&text(&(long.clone() + "<text:s/>" + &long)))),
            "a cell with more than 1048576 bytes",
        ),
        (table("a", &row(&text(&long.repeat(2)))), "a tag or a text of more than 1048576 bytes"),
        (table("a", &row(&text(&deep))), "nest too deep"),
        (table("a", &row(&text("&moi;"))), "“&moi;” stands for nothing"),
        (
            table(
                "a",
                &(row(&cell)
                    + &row("<table:table-cell table:number-columns-repeated=\"16384\"/>")
                        .replace("</table:table-row>", &(cell.clone() + "</table:table-row>"))),
            ),
            "line 2: a value in column 16385",
        ),
        (
            table(
                "a",
                &row(&cell
                    .replace("<table:table-cell", "<table:table-cell table:number-columns-repeated=\"0\"")),
            ),
            "is “0”, not a number from 1",
        ),
        (
            table(
                "a",
                &row(&text(&"y".repeat(8_000)).replace(
                    "<table:table-cell",
                    "<table:table-cell table:number-columns-repeated=\"16384\"",
                )),
            ),
            "a row of more than 67108864 bytes",
        ),
        (
            table(
                "a",
                &row(&text(&"y".repeat(8_000)))
                    .replace("<table:table-row", "<table:table-row table:number-rows-repeated=\"1000000\""),
            ),
            "8000000000 bytes of text",
        ),
        ("<table:table table:name=\"a\"><table:table-row>".to_owned(), "line 1: "),
        (String::new(), "no sheet"),
    ] {
        let said = refused(&tables);
        assert!(said.contains("lieux.ods") && said.contains(expected), "no “{expected}” in: {said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    for (content, expected) in [
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "a DOCTYPE"),
        ("<office:document-content><office:body>", "cut short"),
        ("locked", "no sheet"),
    ] {
        let bytes = zip(&[("mimetype", mime), ("content.xml", content.as_bytes())]);
        let said = said(&put(folder.path(), "lieux.ods", bytes));
        assert!(said.contains(expected), "no “{expected}” in: {said}");
    }
}
