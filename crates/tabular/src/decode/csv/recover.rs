//! What to do with a record whose quotes are not as they should be, without ever guessing a value.
//!
//! Blanks between a closing quote and the next delimiter belong to nobody, where only that reading has as many fields as
//! there are columns.
//!
//! Two faults are common. Quotes within a quoted field that are not doubled: `"He said "hi" to me"`. And a quote that
//! opens and is never meant to close, which takes the records after it for its text. The first is read as it was meant
//! where only one reading has as many fields as there are columns. Of the second the line with the quote is set aside,
//! and the lines after it are read, if they are rows by themselves.
//!
//! Every decision looks at a bounded number of lines, so that it is the same wherever a buffer ends.

use super::grammar::Grammar;
use super::scan::{Field, OpenQuote, Record, Scan};
use crate::batch::RejectReason;

/// Lines that a quoted field may have without doubt, and lines that are looked at to tell whether they are rows. Prose
/// in a cell seldom has more, and hardly ever lines that split like the rows of the file.
pub(crate) const DOUBTFUL_LINES: usize = 16;

/// How many fields a row has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    pub(super) columns: usize,
    /// Whether rows end with a delimiter that has no meaning.
    pub(super) trailing: bool,
}

/// The ways to read a record of a file.
#[derive(Debug)]
pub(super) struct Readings {
    strict: Grammar,
    /// Only a quote before a delimiter or a line end closes; two quotes are one, or they are two.
    lenient: [Grammar; 2],
    /// Blanks behind a closing quote belong to nobody. `None` when they do so in the strict reading already.
    padded: Option<Grammar>,
    unquoted: Grammar,
}

/// What a record turned out to be.
#[derive(Debug)]
pub(super) enum Verdict {
    /// One whose fields are known, if there are as many as there should be.
    Record { record: Record, reading: Reading },
    /// One to be set aside, with the 0-based field at fault.
    Fault { record: Record, field: u32, reason: RejectReason },
    /// The bytes that are there do not tell; at the end of the file this happens only with an open quote.
    Unknown { quote: Option<OpenQuote> },
}

/// Which of the [`Readings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Strict,
    /// Without the blanks behind closing quotes.
    Padded,
    /// With the number of the lenient grammar.
    Lenient(usize),
}

impl Width {
    pub(super) fn fits(self, fields: &[Field]) -> bool {
        let last_is_empty = fields.last().is_some_and(|last| !last.quoted && last.start == last.end);
        fields.len() == self.columns + usize::from(self.trailing && last_is_empty)
    }
}

impl Readings {
    pub(super) fn new(strict: Grammar) -> Self {
        let lenient = [strict.lenient(strict.pairs), strict.lenient(false)];
        let padded = (!strict.padded_quotes).then(|| strict.with_padded_quotes());
        let unquoted = strict.without_quotes();
        Self { strict, lenient, padded, unquoted }
    }

    pub(super) fn grammar(&self, reading: Reading) -> &Grammar {
        match reading {
            Reading::Strict => &self.strict,
            Reading::Padded => self.padded.as_ref().unwrap_or(&self.strict),
            Reading::Lenient(i) => &self.lenient[i],
        }
    }

    pub(super) fn strict(&self) -> &Grammar {
        &self.strict
    }

    /// Reads the record at the start of `bytes`, which is not empty; `ended` says that no bytes follow. `fields` become
    /// those of the record.
    pub(super) fn read(&self, bytes: &[u8], ended: bool, width: Width, fields: &mut Vec<Field>) -> Verdict {
        let (record, open) = match self.strict.scan(bytes, ended, fields) {
            Scan::Open { quote: None } => return Verdict::Unknown { quote: None },
            Scan::Open { quote: Some(quote) } => (None, Some(quote)),
            Scan::Record(record) => (Some(record), None),
        };
        let simple = record.is_some_and(|record| {
            let quoted = || fields.iter().any(|field| field.quoted);
            record.stray.is_none()
                && (width.columns < 2 || !quoted() || !self.has_lines(&bytes[..record.end]))
        });
        match record {
            Some(record) if simple => return Verdict::Record { record, reading: Reading::Strict },
            _ => {}
        }
        if width.columns > 1 {
            let doubtful = fields.iter().enumerate().filter(|(_, field)| {
                field.quoted
                    && self.strict.count_lines(&bytes[field.start..field.end]) > DOUBTFUL_LINES as u64
            });
            let doubtful = doubtful.map(|(i, field)| OpenQuote { at: field.start - 1, field: i as u32 });
            let doubtful: Vec<_> = doubtful.chain(open).collect();
            for quote in doubtful {
                match self.swallows(bytes, ended, quote, width, fields) {
                    Some(true) => return self.unclosed(bytes, ended, quote),
                    Some(false) => {}
                    None => return Verdict::Unknown { quote: open },
                }
            }
        }
        match record {
            None => Verdict::Unknown { quote: open },
            Some(record) => match record.stray {
                Some(field) => self.stray(bytes, ended, record, field, width, fields),
                None if width.fits(fields) => Verdict::Record { record, reading: Reading::Strict },
                None => match self.first_over_lines(bytes, fields) {
                    Some(quote) if self.fits_as_text(bytes, ended, quote, width, fields) => {
                        self.unclosed(bytes, ended, quote)
                    }
                    _ => Verdict::Record { record, reading: Reading::Strict },
                },
            },
        }
    }

    /// A record with text after a closing quote, in the 0-based `field`.
    fn stray(
        &self,
        bytes: &[u8],
        ended: bool,
        record: Record,
        field: u32,
        width: Width,
        fields: &mut Vec<Field>,
    ) -> Verdict {
        let Some(line) = self.lines(bytes, ended, 1) else {
            return Verdict::Unknown { quote: None };
        };
        if let Some((record, found)) = self.padded_line(&bytes[..line], width) {
            *fields = found;
            return Verdict::Record { record, reading: Reading::Padded };
        }
        let Some(near) = self.lines(bytes, ended, DOUBTFUL_LINES + 1) else {
            return Verdict::Unknown { quote: None };
        };
        let mut candidates = self.fitting(&bytes[..near], width);
        let candidate = candidates.next().filter(|first| {
            let escaped = first.2.iter().any(|field| field.escaped);
            candidates.all(|other| !escaped && other.2 == first.2)
        });
        if let Some((longer, reading, found)) = candidate {
            match self.first_over_lines(bytes, &found) {
                None => {
                    *fields = found;
                    return Verdict::Record { record: longer, reading };
                }
                Some(quote) if self.fits_as_text(bytes, ended, quote, width, &found) => {
                    // On its own line the quote closes, and more follows.
                    return if self.has_lines(&bytes[..record.end]) {
                        self.unclosed(bytes, ended, quote)
                    } else {
                        Verdict::Fault { record, field, reason: RejectReason::TextAfterQuote }
                    };
                }
                Some(_) if width.columns > 1 => {
                    *fields = found;
                    return Verdict::Record { record: longer, reading };
                }
                Some(_) => {}
            }
        }
        match self.first_over_lines(bytes, fields) {
            Some(quote) if self.fits_as_text(bytes, ended, quote, width, fields) => {
                self.unclosed(bytes, ended, quote)
            }
            _ => Verdict::Fault { record, field, reason: RejectReason::TextAfterQuote },
        }
    }

    /// The readings other than the strict one in which a record starts the text that has as many fields as it should.
    fn fitting(&self, text: &[u8], width: Width) -> impl Iterator<Item = (Record, Reading, Vec<Field>)> {
        let padded = self.padded.iter().map(|_| Reading::Padded);
        let readings = padded.chain((0..self.lenient.len()).map(Reading::Lenient));
        readings.filter_map(move |reading| {
            let mut fields = Vec::new();
            match self.grammar(reading).scan(text, true, &mut fields) {
                Scan::Record(Record { stray: Some(_), .. }) => None,
                Scan::Record(record) if width.fits(&fields) => Some((record, reading, fields)),
                _ => None,
            }
        })
    }

    /// The record that a line is without the blanks behind its quotes, if that is its only reading. What goes on behind
    /// such a line would take other rows for text.
    fn padded_line(&self, line: &[u8], width: Width) -> Option<(Record, Vec<Field>)> {
        let mut readings = self.fitting(line, width);
        let (record, reading, fields) = readings.next()?;
        (reading == Reading::Padded && readings.next().is_none()).then_some((record, fields))
    }

    /// The line with a quote that does not close, and what comes before it in the record.
    fn unclosed(&self, bytes: &[u8], ended: bool, quote: OpenQuote) -> Verdict {
        match self.strict.line(&bytes[quote.at..], ended) {
            None => Verdict::Unknown { quote: Some(quote) },
            Some((end, next)) => {
                let (end, next) = (quote.at + end, quote.at + next);
                let record = Record { end, next, stray: None, comment: false };
                Verdict::Fault { record, field: quote.field, reason: RejectReason::UnclosedQuote }
            }
        }
    }

    /// Whether the lines after a quote are rows that it was not meant to take: at least three of four, of those near it
    /// that are not blank. `None` when there are too few lines to tell.
    fn swallows(
        &self,
        bytes: &[u8],
        ended: bool,
        quote: OpenQuote,
        width: Width,
        fields: &[Field],
    ) -> Option<bool> {
        let (_, next) = self.strict.line(&bytes[quote.at..], ended)?;
        let mut rest = &bytes[quote.at + next..];
        let mut found = Vec::new();
        let (mut lines, mut rows) = (0, 0);
        for _ in 0..DOUBTFUL_LINES {
            if rest.is_empty() && ended {
                break;
            }
            let (end, next) = self.strict.line(rest, ended)?;
            if end > 0 {
                lines += 1;
                let scan = self.strict.scan(&rest[..end], true, &mut found);
                let whole = matches!(scan, Scan::Record(Record { stray: None, .. }));
                rows += usize::from(whole && width.fits(&found));
            }
            rest = &rest[next..];
        }
        // Half of all sentences have one comma, so of two columns that alone says little.
        let sure = width.columns > 2 || self.fits_as_text(bytes, ended, quote, width, fields);
        // Blank lines are no rows, unless they are all that is left of the file.
        let any = rows > 0 || ended && rest.is_empty();
        Some(any && rows * 4 >= lines * 3 && sure)
    }

    /// Whether the line with the quote is a row when the quote is text. `fields` are those of the record.
    fn fits_as_text(
        &self,
        bytes: &[u8],
        ended: bool,
        quote: OpenQuote,
        width: Width,
        fields: &[Field],
    ) -> bool {
        let Some((end, _)) = self.strict.line(&bytes[quote.at..], ended) else { return false };
        let mut found = Vec::new();
        let scan = self.unquoted.scan(&bytes[quote.at..quote.at + end], true, &mut found);
        let before = fields.iter().take(quote.field as usize);
        let all: Vec<_> = before.chain(&found).copied().collect();
        matches!(scan, Scan::Record(_)) && width.columns > 1 && width.fits(&all)
    }

    /// The quote of the first field that goes over more than one line.
    fn first_over_lines(&self, bytes: &[u8], fields: &[Field]) -> Option<OpenQuote> {
        let over = |field: &Field| field.quoted && self.has_lines(&bytes[field.start..field.end]);
        let (i, field) = fields.iter().enumerate().find(|(_, field)| over(field))?;
        Some(OpenQuote { at: field.start - 1, field: i as u32 })
    }

    fn has_lines(&self, bytes: &[u8]) -> bool {
        self.strict.count_lines(bytes) > 0
    }

    /// Where the line with this 1-based number ends, or the file if that is earlier.
    fn lines(&self, bytes: &[u8], ended: bool, count: usize) -> Option<usize> {
        let mut at = 0;
        for _ in 0..count {
            if at == bytes.len() && ended {
                break;
            }
            at += self.strict.line(&bytes[at..], ended)?.1;
        }
        Some(at)
    }
}
