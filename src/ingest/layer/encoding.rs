//! How the text of a file is written: told from all of its bytes before any row, so that it can be said first.
//!
//! UTF-8 and UTF-16 with a byte order mark are what they say. Otherwise a file is UTF-8 when its bytes
//! are; else Windows-1252, the custom of French spreadsheets. Two accidents are repaired and said: a few bytes
//! of Windows-1252 among UTF-8 (files put together from several), and UTF-8 that was taken for Windows-1252
//! and encoded again (`MÃ©diathÃ¨que`).

use std::borrow::Cow;

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The characters that Windows-1252 has for the bytes 80 to 9F; five bytes stand for control characters.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How bytes become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// UTF-8 where it can be, Windows-1252 for each byte that cannot.
    Mixed,
    Windows1252,
    Utf16Le,
    Utf16Be,
}

/// What a look at all bytes of a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Survey {
    pub(super) encoding: Encoding,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
    /// Whether letters that were encoded twice are to be repaired.
    pub(super) repair: bool,
    /// The same in words; `None` for plain UTF-8.
    pub(super) words: Option<String>,
}

/// A count with the line on which the first was met.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    count: u64,
    first_line: u64,
}

/// Looks at a file block by block; a block ends after an ASCII byte or at the end of the file.
#[derive(Debug)]
pub(super) struct Surveyor {
    known: Option<(Encoding, usize)>,
    lines: u64,
    wide: u64,
    bad: Met,
    twice: Met,
    /// Letters encoded twice that no French text has by itself.
    proof: u64,
    pub(super) has_nul: bool,
}

impl Surveyor {
    /// `start` is what the file begins with.
    pub(super) fn new(start: &[u8]) -> Self {
        let known = match start {
            [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
            [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
            _ => None,
        };
        let (bad, twice) = (Met::default(), Met::default());
        Self { known, lines: 0, wide: 0, bad, twice, proof: 0, has_nul: false }
    }

    /// Whether the byte order mark says all.
    pub(super) fn is_sure(&self) -> bool {
        self.known.is_some()
    }

    pub(super) fn look(&mut self, block: &[u8]) {
        self.has_nul |= memchr::memchr(0, block).is_some();
        let mut at = 0;
        let chunks = if block.is_ascii() { [].utf8_chunks() } else { block.utf8_chunks() };
        for chunk in chunks {
            let (text, invalid) = (chunk.valid(), chunk.invalid());
            self.wide += text.bytes().filter(|byte| *byte >= 0xc0).count() as u64;
            let mut from = 0;
            while let Some(twice) = next_twice(text, from) {
                if self.twice.count == 0 {
                    self.twice.first_line = self.lines + newlines(&block[..at + twice.start]) + 1;
                }
                self.twice.count += 1;
                self.proof += u64::from(twice.is_proof);
                from = twice.end;
            }
            at += text.len();
            if self.bad.count == 0 && !invalid.is_empty() {
                self.bad.first_line = self.lines + newlines(&block[..at]) + 1;
            }
            self.bad.count += invalid.len() as u64;
            at += invalid.len();
        }
        self.lines += newlines(block);
    }

    pub(super) fn finish(self, has_mark: bool) -> Survey {
        if let Some((encoding, mark)) = self.known {
            return Survey { encoding, mark, repair: false, words: Some("UTF-16".to_owned()) };
        }
        let mark = if has_mark { 3 } else { 0 };
        // A file in Windows-1252 has a bad byte for each accent, and hardly ever two that make a letter of UTF-8.
        let encoding = match self.bad.count {
            0 => Encoding::Utf8,
            bad if bad < self.wide || has_mark => Encoding::Mixed,
            _ => Encoding::Windows1252,
        };
        let repair = encoding != Encoding::Windows1252 && self.proof > 0;
        let mut words = Vec::new();
        match encoding {
            Encoding::Windows1252 => words.push("Windows-1252".to_owned()),
            Encoding::Mixed => words.push(format!(
                "UTF-8 but for {} bytes (the first on line {}), read as Windows-1252",
                self.bad.count, self.bad.first_line
            )),
            _ => {}
        }
        if repair {
            words.push(format!(
                "UTF-8 of which {} letters were encoded twice (the first on line {}), repaired",
                self.twice.count, self.twice.first_line
            ));
        }
        Survey { encoding, mark, repair, words: (!words.is_empty()).then(|| words.join("; ")) }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Makes UTF-8 of the blocks of a file.
pub(super) struct Decoding {
    encoding: Encoding,
    repair: bool,
    /// UTF-16 remembers the half of a letter from one block to the next.
    utf16: Option<Decoder>,
}

impl Decoding {
    pub(super) fn new(survey: &Survey) -> Self {
        let utf16 = match survey.encoding {
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
            _ => None,
        };
        Self { encoding: survey.encoding, repair: survey.repair, utf16 }
    }

    /// The text of a block; the bytes are UTF-8 as far as the survey has seen the same file.
    pub(super) fn decode<'b>(&mut self, block: &'b [u8], is_last: bool) -> Cow<'b, [u8]> {
        if let Some(decoder) = &mut self.utf16 {
            let most = decoder.max_utf8_buffer_length(block.len()).unwrap_or(block.len() * 3);
            let mut text = String::with_capacity(most);
            let _ = decoder.decode_to_string(block, &mut text, is_last);
            return Cow::Owned(text.into_bytes());
        }
        if block.is_ascii() {
            return Cow::Borrowed(block);
        }
        let text = match self.encoding {
            Encoding::Windows1252 => return owned(windows_1252(block)),
            Encoding::Mixed => mixed(block),
            _ if self.repair => String::from_utf8_lossy(block),
            _ => return Cow::Borrowed(block),
        };
        if !self.repair {
            return owned(text);
        }
        owned(Cow::Owned(repaired(&text)))
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// The text of bytes of Windows-1252: there is one for every byte.
pub(in crate::ingest) fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

/// UTF-8 where it can be, Windows-1252 for each byte that cannot.
pub(in crate::ingest) fn mixed(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&windows_1252(chunk.invalid()));
    }
    Cow::Owned(text)
}

fn repaired(text: &str) -> String {
    let mut right = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(twice) = next_twice(text, from) {
        right.push_str(&text[from..twice.start]);
        right.push(twice.letter);
        from = twice.end;
    }
    right.push_str(&text[from..]);
    right
}

/// A letter that was encoded twice: where it stands in the text, and what it was.
struct Twice {
    start: usize,
    end: usize,
    letter: char,
    is_proof: bool,
}

/// The first letter at or after `from` that was encoded twice.
fn next_twice(text: &str, from: usize) -> Option<Twice> {
    let bytes = text.as_bytes();
    // Â, Ã, Å and â, which stand for the bytes C2, C3, C5 and E2, all begin with the byte C3.
    for start in memchr::memchr_iter(0xc3, &bytes[from..]).map(|at| from + at) {
        let Some(0x82 | 0x83 | 0x85 | 0xa2) = bytes.get(start + 1) else { continue };
        let mut original = [0; 3];
        let wanted = if bytes[start + 1] == 0xa2 { 3 } else { 2 };
        let mut end = start;
        let mut letters = text[start..].chars();
        let whole = original[..wanted].iter_mut().all(|byte| {
            let letter = letters.next();
            end += letter.map_or(0, char::len_utf8);
            letter.and_then(byte_of).map(|value| *byte = value).is_some()
        });
        let letter = std::str::from_utf8(&original[..wanted]).ok().and_then(|text| text.chars().next());
        if let Some(letter) = letter.filter(|letter| whole && is_of_french(*letter)) {
            return Some(Twice { start, end, letter, is_proof: original[0] == 0xc3 });
        }
    }
    None
}

/// The byte that Windows-1252, or ISO 8859-1, has for a letter.
fn byte_of(letter: char) -> Option<u8> {
    u8::try_from(u32::from(letter)).ok().or_else(|| {
        let place = UPPER.iter().position(|upper| *upper == letter)?;
        u8::try_from(place + 0x80).ok()
    })
}

/// Letters and signs of French text beyond ASCII.
fn is_of_french(letter: char) -> bool {
    matches!(letter, 'À'..='ÿ' | 'œ' | 'Œ' | 'Ÿ' | '’' | '‘' | '“' | '”' | '–' | '—' | '…' | '€' | '•' | '™')
        || matches!(letter, '«' | '»' | '°' | '·' | '²' | '³' | '½' | 'º' | 'ª' | '´' | '\u{a0}' | '®' | '©')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Option<String>, String) {
        let mut surveyor = Surveyor::new(bytes);
        if !surveyor.is_sure() {
            surveyor.look(bytes);
        }
        let survey = surveyor.finish(bytes.starts_with(b"\xef\xbb\xbf"));
        let text = Decoding::new(&survey).decode(&bytes[survey.mark..], true).into_owned();
        (survey.words, String::from_utf8(text).unwrap())
    }

    fn twice(text: &str) -> Vec<u8> {
        windows_1252(text.as_bytes()).into_owned().into_bytes()
    }

    #[test]
    fn utf_8_is_itself_with_and_without_a_mark() {
        assert_eq!(read("Médiathèque\n".as_bytes()), (None, "Médiathèque\n".to_owned()));
        assert_eq!(read("\u{feff}é".as_bytes()), (None, "é".to_owned()));
    }

    #[test]
    fn windows_1252_is_told_by_bytes_that_utf_8_cannot_have() {
        let (words, text) = read(b"a\nM\xe9diath\xe8que \x80 \x9cuvre\n");
        assert_eq!(words.as_deref(), Some("Windows-1252"));
        assert_eq!(text, "a\nMédiathèque € œuvre\n");
    }

    #[test]
    fn a_row_of_windows_1252_among_utf_8_is_read_as_such_and_said() {
        let (words, text) =
            read("é à ü\nà\n".as_bytes().iter().chain(b"M\xe9\n").copied().collect::<Vec<_>>().as_slice());
        assert_eq!(
            words.as_deref(),
            Some("UTF-8 but for 1 bytes (the first on line 3), read as Windows-1252")
        );
        assert_eq!(text, "é à ü\nà\nMé\n");
    }

    #[test]
    fn letters_that_were_encoded_twice_are_repaired_and_counted() {
        for right in ["Médiathèque à Œuilly, l’été : 12 €, N° 3 « ça »", "ÀÂÇÉÈÊËÎÏÔÖÙÛÜàâçéèêëîïôöùûü…–"]
        {
            let (words, text) = read(&twice(right));
            assert_eq!(text, right);
            assert!(words.unwrap().contains("encoded twice (the first on line 1)"));
        }
        let both: Vec<u8> = "bien né\n".bytes().chain(twice("né")).collect();
        assert_eq!(read(&both).1, "bien né\nné");
    }

    #[test]
    fn letters_that_are_right_stay() {
        for right in ["Â « BÂ » Å â “ ÃO â€", "São João, Ålesund, MÂCON"] {
            assert_eq!(read(right.as_bytes()), (None, right.to_owned()));
        }
    }

    #[test]
    fn utf_16_is_read_in_both_orders() {
        let words: Vec<u16> = "\u{feff}né 🚚\n".encode_utf16().collect();
        let little: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let big: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        for bytes in [little, big] {
            assert_eq!(read(&bytes), (Some("UTF-16".to_owned()), "né 🚚\n".to_owned()));
        }
    }
}
