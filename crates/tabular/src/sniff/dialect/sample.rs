//! A sample under the choices of quote and escape.

use super::score::{QUOTES, Score, score};
use super::split::{Dialect, Split};
use super::{Delimiter, Escape, LineEnd, Quote};
use crate::sniff::Overrides;

/// Records that are split for each choice.
const MAX_RECORDS: usize = 400;

/// Records whose quotes are out of order before quotes are taken for text.
const FAULTS_TO_GIVE_UP: u64 = 3;

/// A dialect, and how good a table it makes.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) dialect: Dialect,
    pub(super) score: Score,
    /// The score's value, and how far the delimiter is to be trusted.
    pub(super) value: f64,
}

/// The text that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) text: &'a str,
    /// Records that start behind this byte are not looked at.
    pub(super) reach: usize,
    pub(super) complete: bool,
    pub(super) line_end: LineEnd,
    pub(super) wanted: &'a Overrides,
}

impl<'a> Sample<'a> {
    pub(super) fn split(&self, dialect: &Dialect) -> Split<'a> {
        Split::within(self.reach, self.text, self.complete, dialect, MAX_RECORDS)
    }

    /// The text in which the records start that are looked at.
    pub(super) fn near(&self) -> &'a str {
        &self.text[..self.reach]
    }

    fn measure(&self, delimiter: Delimiter, quote: Quote, escape: Escape, leading_space: bool) -> Candidate {
        let dialect = Dialect {
            delimiter,
            quote,
            escape: self.wanted.escape.unwrap_or(escape),
            leading_space: self.wanted.leading_space.unwrap_or(leading_space),
            comment: self.wanted.comment.flatten(),
            line_end: self.line_end,
        };
        let score = score(&self.split(&dialect), &dialect);
        let value = score.value;
        Candidate { dialect, score, value }
    }

    /// The quote and escape under which a delimiter makes the best table.
    pub(super) fn best_quote(&self, delimiter: Delimiter) -> Candidate {
        let quotes = match self.wanted.quote {
            Some(quote) => vec![quote],
            None => QUOTES.to_vec(),
        };
        let mut best: Option<Candidate> = None;
        for quote in quotes {
            let used = quote.byte().is_some_and(|q| self.near().as_bytes().contains(&q));
            if !used && best.is_some() {
                continue;
            }
            let candidate = self.best_escape(delimiter, quote, used);
            if best.as_ref().is_none_or(|best| is_better(&candidate, best)) {
                best = Some(candidate);
            }
        }
        let best = best.unwrap_or_else(|| self.measure(delimiter, Quote::DOUBLE, Escape::Doubled, false));
        if self.wanted.quote.is_none()
            && best.score.faults >= FAULTS_TO_GIVE_UP
            && best.score.faults > best.score.quoted
        {
            let none = self.measure(delimiter, Quote::NONE, Escape::Doubled, false);
            if none.value > best.value {
                return none;
            }
        }
        best
    }

    /// Whether one delimiter makes a better table than another.
    pub(super) fn is_better_table(&self, candidate: &Candidate, best: &Candidate) -> bool {
        let takes = |a: &Candidate, b: &Candidate| self.takes_lines_of(a, b);
        takes(candidate, best) || candidate.value > best.value && !takes(best, candidate)
    }

    /// Whether the lines that are the records of another choice are the text of quoted fields under this one: it cuts all
    /// records alike, most of the text that is looked at stands in its quotes, and the other sees no quoted field. By
    /// chance no quotes stand so.
    fn takes_lines_of(&self, candidate: &Candidate, other: &Candidate) -> bool {
        let score = &candidate.score;
        score.fields > 1
            && score.total > 1
            && score.matching == score.total
            && score.faults == 0
            && score.lines_in_quotes * 2 >= self.reach
            && other.score.quoted == 0
    }

    /// Whether columns are aligned with blanks: then a run of them separates, or pads.
    fn is_aligned(&self, delimiter: Delimiter) -> bool {
        delimiter == Delimiter::SPACE && self.near().contains("  ")
    }

    fn best_escape(&self, delimiter: Delimiter, quote: Quote, used: bool) -> Candidate {
        let mut best = self.measure(delimiter, quote, Escape::Doubled, false);
        if let Some(escaped) = self.protecting_backslashes(&best.dialect, MAX_RECORDS) {
            best = self.measure(delimiter, quote, escaped.escape, false);
        }
        if self.is_aligned(delimiter) {
            let aligned = self.measure(delimiter, quote, Escape::Doubled, true);
            if aligned.value > best.value {
                best = aligned;
            }
        }
        let Some(byte) = quote.byte().filter(|_| used) else { return best };
        let quote_char = char::from(byte);
        if self.near().contains(&format!("{} {quote_char}", delimiter.as_str()))
            && delimiter != Delimiter::NONE
        {
            let spaced = self.measure(delimiter, quote, Escape::Doubled, true);
            if spaced.score.quoted > best.score.quoted && spaced.score.faults <= best.score.faults {
                best = spaced;
            }
        }
        let leading_space = best.dialect.leading_space;
        if self.near().contains(&format!("\\{quote_char}")) {
            let escape = if has_doubled(self.near(), quote_char) { Escape::Both } else { Escape::Backslash };
            let other = self.measure(delimiter, quote, escape, leading_space);
            if other.score.faults < best.score.faults
                || other.score.faults == best.score.faults && other.value > best.value
            {
                best = other;
            }
        }
        if best.score.faults > 0 && delimiter != Delimiter::NONE {
            let bare = self.measure(delimiter, quote, Escape::None, leading_space);
            // The odd row with a quote too many is a fault of that row, not a rule of the file; and where other rows double
            // their quotes, it is not that of the file to leave them as they are.
            if bare.score.faults == 0
                && !has_doubled(self.near(), quote_char)
                && best.score.faults * 20 > best.score.total
                && bare.score.matching >= best.score.matching
            {
                best = bare;
            }
        }
        best
    }
}

fn is_better(candidate: &Candidate, best: &Candidate) -> bool {
    if candidate.score.quoted == 0 || candidate.score.faults > candidate.score.quoted {
        return false;
    }
    // Apostrophes here and there stand around words; quotes stand around all values of a column, or save rows.
    let is_habit = candidate.dialect.quote == Quote::DOUBLE || candidate.score.steady;
    candidate.value > best.value && (is_habit || candidate.score.matching > best.score.matching)
}

/// Whether a doubled quote stands where it is neither an empty field nor the end of one: within or beside a word.
pub(super) fn has_doubled(text: &str, quote: char) -> bool {
    text.contains(&format!("{quote}{quote}{quote}"))
        || text.match_indices(&format!("{quote}{quote}")).any(|(i, pair)| {
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let before = text[..i].chars().next_back();
            let after = text[i + pair.len()..].chars().next();
            match (is_word(before), is_word(after)) {
                (true, true) => true,
                (true, false) => after == Some(' '),
                (false, true) => before == Some(' '),
                (false, false) => false,
            }
        })
}
