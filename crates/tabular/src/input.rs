//! Where the bytes come from: something that can be read from its start as often as needed, and at any place.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::PathBuf;
use std::sync::Arc;

use crate::unwrap::{Beginnings, Unpacked};

/// An open file: bytes in any order.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// A place for bytes that are written once and then read in any order.
pub trait Scratch: ReadSeek + Write {}

impl<T: ReadSeek + Write> Scratch for T {}

/// A file to be read.
pub trait Input: Send + Sync {
    /// Opens the file at its start; any number of readers at once, each with a place of its own.
    ///
    /// # Errors
    /// When the bytes cannot be reached.
    fn open(&self) -> io::Result<Box<dyn ReadSeek>>;

    /// Whether these are all bytes of the file, and not only the first ones.
    fn is_complete(&self) -> bool {
        true
    }

    /// An empty place for a workbook or a Parquet file that is inside an archive and can only be read unpacked.
    /// It is gone once dropped. By default in memory; whoever reads large files gives one on disk.
    ///
    /// # Errors
    /// When there is no room.
    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }

    /// Where the first bytes within a compressed file are kept once they are unpacked, if anywhere. It is used where the
    /// input [is not complete](Self::is_complete), and belongs to these bytes alone.
    fn beginnings(&self) -> Option<&Beginnings> {
        None
    }

    /// Where the [scratch place](Self::scratch) with the data file is kept once it is unpacked, if anywhere, so that it is
    /// unpacked once for all who open it. It is used where the input [is complete](Self::is_complete), and belongs to
    /// these bytes alone. Without one, each reader unpacks for itself.
    fn unpacked(&self) -> Option<&Unpacked> {
        None
    }
}

/// A file in memory, or the first bytes of one. Clones refer to the same bytes.
#[derive(Debug, Clone)]
pub struct Bytes {
    bytes: Arc<[u8]>,
    complete: bool,
    beginnings: Arc<Beginnings>,
    unpacked: Arc<Unpacked>,
}

impl Bytes {
    /// All bytes of a file.
    pub fn whole(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { bytes: bytes.into(), complete: true, beginnings: Arc::default(), unpacked: Arc::default() }
    }

    /// The first bytes of a longer file.
    pub fn head(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { complete: false, ..Self::whole(bytes) }
    }
}

impl Input for Bytes {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(Cursor::new(self.bytes.clone())))
    }

    fn is_complete(&self) -> bool {
        self.complete
    }

    fn beginnings(&self) -> Option<&Beginnings> {
        Some(&self.beginnings)
    }

    fn unpacked(&self) -> Option<&Unpacked> {
        Some(&self.unpacked)
    }
}

/// A file on disk. What can only be read unpacked goes to a file without a name in the system's folder for temporary
/// files ([`std::env::temp_dir`]), which is gone once this and all who read from it are dropped;
/// [`Limits`](crate::Limits) say how much that may be. Clones refer to the same file, which must not change meanwhile.
#[derive(Debug, Clone)]
pub struct LocalFile {
    path: PathBuf,
    unpacked: Arc<Unpacked>,
}

impl LocalFile {
    /// The file at this path; it is opened when it is read.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), unpacked: Arc::default() }
    }
}

impl Input for LocalFile {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(File::open(&self.path)?))
    }

    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(tempfile::tempfile()?))
    }

    fn unpacked(&self) -> Option<&Unpacked> {
        Some(&self.unpacked)
    }
}
