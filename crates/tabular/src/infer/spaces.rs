//! The spaces around the values of a column: whether they are a padding that can be declared.

use crate::kind::padding::{Padding, spaces};
use crate::wording::shown;

/// What was seen of spaces around values.
#[derive(Debug, Default)]
pub(crate) struct Spaces {
    /// The first value with spaces, and its line.
    first: Option<(String, u64)>,
    /// Spaces before and behind, while they are the same around all values.
    around: Option<(usize, usize)>,
    differ: bool,
    /// The width that all values with spaces before have, and those with spaces behind.
    right: Filled,
    left: Filled,
    /// Bytes of the shortest value without spaces.
    min_bare: Option<usize>,
}

/// Values filled to one width.
#[derive(Debug, Default)]
struct Filled {
    width: Option<usize>,
    broken: bool,
}

impl Filled {
    fn observe(&mut self, fits: bool, len: usize) {
        self.broken |= !fits || self.width.is_some_and(|width| width != len);
        self.width = Some(len);
    }

    fn width(&self, min_bare: Option<usize>) -> Option<u16> {
        let width = self.width.filter(|width| !self.broken && min_bare.is_none_or(|min| min >= *width))?;
        u16::try_from(width).ok()
    }
}

impl Spaces {
    /// Notes a value without spaces around it.
    #[inline]
    pub(crate) fn bare(&mut self, len: usize) {
        self.min_bare = Some(self.min_bare.map_or(len, |min| min.min(len)));
    }

    /// Notes a value with spaces around it.
    pub(crate) fn padded(&mut self, text: &str, line: u64) {
        let (before, after) = spaces(text);
        self.first.get_or_insert_with(|| (shown(text), line));
        self.differ |= self.around.is_some_and(|around| around != (before, after));
        self.around = Some((before, after));
        self.right.observe(after == 0, text.len());
        self.left.observe(before == 0, text.len());
    }

    /// The padding of all values, or the value and line that tell of spaces in no order.
    pub(crate) fn finish(&self) -> Result<Padding, (&str, u64)> {
        let Some((value, line)) = &self.first else { return Ok(Padding::None) };
        let around = self.around.filter(|_| !self.differ && self.min_bare.is_none());
        if let Some((before, after)) = around
            && let (Ok(before), Ok(after)) = (u16::try_from(before), u16::try_from(after))
        {
            return Ok(Padding::Around { before, after });
        }
        let right = self.right.width(self.min_bare).map(|width| Padding::Right { width });
        let left = self.left.width(self.min_bare).map(|width| Padding::Left { width });
        right.or(left).ok_or((value.as_str(), *line))
    }
}
