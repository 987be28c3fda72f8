//! Parquet and Arrow files: the bytes of one, or, so that more than the checks of its frame is reached, its parts.

use tabular::Overrides;
use tabular::sniff::Format;

use super::file::read_both;

/// What a Parquet file starts and ends with.
const PARQUET: &[u8] = b"PAR1";

/// What an Arrow file starts and ends with; a stream does not.
const ARROW: &[u8] = b"ARROW1";

/// A whole file if it starts like one; otherwise two bytes that tell where the metadata starts, then the pages and the
/// metadata, around which the target puts the frame.
pub(crate) fn run_parquet(input: &[u8]) {
    if input.starts_with(PARQUET) {
        return read_as(input, Format::Parquet);
    }
    let Some((start, parts)) = input.split_first_chunk::<2>() else { return };
    let start = usize::from(u16::from_le_bytes(*start)) % (parts.len() + 1);
    let metadata_len = (parts.len() - start) as u32;
    read_as(&[PARQUET, parts, &metadata_len.to_le_bytes(), PARQUET].concat(), Format::Parquet);
}

/// A file or a stream.
pub(crate) fn run_arrow(input: &[u8]) {
    read_as(input, if input.starts_with(ARROW) { Format::Arrow } else { Format::ArrowStream });
}

fn read_as(bytes: &[u8], format: Format) {
    let _ = read_both(bytes, &Overrides { format: Some(format), ..Overrides::default() });
}
