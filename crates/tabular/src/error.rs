//! Why a file as a whole cannot be read. A fault of one row is a [`RejectedRow`](crate::RejectedRow) instead.

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
    /// Every code that [`code`](Self::code) can answer, in the order of the variants.
    pub const CODES: [&'static str; 29] = [
        "empty_file",
        "unsupported_compression",
        "html_page",
        "unsupported_format",
        "too_many_columns",
        "unreadable_header",
        "record_too_long",
        "unclosed_quote",
        "invalid_json",
        "pointer_not_found",
        "truncated_file",
        "corrupt_file",
        "inflates_too_far",
        "needs_too_much_memory",
        "too_many_layers",
        "several_entries",
        "no_data_entry",
        "entry_not_found",
        "encrypted_entry",
        "too_many_entries",
        "encrypted_workbook",
        "damaged_workbook",
        "no_sheet",
        "damaged_file",
        "encrypted",
        "not_read",
        "too_much_memory",
        "needs_whole_file",
        "read_failed",
    ];

    /// A stable `snake_case` name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::UnsupportedCompression { .. } => "unsupported_compression",
            Self::HtmlPage => "html_page",
            Self::UnsupportedFormat { .. } => "unsupported_format",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::UnreadableHeader { .. } => "unreadable_header",
            Self::RecordTooLong { .. } => "record_too_long",
            Self::UnclosedQuote { .. } => "unclosed_quote",
            Self::InvalidJson { .. } => "invalid_json",
            Self::PointerNotFound { .. } => "pointer_not_found",
            Self::Truncated { .. } => "truncated_file",
            Self::Corrupt { .. } => "corrupt_file",
            Self::InflatesTooFar { .. } => "inflates_too_far",
            Self::NeedsTooMuchMemory { .. } => "needs_too_much_memory",
            Self::TooManyLayers { .. } => "too_many_layers",
            Self::SeveralEntries { .. } => "several_entries",
            Self::NoDataEntry { .. } => "no_data_entry",
            Self::EntryNotFound { .. } => "entry_not_found",
            Self::EncryptedEntry { .. } => "encrypted_entry",
            Self::TooManyEntries { .. } => "too_many_entries",
            Self::EncryptedWorkbook => "encrypted_workbook",
            Self::DamagedWorkbook { .. } => "damaged_workbook",
            Self::NoSheet { .. } => "no_sheet",
            Self::Damaged { .. } => "damaged_file",
            Self::Encrypted { .. } => "encrypted",
            Self::NotRead { .. } => "not_read",
            Self::TooMuchMemory { .. } => "too_much_memory",
            Self::NeedsWholeFile { .. } => "needs_whole_file",
            Self::ReadFailed(_) => "read_failed",
        }
    }

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

    /// What the owner of the file can do next. `None` when trying again is all there is.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            Self::EmptyFile => {
                "Check that the address answers with the data, and that the export has finished."
            }
            Self::UnsupportedCompression { .. } => {
                "Offer the file uncompressed, or compressed with gzip, bzip2, xz or Zstandard, or in a zip \
                 or tar archive."
            }
            Self::HtmlPage => {
                "The address may ask for a login or lead to a page about the data. Use the address of the file \
                 itself, the one behind the download link."
            }
            Self::UnsupportedFormat { .. } => {
                "Offer the data as CSV or another delimited text, plain or compressed with gzip."
            }
            Self::TooManyColumns { .. } => {
                "Check the delimiter: a wrong one splits text into columns. Otherwise split the file."
            }
            Self::UnreadableHeader { .. } => "Correct the header line, or choose another encoding.",
            Self::RecordTooLong { .. } => {
                "Check the line end and the quotes on that line; a file without line ends is one long row."
            }
            Self::UnclosedQuote { .. } => {
                "Close the quote in the file, or choose “no quotes” if quotes are part of the text."
            }
            Self::InvalidJson { ends: true, .. } => {
                "The download or the export was cut off. Fetch or export it again."
            }
            Self::InvalidJson { .. } => "Correct the file at that place; a JSON library writes no such text.",
            Self::PointerNotFound { .. } => {
                "Choose another place, or none to take the longest array of objects."
            }
            Self::Truncated { .. } => "The download or the export was cut off. Fetch or export it again.",
            Self::Corrupt { .. } => "Export the file again, and transfer it in binary mode.",
            Self::InflatesTooFar { .. } => "If the file is what it should be, offer it uncompressed.",
            Self::NeedsTooMuchMemory { .. } => {
                "Compress it with a smaller window: `xz -9` and `zstd -22` are read, `zstd --long=31` is not."
            }
            Self::TooManyLayers { .. } => "Offer the data file itself, compressed at most once.",
            Self::SeveralEntries { .. } => "Choose one of them by its name, or offer an archive of one file.",
            Self::NoDataEntry { .. } => "Check that the export has finished, or choose another file.",
            Self::EntryNotFound { .. } => {
                "Entries may have been renamed. Choose another one, or none to take the only data file."
            }
            Self::EncryptedEntry { .. } => "Offer the archive without a password.",
            Self::TooManyEntries { .. } => "Offer the data file itself, or an archive of fewer files.",
            Self::EncryptedWorkbook => "Save the file without a password.",
            Self::DamagedWorkbook { .. } => {
                "Open it in a spreadsheet program, which may repair it, and save it again."
            }
            Self::NoSheet { .. } => "Choose one of the sheets that the workbook has.",
            Self::Damaged { .. } => {
                "Export the file again, and check that it is written to its end and transferred in binary mode."
            }
            Self::Encrypted { .. } => "Save the file without a password or key.",
            Self::NotRead { .. } => {
                "Write the file again with the default settings of its program, or as CSV."
            }
            Self::TooMuchMemory { .. } => {
                "Write the file in smaller row groups or batches, with pages of about 1 MiB."
            }
            Self::NeedsWholeFile { .. } => "Fetch the whole file.",
            Self::ReadFailed(_) => return None,
        })
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
