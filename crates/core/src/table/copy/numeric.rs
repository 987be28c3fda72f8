//! Postgres' wire form of `numeric` (`numeric_send` in src/backend/utils/adt/numeric.c): base-10,000 digits, the weight
//! of the first, a sign, and the display scale, which keeps trailing zeros.

use bytes::{BufMut, BytesMut};
use tabular::Decimal;

const NEGATIVE: u16 = 0x4000;

/// Adds a decimal.
pub(super) fn put(buffer: &mut BytesMut, number: &Decimal<'_>) {
    match number.plain_whole() {
        Some(whole) => put_parts(buffer, number, whole.as_bytes()),
        // Marks group the digits in the text.
        None => put_parts(buffer, number, &number.whole_digits().collect::<Vec<_>>()),
    }
}

fn put_parts(buffer: &mut BytesMut, number: &Decimal<'_>, whole: &[u8]) {
    let sign = if number.is_negative() { NEGATIVE } else { 0 };
    let fraction = number.fraction();
    let zeros = whole.iter().take_while(|digit| **digit == b'0').count();
    let whole = &whole[zeros..];
    let scale = u16::try_from(fraction.len()).expect("tabular bounds the digits of a decimal");
    let fraction = fraction.as_bytes();

    let whole_groups = whole.len().div_ceil(4);
    let groups = whole_groups + fraction.len().div_ceil(4);
    // Group `i` counts from the left; the whole part is aligned to its right end, the fraction to its left.
    let group = |i: usize| -> u16 {
        if i < whole_groups {
            let end = whole.len() - 4 * (whole_groups - 1 - i);
            value(&whole[end.saturating_sub(4)..end])
        } else {
            let start = 4 * (i - whole_groups);
            let part = &fraction[start..fraction.len().min(start + 4)];
            value(part) * 10_u16.pow(4 - u32::try_from(part.len()).expect("at most four"))
        }
    };
    let first = (0..groups).find(|i| group(*i) != 0).unwrap_or(groups);
    let last = (first..groups).rev().find(|i| group(*i) != 0).map_or(first, |i| i + 1);
    let count = last - first;
    // A zero has no digits, weight 0 and no sign.
    let weight = if count == 0 {
        0
    } else {
        i32::try_from(whole_groups).expect("bounded") - 1 - i32::try_from(first).expect("bounded")
    };

    buffer.put_i32(i32::try_from(8 + 2 * count).expect("bounded"));
    buffer.put_u16(u16::try_from(count).expect("bounded"));
    buffer.put_i16(i16::try_from(weight).expect("tabular bounds the digits of a decimal"));
    buffer.put_u16(if count == 0 { 0 } else { sign });
    buffer.put_u16(scale);
    for i in first..last {
        buffer.put_u16(group(i));
    }
}

fn value(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u16> {
        let mut buffer = BytesMut::new();
        put(&mut buffer, &Decimal::new(text).expect("canonical"));
        buffer[4..].chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
    }

    #[test]
    fn decimals_have_the_form_postgres_sends() {
        assert_eq!(words("0"), [0, 0, 0, 0]);
        assert_eq!(words("0.00"), [0, 0, 0, 2]);
        assert_eq!(words("12345.6"), [3, 1, 0, 1, 1, 2345, 6000]);
        assert_eq!(words("-0.0005"), [1, 0xffff, NEGATIVE, 4, 5]);
        assert_eq!(words("10000"), [1, 1, 0, 0, 1]);
        assert_eq!(words("0.00000001"), [1, 0xfffe, 0, 8, 1]);
    }
}
