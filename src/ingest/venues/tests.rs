//! What a planner's file gives, and what a hostile one does not do.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::model::{FindingKind, Itinerance, Severity, VenueKind};

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn read(bytes: impl AsRef<[u8]>) -> VenueFile {
    let (_folder, path) = written("lieux.csv", bytes.as_ref());
    let file = read_venues(&path).unwrap();
    let set_aside = file.findings.iter().filter(|f| f.severity == Severity::SetAside).count();
    assert_eq!(file.records.len() + set_aside, usize::try_from(file.rows).unwrap());
    file
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    let (_folder, path) = written("lieux.csv", bytes.as_ref());
    read_venues(&path).unwrap_err().to_string()
}

#[test]
fn the_national_schema_is_read() {
    let file = read(
        "\u{feff}\"id\",pivot,nom,commune,code_postal,code_insee,adresse,latitude,longitude,typologie,horaires,\
         itinerance,date_maj,services,dispositif_programmes_nationaux,inconnue\n\
         s1,43493312300029,\"Anonymal, le lieu\",Reims,51100,51454,12 bis rue,49.25,4.03,TIERS_LIEUX|ASSO,\
         \"Mo-Fr 09:00-12:00; Sa off\",Fixe,2024-04-02,Aide|Accès;Autre,France Services,x\n",
    );
    assert_eq!(file.findings, []);
    let venue = &file.records[0];
    assert_eq!((venue.id.as_str(), venue.line), ("s1", 2));
    assert_eq!(venue.name, "Anonymal, le lieu");
    assert_eq!(venue.commune_code.as_deref(), Some("51454"));
    assert_eq!(venue.position, Some(geo_types::coord! { x: 4.03, y: 49.25 }));
    assert_eq!(venue.services, ["Aide", "Accès", "Autre"]);
    assert!(venue.kinds.contains(&VenueKind::FranceServices) && venue.kinds.contains(&VenueKind::ThirdPlace));
    assert_eq!(venue.itinerance, Itinerance::Fixed);
    assert_eq!(venue.hours.as_deref(), Some("Mo-Fr 09:00-12:00; Sa off"));
}

#[test]
fn semicolons_tabs_and_decimal_commas_are_taken() {
    for delimiter in [";", "\t"] {
        let text =
            "id,nom,code_insee,latitude,longitude\na,Florac,48061,44#32,3.59\n".replace(',', delimiter);
        let file = read(text.replace('#', ","));
        assert_eq!(file.records[0].position, Some(geo_types::coord! { x: 3.59, y: 44.32 }));
        assert_eq!(file.findings.len(), 1);
        assert_eq!(file.findings[0].severity, Severity::Fixed);
        assert_eq!((file.findings[0].field.as_str(), file.findings[0].value.as_str()), ("latitude", "44,32"));
    }
}

#[test]
fn a_france_services_feature_of_2021_is_read() {
    let (_folder, path) = written(
        "without-extension",
        r#" {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": [
          {"type": "Feature", "properties": {"MATRICULE": 71, "lib_france_services": "Réquista", "insee_com": "12197",
           "lib_com": "REQUISTA", "h_lundi": "10:00 - 13:00", "h_mardi": "-", "h_samedi": "9:00 - 12:00", "ITINERANCE": "Oui",
           "FORMAT_FS": "Antenne", "categorie": "Antenne itinerante"}, "geometry": {"type": "Point", "coordinates": [2.53, 44.03]}},
          {"type": "Feature", "properties": null, "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}},
          {"type": "Point", "coordinates": [1, 2]}
        ]}"#
            .as_bytes(),
    );
    let file = read_venues(&path).unwrap();
    assert_eq!((file.rows, file.records.len()), (3, 2));
    let venue = &file.records[0];
    assert_eq!(venue.id, "fs-71");
    assert_eq!(venue.hours.as_deref(), Some("lundi 10:00 - 13:00 ; samedi 9:00 - 12:00"));
    assert_eq!(venue.itinerance, Itinerance::Itinerant);
    assert_eq!(file.records[1].position, None);
    let said: Vec<_> = file.findings.iter().map(|f| (f.line, f.kind)).collect();
    assert_eq!(
        said,
        [
            (2, FindingKind::MissingField),
            (2, FindingKind::MissingField),
            (2, FindingKind::InvalidCoordinates),
            (3, FindingKind::UnreadableRow)
        ]
    );
}

#[test]
fn missing_identifiers_are_made_from_what_the_row_says() {
    let file = read("id,nom,code_insee\nx,A,48061\n,B,48061\n");
    let made = file.records[1].id.clone();
    assert!(made.starts_with("lieux-") && made.len() == "lieux-".len() + 12, "{made}");
    assert_eq!(file.findings[0].kind, FindingKind::MissingField);
    let file = read("nom,code_insee\nB,48061\nA,48061\n");
    assert_eq!(file.records[0].id, made, "wherever the row stands");
    assert_ne!(file.records[1].id, made);
    assert_eq!(file.findings.len(), 1, "said once for the file: {:?}", file.findings);
}

#[test]
fn rows_of_the_wrong_length_are_reported_and_counted() {
    let file = read("id,nom,code_insee\na,A,48061,,\nb,B\nc,Rue, du Bac,48061\n,,\n");
    let said: Vec<_> = file.findings.iter().map(|f| (f.line, f.kind, f.severity)).collect();
    assert_eq!(
        said,
        [
            (3, FindingKind::InvalidValue, Severity::Warning),
            (4, FindingKind::UnreadableRow, Severity::SetAside),
            (5, FindingKind::MissingField, Severity::SetAside),
        ]
    );
}

#[test]
fn a_coordinate_that_is_no_number_is_said_and_not_used() {
    for (latitude, longitude) in [("NaN", "3"), ("inf", "3"), ("44°", "3"), ("44", ""), ("44", "1,2,3")] {
        let file = read(format!("id,nom,latitude,longitude\na,A,\"{latitude}\",\"{longitude}\"\n"));
        assert_eq!(file.records[0].position, None);
        assert!(file.findings.iter().any(|f| f.kind == FindingKind::InvalidCoordinates), "{latitude}");
    }
}

#[test]
fn files_that_hold_no_venues_are_refused_with_a_remedy() {
    for (bytes, expected) in [
        (&b""[..], "empty"),
        (b" \n\n ", "no column"),
        (b"id,nom,latitude,longitude\na,\0,1,2\n", "NUL"),
        (b"prenom,ville\nA,B\n", "no column “nom”"),
        (b"id,nom\nA,B\n", "latitude, longitude or code_insee"),
        (b"[{\"id\": 1}]", "no column \u{201c}nom\u{201d}"),
        (b"{\"type\": \"Topology\"}", "not a FeatureCollection"),
        (b"{\"type\": \"FeatureCollection\"", "EOF"),
    ] {
        let said = refusal(bytes);
        assert!(said.contains(expected) && said.contains("lieux.csv"), "{said}");
    }
    assert!(read_venues(&std::env::temp_dir()).unwrap_err().to_string().contains("directory"));
}

#[test]
fn deep_nesting_is_refused() {
    let deep = "[".repeat(100_000);
    let said = refusal(format!("{{\"type\": \"FeatureCollection\", \"features\": [{{\"a\": {deep}"));
    assert!(said.contains("GeoJSON"), "{said}");
}

#[test]
fn a_line_or_a_quote_without_end_is_refused_or_set_aside() {
    let long = "a".repeat(9 << 20);
    assert!(refusal(&long).contains("line 1 is longer than"));
    let file = read(format!("id,nom,code_insee\na,A,48061\nb,\"{}", "x\n".repeat(1 << 20)));
    assert_eq!((file.rows, file.records.len(), file.findings[0].kind), (2, 1, FindingKind::UnreadableRow));
}

#[test]
fn a_row_of_a_megabyte_is_still_read() {
    let file = read(format!("id,nom,code_insee,services\na,A,48061,{}\n", "x".repeat((1 << 20) - 20)));
    assert_eq!(file.records.len(), 1);
}

#[test]
fn the_digest_is_that_of_the_whole_file() {
    // printf 'nom,code_insee\n' | sha256sum
    let file = read("nom,code_insee\n");
    assert_eq!(file.sha256, "e1c42e11b77f2bdbafdd481d66456ce85a88147eed7f4d52cc769bb6d03c7be2");
}

proptest! {
    #[test]
    fn any_text_gives_records_or_findings_for_every_row_or_one_clear_error(
        body in "([a-z0-9,;\"\n\r\t .é-]|48061|44[.]3|,){0,200}",
    ) {
        let (_folder, path) = written("t.csv", format!("id,nom,code_insee,latitude,longitude\n{body}").as_bytes());
        if let Ok(file) = read_venues(&path) {
            let set_aside = file.findings.iter().filter(|f| f.severity == Severity::SetAside).count();
            prop_assert_eq!(file.records.len() + set_aside, usize::try_from(file.rows).unwrap());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (_folder, path) = written("t.csv", &bytes);
        let _ = read_venues(&path);
    }
}

#[test]
fn a_quotation_mark_that_swallows_lines_is_told_with_the_lines() {
    let file = read("id,nom,code_insee\n1,\"abc,48095\n2,b,48061\n3,\"c,48080\n4,d,48095\n");
    let told: Vec<_> = file.findings.iter().map(|f| (f.line, f.kind, f.action.as_str())).collect();
    assert!(
        told.iter().any(|(line, kind, why)| *line == 2
            && *kind == FindingKind::UnreadableRow
            && why.contains("lines 2 to 4 are one row")),
        "{told:?}"
    );
    assert_eq!(file.records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["4"]);
}

#[test]
fn other_encodings_are_read_and_said() {
    let file = read(b"id,nom,code_insee\na,A,48061\nb,\xe9cole,48061\n");
    assert_eq!(file.records[1].name, "\u{e9}cole");
    assert_eq!((file.findings.len(), file.findings[0].kind), (1, FindingKind::GarbledText));
}

#[test]
fn each_accident_of_a_cell_is_a_finding_of_its_kind_with_the_value_that_was_taken() {
    let file = read(
        "id,pivot,nom,commune,code_postal,code_insee,latitude,longitude\n\
         a,00000000000000,Le \u{ff02}B\u{ff02},ST CHELY CEDEX,1290,1033.0,\"44,5\",3.5\n",
    );
    let said: Vec<_> =
        file.findings.iter().map(|f| (f.kind, f.suggestion.as_deref().unwrap_or("-"))).collect();
    assert_eq!(
        said,
        [
            (FindingKind::UnknownPivot, "-"),
            (FindingKind::GarbledText, "Le \"B\""),
            (FindingKind::AbbreviatedName, "Saint CHELY"),
            (FindingKind::MiswrittenPostcode, "01290"),
            (FindingKind::MiswrittenCode, "01033"),
            (FindingKind::DecimalComma, "44.5"),
        ]
    );
    assert!(file.findings.iter().all(|f| f.id == "a" && !f.french.is_empty() && !f.action.is_empty()));
    let record = &file.records[0];
    assert_eq!((record.name.as_str(), record.commune_code.as_deref()), ("Le \"B\"", Some("01033")));
    assert_eq!(record.details.pivot, None);
}

#[test]
fn a_list_with_names_of_its_own_is_read_by_a_guessed_mapping() {
    let file = read(
        r#"[{"gid": 1, "c_nom": "LA FABRIQUE 18", "c_postcode": 18000, "c_city": "BOURGES", "c_epn": "True", "c_fablab": "",
             "c_lat_coor1": 47.098976, "c_long_coor1": 2.404761},
            {"gid": 3, "c_nom": "ACTION", "c_postcode": 1290, "c_city": "PONT", "c_epn": "", "c_fablab": "True",
             "c_lat_coor1": 46.2, "c_long_coor1": 4.9312}]"#,
    );
    assert_eq!(file.mapping.origin, MappingOrigin::Guessed);
    let kinds: Vec<Vec<_>> =
        file.records.iter().map(|record| record.kinds.iter().copied().collect()).collect();
    assert_eq!(kinds, [[VenueKind::Epn], [VenueKind::ThirdPlace]]);
    assert_eq!(file.records[1].details.postcode.as_deref(), Some("01290"));
    assert_eq!(file.records[0].position, Some(geo_types::coord! { x: 2.404_761, y: 47.098_976 }));
}

#[test]
fn a_given_mapping_has_constants_flags_and_a_separator() {
    let (_folder, path) = written("x.csv", b"titre;ou;quoi;epn\nA;48061;a, b;oui\n");
    let mapping = Mapping::from_toml(
        "separator = \",\"\n[columns]\nnom = \"titre\"\ncode_insee = \"ou\"\nservices = \"quoi\"\n\
         [flags]\nepn = \"EPN\"\n[constants]\nitinerance = \"Fixe\"\n",
    )
    .unwrap();
    let options = VenueOptions { mapping: Some(mapping), keep_rows: true, ..VenueOptions::default() };
    let file = read_venues_with(&path, &options).unwrap();
    assert_eq!(file.records[0].services, ["a", "b"]);
    assert!(file.records[0].kinds.contains(&VenueKind::Epn));
    assert_eq!(file.kept[0].cells[&Field::Itinerance], "Fixe");
    assert_eq!(file.kept[0].cells[&Field::Typology], "EPN");
}

#[test]
fn rows_are_kept_with_the_columns_that_no_field_takes() {
    let (_folder, path) = written("x.csv", b"id,nom,code_insee,couleur\na,A,48061,bleu\n");
    let options = VenueOptions { keep_rows: true, ..VenueOptions::default() };
    let file = read_venues_with(&path, &options).unwrap();
    assert_eq!(file.extra_names, ["couleur"]);
    assert_eq!(file.kept[0].extras, ["bleu"]);
}
