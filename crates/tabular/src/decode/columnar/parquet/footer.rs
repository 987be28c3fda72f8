//! The end of the file, where everything is described.

use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::FOUND;
use super::chunk::{Chunks, damaged, fault};
use super::description::Description;
use crate::error::Error;

/// Bytes at the very end: the length of the metadata, and the magic.
const TAIL: u64 = 8;

/// Bytes of metadata at most: enough for a million pieces of columns. A row group takes several times as much while it is read.
const MAX_METADATA: u64 = 64 << 20;

/// What is known of the file without looking at its row groups.
pub(super) struct Footer {
    description: Description,
    /// The description without row groups.
    pub(super) file: ParquetMetaData,
}

impl Footer {
    /// # Errors
    /// When the file is cut off, encrypted, or describes itself in a way that cannot be.
    pub(super) fn read(chunks: &Chunks) -> Result<Self, Error> {
        let description = Description::read(bytes(chunks)?)?;
        let file = ParquetMetaDataReader::decode_metadata(&description.with(None));
        Ok(Self { description, file: file.map_err(|error| fault(&error))? })
    }

    /// The schema alone, which is found without a walk through the row groups.
    ///
    /// # Errors
    /// As [`read`](Self::read), as far as it shows.
    pub(super) fn schema(chunks: &Chunks) -> Result<ParquetMetaData, Error> {
        let file = ParquetMetaDataReader::decode_metadata(&Description::heading(&bytes(chunks)?)?);
        file.map_err(|error| fault(&error))
    }

    /// The number of row groups.
    pub(super) fn groups(&self) -> usize {
        self.description.groups()
    }

    /// The description of the file with this row group alone.
    ///
    /// # Errors
    /// When it does not fit the schema.
    pub(super) fn group(&self, index: usize) -> Result<ParquetMetaData, Error> {
        let metadata = ParquetMetaDataReader::decode_metadata(&self.description.with(Some(index)));
        let metadata = metadata.map_err(|error| fault(&error))?;
        let columns = metadata.file_metadata().schema_descr().num_columns();
        match metadata.row_groups() {
            [group] if group.num_rows() >= 0 && group.num_columns() == columns => Ok(metadata),
            _ => Err(damaged("a row group does not fit the schema".to_owned())),
        }
    }
}

/// The bytes of the description.
fn bytes(chunks: &Chunks) -> Result<Vec<u8>, Error> {
    let size = chunks.size();
    if size < 4 + TAIL {
        return Err(damaged("it is too short to be one".to_owned()));
    }
    let tail = chunks.exactly(size - TAIL, TAIL as usize)?;
    let (len, magic) = tail.split_at(4);
    match magic {
        b"PAR1" => {}
        b"PARE" => return Err(Error::Encrypted { found: FOUND }),
        _ => return Err(damaged("it has no footer, so it was cut off or is still being written".to_owned())),
    }
    let len = len.iter().rev().fold(0, |len, byte| len << 8 | u64::from(*byte));
    if len > size - TAIL - 4 {
        return Err(damaged(format!("its footer declares {len} bytes of metadata, more than there are")));
    }
    if len > MAX_METADATA {
        return Err(Error::TooMuchMemory { what: "the metadata", limit: MAX_METADATA });
    }
    chunks.exactly(size - TAIL - len, len as usize)
}
