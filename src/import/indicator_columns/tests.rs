use super::*;
use crate::ingest::layer::{Cell, Format, Shape};

/// What is seen of a table: a line a row, cells cut at `|`. The codes of Lozère are known.
fn seen(table: &str) -> Seen {
    let mut lines = table.lines().map(|line| line.trim().split('|').collect::<Vec<_>>());
    let header = Header {
        path: "fragilite.csv".into(),
        format: Format::Csv,
        columns: lines.next().unwrap().into_iter().map(str::to_owned).collect(),
        layer: None,
        has_shapes: false,
        encoding: None,
        others: Vec::new(),
        layers: Vec::new(),
        doubt: None,
    };
    let is_known = |code: CommuneCode| code.as_str().starts_with("48");
    let mut look = Look::new(&is_known);
    look.begin(&header).unwrap();
    for (number, line) in (2..).zip(lines) {
        let cells: Vec<_> = line.iter().map(|text| Cell::Text((*text).into())).collect();
        look.row(Row { number, cells: &cells, shape: Shape::None, oddity: None }).unwrap();
    }
    look.seen().unwrap()
}

fn roles(seen: &Seen) -> Vec<&'static str> {
    seen.columns.iter().map(|column| column.role.map_or("-", IndicatorRole::as_str)).collect()
}

const TABLE: &str = "CODGEO|LIBGEO|EPCI|Taux de pauvreté 2021 (%)|nb_75|Revenu|Remarque\n\
    48001|Albaret|200069151|12,5|30|s|a\n\
    48002|Allenc|200069151|14,0|40|21450|b\n\
    48003|Altier|200069151|x|50|19800|c\n\
    48004|Antrenas|200069151|9 %|60|20100|d\n\
    48005|Arzenc|200069151|10|70|20200|e\n\
    48007|Aumont|200069151|11|80|20300|f";

#[test]
fn codes_names_rates_counts_units_and_years_are_told() {
    let seen = seen(TABLE);
    assert_eq!(roles(&seen), ["code", "name", "-", "indicator", "count", "indicator", "-"]);
    let rate = &seen.columns[3];
    assert_eq!((rate.unit.as_deref(), rate.year.as_deref()), (Some("%"), Some("2021")));
    assert_eq!(rate.reason, "83 % of its values are numbers");
    assert_eq!(seen.columns[5].unit, None);
    assert!(!seen.is_of_venues);
}

#[test]
fn codes_are_known_by_their_look_and_a_column_that_is_named_so_and_holds_none_is_not_believed() {
    let by_look = seen("id|où|v\n1|48001|1\n2|48002|2\n3|48003|3");
    assert_eq!(roles(&by_look), ["-", "code", "indicator"]);
    assert_eq!(by_look.columns[1].confidence, 80);
    let none = seen("où|v\nici|1\nlà|2");
    assert!(none.codes().is_err() && none.is_of_venues);
}

#[test]
fn a_list_of_venues_with_codes_and_numbers_is_one_of_venues() {
    assert!(seen("nom|code_insee|adresse|capacite\nA|48001|1 rue|3\nB|48002|2 rue|4").is_of_venues);
    assert!(seen("nom|code_insee|latitude|longitude|n\nA|48001|44.5|3.5|3").is_of_venues);
    assert!(!seen("nom|code_insee|n\nA|48001|3").is_of_venues);
}

#[test]
fn a_reader_has_the_last_word() {
    let mut seen = seen(TABLE);
    for correction in ["=Revenu", "count=Taux de pauvreté 2021 (%)", "indicator=EPCI"] {
        seen.correct(correction).unwrap();
    }
    assert_eq!(roles(&seen), ["code", "name", "indicator", "count", "count", "-", "-"]);
    assert_eq!(seen.columns[5].guessed, Some(IndicatorRole::Indicator), "the guess is still told");
    seen.correct("code=EPCI").unwrap();
    assert_eq!(seen.codes().unwrap(), CodeColumns::One(2));
    assert_eq!(roles(&seen)[0], "-");
    seen.correct("=EPCI").unwrap();
    assert!(seen.codes().is_err());
    for wrong in ["Revenu", "prix=Revenu", "indicator=Rien"] {
        assert!(seen.correct(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn no_more_than_so_many_are_taken_unasked() {
    let names: Vec<String> = (0..MOST_INDICATORS + 2).map(|at| format!("v{at}")).collect();
    let seen = seen(&format!("insee|{}\n48001{}", names.join("|"), "|1".repeat(names.len())));
    assert_eq!(seen.figures().0.len(), MOST_INDICATORS);
    assert!(seen.columns.last().unwrap().reason.contains("beyond the first"));
}
