//! A few characters without an allocation: what a delimiter or the mark of a comment is made of.

use std::fmt;

/// Bytes that fit.
const CAPACITY: usize = 8;

/// At most eight bytes of UTF-8 on one line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ShortText {
    bytes: [u8; CAPACITY],
    len: u8,
}

impl ShortText {
    /// `None` when the text is longer than eight bytes, or has a line end or a NUL in it.
    pub(super) const fn new(text: &str) -> Option<Self> {
        let from = text.as_bytes();
        if from.len() > CAPACITY {
            return None;
        }
        let mut bytes = [0; CAPACITY];
        let mut at = 0;
        while at < from.len() {
            if matches!(from[at], b'\r' | b'\n' | 0) {
                return None;
            }
            bytes[at] = from[at];
            at += 1;
        }
        Some(Self { bytes, len: from.len() as u8 })
    }

    /// One ASCII character.
    pub(super) const fn ascii(byte: u8) -> Self {
        assert!(
            byte.is_ascii() && !matches!(byte, b'\r' | b'\n' | 0),
            "a character that can stand on a line"
        );
        Self { bytes: [byte, 0, 0, 0, 0, 0, 0, 0], len: 1 }
    }

    /// Nothing.
    pub(super) const EMPTY: Self = Self { bytes: [0; CAPACITY], len: 0 };

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_kept_and_others_refused() {
        assert_eq!(ShortText::new("~|~").map(|t| t.as_str().to_owned()).as_deref(), Some("~|~"));
        assert_eq!(ShortText::new("§§§§").map(|t| t.as_bytes().len()), Some(8));
        assert_eq!(ShortText::new("123456789"), None);
        assert_eq!(ShortText::new("a\n"), None);
        assert_eq!(ShortText::new(","), Some(ShortText::ascii(b',')));
    }
}
