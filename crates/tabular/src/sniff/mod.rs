//! What is in these bytes? Wrapping, format, charset, dialect, header row and more, each with confidence and evidence.
//!
//! [`survey`] undoes the wrapping, asks `format` what kind of file it is, and hands it to the surveyor of that kind:
//! `delimited` for text, `json` for JSON. A file that cannot be read is refused here by name, before anything is decoded: a web page,
//! a PDF, a program.

mod charset;
mod columnar;
mod delimited;
mod detected;
mod dialect;
mod format;
pub(crate) mod frame;
mod json;
mod layout;
mod shape;
pub(crate) mod sheet;
mod utf8_scan;

pub use charset::Charset;
pub use detected::Detected;
pub use dialect::{Comment, Delimiter, Escape, LineEnd, Quote, as_it_stands};
pub use format::Format;
pub(crate) use format::workbook as workbook_format;
pub(crate) use frame::{joined_labels, placeholder_labels};
pub use layout::{
    Delimited, Frame, JsonArrangement, JsonLayout, JsonRows, Layout, Overrides, SheetLayout, SheetName,
    Structure,
};

use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::unwrap::{self, Content};

/// Bytes of the unwrapped file that are looked at for everything but the charset.
pub(crate) const SAMPLE_BYTES: usize = 1 << 20;

/// Decides how to read a file. What is `wanted` wins over what the bytes say.
///
/// Looks at the first megabyte, and at the whole file only where nothing less can tell its charset. Of an input that
/// [is not complete](Input::is_complete), what is there has to do.
///
/// # Errors
/// When the file is empty, of a kind that is not read, cannot be opened, or its wrapping is broken.
pub fn survey(input: &dyn Input, wanted: &Overrides, limits: &Limits) -> Result<Layout, Error> {
    let (found, content) = unwrap::detect(input, wanted.entry.as_deref(), limits)?;
    let sample = Sample::take(&content)?;
    let format = format::decide(&sample, &content, wanted)?;
    let (structure, labels) = match format.value {
        Format::Delimited => delimited::survey(&sample, &content, wanted)?,
        workbook @ (Format::Xlsx | Format::Ods | Format::Xls) => sheet::survey(&content, workbook, wanted)?,
        Format::Json => json::survey(&sample, &content, wanted, limits)?,
        format @ (Format::Parquet | Format::Arrow | Format::ArrowStream) => {
            columnar::survey(format, &content)?
        }
    };
    let layout = Layout { wrapping: found.wrapping, entries: found.entries, format, structure, labels };
    limits.check_labels(&layout.labels, layout.first_line())?;
    Ok(layout)
}

/// The first bytes of a file without its wrapping: what the detectors look at.
pub(crate) struct Sample {
    pub(crate) bytes: Vec<u8>,
    /// Whether these are all bytes of the file.
    pub(crate) complete: bool,
}

impl Sample {
    fn take(content: &Content<'_>) -> Result<Self, Error> {
        let (bytes, complete) = content.first(content.sample_bytes())?;
        if bytes.is_empty() {
            return Err(Error::EmptyFile);
        }
        Ok(Self { bytes, complete })
    }
}
