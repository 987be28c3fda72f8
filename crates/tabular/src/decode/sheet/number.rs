//! The text of a number: what a person would write, and what reads back as the same number.

use std::fmt::Write;

/// Digits that any decimal may have and still come back from a float unchanged.
const EXACT_DIGITS: usize = 15;

/// Powers of ten outside which a number is written with an exponent, because its zeros could not be counted any more.
const PLAIN_EXPONENTS: std::ops::Range<i32> = -30..21;

/// Appends the number that a file writes as `text`, and answers whether it is one.
///
/// A plain decimal of up to 15 digits and a whole number of any length stay as they are: programs write ids of 19
/// digits, which the floats of a spreadsheet could not hold. Everything else becomes the shortest text that reads back
/// as the same float, so that `0.10000000000000001` is `0.1` and `1.5E3` is `1500`.
pub(crate) fn push_number(text: &str, into: &mut String) -> bool {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    if is_plain(text) {
        into.push_str(text);
        return true;
    }
    // The words `inf` and `nan` are no numbers of a spreadsheet.
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    match text.parse::<f64>() {
        Ok(value) if is_number && value.is_finite() => {
            push_float(value, into);
            true
        }
        _ => false,
    }
}

/// Appends the shortest text of the number.
pub(crate) fn push_float(value: f64, into: &mut String) {
    let value = if value == 0.0 { 0.0 } else { value };
    let exponent = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    // A string takes any text.
    let _ = match PLAIN_EXPONENTS.contains(&exponent) {
        true => write!(into, "{value}"),
        false => write!(into, "{value:e}"),
    };
}

/// Whether the text is the canonical spelling of a whole number, or of a decimal that floats hold exactly.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let whole = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    if whole == 0 || (whole > 1 && digits[0] == b'0') {
        return false;
    }
    match &digits[whole..] {
        [] => text != "-0" && whole <= 1000,
        [b'.', fraction @ ..] => {
            !fraction.is_empty()
                && fraction.iter().all(u8::is_ascii_digit)
                && fraction.last() != Some(&b'0')
                && whole + fraction.len() <= EXACT_DIGITS
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(written: &str) -> Option<String> {
        let mut out = String::new();
        push_number(written, &mut out).then_some(out)
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (written, expected) in [
            ("42", "42"),
            ("-1.5", "-1.5"),
            ("0.10000000000000001", "0.1"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("1.5E3", "1500"),
            ("1E-3", "0.001"),
            ("4.2000000000000002", "4.2"),
            ("12345678901234567890", "12345678901234567890"),
            ("007", "7"),
            ("1.50", "1.5"),
            ("-0", "0"),
            (" 3 ", "3"),
            ("+3", "3"),
            ("1E+300", "1e300"),
            ("1.2345E+20", "123450000000000000000"),
            ("2.5E-40", "2.5e-40"),
        ] {
            assert_eq!(text(written).as_deref(), Some(expected), "{written}");
        }
        for written in ["", "abc", "NaN", "inf", "1,5", "1e999", "0x10", "-", "."] {
            assert_eq!(text(written), None, "{written}");
        }
    }

    proptest! {
        #[test]
        fn every_float_reads_back(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            for written in [format!("{value}"), format!("{value:e}"), format!("{value:E}")] {
                let shown = text(&written).unwrap();
                prop_assert_eq!(shown.parse::<f64>().unwrap(), value, "{} as {}", written, shown);
            }
        }
    }
}
