//! Habits of a file that show only once its delimiter and quote are known: rare escapes, blanks behind delimiters, line
//! ends of several kinds.

use memchr::memchr_iter;

use super::backslash::protects;
use super::sample::{Candidate, Sample, has_doubled};
use super::score::score;
use super::split::{Dialect, Record, Split};
use super::{Delimiter, Escape, LineEnd, Quote};
use crate::sniff::Detected;
use crate::wording::grouped;

impl Sample<'_> {
    /// Takes quotes for text where a backslash protects delimiters, no field is in quotes and some start with one: who
    /// writes so does not quote (MySQL's `SELECT … INTO OUTFILE` without `ENCLOSED BY`), and a quote is a character as any
    /// other. A backslash before a quote says that it is not. Answers whether it did.
    pub(super) fn check_quote(&self, chosen: &mut Candidate) -> bool {
        let dialect = chosen.dialect;
        let Some(quote) = dialect.quote.byte().map(char::from) else { return false };
        let has_meaning = self.wanted.quote.is_some() || self.text.contains(&format!("\\{quote}"));
        if has_meaning || dialect.escape != Escape::Backslash || !protects(self.text, dialect.delimiter) {
            return false;
        }
        let split = Split::new(self.text, self.complete, &dialect, usize::MAX);
        let is_quoted = |record: Record<'_, '_>| record.fields.iter().any(|field| field.quoted);
        let unquoted = split.records().any(|record| record.fault) && !split.records().any(is_quoted);
        if unquoted {
            chosen.dialect.quote = Quote::NONE;
        }
        unquoted
    }

    /// Looks at the whole sample for a backslash before a quote or a delimiter, which may be rare.
    pub(super) fn check_escape(&self, chosen: &mut Candidate) {
        if let Some(escaped) = self.protecting_backslashes(&chosen.dialect, usize::MAX) {
            chosen.dialect = escaped;
            return;
        }
        let Some(quote) = chosen.dialect.quote.byte().map(char::from) else { return };
        if self.wanted.escape.is_some() || chosen.dialect.escape != Escape::Doubled {
            return;
        }
        if !self.text.contains(&format!("\\{quote}")) {
            return;
        }
        let faults = |dialect: &Dialect| {
            let split = Split::new(self.text, self.complete, dialect, usize::MAX);
            split.records().filter(|record| record.fault).count()
        };
        let escape = if has_doubled(self.text, quote) { Escape::Both } else { Escape::Backslash };
        let escaped = Dialect { escape, ..chosen.dialect };
        if faults(&escaped) < faults(&chosen.dialect) {
            chosen.dialect = escaped;
        }
    }

    /// Whether blanks behind delimiters are no part of the fields: where quotes follow them, or where each of them is
    /// followed by one.
    pub(super) fn leading_space(&self, chosen: &mut Candidate) -> Detected<bool> {
        if let Some(wanted) = self.wanted.leading_space {
            return Detected::chosen(wanted);
        }
        if chosen.dialect.leading_space {
            return match chosen.dialect.delimiter {
                Delimiter::SPACE => Detected::new(true, 0.9, "columns are aligned with several blanks"),
                _ => Detected::new(true, 0.95, "quoted fields start behind a blank"),
            };
        }
        let split = self.split(&chosen.dialect);
        let behind = || split.records().flat_map(|r| r.fields.iter().skip(1)).filter(|f| !f.text.is_empty());
        let (count, blank) = (behind().count(), behind().filter(|f| f.text.starts_with(' ')).count());
        if blank > 1 && blank == count && chosen.dialect.delimiter != Delimiter::SPACE {
            chosen.dialect.leading_space = true;
            return Detected::new(true, 0.8, "every delimiter is followed by a blank");
        }
        let quote = chosen.dialect.quote.byte().map(char::from);
        let delimiter = chosen.dialect.delimiter;
        let padded =
            quote.is_some_and(|quote| self.text.contains(&format!("{quote} {}", delimiter.as_str())));
        if padded && chosen.score.quoted > 0 && !matches!(delimiter, Delimiter::NONE | Delimiter::SPACE) {
            let evidence =
                "blanks are part of the values, but for those between a closing quote and a delimiter";
            return Detected::new(false, 0.9, evidence);
        }
        Detected::new(false, 0.9, "blanks are part of the values")
    }

    /// Whether lone `\r` end records too: where more rows come out even then.
    pub(super) fn line_end(&self, chosen: &mut Candidate, counted: Detected<LineEnd>) -> Detected<LineEnd> {
        let lone = lone_returns(self.text);
        if lone == 0
            || matches!(chosen.dialect.line_end, LineEnd::Cr | LineEnd::Mixed)
            || !self.text.contains('\n')
        {
            return counted;
        }
        let mixed = Dialect { line_end: LineEnd::Mixed, ..chosen.dialect };
        let before = score(&self.split(&chosen.dialect), &chosen.dialect);
        let after = score(&self.split(&mixed), &mixed);
        if after.fields == before.fields && after.matching > before.matching && after.value > before.value {
            chosen.dialect = mixed;
            let evidence = format!(
                "{} of the line ends are a lone `\\r`, and rows come out even only if they count",
                grouped(lone)
            );
            return Detected::new(LineEnd::Mixed, 0.8, evidence);
        }
        counted
    }
}

/// `\r` without `\n`.
fn lone_returns(text: &str) -> u64 {
    let bytes = text.as_bytes();
    memchr_iter(b'\r', bytes).filter(|i| bytes.get(i + 1) != Some(&b'\n')).count() as u64
}
