//! The rules by which one file is cut into records and fields.

use super::bits::Marks;
use crate::sniff::{Comment, Delimited, Delimiter, Escape, LineEnd, Quote};

/// The rules of one file, or one way to read a record of it.
#[derive(Debug, Clone)]
pub(crate) struct Grammar {
    delimiter: Delimiter,
    /// `None`: quotes are text.
    pub(super) quote: Option<u8>,
    /// Whether a quote within quotes is written twice.
    pub(super) pairs: bool,
    /// Whether a backslash makes text of what follows.
    pub(super) backslash: bool,
    /// Whether only a quote before a delimiter or a line end closes.
    pub(super) lenient: bool,
    /// Whether blanks before fields are no part of them.
    leading_space: bool,
    /// Whether blanks between a closing quote and what ends its field belong to nobody.
    pub(super) padded_quotes: bool,
    comment: Option<Comment>,
    line_end: LineEnd,
    /// The bytes at which an unquoted field may end, or that have to be looked at.
    special: Box<[bool; 256]>,
}

/// What there is at a place outside quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// A delimiter of that many bytes.
    Delimiter(usize),
    /// A line end of that many bytes.
    LineEnd(usize),
    /// The end of the file.
    End,
    /// Text.
    Text,
    /// The bytes that are there do not tell.
    Unknown,
}

impl Grammar {
    /// RFC 4180 with other characters.
    pub(crate) fn new(delimiter: Delimiter, quote: Quote, line_end: LineEnd) -> Self {
        let mut grammar = Self {
            delimiter,
            quote: quote.byte(),
            pairs: true,
            backslash: false,
            lenient: false,
            leading_space: false,
            padded_quotes: false,
            comment: None,
            line_end,
            special: Box::new([false; 256]),
        };
        grammar.mark();
        grammar
    }

    pub(crate) fn of(layout: &Delimited) -> Self {
        let escape = layout.escape.value;
        let mut grammar = Self {
            pairs: matches!(escape, Escape::Doubled | Escape::Both),
            backslash: matches!(escape, Escape::Backslash | Escape::Both),
            lenient: escape == Escape::None,
            leading_space: layout.leading_space.value,
            padded_quotes: layout.leading_space.value,
            comment: layout.comment.value,
            ..Self::new(layout.delimiter.value, layout.quote.value, layout.line_end.value)
        };
        grammar.mark();
        grammar
    }

    /// The same, but only a quote before a delimiter or a line end closes; `pairs` says whether two quotes are one.
    pub(super) fn lenient(&self, pairs: bool) -> Self {
        Self { lenient: true, pairs, ..self.clone() }
    }

    /// The same, but blanks behind a closing quote belong to nobody.
    pub(super) fn with_padded_quotes(&self) -> Self {
        Self { padded_quotes: true, ..self.clone() }
    }

    /// The same, but quotes are text.
    pub(super) fn without_quotes(&self) -> Self {
        Self { quote: None, ..self.clone() }
    }

    fn mark(&mut self) {
        let first = self.delimiter.as_bytes().first().copied();
        let backslash = self.backslash.then_some(b'\\');
        let line_feed = self.ends_at_line_feed().then_some(b'\n');
        for byte in [first, backslash, line_feed, Some(b'\r')].into_iter().flatten() {
            self.special[usize::from(byte)] = true;
        }
    }

    fn ends_at_line_feed(&self) -> bool {
        self.line_end != LineEnd::Cr
    }

    fn ends_at_return(&self) -> bool {
        matches!(self.line_end, LineEnd::Cr | LineEnd::Mixed)
    }

    /// Whether a line feed after a record that ended with a carriage return belongs to its line end.
    pub(super) fn joins_line_feed(&self) -> bool {
        self.ends_at_return()
    }

    /// The bytes by which rows can be read many bytes at a time, if this is a grammar for that.
    pub(super) fn marks(&self) -> Option<Marks> {
        let delimiter = match self.delimiter.as_bytes() {
            [] => None,
            [byte] => Some(*byte),
            _ => return None,
        };
        let plain =
            !self.backslash && !self.leading_space && self.comment.is_none() && !self.ends_at_return();
        // Without a quote it does not matter how one would be escaped.
        let quotes = self.quote.is_none() || self.pairs && !self.lenient;
        (plain && quotes && self.quote != delimiter).then_some(Marks {
            delimiter,
            quote: self.quote,
            terminator: b'\n',
        })
    }

    /// The first place from `at` on that may be more than text of an unquoted field.
    #[inline]
    pub(super) fn find_special(&self, bytes: &[u8], at: usize) -> usize {
        let rest = &bytes[at..];
        at + rest.iter().position(|byte| self.special[usize::from(*byte)]).unwrap_or(rest.len())
    }

    /// What there is at a place outside quotes; `ended` says that no bytes follow.
    #[inline]
    pub(super) fn separator(&self, bytes: &[u8], at: usize, ended: bool) -> Separator {
        let rest = &bytes[at..];
        let delimiter = self.delimiter.as_bytes();
        match *rest {
            [] if ended => Separator::End,
            [] => Separator::Unknown,
            [b'\n', ..] if self.ends_at_line_feed() => Separator::LineEnd(1),
            [b'\r', b'\n', ..] => Separator::LineEnd(2),
            [b'\r', b'\r', b'\n', ..] if self.line_end == LineEnd::Mixed => Separator::LineEnd(3),
            [b'\r'] | [b'\r', b'\r'] if self.line_end == LineEnd::Mixed && !ended => Separator::Unknown,
            [b'\r', ..] if self.ends_at_return() => Separator::LineEnd(1),
            // At the end of a file it is the first half of a line end.
            [b'\r'] if ended => Separator::LineEnd(1),
            [b'\r'] => Separator::Unknown,
            _ if delimiter.is_empty() => Separator::Text,
            _ if rest.starts_with(delimiter) => Separator::Delimiter(delimiter.len()),
            _ if !ended && delimiter.starts_with(rest) => Separator::Unknown,
            _ => Separator::Text,
        }
    }

    /// The bytes that a backslash before `at` makes text; 0 when it is text itself, `None` when the bytes that are there
    /// do not tell.
    pub(super) fn escaped(&self, bytes: &[u8], at: usize, ended: bool) -> Option<usize> {
        match bytes[at..] {
            [b'\\' | b'\n', ..] => Some(1),
            [byte, ..] if Some(byte) == self.quote => Some(1),
            [b'\r', b'\n', ..] => Some(2),
            [b'\r'] if !ended => None,
            [b'\r', ..] => Some(1),
            _ => match self.separator(bytes, at, ended) {
                Separator::Delimiter(len) | Separator::LineEnd(len) => Some(len),
                Separator::End | Separator::Text => Some(0),
                Separator::Unknown => None,
            },
        }
    }

    /// Where a field starts whose delimiter ends at `at`. Where blanks separate fields and align them, a run of them is
    /// one delimiter.
    #[inline]
    pub(super) fn field_start(&self, bytes: &[u8], at: usize) -> usize {
        if !self.leading_space {
            return at;
        }
        let start = self.behind_blanks(bytes, at);
        if self.delimiter.as_bytes() != b" " {
            return start;
        }
        start + bytes[start..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
    }

    /// The end of the field whose closing quote is before `at`, if nothing but blanks follow.
    #[inline]
    pub(super) fn behind_quote(&self, bytes: &[u8], at: usize) -> usize {
        if self.padded_quotes { self.behind_blanks(bytes, at) } else { at }
    }

    /// The first place from `at` on that is not a blank around a field.
    #[inline]
    fn behind_blanks(&self, bytes: &[u8], at: usize) -> usize {
        let first = self.delimiter.as_bytes().first();
        let blanks = bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t') && Some(*b) != first);
        at + blanks.count()
    }

    /// Whether the bytes are the start of a comment; `None` when there are too few to tell.
    pub(super) fn is_comment(&self, bytes: &[u8], ended: bool) -> Option<bool> {
        let Some(mark) = &self.comment else { return Some(false) };
        let mark = mark.as_bytes();
        if !ended && bytes.len() < mark.len() && mark.starts_with(bytes) {
            return None;
        }
        Some(bytes.starts_with(mark))
    }

    /// The end of the physical line at the start of `bytes`, and the start of the next one. `None` when the line may go
    /// on.
    pub(super) fn line(&self, bytes: &[u8], ended: bool) -> Option<(usize, usize)> {
        let mut at = 0;
        loop {
            let is_end = |b: &u8| *b == b'\r' || *b == b'\n' && self.ends_at_line_feed();
            let Some(found) = bytes[at..].iter().position(is_end) else {
                return ended.then_some((bytes.len(), bytes.len()));
            };
            at += found;
            match self.separator(bytes, at, ended) {
                Separator::LineEnd(len) => return Some((at, at + len)),
                Separator::Unknown => return None,
                Separator::Delimiter(_) | Separator::Text | Separator::End => at += 1,
            }
        }
    }

    /// The number of line ends in `bytes`.
    pub(super) fn count_lines(&self, mut bytes: &[u8]) -> u64 {
        let mut count = 0;
        while let Some((end, next)) = self.line(bytes, true) {
            if end == next {
                break;
            }
            count += 1;
            bytes = &bytes[next..];
        }
        count
    }
}
