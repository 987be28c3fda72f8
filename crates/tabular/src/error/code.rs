//! Names of the kinds of errors, for programs.

use super::Error;

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
}
