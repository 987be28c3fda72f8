//! Delimiter, quote and line end of delimited text.

mod comment;
mod delimiter;
mod line_end;
mod quote;
mod short_text;

pub use comment::Comment;
pub use delimiter::Delimiter;
pub use line_end::LineEnd;
pub(crate) use line_end::line_end;
pub use quote::{Escape, Quote};

use super::Detected;
use super::measure::{Measure, measure};
use crate::decode::csv::Grammar;
use crate::wording::{counted, grouped};

/// The candidates. The rarer a character is in prose, the more its regularity means, so at equal scores the first wins.
const CANDIDATES: [Delimiter; 4] = [Delimiter::TAB, Delimiter::SEMICOLON, Delimiter::PIPE, Delimiter::COMMA];

/// A delimiter has to do better than this to be one.
const SINGLE_COLUMN_SCORE: f64 = 0.35;

/// How much a first record of another width speaks against a delimiter.
const OTHER_FIRST_RECORD: f64 = 0.3;

/// Records malformed by their quotes before quotes are taken for text.
const MALFORMED_TO_GIVE_UP_QUOTES: u64 = 3;

/// Chooses delimiter and quote, and answers the measure of the choice.
pub(crate) fn decide(
    text: &str,
    complete: bool,
    line_end: LineEnd,
    delimiter: Option<Delimiter>,
    quote: Option<Quote>,
) -> (Detected<Delimiter>, Detected<Quote>, Measure) {
    let candidate = |delimiter: Delimiter| {
        let under = |quote| measure(text, complete, Grammar::new(delimiter, quote, line_end));
        let (quote, measure) = match quote {
            Some(chosen) => (Detected::chosen(chosen), under(chosen)),
            None => decide_quote(under),
        };
        (delimiter, quote, measure)
    };
    if let Some(chosen) = delimiter {
        let (_, quote, measure) = candidate(chosen);
        return (Detected::chosen(chosen), quote, measure);
    }
    let mut best = None;
    let mut best_score = SINGLE_COLUMN_SCORE;
    for candidate in CANDIDATES.map(candidate) {
        let score = score(&candidate.2);
        if score > best_score {
            best_score = score;
            best = Some(candidate);
        }
    }
    match best {
        Some((delimiter, quote, measure)) => {
            let evidence = format!(
                "{} because {} of {} split into {}",
                delimiter,
                grouped(measure.matching),
                counted(measure.total, "record"),
                counted(measure.fields as u64, "field")
            );
            (Detected::new(delimiter, best_score as f32, evidence), quote, measure)
        }
        None => {
            let (delimiter, quote, measure) = candidate(Delimiter::NONE);
            let evidence = format!(
                "a single column, because neither tab, `;`, `|` nor `,` splits {} evenly",
                counted(measure.total, "record")
            );
            (Detected::new(delimiter, 0.7, evidence), quote, measure)
        }
    }
}

/// 0 to 1: how evenly the records split.
fn score(measure: &Measure) -> f64 {
    if measure.fields < 2 {
        return 0.0;
    }
    let with_trailing_delimiter = measure.first + 1 == measure.fields;
    let first = if measure.first == measure.fields || with_trailing_delimiter && measure.first > 1 {
        1.0
    } else {
        OTHER_FIRST_RECORD
    };
    measure.share.powf(1.5) * first * (0.5 + 0.5 * measure.clean)
}

fn decide_quote(under: impl Fn(Quote) -> Measure) -> (Detected<Quote>, Measure) {
    let double = under(Quote::DOUBLE);
    if double.malformed >= MALFORMED_TO_GIVE_UP_QUOTES && double.malformed > double.quoted {
        let none = under(Quote::NONE);
        if none.share > double.share {
            let evidence = format!(
                "quotes are text: {} would be malformed otherwise",
                counted(double.malformed, "record")
            );
            return (Detected::new(Quote::NONE, 0.8, evidence), none);
        }
    }
    let answer = match double.quoted {
        0 => Detected::new(Quote::DOUBLE, 0.5, "no quoted field seen; `\"` is the usual quote"),
        n => Detected::new(Quote::DOUBLE, 1.0, format!("{} in `\"`", counted(n, "field"))),
    };
    (answer, double)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> Detected<Delimiter> {
        decide(text, true, line_end(text).value, None, None).0
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
    fn line_ends() {
        assert_eq!(line_end("a\nb\n").value, LineEnd::Lf);
        assert_eq!(line_end("a\r\nb\r\n").value, LineEnd::Crlf);
        assert_eq!(line_end("a\rb\rc").value, LineEnd::Cr);
        assert_eq!(line_end("a").value, LineEnd::Lf);
    }

    #[test]
    fn quotes_that_are_text() {
        let quote = |text| decide(text, true, LineEnd::Lf, None, None).1.value;
        let text = "id\ttitle\n1\t\"Heroes\" they said\n2\t\"Low\" by him\n3\t\"Hunky\" dory\n4\tplain\n";
        assert_eq!(quote(text), Quote::NONE);
        assert_eq!(quote("a,b\n1,\"x\n2,y\n"), Quote::DOUBLE);
        assert_eq!(quote("a,b\n1,\"x\"\n"), Quote::DOUBLE);
    }
}
