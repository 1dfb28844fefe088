//! What bad files say: always which file, and where or what in it.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::given::{
    AREAS, open_document, put, put_geopackage, put_shapefile, read, said, shapefile, workbook, zip,
};
use crate::memory::largest_request;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

fn says(path: &Path, expected: &[&str]) {
    let said = said(path);
    let name = path.file_name().unwrap().to_string_lossy();
    for expected in expected.iter().copied().chain([name.as_ref()]) {
        assert!(said.contains(expected), "no “{expected}” in: {said}");
    }
}

#[test]
fn what_is_no_layer_is_told_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| put(folder.path(), name, bytes);
    says(&put("communes.gpkg", PNG), &["an image (PNG)", "give a CSV"]);
    says(&put("a.csv", b"\x1f\x8b\x08\0"), &["gzip", "unpack it"]);
    says(&put("b.csv", b"%PDF-1.7"), &["a PDF"]);
    says(&put("c.csv", b"  <html>"), &["web site"]);
    says(&put("d.osm.pbf", b"\0\0\0\x0e\x0a\x09OSMHeader\x18\x7c"), &["an OpenStreetMap extract"]);
    says(&put("e.fgb", b"\0\x01\x02\x03"), &["not what its name says"]);
    says(&put("f.csv", b"a,b\n\0\n"), &["NUL"]);
    says(&put("g.csv", b""), &["empty"]);
    says(&put("h.dbf", &shapefile(&[])[1].1), &["give the .shp"]);
    let missing = folder.path().join("none.csv");
    says(&missing, &["no such file"]);
    says(folder.path(), &["directory"]);
}

#[test]
fn a_shapefile_without_a_part_or_with_one_that_lies_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let path = put_shapefile(folder.path());
    let part = |extension: &str| path.with_extension(extension);
    let good = ["shp", "dbf", "prj"].map(|extension| fs::read(part(extension)).unwrap());
    let restore = || {
        for (extension, bytes) in ["shp", "dbf", "prj"].into_iter().zip(&good) {
            fs::write(part(extension), bytes).unwrap();
        }
    };
    fs::remove_file(part("dbf")).unwrap();
    assert!(said(&path).contains("lieux.dbf is missing: a shapefile is several files"), "{}", said(&path));
    restore();
    fs::remove_file(part("prj")).unwrap();
    assert!(said(&path).contains("lieux.prj is missing: put it beside"), "{}", said(&path));
    restore();
    fs::write(part("prj"), "PROJCS[\"NTF_Lambert_Zone_II\"]").unwrap();
    assert!(said(&path).contains("lieux.prj names no coordinate system"), "{}", said(&path));
    restore();
    // The table says that it has a thousand million rows, then one row less, then one more.
    for (n_rows, expected) in [
        (1_000_000_000_u32, "lieux.dbf is cut short: it says that it has 27000000129 bytes"),
        (1, "has 1 rows and the .shp beside it 2 shapes"),
        (3, "lieux.dbf is cut short"),
    ] {
        let mut bytes = good[1].clone();
        bytes[4..8].copy_from_slice(&n_rows.to_le_bytes());
        fs::write(part("dbf"), bytes).unwrap();
        assert!(said(&path).contains(expected), "{}", said(&path));
    }
    restore();
    let mut bytes = good[0].clone();
    bytes[104..108].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    fs::write(part("shp"), bytes).unwrap();
    assert!(
        said(&path).contains("record 1 of ") && said(&path).contains("longer than what is left"),
        "{}",
        said(&path)
    );
    restore();
    fs::write(part("shp"), &good[0][..good[0].len() - 6]).unwrap();
    assert!(said(&path).contains("lieux.shp is cut short"), "{}", said(&path));
    restore();
    fs::write(part("dbf"), PNG).unwrap();
    assert!(said(&path).contains("lieux.dbf is not a dBASE table"), "{}", said(&path));
}

#[test]
fn a_geopackage_that_is_cut_or_lacks_its_list_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = put_geopackage(folder.path());
    let good = fs::read(&path).unwrap();
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    says(&path, &["cut short: it says that it has", "fetch or export"]);
    fs::write(&path, &good[..40]).unwrap();
    says(&path, &["cut short"]);
    let mut bad = good.clone();
    // The pages after the first are other bytes.
    bad[4096..].fill(0x5a);
    fs::write(&path, bad).unwrap();
    says(&path, &["fetch or export"]);
    let other = folder.path().join("other.gpkg");
    let database = rusqlite::Connection::open(&other).unwrap();
    database.execute_batch("CREATE TABLE a (b)").unwrap();
    drop(database);
    says(&other, &["no list of layers", "gpkg_contents"]);
}

#[test]
fn archives_that_are_made_to_do_harm_are_refused_before_they_are_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let bomb = vec![b'0'; 64 << 20];
    let path = put(folder.path(), "bomb.zip", zip(&[("a.csv", &bomb)]));
    assert!(fs::metadata(&path).unwrap().len() < 1 << 20);
    says(&path, &["“a.csv” says that", "more than 250 times"]);
    let workbook =
        zip(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b""), ("xl/worksheets/sheet1.xml", &bomb)]);
    says(&put(folder.path(), "bomb.xlsx", workbook), &["sheet1.xml", "more than 250 times"]);

    // An entry that says that it is small, in the list and before its bytes.
    let mut lying = zip(&[("a.csv", &bomb)]);
    let true_size = u32::try_from(bomb.len()).unwrap().to_le_bytes();
    let places: Vec<usize> =
        lying.windows(4).enumerate().filter(|(_, window)| *window == true_size).map(|(at, _)| at).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    says(&put(folder.path(), "lying.zip", lying), &["lying.zip", "a.csv", "unpack"]);

    says(&put(folder.path(), "up.zip", zip(&[("../../etc/a.csv", b"a\n1\n")])), &["outside of its folder"]);
    let mut linked = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    linked.add_symlink("a.csv", "/etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
    let linked = linked.finish().unwrap().into_inner();
    says(&put(folder.path(), "link.zip", linked), &["“a.csv” is a link"]);

    let mut many = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..10_001 {
        many.start_file(format!("{number}.csv"), zip::write::SimpleFileOptions::default()).unwrap();
        many.write_all(b"a").unwrap();
    }
    let many = many.finish().unwrap().into_inner();
    says(&put(folder.path(), "many.zip", many), &["10001 entries"]);
    says(&put(folder.path(), "none.zip", zip(&[("a.doc", b"x")])), &["no shapefile and no table"]);
    let inner = zip(&[("a.csv", b"a\n1\n")]);
    says(&put(folder.path(), "nested.zip", zip(&[("a.csv", &inner)])), &["an archive in an archive"]);
    assert!(largest_request() < 512 << 20);
}

#[test]
fn a_sheet_that_says_it_is_as_large_as_can_be_costs_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell>";
    let rows = format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    let ods = open_document(&format!("<table:table table:name=\"a\">{rows}</table:table>"));
    says(&put(folder.path(), "bomb.ods", ods), &["17179869184 cells", "delete what is right of"]);

    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write(0, 0, "code")
        .unwrap()
        .write(1, 0, "01004")
        .unwrap()
        .write(1_048_575, 16_383, "loin")
        .unwrap();
    let path = put(folder.path(), "wide.xlsx", book.save_to_buffer().unwrap());
    let kept = read(&path).unwrap();
    assert_eq!(kept.rows, ["“01004”", "-"]);
    assert_eq!(kept.numbers, [2, 1_048_576]);
}

#[test]
fn whatever_is_cut_anywhere_is_refused_by_name_or_read() {
    let folder = tempfile::tempdir().unwrap();
    let geopackage = fs::read(put_geopackage(folder.path())).unwrap();
    for (name, bytes) in [
        ("a.geojson", AREAS.as_bytes().to_vec()),
        ("b.xlsx", workbook()),
        ("c.zip", zip(&[("a.csv", b"a,b\n1,2\n")])),
        ("d.gpkg", geopackage),
        ("e.xls", include_bytes!("fixtures/lieux.xls").to_vec()),
    ] {
        let path = folder.path().join(name);
        let step = (bytes.len() / 60).max(1);
        for length in (16..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            fs::write(&path, &bytes[..length]).unwrap();
            if let Err(error) = read(&path) {
                assert!(error.to_string().contains(name), "{length}: {error}");
            } else {
                // Text that ends with its last bracket, or what a reader of Excel does not need.
                assert!(
                    length + 16 > bytes.len() || name == "e.xls",
                    "{name} cut at {length} of {}",
                    bytes.len()
                );
            }
        }
    }
}

#[test]
fn an_extract_of_openstreetmap_that_is_cut_in_half_is_named_with_the_place() {
    let shared = std::env::var_os("MAILLAGE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), std::path::PathBuf::from);
    let Some(pbf) = fs::read_dir(shared.join("data/roads")).ok().and_then(|entries| {
        entries.flatten().map(|entry| entry.path()).find(|path| path.to_string_lossy().ends_with(".osm.pbf"))
    }) else {
        println!("no extract in {}: nothing compared", shared.display());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(&pbf).unwrap();
    let path = put(folder.path(), "half.osm.pbf", &bytes[..bytes.len() / 2]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_maillage"))
        .args(["roads", "build", "--output"])
        .arg(folder.path().join("out.roads"))
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("half.osm.pbf") && said.contains("byte"), "{said}");
}
