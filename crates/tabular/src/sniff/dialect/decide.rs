//! The choice of delimiter, quote and escape.

use memchr::memchr_iter;

use super::score::{QUOTES, Score, score, single_column};
use super::split::{Dialect, Split};
use super::{Comment, Delimiter, Escape, LineEnd, Quote, candidates, comments};
use crate::sniff::{Detected, Overrides};
use crate::wording::{counted, grouped};

/// Records that are split for each choice.
const MAX_RECORDS: usize = 400;

/// Bytes of text that are split for each choice.
const MAX_TEXT: usize = 96 << 10;

/// Records whose quotes are out of order before quotes are taken for text.
const FAULTS_TO_GIVE_UP: u64 = 3;

/// What was chosen, and why.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) delimiter: Detected<Delimiter>,
    pub(crate) quote: Detected<Quote>,
    pub(crate) escape: Detected<Escape>,
    pub(crate) leading_space: Detected<bool>,
    pub(crate) comment: Detected<Option<Comment>>,
    pub(crate) line_end: Detected<LineEnd>,
    pub(crate) dialect: Dialect,
}

#[derive(Debug, Clone)]
struct Candidate {
    dialect: Dialect,
    score: Score,
    value: f64,
}

/// Chooses delimiter, quote and escape for a text, which may end anywhere unless it is `complete`. `announced` is the
/// delimiter that the file itself names.
pub(crate) fn decide(
    text: &str,
    complete: bool,
    line_end: Detected<LineEnd>,
    announced: Option<Delimiter>,
    wanted: &Overrides,
) -> Choice {
    let cut = text.floor_char_boundary(MAX_TEXT);
    let sample = Sample {
        text: &text[..cut],
        complete: complete && cut == text.len(),
        line_end: line_end.value,
        wanted,
    };
    let fixed = wanted.delimiter.or(announced);
    let tried = match fixed {
        Some(delimiter) => vec![(delimiter, 1.0)],
        None => candidates::candidates(sample.text),
    };
    let mut best: Option<Candidate> = None;
    let mut runner_up = 0.0;
    for (delimiter, trust) in tried {
        let mut candidate = sample.best_quote(delimiter);
        candidate.value *= trust;
        match &best {
            Some(other) if other.value >= candidate.value => runner_up = f64::max(runner_up, candidate.value),
            other => {
                runner_up = other.as_ref().map_or(0.0, |other| other.value);
                best = Some(candidate);
            }
        }
    }
    let single = sample.best_quote(Delimiter::NONE);
    let single_value = single_column(&sample.split(&single.dialect));
    let mut chosen = match best {
        Some(best) if fixed.is_some() || best.value > single_value => best,
        _ => single,
    };
    let all = Sample { text, complete, ..sample };
    all.check_escape(&mut chosen);
    let delimiter = match (wanted.delimiter, announced) {
        (Some(delimiter), _) => Detected::chosen(delimiter),
        (None, Some(delimiter)) => {
            Detected::new(delimiter, 1.0, format!("the first line says that {delimiter} separates fields"))
        }
        (None, None) => explain(&chosen, runner_up.max(single_value)),
    };
    let quote = explain_quote(&chosen, wanted);
    let escape = explain_escape(&chosen, &all);
    let leading_space = all.leading_space(&mut chosen);
    let line_end = all.line_end(&mut chosen, line_end);
    let comment = comments::find(&all.split(&chosen.dialect), &mut chosen.dialect);
    Choice { delimiter, quote, escape, leading_space, comment, line_end, dialect: chosen.dialect }
}

struct Sample<'a> {
    text: &'a str,
    complete: bool,
    line_end: LineEnd,
    wanted: &'a Overrides,
}

impl<'a> Sample<'a> {
    fn split(&self, dialect: &Dialect) -> Split<'a> {
        Split::new(self.text, self.complete, dialect, MAX_RECORDS)
    }

    fn measure(&self, delimiter: Delimiter, quote: Quote, escape: Escape, leading_space: bool) -> Candidate {
        let dialect =
            Dialect { delimiter, quote, escape, leading_space, comment: None, line_end: self.line_end };
        let score = score(&self.split(&dialect), &dialect);
        let value = score.value;
        Candidate { dialect, score, value }
    }

    /// The quote and escape under which a delimiter makes the best table.
    fn best_quote(&self, delimiter: Delimiter) -> Candidate {
        let quotes = match self.wanted.quote {
            Some(quote) => vec![quote],
            None => QUOTES.to_vec(),
        };
        let mut best: Option<Candidate> = None;
        for quote in quotes {
            let used = quote.byte().is_some_and(|q| self.text.as_bytes().contains(&q));
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

    /// Looks at the whole sample for a backslash before a quote, which may be rare.
    fn check_escape(&self, chosen: &mut Candidate) {
        let Some(quote) = chosen.dialect.quote.byte().map(char::from) else { return };
        if chosen.dialect.escape != Escape::Doubled || !self.text.contains(&format!("\\{quote}")) {
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
    fn leading_space(&self, chosen: &mut Candidate) -> Detected<bool> {
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
        Detected::new(false, 0.9, "blanks are part of the values")
    }

    /// Whether lone `\r` end records too: where more rows come out even then.
    fn line_end(&self, chosen: &mut Candidate, counted: Detected<LineEnd>) -> Detected<LineEnd> {
        let lone = lone_returns(self.text);
        if lone == 0 || chosen.dialect.line_end == LineEnd::Cr || !self.text.contains('\n') {
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

    /// Whether columns are aligned with blanks: then a run of them separates, or pads.
    fn is_aligned(&self, delimiter: Delimiter) -> bool {
        delimiter == Delimiter::SPACE && self.text.contains("  ")
    }

    fn best_escape(&self, delimiter: Delimiter, quote: Quote, used: bool) -> Candidate {
        let mut best = self.measure(delimiter, quote, Escape::Doubled, false);
        if self.is_aligned(delimiter) {
            let aligned = self.measure(delimiter, quote, Escape::Doubled, true);
            if aligned.value > best.value {
                best = aligned;
            }
        }
        let Some(byte) = quote.byte().filter(|_| used) else { return best };
        let quote_char = char::from(byte);
        if self.text.contains(&format!("{} {quote_char}", delimiter.as_str())) && delimiter != Delimiter::NONE
        {
            let spaced = self.measure(delimiter, quote, Escape::Doubled, true);
            if spaced.score.quoted > best.score.quoted && spaced.score.faults <= best.score.faults {
                best = spaced;
            }
        }
        let leading_space = best.dialect.leading_space;
        if self.text.contains(&format!("\\{quote_char}")) {
            let escape = if has_doubled(self.text, quote_char) { Escape::Both } else { Escape::Backslash };
            let other = self.measure(delimiter, quote, escape, leading_space);
            if other.score.faults < best.score.faults
                || other.score.faults == best.score.faults && other.value > best.value
            {
                best = other;
            }
        }
        if best.score.faults > 0 && delimiter != Delimiter::NONE {
            let bare = self.measure(delimiter, quote, Escape::None, leading_space);
            // The odd row with a quote too many is a fault of that row, not a rule of the file.
            if bare.score.faults == 0
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
    candidate.value > best.value
}

/// `\r` without `\n`.
fn lone_returns(text: &str) -> u64 {
    let bytes = text.as_bytes();
    memchr_iter(b'\r', bytes).filter(|i| bytes.get(i + 1) != Some(&b'\n')).count() as u64
}

/// Whether a doubled quote stands where it is not an empty field.
fn has_doubled(text: &str, quote: char) -> bool {
    text.contains(&format!("{quote}{quote}{quote}"))
        || text.match_indices(&format!("{quote}{quote}")).any(|(i, pair)| {
            let before = text[..i].chars().next_back();
            let after = text[i + pair.len()..].chars().next();
            before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
        })
}

fn explain(chosen: &Candidate, next_best: f64) -> Detected<Delimiter> {
    let delimiter = chosen.dialect.delimiter;
    let score = &chosen.score;
    if delimiter == Delimiter::NONE {
        let evidence = format!(
            "a single column, because no delimiter splits {} evenly into whole values",
            counted(score.total, "record")
        );
        return Detected::new(delimiter, 0.7, evidence);
    }
    let evidence = format!(
        "{delimiter} because {} of {} split into {}",
        grouped(score.matching),
        counted(score.total, "record"),
        counted(score.fields as u64, "field")
    );
    let lead = (1.0 - next_best / chosen.value).clamp(0.0, 1.0);
    let even = score.matching as f64 / score.total.max(1) as f64;
    Detected::new(delimiter, (0.5 * even + 0.5 * lead.sqrt()) as f32, evidence)
}

fn explain_quote(chosen: &Candidate, wanted: &Overrides) -> Detected<Quote> {
    let quote = chosen.dialect.quote;
    if wanted.quote.is_some() {
        return Detected::chosen(quote);
    }
    match (quote, chosen.score.quoted) {
        (Quote::NONE, _) => {
            Detected::new(quote, 0.8, "quotes are text: read as quotes, most of them would be out of order")
        }
        (quote, 0) => Detected::new(quote, 0.5, format!("no quoted field seen; {quote} is the usual quote")),
        (quote, n) => Detected::new(quote, 1.0, format!("{} in {quote}", counted(n, "field"))),
    }
}

fn explain_escape(chosen: &Candidate, sample: &Sample<'_>) -> Detected<Escape> {
    let escape = chosen.dialect.escape;
    let Some(quote) = chosen.dialect.quote.byte().map(char::from) else {
        return Detected::new(escape, 0.5, "without quotes there is nothing to escape");
    };
    let count = |pattern: &str| counted(sample.text.matches(pattern).count() as u64, "time");
    match escape {
        Escape::Doubled if has_doubled(sample.text, quote) => {
            Detected::new(escape, 0.9, format!("`{quote}{quote}` stands within quoted fields"))
        }
        Escape::Doubled => {
            Detected::new(escape, 0.5, "no quote within quoted fields seen; doubling is usual")
        }
        Escape::Backslash | Escape::Both => {
            Detected::new(escape, 0.9, format!("`\\{quote}` occurs {}", count(&format!("\\{quote}"))))
        }
        Escape::None => Detected::new(
            escape,
            0.8,
            format!("`{quote}` stands within quoted fields as it is, neither doubled nor after a backslash"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::line_end;
    use super::*;

    fn delimiter(text: &str) -> Detected<Delimiter> {
        decide(text, true, line_end(text), None, &Overrides::default()).delimiter
    }

    #[test]
    fn each_delimiter_is_found() {
        assert_eq!(delimiter("a,b\n1,2\n").value, Delimiter::COMMA);
        assert_eq!(delimiter("a\tb\n1\t2\n").value, Delimiter::TAB);
        assert_eq!(delimiter("a|b\n1|2\n").value, Delimiter::PIPE);
        let found = delimiter("a;b;c\n1;2;3\n4;5;6\n");
        assert_eq!(found.value, Delimiter::SEMICOLON);
        assert_eq!(found.evidence, "`;` because 3 of 3 records split into 3 fields");
    }

    #[test]
    fn commas_in_the_text_of_a_semicolon_file_do_not_fool() {
        assert_eq!(delimiter("name;note\nAnna;red, green\nBen;blue, black\n").value, Delimiter::SEMICOLON);
        assert_eq!(delimiter("x;y;z\n1,5;2,5;3,5\n4,5;5,5;6,5\n").value, Delimiter::SEMICOLON);
        assert_eq!(delimiter("1,5;2,5;3,5\n4,5;5,5;6,5\n").value, Delimiter::SEMICOLON);
        assert_eq!(delimiter("id\taddress\n1\tA, B, C\n2\tD, E, F\n").value, Delimiter::TAB);
    }

    #[test]
    fn delimiters_in_quotes_do_not_count() {
        assert_eq!(delimiter("a,b\n\"x;y\",\"1;2\"\n\"z;w\",\"3;4\"\n").value, Delimiter::COMMA);
        assert_eq!(delimiter("a,b\n\"x\ny\",1\n\"z,,,,\",2\n").value, Delimiter::COMMA);
    }

    #[test]
    fn a_single_column_is_not_split() {
        assert_eq!(delimiter("name\nAnna\nBen\n").value, Delimiter::NONE);
        assert_eq!(delimiter("name\nSmith, John\nDoe, Jane\nBlack, Joe\n").value, Delimiter::NONE);
        assert_eq!(delimiter("remark\nyes, but\nno\nwell; a, b, c\n").value, Delimiter::NONE);
    }

    #[test]
    fn quotes_that_are_text() {
        let quote = |text| decide(text, true, line_end(text), None, &Overrides::default()).quote.value;
        let text = "id\ttitle\n1\t\"Heroes\" they said\n2\t\"Low\" by him\n3\t\"Hunky\" dory\n4\tplain\n";
        assert_eq!(quote(text), Quote::NONE);
        assert_eq!(quote("a,b\n1,\"x\n2,y\n"), Quote::DOUBLE);
        assert_eq!(quote("a,b\n1,\"x\"\n"), Quote::DOUBLE);
    }
}
