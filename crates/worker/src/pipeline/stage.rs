//! The stage file of one job: the only disk a worker uses. It has no name, so it is gone with the process, however that
//! ends (open(2), O_TMPFILE).

use std::{
    fs::File,
    io::{self, Read},
    os::unix::fs::FileExt,
    path::Path,
    sync::Arc,
};

use rowmill_core::model::RunFailure;

use crate::run_state::JobError;

/// A file of this job. Clones refer to the same bytes.
#[derive(Debug, Clone)]
pub struct Stage {
    file: Arc<File>,
}

impl Stage {
    /// An empty file in the scratch folder.
    ///
    /// # Errors
    /// When the scratch folder cannot be written.
    pub fn create(scratch: &Path) -> Result<Self, JobError> {
        let file = tempfile::tempfile_in(scratch).map_err(no_space)?;
        Ok(Self { file: Arc::new(file) })
    }

    /// Writes to the end of the file.
    ///
    /// # Errors
    /// When a second handle of it cannot be made.
    pub fn writer(&self) -> Result<tokio::fs::File, JobError> {
        self.file.try_clone().map(tokio::fs::File::from_std).map_err(no_space)
    }

    /// Reads from the beginning; any number of readers at once, each with a place of its own.
    pub fn reader(&self) -> StageReader {
        StageReader { file: self.file.clone(), offset: 0 }
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

/// A place in a stage file.
#[derive(Debug)]
pub struct StageReader {
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
