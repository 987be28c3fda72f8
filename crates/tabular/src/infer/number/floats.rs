//! The styles of floating-point numbers that every value so far fits.

use crate::kind::float::{FloatStyle, is_plainly_exact, scan};
use crate::kind::short_number::{ShortDecimal, Window};
use crate::kind::shortest::Shortest;
use crate::wording::shown;

/// Whole numbers below this have at most 15 digits, so that a float holds them exactly and prints them plainly.
const EXACT_IN_FLOAT: u64 = 1_000_000_000_000_000;

/// The styles still standing.
#[derive(Debug)]
pub(crate) struct Floats {
    /// Bit `i` for `FloatStyle::SHORTEST[i]`.
    shortest: u8,
    /// Bit `n` for so many significant digits, the second set for a point in every number.
    general: [u32; 2],
    /// The style in which every value has an exponent.
    scientific: Option<FloatStyle>,
    /// Whether no exponent so far tells if it would bear a plus.
    plus_open: bool,
    /// The first value that only a float can be, and its line.
    first: Option<(String, u64)>,
}

impl Default for Floats {
    fn default() -> Self {
        Self { shortest: 0b1_1111, general: [GENERAL; 2], scientific: None, plus_open: true, first: None }
    }
}

/// Significant digits from 6, the habit of C, to 15, with which every decimal comes back from a float unchanged.
const GENERAL: u32 = 0b1111_1111_1100_0000;

const PYTHON: u8 = 2;
const R: u8 = 8;
const JAVA: u8 = 16;

impl Floats {
    /// Whether a value was seen that no exact type takes.
    #[inline]
    pub(crate) fn are_needed(&self) -> bool {
        self.first.is_some()
    }

    pub(crate) fn are_possible(&self) -> bool {
        self.shortest != 0 || self.general != [0; 2] || self.scientific.is_some()
    }

    /// A value that no style takes.
    pub(crate) fn none(&mut self) {
        self.shortest = 0;
        self.general = [0; 2];
        self.scientific = None;
    }

    /// Whether it matters that a whole number ends in five zeros: R prints it with an exponent.
    pub(crate) fn mind_zeros(&self) -> bool {
        self.shortest & R != 0
    }

    /// A whole number in plain form, as far as its digits and not its size matter.
    #[inline]
    pub(crate) fn note_integer(&mut self, value: i64) {
        if self.mind_zeros() && value % 100_000 == 0 && value != 0 {
            self.keep(R, &value.to_string());
        }
    }

    /// A whole number in plain form, of which [`note_integer`](Self::note_integer) was told.
    pub(crate) fn integer(&mut self, value: i64) {
        self.scientific = None;
        self.shortest &= !(PYTHON | JAVA);
        if value.unsigned_abs() >= EXACT_IN_FLOAT {
            self.shortest = 0;
        }
        self.keep_general(&value.to_string());
    }

    /// A decimal in plain form, its whole part and the number of its decimals.
    pub(crate) fn decimal(&mut self, text: &str, whole: &[u8], scale: usize) {
        self.scientific = None;
        let fraction = &text.as_bytes()[text.len() - scale..];
        if self.general != [0; 2] {
            let [plain, pointed] = general_of_decimal(whole, fraction);
            self.general[0] &= plain;
            self.general[1] &= pointed;
        }
        if self.shortest == 0 {
            return;
        }
        if fraction == b"0" {
            self.shortest &= PYTHON | JAVA;
            // Up to seven digits, both print a whole number with `.0`.
            if whole.len() > 7 {
                self.keep(JAVA, text);
            }
            if whole.len() > 15 {
                self.keep(PYTHON, text);
            }
        } else if is_plainly_exact(text) {
            // From a thousandth to seven digits, every style prints the shortest digits and no exponent.
            if whole.len() > 7 || (whole == b"0" && fraction.starts_with(b"000")) {
                self.keep(R | JAVA, text);
            }
        } else {
            self.long_decimal(text, whole);
        }
    }

    /// Whether a short decimal tells nothing that its text is needed for, so that
    /// [`short_decimals`](Self::short_decimals) does.
    #[inline]
    pub(crate) fn take_short<W: Window>(&self, decimal: ShortDecimal<W::Place>) -> bool {
        let ShortDecimal { zero_whole, leading_zeros, ends_in_zero, .. } = decimal;
        let ((whole, _), (scale, _)) = (W::before(decimal.before), W::behind(decimal.behind));
        // Without a branch for each.
        (whole <= 7) & !(ends_in_zero & (scale > 1)) & (!zero_whole | (leading_zeros < 3.min(scale)))
    }

    /// As [`decimal`](Self::decimal), of many short ones: the significant digits of that which has most, and whether any
    /// has nothing but a zero behind its point, and any something else.
    pub(crate) fn short_decimals(&mut self, digits: u32, integral: bool) {
        self.scientific = None;
        let enough = GENERAL & (u32::MAX << digits);
        self.general[1] &= enough;
        self.general[0] &= if integral { 0 } else { enough };
        if integral {
            self.shortest &= PYTHON | JAVA;
        }
    }

    /// A decimal with more digits than any float surely keeps.
    fn long_decimal(&mut self, text: &str, whole: &[u8]) {
        let Some(value) = scan(text) else { return self.none() };
        if !(0.001..1e7).contains(&value.abs()) || whole.len() > 7 {
            return self.keep(0b1_1111, text);
        }
        // Here every style prints the shortest digits and no exponent, R no more than fifteen of them.
        let shortest = Shortest::of(value);
        let written = text.bytes().filter(u8::is_ascii_digit).skip_while(|b| *b == b'0');
        if !written.eq(shortest.digits().bytes()) {
            self.shortest = 0;
        } else if shortest.digits().len() > 15 {
            self.shortest &= !R;
        }
    }

    /// A value with an exponent, or a zero with a sign.
    pub(crate) fn float(&mut self, text: &str, line: u64, first: bool) {
        self.keep(0b1_1111, text);
        self.keep_general(text);
        if first {
            self.scientific = scientific(text);
        } else if let Some(style) = self.scientific
            && style.parse(text).is_none()
        {
            self.scientific =
                scientific(text).filter(|other| self.plus_open && differ_in_plus(style, *other));
        }
        self.plus_open &= text.contains("e-") || text.contains("E-");
        if self.are_possible() && self.first.is_none() {
            self.first = Some((shown(text), line));
        }
    }

    /// Keeps those of some styles that take the text.
    fn keep(&mut self, some: u8, text: &str) {
        let some = some & self.shortest;
        if some == 0 {
            return;
        }
        let Some(value) = scan(text) else {
            self.shortest &= !some;
            return;
        };
        let shortest = Shortest::of(value);
        for (i, style) in FloatStyle::SHORTEST.into_iter().enumerate() {
            let bit = 1 << i;
            if some & bit != 0 && !style.prints(value, &shortest, text) {
                self.shortest &= !bit;
            }
        }
    }

    /// Keeps the numbers of significant digits with which C's `%g` prints this text.
    fn keep_general(&mut self, text: &str) {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once('e') {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let leading = fraction.len() - fraction.trim_start_matches('0').len();
        // The place of the first significant digit, as a power of ten.
        let place = match exponent {
            Some(exponent) => exponent.parse().unwrap_or(0),
            None if whole == "0" => -1 - leading as i32,
            None => whole.len() as i32 - 1,
        };
        let leading_whole = whole.len() - whole.trim_start_matches('0').len();
        let first = if leading_whole < whole.len() { leading_whole } else { whole.len() + leading };
        let zeros = match fraction.trim_end_matches('0') {
            "" => fraction.len() + whole.len() - whole.trim_end_matches('0').len(),
            rest => fraction.len() - rest.len(),
        };
        let significant = (whole.len() + fraction.len()).saturating_sub(first + zeros);
        // `1.0`; before an exponent that zero is needless: `1e-07`.
        let integral = fraction == "0" && exponent.is_none();
        let fits = |n: i32, pointed: bool| {
            let plain = (-4..n - i32::from(pointed)).contains(&place) || significant == 0;
            significant as i32 <= n && plain == exponent.is_none()
        };
        let fitting = |pointed| (6..=15).filter(|n| fits(*n, pointed)).fold(0, |bits, n| bits | 1 << n);
        let normal =
            unsigned.parse::<f64>().is_ok_and(|value| value == 0.0 && significant == 0 || value.is_normal());
        // A sign before a zero, needless zeros and exponents of another form are none of these styles'.
        let needless = fraction.ends_with('0') && !integral || significant == 0 && text.starts_with('-');
        let odd = unsigned.contains('E')
            || mantissa.ends_with('.')
            || exponent.is_some() && (whole.len() != 1 || whole == "0")
            || exponent.is_some_and(|e| e.len() < 3 || !e.starts_with(['+', '-']))
            || exponent.is_some_and(|e| e.len() > 3 && e[1..].starts_with('0'));
        if needless || odd || !normal {
            self.general = [0; 2];
            return;
        }
        self.general[0] &= if integral { 0 } else { fitting(false) };
        self.general[1] &= if exponent.is_some() || !fraction.is_empty() { fitting(true) } else { 0 };
    }

    /// The style, with the value that made it one and its line; `None` when no value needs a float.
    pub(crate) fn finish(&self) -> Option<(FloatStyle, &str, u64)> {
        let (value, line) = self.first.as_ref()?;
        let style = FloatStyle::SHORTEST.get(self.shortest.trailing_zeros() as usize).copied();
        let general = |pointed: bool| {
            let bits = self.general[usize::from(pointed)];
            (bits != 0).then(|| FloatStyle::General { digits: bits.trailing_zeros() as u8, pointed })
        };
        let style = style.or_else(|| general(false)).or_else(|| general(true)).or(self.scientific)?;
        Some((style, value, *line))
    }
}

/// The numbers of significant digits with which C's `%g` prints a decimal in plain form, and those with which it does so
/// where every number has a point: what [`Floats::keep_general`] finds out, without reading the text again.
fn general_of_decimal(whole: &[u8], fraction: &[u8]) -> [u32; 2] {
    let integral = fraction == b"0";
    if fraction.ends_with(b"0") && !integral {
        return [0; 2];
    }
    let zeros = if whole == b"0" && !integral {
        let zeros = fraction.iter().take_while(|b| **b == b'0').count();
        // Below a ten-thousandth it prints an exponent.
        if zeros > 3 {
            return [0; 2];
        }
        zeros + whole.len()
    } else {
        0
    };
    let needed = if whole == b"0" && integral { 0 } else { whole.len() + fraction.len() - zeros };
    let enough = if needed > 15 { 0 } else { GENERAL & (u32::MAX << needed) };
    [if integral { 0 } else { enough }, enough]
}

/// The fixed style that takes the text.
fn scientific(text: &str) -> Option<FloatStyle> {
    FloatStyle::scientific(text).filter(|style| style.parse(text).is_some())
}

fn differ_in_plus(a: FloatStyle, b: FloatStyle) -> bool {
    match (a, b) {
        (
            FloatStyle::Scientific { decimals, upper, exponent_digits, .. },
            FloatStyle::Scientific { decimals: d, upper: u, exponent_digits: e, plus: false },
        ) => (decimals, upper, exponent_digits) == (d, u, e),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_decimal_is_printed_by_the_styles_that_a_close_look_finds(
            minus in "-?",
            whole in prop_oneof![Just("0".to_owned()), "[1-9][0-9]{0,17}", "[1-9]0{0,9}"],
            fraction in prop_oneof!["0{0,5}[0-9]{1,17}", "[0-9]{1,4}", Just("0".to_owned())],
        ) {
            let text = format!("{minus}{whole}.{fraction}");
            let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
            prop_assume!(minus.is_empty() || !zero);
            let (mut quick, mut close) = (Floats::default(), Floats::default());
            quick.decimal(&text, whole.as_bytes(), fraction.len());
            close.keep_general(&text);
            close.keep(0b1_1111, &text);
            prop_assert_eq!((quick.general, quick.shortest), (close.general, close.shortest), "{}", text);
        }
    }

    #[test]
    fn no_number_of_digits_prints_a_zero_before_an_exponent() {
        for (text, possible) in [("1e-07", true), ("1.5e-07", true), ("1.0e-07", false), ("1.0", true)] {
            let mut floats = Floats::default();
            floats.keep_general(text);
            assert_eq!(floats.general != [0; 2], possible, "{text}");
        }
    }

    #[test]
    fn bits_are_those_of_the_list() {
        let style = |bit: u8| FloatStyle::SHORTEST[bit.trailing_zeros() as usize];
        assert_eq!([PYTHON, R, JAVA].map(style), [FloatStyle::Python, FloatStyle::R, FloatStyle::Java]);
    }
}
