//! From the bytes of a file to batches of text cells, in constant memory.
//!
//! The bytes pass through `unwrap` (compression, archives), for text `transcode` (to UTF-8), and a reader per format:
//! `csv` for delimited text, `json` for JSON, `sheet` for workbooks, `columnar` for Parquet and Arrow. Each stage keeps
//! only its buffers.

pub(crate) mod columnar;
pub(crate) mod csv;
pub(crate) mod json;
pub mod sheet;
pub(crate) mod transcode;

use std::io::Read;

use crate::batch::Batch;
use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::schema::Declared;
use crate::sniff::{Charset, JsonArrangement, JsonLayout, Layout, Structure};
use crate::source::{Counter, Source, SourceReader};
use crate::unwrap::Content;

/// A file being read, one batch after the other.
pub trait Decode {
    /// The headers as written, `column_1`… when the file has none; one per column.
    fn labels(&self) -> &[String];

    /// The types that the file itself gives to its columns, one per column; `None` where a type has to be found.
    fn declared(&self) -> Vec<Option<Declared>> {
        vec![None; self.labels().len()]
    }

    /// Clears the batch and fills it with the next rows: about 4,096 of them or 1 MiB of text. `false` when the file
    /// has ended; then the batch is empty and has no rejected rows either.
    ///
    /// # Errors
    /// When the file cannot be read further. Rows of this call are lost to the caller, and every later call
    /// answers `false`.
    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error>;

    /// Bytes of the file as it is stored (compressed) that were consumed so far, for showing progress.
    fn bytes_read(&self) -> u64;
}

/// Starts to read a file whose layout is known. The header, if there is one, is read here.
///
/// # Errors
/// Everything that [`Decode::read`] can answer, and faults of the header.
pub fn open(input: &dyn Input, layout: &Layout, limits: &Limits) -> Result<Box<dyn Decode + Send>, Error> {
    open_rows(input, layout, limits, Extent::All)
}

/// How much of a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, with every check.
    All,
    /// Its first rows. Parts of a workbook that these rows do not need are not checked.
    Beginning,
}

/// Like [`open`], to read as much as said.
pub(crate) fn open_rows(
    input: &dyn Input,
    layout: &Layout,
    limits: &Limits,
    extent: Extent,
) -> Result<Box<dyn Decode + Send>, Error> {
    let counter = Counter::default();
    let content = Content::new(input, layout.wrapping.value.clone(), limits);
    let rows: Box<dyn Decode + Send> = match &layout.structure {
        Structure::Delimited(delimited) => {
            let source = text(&content, delimited.charset.value, &counter)?;
            let settings = csv::Settings { complete: input.is_complete(), ..csv::Settings::default() };
            let labels = layout.labels.len();
            Box::new(csv::CsvDecoder::open(source, delimited, labels, limits, counter, settings)?)
        }
        Structure::Sheet(layout_of_sheet) => {
            let workbook = sheet::open(&content, layout.format.value, &counter)?;
            let total = content.stored_bytes()?;
            let rows = sheet::table_rows(&*workbook, &layout_of_sheet.sheet.value, extent)?;
            let (sheet, labels) = (layout_of_sheet, &layout.labels);
            Box::new(sheet::SheetDecoder::open(rows, sheet, labels, limits, counter, total)?)
        }
        Structure::Columnar => {
            Box::new(columnar::ColumnarDecoder::open(&content, layout.format.value, limits, counter)?)
        }
        Structure::Json(json) => open_json(&content, json, &layout.labels, limits, counter)?,
    };
    limits.check_labels(rows.labels(), layout.first_line())?;
    Ok(rows)
}

/// The text of a file as UTF-8, from its start and with its byte order mark if it has one. Bytes that mean nothing in the
/// layout's charset are the byte 0xFF, which no UTF-8 has.
///
/// # Errors
/// When the layout is not of a text, or the file cannot be read.
pub fn open_text(input: &dyn Input, layout: &Layout, limits: &Limits) -> Result<impl Read, Error> {
    let content = Content::new(input, layout.wrapping.value.clone(), limits);
    let charset = layout.charset().ok_or(Error::UnsupportedFormat { found: "a file without text" })?;
    Ok(SourceReader(text(&content, charset.value, &Counter::default())?))
}

fn open_json(
    content: &Content<'_>,
    layout: &JsonLayout,
    labels: &[String],
    limits: &Limits,
    counter: Counter,
) -> Result<Box<dyn Decode + Send>, Error> {
    let open = |counter: &Counter| json_text(content, layout.charset.value, limits, counter);
    if layout.arrangement.value == JsonArrangement::Columns {
        let at = &layout.pointer.value;
        return Ok(Box::new(json::ColumnsDecoder::open(open, at, labels, limits)?));
    }
    let text = open(&counter)?;
    Ok(Box::new(json::JsonDecoder::open(text, layout, labels, content.is_complete(), limits, counter)?))
}

/// The text of a JSON file from its start.
pub(crate) fn json_text(
    content: &Content<'_>,
    charset: Charset,
    limits: &Limits,
    counter: &Counter,
) -> Result<json::Text, Error> {
    json::Text::open(text(content, charset, counter)?, charset, limits.max_record_bytes)
}

/// The text of the file as UTF-8.
fn text(content: &Content<'_>, charset: Charset, counter: &Counter) -> Result<Box<dyn Source + Send>, Error> {
    let source = content.stream(counter)?;
    Ok(match charset {
        Charset::Utf8 => source,
        other => Box::new(transcode::Transcoder::new(source, other)),
    })
}
