//! Populations, mergers, indicators, venues.

use crate::common::maillage_ok;
use crate::{collection, commune, file, import, manifest, text};

const MERGERS: &str = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n\
    32,2016-01-01,COM,48010,COM,48011\n\
    32,2019-01-01,COM,48011,COM,48001\n\
    21,2015-01-01,COM,48012,COM,48001\n\
    21,2015-01-01,COM,48012,COM,48002\n";

fn two_communes(place: &std::path::Path) -> String {
    file(place, "c.geojson", &collection(&[commune("48001", "Une", 0, ""), commune("48002", "Deux", 1, "")]))
}

#[test]
fn populations_of_insee_are_read_by_their_two_codes_and_follow_mergers() {
    let place = tempfile::tempdir().unwrap();
    let boundaries = two_communes(place.path());
    let mergers = file(place.path(), "v_mvt_commune_2026.csv", MERGERS);
    let population = file(
        place.path(),
        "donnees_communes.csv",
        "CODREG;REG;CODDEP;CODARR;CODCAN;CODCOM;COM;PMUN;PCAP;PTOT\n\
         76;Occitanie;48;1;01;001;Une;100;1;101\n\
         76;Occitanie;48;1;01;010;Ancienne;7;0;7\n\
         76;Occitanie;48;1;01;012;Partagée;50;0;50\n\
         76;Occitanie;48;1;01;2;Deux;1 234;0;1234\n\
         76;Occitanie;48;1;01;099;Inconnue;3;0;3\n",
    );
    let arguments =
        ["--base", "none", "--boundaries", &boundaries, "--mergers", &mergers, "--population", &population];
    import(place.path(), &arguments);
    let out = place.path().join("out");
    let manifest = manifest(&out);
    assert_eq!(manifest["totals"]["population"], 100 + 7 + 1234);
    let rows = manifest["inputs"].as_array().unwrap().iter().find(|i| i["role"] == "population").unwrap();
    let n = |name: &str| rows["rows"][name].as_u64().unwrap();
    assert_eq!([n("rows"), n("used"), n("fixed"), n("set_aside"), n("elsewhere")], [5, 3, 1, 2, 0]);
    let findings = text(&out, "findings.csv");
    assert!(findings.contains("became 48001 (2016-01-01, 2019-01-01); counted there"), "{findings}");
    assert!(findings.contains("became 48001, 48002: it is not known how to share it out"), "{findings}");
    assert!(findings.contains("48099"), "{findings}");
}

#[test]
fn any_table_with_a_column_of_codes_will_do_and_lost_zeros_are_put_right() {
    let place = tempfile::tempdir().unwrap();
    let population = file(place.path(), "p.csv", "insee;habitants\n1053;41 234\n48095;12000,4\n");
    let said = import(
        place.path(),
        &["--territory", "01053", "--buffer-km", "0", "--population", &population, "--column", "Habitants"],
    );
    let out = place.path().join("out");
    assert!(said.contains("its first zero was lost"), "{said}");
    assert_eq!(manifest(&out)["totals"]["population_inside"], 41_234);
    assert!(text(&out, "findings.csv").contains("rounded to whole inhabitants"));
}

#[test]
fn indicators_are_columns_of_every_format_weights_and_members_of_the_layer() {
    let place = tempfile::tempdir().unwrap();
    let indicators = file(
        place.path(),
        "Fragilité.csv",
        "codgeo;libelle;p75;indice\n48095;Mende;1200,5;-2\n48061;Florac;300;-9999\n48999;?;1;1\n",
    );
    import(
        place.path(),
        &["--territory", "48", "--indicators", &indicators, "--unit", "personnes", "--year", "2021"],
    );
    let out = place.path().join("out");
    let data = out.to_str().unwrap();
    let manifest = manifest(&out);
    let declared = &manifest["indicators"];
    assert_eq!(declared.as_array().unwrap().len(), 2, "the name of the commune is no indicator: {declared}");
    assert_eq!(declared[0]["name"], "p75");
    assert_eq!((&declared[0]["unit"], &declared[0]["year"]), (&"personnes".into(), &"2021".into()));
    assert_eq!(text(&out, "indicators/fragilite.csv"), "code,p75,indice\n48061,300,\n48095,1200.5,-2\n");

    let csv = String::from_utf8(maillage_ok(&["coverage", "--territory", "48", "--data", data])).unwrap();
    assert!(csv.lines().next().unwrap().ends_with(",point_precision,p75,indice"), "{csv}");
    assert!(csv.lines().any(|line| line.starts_with("48095,") && line.ends_with(",1200.5,-2")), "{csv}");
    let geojson = maillage_ok(&["coverage", "--territory", "48", "--data", data, "--format", "geojson"]);
    let geojson: serde_json::Value = serde_json::from_slice(&geojson).unwrap();
    let mende = geojson["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["properties"]["code_insee"] == "48095")
        .unwrap();
    assert_eq!((&mende["properties"]["p75"], &mende["properties"]["indice"]), (&1200.5.into(), &(-2).into()));
    let fgb = maillage_ok(&["coverage", "--territory", "48", "--data", data, "--format", "fgb"]);
    assert!(fgb.windows(3).any(|name| name == b"p75"));

    let stops = ["stops", "--territory", "48", "--data", data, "--count", "1", "--weight-column"];
    let chosen = |column: &str| {
        let mut all = stops.to_vec();
        all.push(column);
        crate::common::maillage(&all)
    };
    let by_age: serde_json::Value = serde_json::from_slice(&chosen("p75").stdout).unwrap();
    assert_eq!(by_age["weight"]["column"], "p75");
    assert_eq!(by_age["weight"]["total"], 1500.5);
    assert!(String::from_utf8_lossy(&chosen("indice").stderr).contains("-2 is not a finite, non-negative"));
    assert!(String::from_utf8_lossy(&chosen("none").stderr).contains("which has p75, indice"));
}

#[test]
fn figures_of_merged_communes_are_added_up_only_when_asked() {
    let place = tempfile::tempdir().unwrap();
    let boundaries = two_communes(place.path());
    let mergers = file(place.path(), "m.csv", MERGERS);
    let table = file(place.path(), "i.csv", "code,n\n48001,5\n48010,2\n48002,1\n");
    let arguments =
        ["--base", "none", "--boundaries", &boundaries, "--mergers", &mergers, "--indicators", &table];
    import(place.path(), &arguments);
    let out = place.path().join("out");
    assert_eq!(text(&out, "indicators/i.csv"), "code,n\n48001,\n48002,1\n");
    std::fs::remove_dir_all(&out).unwrap();
    let mut adds = arguments.to_vec();
    adds.push("--sum");
    import(place.path(), &adds);
    assert_eq!(text(&out, "indicators/i.csv"), "code,n\n48001,7\n48002,1\n");
}

#[test]
fn venues_keep_every_column_and_codes_of_merged_communes_are_renewed() {
    let place = tempfile::tempdir().unwrap();
    let boundaries = two_communes(place.path());
    let mergers = file(place.path(), "m.csv", MERGERS);
    let venues = file(
        place.path(),
        "lieux.csv",
        "id;nom;code_insee;latitude;longitude;téléphone\n\
         a;A;48010;44.05;3.05;01\n\
         b;B;48002;44.05;3.15;02\n\
         c;C;48002;60;60;03\n\
         d;D;;;;04\n",
    );
    let arguments = [
        "--base",
        "none",
        "--boundaries",
        &boundaries,
        "--mergers",
        &mergers,
        "--venues",
        &venues,
        "--territory",
        "48001",
        "--buffer-km",
        "30",
    ];
    import(place.path(), &arguments);
    let out = place.path().join("out");
    assert_eq!(
        text(&out, "venues/lieux.csv").lines().take(3).collect::<Vec<_>>(),
        [
            "id,nom,code_insee,latitude,longitude,téléphone",
            "a,A,48001,44.05,3.05,01",
            "b,B,48002,44.05,3.15,02"
        ]
    );
    let rows = &manifest(&out)["inputs"].as_array().unwrap().last().unwrap()["rows"].clone();
    let n = |name: &str| rows[name].as_u64().unwrap();
    assert_eq!(n("rows"), n("used") + n("set_aside") + n("elsewhere"));
    assert_eq!((n("set_aside"), n("fixed")), (1, 1));
}

#[test]
fn venues_of_any_file_are_written_in_the_columns_of_the_national_schema() {
    let place = tempfile::tempdir().unwrap();
    let boundaries = two_communes(place.path());
    // Columns that have to be guessed, in an array of objects; and a workbook.
    let json = file(
        place.path(),
        "lieux.json",
        "[{\"titre\":\"=A\",\"lat\":\"44,05\",\"long\":\"3,05\",\"couleur\":\"bleu\"},\
         {\"titre\":\"Loin\",\"lat\":\"60\",\"long\":\"60\",\"couleur\":\"\"}]",
    );
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in
        [["nom", "code_insee", "latitude", "longitude"], ["B", "48002", "44.05", "3.15"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    let xlsx = place.path().join("livre.xlsx");
    book.save(&xlsx).unwrap();
    let xlsx = xlsx.to_str().unwrap();
    let arguments = [
        "--base",
        "none",
        "--boundaries",
        &boundaries,
        "--venues",
        &json,
        "--venues",
        xlsx,
        "--territory",
        "48001",
        "--buffer-km",
        "30",
    ];
    import(place.path(), &arguments);
    let out = place.path().join("out");
    for (name, expected) in
        [("lieux", [",'=A,", ",44.05,3.05,", ",bleu"]), ("livre", [",B,", ",48002,", ",44.05,3.15,"])]
    {
        let text = text(&out, &format!("venues/{name}.csv"));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("id,pivot,nom,commune,code_postal,code_insee,"), "{text}");
        assert!(expected.iter().all(|part| lines[1].contains(part)), "{text}");
    }
    let dataset = maillage::dataset::Dataset::open(&out).unwrap();
    // The one far from every commune stays, as everything does.
    assert_eq!(dataset.read_venues(&[]).unwrap().records.len(), 3);
}
