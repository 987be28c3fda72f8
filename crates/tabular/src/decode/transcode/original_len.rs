//! How many bytes of the original file a piece of the transcoded text takes, so that positions are those of the file.

use std::sync::LazyLock;

use encoding_rs::Encoding;

use super::INVALID;
use crate::sniff::Charset;

/// How many bytes of the original file a piece of the transcoded text takes.
///
/// Exact for text that its charset writes in one way, which is nearly all there is. The exceptions: the euro sign of
/// code page 936 is one byte there and counts as the two of GB18030, ISO-2022-JP is counted with no more escape
/// sequences than its text needs, and the few characters that EUC-JP writes in two bytes or in three count two.
pub(crate) fn original_len(text: &[u8], charset: Charset) -> u64 {
    let len = match charset {
        Charset::Utf8 => text.len(),
        // A surrogate pair for what takes four bytes in UTF-8.
        Charset::Utf16Le | Charset::Utf16Be => {
            2 * (characters(text) + text.iter().filter(|b| (0xF0..=0xF4).contains(*b)).count())
        }
        Charset::Utf32Le | Charset::Utf32Be => 4 * characters(text),
        Charset::ShiftJis => sum(text, |c| match c {
            '\u{80}' | '\u{FF61}'..='\u{FF9F}' => 1,
            _ => 2,
        }),
        Charset::EucJp => sum(text, |c| match c {
            '\u{FF61}'..='\u{FF9F}' => 2,
            c if JIS_X_0208.has(c) => 2,
            _ => 3,
        }),
        // Two codes stand for a letter with a combining mark, which takes nothing by itself.
        Charset::Big5 => sum(text, |c| if matches!(c, '\u{304}' | '\u{30C}') { 0 } else { 2 }),
        Charset::EucKr => sum(text, |_| 2),
        Charset::Gb18030 => sum(text, |c| if GBK.has(c) { 2 } else { 4 }),
        Charset::Iso2022Jp => iso_2022_jp(text),
        _ => characters(text),
    };
    len as u64
}

/// Characters and [`INVALID`] bytes.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|b| (**b & 0xC0) != 0x80).count()
}

/// The bytes of a text in which ASCII and every [`INVALID`] take one, and other characters what `len` says.
fn sum(text: &[u8], len: impl Fn(char) -> usize) -> usize {
    let ascii = Encoding::ascii_valid_up_to(text);
    let other = text[ascii..].utf8_chunks().map(|chunk| {
        let valid: usize = chunk.valid().chars().map(|c| if c.is_ascii() { 1 } else { len(c) }).sum();
        valid + chunk.invalid().iter().filter(|b| **b == INVALID).count()
    });
    ascii + other.sum::<usize>()
}

/// A shift to another set of characters is an escape sequence of three bytes; every line ends in ASCII.
fn iso_2022_jp(text: &[u8]) -> usize {
    #[derive(PartialEq)]
    enum Set {
        Ascii,
        Katakana,
        Kanji,
    }
    let mut set = Set::Ascii;
    let mut len = 0;
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            let (of, bytes) = match c {
                c if c.is_ascii() => (Set::Ascii, 1),
                '\u{FF61}'..='\u{FF9F}' => (Set::Katakana, 1),
                _ => (Set::Kanji, 2),
            };
            len += bytes + if of == set { 0 } else { 3 };
            set = of;
        }
        len += chunk.invalid().iter().filter(|b| **b == INVALID).count();
    }
    len + if set == Set::Ascii { 0 } else { 3 }
}

/// The characters of the basic plane that an encoding writes in two bytes, a bit each: found by decoding every pair.
struct Pairs(Box<[u64; 1024]>);

impl Pairs {
    fn of(encoding: &'static Encoding, leads: std::ops::RangeInclusive<u8>) -> Self {
        let mut bits = Box::new([0; 1024]);
        for lead in leads {
            for trail in 0x40..=0xFE {
                let pair = [lead, trail];
                let text =
                    encoding.decode_without_bom_handling_and_without_replacement(&pair).unwrap_or_default();
                let mut characters = text.chars();
                if let (Some(c), None) = (characters.next(), characters.next())
                    && let Ok(code) = u16::try_from(u32::from(c))
                {
                    bits[usize::from(code >> 6)] |= 1 << (code & 63);
                }
            }
        }
        Self(bits)
    }

    fn has(&self, c: char) -> bool {
        u16::try_from(u32::from(c)).is_ok_and(|code| self.0[usize::from(code >> 6)] >> (code & 63) & 1 == 1)
    }
}

static GBK: LazyLock<Pairs> = LazyLock::new(|| Pairs::of(encoding_rs::GB18030, 0x81..=0xFE));
static JIS_X_0208: LazyLock<Pairs> = LazyLock::new(|| Pairs::of(encoding_rs::EUC_JP, 0xA1..=0xFE));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::transcode::transcode_all;

    fn holds(charset: Charset, bytes: &[u8]) {
        let text = transcode_all(bytes, charset);
        assert_eq!(
            original_len(&text, charset),
            bytes.len() as u64,
            "{charset} {:?}",
            String::from_utf8_lossy(&text)
        );
    }

    #[test]
    fn each_multi_byte_charset_counts_its_own_bytes() {
        holds(Charset::ShiftJis, b"a,\x93\x8C\x8B\x9E \xB1\xB2\n");
        holds(Charset::EucJp, b"a,\xC5\xEC\xB5\xFE \x8E\xB1 \x8F\xB0\xA1\n");
        holds(Charset::Iso2022Jp, b"a,\x1B$B8@8l\x1B(B,b\n");
        holds(Charset::Gb18030, b"a,\xD6\xD0\xB9\xFA \x81\x39\xEF\x30 \x90\x30\x81\x30\n");
        holds(Charset::Big5, b"a,\xA4\xA4\xB0\xEA \x88\x62\n");
        holds(Charset::EucKr, b"a,\xBC\xAD\xBF\xEF \x81\x41\n");
    }

    #[test]
    fn malformed_bytes_count_too() {
        holds(Charset::ShiftJis, b"a\x93,b\x81\x81\xFF\n");
        holds(Charset::EucKr, b"\xBC,\xFF\xFF\n");
        holds(Charset::Gb18030, b"\xD6,\x81\x30,\xFF\n");
        holds(Charset::Windows1252, b"\x80 caf\xE9\x81\n");
        holds(Charset::Utf32Be, b"\0\0\0a\0\x11\0\0\0\0\0b");
    }
}
