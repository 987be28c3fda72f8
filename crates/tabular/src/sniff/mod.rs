//! What is in these bytes? Compression, format, charset, dialect and header row, each with confidence and evidence.
//!
//! A file that cannot be read is refused here by name, before anything is decoded: a web page, a PDF, a workbook.

mod charset;
mod compression;
mod detected;
mod dialect;
mod format;
mod header;
mod layout;
mod measure;
mod sample;
mod utf8_scan;

use std::io::{self, Read};

pub use charset::Charset;
pub use compression::Compression;
pub use detected::Detected;
pub use dialect::{Delimiter, LineEnd, Quote};
pub use format::Format;
pub(crate) use header::placeholder_labels;
pub use layout::{Layout, Overrides};

use crate::decode::inflated;
use crate::decode::source::{Counter, Source};
use crate::decode::transcode::transcode_all;
use crate::error::Error;
use crate::limits::Limits;
use sample::Sample;
use utf8_scan::Utf8Scan;

/// Bytes of the stored file that [`survey`] looks at for everything but the charset.
const HEAD_BYTES: usize = 256 << 10;

/// Decides how to read a file from its first bytes.
///
/// `head` is the file as received, perhaps compressed; `complete` says that it is the whole file. More than a megabyte
/// of inflated text is not looked at. What is `wanted` wins over what the bytes say.
///
/// # Errors
/// When the file is empty, of a kind that is not read, or its compression is broken.
pub fn sniff(head: &[u8], complete: bool, wanted: &Overrides, limits: &Limits) -> Result<Layout, Error> {
    let sample = Sample::take(head, complete, limits)?;
    let mut scan = Utf8Scan::default();
    scan.push(&sample.bytes);
    if sample.complete {
        scan.finish();
    }
    layout(&sample, &scan, wanted)
}

/// Decides how to read a file, with the charset decided over the whole of it.
///
/// `open` is called once for the first bytes, and again when only the whole file can tell whether it is UTF-8.
///
/// # Errors
/// As [`sniff`]; and when the file cannot be opened or read to its end.
pub fn survey<R: Read>(
    open: impl Fn() -> io::Result<R>,
    wanted: &Overrides,
    limits: &Limits,
) -> Result<Layout, Error> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let wanted_bytes = HEAD_BYTES as u64 + 1;
    open().and_then(|file| file.take(wanted_bytes).read_to_end(&mut head)).map_err(Error::ReadFailed)?;
    let complete = head.len() <= HEAD_BYTES;
    head.truncate(HEAD_BYTES);
    let sample = Sample::take(&head, complete, limits)?;
    let mut scan = Utf8Scan::default();
    if sample.complete || wanted.charset.is_some() || charset::by_mark(&sample.bytes).is_some() {
        scan.push(&sample.bytes);
    } else {
        let file = open().map_err(Error::ReadFailed)?;
        scan_all(file, sample.compression.value, limits, &mut scan)?;
    }
    scan.finish();
    layout(&sample, &scan, wanted)
}

fn scan_all<R: Read>(
    file: R,
    compression: Compression,
    limits: &Limits,
    scan: &mut Utf8Scan,
) -> Result<(), Error> {
    let mut source = inflated(file, compression, limits, &Counter::default());
    let mut chunk = vec![0; HEAD_BYTES];
    loop {
        match source.read_full(&mut chunk)? {
            0 => return Ok(()),
            n => scan.push(&chunk[..n]),
        }
    }
}

fn layout(sample: &Sample, scan: &Utf8Scan, wanted: &Overrides) -> Result<Layout, Error> {
    format::refuse_binary(&sample.bytes, wanted.charset, scan)?;
    let charset = charset::decide(&sample.bytes, scan, wanted.charset);
    let mut text = transcode_all(&sample.bytes, charset.value);
    if !sample.complete {
        text.truncate(text.len() - utf8_scan::unfinished_len(&text));
    }
    let text = String::from_utf8_lossy(&text);
    let text = text.trim_start_matches('\u{FEFF}');
    let format = format::decide(text)?;
    let line_end = dialect::line_end(text);
    let text = text.trim_start_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Error::EmptyFile);
    }
    let (delimiter, quote, measure) =
        dialect::decide(text, sample.complete, line_end.value, wanted.delimiter, wanted.quote);
    let records = measure.records;
    let header = header::decide(&records, wanted.header);
    let trailing_delimiter = header::trailing(&records, header.value);
    let labels = match records.first() {
        Some(first) if header.value => first.iter().map(|cell| cell.text.clone()).collect(),
        _ => placeholder_labels(measure.fields),
    };
    let compression = sample.compression.clone();
    Ok(Layout {
        compression,
        format,
        charset,
        delimiter,
        quote,
        line_end,
        header,
        trailing_delimiter,
        labels,
    })
}
