//! Any bytes in every encoding: what is decoded does not depend on how the bytes arrive, is UTF-8 but for the mark of
//! what means nothing, and its places are those of the file.

use std::io::Read;

use tabular::input::Bytes;
use tabular::sniff::{Charset, Delimiter, Quote};
use tabular::{Limits, decode};

use super::delimited::{Dialect, layout};
use super::outcome::read;
use super::slow::Slow;

/// Stands in the decoded text for bytes that mean nothing in their encoding.
const INVALID: u8 = 0xFF;

pub(crate) fn run(input: &[u8]) {
    let [which, at_a_time, bytes @ ..] = input else { return };
    let charset = Charset::ALL[usize::from(*which) % Charset::ALL.len()];
    let dialect = Dialect { charset, delimiter: Delimiter::NONE, quote: Quote::NONE, ..Dialect::default() };
    let (layout, limits) = (layout(&dialect, 1), Limits::default());

    let text = |at_a_time| {
        let file = Slow { bytes: bytes.to_vec(), at_a_time };
        let mut text = Vec::new();
        let mut reader = decode::open_text(&file, &layout, &limits).expect("a text of a known encoding");
        reader.read_to_end(&mut text).expect("memory does not fail");
        text
    };
    let whole = text(0);
    assert_eq!(whole, text(1 + usize::from(*at_a_time) % 16), "{charset}");
    if charset != Charset::Utf8 {
        for chunk in whole.utf8_chunks() {
            assert!(chunk.invalid().iter().all(|byte| *byte == INVALID), "{charset}");
        }
    }
    if is_counted_exactly(charset, bytes) {
        let mut file = bytes.to_vec();
        file.resize(file.len().next_multiple_of(unit(charset)), 0);
        let line_end = encoded(charset, b'\n');
        file.extend(&line_end);
        let expected = file.len() as u64;
        file.extend(encoded(charset, b'x'));
        let outcome = read(&Bytes::whole(file), &layout, &limits);
        if outcome.error.is_none() {
            assert_eq!(outcome.rows.last().map(|row| row.byte), Some(expected), "{charset} {outcome:?}");
        }
    }
}

/// Whether the encoding writes each text in one way, which these do not always.
fn is_counted_exactly(charset: Charset, bytes: &[u8]) -> bool {
    match charset {
        Charset::Iso2022Jp => false,
        // The first byte of three, which may stand for a character that has two as well.
        Charset::EucJp => !bytes.contains(&0x8F),
        // The euro sign of code page 936.
        Charset::Gb18030 => !bytes.contains(&0x80),
        _ => true,
    }
}

/// Bytes of the smallest unit.
fn unit(charset: Charset) -> usize {
    match charset {
        Charset::Utf16Le | Charset::Utf16Be => 2,
        Charset::Utf32Le | Charset::Utf32Be => 4,
        _ => 1,
    }
}

fn encoded(charset: Charset, ascii: u8) -> Vec<u8> {
    match charset {
        Charset::Utf16Le => vec![ascii, 0],
        Charset::Utf16Be => vec![0, ascii],
        Charset::Utf32Le => vec![ascii, 0, 0, 0],
        Charset::Utf32Be => vec![0, 0, 0, ascii],
        _ => vec![ascii],
    }
}
