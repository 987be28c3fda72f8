//! Numbers of a file that stores them in binary: what counts is the number, not a text.

use std::fmt;

use super::float;
use super::shortest::Shortest;

/// Bytes of the longest text: a sign, 17 digits, a point, four zeros or an exponent.
const MAX_BYTES: usize = 32;

/// The number of a text that [`write`](fn@write) writes.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let value = match text {
        "NaN" => f64::NAN,
        "Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ if text.len() > MAX_BYTES => return None,
        _ => text.parse().ok().filter(|value: &f64| value.is_finite())?,
    };
    let mut rest = Rest(text);
    (write(value, &mut rest).is_ok() && rest.0.is_empty()).then_some(value)
}

/// The shortest text that everybody reads as the same number, as Postgres prints it, not-a-number and the infinities
/// included (<https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT>). A text that lies half-way
/// between two floats is not read as the same number by everybody, and gets 17 digits instead.
pub(crate) fn write(value: f64, out: &mut impl fmt::Write) -> fmt::Result {
    if value.is_nan() {
        return out.write_str("NaN");
    }
    if value.is_infinite() {
        return out.write_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let shortest = Shortest::of(value);
    if value == 0.0 || (1e-4..1e15).contains(&value.abs()) {
        return shortest.write_plain(out);
    }
    let exponent = if float::is_inside_rounding_interval(value) {
        shortest.write_mantissa(out)?;
        shortest.exponent()
    } else {
        let scientific = format!("{value:.16e}");
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        out.write_str(mantissa)?;
        exponent.parse().unwrap_or_default()
    };
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "e{sign}{:02}", exponent.unsigned_abs())
}

/// A text that is compared with what is written.
struct Rest<'a>(&'a str);

impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_has_a_text() {
        for (value, text) in [
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (0.00012, "0.00012"),
            (0.0001, "0.0001"),
            (0.000_099_999_999, "9.9999999e-05"),
            (1e15, "1e+15"),
            (2_190_820_110_374_597.0 / 8.0, "273852513796824.62"),
            (1e23, "9.9999999999999992e+22"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (5e-324, "5e-324"),
        ] {
            let mut out = String::new();
            write(value, &mut out).expect("a string takes any text");
            assert_eq!(out, text);
            assert_eq!(parse(text).map(f64::to_bits), Some(value.to_bits()), "{text}");
        }
        for text in ["1e23", "inf", "nan", "1.0", "", "1e999", "0x1"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
