//! The attributes of a `.dbf`, one row after the other. Only the columns that are asked for are decoded.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use super::ShapefileError;
use crate::ingest::layer::{Cell, mixed, windows_1252};
use crate::ingest::source::Source;

/// The most that a header may take, bytes: 2,046 columns.
const MAX_HEADER: usize = 65_535;

/// The letters of code page 850 (and 437, which has the same accents) for the bytes 80 to FF.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// How the letters of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// Windows 1252, of which ISO 8859-1 is a part where letters are concerned.
    Windows1252,
    /// Code page 850 of DOS.
    Dos850,
    /// Not said: UTF-8 where it can be, else Windows 1252.
    Unsaid,
}

impl Encoding {
    /// What the text of a `.cpg` says.
    pub(crate) fn from_cpg(text: &str) -> Self {
        let name: String = text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        if matches!(name.as_str(), "utf8" | "65001") {
            Self::Utf8
        } else if ["8859", "1252", "latin1"].iter().any(|known| name.contains(known)) {
            Self::Windows1252
        } else if matches!(name.trim_start_matches(|c: char| c.is_ascii_alphabetic()), "850" | "437") {
            Self::Dos850
        } else {
            Self::Unsaid
        }
    }

    /// What it is called; `None` where it is UTF-8 or was not said.
    pub(crate) fn words(self) -> Option<String> {
        match self {
            Self::Windows1252 => Some("Windows-1252".to_owned()),
            Self::Dos850 => Some("code page 850".to_owned()),
            Self::Utf8 | Self::Unsaid => None,
        }
    }

    fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => mixed(bytes),
            Self::Windows1252 => windows_1252(bytes),
            Self::Dos850 => {
                let upper = |byte: u8| DOS.chars().nth(usize::from(byte) - 0x80).unwrap_or('\u{fffd}');
                let letter = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { upper(*byte) };
                Cow::Owned(bytes.iter().map(letter).collect())
            }
            Self::Unsaid => std::str::from_utf8(bytes).map_or_else(|_| windows_1252(bytes), Cow::Borrowed),
        }
    }
}

/// A column: its name and where it lies in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// The letter of its type.
    kind: u8,
    start: usize,
    end: usize,
}

/// The rows of a table.
#[derive(Debug)]
pub(crate) struct Table {
    source: Source,
    file: BufReader<File>,
    pub(crate) encoding: Encoding,
    pub(crate) columns: Vec<Column>,
    pub(crate) n_rows: u64,
    /// Year, month and day on which the table was last changed, as it says itself.
    pub(crate) changed: (u16, u8, u8),
    n_read: u64,
    row: Vec<u8>,
}

impl Table {
    /// Checks the header of a table and its length.
    ///
    /// `encoding` is what the `.cpg` says; where it says nothing, the table itself may.
    pub(crate) fn open(source: &Source, encoding: Encoding) -> Result<Self, ShapefileError> {
        let path = || source.shown.clone();
        let io = |source| ShapefileError::Io { path: path(), source };
        let not_a_table = || ShapefileError::NotATable { path: path() };
        let file = File::open(&source.real).map_err(io)?;
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
            return Err(ShapefileError::Truncated { path: path(), stated, n_bytes });
        }
        let row = vec![0; row];
        let changed = (1900 + u16::from(fixed[1]), fixed[2], fixed[3]);
        let encoding = match (encoding, fixed[29]) {
            // What tables say of Windows 1252 (03, 57) is the default of writers, also of UTF-8: not heeded.
            (Encoding::Unsaid, 0x01 | 0x02 | 0x0d | 0x0e) => Encoding::Dos850,
            (said, _) => said,
        };
        let source = source.clone();
        Ok(Self { source, file, encoding, columns, n_rows, changed, n_read: 0, row })
    }

    /// What the table is called.
    pub(crate) fn path(&self) -> PathBuf {
        self.source.shown.clone()
    }

    /// Reads the next row; `None` at the end, else whether it counts: deleted rows stay in a table.
    pub(crate) fn next(&mut self) -> Result<Option<bool>, ShapefileError> {
        if self.n_read == self.n_rows {
            return Ok(None);
        }
        self.n_read += 1;
        let io = |source| ShapefileError::Io { path: self.source.shown.clone(), source };
        self.file.read_exact(&mut self.row).map_err(io)?;
        Ok(Some(self.row[0] != b'*'))
    }

    /// The text of a column in the row that was read last, without the blanks around; empty where there
    /// is no such column.
    pub(crate) fn text(&self, column: Option<&Column>) -> Cow<'_, str> {
        let bytes = column.and_then(|c| self.row.get(c.start..c.end)).unwrap_or_default();
        let blank = |b: &u8| b.is_ascii_whitespace() || *b == 0;
        let start = bytes.iter().position(|b| !blank(b)).unwrap_or(bytes.len());
        let end = bytes.iter().rposition(|b| !blank(b)).map_or(start, |last| last + 1);
        self.encoding.decode(&bytes[start..end])
    }

    /// The value in a column by its type: codes are text, as the table says.
    pub(crate) fn cell(&self, column: &Column) -> Cell<'_> {
        if let (b'I' | b'+', Some(Ok(bytes))) =
            (column.kind, self.row.get(column.start..column.end).map(<[u8; 4]>::try_from))
        {
            return Cell::Integer(i64::from(i32::from_le_bytes(bytes)));
        }
        let text = self.text(Some(column));
        if text.is_empty() {
            return Cell::Empty;
        }
        match column.kind {
            b'N' | b'F' => number(&text).unwrap_or(Cell::Text(text)),
            b'L' => match text.as_ref() {
                "T" | "t" | "Y" | "y" => Cell::Bool(true),
                "F" | "f" | "N" | "n" => Cell::Bool(false),
                _ => Cell::Empty,
            },
            b'D' => match text.as_ref() {
                "00000000" => Cell::Empty,
                day if day.len() == 8 && day.is_ascii() => {
                    Cell::Text(Cow::Owned(format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])))
                }
                _ => Cell::Text(text),
            },
            _ => Cell::Text(text),
        }
    }

    /// The number in a column; `None` where there is none.
    pub(crate) fn number(&self, column: Option<&Column>) -> Option<f64> {
        self.text(column).replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// A number of a table; stars stand for one that did not fit.
fn number(text: &str) -> Option<Cell<'static>> {
    if text.bytes().all(|byte| byte == b'*') {
        return Some(Cell::Empty);
    }
    if let Ok(whole) = text.parse() {
        return Some(Cell::Integer(whole));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number keeps: a code.
        return None;
    }
    let number: f64 = text.replacen(',', ".", 1).parse().ok()?;
    number.is_finite().then_some(Cell::Number(number))
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
        columns.push(Column {
            kind: descriptor[11],
            name: String::from_utf8_lossy(name).trim().to_owned(),
            start,
            end,
        });
        start = end;
    }
    (start <= row && !columns.is_empty()).then_some(columns)
}
