//! What a cell looks like: whether a text can be one value, and of what kind.
//!
//! The kinds are coarser than column types, and looser: a sniffer asks whether a cut left whole values, as the type score
//! of van den Burg, Nazábal and Sutton does ("Wrangling messy CSV files by detecting row and type patterns", 2019).

/// The look of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// Nothing, or blanks.
    Empty,
    /// A word for "not known": `NA`, `n/a`, `null`, `-`.
    Missing,
    /// A number in any notation, with currency or per cent.
    Number,
    /// A date, a time, or both.
    Moment,
    /// Digits among other characters, in one word: a code, an address, a file's name.
    Code,
    /// One word of letters.
    Word,
    /// Several words.
    Text,
    /// Something that looks like a piece of a value, or several: quotes or brackets that do not match.
    Odd,
}

impl Shape {
    /// Whether a column is hardly ever called so: numbers and dates.
    pub(crate) fn is_value(self) -> bool {
        matches!(self, Self::Number | Self::Moment)
    }

    /// The shape of a cell's text.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Empty;
        }
        if is_missing(text) {
            return Self::Missing;
        }
        if text.len() <= MAX_VALUE {
            if is_number(text) {
                return Self::Number;
            }
            if is_moment(text) {
                return Self::Moment;
            }
        }
        if is_odd(text) {
            return Self::Odd;
        }
        if text.contains(char::is_whitespace) {
            return Self::Text;
        }
        if text.bytes().any(|b| b.is_ascii_digit()) { Self::Code } else { Self::Word }
    }
}

/// Bytes that a number or a moment has at most.
const MAX_VALUE: usize = 48;

const MISSING: [&str; 14] =
    ["na", "n/a", "n.a.", "nan", "null", "none", "nil", "\\n", "-", "--", "?", ".", "#n/a", ".."];

fn is_missing(text: &str) -> bool {
    text.len() <= 5 && MISSING.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// `-1,234.50`, `1 234,5`, `1e-9`, `(12)`, `$5`, `5 €`, `12 %`, `<=5`, `+49`.
fn is_number(text: &str) -> bool {
    let unit = |c: char| matches!(c, '$' | '€' | '£' | '¥' | '%' | '‰' | '°') || c.is_whitespace();
    let text = text.trim_start_matches(['<', '>', '=', '~', '≤', '≥']).trim_matches(unit);
    let text = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text).trim_matches(unit);
    let text = text.strip_prefix(['-', '+', '−']).unwrap_or(text).trim_start_matches(unit);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(i) => (&text[..i], Some(&text[i + 1..])),
        None => (text, None),
    };
    let is_exponent = |e: &str| {
        let digits = e.strip_prefix(['-', '+']).unwrap_or(e);
        !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    is_mantissa(mantissa) && exponent.is_none_or(is_exponent)
}

/// Digits with at most two kinds of separators, each between digits; a point may also stand at either end. A separator
/// that comes twice groups thousands, with two or three digits behind each.
fn is_mantissa(text: &str) -> bool {
    let is_separator = |c: char| matches!(c, '.' | ',' | '\'' | ' ' | '\u{A0}' | '\u{202F}');
    if !text.chars().all(|c| c.is_ascii_digit() || is_separator(c))
        || !text.bytes().any(|b| b.is_ascii_digit())
    {
        return false;
    }
    let text = text.strip_prefix('.').or(text.strip_suffix('.')).unwrap_or(text);
    let separators: Vec<char> = text.chars().filter(|c| is_separator(*c)).collect();
    let mut groups = text.split(is_separator);
    if groups.clone().any(str::is_empty) {
        return false;
    }
    let Some((last, grouping)) = separators.split_last() else { return true };
    let first_fits = groups.next().is_some_and(|first| first.len() <= 3);
    let is_group = |group: &str| group.len() == 3 || group.len() == 2;
    match grouping.split_first() {
        None => *last != ' ' || first_fits && groups.all(is_group),
        Some((kind, rest)) => {
            let behind = if kind == last { groups.count() } else { separators.len() - 1 };
            let mut all = text.split(is_separator).skip(1).take(behind);
            first_fits && rest.iter().all(|other| other == kind) && all.all(is_group)
        }
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Groups of digits with `-`, `/`, `.`, `:`, `T`, `Z` or blanks between them, and perhaps an English month or `AM`.
fn is_moment(text: &str) -> bool {
    let mut groups = 0;
    let mut words = 0;
    let mut dates = 0;
    let mut colons = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = |matches: fn(char) -> bool| rest.find(|c| !matches(c)).unwrap_or(rest.len());
        let taken = if first.is_ascii_digit() {
            let digits = len(|c| c.is_ascii_digit());
            groups += 1;
            if digits > 9 {
                return false;
            }
            digits
        } else if first.is_ascii_alphabetic() {
            let letters = len(|c| c.is_ascii_alphabetic());
            let word = rest[..letters].to_ascii_lowercase();
            match word.as_str() {
                "t" | "z" | "am" | "pm" | "utc" | "gmt" | "h" => {}
                word if word.len() >= 3 && MONTHS.iter().any(|month| word.starts_with(month)) => words += 1,
                _ => return false,
            }
            letters
        } else {
            match first {
                '-' | '/' | '.' => dates += 1,
                ':' => colons += 1,
                ' ' | '+' | ',' => {}
                _ => return false,
            }
            1
        };
        rest = &rest[taken..];
    }
    let is_named = words == 1 && (1..=7).contains(&groups);
    let is_date = words == 0 && groups == 3 && dates == 2 && colons == 0;
    let is_time = dates <= 1 && groups == colons + 1 + dates && (1..=3).contains(&colons);
    let is_both = words == 0 && (2..=4).contains(&dates) && (1..=3).contains(&colons) && groups <= 9;
    is_named || is_date || is_time || is_both
}

/// Brackets or quotes that do not match, or characters of control.
fn is_odd(text: &str) -> bool {
    let mut depth = [0_i32; 3];
    let mut quotes = 0;
    for byte in text.bytes() {
        match byte {
            b'(' => depth[0] += 1,
            b')' => depth[0] -= 1,
            b'[' => depth[1] += 1,
            b']' => depth[1] -= 1,
            b'{' => depth[2] += 1,
            b'}' => depth[2] -= 1,
            b'"' => quotes += 1,
            0..=8 | 0x0E..=0x1F => return true,
            _ => {}
        }
        if depth[1] < 0 || depth[2] < 0 {
            return true;
        }
    }
    depth != [0; 3] || quotes % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (shape, texts) in [
            (
                Shape::Number,
                &["1", "-1.5", "1,234.50", "1 234,5", "1e-9", "(12)", "$74.69", "5 €", "12 %", "<=5", ".5"][..],
            ),
            (
                Shape::Moment,
                &[
                    "2024-01-01",
                    "28/01/2018",
                    "00:15",
                    "2024-01-01T10:00:00Z",
                    "09-Mar-11",
                    "01/01/2006 00:15",
                    "Apr-16",
                    "12.3.2024",
                    "10:00:01.5",
                ],
            ),
            (Shape::Number, &["1.234.567,8", "12,34,567", "1'000"]),
            (Shape::Missing, &["NA", "n/a", "-"]),
            (Shape::Code, &["MG-8769", "10.0.0.1", "a1", "https://example.com/7"]),
            (Shape::Word, &["red", "Köln", "first_name"]),
            (Shape::Text, &["two words", "Grand Total (net)"]),
            (Shape::Odd, &["\"half", "(open", "closed]"]),
        ] {
            for text in texts {
                assert_eq!(Shape::of(text), shape, "{text}");
            }
        }
    }
}
