//! Parquet and Arrow: files that describe themselves.

use super::{Detected, Format, Structure};
use crate::decode::columnar;
use crate::error::Error;
use crate::unwrap::Content;

/// The format, if the file starts like one of these.
pub(super) fn by_magic(head: &[u8]) -> Option<Detected<Format>> {
    // The magic texts could begin a word; in the formats they are followed by bytes that no text has.
    let is_binary = head.iter().take(64).any(|byte| *byte < 9);
    let detected = |format, evidence| Some(Detected::new(format, 1.0, evidence));
    if is_binary && (head.starts_with(b"PAR1") || head.starts_with(b"PARE")) {
        return detected(Format::Parquet, "the file starts with the bytes of Parquet");
    }
    if head.starts_with(b"ARROW1\0\0") {
        return detected(Format::Arrow, "the file starts with the bytes of Arrow IPC");
    }
    if columnar::is_arrow_stream(head) {
        return detected(Format::ArrowStream, "the file starts with the schema of an Arrow IPC stream");
    }
    None
}

/// The names of the columns.
///
/// # Errors
/// [`Error::NeedsWholeFile`] for the head of a Parquet file, whose description is at its end; everything that opening the
/// file can answer.
pub(super) fn survey(format: Format, content: &Content<'_>) -> Result<(Structure, Vec<String>), Error> {
    if format == Format::Parquet && !content.is_complete() {
        return Err(Error::NeedsWholeFile { found: "a Parquet file" });
    }
    Ok((Structure::Columnar, columnar::labels(content, format)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_magic_bytes() {
        assert!(by_magic(b"PAR1,PAR2\n1,2\n").is_none());
        assert!(by_magic(b"ARROW1,ARROW2\n").is_none());
        assert!(by_magic(b"\xFF\xFE\xFF\xFE\x10\0\0\0").is_none());
        let parquet = by_magic(b"PAR1\x15\x04").expect("binary");
        assert_eq!(parquet.value, Format::Parquet);
        assert_eq!(parquet.evidence, "the file starts with the bytes of Parquet");
        assert_eq!(by_magic(b"ARROW1\0\0").map(|format| format.value), Some(Format::Arrow));
    }
}
