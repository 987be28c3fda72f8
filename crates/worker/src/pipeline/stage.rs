//! The stage file of one job: the only disk a worker uses. It has no name, so it is gone with the process, however that
//! ends (open(2), O_TMPFILE).

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rowmill_core::model::RunFailure;
use tabular::{
    Input,
    input::{ReadSeek, Scratch},
    unwrap::Unpacked,
};

use crate::run_state::JobError;

/// A file of this job, which is written before it is read. Clones refer to the same bytes.
#[derive(Debug, Clone)]
pub struct Stage {
    file: Arc<File>,
    scratch: PathBuf,
    unpacked: Arc<Unpacked>,
}

impl Stage {
    /// An empty file in the scratch folder.
    ///
    /// # Errors
    /// When the scratch folder cannot be written.
    pub fn create(scratch: &Path) -> Result<Self, JobError> {
        let file = tempfile::tempfile_in(scratch).map_err(no_space)?;
        Ok(Self { file: Arc::new(file), scratch: scratch.to_owned(), unpacked: Arc::default() })
    }

    /// How many bytes were written.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn bytes(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Writes to the end of the file.
    ///
    /// # Errors
    /// When a second handle of it cannot be made.
    pub fn writer(&self) -> Result<tokio::fs::File, JobError> {
        self.file.try_clone().map(tokio::fs::File::from_std).map_err(no_space)
    }
}

impl Input for Stage {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(StageReader { file: self.file.clone(), offset: 0 }))
    }

    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(tempfile::tempfile_in(&self.scratch)?))
    }

    fn unpacked(&self) -> Option<&Unpacked> {
        Some(&self.unpacked)
    }
}

/// The machine's disk is full, or cannot be written: another worker, or this one later, may have more luck.
pub(crate) fn no_space(error: io::Error) -> JobError {
    let failure = RunFailure::new(
        "no_scratch_space",
        "The worker has no room to hold the file while it is read.",
        "Give the worker a larger SCRATCH_DIR; Rowmill tries again by itself.",
    );
    JobError::retry(failure, None, error)
}

/// A place in a stage file. The file's own cursor belongs to its writer.
#[derive(Debug)]
struct StageReader {
    file: Arc<File>,
    offset: u64,
}

impl Read for StageReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(buffer, self.offset)?;
        self.offset += u64::try_from(count).unwrap_or_default();
        Ok(count)
    }
}

impl Seek for StageReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, by) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::Current(by) => (self.offset, by),
            SeekFrom::End(by) => (self.file.metadata()?.len(), by),
        };
        let offset = base.checked_add_signed(by);
        self.offset = offset.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.offset)
    }
}
