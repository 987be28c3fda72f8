//! Where a record of delimited text ends, and where its fields are: byte by byte, for every grammar.
//!
//! A quote counts only at the start of a field. A quote in the middle of an unquoted field is text. Text between a
//! closing quote and the next delimiter is a fault of the record.

use memchr::{memchr, memchr2};

use super::grammar::{Grammar, Separator};

/// What the start of a buffer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A whole record.
    Record(Record),
    /// The record does not end in this buffer; if `quote` is given, because a quote is open.
    Open { quote: Option<OpenQuote> },
}

/// A quote for which there is no closing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenQuote {
    /// The place of the quote.
    pub(crate) at: usize,
    /// The 0-based field.
    pub(crate) field: u32,
}

/// Where a record lies, and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    /// The end of its text, without the line end.
    pub(crate) end: usize,
    /// The start of the next record.
    pub(crate) next: usize,
    /// The 0-based field that has text after its closing quote.
    pub(crate) stray: Option<u32>,
    /// Whether it is a comment, which has no fields.
    pub(crate) comment: bool,
}

/// A field of a record: the text between two delimiters, or between two quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    /// Where it starts in the record, behind an opening quote.
    pub(crate) start: usize,
    /// Where it ends in the record, before a closing quote.
    pub(crate) end: usize,
    pub(crate) quoted: bool,
    /// Whether quotes are doubled or characters escaped in it.
    pub(crate) escaped: bool,
}

/// The end of a quoted field.
enum Closing {
    At {
        quote: usize,
        escaped: bool,
    },
    /// There is none.
    Missing,
    /// The bytes that are there do not tell.
    Unknown,
}

impl Grammar {
    /// Finds the record at the start of `bytes`, which is not empty; `ended` says that no bytes follow. Replaces
    /// `fields` by those of the record, as far as they are known.
    pub(crate) fn scan(&self, bytes: &[u8], ended: bool, fields: &mut Vec<Field>) -> Scan {
        fields.clear();
        match self.is_comment(bytes, ended) {
            None => return Scan::Open { quote: None },
            Some(true) => {
                let line = self.line(bytes, ended);
                return line.map_or(Scan::Open { quote: None }, |(end, next)| {
                    Scan::Record(Record { end, next, stray: None, comment: true })
                });
            }
            Some(false) => {}
        }
        let mut at = 0;
        let mut stray = None;
        loop {
            let start = self.field_start(bytes, at);
            let number = fields.len() as u32;
            let (field, end) = if self.quote.is_some() && bytes.get(start).copied() == self.quote {
                let (quote, escaped) = match self.closing(bytes, start + 1, ended) {
                    Closing::At { quote, escaped } => (quote, escaped),
                    Closing::Missing => {
                        return Scan::Open { quote: Some(OpenQuote { at: start, field: number }) };
                    }
                    Closing::Unknown => return Scan::Open { quote: None },
                };
                let after = self.behind_quote(bytes, quote + 1);
                let mut end = after;
                if self.separator(bytes, after, ended) == Separator::Text {
                    stray = stray.or(Some(number));
                    (end, _) = self.unquoted_end(bytes, after, ended);
                }
                (Field { start: start + 1, end: quote, quoted: true, escaped }, end)
            } else {
                let (end, escaped) = self.unquoted_end(bytes, start, ended);
                (Field { start, end, quoted: false, escaped }, end)
            };
            let (end, next) = match self.separator(bytes, end, ended) {
                Separator::Delimiter(len) => {
                    fields.push(field);
                    at = end + len;
                    continue;
                }
                Separator::LineEnd(len) => (end, end + len),
                Separator::End => (end, end),
                Separator::Text | Separator::Unknown => return Scan::Open { quote: None },
            };
            fields.push(field);
            return Scan::Record(Record { end, next, stray, comment: false });
        }
    }

    /// Where the field at `at` ends that is not quoted, or the bytes; and whether a backslash escapes in it.
    fn unquoted_end(&self, bytes: &[u8], mut at: usize, ended: bool) -> (usize, bool) {
        let mut escaped = false;
        loop {
            at = self.find_special(bytes, at);
            if self.backslash && bytes.get(at) == Some(&b'\\') {
                match self.escaped(bytes, at + 1, ended) {
                    // Nothing is known of what follows.
                    None => return (bytes.len(), escaped),
                    Some(len) => {
                        escaped |= len > 0;
                        at += 1 + len;
                    }
                }
                continue;
            }
            match self.separator(bytes, at, ended) {
                Separator::Text => at += 1,
                Separator::Unknown => return (bytes.len(), escaped),
                Separator::Delimiter(_) | Separator::LineEnd(_) | Separator::End => return (at, escaped),
            }
        }
    }

    /// Finds the quote that closes the field whose text starts at `at`.
    fn closing(&self, bytes: &[u8], mut at: usize, ended: bool) -> Closing {
        let Some(quote) = self.quote else { return Closing::Missing };
        let mut escaped = false;
        loop {
            let rest = &bytes[at..];
            let found = if self.backslash { memchr2(quote, b'\\', rest) } else { memchr(quote, rest) };
            let Some(found) = found else { return Closing::Missing };
            at += found;
            if self.backslash && bytes[at] == b'\\' {
                match self.escaped(bytes, at + 1, ended) {
                    None => return Closing::Unknown,
                    Some(len) => {
                        escaped |= len > 0;
                        at += 1 + len;
                    }
                }
                continue;
            }
            if self.pairs {
                match bytes.get(at + 1) {
                    None if !ended => return Closing::Unknown,
                    Some(next) if *next == quote => {
                        escaped = true;
                        at += 2;
                        continue;
                    }
                    _ => {}
                }
            }
            let after = self.behind_quote(bytes, at + 1);
            match self.separator(bytes, after, ended) {
                Separator::Unknown => return Closing::Unknown,
                Separator::Text if self.lenient => at += 1,
                _ => return Closing::At { quote: at, escaped },
            }
        }
    }

    /// Appends the text of an escaped field to `out`: of two quotes the first, of what a backslash escapes only that.
    pub(crate) fn unescape(&self, field: &str, quoted: bool, out: &mut String) {
        let bytes = field.as_bytes();
        let pairs = self.pairs && quoted;
        let is_mark = |b: &u8| self.backslash && *b == b'\\' || pairs && Some(*b) == self.quote;
        let (mut kept, mut at) = (0, 0);
        while let Some(found) = bytes[at..].iter().position(is_mark) {
            at += found;
            if bytes[at] == b'\\' && self.backslash {
                let len = self.escaped(bytes, at + 1, true).unwrap_or(0);
                if len > 0 {
                    out.push_str(&field[kept..at]);
                    kept = at + 1;
                }
                at += 1 + len;
            } else if bytes.get(at + 1) == Some(&bytes[at]) {
                out.push_str(&field[kept..=at]);
                at += 2;
                kept = at;
            } else {
                // A lenient reading has quotes that stand alone.
                at += 1;
            }
        }
        out.push_str(&field[kept..]);
    }

    /// The text of a field of a record.
    pub(crate) fn text(&self, record: &str, field: &Field) -> String {
        let raw = &record[field.start..field.end];
        let mut text = String::with_capacity(raw.len());
        if field.escaped {
            self.unescape(raw, field.quoted, &mut text);
        } else {
            text.push_str(raw);
        }
        text
    }
}
