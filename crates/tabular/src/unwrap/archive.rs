//! Which entry of an archive is the data.
//!
//! An archive made for people holds one data file and what belongs to it: a readme, a licence, checksums, folders, what
//! an operating system strewed in. Where that leaves one file it is taken; where it leaves several the choice is a
//! person's, because the largest of two tables is not more meant than the other.

use serde::{Deserialize, Serialize};

use super::role::Role;
use crate::error::Error;
use crate::sniff::Detected;
use crate::wording::{bytes, counted, shown};

/// A file within an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name or path within the archive, as written there. Never used as a path.
    pub name: String,
    /// Bytes once unpacked; `None` where the archive does not say so before the data.
    pub bytes: Option<u64>,
}

impl Entry {
    /// The entry as a sentence lists it: `` `a.csv` (12 KiB) ``.
    pub(crate) fn listed(&self) -> String {
        match self.bytes {
            Some(size) => format!("`{}` ({})", shown(&self.name), bytes(size)),
            None => format!("`{}`", shown(&self.name)),
        }
    }
}

/// What an archive holds.
#[derive(Debug)]
pub(super) struct Listing {
    /// `zip` or `tar`.
    pub(super) format: &'static str,
    /// The files, in the archive's order.
    pub(super) files: Vec<Entry>,
    /// Whether these are all of them, and not only those in the first bytes.
    pub(super) complete: bool,
}

impl Listing {
    /// The files that may be read: all but what an operating system strewed in.
    pub(super) fn readable(&self) -> Vec<Entry> {
        self.files.iter().filter(|file| Role::of(file) != Role::Noise).cloned().collect()
    }

    /// The entry to read. A person's choice that is not in here may be in an archive further inside.
    pub(super) fn choose(&self, wanted: Option<&str>) -> Result<Detected<String>, Error> {
        if let Some(name) = wanted
            && self.files.iter().any(|file| file.name == name)
        {
            return self.unique(Detected::chosen(name.to_owned()));
        }
        let of_role = |least: Role| -> Vec<&Entry> {
            self.files.iter().filter(|file| Role::of(file) >= least).collect()
        };
        let total = counted(self.files.len() as u64, "file");
        for (role, kind) in
            [(Role::Data, "data file"), (Role::Other, "file that may be data"), (Role::Describing, "file")]
        {
            match of_role(role).as_slice() {
                [] => {}
                [only] => {
                    let evidence = match self.files.len() {
                        _ if !self.complete => format!("`{}` is the first {kind} in it", shown(&only.name)),
                        1 => format!("`{}` is the only file in it", shown(&only.name)),
                        _ => format!("`{}` is the only {kind} of the {total} in it", shown(&only.name)),
                    };
                    let confidence = if self.complete { 1.0 } else { 0.5 };
                    return self.unique(Detected::new(only.name.clone(), confidence, evidence));
                }
                [first, ..] if !self.complete => {
                    let evidence =
                        format!("`{}` is the first {kind} in it; there are others", shown(&first.name));
                    return Ok(Detected::new(first.name.clone(), 0.3, evidence));
                }
                several => {
                    let entries = several.iter().map(|entry| (*entry).clone()).collect();
                    return Err(Error::SeveralEntries { format: self.format, entries });
                }
            }
        }
        Err(if self.complete {
            Error::NoDataEntry { format: self.format }
        } else {
            Error::NeedsWholeFile {
                found: if self.format == "zip" { "a zip archive" } else { "a tar archive" },
            }
        })
    }

    /// Two entries of one name cannot be told apart; unpacking would let the later one overwrite the other.
    fn unique(&self, choice: Detected<String>) -> Result<Detected<String>, Error> {
        if self.files.iter().filter(|file| file.name == choice.value).count() > 1 {
            let detail = format!("it holds several entries named `{}`", shown(&choice.value));
            return Err(Error::Corrupt { format: self.format, detail, at: 0 });
        }
        Ok(choice)
    }
}

/// An entry's name as text: control characters, which no name needs, are shown as `�`.
pub(super) fn name(bytes: &[u8]) -> String {
    let replaced = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    String::from_utf8_lossy(bytes).chars().map(replaced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(names: &[&str], complete: bool) -> Listing {
        let files =
            names.iter().map(|name| Entry { name: (*name).to_owned(), bytes: Some(20_000) }).collect();
        Listing { format: "zip", files, complete }
    }

    fn evidence(names: &[&str]) -> String {
        listing(names, true).choose(None).expect("one").evidence
    }

    #[test]
    fn the_one_data_file_is_taken_and_the_evidence_says_so() {
        assert_eq!(evidence(&["a/b.csv"]), "`a/b.csv` is the only file in it");
        let all = ["__MACOSX/._x.csv", "x.csv", "README.txt", "licence.pdf", ".DS_Store"];
        assert_eq!(evidence(&all), "`x.csv` is the only data file of the 5 files in it");
        let bare = ["export", "LICENSE"];
        assert_eq!(evidence(&bare), "`export` is the only file that may be data of the 2 files in it");
        let described = ["API_x.csv", "Metadata_Country_x.csv", "metadata-indicator.csv"];
        assert_eq!(evidence(&described), "`API_x.csv` is the only data file of the 3 files in it");
        assert_eq!(
            evidence(&["readme.csv", ".hidden"]),
            "`readme.csv` is the only file of the 2 files in it"
        );
    }

    #[test]
    fn several_are_a_persons_choice() {
        let both = listing(&["a.csv", "b.csv", "notes.md"], true);
        let error = both.choose(None).expect_err("two");
        assert_eq!(
            error.to_string(),
            "The zip archive holds 2 files that may be the data: `a.csv` (19 KiB), `b.csv` (19 KiB)."
        );
        assert_eq!(error.entries().len(), 2);
        assert_eq!(both.choose(Some("b.csv")).expect("chosen"), Detected::chosen("b.csv".to_owned()));
        assert_eq!(listing(&[".a", "b/"], true).choose(None).expect_err("none").code(), "no_data_entry");
        let twice = listing(&["a.csv", "a.csv"], true).choose(Some("a.csv")).expect_err("twice");
        assert!(twice.to_string().contains("several entries named `a.csv`"));
    }

    #[test]
    fn the_first_one_stands_for_a_head() {
        let head = listing(&["a.csv", "b.csv"], false).choose(None).expect("first");
        assert_eq!((head.value.as_str(), head.confidence), ("a.csv", 0.3));
        assert_eq!(head.evidence, "`a.csv` is the first data file in it; there are others");
        assert_eq!(listing(&[], false).choose(None).expect_err("none").code(), "needs_whole_file");
    }
}
