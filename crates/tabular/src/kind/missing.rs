//! Words that stand for a missing value in a column whose other values are all of one type.

/// What programs and people write where there is no value: SQL and its loaders, R, Python, spreadsheets and their error
/// values, statistical offices. Words that say more than "missing", such as `none`, `unknown` or `ND` (not detected),
/// are not among them.
const MARKERS: [&str; 54] = [
    "NA",
    "N/A",
    "n/a",
    "na",
    "N.A.",
    "n.a.",
    "N/a",
    "Na",
    "NULL",
    "null",
    "Null",
    "\\N",
    "(null)",
    "<null>",
    "(NULL)",
    "<NULL>",
    "NaN",
    "nan",
    "NAN",
    "<NA>",
    "None",
    "NaT",
    "-nan",
    "-NaN",
    "#N/A",
    "#NA",
    "#N/A!",
    "#N/A N/A",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "...",
    "…",
    "?",
    "??",
    ":",
    "missing",
    "Missing",
    "MISSING",
    "not available",
    "Not available",
    "Not Available",
    "k.A.",
    "s/d",
];

/// Bytes of the longest.
const MAX_BYTES: usize = 13;

/// Whether the text is such a word, or nothing but the spaces that were around it.
pub(crate) fn is_marker(text: &str) -> bool {
    match text.as_bytes() {
        [] => true,
        [b'-', b'0'..=b'9', ..] => false,
        bytes => bytes.len() <= MAX_BYTES && MARKERS.contains(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_marker_is_longer_than_the_longest() {
        assert!(MARKERS.into_iter().all(is_marker));
        assert!(is_marker("") && !is_marker("NAM") && !is_marker("-1"));
    }
}
