//! A number as a person writes it: a sign, perhaps a unit on one side, digits with marks between them.

use super::number_format::Negative;
use super::unit;

/// The parts of a written number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount<'a> {
    /// How it is negative; `None` when it is not.
    pub(crate) negative: Option<Negative>,
    pub(crate) plus: bool,
    /// Whether the sign stands behind the prefix.
    pub(crate) sign_inside: bool,
    /// A unit and the space behind it.
    pub(crate) prefix: &'a str,
    /// A unit and the space before it.
    pub(crate) suffix: &'a str,
    /// Digits and marks.
    pub(crate) body: &'a str,
}

impl<'a> Amount<'a> {
    /// Takes the whole text apart; `None` when it cannot be a number in any style.
    pub(crate) fn scan(text: &'a str) -> Option<Self> {
        let mut amount =
            Self { negative: None, plus: false, sign_inside: false, prefix: "", suffix: "", body: "" };
        let mut rest = text;
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            (amount.negative, rest) = (Some(Negative::Parentheses), inner);
        }
        rest = amount.sign(rest);
        if !rest.starts_with(is_body_start) {
            let unit = unit::at_start(rest)?;
            let space = spaces(&rest[unit..]);
            (amount.prefix, rest) = rest.split_at(unit + space);
            if amount.negative.is_none() && !amount.plus {
                rest = amount.sign(rest);
                amount.sign_inside = amount.negative.is_some() || amount.plus;
            }
        }
        let end = rest.rfind(|c: char| c.is_ascii_digit())? + 1;
        (amount.body, rest) = rest.split_at(end);
        if let Some(after) = rest.strip_prefix('-')
            && amount.negative.is_none()
            && !amount.plus
        {
            (amount.negative, rest) = (Some(Negative::Trailing), after);
        }
        if !rest.is_empty() {
            if !amount.prefix.is_empty() || !unit::is_unit(&rest[spaces(rest)..]) {
                return None;
            }
            amount.suffix = rest;
        }
        let is_body = |c: char| c.is_ascii_digit() || is_mark(c);
        (amount.body.starts_with(is_body_start) && amount.body.chars().all(is_body)).then_some(amount)
    }

    /// Takes a sign off the start.
    fn sign(&mut self, text: &'a str) -> &'a str {
        if self.negative.is_some() {
            return text;
        }
        if let Some(rest) = text.strip_prefix('-') {
            self.negative = Some(Negative::Hyphen);
            rest
        } else if let Some(rest) = text.strip_prefix('\u{2212}') {
            self.negative = Some(Negative::MinusSign);
            rest
        } else if let Some(rest) = text.strip_prefix('+') {
            self.plus = true;
            rest
        } else {
            text
        }
    }
}

/// Bytes of the one space, breaking or not, at the start.
fn spaces(text: &str) -> usize {
    text.chars().next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}')).map_or(0, char::len_utf8)
}

fn is_body_start(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}

fn is_mark(c: char) -> bool {
    matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(Option<Negative>, &str, &str, &str)> {
        Amount::scan(text).map(|a| (a.negative, a.prefix, a.body, a.suffix))
    }

    #[test]
    fn amounts_are_taken_apart() {
        assert_eq!(parts("1.234,5"), Some((None, "", "1.234,5", "")));
        assert_eq!(parts("-$5"), Some((Some(Negative::Hyphen), "$", "5", "")));
        assert_eq!(parts("$-5"), Some((Some(Negative::Hyphen), "$", "5", "")));
        assert_eq!(parts("(€ 1,000.00)"), Some((Some(Negative::Parentheses), "€ ", "1,000.00", "")));
        assert_eq!(parts("12,5\u{a0}%"), Some((None, "", "12,5", "\u{a0}%")));
        assert_eq!(parts("5-"), Some((Some(Negative::Trailing), "", "5", "")));
        assert_eq!(parts("5.00- EUR"), Some((Some(Negative::Trailing), "", "5.00", " EUR")));
        for text in ["", "-", "$", "5 kg", "$5%", "x5", "5x5", "--5", "(5", "1e5", "$ $5", "12/3"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
