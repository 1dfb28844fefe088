//! What real files do to an import: line ends, thousands, parts given twice, wrong coordinates, layers, headers.

use crate::{collection, commune, file, import, manifest, refused, text};

/// Two communes side by side, and one 60 km away.
fn communes(place: &std::path::Path) -> String {
    let all = [("48001", "Une", 0), ("48002", "Deux", 1), ("48003", "Loin", 9)];
    file(place, "c.geojson", &collection(&all.map(|(code, name, column)| commune(code, name, column, ""))))
}

#[test]
fn the_same_venues_are_kept_whatever_ends_their_lines() {
    let rows = [
        "id,nom,code_insee,latitude,longitude",
        "a1,Un,48001,44.05,3.05",
        "a2,\"Deux, ou \"\"2\"\"\",48002,44.05,3.15",
        "a3,Paris,75056,48.86,2.34",
        "a4, Quatre,48010,44.05,3.05",
    ];
    let mergers = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n32,2016-01-01,COM,48010,COM,48001\n";
    let kept = "id,nom,code_insee,latitude,longitude\na1,Un,48001,44.05,3.05\na2,\"Deux, ou \"\"2\"\"\",48002,44.05,3.15\na4, Quatre,48001,44.05,3.05\n";
    for (what, content) in [
        ("LF", rows.join("\n")),
        ("CR LF", rows.join("\r\n")),
        ("CR", rows.join("\r")),
        ("blank lines", rows.join("\n\n\n")),
        ("a blank line first", format!("\r\n{}\r\n", rows.join("\r\n"))),
        ("byte order mark", format!("\u{feff}{}", rows.join("\r\n"))),
    ] {
        let place = tempfile::tempdir().unwrap();
        let boundaries = communes(place.path());
        let mergers = file(place.path(), "m.csv", mergers);
        let venues = file(place.path(), "lieux.csv", &content);
        let given = ["--boundaries", &boundaries, "--mergers", &mergers, "--venues", &venues];
        import(place.path(), &[&["--base", "none", "--territory", "48001"], &given[..]].concat());
        let out = place.path().join("out");
        assert_eq!(text(&out, "venues/lieux.csv"), kept, "{what}");
        assert_eq!(manifest(&out)["totals"]["venues"], 3, "{what}");
    }
}

/// A square of the same size as [`commune`]'s, moved by a part of it.
fn square(code: &str, west: f64, people: u32) -> String {
    let east = west + 0.1;
    format!(
        r#"{{"type":"Feature","properties":{{"INSEE_COM":"{code}","NOM":"{code}","POPULATION":{people}}},"geometry":{{"type":"Polygon","coordinates":[[[{west},44.0],[{east},44.0],[{east},44.1],[{west},44.1],[{west},44.0]]]}}}}"#
    )
}

fn population(place: &std::path::Path) -> u64 {
    manifest(&place.join("out"))["totals"]["population"].as_u64().unwrap()
}

#[test]
fn a_boundary_given_twice_counts_its_people_once_and_parts_apart_are_added_up() {
    for (what, second, people, used, set_aside) in [
        ("the same shape", 3.0, 100, 1, 1),
        ("a shape that overlaps it", 3.05, 100, 1, 1),
        ("a part beside it", 3.1, 140, 2, 0),
        ("a part apart", 3.3, 140, 2, 0),
    ] {
        let place = tempfile::tempdir().unwrap();
        let both = collection(&[square("48001", 3.0, 100), square("48001", second, 40)]);
        let boundaries = file(place.path(), "c.geojson", &both);
        import(place.path(), &["--base", "none", "--boundaries", &boundaries]);
        assert_eq!(population(place.path()), people, "{what}");
        let rows = &manifest(&place.path().join("out"))["inputs"][0]["rows"];
        assert_eq!((&rows["used"], &rows["set_aside"]), (&used.into(), &set_aside.into()), "{what}");
        let findings = text(&place.path().join("out"), "findings.csv");
        let said = if set_aside == 1 { "row 1 is 48001 too" } else { "rows 1, 2 are parts of 48001" };
        assert!(findings.contains(said), "{what}: {findings}");
    }
}

#[test]
fn commas_between_thousands_are_no_decimals_where_people_are_counted() {
    let place = tempfile::tempdir().unwrap();
    let boundaries = communes(place.path());
    let table = file(place.path(), "p.csv", "code,pop\n48001,\"12,464\"\n48002,\"1,012,000\"\n48003,7\n");
    import(place.path(), &["--base", "none", "--boundaries", &boundaries, "--population", &table]);
    assert_eq!(population(place.path()), 12_464 + 1_012_000 + 7);
    let findings = text(&place.path().join("out"), "findings.csv");
    assert!(findings.contains("1 figures such as “12,464” are read as whole numbers"), "{findings}");
    std::fs::remove_dir_all(place.path().join("out")).unwrap();
    // Decimal commas elsewhere in the column tell that these are some too.
    let table = file(place.path(), "p.csv", "code;pop\n48001;12,464\n48002;3,5\n48003;7\n");
    import(place.path(), &["--base", "none", "--boundaries", &boundaries, "--population", &table]);
    assert_eq!(population(place.path()), 12 + 4 + 7);
}

#[test]
fn people_that_are_far_from_what_they_were_are_said() {
    let place = tempfile::tempdir().unwrap();
    let wrong = file(place.path(), "p.csv", "code,pop\n48095,12\n");
    let said = import(place.path(), &["--territory", "48095", "--buffer-km", "0", "--population", &wrong]);
    assert!(said.contains("count 12 people in all, where they had"), "{said}");
    std::fs::remove_dir_all(place.path().join("out")).unwrap();
    let right = file(place.path(), "p.csv", "code,pop\n48095,12500\n");
    let said = import(place.path(), &["--territory", "48095", "--buffer-km", "0", "--population", &right]);
    assert!(!said.contains("people in all"), "{said}");
}

#[test]
fn a_table_of_one_departement_says_nothing_of_each_commune_of_the_others() {
    let place = tempfile::tempdir().unwrap();
    let table = file(place.path(), "p.csv", "Code INSEE,Population\n48095,12500\n");
    import(place.path(), &["--territory", "region:76", "--buffer-km", "5", "--population", &table]);
    let findings = text(&place.path().join("out"), "findings.csv");
    let of_commune = findings.lines().filter(|line| line.contains("has no row; it keeps its")).count();
    assert!((100..160).contains(&of_commune), "the communes of Lozère: {of_commune}");
    assert_eq!(findings.lines().filter(|line| line.contains("have no row; each keeps")).count(), 1);
    assert_eq!(findings.lines().filter(|line| line.contains("p.csv,")).count(), of_commune + 1, "{findings}");
}

#[test]
fn headers_of_codes_are_known_however_their_words_are_parted() {
    for header in ["Code INSEE", "CODE COMMUNE", "Code INSEE commune", "Code_Insée", "code-insee"] {
        let place = tempfile::tempdir().unwrap();
        let boundaries = communes(place.path());
        let table = file(place.path(), "p.csv", &format!("{header};Pop. municipale\n48001;30\n"));
        let given = ["--boundaries", &boundaries, "--population", &table, "--column", "pop municipale"];
        import(place.path(), &[&["--base", "none"], &given[..]].concat());
        assert_eq!(population(place.path()), 30, "{header}");
    }
}

#[test]
fn boundaries_that_lie_elsewhere_are_refused_and_one_alone_is_said() {
    let place = tempfile::tempdir().unwrap();
    let right = collection(&[square("48001", 3.0, 1), square("48002", 3.1, 1)]);
    let swapped = swap(&right);
    let boundaries = file(place.path(), "c.geojson", &swapped);
    let said = refused(place.path(), &["--base", "none", "--boundaries", &boundaries]);
    assert!(said.contains("2 of 2 boundaries lie far") && said.contains("are swapped"), "{said}");
    assert!(said.contains("c.geojson"), "{said}");
    // The base data knows where 48001 is: not at 3.0°, 44.0°.
    let boundaries = file(place.path(), "c.geojson", &right);
    let said = refused(place.path(), &["--territory", "48", "--boundaries", &boundaries]);
    assert!(
        said.contains("lie far from where their communes are (48001 would be at 3.0500, 44.0500)"),
        "{said}"
    );
    let one = collection(&[square("48001", 3.0, 1), square("48002", 3.1, 1), square("01001", 99.0, 1)]);
    let boundaries = file(place.path(), "c.geojson", &one);
    let said = import(place.path(), &["--base", "none", "--boundaries", &boundaries]);
    assert!(said.contains("the boundary of 01001 (01001) lies far"), "{said}");
}

/// The same shapes with the two coordinates of every position exchanged.
fn swap(geojson: &str) -> String {
    let mut document: serde_json::Value = serde_json::from_str(geojson).unwrap();
    for feature in document["features"].as_array_mut().unwrap() {
        for ring in feature["geometry"]["coordinates"].as_array_mut().unwrap() {
            for position in ring.as_array_mut().unwrap() {
                position.as_array_mut().unwrap().swap(0, 1);
            }
        }
    }
    document.to_string()
}

#[test]
fn the_option_of_the_coordinate_system_is_held_against_what_the_file_says() {
    let place = tempfile::tempdir().unwrap();
    let shp = place.path().join("c.shp");
    let shp = shp.to_str().unwrap();
    crate::common::maillage_ok(&["coverage", "--territory", "48", "--format", "shp", "-o", shp]);
    let given = ["--territory", "48", "--boundaries", shp];
    let said = refused(place.path(), &[&given[..], &["--crs", "4326"]].concat());
    assert!(said.contains("c.shp: none of its 152 shapes can be used"), "{said}");
    import(place.path(), &given);
    let said = text(&place.path().join("out"), "findings.csv");
    assert!(!said.contains("as asked"), "{said}");
    std::fs::remove_dir_all(place.path().join("out")).unwrap();
    // A .prj that is wrong is what the option is for.
    let prj = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]]]";
    std::fs::write(place.path().join("c.prj"), prj).unwrap();
    import(place.path(), &[&given[..], &["--crs", "2154"]].concat());
    let said = text(&place.path().join("out"), "findings.csv");
    assert!(said.contains("read in Lambert-93 (EPSG:2154) as asked, where the file says"), "{said}");
}

#[test]
fn names_of_indicators_are_compared_without_capitals() {
    let place = tempfile::tempdir().unwrap();
    let boundaries = communes(place.path());
    let table = file(place.path(), "i.csv", "code,Population,Points,People covered,ok\n48001,1,2,3,4\n");
    let given = ["--base", "none", "--boundaries", &boundaries, "--indicators", &table];
    import(place.path(), &given);
    let names = manifest(&place.path().join("out"))["indicators"].clone();
    let names: Vec<&str> = names.as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Population (i)", "Points (i)", "People covered (i)", "ok"]);
    std::fs::remove_dir_all(place.path().join("out")).unwrap();
    file(place.path(), "i.csv", "code,indice,Indice\n48001,1,2\n");
    let said = refused(place.path(), &given);
    assert!(said.contains("two indicators are named “Indice”, capitals apart"), "{said}");
}

/// A GeoPackage whose first layer has no codes of communes.
fn two_layers(place: &std::path::Path) -> String {
    let path = place.join("ae.gpkg");
    let name = path.to_str().unwrap();
    crate::common::maillage_ok(&["coverage", "--territory", "48", "--format", "gpkg", "-o", name]);
    let database = rusqlite::Connection::open(&path).unwrap();
    let layer: String =
        database.query_row("SELECT table_name FROM gpkg_contents", [], |row| row.get(0)).unwrap();
    // First in both lists, whichever is walked.
    database
        .execute_batch(&format!(
            "CREATE TABLE arrondissement (fid INTEGER PRIMARY KEY, geom BLOB, insee_arr TEXT);
             CREATE TABLE copie AS SELECT * FROM \"{layer}\";
             DROP TABLE \"{layer}\";
             ALTER TABLE copie RENAME TO commune;
             CREATE TEMP TABLE was AS SELECT * FROM gpkg_contents;
             DELETE FROM gpkg_geometry_columns WHERE 0;
             PRAGMA foreign_keys = OFF;
             DELETE FROM gpkg_contents;
             INSERT INTO gpkg_contents SELECT * FROM was;
             UPDATE gpkg_contents SET table_name = 'arrondissement', identifier = 'a';
             UPDATE was SET table_name = 'commune', identifier = 'c';
             INSERT INTO gpkg_contents SELECT * FROM was;
             UPDATE gpkg_geometry_columns SET table_name = 'commune';"
        ))
        .unwrap();
    name.to_owned()
}

#[test]
fn the_layer_that_has_the_codes_is_read_and_the_others_are_named() {
    let place = tempfile::tempdir().unwrap();
    let name = two_layers(place.path());
    import(place.path(), &["--territory", "48", "--boundaries", &name]);
    let out = place.path().join("out");
    assert_eq!(manifest(&out)["inputs"][0]["rows"]["used"], 152);
    let findings = text(&out, "findings.csv");
    assert!(
        findings.contains("layer “commune” is read, and the file has others: arrondissement"),
        "{findings}"
    );
    std::fs::remove_dir_all(&out).unwrap();
    let database = rusqlite::Connection::open(&name).unwrap();
    database.execute_batch("ALTER TABLE commune RENAME COLUMN code_insee TO autre").unwrap();
    drop(database);
    let said = refused(place.path(), &["--territory", "48", "--boundaries", &name]);
    assert!(said.contains("the file has others: ") && said.contains("--layer"), "{said}");
}

#[test]
fn a_geopackage_that_is_open_elsewhere_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let name = two_layers(place.path());
    let given = ["--territory", "48", "--boundaries", &name];
    let database = rusqlite::Connection::open(&name).unwrap();
    let mode: String = database.query_row("PRAGMA journal_mode = wal", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    database.execute_batch("INSERT INTO arrondissement (insee_arr) VALUES ('481')").unwrap();
    let length = |part: &str| std::fs::metadata(place.path().join(part)).map_or(0, |file| file.len());
    assert!(length("ae.gpkg-wal") > 0, "the row is not written back yet");
    let said = refused(place.path(), &given);
    assert!(said.contains("ae.gpkg-wal") && said.contains("close it in QGIS"), "{said}");
    let packed = place.path().join("ae.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&packed).unwrap());
    for part in ["ae.gpkg", "ae.gpkg-wal"] {
        zip.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &std::fs::read(place.path().join(part)).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    let said = refused(place.path(), &["--territory", "48", "--boundaries", packed.to_str().unwrap()]);
    assert!(said.contains("“ae.gpkg-wal”") && said.contains("pack it again"), "{said}");
    drop(database);
    import(place.path(), &given);
    std::fs::remove_dir_all(place.path().join("out")).unwrap();
    // A rollback journal that holds something, and one that is done with.
    let journal = format!("{name}-journal");
    std::fs::write(&journal, [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 1]).unwrap();
    assert!(refused(place.path(), &given).contains("ae.gpkg-journal"));
    std::fs::write(&journal, [0; 512]).unwrap();
    import(place.path(), &given);
}

#[test]
fn columns_x_and_y_of_lambert_93_are_where_venues_are() {
    let place = tempfile::tempdir().unwrap();
    let venues = file(
        place.path(),
        "l93.csv",
        "id;nom;X;Y;code_insee\na1;Médiathèque;739600.1;6379900.5;48095\na2;Autre;740100.0;6380200.0;48095\n",
    );
    import(place.path(), &["--territory", "48095", "--buffer-km", "5", "--venues", &venues]);
    let findings = text(&place.path().join("out"), "findings.csv");
    assert_eq!(
        findings.lines().filter(|line| line.contains("metres in Lambert-93")).count(),
        2,
        "{findings}"
    );
    assert!(!findings.contains("chef-lieu"), "{findings}");
    let written = text(&place.path().join("out"), "venues/l93.csv");
    assert!(written.contains(",44.51") && !written.contains("6379900.5,739600.1"), "{written}");
}

#[test]
fn a_title_above_the_header_is_told_and_pipes_are_delimiters() {
    let place = tempfile::tempdir().unwrap();
    let boundaries = communes(place.path());
    let given =
        |venues: &str| ["--base", "none", "--boundaries", &boundaries, "--venues", venues].map(str::to_owned);
    let titled = "Liste des lieux;;;\n;;;\nid;nom;latitude;longitude\na1;A;44.05;3.05\n";
    let titled = given(&file(place.path(), "titre.csv", titled));
    let said = refused(place.path(), &titled.each_ref().map(String::as_str));
    assert!(said.contains("looks like a title: delete the lines above"), "{said}");
    let piped = given(&file(place.path(), "v.csv", "id|nom|latitude|longitude\na1|A|44.05|3.05\n"));
    import(place.path(), &piped.each_ref().map(String::as_str));
    assert_eq!(manifest(&place.path().join("out"))["totals"]["venues"], 1);
}
