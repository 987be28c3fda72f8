//! The data file within a compressed file or an archive, unpacked once: a workbook or a Parquet file is opened several
//! times, by those who look what it is and by those who read it, and a large one takes a second to be unpacked.

use std::sync::{Mutex, PoisonError};

use super::Wrapping;
use crate::error::Error;
use crate::input::ReadSeek;
use crate::limits::Limits;
use crate::shared_file::SharedFile;
use crate::source::Counter;

/// The scratch place with what was unpacked last of one file, for everybody who opens it again. The place is gone with
/// this and with the last of its readers.
#[derive(Debug, Default)]
pub struct Unpacked(Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    wrapping: Vec<Wrapping>,
    limits: Limits,
    file: SharedFile,
    /// Bytes as stored that were read for it.
    stored: u64,
}

impl Unpacked {
    /// The start of what is inside this wrapping. `unpack` unpacks it where that is not what is kept; `counter` counts the
    /// bytes as stored, also where it was unpacked for others.
    ///
    /// # Errors
    /// Those of `unpack`, after which nothing is kept.
    pub(super) fn open(
        &self,
        wrapping: &[Wrapping],
        limits: &Limits,
        counter: &Counter,
        unpack: impl FnOnce(&Counter) -> Result<Box<dyn ReadSeek>, Error>,
    ) -> Result<SharedFile, Error> {
        // Whoever comes meanwhile waits, and has it then.
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is not wanted makes room first.
        let kept = match place.take().filter(|kept| kept.wrapping == wrapping && kept.limits == *limits) {
            Some(kept) => kept,
            None => {
                let own = Counter::default();
                let file = SharedFile::new(unpack(&own)?);
                Kept { wrapping: wrapping.to_vec(), limits: limits.clone(), file, stored: own.get() }
            }
        };
        counter.add(kept.stored);
        Ok(place.insert(kept).file.clone())
    }
}
