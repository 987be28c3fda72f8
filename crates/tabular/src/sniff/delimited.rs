//! Surveys delimited text: charset, dialect, and where the table is.

use std::borrow::Cow;

use super::layout::{Delimited, Frame, Structure};
use super::utf8_scan::{self, Utf8Scan};
use super::{Charset, Detected, Escape, Overrides, Sample, charset, dialect, format, header};
use crate::decode::transcode::transcode_all;
use crate::error::Error;
use crate::source::{Counter, Source};
use crate::unwrap::Content;

/// Bytes read at a time when the whole file is scanned.
const CHUNK: usize = 256 << 10;

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
    let line_end = dialect::line_end(text);
    let text = text.trim_start_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Error::EmptyFile);
    }
    let (delimiter, quote, measure) =
        dialect::decide(text, sample.complete, line_end.value, wanted.delimiter, wanted.quote);
    let records = measure.records;
    let has_header = header::decide(&records, wanted.header.map(|rows| rows > 0));
    let trailing_delimiter = header::trailing(&records, has_header.value);
    let labels = match records.first() {
        Some(first) if has_header.value => first.iter().map(|cell| cell.text.clone()).collect(),
        _ => header::placeholder_labels(measure.fields),
    };
    let skip = Detected::new(0, 1.0, "the table starts with the first line");
    let header = Detected {
        value: u32::from(has_header.value),
        confidence: has_header.confidence,
        evidence: has_header.evidence,
    };
    let delimited = Delimited {
        charset,
        delimiter,
        quote,
        escape: Detected::new(Escape::Doubled, 0.5, "RFC 4180 doubles quotes"),
        leading_space: Detected::new(false, 1.0, "blanks are part of the values"),
        comment: Detected::new(None, 1.0, "no comment lines seen"),
        line_end,
        frame: Frame::new(skip, header),
        trailing_delimiter,
    };
    Ok((Structure::Delimited(Box::new(delimited)), labels))
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
