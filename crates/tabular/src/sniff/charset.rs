//! How characters are encoded: by a byte order mark, by being valid UTF-8, else Windows-1252.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Detected;
use super::utf8_scan::Utf8Scan;
use crate::wording::{counted, grouped};

/// An encoding of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Charset {
    /// UTF-8, with or without byte order mark.
    #[serde(rename = "utf_8")]
    Utf8,
    /// UTF-16, low byte first.
    #[serde(rename = "utf_16le")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "utf_16be")]
    Utf16Be,
    /// The usual encoding of western Windows programs, a superset of ISO 8859-1's letters.
    #[serde(rename = "windows_1252")]
    Windows1252,
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// What a byte order mark says, which is decisive.
pub(crate) fn by_mark(bytes: &[u8]) -> Option<Charset> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some(Charset::Utf8),
        [0xFF, 0xFE, ..] => Some(Charset::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Charset::Utf16Be),
        _ => None,
    }
}

pub(crate) fn decide(bytes: &[u8], scan: &Utf8Scan, wanted: Option<Charset>) -> Detected<Charset> {
    if let Some(charset) = wanted {
        return Detected::chosen(charset);
    }
    if let Some(charset) = by_mark(bytes) {
        return Detected::new(charset, 1.0, format!("the file starts with the byte order mark of {charset}"));
    }
    let seen = if scan.finished { "all" } else { "the first" };
    let Some((byte, line)) = scan.first_invalid else {
        let evidence = match scan.beyond_ascii {
            0 => format!("{seen} {} are ASCII", counted(scan.bytes, "byte")),
            n => format!(
                "{seen} {} are valid UTF-8, {} beyond ASCII among them",
                counted(scan.bytes, "byte"),
                counted(n, "character")
            ),
        };
        return Detected::new(Charset::Utf8, if scan.finished { 1.0 } else { 0.9 }, evidence);
    };
    let faults = counted(scan.invalid, "byte sequence");
    let verb = if scan.invalid == 1 { "is" } else { "are" };
    let first = format!("the first is 0x{byte:02X} on line {}", grouped(line));
    // Valid sequences hardly ever occur by chance, so a UTF-8 file with a few broken bytes is still one: its broken
    // rows are rejected, instead of every accented letter of the others being read as two wrong ones.
    if scan.beyond_ascii >= scan.invalid {
        let valid = counted(scan.beyond_ascii, "character");
        let verb_valid = if scan.beyond_ascii == 1 { "is" } else { "are" };
        let evidence = format!("{valid} beyond ASCII {verb_valid} valid UTF-8, {faults} {verb} not; {first}");
        return Detected::new(Charset::Utf8, 0.7, evidence);
    }
    if scan.nul > 0 {
        let evidence =
            format!("{faults} {verb} not UTF-8, but NUL bytes speak against Windows-1252; {first}");
        return Detected::new(Charset::Utf8, 0.3, evidence);
    }
    Detected::new(Charset::Windows1252, 0.8, format!("{faults} {verb} not UTF-8; {first}"))
}
