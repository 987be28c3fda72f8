//! Where a record of delimited text ends, and where its fields are.
//!
//! A quote counts only at the start of a field; `""` inside a quoted field is one quote. A quote in the middle of an
//! unquoted field is text. Text between a closing quote and the next delimiter is a fault of the record, never
//! repaired.

use memchr::{memchr, memchr2};

use super::bits::Marks;
use super::find::{find, find2};
use crate::sniff::{Delimiter, LineEnd, Quote};

/// The rules of one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grammar {
    /// `None`: every record is one field.
    delimiter: Option<u8>,
    /// `None`: quotes are text.
    quote: Option<u8>,
    terminator: u8,
}

/// What the start of a buffer holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A whole record.
    Record(Record),
    /// The record does not end in this buffer. At the end of the file this happens only within a quote, given as its
    /// 0-based byte and field.
    Open { quote: Option<(usize, u32)> },
}

/// Where a record lies, and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    /// The end of its text, without the line end.
    pub(crate) end: usize,
    /// The start of the next record.
    pub(crate) next: usize,
    /// Whether a field is quoted.
    pub(crate) quoted: bool,
    /// The 0-based field that has text after its closing quote.
    pub(crate) stray: Option<u32>,
}

/// A field of a record: the text between two delimiters, or between two quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// Without the outer quotes; doubled quotes are still doubled.
    pub(crate) text: &'a str,
    /// Whether it was quoted.
    pub(crate) quoted: bool,
    /// Whether there are doubled quotes in it.
    pub(crate) doubled: bool,
}

impl Grammar {
    pub(crate) fn new(delimiter: Delimiter, quote: Quote, line_end: LineEnd) -> Self {
        Self {
            delimiter: delimiter.byte(),
            quote: quote.byte(),
            terminator: if line_end == LineEnd::Cr { b'\r' } else { b'\n' },
        }
    }

    pub(crate) fn quote(&self) -> Option<u8> {
        self.quote
    }

    pub(crate) fn terminator(&self) -> u8 {
        self.terminator
    }

    /// The bytes by which rows can be read many bytes at a time, if this is a grammar for that.
    pub(super) fn marks(&self) -> Option<Marks> {
        let Self { delimiter, quote, terminator } = *self;
        (terminator == b'\n').then_some(Marks { delimiter, quote, terminator })
    }

    /// Finds the end of the record at the start of `bytes`; `ended` says that no bytes follow. `bytes` is not empty.
    pub(crate) fn scan(&self, bytes: &[u8], ended: bool) -> Scan {
        let hit = match self.quote {
            Some(quote) => memchr2(self.terminator, quote, bytes),
            None => memchr(self.terminator, bytes),
        };
        match (hit, self.quote) {
            (Some(at), Some(quote)) if bytes[at] == quote => self.scan_quoted(bytes, ended, quote),
            (Some(at), _) => self.record(bytes, at, at + 1, false, None),
            (None, _) if ended => self.record(bytes, bytes.len(), bytes.len(), false, None),
            (None, _) => Scan::Open { quote: None },
        }
    }

    fn record(&self, bytes: &[u8], at: usize, next: usize, quoted: bool, stray: Option<u32>) -> Scan {
        let cr_lf = self.terminator == b'\n' && at < next && at > 0 && bytes[at - 1] == b'\r';
        Scan::Record(Record { end: if cr_lf { at - 1 } else { at }, next, quoted, stray })
    }

    fn scan_quoted(&self, bytes: &[u8], ended: bool, quote: u8) -> Scan {
        let mut at = 0;
        let mut field = 0;
        let mut quoted = false;
        let mut stray = None;
        loop {
            if bytes.get(at) == Some(&quote) {
                quoted = true;
                let open = (at, field);
                match closing_quote(&bytes[at + 1..], quote) {
                    Some(close) if at + 1 + close + 1 < bytes.len() || ended => at += close + 2,
                    Some(_) => return Scan::Open { quote: None },
                    None => return Scan::Open { quote: Some(open) },
                }
                match &bytes[at..] {
                    [b'\r'] if !ended && self.terminator == b'\n' => return Scan::Open { quote: None },
                    [] => {}
                    [b'\r', b'\n', ..] if self.terminator == b'\n' => {}
                    [b, ..] if Some(*b) == self.delimiter || *b == self.terminator => {}
                    _ => stray = stray.or(Some(field)),
                }
            }
            let rest = &bytes[at..];
            let hit = match self.delimiter {
                Some(delimiter) => find2(delimiter, self.terminator, rest),
                None => memchr(self.terminator, rest),
            };
            match hit {
                Some(i) if rest[i] == self.terminator => {
                    return self.record(bytes, at + i, at + i + 1, quoted, stray);
                }
                Some(i) => {
                    at += i + 1;
                    field += 1;
                }
                None if ended => return self.record(bytes, bytes.len(), bytes.len(), quoted, stray),
                None => return Scan::Open { quote: None },
            }
        }
    }

    /// The fields of a record that has no stray text, from left to right.
    pub(crate) fn fields<'a>(&self, record: &'a str) -> Fields<'a> {
        Fields { grammar: *self, rest: Some(record) }
    }

    /// The fields as the names of columns: without quotes, an empty one as the empty text.
    pub(crate) fn labels(&self, record: &str) -> Vec<String> {
        self.fields(record).map(|field| self.unescaped(field)).collect()
    }

    /// The text of a field, its doubled quotes made single.
    pub(crate) fn unescaped(&self, field: Field<'_>) -> String {
        match self.quote.map(char::from) {
            Some(quote) if field.doubled => {
                field.text.replace(&format!("{quote}{quote}"), &quote.to_string())
            }
            _ => field.text.to_owned(),
        }
    }

    /// The number of fields of a record that was cut off, the cut one included.
    pub(crate) fn fields_of_cut(&self, start: &str) -> usize {
        let mut count = 0;
        let mut rest = Some(start);
        while let Some(text) = rest {
            count += 1;
            let opens = self.quote.is_some_and(|q| text.as_bytes().first() == Some(&q));
            let from = match self.quote {
                Some(quote) if opens => match closing_quote(&text.as_bytes()[1..], quote) {
                    Some(close) => close + 2,
                    None => break,
                },
                _ => 0,
            };
            let next = self.delimiter.and_then(|d| memchr(d, &text.as_bytes()[from..]));
            rest = next.map(|i| &text[from + i + 1..]);
        }
        count
    }
}

/// The place of the quote that closes, after the opening one: a quote that is not doubled.
#[inline]
fn closing_quote(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        at += find(quote, &bytes[at..])?;
        if bytes.get(at + 1) != Some(&quote) {
            return Some(at);
        }
        at += 2;
    }
}

/// Iterator over the fields of a record.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'a> {
    grammar: Grammar,
    rest: Option<&'a str>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    #[inline]
    fn next(&mut self) -> Option<Field<'a>> {
        let rest = self.rest.take()?;
        let bytes = rest.as_bytes();
        if let Some(quote) = self.grammar.quote
            && bytes.first() == Some(&quote)
            && let Some(close) = closing_quote(&bytes[1..], quote)
        {
            let after = close + 2;
            // With stray text the next field starts after the next delimiter.
            let next = self.grammar.delimiter.and_then(|d| find(d, &bytes[after..]));
            self.rest = next.map(|i| &rest[after + i + 1..]);
            let text = &rest[1..=close];
            return Some(Field { text, quoted: true, doubled: find(quote, text.as_bytes()).is_some() });
        }
        let end = self.grammar.delimiter.and_then(|d| find(d, bytes));
        self.rest = end.map(|i| &rest[i + 1..]);
        Some(Field { text: &rest[..end.unwrap_or(rest.len())], quoted: false, doubled: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comma() -> Grammar {
        Grammar::new(Delimiter::COMMA, Quote::DOUBLE, LineEnd::Lf)
    }

    fn record(bytes: &str) -> Record {
        match comma().scan(bytes.as_bytes(), true) {
            Scan::Record(record) => record,
            open => panic!("{open:?}"),
        }
    }

    #[test]
    fn a_record_ends_outside_quotes() {
        let text = "a,\"b\nc\"\"\",d\r\nnext";
        let found = record(text);
        assert_eq!(
            (&text[..found.end], &text[found.next..], found.quoted),
            ("a,\"b\nc\"\"\",d", "next", true)
        );
        let fields: Vec<_> = comma().fields(&text[..found.end]).map(|f| (f.text, f.quoted)).collect();
        assert_eq!(fields, [("a", false), ("b\nc\"\"", true), ("d", false)]);
    }

    #[test]
    fn a_quote_inside_an_unquoted_field_is_text() {
        let found = record("5\" pipe,x\n");
        assert_eq!((found.end, found.quoted, found.stray), (9, false, None));
    }

    #[test]
    fn text_after_a_closing_quote_is_seen() {
        assert_eq!(record("x,\"abc\"def,y\n").stray, Some(1));
        assert_eq!(record("\"abc\" ,y\n").stray, Some(0));
        assert_eq!(record("\"abc\",\"y\"\r\n").stray, None);
    }

    #[test]
    fn an_unfinished_record_asks_for_more() {
        let grammar = comma();
        assert_eq!(grammar.scan(b"a,b", false), Scan::Open { quote: None });
        assert_eq!(grammar.scan(b"a,\"b", true), Scan::Open { quote: Some((2, 1)) });
        // The next byte decides whether the quote closes or is doubled.
        assert_eq!(grammar.scan(b"\"b\"", false), Scan::Open { quote: None });
        assert_eq!(grammar.scan(b"\"b\"\r", false), Scan::Open { quote: None });
        assert!(matches!(grammar.scan(b"\"b\"", true), Scan::Record(_)));
    }

    #[test]
    fn empty_fields_at_both_ends() {
        let fields: Vec<_> = comma().fields(",\"\",").map(|f| (f.text, f.quoted)).collect();
        assert_eq!(fields, [("", false), ("", true), ("", false)]);
    }
}
