//! Whole numbers and exact decimals, in the one spelling that survives a round trip through Postgres
//! `bigint` and `numeric` (<https://www.postgresql.org/docs/current/datatype-numeric.html>).

use crate::kind::float::FloatStyle;

/// Digits of a decimal, both sides of the point together. Postgres takes far more; a cell beyond this is no number
/// that anybody calculates with.
pub(crate) const MAX_DIGITS: usize = 1000;

/// Digits that always fit an `i64`.
const SAFE_DIGITS: usize = 18;

/// What a text is, as a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    /// Fits an `i64`.
    Integer(i64),
    /// Digits only, beyond an `i64`.
    BigInteger,
    /// With a point; the number of digits after it.
    Decimal { scale: u32 },
    /// In exponent notation, and the shortest text of its float.
    Exponent(f64),
}

/// Why a text is not a number, as far as that is worth telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotNumber {
    /// `00123`
    LeadingZeros,
    /// `+49`
    PlusSign,
    /// `-0`, `-0.00`
    NegativeZero,
    /// `1E5`, `1e5`: a float whose text would change.
    OtherFloatText,
    /// More than [`MAX_DIGITS`] digits.
    TooManyDigits,
    /// Anything else.
    Other,
}

/// Reads a text as a number, if it is the canonical spelling of one.
#[inline]
pub(crate) fn scan(text: &str) -> Result<Number, NotNumber> {
    let bytes = text.as_bytes();
    let (negative, rest) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let mut value: i64 = 0;
    let mut len = 0;
    for byte in rest.iter().take(SAFE_DIGITS) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
        len += 1;
    }
    if len == SAFE_DIGITS {
        len += rest[len..].iter().take_while(|b| b.is_ascii_digit()).count();
    }
    if len == 0 {
        return Err(match bytes {
            [b'+', digit, ..] if digit.is_ascii_digit() => NotNumber::PlusSign,
            _ => NotNumber::Other,
        });
    }
    let tail = &rest[len..];
    if len > 1 && rest[0] == b'0' && is_number_tail(tail) {
        return Err(NotNumber::LeadingZeros);
    }
    match tail.first() {
        None if negative && value == 0 && len <= SAFE_DIGITS => Err(NotNumber::NegativeZero),
        None if len <= SAFE_DIGITS => Ok(Number::Integer(if negative { -value } else { value })),
        None if len > MAX_DIGITS => Err(NotNumber::TooManyDigits),
        None => Ok(text.parse().map_or(Number::BigInteger, Number::Integer)),
        Some(b'.') => decimal(text, negative, &rest[..len], &tail[1..]),
        Some(b'e' | b'E') if is_number_tail(tail) => exponent(text),
        Some(_) => Err(NotNumber::Other),
    }
}

fn decimal(text: &str, negative: bool, whole: &[u8], tail: &[u8]) -> Result<Number, NotNumber> {
    let scale = tail.iter().take_while(|b| b.is_ascii_digit()).count();
    if scale == 0 {
        return Err(NotNumber::Other);
    }
    if scale < tail.len() {
        let is_exponent = matches!(tail[scale], b'e' | b'E') && is_number_tail(&tail[scale..]);
        return if is_exponent { exponent(text) } else { Err(NotNumber::Other) };
    }
    if negative && whole.iter().chain(tail).all(|b| *b == b'0') {
        return Err(NotNumber::NegativeZero);
    }
    if whole.len() + scale > MAX_DIGITS {
        return Err(NotNumber::TooManyDigits);
    }
    Ok(Number::Decimal { scale: scale as u32 })
}

fn exponent(text: &str) -> Result<Number, NotNumber> {
    FloatStyle::Postgres.parse(text).map(Number::Exponent).ok_or(NotNumber::OtherFloatText)
}

/// Whether the rest after the first digits could still be a number: nothing, a fraction, an exponent.
fn is_number_tail(tail: &[u8]) -> bool {
    let mut rest = tail;
    if let [b'.', more @ ..] = rest {
        rest = &more[more.iter().take_while(|b| b.is_ascii_digit()).count()..];
    }
    if let [b'e' | b'E', more @ ..] = rest {
        let more = more.strip_prefix(b"+").or_else(|| more.strip_prefix(b"-")).unwrap_or(more);
        return !more.is_empty() && more.iter().all(u8::is_ascii_digit);
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_spellings() {
        assert_eq!(scan("0"), Ok(Number::Integer(0)));
        assert_eq!(scan("-7"), Ok(Number::Integer(-7)));
        assert_eq!(scan("9223372036854775807"), Ok(Number::Integer(i64::MAX)));
        assert_eq!(scan("-9223372036854775808"), Ok(Number::Integer(i64::MIN)));
        assert_eq!(scan("9223372036854775808"), Ok(Number::BigInteger));
        assert_eq!(scan("0.50"), Ok(Number::Decimal { scale: 2 }));
        assert_eq!(scan("-0.5"), Ok(Number::Decimal { scale: 1 }));
        assert_eq!(scan("1e+20"), Ok(Number::Exponent(1e20)));
    }

    #[test]
    fn spellings_that_would_change() {
        for (text, why) in [
            ("00", NotNumber::LeadingZeros),
            ("007", NotNumber::LeadingZeros),
            ("-01", NotNumber::LeadingZeros),
            ("00.5", NotNumber::LeadingZeros),
            ("+1", NotNumber::PlusSign),
            ("-0", NotNumber::NegativeZero),
            ("-0.00", NotNumber::NegativeZero),
            ("1E5", NotNumber::OtherFloatText),
            ("1.", NotNumber::Other),
            (".5", NotNumber::Other),
            ("1,5", NotNumber::Other),
            ("", NotNumber::Other),
            ("-", NotNumber::Other),
            ("12a", NotNumber::Other),
            ("0123-45", NotNumber::Other),
            ("1.2.3", NotNumber::Other),
            (" 1", NotNumber::Other),
            ("١٢", NotNumber::Other),
        ] {
            assert_eq!(scan(text), Err(why), "{text}");
        }
    }
}
