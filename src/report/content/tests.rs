use super::*;
use crate::coverage::toy::{row_of_six, territory, venue};
use crate::coverage::{Request, assess, effects, gap_zones};
use crate::model::{ChangeKind, Scenario};
use crate::report::{to_html, to_pdf};
use crate::territory::{FragileWhen, Indicator, Territory};
use crate::travel::CrowFly;
use geo_types::coord;

fn with_inputs<T>(land: &Territory, then: impl FnOnce(&Inputs) -> T) -> T {
    let model = CrowFly::default();
    let coverage = assess(land, &model, &Request::default());
    let zones = gap_zones(land, &coverage, &model);
    then(&Inputs {
        territory: land,
        coverage: &coverage,
        zones: &zones,
        effects: &effects(land, &coverage, &model),
        sources: &[],
        files: &[],
        findings: &[],
    })
}

fn tables(document: &Document) -> Vec<&Table> {
    document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect()
}

fn headings(document: &Document) -> Vec<&str> {
    let text = |block| match block {
        &Block::Heading(Level::Section, ref text) => Some(text.as_str()),
        _ => None,
    };
    document.blocks.iter().filter_map(text).collect()
}

fn land() -> Territory {
    territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })])
}

#[test]
fn the_zone_of_the_toy_is_told_with_its_people_and_its_best_place() {
    let land = land();
    with_inputs(&land, |inputs| {
        let document = report(inputs);
        let all = tables(&document);
        let zones = all.iter().find(|table| table.caption == "Zones non couvertes").unwrap();
        assert_eq!(zones.rows.len(), 1);
        let row: Vec<&str> = zones.rows[0].iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(row[..2], ["1", "60"]);
        assert!(row[2].starts_with("4\u{A0}communes\u{A0}: "), "{}", row[2]);
        let far = all.iter().find(|table| table.caption.starts_with("Communes à plus de")).unwrap();
        assert_eq!(far.rows.len(), 4);
        assert_eq!(far.rows[0][0].text, "1");
        assert!(!headings(&document).contains(&"Communes loin et fragiles"));
    });
}

#[test]
fn far_and_fragile_are_those_of_the_upper_quarter_beyond_the_threshold() {
    let mut land = land();
    // Communes 0 and 1 are near: the highest value of all is not far.
    land.indicators = vec![Indicator {
        name: "Habitants de 75 ans ou plus".into(),
        unit: Some("%".to_owned()),
        year: None,
        fragile: Some(FragileWhen::High),
        by_commune: vec![Some(9.0), Some(1.0), Some(2.0), None, Some(8.0), Some(3.0)],
    }];
    with_inputs(&land, |inputs| {
        let document = report(inputs);
        let all = tables(&document);
        let fragile =
            all.iter().find(|table| table.caption.starts_with("Communes loin et fragiles selon")).unwrap();
        let codes: Vec<&str> = fragile.rows.iter().map(|row| row[1].text.as_str()).collect();
        assert_eq!(codes, [land.demand[4].id.as_str()]);
        assert_eq!(fragile.rows[0][4].text, "8");
    });
}

#[test]
fn without_a_venue_nothing_is_concluded_and_the_files_are_made_all_the_same() {
    let land = territory(row_of_six(), Vec::new());
    with_inputs(&land, |inputs| {
        let document = report(inputs);
        let note =
            |block: &Block| matches!(block, Block::Note(text) if text.plain().starts_with("Aucun lieu"));
        assert!(document.blocks.iter().any(note));
        let classes = tables(&document);
        assert!(classes.iter().any(|t| t.rows.iter().any(|row| row[0].text == "aucun lieu accessible")));
        assert!(to_pdf(&document).unwrap().starts_with(b"%PDF-1.7"));
        assert!(to_html(&document).starts_with(b"<!doctype html>"));
    });
}

#[test]
fn without_a_gap_the_report_says_so() {
    let land =
        territory(row_of_six().into_iter().take(1).collect(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
    with_inputs(&land, |inputs| {
        let document = report(inputs);
        let said: String = document
            .blocks
            .iter()
            .filter_map(|block| if let Block::Paragraph(text) = block { Some(text.plain()) } else { None })
            .collect();
        assert!(said.contains("Aucune\u{A0}: chaque commune est à 20\u{A0}min ou moins"), "{said}");
        assert!(!headings(&document).contains(&"Les communes au-delà du seuil"));
    });
}

#[test]
fn names_that_no_font_and_no_browser_expects_make_a_file_all_the_same() {
    let mut odd = venue("a", coord! { x: 3.05, y: 44.05 });
    odd.record.name = format!("<script>🙂\u{0}\u{FEFF}{}", "x".repeat(3000));
    let mut communes = row_of_six();
    communes[5].name = "العربية 中文".to_owned();
    let land = territory(communes, vec![odd]);
    with_inputs(&land, |inputs| {
        let document = report(inputs);
        to_pdf(&document).unwrap();
        assert!(!String::from_utf8(to_html(&document)).unwrap().contains("<script"));
    });
}

#[test]
fn a_long_list_says_how_many_rows_are_elsewhere() {
    let numbers: Vec<usize> = (0..70).collect();
    let table = first_rows(Table::new("Liste", &["N"]), &numbers, 60, "tableau", |table, _, n| {
        table.push([n.to_string()]);
    });
    assert_eq!(table.rows.len(), 60);
    assert_eq!(table.caption, "Liste (les 60 premières lignes)");
    assert_eq!(table.note.unwrap(), "10\u{A0}autres sur 70 dans l’export\u{A0}: tableau.");
}

#[test]
fn a_scenario_is_told_with_who_loses_and_how_to_make_the_report_again() {
    let scenario = Scenario::read(
        [(ChangeKind::Close, "a"), (ChangeKind::Open, "3.55,44.05,L’accueil|library")].into_iter(),
    )
    .unwrap();
    let land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
    let changed = land.with_scenario(&scenario).unwrap();
    let html = with_inputs(&changed, |inputs| String::from_utf8(to_html(&report(inputs))).unwrap());
    for part in [
        "Ce que le scénario change",
        "fermeture de «\u{a0}Lieu a\u{a0}»",
        "ouverture de «\u{a0}L’accueil\u{a0}» (Commune 6)",
        "Communes qui perdent",
        "passe au-delà de 20\u{a0}min",
        "Communes qui gagnent",
        "3.55,44.05,L’accueil|library",
        "--close a",
    ] {
        assert!(html.contains(part), "{part}");
    }
    let without = with_inputs(&land, |inputs| String::from_utf8(to_html(&report(inputs))).unwrap());
    assert!(!without.contains("scénario"), "nothing is said of what is not asked");
}
