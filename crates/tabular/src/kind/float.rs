//! Binary floating point: each style prints a value as one text, and takes only texts that it prints itself.
//!
//! All but the fixed notations print the shortest digits that read back as the same number; they differ in
//! when they turn to an exponent and how they write it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::shortest::Shortest;

/// How a column writes floating-point numbers, called after who prints them so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FloatStyle {
    /// `0.5`, `1`, `1e-05`, `1e+15`: Postgres `double precision`
    /// (<https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT>).
    #[default]
    Postgres,
    /// `0.5`, `1.0`, `1e-05`, `1e+16`: `repr` of Python, and with it pandas and numpy.
    Python,
    /// `0.5`, `1`, `1e-7`, `1e+21`: `Number::toString` of ECMAScript.
    JavaScript,
    /// `0.5`, `1.0`, `1.0E-4`, `1.0E7`: `Double.toString` of Java.
    Java,
    /// `0.5`, `1`, `1e-04`, `1e+05`: R, which takes whichever of the two notations is shorter.
    R,
    /// `0.5`, `1e-05`, `1e+06`: so many significant digits, as `printf` in C with `%.6g` (ISO C §7.23.6.1).
    General {
        /// Significant digits at most, 6 to 17.
        digits: u8,
        /// Whether whole numbers have a point: `1.0`, as Python 2 wrote them.
        pointed: bool,
    },
    /// `5.00E-01`: always an exponent, and always so many decimals.
    Scientific {
        /// Digits behind the point, 1 to 15.
        decimals: u8,
        /// Whether the exponent's letter is `E`.
        upper: bool,
        /// Whether exponents that are not negative bear a `+`.
        plus: bool,
        /// Digits of the exponent at least, 1 to 3.
        exponent_digits: u8,
    },
    /// `0.50`: never an exponent, and always so many decimals.
    Fixed {
        /// Digits behind the point, 1 to 15.
        decimals: u8,
    },
}

/// The finite number that a text of digits, signs, a point and an exponent means.
pub(crate) fn scan(text: &str) -> Option<f64> {
    let allowed = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    let plausible = text.len() <= 32 && text.bytes().all(allowed);
    text.parse().ok().filter(|value: &f64| plausible && value.is_finite())
}

/// Takes only what the rest of a text begins with.
struct Same<'a>(&'a str);

impl fmt::Write for Same<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(written).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// How a shortest-digits style writes an exponent, and when.
struct Notation {
    letter: char,
    plus: bool,
    exponent_digits: usize,
    /// Decimal exponents that are written without exponent.
    plain: std::ops::Range<i32>,
    /// Whether every number has a point.
    pointed: bool,
}

/// Digits that any decimal may have and still come back from a float unchanged.
const EXACT_DIGITS: usize = 15;

impl FloatStyle {
    /// The styles that print the shortest digits.
    pub(crate) const SHORTEST: [Self; 5] =
        [Self::Postgres, Self::Python, Self::JavaScript, Self::R, Self::Java];

    fn notation(self) -> Option<Notation> {
        let notation = |letter, plus, exponent_digits, plain, pointed| Notation {
            letter,
            plus,
            exponent_digits,
            plain,
            pointed,
        };
        Some(match self {
            Self::Postgres => notation('e', true, 2, -4..15, false),
            Self::Python => notation('e', true, 2, -4..16, true),
            Self::JavaScript => notation('e', true, 1, -6..21, false),
            Self::Java => notation('E', false, 1, -3..7, true),
            // The range depends on the digits, see `is_plain_in_r`.
            Self::R => notation('e', true, 2, 0..0, false),
            Self::General { .. } | Self::Scientific { .. } | Self::Fixed { .. } => return None,
        })
    }

    /// The number, if this style prints it as this very text.
    pub(crate) fn parse(self, text: &str) -> Option<f64> {
        let value = scan(text)?;
        self.prints(value, &Shortest::of(value), text).then_some(value)
    }

    /// Whether this style prints a value, with these digits, as this text.
    pub(crate) fn prints(self, value: f64, shortest: &Shortest, text: &str) -> bool {
        // Only styles with a point in every number print the sign of zero for certain.
        let signed = matches!(self, Self::Python | Self::Java | Self::Fixed { .. });
        let unsigned = value == 0.0 && value.is_sign_negative() && !signed;
        let mut same = Same(text);
        !unsigned
            && self.write_digits(value, shortest, &mut same).is_ok()
            && same.0.is_empty()
            && (self != Self::Postgres || is_inside_rounding_interval(value))
    }

    /// Writes a finite number.
    pub(crate) fn write(self, value: f64, out: &mut impl fmt::Write) -> fmt::Result {
        self.write_digits(value, &Shortest::of(value), out)
    }

    fn write_digits(self, value: f64, shortest: &Shortest, out: &mut impl fmt::Write) -> fmt::Result {
        if let Self::General { digits, pointed } = self {
            return write_general(value, i32::from(digits), pointed, out);
        }
        if let Self::Fixed { decimals } = self {
            return write!(out, "{value:.0$}", usize::from(decimals));
        }
        let Some(notation) = self.notation() else { return self.write_scientific(value, out) };
        let exponent = shortest.exponent();
        let digits = shortest.digits().len() as i32;
        let plain = match self {
            Self::R => is_plain_in_r(digits, exponent),
            _ => notation.plain.contains(&exponent),
        };
        if value == 0.0 || plain {
            shortest.write_plain(out)?;
            return if notation.pointed && digits <= exponent + 1 { out.write_str(".0") } else { Ok(()) };
        }
        shortest.write_mantissa(out)?;
        let point = if self == Self::Java && digits == 1 { ".0" } else { "" };
        let sign = if exponent < 0 {
            "-"
        } else if notation.plus {
            "+"
        } else {
            ""
        };
        let (letter, width) = (notation.letter, notation.exponent_digits);
        write!(out, "{point}{letter}{sign}{:0width$}", exponent.unsigned_abs())
    }

    fn write_scientific(self, value: f64, out: &mut impl fmt::Write) -> fmt::Result {
        let Self::Scientific { decimals, upper, plus, exponent_digits } = self else {
            return write!(out, "{value}");
        };
        let (decimals, width) = (usize::from(decimals), usize::from(exponent_digits));
        let scientific = format!("{value:.decimals$e}");
        let (mantissa, exponent) = scientific.split_once('e').expect("the format has an exponent");
        let exponent: i32 = exponent.parse().expect("the exponent of a float is a small number");
        let sign = if exponent < 0 {
            "-"
        } else if plus {
            "+"
        } else {
            ""
        };
        let letter = if upper { 'E' } else { 'e' };
        write!(out, "{mantissa}{letter}{sign}{:0width$}", exponent.unsigned_abs())
    }

    /// The fixed scientific style in which this text could be written. A mantissa without decimals (`1E5`) is more likely
    /// a code and no such style.
    pub(crate) fn scientific(text: &str) -> Option<Self> {
        let at = text.find(['e', 'E'])?;
        let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
        let (_, decimals) = mantissa.split_once('.')?;
        let digits = exponent.trim_start_matches(['+', '-']).len();
        if !(1..=EXACT_DIGITS).contains(&decimals.len()) || !(1..=3).contains(&digits) {
            return None;
        }
        Some(Self::Scientific {
            decimals: decimals.len() as u8,
            upper: text.as_bytes()[at] == b'E',
            // A negative exponent leaves it open; the plus is the habit.
            plus: exponent.starts_with(['+', '-']),
            exponent_digits: digits as u8,
        })
    }
}

impl fmt::Display for FloatStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres => f.write_str("as Postgres does"),
            Self::Python => f.write_str("as Python does"),
            Self::JavaScript => f.write_str("as JavaScript does"),
            Self::Java => f.write_str("as Java does"),
            Self::R => f.write_str("as R does"),
            Self::General { digits, .. } => write!(f, "with {digits} significant digits"),
            Self::Fixed { decimals } => write!(f, "with {decimals} decimals"),
            Self::Scientific { .. } => {
                f.write_str("like ")?;
                self.write(12345.678, f)
            }
        }
    }
}

/// `%.{digits}g` of C: an exponent when it is below -4 or not below the digits, no zeros at the end.
fn write_general(value: f64, digits: i32, pointed: bool, out: &mut impl fmt::Write) -> fmt::Result {
    let decimals = digits.max(1) as usize - 1;
    let scientific = format!("{value:.decimals$e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent of a float is a small number");
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    // With a point in every number, `1e+11` would take one digit more than there are, see `format_float_short` of CPython.
    if (-4..digits - i32::from(pointed)).contains(&exponent) {
        let decimals = (digits - 1 - exponent).max(0) as usize;
        let plain = trimmed(&format!("{value:.decimals$}"));
        let point = if pointed && !plain.contains('.') { ".0" } else { "" };
        return write!(out, "{plain}{point}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "{}e{sign}{:02}", trimmed(mantissa), exponent.unsigned_abs())
}

/// R compares the widths of both notations and takes the plain one unless it is wider (`options(scipen = 0)`,
/// <https://stat.ethz.ch/R-manual/R-devel/library/base/html/options.html>).
fn is_plain_in_r(digits: i32, exponent: i32) -> bool {
    let point = i32::from(digits > 1);
    let scientific = digits + point + if exponent.abs() >= 100 { 5 } else { 4 };
    let decimals = (digits - 1 - exponent).max(0);
    let plain = exponent.max(0) + 1 + if decimals > 0 { decimals + 1 } else { 0 };
    digits <= EXACT_DIGITS as i32 && plain <= scientific
}

/// Whether a decimal without exponent surely prints unchanged as a float. `false` means "look closer".
pub(crate) fn is_plainly_exact(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if fraction.ends_with('0') {
        return false;
    }
    if whole != "0" {
        return whole.len() + fraction.len() <= EXACT_DIGITS;
    }
    let leading_zeros = fraction.len() - fraction.trim_start_matches('0').len();
    leading_zeros <= 3 && fraction.len() - leading_zeros <= EXACT_DIGITS
}

/// Shortest-digit printers differ about a decimal that lies exactly half-way between two floats (Postgres leaves it
/// out, Rust takes it when the float is even), so such a text is not taken for a float.
pub(crate) fn is_inside_rounding_interval(value: f64) -> bool {
    // Below 2^51 a decimal half-way between two floats has more than the 17 digits of a shortest text.
    if value.abs() < 2_251_799_813_685_248.0 {
        return true;
    }
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i64 = exponent.parse().expect("the exponent of a float is a small number");
    let places = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len()) as i64;
    let digits: u64 =
        mantissa.replace('.', "").parse().expect("the shortest text of a float has at most 17 digits");
    let power = exponent - places - 20;
    let above = format!("{digits}00000000000000000001e{power}").parse::<f64>();
    let below = format!("{}99999999999999999999e{power}", digits - 1).parse::<f64>();
    above == Ok(value.abs()) && below == Ok(value.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(style: FloatStyle, texts: &[&str]) -> Vec<bool> {
        texts.iter().map(|text| style.parse(text).is_some()).collect()
    }

    #[test]
    fn texts_that_postgres_prints() {
        for text in [
            "1e+15",
            "1.5e-07",
            "6.02214076e+23",
            "-1e-05",
            "0.0001",
            "123456789012345",
            "0.1",
            "5e-324",
            "0",
        ] {
            assert!(FloatStyle::Postgres.parse(text).is_some(), "{text}");
        }
        for text in [
            "1e5", "1E+15", "1e+5", "1.50e-07", "1e-5", "0.10", "1e23", "1e+23", "inf", "NaN", "1e999",
            "1e-999",
        ] {
            assert!(FloatStyle::Postgres.parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn each_style_takes_its_own_texts() {
        let texts = ["1.0", "1e-05", "1e+16", "100000", "1e+05", "0.0001", "1e-04", "1e-7", "1.0E-4", "-0.0"];
        let yes = |indices: &[usize]| (0..texts.len()).map(|i| indices.contains(&i)).collect::<Vec<_>>();
        assert_eq!(taken(FloatStyle::Postgres, &texts), yes(&[1, 2, 3, 5]));
        assert_eq!(taken(FloatStyle::Python, &texts), yes(&[0, 1, 2, 5, 9]));
        assert_eq!(taken(FloatStyle::JavaScript, &texts), yes(&[3, 5, 7]));
        assert_eq!(taken(FloatStyle::R, &texts), yes(&[1, 2, 4, 6]));
        assert_eq!(taken(FloatStyle::Java, &texts), yes(&[0, 8, 9]));
    }

    #[test]
    fn significant_digits_as_c_prints_them() {
        let (c, python) = (
            FloatStyle::General { digits: 6, pointed: false },
            FloatStyle::General { digits: 12, pointed: true },
        );
        assert_eq!(
            taken(c, &["1e+06", "123457", "0.5", "1e-05", "0.0001", "1.5e+10", "1.0", "1234567", "0"]),
            [true, true, true, true, true, true, false, false, true]
        );
        assert_eq!(
            taken(python, &["1.66485855868e+12", "5.0", "0.358504639959", "5", "1e+06"]),
            [true, true, true, false, false]
        );
    }

    #[test]
    fn fixed_notation_keeps_its_zeros() {
        let style = FloatStyle::scientific("1.2300E+05").expect("a style");
        assert_eq!(style.to_string(), "like 1.2346E+04");
        assert_eq!(
            taken(style, &["1.2300E+05", "0.0000E+00", "1.23E+05", "-9.9999E-11", "1.2300E5"]),
            [true, true, false, true, false]
        );
        assert_eq!(FloatStyle::scientific("1E5"), None);
    }

    #[test]
    fn a_fixed_number_of_decimals() {
        let style = FloatStyle::Fixed { decimals: 2 };
        assert_eq!(
            taken(style, &["0.50", "-0.00", "12.00", "0.5", "0.500", "5e-01", "00.50", "+0.50"]),
            [true, true, true, false, false, false, false, false]
        );
        assert_eq!(style.to_string(), "with 2 decimals");
    }

    #[test]
    fn plainly_exact_is_a_subset_of_exact() {
        for text in ["0.5", "-12.75", "123456789.123456", "0", "0.0001", "999999999999999"] {
            assert!(is_plainly_exact(text) && FloatStyle::Postgres.parse(text).is_some(), "{text}");
        }
        for text in ["0.10", "0.00001", "1234567890.1234567"] {
            assert!(!is_plainly_exact(text), "{text}");
        }
    }
}
