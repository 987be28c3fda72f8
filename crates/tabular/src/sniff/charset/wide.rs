//! UTF-16 and UTF-32: by a byte order mark, or by what the bytes read as.

use super::{Charset, Detected};
use crate::decode::transcode::utf_32_character;
use crate::wording::{counted, grouped};

/// What a byte order mark says, which is decisive.
pub(crate) fn by_mark(bytes: &[u8]) -> Option<Charset> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some(Charset::Utf8),
        // As UTF-16 this would be a text that starts with NUL.
        [0xFF, 0xFE, 0, 0, ..] => Some(Charset::Utf32Le),
        [0, 0, 0xFE, 0xFF, ..] => Some(Charset::Utf32Be),
        [0xFF, 0xFE, ..] => Some(Charset::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Charset::Utf16Be),
        [0x84, 0x31, 0x95, 0x33, ..] => Some(Charset::Gb18030),
        _ => None,
    }
}

/// Bytes that are read in each way; a table has line ends and delimiters well before.
const LOOKED_AT: usize = 64 << 10;

/// What a text's characters are, read in one way.
#[derive(Default)]
struct Reading {
    characters: u64,
    /// Printable ASCII and white space: what delimiters, line ends and digits are.
    ascii: u64,
    /// Characters that would be printable ASCII or white space in the other byte order of UTF-16.
    swapped: u64,
    /// What no text has: malformed units, control characters, code points that are reserved for ever.
    faults: u64,
}

impl Reading {
    fn of(characters: impl Iterator<Item = Option<char>>) -> Self {
        let mut reading = Self::default();
        for character in characters {
            reading.characters += 1;
            match character {
                Some('\t' | '\n' | '\x0C' | '\r' | ' '..='~') => reading.ascii += 1,
                Some(c) if c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE => reading.faults += 1,
                Some(c) if is_swapped(c) => reading.swapped += 1,
                Some(_) => {}
                None => reading.faults += 1,
            }
        }
        reading
    }

    /// Whether this is a text. A table has delimiters, line ends and mostly digits, so one character in fifty at least
    /// is ASCII; read in the wrong order or width, these are faults or swapped. Some characters look swapped and are not:
    /// the Chinese for one is U+4E00.
    fn is_text(&self) -> bool {
        self.ascii >= 2
            && self.ascii * 50 >= self.characters
            && self.faults * 100 <= self.characters
            && self.swapped * 2 <= self.ascii
    }
}

fn is_swapped(c: char) -> bool {
    matches!(u32::from(c), 0x2000..=0x7EFF | 0x900..=0xA00 | 0xD00 if u32::from(c) & 0xFF == 0)
}

/// UTF-16 or UTF-32 without a byte order mark: they show by their NUL bytes.
///
/// `bytes` may be cut anywhere. They are read in each of the four ways, and the one that makes a text is it.
pub(crate) fn without_mark(bytes: &[u8]) -> Option<Detected<Charset>> {
    let bytes = &bytes[..bytes.len().min(LOOKED_AT)];
    memchr::memchr(0, bytes)?;
    if is_narrow(bytes) {
        return None;
    }
    [Charset::Utf32Le, Charset::Utf32Be, Charset::Utf16Le, Charset::Utf16Be].into_iter().find_map(|charset| {
        let reading = read(bytes, charset);
        reading.is_text().then(|| {
            let evidence = format!(
                "there is no byte order mark, but read as {charset} {} of {} are ASCII and {} malformed or a control character",
                grouped(reading.ascii),
                counted(reading.characters, "character"),
                if reading.faults == 0 { "none is".to_owned() } else { format!("only {} are", reading.faults) }
            );
            Detected::new(charset, if reading.faults == 0 { 0.95 } else { 0.7 }, evidence)
        })
    })
}

/// Whether the bytes are a text as they stand, but for a NUL here and there, which some programs write for a value that is
/// missing. Of a wide text half the bytes are NUL, or many of the others are no text.
fn is_narrow(bytes: &[u8]) -> bool {
    let nuls = memchr::memchr_iter(0, bytes).count();
    let valid = match str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    let is_other_control = |b: &u8| b.is_ascii_control() && !matches!(b, 0 | b'\t' | b'\n' | b'\x0C' | b'\r');
    nuls * 4 < bytes.len() && valid && !bytes.iter().any(is_other_control)
}

fn read(bytes: &[u8], charset: Charset) -> Reading {
    let four = || bytes.as_chunks::<4>().0.iter();
    let two = || bytes.as_chunks::<2>().0.iter();
    let utf_16 =
        |unit: fn([u8; 2]) -> u16| Reading::of(char::decode_utf16(two().map(|b| unit(*b))).map(Result::ok));
    match charset {
        Charset::Utf32Le => Reading::of(four().map(|b| utf_32_character(*b, false))),
        Charset::Utf32Be => Reading::of(four().map(|b| utf_32_character(*b, true))),
        Charset::Utf16Le => utf_16(u16::from_le_bytes),
        _ => utf_16(u16::from_be_bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, charset: Charset) -> Vec<u8> {
        match charset {
            Charset::Utf32Le => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
            Charset::Utf32Be => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
            Charset::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    #[test]
    fn texts_of_any_script_in_each_width_and_order() {
        let all = [Charset::Utf32Le, Charset::Utf32Be, Charset::Utf16Le, Charset::Utf16Be];
        for text in ["id,name\n1,x\n", "имя;город\nАнна;Орёл\n", "名前,都市\n山田太郎,東京都\n😀,一\n"]
        {
            for charset in all {
                let found = without_mark(&encoded(text, charset)).map(|d| d.value);
                assert_eq!(found, Some(charset), "{text}");
            }
        }
        assert_eq!(
            without_mark(&encoded("имя,x\n", Charset::Utf16Be)).expect("found").evidence,
            "there is no byte order mark, but read as UTF-16BE 3 of 6 characters are ASCII and none is malformed or a control character"
        );
    }

    #[test]
    fn nul_here_and_there_does_not_make_a_text_wide() {
        assert!(without_mark(b"id,a,b\n1,\0,x\n2,\0,\0y\n3,4,z\n").is_none());
        assert!(without_mark("id,ö\n1,\0\n2,\0\n3,ß".as_bytes()).is_none());
    }

    #[test]
    fn other_bytes_are_not() {
        assert!(without_mark(b"id,name\n1,x\n").is_none());
        assert!(without_mark(b"id\0name\n1\0x\n").is_none());
        assert!(without_mark(b"ab\0\0\0\0cd\0\0\0\0ef\0\0\0\0\n\0").is_none());
        assert!(without_mark(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).is_none());
    }

    #[test]
    fn the_longer_mark_wins() {
        assert_eq!(by_mark(b"\xFF\xFE\0\0a\0\0\0"), Some(Charset::Utf32Le));
        assert_eq!(by_mark(b"\xFF\xFEa\0"), Some(Charset::Utf16Le));
    }
}
