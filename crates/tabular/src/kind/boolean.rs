//! Truth values: one pair of spellings per column. `0` and `1` are integers.

/// The pairs that are recognised, true first.
const PAIRS: [(&str, &str); 10] = [
    ("true", "false"),
    ("True", "False"),
    ("TRUE", "FALSE"),
    ("t", "f"),
    ("T", "F"),
    ("yes", "no"),
    ("Yes", "No"),
    ("YES", "NO"),
    ("y", "n"),
    ("Y", "N"),
];

/// A spelling pair and which side of it was seen.
pub(crate) fn scan(text: &str) -> Option<(&'static str, &'static str, bool)> {
    if text.len() > 5 {
        return None;
    }
    PAIRS.into_iter().find(|(yes, no)| text == *yes || text == *no).map(|(yes, no)| (yes, no, text == yes))
}

/// Whether one side alone is enough to be sure. `NO` alone may be Norway and `F` a grade; `true` is `true`.
pub(crate) fn speaks_for_itself(true_text: &str) -> bool {
    true_text.eq_ignore_ascii_case("true")
}
