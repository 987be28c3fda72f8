//! What kind of file it is, by its content. What is not read is refused by name.

use serde::{Deserialize, Serialize};

use super::utf8_scan::Utf8Scan;
use super::{Charset, Detected, Overrides, Sample, charset, columnar, delimited};
use crate::decode::json::Grammar;
use crate::decode::sheet::{self, Compound};
use crate::error::Error;
use crate::source::{Counter, Source};
use crate::unwrap::Content;
use crate::unwrap::zip::{self, Container, ZipContent};

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Delimited text: comma, semicolon, tab or pipe, or a single column.
    Delimited,
    /// An Excel workbook since 2007: XLSX, XLSM.
    Xlsx,
    /// An OpenDocument spreadsheet.
    Ods,
    /// An Excel workbook from before 2007.
    Xls,
    /// JSON of any arrangement: documents, JSON Lines, GeoJSON.
    Json,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC as a file; Feather version 2.
    Arrow,
    /// Arrow IPC as a stream.
    ArrowStream,
}

/// Decides by the content alone what kind of file it is.
///
/// # Errors
/// When it is of a known kind that is not read.
pub(crate) fn decide(
    sample: &Sample,
    content: &Content<'_>,
    wanted: &Overrides,
) -> Result<Detected<Format>, Error> {
    if let Some(format) = wanted.format {
        return Ok(Detected::chosen(format));
    }
    if let Some(format) = workbook_of(&sample.bytes, content)? {
        let evidence = match format {
            Format::Xls => "it is a compound file with the stream of an Excel workbook",
            Format::Ods => "it is a zip file with the parts of an OpenDocument spreadsheet",
            _ => "it is a zip file with the parts of an Excel workbook",
        };
        return Ok(Detected::new(format, 1.0, evidence));
    }
    if let Some(format) = columnar::by_magic(&sample.bytes) {
        return Ok(format);
    }
    refuse_magic(&sample.bytes)?;
    let by_head = || charset::by_head(&sample.bytes).map(|found| found.value);
    let charset = wanted.charset.or_else(by_head).unwrap_or(Charset::Utf8);
    decide_text(delimited::text(sample, charset).trim_start_matches('\u{FEFF}'))
}

/// Bytes that tell whether a file is a zip file.
const HEAD_BYTES: usize = 8;

/// The format of a workbook; `None` for any other file.
///
/// # Errors
/// When it is a workbook or another document that is not read, or not there as a whole.
pub(crate) fn workbook(content: &Content<'_>) -> Result<Option<Format>, Error> {
    let mut head = vec![0; HEAD_BYTES];
    let filled = content.stream(&Counter::default())?.read_full(&mut head)?;
    workbook_of(&head[..filled], content)
}

fn workbook_of(head: &[u8], content: &Content<'_>) -> Result<Option<Format>, Error> {
    if head.starts_with(sheet::COMPOUND_MAGIC) {
        if !content.is_complete() {
            return Err(Error::NeedsWholeFile { found: "an old Excel workbook" });
        }
        sheet::check_compound(&Compound::open(content.random_access(&Counter::default())?)?)?;
        return Ok(Some(Format::Xls));
    }
    if !zip::starts(head) {
        return Ok(None);
    }
    let found = if content.is_complete() {
        Container::open(content.random_access(&Counter::default())?, content.limits())?.content()
    } else {
        zip::content_of_head(head)
    };
    let (format, name) = match found {
        ZipContent::Xlsx => (Format::Xlsx, "an Excel workbook"),
        ZipContent::Ods => (Format::Ods, "an OpenDocument spreadsheet"),
        ZipContent::Xlsb => return Err(Error::UnsupportedFormat { found: "a binary Excel workbook (XLSB)" }),
        ZipContent::Document(found) => return Err(Error::UnsupportedFormat { found }),
        ZipContent::Archive => return Err(Error::UnsupportedFormat { found: "a zip archive" }),
    };
    if !content.is_complete() {
        return Err(Error::NeedsWholeFile { found: name });
    }
    Ok(Some(format))
}

/// Formats with magic bytes.
const MAGIC: [(&[u8], &str); 11] = [
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"FEA1", "a Feather file of version 1"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"\x89HDF\r\n", "an HDF5 file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7FELF", "a program"),
    (b"{\\rtf", "an RTF document"),
];

/// # Errors
/// When the bytes start like a known format that is not read.
fn refuse_magic(bytes: &[u8]) -> Result<(), Error> {
    let is_tar = bytes.get(257..262) == Some(b"ustar");
    let found = MAGIC.into_iter().find(|(magic, _)| match *magic {
        // These could begin a word of text; in the binary format control bytes follow.
        b"ORC" | b"FEA1" => bytes.starts_with(magic) && bytes.iter().take(64).any(|b| *b < 9),
        magic => bytes.starts_with(magic),
    });
    match found {
        Some((_, found)) => Err(Error::UnsupportedFormat { found }),
        None if is_tar => Err(Error::UnsupportedFormat { found: "a tar archive" }),
        None => Ok(()),
    }
}

/// # Errors
/// When there are too many control bytes for a text.
pub(crate) fn refuse_binary(bytes: &[u8], wanted: Option<Charset>, scan: &Utf8Scan) -> Result<(), Error> {
    let is_wide =
        |c: Charset| matches!(c, Charset::Utf16Le | Charset::Utf16Be | Charset::Utf32Le | Charset::Utf32Be);
    if wanted.or_else(|| charset::by_head(bytes).map(|found| found.value)).is_some_and(is_wide) {
        return Ok(());
    }
    let is_control = |b: &u8| matches!(*b, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    let control = bytes.iter().filter(|b| is_control(b)).count();
    let many = control * 4 > bytes.len();
    let some = control >= 8 && control * 20 > bytes.len() && scan.invalid > 0;
    if many || some {
        return Err(Error::UnsupportedFormat { found: "a binary file" });
    }
    Ok(())
}

/// # Errors
/// When the text is a web page, XML or JSON.
fn decide_text(text: &str) -> Result<Detected<Format>, Error> {
    let start = text.trim_start();
    let lower: String = start.chars().take(512).collect::<String>().to_ascii_lowercase();
    let html = ["<!doctype html", "<html", "<head", "<body", "<script", "<title", "<meta ", "<div"];
    if html.iter().any(|tag| lower.starts_with(tag)) {
        return Err(Error::HtmlPage);
    }
    if lower.starts_with("<?xml") || lower.starts_with("<!--") {
        // XHTML says so soon after the declaration.
        let is_html = lower.contains("<html") || lower.contains("<!doctype html");
        return Err(if is_html {
            Error::HtmlPage
        } else {
            Error::UnsupportedFormat { found: "an XML document" }
        });
    }
    if let Some(evidence) = looks_like_json(start) {
        return Ok(Detected::new(Format::Json, 0.9, evidence));
    }
    Ok(Detected::new(Format::Delimited, 0.9, "plain text that is neither a web page, XML nor JSON"))
}

/// `{"`, `{}`, `[{`, `[[`, `["`, `[]` are beginnings that a delimited file does not have; nor does one begin with a
/// whole array.
fn looks_like_json(text: &str) -> Option<String> {
    let first = text.chars().next().filter(|first| matches!(first, '{' | '[' | '\u{1E}'))?;
    let next = text[first.len_utf8()..].trim_start().chars().next()?;
    let found = matches!((first, next), ('{', '"' | '}') | ('[', '{' | '[' | '"' | ']') | ('\u{1E}', _));
    let evidence = || format!("the text starts with `{first}` and `{next}`, as JSON does");
    (found || first == '[' && is_array(text)).then(evidence)
}

/// A text of other kind that begins with `[` is found not to be JSON within this many bytes.
const TELLING_BYTES: usize = 4096;

/// Whether an array closes at the end of its line, or is still none the worse after many bytes.
fn is_array(text: &str) -> bool {
    match Grammar::new().feed(text.as_bytes()) {
        Ok(Some(end)) => {
            let behind = text[end..].trim_start_matches([' ', '\t']);
            behind.is_empty() || behind.starts_with(['\r', '\n'])
        }
        Ok(None) => text.len() >= TELLING_BYTES,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        decide_text(text).expect_err(text).to_string()
    }

    #[test]
    fn web_pages_are_refused_by_name() {
        assert_eq!(refused("\n <!DOCTYPE html><html>"), "This is an HTML page, not a data file.");
        assert_eq!(
            refused("<?xml version='1.0'?><a/>"),
            "This is an XML document, not a delimited text file."
        );
        assert_eq!(refused("<?xml version='1.0'?><!DOCTYPE html>"), "This is an HTML page, not a data file.");
        assert!(decide_text("[id],name\n").is_ok() && decide_text("<5,a\n").is_ok());
    }

    #[test]
    fn json_is_told_from_text_by_its_beginning() {
        let format = |text: &str| decide_text(text).expect(text).value;
        for text in [
            "[ {\"a\": 1}]",
            "{\"a\"",
            "{}",
            "[1, 2]\n[3, 4]",
            "[null]",
            "[true,\"x\",{}]",
            "\u{1E}{\"a\":1}",
        ] {
            assert_eq!(format(text), Format::Json, "{text}");
        }
        for text in ["[1],a\n", "[2024-01-01] start\n", "{a}\n", "[id],name\n", "{1;2\n"] {
            assert_eq!(format(text), Format::Delimited, "{text}");
        }
    }

    #[test]
    fn magic_bytes_are_refused_by_name() {
        let named = |bytes: &[u8]| refuse_magic(bytes).expect_err("known").to_string();
        assert!(named(b"%PDF-1.7").contains("a PDF document"));
        assert!(named(b"FEA1\0\0\0\0").contains("a Feather file of version 1"));
        assert!(refuse_magic(b"ORCHARD,TREES\n").is_ok());
    }

    #[test]
    fn one_nul_does_not_make_a_binary() {
        let scan = Utf8Scan::default();
        assert!(refuse_binary(b"a,b\n1,\0\n", None, &scan).is_ok());
        assert!(refuse_binary(b"\0\x01\x02\x03\x04\x05a", None, &scan).is_err());
        let utf_16 = b"a\0,\0b\0\n\0";
        assert!(refuse_binary(utf_16, None, &scan).is_ok());
        assert!(refuse_binary(utf_16, Some(Charset::Utf16Le), &scan).is_ok());
    }
}
