//! UUIDs in their usual spelling (RFC 9562 §4): 32 hexadecimal digits in five groups.

/// The 128 bits, if the whole text is a UUID whose letters are all of one case.
pub(crate) fn parse(text: &str, upper: bool) -> Option<u128> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    let mut value = 0;
    for (i, byte) in bytes.iter().enumerate() {
        let digit = match (i, byte) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => byte - b'0',
            (_, b'a'..=b'f') if !upper => byte - b'a' + 10,
            (_, b'A'..=b'F') if upper => byte - b'A' + 10,
            _ => return None,
        };
        value = value << 4 | u128::from(digit);
    }
    Some(value)
}

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
