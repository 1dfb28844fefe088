use super::super::collect::{Keep, read_as};
use super::super::{Format, ReadOptions};
use crate::ingest::IngestError;

fn read(text: impl AsRef<[u8]>) -> Result<Keep, IngestError> {
    read_as("any.txt", text, &ReadOptions::default())
}

#[test]
fn commas_semicolons_and_tabs_are_told_from_the_header() {
    for text in ["a,b\n1,2;3\n", "a;b\n1;2,3\n", "\u{feff}a\tb\n1\t2 3\n"] {
        let keep = read(text).unwrap();
        assert_eq!(keep.columns(), "a|b");
        assert_eq!(keep.header.as_ref().unwrap().format, Format::Csv);
        assert_eq!(keep.rows[0].cells.split('|').count(), 2, "{text}");
        assert_eq!(keep.rows[0].oddity, None);
    }
}

#[test]
fn quoted_cells_are_put_together_and_others_are_as_written() {
    let keep = read("id,nom\r\n1,\"a \"\"b\"\", c\"\r\n2, 5\" x \r\n\r\n\"3\",\"\"\n4,\"\"x\n").unwrap();
    assert_eq!(keep.cells(), ["“1”|“a \"b\", c”", "“2”|“ 5\" x ”", "“3”|-", "“4”|“x”"]);
    assert_eq!(keep.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3, 5, 6]);
}

#[test]
fn rows_that_are_not_as_long_as_the_header_are_given_and_said_to_be() {
    let keep = read("a,b\n1\n1,2,\n1,2,3\n\n,\n5,6").unwrap();
    assert_eq!(keep.cells(), ["“1”|-", "“1”|“2”", "“1”|“2”", "-|-", "“5”|“6”"]);
    let said: Vec<_> = keep.rows.iter().map(|row| row.oddity.as_deref().unwrap_or_default()).collect();
    assert!(said[0].starts_with("1 cells where the header has 2; the missing"), "{said:?}");
    assert_eq!((said[1], said[4]), ("", ""));
    assert!(said[2].starts_with("3 cells where the header has 2: a delimiter"), "{said:?}");
    assert_eq!(said[3], "every cell of the row is empty");
}

#[test]
fn lines_that_run_together_are_said_with_their_numbers() {
    let keep = read("a;b\n1;\"x\r\ny\"\n2;\"z\n3;w\n").unwrap();
    let said: Vec<_> = keep.rows.iter().map(|row| (row.number, row.oddity.as_deref().unwrap())).collect();
    assert!(said[0].0 == 2 && said[0].1.starts_with("lines 2 to 3 are one row"), "{said:?}");
    assert!(said[1].0 == 4 && said[1].1.starts_with("lines 4 to "), "{said:?}");
    assert_eq!(keep.rows[0].cells, "“1”|“x\r\ny”");
}

#[test]
fn rows_over_the_edge_of_a_block_are_those_that_the_csv_crate_reads() {
    // Rows of every length around the size of a block, quoted, not quoted and with accents.
    let mut text = "id;nom;reste\r\n".to_owned();
    for at in 0..60_000 {
        let tail = "é".repeat(at % 17);
        match at % 5 {
            0 => text += &format!("{at};\"a;{tail}\"\"\";x\r\n"),
            1 => text += &format!("{at};x{tail}\"b;y\n"),
            2 => text += &format!("\"{at}\";\"{tail}\nligne\";\n"),
            _ => text += &format!("{at};{tail};z\n"),
        }
    }
    let keep = read(&text).unwrap();
    let mut theirs = csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(text.as_bytes());
    for (row, record) in keep.rows.iter().zip(theirs.records()) {
        let record = record.unwrap();
        let shown = |cell: &str| if cell.is_empty() { "-".to_owned() } else { format!("“{cell}”") };
        assert_eq!(row.cells, record.iter().map(shown).collect::<Vec<_>>().join("|"));
    }
    assert_eq!(keep.rows.len(), 60_000);
    // The last row is written on the last line of the text.
    assert_eq!(keep.rows.last().unwrap().number, text.lines().count() as u64);
}

#[test]
fn the_encoding_is_found_in_all_of_the_file_and_said() {
    let ascii = "a;b\n".to_owned() + &"1;2\n".repeat(200_000);
    let keep = read([ascii.as_bytes(), b"M\xe9diath\xe8que;\x80\n"].concat()).unwrap();
    assert_eq!(keep.header.as_ref().unwrap().encoding.as_deref(), Some("Windows-1252"));
    assert_eq!(keep.rows.last().unwrap().cells, "“Médiathèque”|“€”");

    let utf16: Vec<u8> = "\u{feff}a\tb\r\né\t🚚\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let keep = read(utf16).unwrap();
    assert_eq!((keep.columns().as_str(), keep.cells()), ("a|b", vec!["“é”|“🚚”"]));

    let keep = read("nom,b\nMÃ©diathÃ¨que,Ã‰lan\n").unwrap();
    assert_eq!(keep.cells(), ["“Médiathèque”|“Élan”"]);
    let said = keep.header.unwrap().encoding.unwrap();
    assert_eq!(said, "UTF-8 of which 3 letters were encoded twice (the first on line 2), repaired");
}

#[test]
fn what_is_no_table_names_the_file_and_the_place() {
    let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(said(b"").contains("any.txt: the file is empty"));
    assert!(said(b"\n\r\n").contains("empty"));
    assert!(said(b"a,b\n1\0,2\n").contains("NUL"));
    assert!(said(b"<!DOCTYPE html><p>").contains("web site"));
    let long = ["a,b\n1,2\n1,\"".as_bytes(), &vec![b'x'; 9 << 20]].concat();
    assert!(
        said(&long).contains("the row that begins at line 3 is longer than 8388608 bytes"),
        "{}",
        said(&long)
    );
}
