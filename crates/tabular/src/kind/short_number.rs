//! Whole numbers and exact decimals of a few bytes, all of whose bytes are looked at together: most numbers of a file
//! are short, and a look at one byte after the other costs a wrong guess of the processor wherever lengths differ.
//!
//! Eight digits become a number by three multiplications, as in Daniel Lemire's "Quickly parsing eight digits"
//! (<https://lemire.me/blog/2018/10/03/quickly-parsing-eight-digits/>).

/// Bytes that are looked at: those of the text, and whatever follows it.
pub(crate) const WINDOW: usize = 16;

/// One in every byte.
const ONES: u128 = u128::from_le_bytes([1; WINDOW]);

/// A number in the one spelling that survives a round trip, see [`scan`](super::number::scan).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShortNumber {
    Integer(i64),
    Decimal(ShortDecimal),
}

/// What there is to know about a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShortDecimal {
    pub(crate) negative: bool,
    /// Digits before the point.
    pub(crate) whole: usize,
    /// Whether these are a zero alone.
    pub(crate) zero_whole: bool,
    /// Digits behind the point.
    pub(crate) scale: usize,
    pub(crate) ends_in_zero: bool,
}

impl ShortNumber {
    /// Reads the first `len` bytes as a number. `None` is no verdict: the text is none, or not a short one.
    #[inline]
    pub(crate) fn scan(window: [u8; WINDOW], len: usize) -> Option<Self> {
        let negative = window[0] == b'-';
        let (first, len) = if negative { (window[1], len.wrapping_sub(1)) } else { (window[0], len) };
        if !(1..WINDOW).contains(&len) {
            return None;
        }
        let window = u128::from_le_bytes(window) >> if negative { 8 } else { 0 };
        // The value of each digit; the last stands in the highest byte, and what is before the first is zero.
        let digits = (window ^ (ONES * b'0' as u128)) << (8 * (WINDOW - len));
        // The highest bit of every byte above nine. No sum reaches the next byte.
        let others = ((digits & (ONES * 0x7F)).wrapping_add(ONES * 0x76) | digits) & (ONES * 0x80);
        if others == 0 {
            let value = (eight(digits as u64) * 100_000_000 + eight((digits >> 64) as u64)) as i64;
            let changes = first == b'0' && (len > 1 || negative);
            return (!changes).then_some(Self::Integer(if negative { -value } else { value }));
        }
        let at = others.trailing_zeros() / 8;
        let scale = WINDOW - 1 - at as usize;
        let whole = (len - 1).checked_sub(scale)?;
        let is_point = digits >> (8 * at) & 0xFF == u128::from(b'.' ^ b'0');
        let is_one = others & others.wrapping_sub(1) == 0;
        let zero_whole = first == b'0';
        let is_zero = digits & !(0xFF << (8 * at)) == 0;
        if !is_point || !is_one || scale == 0 || whole == 0 || zero_whole && whole > 1 || is_zero && negative
        {
            return None;
        }
        let ends_in_zero = digits >> (8 * (WINDOW - 1)) == 0;
        Some(Self::Decimal(ShortDecimal { negative, whole, zero_whole, scale, ends_in_zero }))
    }
}

/// The number of eight digits, the first in the lowest byte.
#[inline]
fn eight(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kind::number::{Number, scan};

    fn short(text: &str, behind: u8) -> Option<ShortNumber> {
        let mut window = [behind; WINDOW];
        let len = text.len().min(WINDOW);
        window[..len].copy_from_slice(&text.as_bytes()[..len]);
        ShortNumber::scan(window, text.len())
    }

    /// What a look at one byte after the other finds, of texts within the window.
    fn close_look(text: &str) -> Option<ShortNumber> {
        let unsigned = text.trim_start_matches('-');
        match scan(text).ok()? {
            Number::Integer(value) => Some(ShortNumber::Integer(value)),
            Number::Decimal { scale } => Some(ShortNumber::Decimal(ShortDecimal {
                negative: text.starts_with('-'),
                whole: unsigned.len() - 1 - scale as usize,
                zero_whole: unsigned.starts_with("0."),
                scale: scale as usize,
                ends_in_zero: text.ends_with('0'),
            })),
            Number::BigInteger | Number::Exponent(_) => None,
        }
    }

    #[test]
    fn what_is_no_short_number_is_none() {
        for text in ["", "-", "1234567890123456", ".5", "5.", "-.5", "1.2.3", "00", "-0", "-0.00", "1e5", "é"]
        {
            assert_eq!(short(text, b'1'), None, "{text}");
        }
        assert_eq!(short("-999999999999999", b'.'), Some(ShortNumber::Integer(-999_999_999_999_999)));
    }

    proptest! {
        #[test]
        fn it_is_what_a_close_look_finds(
            text in prop_oneof!["-?[0-9]{1,15}", "-?[0-9]{0,6}\\.[0-9]{0,7}", "[-+.,0-9eE é]{0,15}", "\\PC{0,5}"],
            behind: u8,
        ) {
            prop_assume!(text.trim_start_matches('-').len() < WINDOW && text.len() <= WINDOW);
            prop_assert_eq!(short(&text, behind), close_look(&text), "{}", text);
        }
    }
}
