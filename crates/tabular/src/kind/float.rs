//! Binary floating point, where the text is exactly what Postgres `double precision` prints.
//!
//! Postgres prints the shortest digits that read back as the same number, in exponent notation outside
//! 1e-4 ≤ |x| < 1e15, with a sign and at least two digits in the exponent
//! (<https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT>).

use std::fmt::Write;

/// Digits that any decimal may have and still come back from a float unchanged.
const EXACT_DIGITS: usize = 15;

/// The number, if Postgres prints it as this very text.
pub(crate) fn parse(text: &str) -> Option<f64> {
    if text.len() > 32 || !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e'))
    {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    let same = value.is_finite() && !(value == 0.0 && text != "0") && format(value) == text;
    (same && is_inside_rounding_interval(value)).then_some(value)
}

/// As Postgres prints it.
pub(crate) fn format(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent of a float is a small number");
    if value == 0.0 || (-4..15).contains(&exponent) {
        return format!("{value}");
    }
    let mut out = String::from(mantissa);
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "e{sign}{:02}", exponent.unsigned_abs()).expect("a string takes any text");
    out
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
fn is_inside_rounding_interval(value: f64) -> bool {
    if value == 0.0 {
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
            assert!(parse(text).is_some(), "{text}");
        }
        for text in
            ["1e5", "1E+15", "1e+5", "1.50e-07", "1e-5", "-0", "0.10", "1e23", "1e+23", "inf", "NaN", "1e999"]
        {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn plainly_exact_is_a_subset_of_exact() {
        for text in ["0.5", "-12.75", "123456789.123456", "0", "0.0001", "999999999999999"] {
            assert!(is_plainly_exact(text) && parse(text).is_some(), "{text}");
        }
        for text in ["0.10", "0.00001", "1234567890.1234567"] {
            assert!(!is_plainly_exact(text), "{text}");
        }
    }
}
