//! The attributes of a `.dbf`, one row after the other. Only the columns that are asked for are decoded.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::BdTopoError;
use crate::network::origin::Day;

/// The most that a header may take, bytes: 2,046 columns.
const MAX_HEADER: usize = 65_535;

/// How the letters of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8.
    Utf8,
    /// ISO 8859-1, or Windows 1252, which differs where no attribute of a road does.
    Latin1,
    /// Not said: UTF-8 where it can be, else Latin-1.
    Unsaid,
}

impl Encoding {
    /// What the text of a `.cpg` says.
    pub(super) fn from_cpg(text: &str) -> Self {
        let name: String = text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        if matches!(name.as_str(), "utf8" | "65001") {
            Self::Utf8
        } else if ["8859", "1252", "latin1"].iter().any(|known| name.contains(known)) {
            Self::Latin1
        } else {
            Self::Unsaid
        }
    }

    fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        let latin1 = || Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect());
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Latin1 => std::str::from_utf8(bytes)
                .ok()
                .filter(|text| text.is_ascii())
                .map_or_else(latin1, Cow::Borrowed),
            Self::Unsaid => std::str::from_utf8(bytes).map_or_else(|_| latin1(), Cow::Borrowed),
        }
    }
}

/// A column: its name and where it lies in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    start: usize,
    end: usize,
}

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    file: BufReader<File>,
    encoding: Encoding,
    pub(super) columns: Vec<Column>,
    pub(super) n_rows: u64,
    /// When the table was last changed, as it says itself.
    pub(super) day: Option<Day>,
    n_read: u64,
    row: Vec<u8>,
}

impl Table {
    /// Checks the header of a table and its length.
    pub(super) fn open(path: &Path, encoding: Encoding) -> Result<Self, BdTopoError> {
        let io = |source| BdTopoError::Io { path: path.to_owned(), source };
        let not_a_table = || BdTopoError::NotATable { path: path.to_owned() };
        let file = File::open(path).map_err(io)?;
        let n_bytes = file.metadata().map_err(io)?.len();
        let mut file = BufReader::with_capacity(1 << 17, file);
        let mut fixed = [0; 32];
        if n_bytes < 33 {
            return Err(not_a_table());
        }
        file.read_exact(&mut fixed).map_err(io)?;
        let n_rows = u64::from(u32::from_le_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]));
        let header = usize::from(u16::from_le_bytes([fixed[8], fixed[9]]));
        let row = usize::from(u16::from_le_bytes([fixed[10], fixed[11]]));
        // Versions of dBASE and FoxPro; months and days of the last change.
        let version = matches!(fixed[0] & 0x7f, 0x03..=0x05 | 0x0b | 0x30..=0x32);
        if !version || !(33..=MAX_HEADER).contains(&header) || row < 2 || header as u64 > n_bytes {
            return Err(not_a_table());
        }
        let mut descriptors = vec![0; header - 32];
        file.read_exact(&mut descriptors).map_err(io)?;
        let columns = columns(&descriptors, row).ok_or_else(not_a_table)?;
        let stated = header as u64 + n_rows * row as u64;
        if stated > n_bytes {
            return Err(BdTopoError::Truncated { path: path.to_owned(), stated, n_bytes });
        }
        let row = vec![0; row];
        let day = Day::new(1900 + u16::from(fixed[1]), fixed[2], fixed[3]);
        Ok(Self { path: path.to_owned(), file, encoding, columns, n_rows, day, n_read: 0, row })
    }

    /// Reads the next row; `None` at the end, else whether it counts: deleted rows stay in a table.
    pub(super) fn next(&mut self) -> Result<Option<bool>, BdTopoError> {
        if self.n_read == self.n_rows {
            return Ok(None);
        }
        self.n_read += 1;
        let io = |source| BdTopoError::Io { path: self.path.clone(), source };
        self.file.read_exact(&mut self.row).map_err(io)?;
        Ok(Some(self.row[0] != b'*'))
    }

    /// The text of a column in the row that was read last, without the blanks around; empty where there
    /// is no such column.
    pub(super) fn text(&self, column: Option<&Column>) -> Cow<'_, str> {
        let bytes = column.and_then(|c| self.row.get(c.start..c.end)).unwrap_or_default();
        let blank = |b: &u8| b.is_ascii_whitespace() || *b == 0;
        let start = bytes.iter().position(|b| !blank(b)).unwrap_or(bytes.len());
        let end = bytes.iter().rposition(|b| !blank(b)).map_or(start, |last| last + 1);
        self.encoding.decode(&bytes[start..end])
    }

    /// The number in a column; `None` where there is none.
    pub(super) fn number(&self, column: Option<&Column>) -> Option<f64> {
        self.text(column).replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The columns of a header, up to its terminator; `None` when they are wider than a row.
fn columns(descriptors: &[u8], row: usize) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    // The first byte of a row says whether it is deleted.
    let mut start = 1;
    for descriptor in descriptors.chunks_exact(32).take_while(|d| d[0] != 0x0d) {
        let name = &descriptor[..11];
        let name = &name[..name.iter().position(|b| *b == 0).unwrap_or(11)];
        let end = start + usize::from(descriptor[16]);
        columns.push(Column { name: String::from_utf8_lossy(name).trim().to_owned(), start, end });
        start = end;
    }
    (start <= row && !columns.is_empty()).then_some(columns)
}
