//! Pairs of numbers in one text: `48.8566, 2.3522`, `(52.52, 13.405)`, `POINT (13.405 52.52)`.
//!
//! A pair keeps the order of the file: nothing is swapped, whichever number is the latitude.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::float::{self, FloatStyle};
use super::shortest::Shortest;

/// Decimals at most of a style with a fixed number of them; with more, a float does not give all of them back.
const MAX_DECIMALS: usize = 15;

/// How a column writes pairs of numbers: the same brackets, separator and blanks in every value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PointFormat {
    /// What stands before the first number: `(`, `[`, `POINT (`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// What stands between the numbers: `, `, `;`, a blank.
    pub separator: String,
    /// What stands behind the second number: `)`, `]`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// How both numbers are written.
    pub style: FloatStyle,
}

/// As Postgres writes a `point`: `(13.405,52.52)`
/// (<https://www.postgresql.org/docs/current/datatype-geometric.html#DATATYPE-GEOMETRIC-POINTS>).
impl Default for PointFormat {
    fn default() -> Self {
        let [prefix, separator, suffix] = ["(", ",", ")"].map(str::to_owned);
        Self { prefix, separator, suffix, style: FloatStyle::Postgres }
    }
}

impl PointFormat {
    /// Both numbers, if this is how the format writes them.
    pub(crate) fn parse(&self, text: &str) -> Option<(f64, f64)> {
        let pair = text.strip_prefix(self.prefix.as_str())?.strip_suffix(self.suffix.as_str())?;
        let (first, second) = pair.split_once(self.separator.as_str())?;
        Some((self.style.parse(first)?, self.style.parse(second)?))
    }

    pub(crate) fn write(&self, first: f64, second: f64, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str(&self.prefix)?;
        self.style.write(first, out)?;
        out.write_str(&self.separator)?;
        self.style.write(second, out)?;
        out.write_str(&self.suffix)
    }

    /// Whether every text of the format is an array in JSON as well. The numbers of all styles are numbers there.
    pub(crate) fn is_json(&self) -> bool {
        let is = |text: &str, mark: &str| text.trim_matches(' ') == mark;
        self.prefix.starts_with('[')
            && is(&self.prefix, "[")
            && is(&self.separator, ",")
            && is(&self.suffix, "]")
            && self.suffix.ends_with(']')
    }

    /// Whether this is well-known text (OGC 06-103r4 §7): `POINT (13.405 52.52)`.
    pub(crate) fn is_well_known_text(&self) -> bool {
        self.prefix.get(..POINT.len()).is_some_and(|word| word.eq_ignore_ascii_case(POINT))
    }
}

impl fmt::Display for PointFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(12.3456, 65.4321, f)
    }
}

/// The word before the bracket of well-known text.
const POINT: &str = "point";

/// The parts of a text that may be a pair of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrittenPoint<'a> {
    pub(crate) prefix: &'a str,
    pub(crate) first: &'a str,
    pub(crate) separator: &'a str,
    pub(crate) second: &'a str,
    pub(crate) suffix: &'a str,
}

impl<'a> WrittenPoint<'a> {
    /// The parts of a text: brackets or none, two numbers, and between them one comma or semicolon, blanks, or both.
    pub(crate) fn scan(text: &'a str) -> Option<Self> {
        let (prefix, rest) = text.split_at(prefix(text));
        let (first, rest) = number(rest)?;
        let (separator, rest) = rest.split_at(separator(rest)?);
        let (second, suffix) = number(rest)?;
        let close = match prefix.trim_end_matches(' ').chars().next_back() {
            None => "",
            Some('[') => "]",
            Some(_) => ")",
        };
        // The numbers of well-known text have blanks between them, and nothing else.
        let fits = separator.trim_matches(' ').is_empty() || !prefix.starts_with(['p', 'P']);
        let closed = suffix == close || !close.is_empty() && suffix.trim_start_matches(' ') == close;
        (fits && closed).then_some(Self { prefix, first, separator, second, suffix })
    }

    /// Both numbers, however they are written.
    pub(crate) fn values(&self) -> Option<(f64, f64)> {
        Some((float::scan(self.first)?, float::scan(self.second)?))
    }

    /// Digits behind the point of the number that has fewer.
    pub(crate) fn fewest_decimals(&self) -> usize {
        decimals(self.first).min(decimals(self.second))
    }

    /// Whether brackets, separator and blanks are those of another.
    fn is_framed_like(&self, format: &PointFormat) -> bool {
        self.prefix == format.prefix && self.separator == format.separator && self.suffix == format.suffix
    }
}

/// The bytes before the first number.
fn prefix(text: &str) -> usize {
    let blanks = |text: &str| text.len() - text.trim_start_matches(' ').len();
    let word = text.get(..POINT.len()).is_some_and(|word| word.eq_ignore_ascii_case(POINT));
    let word = if word { POINT.len() + blanks(&text[POINT.len()..]) } else { 0 };
    match text.as_bytes().get(word) {
        Some(b'(') => word + 1 + blanks(&text[word + 1..]),
        Some(b'[') if word == 0 => 1 + blanks(&text[1..]),
        _ => 0,
    }
}

/// A number, and what follows it.
fn number(text: &str) -> Option<(&str, &str)> {
    let is_end = |b: u8| !(b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let len = text.bytes().position(is_end).unwrap_or(text.len());
    (len > 0).then(|| text.split_at(len))
}

/// The bytes between two numbers.
fn separator(text: &str) -> Option<usize> {
    let len = text.bytes().take_while(|b| matches!(b, b' ' | b',' | b';')).count();
    (len > 0 && text[..len].trim_matches(' ').len() <= 1).then_some(len)
}

/// Digits behind the point, zero in a number with an exponent.
fn decimals(number: &str) -> usize {
    let fraction = number.split_once('.').map_or("", |(_, fraction)| fraction);
    if fraction.bytes().all(|b| b.is_ascii_digit()) { fraction.len() } else { 0 }
}

/// Why a text is not a pair like those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotPoint {
    /// It is no pair of numbers.
    NoPair,
    /// Other brackets, another separator or other blanks.
    OtherFrame,
    /// No style writes the digits of this and those before.
    OtherDigits,
}

/// The formats that every pair so far fits.
#[derive(Debug, Clone, Default)]
pub(crate) struct PointForms {
    /// Brackets, separator and blanks of the first pair, with the styles that are left; the first is preferred.
    standing: Option<(PointFormat, Vec<FloatStyle>)>,
}

/// Styles without a fixed number of decimals. Where the values leave it open, whole numbers have no point, and there is
/// no exponent.
const SHORTEST: [FloatStyle; 3] = [FloatStyle::JavaScript, FloatStyle::Python, FloatStyle::Postgres];

impl PointForms {
    /// The parts and values of a text that is written like those before it. Another changes nothing.
    ///
    /// # Errors
    /// What is different.
    pub(crate) fn accept<'a>(&mut self, text: &'a str) -> Result<(WrittenPoint<'a>, f64, f64), NotPoint> {
        let written = WrittenPoint::scan(text).ok_or(NotPoint::NoPair)?;
        let (first, second) = written.values().ok_or(NotPoint::NoPair)?;
        let digits = [(first, written.first), (second, written.second)]
            .map(|(value, text)| (value, Shortest::of(value), text));
        let prints = |style: &FloatStyle| {
            digits.iter().all(|(value, shortest, text)| style.prints(*value, shortest, text))
        };
        let styles: Vec<_> = match &self.standing {
            Some((format, _)) if !written.is_framed_like(format) => return Err(NotPoint::OtherFrame),
            Some((_, styles)) => styles.iter().copied().filter(prints).collect(),
            None => SHORTEST.into_iter().chain(fixed(&written)).filter(prints).collect(),
        };
        let Some(style) = styles.first().copied() else { return Err(NotPoint::OtherDigits) };
        match &mut self.standing {
            Some((format, standing)) => (format.style, *standing) = (style, styles),
            None => {
                let [prefix, separator, suffix] =
                    [written.prefix, written.separator, written.suffix].map(str::to_owned);
                self.standing = Some((PointFormat { prefix, separator, suffix, style }, styles));
            }
        }
        Ok((written, first, second))
    }

    /// The format of every pair that was accepted, if one was.
    pub(crate) fn format(&self) -> Option<&PointFormat> {
        self.standing.as_ref().map(|(format, _)| format)
    }
}

/// The style with as many decimals as both numbers have.
fn fixed(written: &WrittenPoint<'_>) -> Option<FloatStyle> {
    let decimals = decimals(written.first);
    let same = decimals == self::decimals(written.second) && (1..=MAX_DECIMALS).contains(&decimals);
    same.then_some(FloatStyle::Fixed { decimals: decimals as u8 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_of(texts: &[&str]) -> Option<PointFormat> {
        let mut forms = PointForms::default();
        texts.iter().try_for_each(|text| forms.accept(text).map(|_| ())).ok()?;
        forms.format().cloned()
    }

    #[test]
    fn pairs_in_every_frame() {
        for text in [
            "48.8566, 2.3522",
            "52.52;13.405",
            "52.52 13.405",
            "52.52 , 13.405",
            "(52.52, 13.405)",
            "[13.405, 52.52]",
            "( -33.8688,151.2093 )",
            "POINT (13.405 52.52)",
            "Point(13.405 52.52)",
            "0, 0",
            "1e-05,51.5",
        ] {
            let format = format_of(&[text]).expect(text);
            let (first, second) = format.parse(text).expect(text);
            let mut again = String::new();
            format.write(first, second, &mut again).expect("a string takes any text");
            assert_eq!(again, text);
        }
        for text in [
            "",
            "52.52",
            "52.52,",
            "52.52,13.405,7",
            "52.52,,13.405",
            "(52.52, 13.405",
            "52.52, 13.405)",
            "(52.52, 13.405]",
            "POINT (13.405, 52.52)",
            "POINT Z (1 2 3)",
            "POINT [1 2]",
            "POINT 1 2",
            "1/2",
            "1-2",
            "1.5 - 2.5",
            "+1.5, 2.5",
            "01.5, 2.5",
            ".5, 2.5",
            "1., 2.",
            "48,85, 2,35",
            "1.50, 2.5",
            " 1.5, 2.5",
            "(1.5, 2.5) ",
            "nan, 1",
            "1e999, 1",
            "é, 1",
            "poinß(1 2)",
        ] {
            assert_eq!(format_of(&[text]), None, "{text}");
        }
    }

    #[test]
    fn one_frame_and_one_style() {
        let style = |texts: &[&str]| format_of(texts).map(|format| format.style);
        assert_eq!(style(&["52.52, 13.405", "48, 2.3522"]), Some(FloatStyle::JavaScript));
        assert_eq!(style(&["52.52, 13.405", "48.0, 2.3522"]), Some(FloatStyle::Python));
        assert_eq!(style(&["52.52, 13.405", "1e-05, 2"]), Some(FloatStyle::Postgres));
        assert_eq!(style(&["52.520, 13.405", "-0.000, 2.350"]), Some(FloatStyle::Fixed { decimals: 3 }));
        assert_eq!(style(&["52.520, 13.405", "48.85, 2.3522"]), None);
        assert_eq!(style(&["52.52, 13.405", "48.85,2.3522"]), None);
    }

    #[test]
    fn arrays_of_json_and_well_known_text_are_told() {
        let is = |text: &str| {
            let format = format_of(&[text]).expect(text);
            (format.is_json(), format.is_well_known_text())
        };
        assert_eq!([is("[1.5, 2.5]"), is("[ 1.5,2.5 ]")], [(true, false); 2]);
        assert_eq!([is("[1.5; 2.5]"), is("[1.5 2.5]"), is("(1.5, 2.5)")], [(false, false); 3]);
        assert_eq!([is("POINT(1.5 2.5)"), is("Point (1.5 2.5)")], [(false, true); 2]);
    }
}
