//! What the targets share: bytes in a file, read as a layer.

use std::cell::RefCell;
use std::path::Path;

use maillage::ingest::IngestError;
use maillage::ingest::layer::{Header, ReadOptions, Row, RowSink, Wanted, read_layer};

/// Wants everything and keeps nothing.
struct Nothing;

impl RowSink for Nothing {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        Ok(Wanted { columns: (0..header.columns.len()).collect(), shapes: true })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        for cell in row.cells {
            let _ = (cell.text(), cell.number());
        }
        Ok(())
    }
}

thread_local! {
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// Gives the bytes as files of one folder, which is the same each time.
#[allow(dead_code)]
pub fn in_folder(files: &[(&str, &[u8])], read: impl FnOnce(&Path)) {
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| tempfile::tempdir().expect("a folder"));
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).expect("a file");
        }
        read(folder.path());
    });
}

/// Reads bytes as a layer.
#[allow(dead_code)]
pub fn layer(bytes: &[u8]) {
    in_folder(&[("input", bytes)], |folder| {
        let _ = read_layer(&folder.join("input"), &ReadOptions::default(), &mut Nothing);
    });
}

/// Reads a `.shp` and a `.dbf` as a layer.
#[allow(dead_code)]
pub fn shapefile(shp: &[u8], dbf: &[u8]) {
    in_folder(&[("input.shp", shp), ("input.dbf", dbf), ("input.prj", b"GEOGCS[\"WGS 84\"]")], |folder| {
        let _ = read_layer(&folder.join("input.shp"), &ReadOptions::default(), &mut Nothing);
    });
}
