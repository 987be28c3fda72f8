//! Why a file as a whole cannot be read. A fault of one row is a [`RejectedRow`](crate::RejectedRow) instead.

mod code;
mod hint;

use std::io;

use crate::batch::RejectReason;
use crate::unwrap::Entry;
use crate::wording::{bytes, grouped, quoted_list, shown};

/// A file, or the rest of it, cannot be read.
///
/// [`Display`](std::fmt::Display) says what happened in the words of the person who owns the file,
/// [`hint`](Self::hint) what to do next, [`code`](Self::code) is stable for programs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No byte, or nothing but blank lines.
    #[error("The file is empty.")]
    EmptyFile,
    /// Compressed in a way that is recognised but not read.
    #[error("This file is compressed with {found}, which is not read yet.")]
    UnsupportedCompression {
        /// The name of the compression, such as `Zstandard`.
        found: &'static str,
    },
    /// A web page where data was expected, very often a login or error page.
    #[error("This is an HTML page, not a data file.")]
    HtmlPage,
    /// A format that is recognised but not read.
    #[error("This is {found}, not a delimited text file.")]
    UnsupportedFormat {
        /// The format with its article, such as `a PDF document`.
        found: &'static str,
    },
    /// The header (or the first record) has more fields than a table may have columns.
    #[error("Line {line} has {} columns; a table can have at most {}.", grouped(*count as u64), grouped(*limit as u64))]
    TooManyColumns {
        /// 1-based line.
        line: u64,
        /// Fields found.
        count: usize,
        /// [`Limits::max_columns`](crate::Limits::max_columns).
        limit: usize,
    },
    /// The names of the columns cannot be read.
    #[error("The header on line {line} cannot be read: it {reason}.")]
    UnreadableHeader {
        /// 1-based line.
        line: u64,
        /// What is wrong with it.
        reason: RejectReason,
    },
    /// A record is longer than the reader holds in memory.
    #[error("The row on line {line} is longer than {}, the most one row may have.", bytes(*limit as u64))]
    RecordTooLong {
        /// 1-based line on which the record starts.
        line: u64,
        /// [`Limits::max_record_bytes`](crate::Limits::max_record_bytes).
        limit: usize,
    },
    /// A quote has no closing quote before the end of the file, or within the length of a record.
    #[error(
        "The quote opened on line {line}, column {column} is never closed{}.",
        limit.map(|n| format!(" within the {} one row may have", bytes(n as u64))).unwrap_or_default()
    )]
    UnclosedQuote {
        /// 1-based line of the opening quote.
        line: u64,
        /// 1-based field that the quote opens.
        column: u32,
        /// `None`: the file ended. Otherwise bytes of the longest record allowed.
        limit: Option<usize>,
    },
    /// The text is not JSON (RFC 8259), although it starts like it or is said to be.
    #[error("The JSON is not valid on line {}, character {}: {detail}.", grouped(*line), grouped(*character))]
    InvalidJson {
        /// 1-based line.
        line: u64,
        /// 1-based character on that line.
        character: u64,
        /// What is wrong there.
        detail: String,
        /// Whether the text ends before the JSON does: most often a download that was cut off.
        ends: bool,
    },
    /// The place that was chosen in a JSON document is not there.
    #[error("There is nothing at `{}` in the JSON.", shown(pointer))]
    PointerNotFound {
        /// The JSON Pointer (RFC 6901).
        pointer: String,
    },
    /// The file stops in the middle: most often a download that was cut off.
    #[error("The {format} file ends too early: after {}.", bytes(*at))]
    Truncated {
        /// The compression or archive, such as `gzip`.
        format: &'static str,
        /// Bytes of the file as stored that were there.
        at: u64,
    },
    /// The compressed stream or archive is not valid, or its checksum does not match.
    #[error("The {format} file is damaged: {detail} (near byte {}).", grouped(*at))]
    Corrupt {
        /// The compression or archive, such as `gzip`.
        format: &'static str,
        /// What the decoder found.
        detail: String,
        /// Bytes of the file as stored that were consumed before the fault.
        at: u64,
    },
    /// A small compressed file becomes far larger than allowed.
    #[error("The file inflates too far: {} of it gave more than {}.", bytes(*compressed), bytes(*inflated))]
    InflatesTooFar {
        /// Compressed bytes consumed.
        compressed: u64,
        /// Inflated bytes at which reading stopped.
        inflated: u64,
    },
    /// The compression refers further back than is kept in memory.
    #[error("The {format} file needs more than {} of memory to be unpacked.", bytes(*limit))]
    NeedsTooMuchMemory {
        /// The compression, such as `xz`.
        format: &'static str,
        /// Bytes allowed.
        limit: u64,
    },
    /// A compressed file in a compressed file, and so on.
    #[error("The file is wrapped in more than {limit} compressions or archives.")]
    TooManyLayers {
        /// Layers allowed.
        limit: usize,
    },
    /// An archive holds several files that may be the data; which is meant is for a person to say.
    #[error("The {format} archive holds {} files that may be the data: {}.", entries.len(), listed(entries))]
    SeveralEntries {
        /// `zip` or `tar`.
        format: &'static str,
        /// Those files.
        entries: Vec<Entry>,
    },
    /// An archive holds no file but empty and hidden ones.
    #[error("The {format} archive holds no data file.")]
    NoDataEntry {
        /// `zip` or `tar`.
        format: &'static str,
    },
    /// The entry that was chosen is not there.
    #[error("There is no entry `{}` in the file.", shown(entry))]
    EntryNotFound {
        /// The name that was looked for.
        entry: String,
    },
    /// The data can only be read with a password.
    #[error("The entry `{}` of the archive is encrypted.", shown(entry))]
    EncryptedEntry {
        /// The entry's name.
        entry: String,
    },
    /// An archive of a great many files.
    #[error("The archive holds more than {} entries.", grouped(*limit as u64))]
    TooManyEntries {
        /// [`Limits::max_entries`](crate::Limits::max_entries).
        limit: usize,
    },
    /// A workbook that only opens with a password.
    #[error("The workbook is encrypted with a password.")]
    EncryptedWorkbook,
    /// A part of a workbook says something that cannot be.
    #[error("The workbook is damaged: {detail} (in {part}).")]
    DamagedWorkbook {
        /// The file within the workbook, such as `xl/workbook.xml`.
        part: String,
        /// What is wrong, as the end of a sentence.
        detail: String,
    },
    /// There is no sheet of the name that was asked for, or none with a table.
    #[error("{}", no_sheet(wanted.as_deref(), sheets))]
    NoSheet {
        /// The name asked for; `None`: no sheet holds anything.
        wanted: Option<String>,
        /// The sheets there are.
        sheets: Vec<String>,
    },
    /// A Parquet or Arrow file contradicts itself, or ends too early.
    #[error("The {found} is damaged: {detail}.")]
    Damaged {
        /// What it is, without an article: `Parquet file`.
        found: &'static str,
        /// What is wrong, as the end of a sentence.
        detail: String,
    },
    /// A file that only opens with a key.
    #[error("This {found} is encrypted.")]
    Encrypted {
        /// What it is, without an article: `Parquet file`.
        found: &'static str,
    },
    /// A rare part of a format that is not read.
    #[error("The {found} uses something that is not read: {detail}.")]
    NotRead {
        /// What it is, without an article: `Parquet file`.
        found: &'static str,
        /// What it uses, as the end of a sentence.
        detail: String,
    },
    /// A part of a file is, or claims to be, larger than what is held in memory.
    #[error("Reading {what} of this file takes more than {} of memory.", bytes(*limit))]
    TooMuchMemory {
        /// The part, with its article: `a page`.
        what: &'static str,
        /// Bytes of the limit.
        limit: u64,
    },
    /// Only the first bytes are there, and a file of this format cannot be read from its start alone.
    #[error("The first bytes of {found} do not suffice to read it.")]
    NeedsWholeFile {
        /// The format with its article, such as `an Excel workbook`.
        found: &'static str,
    },
    /// Reading the bytes failed; nothing is known about the file.
    #[error("Reading the file failed: {0}.")]
    ReadFailed(#[source] io::Error),
}

impl Error {
    /// The 1-based physical line the error is about, if it is about one.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::TooManyColumns { line, .. }
            | Self::UnreadableHeader { line, .. }
            | Self::RecordTooLong { line, .. }
            | Self::UnclosedQuote { line, .. }
            | Self::InvalidJson { line, .. } => Some(*line),
            _ => None,
        }
    }

    /// The 1-based column of the table (not the character) the error is about, if it is about one.
    pub fn column(&self) -> Option<u32> {
        match self {
            Self::UnclosedQuote { column, .. } => Some(*column),
            _ => None,
        }
    }

    /// The entries of an archive among which a person has to choose.
    pub fn entries(&self) -> &[Entry] {
        match self {
            Self::SeveralEntries { entries, .. } => entries,
            _ => &[],
        }
    }

    /// Whether the bytes ended before the file did.
    pub(crate) fn is_truncation(&self) -> bool {
        matches!(self, Self::Truncated { .. })
    }
}

/// Entries that a message lists at most.
const LISTED: usize = 10;

fn listed(entries: &[Entry]) -> String {
    let mut list: Vec<String> = entries.iter().take(LISTED).map(Entry::listed).collect();
    if entries.len() > LISTED {
        list.push(format!("and {} more", grouped((entries.len() - LISTED) as u64)));
    }
    list.join(", ")
}

fn no_sheet(wanted: Option<&str>, sheets: &[String]) -> String {
    match (wanted, sheets) {
        (Some(wanted), _) => {
            format!("The workbook has no sheet “{}”; it has {}.", shown(wanted), quoted_list(sheets))
        }
        (None, []) => "The workbook has no sheet of cells.".to_owned(),
        (None, _) => {
            let verb = if sheets.len() == 1 { "is" } else { "are" };
            format!("No sheet of the workbook has a value: {} {verb} empty.", quoted_list(sheets))
        }
    }
}
