//! Whole numbers and exact decimals of a few bytes, all of whose bytes are looked at together: most numbers of a file
//! are short, and a look at one byte after the other costs a wrong guess of the processor wherever lengths differ.
//!
//! Eight digits become a number by three multiplications, as in Daniel Lemire's "Quickly parsing eight digits"
//! (<https://lemire.me/blog/2018/10/03/quickly-parsing-eight-digits/>).

/// A number in the one spelling that survives a round trip, see [`scan`](super::number::scan).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShortNumber {
    Integer(ShortInteger),
    Decimal(ShortDecimal),
}

/// What there is to know about a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShortInteger {
    pub(crate) value: i64,
    /// Whether it ends in five zeros.
    pub(crate) round: bool,
}

/// What there is to know about a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShortDecimal {
    pub(crate) negative: bool,
    /// Digits before the point.
    pub(crate) whole: u32,
    /// Whether these are a zero alone.
    pub(crate) zero_whole: bool,
    /// Digits behind the point.
    pub(crate) scale: u32,
    /// Zeros that follow the point, where a zero alone stands before it.
    pub(crate) leading_zeros: u32,
    pub(crate) ends_in_zero: bool,
}

/// The first bytes of a cell, and whatever follows it.
pub(crate) trait Window {
    /// Reads the first `len` bytes as a number. `None` is no verdict: the text is none, or not a short one.
    fn scan(&self, len: u32) -> Option<ShortNumber>;
}

/// Windows all of whose bytes are looked at together as one word, of which the first is the lowest.
macro_rules! window_of {
    ($word:ty, $value:expr) => {
        impl Window for [u8; size_of::<$word>()] {
            // A call would cost as much as the look.
            #[inline(always)]
            fn scan(&self, len: u32) -> Option<ShortNumber> {
                const SIZE: u32 = <$word>::BITS / 8;
                const ONES: $word = <$word>::from_le_bytes([1; SIZE as usize]);
                let word = <$word>::from_le_bytes(*self);
                let negative = word as u8 == b'-';
                let (word, digits_len) =
                    (word >> (8 * u32::from(negative)), len.wrapping_sub(negative.into()));
                if len > SIZE || digits_len == 0 {
                    return None;
                }
                let first = word as u8;
                // The value of each digit; the last stands in the highest byte, and what is before the first is zero.
                let digits = (word ^ (ONES * b'0' as $word))
                    .wrapping_shl(8_u32.wrapping_mul(SIZE.wrapping_sub(digits_len)));
                // The highest bit of every byte above nine. No sum reaches the next byte.
                let others = ((digits & (ONES * 0x7F)).wrapping_add(ONES * 0x76) | digits) & (ONES * 0x80);
                if others == 0 {
                    // A zero in front of other digits, or behind a sign.
                    if first == b'0' && len > 1 {
                        return None;
                    }
                    let value: i64 = $value(digits);
                    let sign = -i64::from(negative);
                    let round = digits.wrapping_sub(1) < (1 << (8 * (SIZE - 5))) - 1;
                    let value = (value ^ sign).wrapping_sub(sign);
                    return Some(ShortNumber::Integer(ShortInteger { value, round }));
                }
                let at = others.trailing_zeros() / 8;
                let scale = SIZE.wrapping_sub(1).wrapping_sub(at);
                let whole = digits_len.wrapping_sub(1).wrapping_sub(scale);
                let is_point = digits.wrapping_shr(8 * at) as u8 == b'.' ^ b'0';
                let is_one = others & others.wrapping_sub(1) == 0;
                if !is_point || !is_one || scale == 0 || whole == 0 {
                    return None;
                }
                let zero_whole = first == b'0';
                let mut leading_zeros = 0;
                if zero_whole {
                    // Nothing is left but the decimals.
                    let decimals = digits & !(<$word>::from(0xFF_u8).wrapping_shl(8 * at));
                    if whole > 1 || decimals == 0 && negative {
                        return None;
                    }
                    leading_zeros = scale.min(decimals.trailing_zeros() / 8 - at - 1);
                }
                let ends_in_zero = digits >> (8 * (SIZE - 1)) == 0;
                Some(ShortNumber::Decimal(ShortDecimal {
                    negative,
                    whole,
                    zero_whole,
                    scale,
                    leading_zeros,
                    ends_in_zero,
                }))
            }
        }
    };
}

window_of!(u64, |digits| eight(digits) as i64);
window_of!(u128, |digits: u128| {
    eight(digits as u64).wrapping_mul(100_000_000).wrapping_add(eight((digits >> 64) as u64)) as i64
});

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
        let mut window = [behind; 16];
        let len = text.len().min(16);
        window[..len].copy_from_slice(&text.as_bytes()[..len]);
        let found = window.scan(text.len() as u32);
        if let Some(half) = window.first_chunk::<8>().filter(|_| text.len() <= 8) {
            assert_eq!(half.scan(text.len() as u32), found, "{text}");
        }
        found
    }

    /// What a look at one byte after the other finds, of texts within the window.
    fn close_look(text: &str) -> Option<ShortNumber> {
        let unsigned = text.trim_start_matches('-');
        match scan(text).ok()? {
            Number::Integer(value) => {
                let round = value != 0 && value % 100_000 == 0;
                Some(ShortNumber::Integer(ShortInteger { value, round }))
            }
            Number::Decimal { scale } => Some(ShortNumber::Decimal(ShortDecimal {
                negative: text.starts_with('-'),
                whole: unsigned.len() as u32 - 1 - scale,
                zero_whole: unsigned.starts_with("0."),
                scale,
                leading_zeros: match unsigned.strip_prefix("0.") {
                    Some(decimals) => (decimals.len() - decimals.trim_start_matches('0').len()) as u32,
                    None => 0,
                },
                ends_in_zero: text.ends_with('0'),
            })),
            Number::BigInteger | Number::Exponent(_) => None,
        }
    }

    #[test]
    fn what_is_no_short_number_is_none() {
        for text in [
            "",
            "-",
            "12345678901234567",
            "-1234567890123456",
            ".5",
            "5.",
            "-.5",
            "1.2.3",
            "00",
            "-0",
            "-0.00",
            "1e5",
            "é",
        ] {
            assert_eq!(short(text, b'1'), None, "{text}");
        }
        let integer = |value| Some(ShortNumber::Integer(ShortInteger { value, round: false }));
        assert_eq!(short("-999999999999999", b'.'), integer(-999_999_999_999_999));
        assert_eq!(short("9999999999999999", b'.'), integer(9_999_999_999_999_999));
    }

    proptest! {
        #[test]
        fn it_is_what_a_close_look_finds(
            text in prop_oneof!["-?[0-9]{1,16}", "-?[1-9][0-9]{0,8}0{0,6}", "-?[0-9]{0,6}\\.[0-9]{0,7}", "-?0\\.0{0,4}[0-9]{0,5}", "[-+.,0-9eE é]{0,15}", "\\PC{0,5}"],
            behind: u8,
        ) {
            prop_assume!(text.len() <= 16);
            prop_assert_eq!(short(&text, behind), close_look(&text), "{}", text);
        }
    }
}
