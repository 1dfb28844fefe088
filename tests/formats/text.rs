//! Tables: what a spreadsheet opens.

use crate::common::maillage_ok;

/// `openpyxl` is not needed to see what a workbook holds: it is an archive of XML.
fn sheet(path: &std::path::Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

#[test]
fn the_table_for_excel_in_french_holds_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("couverture.fr.csv");
    maillage_ok(&["coverage", "--territory", "48", "-o", path.to_str().unwrap()]);
    let french = std::fs::read(&path).unwrap();
    assert!(french.starts_with("\u{feff}code_insee;commune;".as_bytes()));
    assert!(french.ends_with(b"\r\n"));
    let read = |bytes: &[u8], delimiter: u8| -> Vec<csv::StringRecord> {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
        reader.records().map(Result::unwrap).collect()
    };
    let french = read(french.strip_prefix("\u{feff}".as_bytes()).unwrap(), b';');
    let standard = read(&maillage_ok(&["coverage", "--territory", "48"]), b',');
    assert_eq!(french.len(), 152);
    for (french, standard) in french.iter().zip(&standard) {
        for (french, standard) in french.iter().zip(standard) {
            let plain = match french {
                "VRAI" => "true".to_owned(),
                "FAUX" => "false".to_owned(),
                // Words for programs are French ones there.
                "mairie" => "town_hall".to_owned(),
                "point de la surface" => "point_on_surface".to_owned(),
                "non atteint" => "unreachable".to_owned(),
                number if number.replace(',', ".").parse::<f64>().is_ok() => number.replace(',', "."),
                text => text.to_owned(),
            };
            assert_eq!(plain, standard);
        }
    }
}

#[test]
fn a_workbook_has_a_sheet_of_methods_and_sources() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zones.xlsx");
    maillage_ok(&["coverage", "--territory", "48", "--layer", "gaps", "-o", path.to_str().unwrap()]);
    assert!(sheet(&path, "xl/workbook.xml").contains("Méthode et sources"));
    let texts = sheet(&path, "xl/sharedStrings.xml");
    assert!(texts.contains("france/communes.fgb") && texts.contains("threshold_min"), "{texts}");
    // Typed cells: numbers are numbers, and the head stays in view.
    let rows = sheet(&path, "xl/worksheets/sheet1.xml");
    assert!(rows.contains("<c r=\"A2\"><v>1</v>") && rows.contains("state=\"frozen\""), "{rows}");
}
