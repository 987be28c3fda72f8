//! Where a cell lies in the text of its batch.

/// A cell: NULL, the empty text, or a piece of the text. Eight bytes, because there is one for every cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    /// 0 for NULL, so that a field with nothing in it needs no decision; [`EMPTY`](Self::EMPTY) for the empty text.
    len: u32,
}

impl Span {
    /// The length that marks the empty text. No cell is that long: [`crate::Limits`] are clamped well below.
    const EMPTY: u32 = u32::MAX;

    pub(crate) const NULL: Self = Self { start: 0, len: 0 };

    /// The field that lies at `start..end`: NULL if that is nothing.
    #[inline]
    pub(crate) fn of_field(start: usize, end: usize) -> Self {
        Self { start: start as u32, len: end.wrapping_sub(start) as u32 }
    }

    /// The text that lies at `start..end`, which may be nothing.
    #[inline]
    pub(crate) fn of_text(start: usize, end: usize) -> Self {
        match end.wrapping_sub(start) as u32 {
            0 => Self { start: 0, len: Self::EMPTY },
            len => Self { start: start as u32, len },
        }
    }

    /// Bytes; of NULL and of the empty text none.
    #[inline]
    pub(crate) fn len(self) -> u32 {
        if self.len == Self::EMPTY { 0 } else { self.len }
    }

    /// Where it starts in the text.
    #[inline]
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    #[inline]
    pub(crate) fn is_null(self) -> bool {
        self.len == 0
    }

    /// Its place in the text; of NULL and of the empty text an empty one.
    #[inline]
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start()..self.start() + self.len() as usize
    }
}
