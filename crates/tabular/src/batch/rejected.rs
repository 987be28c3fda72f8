//! A row that did not fit, with everything a person needs to find and correct it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cell::Mismatch;
use crate::wording::{bytes, counted, grouped, shown};

/// Bytes of a rejected row's raw text that are kept. More tells a person nothing, and costs memory per row.
pub const MAX_RAW_BYTES: usize = 64 << 10;

/// A row that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// The 1-based physical line on which the row starts.
    pub line: u64,
    /// The 0-based byte at which the row starts, in the file after decompression.
    pub byte: u64,
    /// The 1-based column at fault; `None` when it is the row as a whole.
    pub column: Option<u32>,
    /// Why.
    pub reason: RejectReason,
    /// The row as written, without its line end. Bytes that are not text are shown as `�`; beyond 64 KiB it
    /// is cut and ends with `… (cut: the row has N bytes)`.
    pub raw: String,
}

impl RejectedRow {
    /// A rejected row from its raw bytes, which are cut at [`MAX_RAW_BYTES`] and made readable.
    pub fn new(line: u64, byte: u64, column: Option<u32>, reason: RejectReason, raw: &[u8]) -> Self {
        let raw = if raw.len() > MAX_RAW_BYTES {
            let mut end = MAX_RAW_BYTES;
            while end > MAX_RAW_BYTES - 4 && (raw[end] & 0xC0) == 0x80 {
                end -= 1;
            }
            let total = grouped(raw.len() as u64);
            format!("{}… (cut: the row has {total} bytes)", String::from_utf8_lossy(&raw[..end]))
        } else {
            String::from_utf8_lossy(raw).into_owned()
        };
        Self { line, byte, column, reason, raw }
    }

    /// The beginning of [`raw`](Self::raw) as a sentence shows it: at most 80 characters, with `…` where it was cut, and
    /// control characters as their pictures, such as `␊`.
    pub fn excerpt(&self) -> String {
        shown(&self.raw)
    }
}

/// Why a row was not loaded. Displays as the end of a sentence that starts with "The row".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum RejectReason {
    /// Fewer fields than columns.
    TooFewFields {
        /// Fields of the row.
        found: usize,
        /// Fields of the header, or of the other rows when there is none.
        expected: usize,
        /// Whether the file has a header.
        header: bool,
    },
    /// More fields than columns.
    TooManyFields {
        /// Fields of the row.
        found: usize,
        /// Fields of the header, or of the other rows when there is none.
        expected: usize,
        /// Whether the file has a header.
        header: bool,
    },
    /// A character U+0000, where [the limits](crate::Limits::allows_nul) allow none.
    NulByte {
        /// 0-based byte in the file after decompression.
        byte: u64,
    },
    /// Bytes that mean nothing in the file's encoding.
    InvalidText {
        /// 0-based byte in the file after decompression.
        byte: u64,
        /// The name of the encoding.
        charset: String,
    },
    /// The same in a file whose values have no place.
    NulCharacter,
    /// A text that is not UTF-8, in a file that says it is.
    InvalidString,
    /// `"abc"def`: text between the closing quote and the delimiter.
    TextAfterQuote,
    /// `"abc` with nothing to close the quote but what belongs to later rows, or with nothing at all.
    UnclosedQuote,
    /// A line that starts with the file's mark of comments.
    Comment,
    /// A line behind the table's last row: a note, a total, another table.
    OutsideTable,
    /// A cell of a workbook has a formula, and its file does not hold what the formula gave.
    FormulaWithoutResult,
    /// A cell beyond [`Limits::max_cell_bytes`](crate::Limits::max_cell_bytes).
    CellTooLong {
        /// Bytes of the limit.
        limit: usize,
    },
    /// A key that no object of the file had when its columns were found.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// An object has two members of one name; which is meant is not known (RFC 8259 §4).
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A string has half of a surrogate pair, which is no character.
    LoneSurrogate,
    /// A row of another kind than the others.
    OtherShape {
        /// What the others are, with its article: `an object`.
        expected: String,
    },
    /// A line of JSON Lines that is not JSON.
    InvalidJson {
        /// What is wrong.
        detail: String,
    },
    /// A value does not fit the type of its column.
    WrongType(Mismatch),
}

impl RejectReason {
    /// Every code that [`code`](Self::code) can answer.
    pub const CODES: [&'static str; 18] = [
        "too_few_fields",
        "too_many_fields",
        "nul_byte",
        "invalid_text",
        "nul_character",
        "invalid_string",
        "text_after_quote",
        "unclosed_quote",
        "comment",
        "outside_table",
        "formula_without_result",
        "cell_too_long",
        "unknown_key",
        "duplicate_key",
        "lone_surrogate",
        "other_shape",
        "invalid_json",
        "wrong_type",
    ];

    /// A stable `snake_case` name of the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFewFields { .. } => "too_few_fields",
            Self::TooManyFields { .. } => "too_many_fields",
            Self::NulByte { .. } => "nul_byte",
            Self::InvalidText { .. } => "invalid_text",
            Self::NulCharacter => "nul_character",
            Self::InvalidString => "invalid_string",
            Self::TextAfterQuote => "text_after_quote",
            Self::UnclosedQuote => "unclosed_quote",
            Self::Comment => "comment",
            Self::OutsideTable => "outside_table",
            Self::FormulaWithoutResult => "formula_without_result",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::UnknownKey { .. } => "unknown_key",
            Self::DuplicateKey { .. } => "duplicate_key",
            Self::LoneSurrogate => "lone_surrogate",
            Self::OtherShape { .. } => "other_shape",
            Self::InvalidJson { .. } => "invalid_json",
            Self::WrongType(_) => "wrong_type",
        }
    }
}

/// What is wrong with a NUL character, and what to do.
const NO_NUL: &str = "which text in Postgres cannot hold: take it out of the file";

/// What is wrong with a formula that was never computed, and what to do.
const NO_RESULT: &str = "has a formula whose result is not in the file: open the file in a spreadsheet program, which \
                         computes it, and save it again";

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewFields { found, expected, header }
            | Self::TooManyFields { found, expected, header } => {
                let found = counted(*found as u64, "field");
                let other = if *header { "the header has" } else { "the other rows have" };
                write!(f, "has {found}, {other} {}", grouped(*expected as u64))
            }
            Self::NulByte { byte } => {
                write!(f, "has a NUL character at byte {} of the file, {NO_NUL}", grouped(*byte))
            }
            Self::InvalidText { byte, charset } => {
                write!(f, "has a byte that is not {charset} text, at byte {} of the file", grouped(*byte))
            }
            Self::NulCharacter => write!(f, "has a NUL character, {NO_NUL}"),
            Self::InvalidString => f.write_str("has a text that is not UTF-8"),
            Self::TextAfterQuote => f.write_str("has text after a closing quote"),
            Self::UnclosedQuote => f.write_str("opens a quote that nothing closes before the next row"),
            Self::Comment => f.write_str("is a comment"),
            Self::OutsideTable => f.write_str("stands behind the end of the table"),
            Self::FormulaWithoutResult => f.write_str(NO_RESULT),
            Self::CellTooLong { limit } => write!(f, "has a cell longer than {}", bytes(*limit as u64)),
            Self::UnknownKey { key } => write!(f, "has the key `{}`, which is no column", shown(key)),
            Self::DuplicateKey { key } => write!(f, "has the key `{}` twice", shown(key)),
            Self::LoneSurrogate => f.write_str("has half of a surrogate pair, which is no character"),
            Self::OtherShape { expected } => write!(f, "is not {expected}, as the others are"),
            Self::InvalidJson { detail } => write!(f, "is not JSON: {detail}"),
            Self::WrongType(mismatch) => mismatch.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_raw_text_is_cut_at_a_character_and_marked() {
        let raw = "ä".repeat(MAX_RAW_BYTES);
        let row = RejectedRow::new(1, 0, None, RejectReason::TextAfterQuote, format!("x{raw}").as_bytes());
        assert!(row.raw.len() < MAX_RAW_BYTES + 100);
        assert!(!row.raw.contains('\u{FFFD}'));
        assert!(row.raw.ends_with("(cut: the row has 131,073 bytes)"));
    }

    #[test]
    fn excerpts_are_one_short_line() {
        let excerpt = |raw: &[u8]| RejectedRow::new(1, 0, None, RejectReason::UnclosedQuote, raw).excerpt();
        assert_eq!(excerpt(b"1,\"a\nb\x1B[2J"), "1,\"a␊b␛[2J");
        assert_eq!(excerpt(&[b'x'; 100]), format!("{}…", "x".repeat(79)));
    }

    #[test]
    fn ragged_rows_name_both_counts() {
        let reason = RejectReason::TooFewFields { found: 3, expected: 5, header: true };
        assert_eq!(reason.to_string(), "has 3 fields, the header has 5");
        let reason = RejectReason::TooManyFields { found: 1, expected: 5, header: false };
        assert_eq!(reason.to_string(), "has 1 field, the other rows have 5");
    }

    #[test]
    fn the_serialised_tag_is_the_code() {
        let reason = RejectReason::WrongType(Mismatch::new("abc", "an integer"));
        let json = serde_json::to_value(&reason).expect("plain data");
        assert_eq!(json["code"], reason.code());
        assert_eq!(serde_json::from_value::<RejectReason>(json).expect("round trip"), reason);
    }
}
