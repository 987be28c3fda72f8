//! `numeric` from its binary form: groups of four digits, of which the first stands `weight` groups before the point
//! (PostgreSQL source, `numeric_send`).

/// Appends the number; whether it is one.
pub(super) fn put(raw: &[u8], out: &mut Vec<u8>) -> bool {
    let word = |i: usize| {
        let at = raw.get(2 * i..2 * i + 2);
        at.map_or(0, |bytes| i16::from_be_bytes([bytes[0], bytes[1]]))
    };
    let (weight, sign, scale) = (i32::from(word(1)), word(2).cast_unsigned(), word(3).max(0));
    let special: &[u8] = match sign {
        0xC000 => b"NaN",
        0xD000 => b"Infinity",
        0xF000 => b"-Infinity",
        _ => b"",
    };
    if !special.is_empty() {
        out.extend_from_slice(special);
        return false;
    }
    if sign == 0x4000 {
        out.push(b'-');
    }
    let group = |at: i32| match usize::try_from(at) {
        Ok(at) if at < usize::try_from(word(0)).unwrap_or(0) => word(4 + at).clamp(0, 9999),
        _ => 0,
    };
    if weight < 0 {
        out.push(b'0');
    }
    for at in 0..=weight {
        let digits = four(group(at));
        let skipped =
            if at == 0 { digits.iter().take(3).take_while(|&&digit| digit == b'0').count() } else { 0 };
        out.extend_from_slice(&digits[skipped..]);
    }
    if scale > 0 {
        out.push(b'.');
        let mut left = usize::try_from(scale).unwrap_or(0);
        let mut at = weight + 1;
        while left > 0 {
            let digits = four(group(at));
            let taken = left.min(4);
            out.extend_from_slice(&digits[..taken]);
            (left, at) = (left - taken, at + 1);
        }
    }
    true
}

fn four(group: i16) -> [u8; 4] {
    let digit = |power: i16| b'0' + u8::try_from(group / power % 10).unwrap_or(0);
    [digit(1000), digit(100), digit(10), digit(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(words: &[i32]) -> String {
        let raw: Vec<u8> = words
            .iter()
            .flat_map(|word| u16::try_from(word & 0xFFFF).expect("16 bits").to_be_bytes())
            .collect();
        let mut out = Vec::new();
        put(&raw, &mut out);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn every_digit_is_kept() {
        assert_eq!(written(&[0, 0, 0, 0]), "0");
        assert_eq!(written(&[0, 0, 0, 2]), "0.00");
        assert_eq!(written(&[2, 0, 0, 2, 12, 5000]), "12.50");
        assert_eq!(written(&[2, 1, 0x4000, 0, 1, 2]), "-10002");
        assert_eq!(written(&[1, 1, 0, 0, 5]), "50000");
        assert_eq!(written(&[1, -1, 0, 4, 7]), "0.0007");
        assert_eq!(written(&[1, -2, 0, 8, 7]), "0.00000007");
        assert_eq!(written(&[1, -2, 0, 6, 700]), "0.000007");
        assert_eq!(written(&[0, 0, 0xC000, 0]), "NaN");
        assert_eq!(written(&[0, 0, 0xF000, 0]), "-Infinity");
    }

    #[test]
    fn damaged_bytes_are_no_panic() {
        for raw in [&b""[..], b"\0", b"\xff\xff\0\x02\0\0\0\x05\xff\xff", b"\x7f\xff\0\x01\0\0\0\x01"] {
            put(raw, &mut Vec::new());
        }
    }
}
