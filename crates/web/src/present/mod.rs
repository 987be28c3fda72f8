//! From what the stores know to what a page shows: pure functions, one file per thing shown. No I/O, no HTML.

pub mod checks;
pub mod columns;
pub mod cursor;
pub mod difference;
pub mod exchange;
pub mod freshness;
pub mod grid;
pub mod home;
pub mod layout;
pub mod ops;
pub mod problem;
pub mod progress;
pub mod rules;
pub mod run;
pub mod schedule;
pub mod source;
pub mod table;
pub mod timeline;
pub mod version;

/// A count of Postgres, which has no unsigned numbers.
pub(crate) fn unsigned(number: impl TryInto<u64>) -> u64 {
    number.try_into().unwrap_or_default()
}

/// A sentence as a heading: without its full stop, with a capital letter.
pub(crate) fn heading(sentence: &str) -> String {
    let text = sentence.trim().trim_end_matches('.');
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
