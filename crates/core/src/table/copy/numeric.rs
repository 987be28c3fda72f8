//! Postgres' wire form of `numeric` (`numeric_send` in src/backend/utils/adt/numeric.c): base-10,000 digits, the weight
//! of the first, a sign, and the display scale, which keeps trailing zeros.

use bytes::BufMut;
use tabular::Decimal;

const NEGATIVE: u16 = 0x4000;

/// Digits of the whole part, and of the fraction, up to which a decimal is split by arithmetic.
const SHORT: usize = 16;

/// Adds a decimal.
#[inline]
pub(super) fn put(buffer: &mut Vec<u8>, number: &Decimal<'_>) {
    let fraction = number.fraction().as_bytes();
    match number.plain_whole() {
        Some(whole) if whole.len() <= SHORT && fraction.len() <= SHORT => {
            let mut groups = [0; 2 * SHORT / 4];
            let (left, right) = groups.split_at_mut(SHORT / 4);
            split(value(whole.as_bytes()), left);
            split(value(fraction) * TENS[SHORT - fraction.len()], right);
            put_groups(buffer, number, &groups, SHORT / 4);
        }
        _ => put_long(buffer, number),
    }
}

/// Powers of ten.
const TENS: [u64; SHORT + 1] = {
    let mut tens = [1; SHORT + 1];
    let mut i = 1;
    while i <= SHORT {
        tens[i] = tens[i - 1] * 10;
        i += 1;
    }
    tens
};

/// Fills the groups from the last.
#[inline]
fn split(mut value: u64, groups: &mut [u16]) {
    for group in groups.iter_mut().rev() {
        *group = (value % 10_000) as u16;
        value /= 10_000;
    }
}

/// A decimal of any length. Marks may group its digits.
fn put_long(buffer: &mut Vec<u8>, number: &Decimal<'_>) {
    let whole: Vec<u8> = number.whole_digits().collect();
    let fraction = number.fraction().as_bytes();
    // The whole part is aligned to its right end, the fraction to its left.
    let left = whole.rchunks(4).rev().map(|part| value(part) as u16);
    let right = fraction.chunks(4).map(|part| (value(part) * TENS[4 - part.len()]) as u16);
    let groups: Vec<u16> = left.chain(right).collect();
    put_groups(buffer, number, &groups, whole.len().div_ceil(4));
}

/// Adds a decimal of these groups, of which the first `whole` are before the decimal mark. Zeros at either end are left out.
#[inline]
fn put_groups(buffer: &mut Vec<u8>, number: &Decimal<'_>, groups: &[u16], whole: usize) {
    let first = groups.iter().position(|group| *group != 0).unwrap_or(groups.len());
    let last = groups.iter().rposition(|group| *group != 0).map_or(first, |i| i + 1);
    let count = last - first;
    // A zero has no digits, weight 0 and no sign.
    let weight = if count == 0 { 0 } else { whole as i64 - 1 - first as i64 };
    let sign = if count > 0 && number.is_negative() { NEGATIVE } else { 0 };
    buffer.put_i32(i32::try_from(8 + 2 * count).expect("bounded"));
    buffer.put_u16(u16::try_from(count).expect("bounded"));
    buffer.put_i16(i16::try_from(weight).expect("tabular bounds the digits of a decimal"));
    buffer.put_u16(sign);
    buffer.put_u16(u16::try_from(number.fraction().len()).expect("tabular bounds the digits of a decimal"));
    groups[first..last].iter().for_each(|group| buffer.put_u16(*group));
}

#[inline]
fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u16> {
        let mut buffer = Vec::new();
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
        assert_eq!(words("9999999999999999.0"), [4, 3, 0, 1, 9999, 9999, 9999, 9999]);
        assert_eq!(words("10000000000000000.5"), [6, 4, 0, 1, 1, 0, 0, 0, 0, 5000]);
        assert_eq!(words("1.00000000000000001"), [6, 0, 0, 17, 1, 0, 0, 0, 0, 1000]);
    }
}
