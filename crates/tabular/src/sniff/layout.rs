//! Everything a decoder has to know about a file, and what of it a person may decide.

use serde::{Deserialize, Serialize};

use super::{Charset, Compression, Delimiter, Detected, Format, LineEnd, Quote};

/// How to read a file: enough for [`decode::open`](crate::decode::open).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// How the bytes are compressed.
    pub compression: Detected<Compression>,
    /// What kind of file it is.
    pub format: Detected<Format>,
    /// How characters are encoded.
    pub charset: Detected<Charset>,
    /// What separates fields.
    pub delimiter: Detected<Delimiter>,
    /// What surrounds fields that contain the delimiter.
    pub quote: Detected<Quote>,
    /// What ends a record.
    pub line_end: Detected<LineEnd>,
    /// Whether the first record names the columns.
    pub header: Detected<bool>,
    /// Whether every row, but not the header, ends with one more delimiter that has no meaning.
    pub trailing_delimiter: Detected<bool>,
    /// The headers as written; `column_1`… when there are none. A decoder reads the header from its own file again and
    /// uses these, or their number, only when `header` is false.
    pub labels: Vec<String>,
}

/// What a person decided about a file. `None` leaves it to the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overrides {
    /// The encoding of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charset: Option<Charset>,
    /// The separator of fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// The quote, or that there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// Whether there is a header row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
}
