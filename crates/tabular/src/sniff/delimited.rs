//! Surveys delimited text: charset, dialect, and where the table is.

use std::borrow::Cow;

use super::dialect::split::Split;
use super::dialect::{self, Delimiter};
use super::frame::{self, joined_labels, placeholder_labels};
use super::layout::{Delimited, Structure};
use super::utf8_scan::{self, Utf8Scan};
use super::{Charset, Overrides, Sample, charset, format};
use crate::decode::transcode::transcode_all;
use crate::error::Error;
use crate::source::{Counter, Source};
use crate::unwrap::Content;

/// Bytes read at a time when the whole file is scanned.
const CHUNK: usize = 256 << 10;

/// Records of the sample that are looked at when the file goes on behind it.
const MAX_RECORDS: usize = 5000;

pub(super) fn survey(
    sample: &Sample,
    content: &Content<'_>,
    wanted: &Overrides,
) -> Result<(Structure, Vec<String>), Error> {
    let scan = scan(sample, content, wanted)?;
    format::refuse_binary(&sample.bytes, wanted.charset, &scan)?;
    let charset = charset::decide(&sample.bytes, &scan, wanted.charset);
    let text = text(sample, charset.value);
    let text = text.trim_start_matches('\u{FEFF}');
    if text.trim_matches(['\r', '\n']).is_empty() {
        return Err(Error::EmptyFile);
    }
    let (announced, first_line) = match announced_delimiter(text) {
        Some(delimiter) => (Some(delimiter), 2),
        None => (None, 1),
    };
    // What no line end divides is one record, as far as it goes.
    let complete = sample.complete || !text.contains(['\r', '\n']);
    let mut choice = dialect::decide(text, complete, dialect::line_end(text), announced, wanted);
    let most = if sample.complete { usize::MAX } else { MAX_RECORDS };
    let split = Split::new(text, complete, &choice.dialect, most);
    let found = frame::find(&split, &choice.dialect, sample.complete, first_line, wanted);
    if announced.is_none() && wanted.delimiter.is_none() && choice.dialect.delimiter != Delimiter::NONE {
        let (skip, end) = (found.frame.skip.value, found.frame.end.value.unwrap_or(u64::MAX));
        let table = split.records().filter(|record| record.line > skip && record.line < end);
        choice.delimiter.evidence = dialect::evenness(choice.dialect.delimiter, table);
    }
    let labels = match found.header.as_slice() {
        [] => placeholder_labels(found.width),
        rows => joined_labels(rows),
    };
    let delimited = Delimited {
        charset,
        delimiter: choice.delimiter,
        quote: choice.quote,
        escape: choice.escape,
        leading_space: choice.leading_space,
        comment: choice.comment,
        line_end: choice.line_end,
        frame: found.frame,
        trailing_delimiter: found.trailing_delimiter,
        short_rows: found.short_rows,
    };
    Ok((Structure::Delimited(Box::new(delimited)), labels))
}

/// Excel's `sep=;`, which may stand on the first line and names the delimiter.
fn announced_delimiter(text: &str) -> Option<Delimiter> {
    let line = text.split(['\r', '\n']).next()?.trim_matches('"');
    let (name, delimiter) = line.split_at_checked(4)?;
    name.eq_ignore_ascii_case("sep=").then(|| Delimiter::new(delimiter)).flatten()
}

/// The sample as text, without a character that the end of the sample cuts.
pub(super) fn text(sample: &Sample, charset: Charset) -> String {
    let mut text = transcode_all(&sample.bytes, charset);
    if !sample.complete {
        text.truncate(text.len() - utf8_scan::unfinished_len(&text));
    }
    match String::from_utf8_lossy(&text) {
        Cow::Borrowed(valid) => valid.to_owned(),
        Cow::Owned(repaired) => repaired,
    }
}

/// Looks at the bytes as UTF-8: at all of them, unless the sample alone can tell, or is all there is.
pub(super) fn scan(sample: &Sample, content: &Content<'_>, wanted: &Overrides) -> Result<Utf8Scan, Error> {
    let mut scan = Utf8Scan::default();
    let told = wanted.charset.is_some() || charset::by_head(&sample.bytes).is_some();
    if sample.complete || told || !content.is_complete() {
        scan.push(&sample.bytes);
        if !sample.complete && !told {
            return Ok(scan);
        }
    } else {
        let mut source = content.stream(&Counter::default())?;
        let mut chunk = vec![0; CHUNK];
        loop {
            match source.read_full(&mut chunk)? {
                0 => break,
                n => scan.push(&chunk[..n]),
            }
        }
    }
    scan.finish();
    Ok(scan)
}
