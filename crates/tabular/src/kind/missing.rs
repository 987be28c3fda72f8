//! Words that stand for a missing value in a column whose other values are all of one type.

/// Whether the text is a word for a missing value, or nothing but the spaces that were around it.
///
/// The words are what programs and people write where there is no value: SQL and its loaders, R, Python, spreadsheets and their error
/// values, statistical offices. Words that say more than "missing", such as `none`, `unknown` or `ND` (not detected),
/// are not among them.
pub(crate) fn is_marker(text: &str) -> bool {
    matches!(
        text,
        "" | "NA"
            | "N/A"
            | "n/a"
            | "na"
            | "N.A."
            | "n.a."
            | "N/a"
            | "Na"
            | "NULL"
            | "null"
            | "Null"
            | "\\N"
            | "(null)"
            | "<null>"
            | "(NULL)"
            | "<NULL>"
            | "NaN"
            | "nan"
            | "NAN"
            | "<NA>"
            | "None"
            | "NaT"
            | "-nan"
            | "-NaN"
            | "#N/A"
            | "#NA"
            | "#N/A!"
            | "#N/A N/A"
            | "#DIV/0!"
            | "#VALUE!"
            | "#REF!"
            | "#NAME?"
            | "#NUM!"
            | "#NULL!"
            | "-"
            | "--"
            | "---"
            | "–"
            | "—"
            | "."
            | ".."
            | "..."
            | "…"
            | "?"
            | "??"
            | ":"
            | "missing"
            | "Missing"
            | "MISSING"
            | "not available"
            | "Not available"
            | "Not Available"
            | "k.A."
            | "s/d"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_and_words_for_something() {
        for text in ["", "NA", "n/a", "\\N", "#DIV/0!", "–", "not available"] {
            assert!(is_marker(text), "{text}");
        }
        for text in ["NAM", "-1", "none", "unknown", "ND", "0", "x"] {
            assert!(!is_marker(text), "{text}");
        }
    }
}
