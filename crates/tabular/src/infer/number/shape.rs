//! What a number's text looks like, whatever its digits: most values of a column look like one before, and say nothing new
//! about how the column writes numbers.

/// Bytes of the longest text that has a shape.
const MAX_BYTES: usize = 31;

/// Shapes that are remembered.
const MAX_SHAPES: usize = 64;

/// What stands behind a text in its shape: a byte that no text has. A text may have zeros.
const BEHIND: u8 = 0xFF;

/// A text with `0` for a zero that begins a run of digits, `9` for every other digit, and, in front, what matters about
/// its digits as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberShape {
    bytes: [u8; MAX_BYTES + 1],
    /// Whether a run of three digits is above 255.
    large_run: bool,
}

/// A digit above zero.
const NONZERO: u8 = 1;
/// A zero at the end of the last run.
const TRAILING_ZERO: u8 = 2;

impl NumberShape {
    /// `None` when the text is too long.
    #[inline]
    pub(crate) fn of(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.len() > MAX_BYTES {
            return None;
        }
        let mut shape = Self { bytes: [BEHIND; MAX_BYTES + 1], large_run: false };
        let (mut flags, mut run, mut value) = (0, false, 0_u32);
        for (byte, out) in text.iter().zip(&mut shape.bytes[1..]) {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                *out = *byte;
                (run, value) = (false, 0);
                continue;
            }
            flags = (flags & NONZERO) | if digit == 0 { TRAILING_ZERO } else { NONZERO };
            *out = if run || digit != 0 { b'9' } else { b'0' };
            // Runs are of three digits wherever this is asked for.
            value = (value * 10 + u32::from(digit)) % 1000;
            shape.large_run |= value > 255;
            run = true;
        }
        shape.bytes[0] = flags;
        Some(shape)
    }
}

/// The shapes seen.
#[derive(Debug, Default)]
pub(crate) struct NumberShapes {
    seen: Vec<[u8; MAX_BYTES + 1]>,
    large_run: bool,
}

impl NumberShapes {
    /// Whether the shape was seen before. The one found moves to the front.
    #[inline]
    pub(crate) fn have(&mut self, shape: &NumberShape) -> bool {
        self.large_run |= shape.large_run;
        if self.seen.first() == Some(&shape.bytes) {
            return true;
        }
        match self.seen.iter().position(|seen| *seen == shape.bytes) {
            Some(at) => {
                self.seen.swap(0, at);
                true
            }
            None => false,
        }
    }

    pub(crate) fn add(&mut self, shape: NumberShape) {
        if self.seen.len() < MAX_SHAPES {
            self.seen.push(shape.bytes);
        }
    }

    /// Whether a run of digits was above 255.
    pub(crate) fn have_large_run(&self) -> bool {
        self.large_run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_forget_digits_and_keep_what_matters() {
        let same =
            |a: &str, b: &str| NumberShape::of(a).map(|s| s.bytes) == NumberShape::of(b).map(|s| s.bytes);
        assert!(same("1,234.5", "9,876.1") && same("-£1.25", "-£7.36"));
        for (a, b) in [
            ("1,234", "0,234"),
            ("1.230", "1.234"),
            ("0.00", "0.10"),
            ("1,234", "1.234"),
            ("12", "123"),
            (".2", ".2\0"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
        assert_eq!(NumberShape::of(&"9".repeat(32)), None);
        let large = |text: &str| NumberShape::of(text).is_some_and(|shape| shape.large_run);
        assert!(large("1,256") && !large("97,136,255"));
    }
}
