//! Indicators of communes that a reader brings: checked by `POST /api/check`, kept by `POST /api/indicators`, and from then
//! on among those of the data.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::api::Served;

const HOSTILE: &str = "<img src=x onerror=alert(1)>";

/// A lost zero, a commune that merged, one that nobody knows, a code twice, a word, a sign, commas, a secret.
const TABLE: &str = "codgeo;libgeo;Pauvreté 2021 (%);nb 75+;Remarque\n\
    48095;Mende;12,5;1200;a\n\
    48061;Florac;9,25 %;s;b\n\
    48061;Florac;8;1;c\n\
    1053;Bourg;beaucoup;10;d\n\
    01018;Brénaz;3;5;e\n\
    48999;Ailleurs;1;2;f\n\
    48080;Langogne;11;300;g\n";

fn report(served: &Served, query: &str, file: &[u8]) -> Value {
    let (status, body) = served.bring_file(query, file);
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// The body that keeps what a check read, and the name that it gets.
fn keep(served: &Served, report: &Value, names: &[&str]) -> String {
    let indicators: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    let body = json!({"file": report["path"], "sha256": report["sha256"], "indicators": indicators, "figures": report["figures"]});
    let (status, body) = served.send("POST /api/indicators", "application/json", body.to_string().as_bytes());
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, 201, "{body}");
    body["indicators"].as_str().unwrap().to_owned()
}

fn get(served: &Served, address: &str) -> (u16, Value) {
    let (status, body) = served.send(&format!("GET {address}"), "text/plain", b"");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[test]
fn a_table_is_told_row_by_row_and_becomes_an_indicator_of_every_answer() {
    let served = Served::start();
    let report = report(&served, "?subject=guess&name=fragilite.csv", TABLE.as_bytes());
    assert_eq!((&report["subject"], &report["path"]), (&json!("indicators"), &json!("fragilite.csv")));
    let role = |at: usize| report["columns"][at]["role"].as_str().unwrap_or("-").to_owned();
    assert_eq!([role(0), role(1), role(2), role(3), role(4)], ["code", "name", "indicator", "count", "-"]);
    let said: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            assert_ne!(f["french"], "", "{f}");
            format!("{} {} {}", f["line"], f["kind"].as_str().unwrap(), f["severity"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        said,
        [
            "0 percent_sign note",
            "3 withheld_value note",
            "4 duplicate_id set_aside",
            "5 miswritten_code fixed",
            "5 invalid_value warning",
            "6 merged_commune fixed",
            "7 unknown_commune set_aside",
        ]
    );
    assert_eq!(
        report["figures"],
        json!({"01033": [3.0, 5.0], "01053": [null, 10.0], "48061": [9.25, null], "48080": [11.0, 300.0], "48095": [12.5, 1200.0]})
    );
    let (_, findings) = served.bring_file("?subject=indicators&answer=findings", TABLE.as_bytes());
    assert!(
        findings.contains("Valeur secrète ou non disponible") && !findings.contains("/tmp"),
        "{findings}"
    );

    let name = keep(&served, &report, &["Pauvreté", HOSTILE]);
    assert_eq!(keep(&served, &report, &["Pauvreté", HOSTILE]), name, "the same have the same name");
    let (_, meta) = get(&served, &format!("/api/meta?indicators={name}"));
    assert_eq!(meta["indicators"][1]["name"], HOSTILE);
    let (_, layer) = get(&served, &format!("/api/layers/communes.geojson?indicators={name}"));
    let mende = layer["features"].as_array().unwrap().iter().find(|f| f["properties"]["code"] == "48095");
    assert_eq!(mende.unwrap()["properties"]["Pauvreté"], 12.5);
    let (_, table) = served.send(&format!("GET /api/coverage.csv?indicators={name}"), "text/plain", b"");
    assert!(String::from_utf8_lossy(&table).lines().next().unwrap().contains("Pauvreté"));
    let (_, page) = served.send(&format!("GET /api/report.html?indicators={name}"), "text/plain", b"");
    let page = String::from_utf8_lossy(&page).into_owned();
    assert!(page.contains("fragilite.csv") && page.contains("&lt;img src=x") && !page.contains(HOSTILE));
    let (_, items) = get(
        &served,
        &format!("/ogc/48/collections/communes/items?f=json&indicators={name}&Pauvret%C3%A9=12.5"),
    );
    assert_eq!(items["numberMatched"], 1, "{items}");
    let link = items["links"].as_array().unwrap().iter().find(|link| link["rel"] == "self").unwrap();
    assert!(link["href"].as_str().unwrap().contains(&name));
    // Two files at once; of two with one name, the second has that of its file.
    let other = keep(&served, &report, &["Pauvreté", "people covered"]);
    let (_, both) = get(&served, &format!("/api/meta?indicators={name},{other}"));
    let names: Vec<&str> =
        both["indicators"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["Pauvreté", HOSTILE, "Pauvreté (fragilite)", "(fragilite) people covered"]);

    // A service that was started again.
    let again = Served::start();
    let (status, problem) = get(&again, &format!("/api/layers/communes.geojson?indicators={name}"));
    assert_eq!((status, &problem["type"]), (404, &json!("urn:maillage:problem:unknown-indicators")));
    assert!(problem["detail"].as_str().unwrap().contains("bring the file again"));
    assert_eq!(get(&again, &format!("/api/meta?indicators={name}")).0, 404);
    let (_, kept) = served.send(&format!("GET /api/indicators/{name}"), "text/plain", b"");
    let (status, _) = again.send("POST /api/indicators", "application/json", &kept);
    assert_eq!(status, 201, "what was kept can be brought as it is");
    assert_eq!(get(&again, &format!("/api/meta?indicators={name}")).0, 200);
}

#[test]
fn a_reader_corrects_what_columns_are() {
    let served = Served::start();
    let query = "?subject=indicators&map=count%3DPauvret%C3%A9%202021%20(%25)&map=%3Dnb%2075%2B";
    let report = report(&served, query, TABLE.as_bytes());
    assert_eq!(report["indicators"], json!(["Pauvreté 2021 (%)"]));
    assert_eq!(
        (&report["columns"][3]["role"], &report["columns"][3]["guessed"]),
        (&Value::Null, &json!("count"))
    );
    for wrong in ["indicator=Rien", "prix=Remarque", "Remarque", "=codgeo"] {
        let map = wrong.replace('=', "%3D");
        let (status, body) = served.bring_file(&format!("?subject=indicators&map={map}"), TABLE.as_bytes());
        assert_eq!(status, 400, "{wrong}: {body}");
    }
    // Of venues too: a column that is not used, and what was guessed before.
    let list = "titre;aa;latitude;longitude\nRelais;x;44.32;3.59\nAutre;y;44.5;3.5\n";
    let (status, body) = served.bring_file("?map=%3Daa&map=nom%3Dtitre", list.as_bytes());
    assert_eq!(status, 200, "{body}");
    let report: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(report["subject"], "venues");
    assert_eq!(report["files"][0]["columns"], json!(["titre", "aa", "latitude", "longitude"]));
    let guessed = report["files"][0]["guessed"].as_array().unwrap();
    let of = |column: &str| &guessed.iter().find(|guess| guess["column"] == column).unwrap()["field"];
    assert_eq!((of("titre"), of("aa")), (&json!("nom"), &Value::Null), "{body}");
    let (status, body) = served.bring_file("?map=%3Dlatitude", list.as_bytes());
    assert!(status == 400 && body.contains("latitude"), "a venue is placed by it: {body}");
    assert_eq!(served.bring_file("?map=%3Drien", list.as_bytes()).0, 400);
}

#[test]
fn every_format_is_read_as_indicators_and_as_venues() {
    let served = Served::start();
    for ending in ["csv", "xlsx", "geojson", "shp.zip", "gpkg", "fgb"] {
        let (status, file) = served.send(&format!("GET /api/exports/communes.{ending}"), "text/plain", b"");
        assert_eq!(status, 200, "{ending}");
        let report = report(&served, &format!("?subject=indicators&name=communes.{ending}"), &file);
        assert_eq!(report["figures"].as_object().unwrap().len(), 152, "{ending}");
        let at =
            report["indicators"].as_array().unwrap().iter().position(|name| name == "population").unwrap();
        let mende = report["figures"]["48095"][at].as_f64().unwrap();
        assert!(mende > 10_000.0, "{ending}: {mende}");

        let (_, file) = served.send(&format!("GET /api/exports/venues.{ending}"), "text/plain", b"");
        let (status, body) = served.bring_file(&format!("?subject=guess&name=venues.{ending}"), &file);
        assert_eq!(status, 200, "{ending}: {body}");
        let report: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(report["subject"], "venues", "{ending}");
        assert_eq!(report["venues"], report["rows"], "{ending}: {body}");
    }
}

/// A workbook with a sheet of words and one of figures.
fn workbook() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let sheet = |rows: &[[&str; 2]]| {
        let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let row = |row: &[&str; 2]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
        let rows: String = rows.iter().map(row).collect();
        format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")
    };
    let files = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Notice\" sheetId=\"1\" r:id=\"a\"/><sheet name=\"Données\" sheetId=\"2\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"b\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet(&[["Lire", "moi"], ["ceci", "cela"]])),
        (
            "xl/worksheets/sheet2.xml",
            sheet(&[["insee", "taux"], ["48095", "12,5"], ["48061", "9"], ["48080", "7"]]),
        ),
    ];
    for (name, text) in files {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_sheet_is_chosen_among_those_that_are_told() {
    let served = Served::start();
    let file = workbook();
    let (status, body) = served.bring_file("?subject=guess", &file);
    assert!(status == 400 && body.contains("Notice") && body.contains("Données"), "{body}");
    let report = report(&served, "?subject=guess&layer=Donn%C3%A9es", &file);
    assert_eq!((&report["layer"], &report["layers"]), (&json!("Données"), &json!(["Notice", "Données"])));
    assert_eq!(report["figures"]["48095"], json!([12.5]));
    assert_eq!(served.bring_file("?layer=Rien", &file).0, 400);
}

#[test]
fn what_is_too_much_is_refused_and_the_service_goes_on() {
    let served = Served::start();
    let refused = |query: &str, file: &[u8]| {
        let (status, body) = served.bring_file(query, file);
        assert!(status == 400 && body.contains("\"detail\"") && !body.contains("/tmp"), "{status} {body}");
        body
    };
    let columns = |n: usize| (0..n).map(|at| format!(",v{at}")).collect::<Vec<_>>().concat();
    let wide = format!("insee{}\n48095{}\n", columns(2001), ",1".repeat(2001));
    assert!(refused("?subject=indicators", wide.as_bytes()).contains("2002 columns"));
    let many = format!("insee{}\n48095{}\n", columns(31), ",1".repeat(31));
    assert!(
        refused("?subject=indicators&map=indicator%3Dv30", many.as_bytes()).contains("31 columns of figures")
    );
    refused("?subject=indicators", format!("insee,{}\n48095,1\n", "n".repeat(501)).as_bytes());
    refused("?subject=indicators", b"insee,mot\n48095,oui\n");
    refused("?subject=indicators", b"nom,valeur\nMende,1\n");
    refused("?subject=indicators", b"");
    refused("?subject=indicators", b"PK\x03\x04damaged");
    refused("?subject=all", TABLE.as_bytes());
    refused("?subject=indicators&answer=fixed", TABLE.as_bytes());
    let post = |media_type: &str, body: &[u8]| served.send("POST /api/indicators", media_type, body).0;
    assert_eq!(post("text/plain", b"{}"), 415);
    assert_eq!(post("application/json", b"{"), 400);
    assert_eq!(post("application/json", b"{}"), 400);
    assert_eq!(post("application/json", &vec![b' '; (16 << 20) + 1]), 413);
    assert_eq!(get(&served, "/api/indicators/abc").0, 404);
    let five = ["0", "1", "2", "3", "4"].map(|digit| digit.repeat(32)).join(",");
    for bad in ["x", &"0".repeat(31), &five] {
        assert_eq!(get(&served, &format!("/api/meta?indicators={bad}")).0, 400, "{bad}");
    }
    assert_eq!(served.bring_file("?subject=indicators", TABLE.as_bytes()).0, 200);
}
