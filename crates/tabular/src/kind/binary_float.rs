//! Numbers of a file that stores them in binary: what counts is the number, not a text.

use super::float;

/// The number of a text that [`format`] writes.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let value = match text {
        "NaN" => f64::NAN,
        "Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ => text.parse().ok().filter(|value: &f64| value.is_finite())?,
    };
    (format(value) == text).then_some(value)
}

/// The shortest text that everybody reads as the same number, as Postgres prints it, not-a-number and the infinities
/// included (<https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT>). A text that lies half-way
/// between two floats is not read as the same number by everybody, and gets 17 digits instead.
pub(crate) fn format(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let is_plain = float::is_inside_rounding_interval(value);
    let scientific = if is_plain { format!("{value:e}") } else { format!("{value:.16e}") };
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..15).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
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
            (1e15, "1e+15"),
            (1e23, "9.9999999999999992e+22"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(format(value), text);
            assert_eq!(parse(text).map(f64::to_bits), Some(value.to_bits()), "{text}");
        }
        for text in ["1e23", "inf", "nan", "1.0", "", "1e999", "0x1"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
