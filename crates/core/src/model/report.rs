//! The report of a run: what a person needs to understand it. Stored as JSON with the run.

use serde::{Deserialize, Serialize};
use tabular::{ColumnFinding, Layout, unwrap::Entry};

use super::CheckResult;

/// Everything a run found and did. Grows step by step; absent parts were not reached.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RunReport {
    /// The HTTP exchange.
    pub exchange: Option<Exchange>,
    /// What the file turned out to be, and why.
    pub layout: Option<Layout>,
    /// The files of an archive among which a person has to choose before anything can be read.
    pub entries: Vec<Entry>,
    /// Each column's type, and why.
    pub columns: Vec<ColumnFinding>,
    /// What changed against the version before.
    pub schema_changes: Vec<SchemaChange>,
    /// Names of the table's columns that the file has not.
    pub missing: Vec<String>,
    /// Rows.
    pub rows: RowCounts,
    /// What became of the rows of the version before, where that was found out.
    pub changes: Option<RowChanges>,
    /// How the table's checks turned out, in their order; empty where they were not reached.
    pub checks: Vec<CheckResult>,
    /// Bytes of the file as received.
    pub bytes: Option<u64>,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: Option<String>,
    /// How long each step took.
    pub timings: Vec<StepTiming>,
    /// The first rows; previews only.
    pub sample: Option<Sample>,
    /// Remarks in the user's words.
    pub notes: Vec<String>,
}

/// One HTTP exchange, redirects included. Addresses are shown without userinfo and with the values of secret-looking
/// parameters masked; still, they hold query strings, so they belong in the report and not in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exchange {
    /// The address asked for.
    pub requested: String,
    /// Each request in turn; more than one where the server redirected.
    pub hops: Vec<Hop>,
    /// The status of the last answer; `None` where none came.
    pub status: Option<u16>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// Bytes announced.
    pub content_length: Option<u64>,
    /// `Content-Encoding` other than `identity`: the bytes are handed on as they came.
    pub content_encoding: Option<String>,
    /// `ETag`, for the next conditional request.
    pub etag: Option<String>,
    /// `Last-Modified`, for the next conditional request.
    pub last_modified: Option<String>,
    /// Bytes received.
    pub bytes: u64,
    /// Milliseconds from the start to the end.
    pub duration_ms: u64,
    /// What a reader should know, such as `length unknown`.
    pub note: Option<String>,
}

impl Exchange {
    /// The address that answered, or failed, last.
    pub fn final_url(&self) -> &str {
        self.hops.last().map_or(&self.requested, |hop| &hop.url)
    }
}

/// One request of an exchange.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hop {
    /// The address asked.
    pub url: String,
    /// The status answered; `None` where the address was refused or no answer came.
    pub status: Option<u16>,
    /// Milliseconds to the response header or the failure.
    pub ms: u64,
}

/// A difference between two versions' columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SchemaChange {
    /// The file has a column the table did not have.
    Added {
        /// Name in Postgres.
        column: String,
        /// Its type, in the user's words.
        to: String,
    },
    /// The table had a column the file no longer has.
    Removed {
        /// Name in Postgres.
        column: String,
    },
    /// Values no longer fit the type; the new one holds the old values as well.
    Widened {
        /// Name in Postgres.
        column: String,
        /// Type before.
        from: String,
        /// Type now.
        to: String,
    },
}

/// Rows of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowCounts {
    /// Records in the file, the header not counted.
    pub read: u64,
    /// Rows in the table.
    pub loaded: u64,
    /// Rows set aside.
    pub rejected: u64,
}

/// What became of the rows of the version before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowChanges {
    /// Rows that are new; without a key, changed rows too.
    pub added: u64,
    /// Rows that are gone; without a key, changed rows too.
    pub removed: u64,
    /// Rows that have the same key and other cells; `None` where the table has no key.
    pub changed: Option<u64>,
}

/// How long a step took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTiming {
    /// The step.
    pub step: super::Step,
    /// Milliseconds.
    pub duration_ms: u64,
}

/// The first rows of a file, as they stand in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Rows of cells in column order; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether the preview saw the whole file.
    pub whole: bool,
}
