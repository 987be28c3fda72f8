//! What to do about an error.

use super::Error;

impl Error {
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
