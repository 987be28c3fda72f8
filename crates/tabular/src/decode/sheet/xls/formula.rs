//! What a formula can give, as its tokens tell ([MS-XLS] §2.5.198).

use super::bytes::u16_at;

/// Functions with any number of arguments that give a number or an error: COUNT, SUM, AVERAGE, MIN, MAX, COUNTA.
const NUMERIC: [u16; 6] = [0, 4, 5, 6, 7, 169];

/// The token for SUM with one argument.
const SUM: u8 = 0x10;

/// Whether a formula can give no text, not even an empty one, because it ends with an operation on numbers, a comparison
/// or a sum. `false` where that is not known. `len` is the number of bytes of the tokens, which `data` starts with. In
/// reverse Polish notation, the last token is the outermost operation.
pub(super) fn gives_no_text(data: &[u8], len: u16) -> bool {
    let Some(mut rest) = data.get(..usize::from(len)) else { return false };
    let mut found = false;
    while let Some(id) = rest.first().copied() {
        let Some(len) = token_len(id, rest).filter(|len| *len <= rest.len()) else { return false };
        found = match class_free(id) {
            0x03..=0x07 | 0x09..=0x0E | 0x13 | 0x14 => true,
            // Parentheses around it, and blanks.
            0x15 => found,
            0x19 if rest[1] & 0x40 != 0 => found,
            0x19 => rest[1] & SUM != 0,
            0x22 => NUMERIC.contains(&u16_at(rest, 2)),
            _ => false,
        };
        rest = &rest[len..];
    }
    found
}

/// Without the two bits that say whether a value, a reference or an array is meant.
fn class_free(id: u8) -> u8 {
    if id < 0x20 { id } else { (id & 0x1F) | 0x20 }
}

/// Bytes of a token; `None` where it is unknown, or its formula stands elsewhere.
fn token_len(id: u8, data: &[u8]) -> Option<usize> {
    Some(match class_free(id) {
        0x03..=0x16 => 1,
        0x17 => {
            let (len, flags) = (usize::from(*data.get(1)?), *data.get(2)?);
            3 + len * if flags & 1 == 1 { 2 } else { 1 }
        }
        0x19 if *data.get(1)? & 0x04 != 0 && data.len() >= 4 => 6 + 2 * usize::from(u16_at(data, 2)),
        0x19 | 0x22 => 4,
        0x1C | 0x1D => 2,
        0x1E | 0x21 | 0x29 => 3,
        0x1F | 0x25 | 0x2B | 0x2D => 9,
        0x20 => 8,
        0x23 | 0x24 | 0x2A | 0x2C => 5,
        0x26..=0x28 | 0x39 | 0x3A | 0x3C => 7,
        0x3B | 0x3D => 11,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A2: [u8; 5] = [0x44, 1, 0, 0, 0xC0];

    fn of(parts: &[&[u8]]) -> bool {
        let tokens = parts.concat();
        gives_no_text(&tokens, tokens.len() as u16)
    }

    #[test]
    fn operations_on_numbers_give_no_text() {
        assert!(of(&[&A2, &[0x1E, 2, 0], &[0x05]]), "A2*2");
        assert!(of(&[&A2, &[0x1E, 2, 0], &[0x05], &[0x15]]), "(A2*2)");
        assert!(of(&[&A2, &[0x17, 1, 0, b'x'], &[0x0B]]), "A2=\"x\"");
        assert!(of(&[&[0x25, 1, 0, 2, 0, 0, 0xC0, 0, 0xC0], &[0x19, SUM, 0, 0]]), "SUM(A2:A3)");
        assert!(of(&[&A2, &A2, &[0x42, 2, 4, 0]]), "SUM(A2,A2)");
    }

    #[test]
    fn others_may_give_the_empty_text() {
        assert!(!of(&[&A2]), "A2");
        assert!(!of(&[&A2, &A2, &[0x08]]), "A2&A2");
        assert!(!of(&[&[0x17, 1, 1, 0xD0, 0x05]]), "a letter that ends like a product");
        assert!(!of(&[&A2, &[0x05], &[0x42, 1, 1, 0]]), "IF");
        assert!(!of(&[&[0x01, 0, 0, 0, 0]]), "a shared formula");
        assert!(!of(&[&[0x1E]]) && !of(&[&[0x17]]) && !of(&[&[0x19]]) && !of(&[]), "damaged");
        assert!(!gives_no_text(&[0x05], 2));
    }
}
