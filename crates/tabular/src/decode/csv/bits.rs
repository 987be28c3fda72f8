//! Which of 64 bytes separate fields: one bit per byte.
//!
//! The idea is that of Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (2019), §3.1: compare many bytes at
//! once, and find what lies within quotes by a prefix sum of the quotes.

use wide::u8x16;

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;

/// The bytes that mean something, of a grammar in which each is a single byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    pub(super) delimiter: Option<u8>,
    pub(super) quote: Option<u8>,
    pub(super) terminator: u8,
}

/// Where they are in a block; bit 0 is its first byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bits {
    /// Delimiters and terminators.
    pub(super) separator: u64,
    pub(super) terminator: u64,
    pub(super) quote: u64,
}

impl Marks {
    #[inline]
    pub(super) fn find(&self, block: &[u8; BLOCK]) -> Bits {
        let terminator = equal(block, self.terminator);
        Bits {
            separator: terminator | self.delimiter.map_or(0, |byte| equal(block, byte)),
            terminator,
            quote: self.quote.map_or(0, |byte| equal(block, byte)),
        }
    }
}

/// The bytes that are equal to one.
#[inline]
pub(super) fn equal(block: &[u8; BLOCK], byte: u8) -> u64 {
    let wanted = u8x16::splat(byte);
    let (lanes, _) = block.as_chunks::<16>();
    lanes.iter().enumerate().fold(0, |bits, (i, lane)| {
        bits | u64::from(u8x16::new(*lane).simd_eq(wanted).to_bitmask()) << (16 * i)
    })
}

/// What quotes do to a block, and what the block before it left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quotes {
    /// All ones within a quoted field.
    inside: u64,
    /// 1 after a quote that closes, or that is the first of two.
    closed: u64,
    /// 1 after a carriage return that follows a closing quote.
    returned: u64,
    /// 1 where a field starts.
    fresh: u64,
}

/// A block whose quotes are understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unquoted {
    /// Delimiters and terminators outside quotes.
    pub(super) separator: u64,
    /// Terminators outside quotes.
    pub(super) terminator: u64,
    /// Terminators within quotes.
    pub(super) quoted_terminator: u64,
    /// The second of two quotes within a quoted field.
    pub(super) doubled: u64,
    /// Where a quote does not open or close a field as it should. Nothing behind the first of them is known.
    pub(super) fault: u64,
}

impl Quotes {
    /// At the start of a record.
    pub(super) fn new() -> Self {
        Self { inside: 0, closed: 0, returned: 0, fresh: 1 }
    }

    #[inline]
    pub(super) fn apply(&mut self, bits: &Bits, block: &[u8; BLOCK]) -> Unquoted {
        if bits.quote == 0 && self.closed | self.returned == 0 {
            let outside = !self.inside;
            self.fresh = (bits.separator & outside) >> 63;
            return Unquoted {
                separator: bits.separator & outside,
                terminator: bits.terminator & outside,
                quoted_terminator: bits.terminator & self.inside,
                doubled: 0,
                fault: 0,
            };
        }
        // From an opening quote up to its closing one, which is not in it.
        let inside = prefix_xor(bits.quote) ^ self.inside;
        let opening = bits.quote & inside;
        let closing = bits.quote & !inside;
        let separator = bits.separator & !inside;
        let after_closing = closing << 1 | self.closed;
        let doubled = opening & after_closing;
        let after_separator = separator << 1 | self.fresh;
        let carriage_return = after_closing & equal(block, b'\r');
        let after_return = carriage_return << 1 | self.returned;
        let fault = opening & !after_separator & !after_closing
            | after_closing & !(bits.quote | bits.separator | carriage_return)
            | after_return & !bits.terminator;
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        self.closed = closing >> 63;
        self.returned = carriage_return >> 63;
        self.fresh = separator >> 63;
        Unquoted {
            separator,
            terminator: bits.terminator & !inside,
            quoted_terminator: bits.terminator & inside,
            doubled,
            fault,
        }
    }
}

/// Bit `i` of the answer is the exclusive or of the bits 0 to `i`.
#[inline]
fn prefix_xor(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(bits, |x, by| x ^ x << by)
}
