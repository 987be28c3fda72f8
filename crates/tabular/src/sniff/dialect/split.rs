//! Cuts a sample into records and fields, under one choice of delimiter, quote and the rest.
//!
//! This is the grammar of [`decode::csv`](crate::decode::csv) over text that is in memory as a whole, with one
//! difference: it goes on after a fault, because how many faults a choice leads to is what the sniffer wants to know.

use memchr::{memchr, memchr2, memchr3};

use super::{Comment, Delimiter, Escape, LineEnd, Quote};
use crate::decode::csv::DOUBTFUL_LINES;
use crate::sniff::Delimited;
use crate::sniff::frame::is_ruler;

/// A choice of everything that decides where fields are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: Delimiter,
    pub(crate) quote: Quote,
    pub(crate) escape: Escape,
    pub(crate) leading_space: bool,
    pub(crate) comment: Option<Comment>,
    pub(crate) line_end: LineEnd,
}

impl Dialect {
    /// Cells that nothing has to be cut from: those of a sheet.
    pub(crate) const CELLS: Self = Self {
        delimiter: Delimiter::NONE,
        quote: Quote::NONE,
        escape: Escape::None,
        leading_space: false,
        comment: None,
        line_end: LineEnd::Lf,
    };

    /// What a layout says.
    pub(crate) fn of(layout: &Delimited) -> Self {
        Self {
            delimiter: layout.delimiter.value,
            quote: layout.quote.value,
            escape: layout.escape.value,
            leading_space: layout.leading_space.value,
            comment: layout.comment.value,
            line_end: layout.line_end.value,
        }
    }
}

/// A field as it stands in the sample.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'a> {
    /// Without the outer quotes, escapes as written.
    pub(crate) text: &'a str,
    /// Whether it stood in quotes.
    pub(crate) quoted: bool,
}

/// Where the fields of a record are, and on which line it starts.
#[derive(Debug, Clone, Copy)]
struct Row {
    first: usize,
    /// The byte of the sample at which it starts.
    start: usize,
    /// 1-based.
    line: u64,
    fault: bool,
}

/// A sample cut into records.
#[derive(Debug, Default)]
pub(crate) struct Split<'a> {
    fields: Vec<Field<'a>>,
    rows: Vec<Row>,
    /// Comment lines that were left out.
    pub(crate) comments: u64,
    /// Physical lines that were cut, those of a record that the sample cuts not included.
    pub(crate) lines: u64,
}

/// One record of a [`Split`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'s, 'a> {
    pub(crate) fields: &'s [Field<'a>],
    /// The byte of the sample at which it starts.
    pub(crate) start: usize,
    /// The 1-based physical line on which it starts.
    pub(crate) line: u64,
    /// Whether its quotes are out of order: text after a closing quote, or a quote that nothing closes.
    pub(crate) fault: bool,
}

impl Record<'_, '_> {
    /// Whether nothing stands on the line.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self.fields, [only] if !only.quoted && only.text.trim().is_empty())
    }

    /// Whether the line only draws one, which tells nothing of how many fields there are: `---+---`.
    pub(crate) fn is_ruled(&self) -> bool {
        let starts = |text: &str| text.trim_start().starts_with(['-', '=', '+', '|', ':']);
        self.fields.iter().any(|field| starts(field.text))
            && is_ruler(self.fields.iter().map(|field| field.text))
    }

    /// Whether all there is on the line is delimiters and blanks.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.iter().all(|field| field.text.trim().is_empty())
    }
}

impl<'a> Split<'a> {
    /// Cuts at most `max_records` records. The text may end anywhere within a record unless it is `complete`.
    pub(crate) fn new(text: &'a str, complete: bool, dialect: &Dialect, max_records: usize) -> Self {
        Self::within(text.len(), text, complete, dialect, max_records)
    }

    /// As [`new`](Self::new), but only records that start in the first `reach` bytes. The last of them is cut as a whole,
    /// however long it is.
    pub(crate) fn within(
        reach: usize,
        text: &'a str,
        complete: bool,
        dialect: &Dialect,
        max_records: usize,
    ) -> Self {
        let mut cutter = Cutter { text, at: 0, line: 1, dialect, complete, out: Self::default() };
        let reach = reach.min(text.len());
        while cutter.at < reach && cutter.out.rows.len() < max_records && cutter.record() {}
        cutter.out.lines = cutter.line - 1;
        cutter.out
    }

    /// Adds a record that is cut already; `line` is its number in its file.
    pub(crate) fn push(&mut self, line: u64, fields: impl IntoIterator<Item = Field<'a>>) {
        self.rows.push(Row { first: self.fields.len(), start: 0, line, fault: false });
        self.fields.extend(fields);
        self.lines = line;
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn record(&self, index: usize) -> Record<'_, 'a> {
        let row = self.rows[index];
        let end = self.rows.get(index + 1).map_or(self.fields.len(), |next| next.first);
        Record { fields: &self.fields[row.first..end], start: row.start, line: row.line, fault: row.fault }
    }

    pub(crate) fn records(
        &self,
    ) -> impl DoubleEndedIterator<Item = Record<'_, 'a>> + ExactSizeIterator + Clone {
        (0..self.len()).map(|index| self.record(index))
    }
}

/// Bytes. A quote further than this from the end of a cut sample may be one that nothing closes.
const MAX_CUT_FIELD: usize = 64 << 10;

/// What stands at the start of a field.
enum Found {
    /// A quoted field, whose delimiter or line end is here.
    Field(usize),
    /// No quote, or one that is text.
    NoField,
    /// A quoted field that goes on behind the sample.
    Cut,
}

struct Cutter<'a, 'd> {
    text: &'a str,
    at: usize,
    line: u64,
    dialect: &'d Dialect,
    complete: bool,
    out: Split<'a>,
}

impl<'a> Cutter<'a, '_> {
    /// Cuts the next record. `false` when the sample ends within it.
    fn record(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        if let Some(comment) = self.dialect.comment
            && bytes[self.at..].starts_with(comment.as_bytes())
        {
            let Some(end) = self.line_end_from(self.at) else { return false };
            self.out.comments += 1;
            self.end_line(end);
            return true;
        }
        let first = self.out.fields.len();
        let row = self.out.rows.len();
        self.out.rows.push(Row { first, start: self.at, line: self.line, fault: false });
        loop {
            self.at = self.without_blanks(self.at);
            let end = match self.quoted_field(row) {
                Found::Field(end) => Some(end),
                Found::NoField => self.plain_field(self.at),
                Found::Cut => None,
            };
            let Some(end) = end else {
                self.out.fields.truncate(first);
                self.out.rows.pop();
                return false;
            };
            if end < bytes.len() && !self.is_line_end(bytes[end]) {
                self.at = end + self.dialect.delimiter.as_bytes().len();
                continue;
            }
            self.end_line(end);
            return true;
        }
    }

    /// Takes a quoted field at the position. A quote that does not close before a delimiter or a line end is a fault,
    /// and text.
    fn quoted_field(&mut self, row: usize) -> Found {
        let bytes = self.text.as_bytes();
        let Some(quote) = self.dialect.quote.byte().filter(|quote| bytes.get(self.at) == Some(quote)) else {
            return Found::NoField;
        };
        let open = self.at + 1;
        match self.closing_quote(open, quote) {
            Some(close) if self.ends_field(self.behind_blanks(close + 1)) => {
                self.out.fields.push(Field { text: &self.text[open..close], quoted: true });
                self.line += self.count_lines(open, close);
                let end = self.behind_blanks(close + 1);
                let is_crlf = self.dialect.line_end != LineEnd::Cr && bytes[end..].starts_with(b"\r\n");
                return Found::Field(end + usize::from(is_crlf));
            }
            None if !self.complete && (bytes.len() - open < MAX_CUT_FIELD || !self.swallows_rows(open)) => {
                return Found::Cut;
            }
            _ => self.out.rows[row].fault = true,
        }
        Found::NoField
    }

    /// Whether the lines behind the one with the quote before `open` are rows by themselves: most have as many fields as
    /// the first record. Then the quote is one that nothing closes, and not the start of a long text.
    fn swallows_rows(&self, open: usize) -> bool {
        let first = self.out.rows.get(1).map(|second| second.first);
        let Some(width) = first else { return true };
        let delimiter = self.dialect.delimiter.as_str();
        let lines = self.text[open..].split(['\n', '\r']).skip(1).filter(|line| !line.is_empty());
        let fits = lines.take(DOUBTFUL_LINES).map(|line| line.matches(delimiter).count() + 1 == width);
        let (count, fitting) = fits.fold((0, 0), |(n, fitting), fits| (n + 1, fitting + usize::from(fits)));
        width > 1 && !delimiter.is_empty() && fitting * 2 > count
    }

    /// Takes the text from `start` to the next delimiter or line end, and answers where that is.
    fn plain_field(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let delimiter = self.dialect.delimiter.as_bytes();
        let escapes = matches!(self.dialect.escape, Escape::Backslash | Escape::Both);
        let mut at = start;
        let end = loop {
            let rest = &bytes[at..];
            let hit = match delimiter.first() {
                Some(first) => memchr3(*first, b'\n', b'\r', rest),
                None => memchr2(b'\n', b'\r', rest),
            };
            let Some(hit) = hit.map(|i| at + i) else {
                if !self.complete {
                    return None;
                }
                break bytes.len();
            };
            let escaped =
                escapes && hit > start && bytes[hit - 1] == b'\\' && !ends_in_pairs(&bytes[start..hit]);
            let ends =
                self.is_line_end(bytes[hit]) || bytes[hit..].starts_with(delimiter) && !delimiter.is_empty();
            if ends && !escaped {
                break hit;
            }
            at = hit + 1;
        };
        let mut text = &self.text[start..end];
        if self.dialect.line_end != LineEnd::Cr && bytes.get(end) == Some(&b'\n') {
            text = text.strip_suffix('\r').unwrap_or(text);
        }
        self.out.fields.push(Field { text, quoted: false });
        Some(end)
    }

    /// The place of the quote that closes a field which starts at `at`.
    fn closing_quote(&self, mut at: usize, quote: u8) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let escape = self.dialect.escape;
        loop {
            let hit = if matches!(escape, Escape::Backslash | Escape::Both) {
                at + memchr2(quote, b'\\', &bytes[at..])?
            } else {
                at + memchr(quote, &bytes[at..])?
            };
            if bytes[hit] == b'\\' && quote != b'\\' {
                at = (hit + 2).min(bytes.len());
                continue;
            }
            let doubled = bytes.get(hit + 1) == Some(&quote);
            match escape {
                Escape::Doubled | Escape::Both if doubled => at = hit + 2,
                Escape::None if !self.ends_field(hit + 1) => at = hit + 1,
                _ => return Some(hit),
            }
        }
    }

    /// Whether a delimiter, a line end or the end of the text is at `at`.
    fn ends_field(&self, at: usize) -> bool {
        let rest = &self.text.as_bytes()[at..];
        let delimiter = self.dialect.delimiter.as_bytes();
        match rest {
            [] => true,
            [b'\r', b'\n', ..] => true,
            [byte, ..] if self.is_line_end(*byte) => true,
            rest => !delimiter.is_empty() && rest.starts_with(delimiter),
        }
    }

    /// Where a field starts whose delimiter, or whose record's start, ends at `at`.
    fn without_blanks(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        let is_blank = |byte: u8| byte == b' ' || byte == b'\t' && self.dialect.delimiter != Delimiter::TAB;
        let blanks = rest.iter().take_while(|byte| is_blank(**byte)).count();
        if self.dialect.leading_space { at + blanks } else { at }
    }

    /// Where the blanks behind the closing quote before `at` end: they belong to nobody.
    fn behind_blanks(&self, at: usize) -> usize {
        let first = self.dialect.delimiter.as_bytes().first();
        let is_blank = |byte: &&u8| matches!(**byte, b' ' | b'\t') && Some(*byte) != first;
        at + self.text.as_bytes()[at..].iter().take_while(is_blank).count()
    }

    fn is_line_end(&self, byte: u8) -> bool {
        match self.dialect.line_end {
            LineEnd::Lf | LineEnd::Crlf => byte == b'\n',
            LineEnd::Cr => byte == b'\r',
            LineEnd::Mixed => matches!(byte, b'\n' | b'\r'),
        }
    }

    fn is_mixed(&self) -> bool {
        self.dialect.line_end == LineEnd::Mixed
    }

    fn line_end_from(&self, from: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[from..];
        let found = bytes.iter().position(|byte| self.is_line_end(*byte));
        found.or(self.complete.then_some(bytes.len())).map(|i| from + i)
    }

    fn count_lines(&self, from: usize, to: usize) -> u64 {
        let bytes = &self.text.as_bytes()[from..to];
        let goes_on =
            |behind: &[u8]| behind.starts_with(b"\n") || self.is_mixed() && behind.starts_with(b"\r\n");
        let ends = |(i, byte): (usize, &u8)| {
            self.is_line_end(*byte) && !(*byte == b'\r' && goes_on(&bytes[i + 1..]))
        };
        bytes.iter().enumerate().filter(|at| ends(*at)).count() as u64
    }

    /// Moves behind the line end at `end`.
    fn end_line(&mut self, end: usize) {
        let bytes = self.text.as_bytes();
        self.at = match &bytes[end..] {
            [] => end,
            [b'\r', b'\n', ..] => end + 2,
            [b'\r', b'\r', b'\n', ..] if self.is_mixed() => end + 3,
            [..] => end + 1,
        };
        self.line += 1;
    }
}

/// Whether the backslashes at the end are pairs, each a backslash that is text.
fn ends_in_pairs(bytes: &[u8]) -> bool {
    bytes.iter().rev().take_while(|byte| **byte == b'\\').count().is_multiple_of(2)
}
