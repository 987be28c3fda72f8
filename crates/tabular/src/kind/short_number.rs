//! Whole numbers and exact decimals of a few bytes, all of whose bytes are looked at together: most numbers of a file
//! are short, and a look at one byte after the other costs a wrong guess of the processor wherever lengths differ.
//!
//! Eight digits become a number by three multiplications, as in Daniel Lemire's "Quickly parsing eight digits"
//! (<https://lemire.me/blog/2018/10/03/quickly-parsing-eight-digits/>).

/// A number in the one spelling that survives a round trip, see [`scan`](super::number::scan), as found in a window of a
/// kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShortNumber<W: Window> {
    Integer(ShortInteger<W::Key>),
    Decimal(ShortDecimal<W::Place>),
}

/// What there is to know about a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShortInteger<Key> {
    /// What orders it among the others, and [has its value](Window::value).
    pub(crate) key: Key,
    /// Whether it ends in five zeros.
    pub(crate) round: bool,
}

/// What there is to know about a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShortDecimal<Place> {
    pub(crate) negative: bool,
    /// Digits before and behind the point.
    pub(crate) digits: u32,
    /// The place of the point: how many digits are [before it](Window::before).
    pub(crate) before: Place,
    /// The same counted from the end: how many are [behind it](Window::behind).
    pub(crate) behind: Place,
    /// Whether a zero alone stands before the point.
    pub(crate) zero_whole: bool,
    /// Zeros that follow the point, where a zero alone stands before it.
    pub(crate) leading_zeros: u32,
    pub(crate) ends_in_zero: bool,
}

/// The first bytes of a cell, and whatever follows it.
pub(crate) trait Window: Sized {
    /// Digits as they follow each other, with a sign.
    type Key: Copy + Ord + std::fmt::Debug;

    /// The places of points, which add up as sets do.
    type Place: Copy + Default + PartialEq + std::ops::BitOrAssign + std::fmt::Debug;

    /// Reads the first `len` bytes as a number. `None` is no verdict: the text is none, or not a short one.
    fn scan(&self, len: u32) -> Option<ShortNumber<Self>>;

    /// The whole number with this key.
    fn value(key: Self::Key) -> i64;

    /// The fewest and the most digits before points.
    fn before(points: Self::Place) -> (u32, u32);

    /// The fewest and the most digits behind points.
    fn behind(points: Self::Place) -> (u32, u32);
}

/// Windows all of whose bytes are looked at together as one word, of which the first is the lowest.
macro_rules! window_of {
    ($word:ty, $key:ty, $value:expr) => {
        impl Window for [u8; size_of::<$word>()] {
            type Key = $key;
            type Place = $word;

            // A call would cost as much as the look.
            #[inline(always)]
            fn scan(&self, len: u32) -> Option<ShortNumber<Self>> {
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
                let shift = 8_u32.wrapping_mul(SIZE.wrapping_sub(digits_len));
                let digits = (word ^ (ONES * b'0' as $word)).wrapping_shl(shift);
                // The highest bit of every byte above nine. No sum reaches the next byte.
                let others = ((digits & (ONES * 0x7F)).wrapping_add(ONES * 0x76) | digits) & (ONES * 0x80);
                if others == 0 {
                    // A zero in front of other digits, or behind a sign.
                    if first == b'0' && len > 1 {
                        return None;
                    }
                    let (key, sign) = (digits.swap_bytes() as $key, -<$key>::from(negative));
                    let round = digits.wrapping_sub(1) < (1 << (8 * (SIZE - 5))) - 1;
                    let key = (key ^ sign).wrapping_sub(sign);
                    return Some(ShortNumber::Integer(ShortInteger { key, round }));
                }
                // The point, if it is the only one that is no digit: one in its byte.
                let point = others >> 7;
                let is_one = point & point.wrapping_sub(1) == 0;
                let is_point = digits & point.wrapping_mul(0xFF) == point.wrapping_mul((b'.' ^ b'0').into());
                if !(is_one & is_point) {
                    return None;
                }
                let before = point.wrapping_shr(shift);
                if before == 1 || point == 1 << (8 * (SIZE - 1)) {
                    return None;
                }
                let zero_whole = first == b'0';
                let mut leading_zeros = 0;
                if zero_whole {
                    // Nothing is left but the decimals.
                    let decimals = digits & !point.wrapping_mul(0xFF);
                    if before != 1 << 8 || decimals == 0 && negative {
                        return None;
                    }
                    let place = point.trailing_zeros() / 8 + 1;
                    leading_zeros = (decimals.trailing_zeros() / 8).wrapping_sub(place);
                }
                Some(ShortNumber::Decimal(ShortDecimal {
                    negative,
                    digits: digits_len.wrapping_sub(1),
                    before,
                    behind: point,
                    zero_whole,
                    leading_zeros,
                    ends_in_zero: digits >> (8 * (SIZE - 1)) == 0,
                }))
            }

            fn value(key: $key) -> i64 {
                let value: i64 = $value(key.unsigned_abs().swap_bytes());
                if key < 0 { -value } else { value }
            }

            fn before(points: $word) -> (u32, u32) {
                (points.trailing_zeros() / 8, points.checked_ilog2().unwrap_or(0) / 8)
            }

            fn behind(points: $word) -> (u32, u32) {
                (points.leading_zeros() / 8, <$word>::BITS / 8 - 1 - points.trailing_zeros() / 8)
            }
        }
    };
}

window_of!(u64, i64, |digits| eight(digits) as i64);
window_of!(u128, i128, |digits: u128| {
    (eight(digits as u64) * 100_000_000 + eight((digits >> 64) as u64)) as i64
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

    /// What was found, whatever the window.
    #[derive(Debug, PartialEq)]
    enum Found {
        Integer { value: i64, round: bool },
        Decimal { negative: bool, whole: u32, scale: u32, leading_zeros: u32, ends_in_zero: bool },
    }

    fn found<W: Window>(window: &W, text: &str) -> Option<Found> {
        Some(match window.scan(text.len() as u32)? {
            ShortNumber::Integer(ShortInteger { key, round }) => {
                Found::Integer { value: W::value(key), round }
            }
            ShortNumber::Decimal(decimal) => {
                let ((whole, same), (scale, as_well)) =
                    (W::before(decimal.before), W::behind(decimal.behind));
                assert_eq!((whole, scale, whole + scale), (same, as_well, decimal.digits));
                let ShortDecimal { negative, leading_zeros, ends_in_zero, .. } = decimal;
                assert_eq!(decimal.zero_whole, text.trim_start_matches('-').starts_with("0."));
                Found::Decimal { negative, whole, scale, leading_zeros, ends_in_zero }
            }
        })
    }

    fn short(text: &str, behind: u8) -> Option<Found> {
        let mut window = [behind; 16];
        let len = text.len().min(16);
        window[..len].copy_from_slice(&text.as_bytes()[..len]);
        let long = found(&window, text);
        if let Some(half) = window.first_chunk::<8>().filter(|_| text.len() <= 8) {
            assert_eq!(found(half, text), long, "{text}");
        }
        long
    }

    /// What a look at one byte after the other finds, of texts within the window.
    fn close_look(text: &str) -> Option<Found> {
        let unsigned = text.trim_start_matches('-');
        match scan(text).ok()? {
            Number::Integer(value) => {
                Some(Found::Integer { value, round: value != 0 && value % 100_000 == 0 })
            }
            Number::Decimal { scale } => Some(Found::Decimal {
                negative: text.starts_with('-'),
                whole: unsigned.len() as u32 - 1 - scale,
                scale,
                leading_zeros: match unsigned.strip_prefix("0.") {
                    Some(decimals) => (decimals.len() - decimals.trim_start_matches('0').len()) as u32,
                    None => 0,
                },
                ends_in_zero: text.ends_with('0'),
            }),
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
        let integer = |value| Some(Found::Integer { value, round: false });
        assert_eq!(short("-999999999999999", b'.'), integer(-999_999_999_999_999));
        assert_eq!(short("9999999999999999", b'.'), integer(9_999_999_999_999_999));
    }

    proptest! {
        #[test]
        fn it_is_what_a_close_look_finds(
            text in prop_oneof![
                "-?[0-9]{1,16}",
                "-?[1-9][0-9]{0,8}0{0,6}",
                "-?[0-9]{0,6}\\.[0-9]{0,7}",
                "-?0\\.0{0,4}[0-9]{0,5}",
                "[-+.,0-9eE é]{0,15}",
                "\\PC{0,5}"
            ],
            behind: u8,
        ) {
            prop_assume!(text.len() <= 16);
            prop_assert_eq!(short(&text, behind), close_look(&text), "{}", text);
        }

        #[test]
        fn keys_are_ordered_as_values(a in -99_999_999..=99_999_999_i64, b in -9_999_999..=9_999_999_i64) {
            let key = |value: i64| {
                let mut window = [b' '; 16];
                let text = value.to_string();
                window[..text.len()].copy_from_slice(text.as_bytes());
                match window.scan(text.len() as u32) {
                    Some(ShortNumber::Integer(integer)) => integer.key,
                    other => panic!("{other:?}"),
                }
            };
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }
    }
}
