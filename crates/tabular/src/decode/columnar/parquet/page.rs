//! A page as the library wants it, from the bytes in the file and what its header claims.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::Page;

use super::chunk::damaged;
use super::page_header::{PageHeader, PageKind};
use super::{FOUND, codec};
use crate::error::Error;

/// Unpacks a page, whose bytes are there as `stored`.
///
/// # Errors
/// When it is not what its header claims, or is encoded in a way that is not read.
pub(super) fn unpack(compression: Compression, header: &PageHeader, stored: Vec<u8>) -> Result<Page, Error> {
    let (num_values, len) = (header.values()?, header.uncompressed);
    let inflated = |stored: Vec<u8>, levels: usize| {
        if compression == Compression::UNCOMPRESSED || !header.is_compressed {
            return Ok(Bytes::from(stored));
        }
        let beyond = || damaged("the levels of a page are longer than the page".to_owned());
        let (levels, values) = stored.split_at_checked(levels).ok_or_else(beyond)?;
        let left = len.checked_sub(levels.len()).ok_or_else(beyond)?;
        codec::inflate(compression, values, levels.to_vec(), left).map(Bytes::from)
    };
    Ok(match header.kind {
        PageKind::Dictionary => Page::DictionaryPage {
            buf: inflated(stored, 0)?,
            num_values,
            encoding: encoding(header.number(2)?)?,
            is_sorted: false,
        },
        PageKind::DataV2 => {
            let (def_levels_byte_len, rep_levels_byte_len) = (header.number(5)?, header.number(6)?);
            let levels = u64::from(def_levels_byte_len) + u64::from(rep_levels_byte_len);
            let buf = inflated(stored, usize::try_from(levels).unwrap_or(usize::MAX))?;
            if levels > buf.len() as u64 {
                return Err(damaged("the levels of a page are longer than the page".to_owned()));
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding: encoding(header.number(4)?)?,
                num_nulls: header.number(2)?,
                num_rows: header.number(3)?,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed: false,
                statistics: None,
            }
        }
        PageKind::Data | PageKind::Index => Page::DataPage {
            buf: inflated(stored, 0)?,
            num_values,
            encoding: encoding(header.number(2)?)?,
            def_level_encoding: encoding(header.number(3)?)?,
            rep_level_encoding: encoding(header.number(4)?)?,
            statistics: None,
        },
    })
}

/// An encoding by its number in the format.
fn encoding(number: u32) -> Result<Encoding, Error> {
    Ok(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        #[expect(deprecated, reason = "old files have it")]
        4 => Encoding::BIT_PACKED,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => {
            return Err(Error::NotRead {
                found: FOUND,
                detail: format!("the encoding with the number {number}"),
            });
        }
    })
}
