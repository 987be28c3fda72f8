//! What an archive's entry is for, as its name says it. Only the choice among entries rests on names; what the chosen
//! one is, its bytes say.

use super::Entry;

/// What an entry is for, the least likely to be the data first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Strewn in by an operating system, a folder, or without a byte.
    Noise,
    /// Tells about the data: a readme, a licence, a checksum, a picture, a program.
    Describing,
    /// Neither.
    Other,
    /// Named like a data file.
    Data,
}

/// Extensions of data files, before a compression's.
const DATA: [&str; 21] = [
    "csv", "tsv", "tab", "psv", "txt", "dat", "data", "json", "ndjson", "jsonl", "geojson", "xlsx", "xlsm",
    "xls", "xlsb", "ods", "parquet", "arrow", "feather", "zip", "tar",
];

/// Extensions of compressions, which stand behind the data's.
const COMPRESSION: [&str; 6] = ["gz", "bz2", "xz", "zst", "tgz", "z"];

/// Extensions of documents, pictures, programs, checksums and side files.
const DOCUMENT: [&str; 40] = [
    "pdf", "md", "rst", "rtf", "doc", "docx", "odt", "ppt", "pptx", "html", "htm", "xml", "xsd", "xsl",
    "css", "js", "png", "jpg", "jpeg", "gif", "svg", "tif", "tiff", "py", "r", "sh", "bat", "exe", "sql",
    "yml", "yaml", "toml", "ini", "log", "sha256", "sha1", "md5", "sig", "asc", "bib",
];

/// First words of names that tell about other files.
const ABOUT: [&str; 14] = [
    "readme",
    "read_me",
    "license",
    "licence",
    "copying",
    "copyright",
    "notice",
    "authors",
    "changelog",
    "changes",
    "metadata",
    "manifest",
    "checksums",
    "disclaimer",
];

/// Files of operating systems.
const SYSTEM: [&str; 3] = ["thumbs.db", "desktop.ini", "icon\r"];

impl Role {
    pub(super) fn of(entry: &Entry) -> Self {
        let lower = entry.name.replace('\\', "/").to_lowercase();
        let mut parts = lower.rsplit('/');
        let file = parts.next().unwrap_or_default();
        let hidden = |part: &str| part == "__macosx" || part.starts_with('.') && part != "." && part != "..";
        if file.is_empty()
            || hidden(file)
            || parts.any(hidden)
            || SYSTEM.contains(&file)
            || entry.bytes == Some(0)
        {
            return Self::Noise;
        }
        let mut extensions = file.rsplit('.');
        let mut extension = extensions.next().unwrap_or_default();
        let compressed = COMPRESSION.contains(&extension);
        if compressed && let Some(inner) = extensions.next() {
            extension = inner;
        }
        let named = |list: &[&str]| file.contains('.') && list.contains(&extension);
        let about = |word: &str| {
            file.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        };
        if ABOUT.into_iter().any(about) || named(&DOCUMENT) {
            Self::Describing
        } else if named(&DATA) || compressed {
            Self::Data
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_is_for() {
        let role = |name: &str| Role::of(&Entry { name: name.to_owned(), bytes: None });
        for data in
            ["a.csv", "./a.CSV.GZ", "in/stops.txt", "x.tgz", "dump.7.json", "d\\a.csv", "metadatabase.csv"]
        {
            assert_eq!(role(data), Role::Data, "{data}");
        }
        for about in ["README", "Readme.txt", "LICENSE-MIT", "x/metadata.json", "a.csv.sha256", "map.png"] {
            assert_eq!(role(about), Role::Describing, "{about}");
        }
        for noise in ["folder/", ".DS_Store", "__MACOSX/a.csv", ".git/a.csv", "x/Thumbs.db"] {
            assert_eq!(role(noise), Role::Noise, "{noise}");
        }
        assert_eq!(role("csv"), Role::Other);
        assert_eq!(role("export.2024"), Role::Other);
        assert_eq!(Role::of(&Entry { name: "a.csv".to_owned(), bytes: Some(0) }), Role::Noise);
    }
}
