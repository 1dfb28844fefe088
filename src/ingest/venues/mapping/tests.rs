use proptest::prelude::*;

use super::*;
use crate::ingest::layer::{Cell, Format, Row, RowSink, Shape};

fn header(columns: &[&str]) -> Header {
    Header {
        path: "liste.xlsx".into(),
        format: Format::Csv,
        columns: columns.iter().map(ToString::to_string).collect(),
        layer: None,
        has_shapes: false,
        encoding: None,
        others: Vec::new(),
        layers: Vec::new(),
        doubt: None,
    }
}

/// The mapping guessed of a table: a line a row, cells cut at `|`.
fn guessed(table: &str) -> Mapping {
    let mut lines = table.lines().map(|line| line.trim().split('|').collect::<Vec<_>>());
    let mut guesser = Guesser::default();
    guesser.begin(&header(&lines.next().unwrap())).unwrap();
    for (number, line) in (2..).zip(lines) {
        let cells: Vec<_> = line.iter().map(|text| Cell::Text((*text).into())).collect();
        guesser.row(Row { number, cells: &cells, shape: Shape::None, oddity: None }).unwrap();
    }
    guesser.guess()
}

fn columns(mapping: &Mapping) -> Vec<(&'static str, &str, u8)> {
    mapping.columns.iter().map(|(f, a)| (f.name(), a.column.as_str(), a.confidence)).collect()
}

#[test]
fn names_and_values_that_agree_are_surest() {
    let mapping = guessed(
        "gid|c_nom|c_adresse|c_postcode|c_city|c_epn|c_acces_pmr|c_lat_coor1|c_long_coor1
         1|LA FABRIQUE 18|70 Avenue|18000|BOURGES||oui|47.098976|2.404761
         3|ACTION|1 Place|45100|ORLEANS|True|oui|47.837496|1.935953",
    );
    assert_eq!(
        columns(&mapping),
        [
            ("id", "gid", 80),
            ("nom", "c_nom", 95),
            ("commune", "c_city", 95),
            ("code_postal", "c_postcode", 95),
            ("adresse", "c_adresse", 95),
            ("latitude", "c_lat_coor1", 95),
            ("longitude", "c_long_coor1", 95),
        ]
    );
    assert_eq!(mapping.flags["c_epn"].kind, "EPN");
    assert_eq!(mapping.unused.iter().map(|u| u.column.as_str()).collect::<Vec<_>>(), ["c_acces_pmr"]);
}

#[test]
fn a_name_that_its_values_belie_is_not_believed_and_is_told() {
    let mapping = guessed("titre|lat\nA|oui\nB|non\nC|oui");
    assert_eq!(columns(&mapping), [("nom", "titre", 95)]);
    let (field, doubt) = mapping.unused[0].might_be.clone().unwrap();
    assert_eq!((field.as_str(), doubt.confidence), ("latitude", 26));
    assert!(doubt.reason.contains("only 0 % of its values are latitudes"), "{}", doubt.reason);
}

#[test]
fn coordinates_typed_by_hand_are_believed_where_the_name_says_so() {
    let mapping = guessed("titre|lat|lon|note\nA|44.5|3.5|44.5\nB|44|3|46.1\nC|44.25|3.6|47.2");
    assert_eq!(columns(&mapping), [("nom", "titre", 95), ("latitude", "lat", 95), ("longitude", "lon", 95)]);
    assert!(mapping.unused.iter().any(|unused| unused.column == "note"));
}

#[test]
fn columns_without_a_telling_name_are_told_by_their_values() {
    let mapping = guessed(
        "A|B|C|D
         44.5175|3.4999|0466651234|Mo-Fr 09:00-12:00
         44.3246|3.5960|0466652345|Sa 09:00-12:00
         44.5533|3.2918|0466653456|Mo 10:00-11:00",
    );
    assert_eq!(
        columns(&mapping),
        [("latitude", "A", 65), ("longitude", "B", 65), ("telephone", "C", 75), ("horaires", "D", 70)]
    );
}

#[test]
fn of_two_columns_for_a_field_the_surer_is_taken_and_the_other_told() {
    let mapping = guessed("ville|localite|nom\nMende|Mende|a\nFlorac|Florac|b");
    assert_eq!(mapping.columns[&Field::Commune].column, "ville");
    assert_eq!(mapping.unused[0].column, "localite");
}

#[test]
fn a_mapping_is_corrected_written_and_read_again() {
    let mut mapping = guessed("c_nom|titre|y\nA|B|1\nC|D|2");
    mapping.correct("nom=titre").unwrap();
    mapping.correct("latitude = y").unwrap();
    mapping.correct("source==Hub-LO \"2021\"").unwrap();
    mapping.separator = Some(",".to_owned());
    assert_eq!(mapping.columns[&Field::Name].column, "titre");
    let read = Mapping::from_toml(&mapping.to_toml()).unwrap();
    let names =
        |mapping: &Mapping| mapping.columns.iter().map(|(f, a)| (*f, a.column.clone())).collect::<Vec<_>>();
    assert_eq!(names(&read), names(&mapping));
    assert_eq!((read.constants, read.separator), (mapping.constants.clone(), mapping.separator.clone()));
    for wrong in ["nom", "name=x", "nom="] {
        assert!(mapping.clone().correct(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_no_mapping_is_refused_with_what_is_wrong() {
    for (text, expected) in [
        ("[colonnes]\nnom = \"a\"", "colonnes"),
        ("[columns]\nprenom = \"a\"", "“prenom” is no field"),
        ("separator = \"\"", "separator"),
        ("nom", "[columns]"),
    ] {
        let said = Mapping::from_toml(text).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_column_that_is_not_there_is_named() {
    let mapping = Mapping::from_toml("[columns]\nnom = \"titre\"").unwrap();
    let said = mapping.resolve(&header(&["a", "b"])).unwrap_err().to_string();
    assert!(said.contains("no column “titre” for nom among a, b"), "{said}");
}

proptest! {
    #[test]
    fn any_columns_and_values_give_a_mapping_that_can_be_written_and_read(
        names in proptest::collection::vec("[a-zé _=\"\\\\\n#]{0,12}|lat|nom|cp", 1..6),
        values in proptest::collection::vec("\\PC{0,12}", 0..6),
    ) {
        let mut guesser = Guesser::default();
        guesser.begin(&header(&names.iter().map(String::as_str).collect::<Vec<_>>())).unwrap();
        let cells: Vec<_> = names.iter().zip(values.iter().cycle().map(String::as_str).chain(std::iter::repeat("")))
            .map(|(_, value)| Cell::Text(value.into())).collect();
        guesser.row(Row { number: 2, cells: &cells, shape: Shape::None, oddity: None }).unwrap();
        let mapping = guesser.guess();
        let read = Mapping::from_toml(&mapping.to_toml()).unwrap();
        prop_assert_eq!(
            read.columns.values().map(|a| a.column.clone()).collect::<Vec<_>>(),
            mapping.columns.values().map(|a| a.column.clone()).collect::<Vec<_>>()
        );
    }
}
