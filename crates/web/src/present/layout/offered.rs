//! The values offered for what can be decided about a layout, with their words.

use tabular::sniff::{Charset, Comment, Delimiter, Escape, Format, LineEnd, Quote};

/// Every charset Rowmill reads.
pub(super) fn charsets() -> [(Charset, &'static str); Charset::ALL.len()] {
    Charset::ALL.map(|charset| (charset, charset.name()))
}

/// What text can be taken for; the other kinds of files cannot be mistaken.
pub(super) const TEXT_FORMATS: [(Format, &str); 2] =
    [(Format::Delimited, format_name(Format::Delimited)), (Format::Json, format_name(Format::Json))];

/// A kind of file in the words of people.
pub(super) const fn format_name(format: Format) -> &'static str {
    match format {
        Format::Delimited => "Delimited text",
        Format::Json => "JSON",
        Format::Xlsx => "Excel workbook",
        Format::Xls => "Excel workbook from before 2007",
        Format::Ods => "OpenDocument spreadsheet",
        Format::Parquet => "Parquet",
        Format::Arrow => "Arrow",
        Format::ArrowStream => "Arrow stream",
    }
}

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

pub(super) const ESCAPES: [(Escape, &str); 4] = [
    (Escape::Doubled, "Doubled \"\""),
    (Escape::Backslash, "After a backslash \\\""),
    (Escape::Both, "Doubled or after a backslash"),
    (Escape::None, "As it is"),
];

pub(super) const BLANKS: [(bool, &str); 2] = [(true, "No part of the field"), (false, "Part of the field")];

/// The mark that was found is offered beside it.
pub(super) const COMMENTS: [(Option<Comment>, &str); 1] = [(None, "None: every line is a row")];

pub(super) const SHORT_ROWS: [(bool, &str); 2] = [(true, "Lack their last fields"), (false, "Are set aside")];

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
