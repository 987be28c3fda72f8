//! UUIDs in their usual spelling (RFC 9562 §4): 32 hexadecimal digits in five groups.

/// The 128 bits, if the whole text is a UUID whose letters are all of one case.
pub(crate) fn parse(text: &str, upper: bool) -> Option<u128> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    if [8, 13, 18, 23].into_iter().any(|at| bytes[at] != b'-') {
        return None;
    }
    let table = if upper { &UPPER } else { &LOWER };
    let half = |ranges: [std::ops::Range<usize>; 3]| {
        let mut value = 0;
        let mut all = 0;
        for byte in ranges.into_iter().flat_map(|range| &bytes[range]) {
            let digit = table[usize::from(*byte)];
            all |= digit;
            value = value << 4 | u64::from(digit & 15);
        }
        // A byte that is no digit has the highest bit.
        (all < 16).then_some(value)
    };
    let high = half([0..8, 9..13, 14..18])?;
    let low = half([19..23, 24..36, 36..36])?;
    Some(u128::from(high) << 64 | u128::from(low))
}

/// The values of hexadecimal digits; 128 for other bytes.
const fn digits(letters: u8) -> [u8; 256] {
    let mut table = [128; 256];
    let mut digit = 0;
    while digit < 16 {
        let byte = if digit < 10 { b'0' + digit } else { letters + digit - 10 };
        table[byte as usize] = digit;
        digit += 1;
    }
    table
}

const LOWER: [u8; 256] = digits(b'a');
const UPPER: [u8; 256] = digits(b'A');

/// The text of a UUID.
pub(crate) fn write(value: u128, upper: bool, out: &mut impl std::fmt::Write) -> std::fmt::Result {
    let digits = if upper { format!("{value:032X}") } else { format!("{value:032x}") };
    let (a, b, c, d, e) = (&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]);
    write!(out, "{a}-{b}-{c}-{d}-{e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_round_trip_in_one_case() {
        let text = "276033e5-b72a-4218-8e8e-2b0575e0191e";
        let value = parse(text, false).expect("a UUID");
        let mut out = String::new();
        write(value, true, &mut out).expect("a string takes any text");
        assert_eq!(out, text.to_uppercase());
        assert_eq!((parse(&out, true), parse(&out, false)), (Some(value), None));
        for text in ["276033e5b72a42188e8e2b0575e0191e", "276033e5-b72a-4218-8e8e-2b0575e0191g", ""] {
            assert_eq!(parse(text, false), None, "{text}");
        }
    }
}
