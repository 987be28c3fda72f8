//! Cell references: `AB12`.

/// Columns of a sheet (`XFD`).
pub(super) const MAX_COLUMNS: u32 = 16_384;

/// The 0-based column and the 1-based row of `AB12`; the row is 0 when it is left out.
#[inline]
pub(super) fn parse(reference: &str) -> Option<(u32, u64)> {
    let bytes = reference.as_bytes();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let letter = |b: &u8| u32::from(b.to_ascii_uppercase() - b'A') + 1;
    let column = bytes[..letters].iter().fold(0, |column, b| column * 26 + letter(b));
    let mut row = 0_u64;
    for byte in &bytes[letters..] {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        row = row.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    Some((column - 1, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_columns() {
        assert_eq!(parse("A1"), Some((0, 1)));
        assert_eq!(parse("Z10"), Some((25, 10)));
        assert_eq!(parse("AA3"), Some((26, 3)));
        assert_eq!(parse("XFD1048576"), Some((MAX_COLUMNS - 1, 1_048_576)));
        assert_eq!(parse("b2"), Some((1, 2)));
        assert_eq!(parse("B"), Some((1, 0)));
        for reference in ["", "12", "ABCD1", "A-1", "A99999999999999999999", "Ä1"] {
            assert_eq!(parse(reference), None, "{reference}");
        }
    }
}
