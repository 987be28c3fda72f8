//! The values offered for what can be decided about a layout, with their words.

use tabular::sniff::{Charset, Delimiter, Format, LineEnd, Quote};

/// Every charset Rowmill reads.
pub(super) fn charsets() -> [(Charset, &'static str); Charset::ALL.len()] {
    Charset::ALL.map(|charset| (charset, charset.name()))
}

/// What text can be taken for; the other kinds of files cannot be mistaken.
pub(super) const FORMATS: [(Format, &str); 2] =
    [(Format::Delimited, "Delimited text (CSV and its relatives)"), (Format::Json, "JSON")];

pub(super) const DELIMITERS: [(Delimiter, &str); 6] = [
    (Delimiter::COMMA, "Comma ,"),
    (Delimiter::SEMICOLON, "Semicolon ;"),
    (Delimiter::TAB, "Tab"),
    (Delimiter::PIPE, "Pipe |"),
    (Delimiter::SPACE, "Space"),
    (Delimiter::NONE, "None: one column"),
];

pub(super) const QUOTES: [(Quote, &str); 3] = [
    (Quote::DOUBLE, "Double quote \""),
    (Quote::SINGLE, "Single quote '"),
    (Quote::NONE, "None: quotes are text"),
];

pub(super) const HEADERS: [(u32, &str); 4] = [
    (1, "One line names the columns"),
    (0, "No header"),
    (2, "Two lines name the columns"),
    (3, "Three lines name the columns"),
];

pub(super) const LINE_ENDS: [(LineEnd, &str); 4] = [
    (LineEnd::Lf, "Line feed"),
    (LineEnd::Crlf, "Carriage return and line feed"),
    (LineEnd::Cr, "Carriage return"),
    (LineEnd::Mixed, "Mixed"),
];
