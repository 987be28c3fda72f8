//! How numbers and values appear in sentences for people: `9,812`, `` `12a` ``, "1 row", "2 rows".

/// Characters of a value that a sentence shows at most.
pub(crate) const SHOWN_CHARS: usize = 80;

/// A whole number with a comma between groups of three digits.
pub(crate) fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 row`, `2 rows`: a count with its noun.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {noun}{s}", grouped(number))
}

/// A count of bytes with the largest unit that divides it well enough to read.
pub(crate) fn bytes(number: u64) -> String {
    match number {
        0..10_240 => counted(number, "byte"),
        10_240..10_485_760 => format!("{} KiB", grouped(number >> 10)),
        10_485_760..10_737_418_240 => format!("{} MiB", grouped(number >> 20)),
        _ => format!("{} GiB", grouped(number >> 30)),
    }
}

/// What the places of a file are counted in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// Lines of a text.
    #[default]
    Line,
    /// Rows of a sheet.
    Row,
}

impl Place {
    /// `line 1,234`, `row 1,234`
    pub(crate) fn named(self, number: u64) -> String {
        match self {
            Self::Line => format!("line {}", grouped(number)),
            Self::Row => format!("row {}", grouped(number)),
        }
    }

    /// `on line 1,234`, `in row 1,234`
    pub(crate) fn at(self, number: u64) -> String {
        let preposition = if self == Self::Line { "on" } else { "in" };
        format!("{preposition} {}", self.named(number))
    }
}

/// A value as a sentence shows it: at most [`SHOWN_CHARS`] characters, with `…` where it was cut. Control characters,
/// which would do something to a page or a terminal, have their pictures: `␀`, `␊`.
pub(crate) fn shown(value: &str) -> String {
    let shown = match value.char_indices().nth(SHOWN_CHARS) {
        None => value.to_owned(),
        Some(_) => value.chars().take(SHOWN_CHARS - 1).chain(['…']).collect(),
    };
    if shown.contains(char::is_control) { shown.chars().map(picture).collect() } else { shown }
}

/// The picture of a control character (Unicode, "Control Pictures"); others as they are.
fn picture(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1F => char::from_u32(0x2400 + code).unwrap_or('␦'),
        0x7F => '␡',
        0x80..=0x9F => '␦',
        _ => c,
    }
}

/// Names that a sentence lists at most.
const LISTED: usize = 20;

/// `“a”, “b” and “c”`; beyond twenty names `and 5 more`.
pub(crate) fn quoted_list(names: &[String]) -> String {
    let mut quoted: Vec<_> = names.iter().take(LISTED).map(|name| format!("“{}”", shown(name))).collect();
    if names.len() > LISTED {
        quoted.push(format!("{} more", grouped((names.len() - LISTED) as u64)));
    }
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(812), "812");
        assert_eq!(grouped(9_812), "9,812");
        assert_eq!(grouped(-1_234_567), "-1,234,567");
        assert_eq!(grouped(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn lists_end_with_and() {
        let names = |n: usize| (1..=n).map(|i| i.to_string()).collect::<Vec<_>>();
        assert_eq!(quoted_list(&names(1)), "“1”");
        assert_eq!(quoted_list(&names(3)), "“1”, “2” and “3”");
        assert!(quoted_list(&names(25)).ends_with("“20” and 5 more"));
    }

    #[test]
    fn long_values_are_cut_at_a_character() {
        let long = "ä".repeat(200);
        assert_eq!(shown(&long).chars().count(), SHOWN_CHARS);
        assert!(shown(&long).ends_with('…'));
        assert_eq!(shown("short"), "short");
        assert_eq!(shown("a\0b"), "a␀b");
    }
}
