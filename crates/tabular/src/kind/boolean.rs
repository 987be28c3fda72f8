//! Truth values: one pair of words per column, in one case. `0` and `1` are integers.

/// The pairs that are recognised, true first, in lower case. Left out are pairs that mean something else more often:
/// `s`/`n` (south and north), `m`/`f`.
const PAIRS: [(&str, &str); 42] = [
    ("true", "false"),
    ("t", "f"),
    ("yes", "no"),
    ("y", "n"),
    ("on", "off"),
    ("ja", "nein"),
    ("j", "n"),
    ("wahr", "falsch"),
    ("oui", "non"),
    ("o", "n"),
    ("vrai", "faux"),
    ("sí", "no"),
    ("si", "no"),
    ("verdadero", "falso"),
    ("sim", "não"),
    ("sim", "nao"),
    ("verdadeiro", "falso"),
    ("sì", "no"),
    ("vero", "falso"),
    ("ja", "nee"),
    ("waar", "onwaar"),
    ("ja", "nej"),
    ("sant", "falskt"),
    ("sand", "falsk"),
    ("ja", "nei"),
    ("sann", "usann"),
    ("kyllä", "ei"),
    ("tosi", "epätosi"),
    ("tak", "nie"),
    ("prawda", "fałsz"),
    ("ano", "ne"),
    ("áno", "nie"),
    ("da", "ne"),
    ("da", "nu"),
    ("igen", "nem"),
    ("да", "нет"),
    ("истина", "ложь"),
    ("так", "ні"),
    ("evet", "hayır"),
    ("ναι", "όχι"),
    ("是", "否"),
    ("はい", "いいえ"),
];

/// Bytes of the longest word.
const MAX_BYTES: usize = 12;

/// The case of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Title,
    Upper,
}

/// A word of a pair, its case undone. A single letter in upper case may be either of the two upper cases.
fn scan(text: &str) -> Option<(String, Case)> {
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let lower = text.to_lowercase();
    if !PAIRS.iter().any(|(yes, no)| *yes == lower || *no == lower) {
        return None;
    }
    let rest = text.chars().next().map_or("", |first| &text[first.len_utf8()..]);
    let case = if lower == text {
        Case::Lower
    } else if text.to_uppercase() == text {
        Case::Upper
    } else if rest.to_lowercase() == rest {
        Case::Title
    } else {
        return None;
    };
    Some((lower, case))
}

/// Whether the text is a word of a pair.
pub(crate) fn is_known(text: &str) -> bool {
    scan(text).is_some()
}

/// The two texts as a pair, true first; `None` when they are none.
pub(crate) fn pair<'a>(a: &'a str, b: &'a str) -> Option<(&'a str, &'a str)> {
    let ((lower_a, case_a), (lower_b, case_b)) = (scan(a)?, scan(b)?);
    let is = |yes: &str, no: &str| PAIRS.contains(&(yes, no));
    if case_a != case_b {
        None
    } else if is(&lower_a, &lower_b) {
        Some((a, b))
    } else {
        is(&lower_b, &lower_a).then_some((b, a))
    }
}

/// The pair that one text alone stands for, and whether it is the true one. `NO` alone may be Norway and `F` a grade;
/// `true` is `true`.
pub(crate) fn pair_of_one(text: &str) -> Option<(String, String)> {
    let (lower, case) = scan(text)?;
    let cased = |word: &str| match case {
        Case::Lower => word.to_owned(),
        Case::Title => format!("{}{}", word[..1].to_uppercase(), &word[1..]),
        Case::Upper => word.to_uppercase(),
    };
    matches!(lower.as_str(), "true" | "false").then(|| (cased("true"), cased("false")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_in_one_case() {
        assert_eq!(pair("no", "yes"), Some(("yes", "no")));
        assert_eq!(pair("No", "Sí"), Some(("Sí", "No")));
        assert_eq!(pair("НЕТ", "ДА"), Some(("ДА", "НЕТ")));
        assert_eq!(pair("否", "是"), Some(("是", "否")));
        for (a, b) in [("yes", "No"), ("yes", "nein"), ("yes", "yes"), ("S", "N"), ("yEs", "nO"), ("1", "0")]
        {
            assert_eq!(pair(a, b), None, "{a} {b}");
        }
        assert_eq!(pair_of_one("False"), Some(("True".to_owned(), "False".to_owned())));
        assert_eq!(pair_of_one("no"), None);
    }
}
