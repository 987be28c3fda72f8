//! What may be around a data file: compressions and archives.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One layer around a data file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Wrapping {
    /// gzip, RFC 1952.
    Gzip,
    /// zlib, RFC 1950.
    Zlib,
    /// bzip2.
    Bzip2,
    /// xz, <https://tukaani.org/xz/xz-file-format.txt>.
    Xz,
    /// Zstandard, RFC 8878.
    Zstd,
    /// A zip archive, of which one entry is read.
    Zip {
        /// The entry's name within the archive, as written there.
        entry: String,
    },
    /// A tar archive, of which one entry is read.
    Tar {
        /// The entry's path within the archive, as written there.
        entry: String,
    },
}

impl Wrapping {
    /// The name of the format, as a sentence about the file has it.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "Zstandard",
            Self::Zip { .. } => "zip",
            Self::Tar { .. } => "tar",
        }
    }
}

impl Wrapping {
    /// The name of the entry that is read, where this is an archive.
    pub fn entry(&self) -> Option<&str> {
        match self {
            Self::Zip { entry } | Self::Tar { entry } => Some(entry),
            _ => None,
        }
    }
}

impl fmt::Display for Wrapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zip { entry } | Self::Tar { entry } => write!(f, "{}: {entry}", self.format()),
            compression => f.write_str(compression.format()),
        }
    }
}
