//! Values of a feature: a column number (16 bits) and a value by the column's type, repeated.

use super::Column;

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// A whole number; the bytes it takes, and whether it has a sign.
    Integer {
        /// 1, 2, 4 or 8.
        bytes: u8,
        /// Whether it may be negative.
        signed: bool,
    },
    /// True or false.
    Bool,
    /// A number of 32 bits.
    Float,
    /// A number of 64 bits.
    Double,
    /// Text, also JSON and dates.
    Text,
    /// Bytes without meaning here.
    Binary,
}

impl ColumnType {
    /// The type of the format, `None` when unknown.
    pub(super) fn of(kind: flatgeobuf::ColumnType) -> Option<Self> {
        use flatgeobuf::ColumnType as K;
        Some(match kind {
            K::Byte => Self::Integer { bytes: 1, signed: true },
            K::UByte => Self::Integer { bytes: 1, signed: false },
            K::Bool => Self::Bool,
            K::Short => Self::Integer { bytes: 2, signed: true },
            K::UShort => Self::Integer { bytes: 2, signed: false },
            K::Int => Self::Integer { bytes: 4, signed: true },
            K::UInt => Self::Integer { bytes: 4, signed: false },
            K::Long => Self::Integer { bytes: 8, signed: true },
            K::ULong => Self::Integer { bytes: 8, signed: false },
            K::Float => Self::Float,
            K::Double => Self::Double,
            K::String | K::Json | K::DateTime => Self::Text,
            K::Binary => Self::Binary,
            _ => return None,
        })
    }
}

/// A value, borrowed from the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'b> {
    /// A whole number.
    Integer(i128),
    /// True or false.
    Bool(bool),
    /// A number; it may be NaN.
    Number(f64),
    /// Text.
    Text(&'b str),
    /// Bytes.
    Binary(&'b [u8]),
}

/// The values by column. The error says what is wrong, without naming the feature.
pub(super) fn decode<'b>(mut bytes: &'b [u8], columns: &[Column]) -> Result<Vec<Option<Value<'b>>>, String> {
    let mut values = vec![None; columns.len()];
    while !bytes.is_empty() {
        let (number, value) = next(&mut bytes, columns)?;
        values[number] = Some(value);
    }
    Ok(values)
}

/// The value of one column, reading no further.
pub(super) fn find<'b>(
    mut bytes: &'b [u8],
    columns: &[Column],
    wanted: usize,
) -> Result<Option<Value<'b>>, String> {
    while !bytes.is_empty() {
        let (number, value) = next(&mut bytes, columns)?;
        if number == wanted {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// The next value, and the place of its column.
fn next<'b>(bytes: &mut &'b [u8], columns: &[Column]) -> Result<(usize, Value<'b>), String> {
    let number = usize::from(u16::from_le_bytes(array(take(bytes, 2)?)));
    let column =
        columns.get(number).ok_or_else(|| format!("a value for column {number}, of {}", columns.len()))?;
    let value = one(bytes, column.kind).map_err(|what| format!("column {}: {what}", column.name))?;
    Ok((number, value))
}

fn one<'b>(bytes: &mut &'b [u8], kind: ColumnType) -> Result<Value<'b>, String> {
    Ok(match kind {
        ColumnType::Integer { bytes: width, signed } => {
            let word = take(bytes, usize::from(width))?;
            let negative = signed && word.last().is_some_and(|high| high & 0x80 != 0);
            let mut wide = [if negative { 0xff } else { 0 }; 16];
            wide[..word.len()].copy_from_slice(word);
            Value::Integer(i128::from_le_bytes(wide))
        }
        ColumnType::Bool => Value::Bool(take(bytes, 1)?[0] != 0),
        ColumnType::Float => Value::Number(f64::from(f32::from_le_bytes(array(take(bytes, 4)?)))),
        ColumnType::Double => Value::Number(f64::from_le_bytes(array(take(bytes, 8)?))),
        ColumnType::Text => {
            let text = counted(bytes)?;
            Value::Text(std::str::from_utf8(text).map_err(|e| format!("its text is not UTF-8 ({e})"))?)
        }
        ColumnType::Binary => Value::Binary(counted(bytes)?),
    })
}

fn counted<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], String> {
    let length = u32::from_le_bytes(array(take(bytes, 4)?));
    take(bytes, length as usize)
}

fn take<'b>(bytes: &mut &'b [u8], count: usize) -> Result<&'b [u8], String> {
    let (taken, rest) =
        bytes.split_at_checked(count).ok_or_else(|| format!("{count} bytes wanted, {} left", bytes.len()))?;
    *bytes = rest;
    Ok(taken)
}

/// Exactly `N` bytes, which `take` has just counted.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut word = [0; N];
    word.copy_from_slice(bytes);
    word
}
