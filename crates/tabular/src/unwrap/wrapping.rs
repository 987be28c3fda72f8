//! What may be around a data file: compressions and archives.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One layer around a data file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Wrapping {
    /// gzip, RFC 1952.
    Gzip,
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

impl fmt::Display for Wrapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gzip => f.write_str("gzip"),
            Self::Zip { entry } => write!(f, "zip: {entry}"),
            Self::Tar { entry } => write!(f, "tar: {entry}"),
        }
    }
}
