//! The choice of a dialect.

use super::sample::{Candidate, Sample};
use super::score::single_column;
use super::split::Dialect;
use super::{
    Comment, Delimiter, Escape, LineEnd, Quote, candidates, comments, decimal_comma, explain, first_line,
};
use crate::sniff::{Detected, Overrides};

/// Bytes of text in which records start that are split for each choice.
const MAX_TEXT: usize = 96 << 10;

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

/// Chooses delimiter, quote and escape for a text, which may end anywhere unless it is `complete`. `announced` is the
/// delimiter that the file itself names.
pub(crate) fn decide(
    text: &str,
    complete: bool,
    line_end: Detected<LineEnd>,
    announced: Option<Delimiter>,
    wanted: &Overrides,
) -> Choice {
    let cut = text.floor_char_boundary(first_records(text).max(MAX_TEXT));
    let sample = Sample { text, reach: cut, complete, line_end: line_end.value, wanted };
    let fixed = wanted.delimiter.or(announced);
    let tried = match fixed {
        Some(delimiter) => vec![(delimiter, 1.0)],
        None => candidates::candidates(sample.near()),
    };
    let with_trust = |(delimiter, trust)| {
        let candidate = sample.best_quote(delimiter);
        Candidate { value: candidate.value * trust, ..candidate }
    };
    let mut candidates: Vec<Candidate> = tried.into_iter().map(with_trust).collect();
    first_line::retain_those_that_cut_it(&sample, &mut candidates);
    let mut best: Option<Candidate> = None;
    let mut runner_up = 0.0;
    for candidate in candidates {
        match &best {
            Some(other) if !sample.is_better_table(&candidate, other) => {
                runner_up = f64::max(runner_up, candidate.value);
            }
            other => {
                runner_up = other.as_ref().map_or(0.0, |other| other.value);
                best = Some(candidate);
            }
        }
    }
    let single = sample.best_quote(Delimiter::NONE);
    let single_value = single_column(&sample.split(&single.dialect));
    let decimal_commas = fixed.is_none()
        && best.as_ref().is_some_and(|best| {
            best.dialect.delimiter == Delimiter::COMMA
                && decimal_comma::is_single_column(&sample.split(&best.dialect))
        });
    let mut chosen = match best {
        Some(_) if decimal_commas => single,
        Some(best) if fixed.is_some() || best.value > single_value => best,
        _ => single,
    };
    let all = Sample { reach: text.len(), ..sample };
    all.check_escape(&mut chosen);
    let unquoted = all.check_quote(&mut chosen);
    let delimiter = match (wanted.delimiter, announced) {
        (Some(delimiter), _) => Detected::chosen(delimiter),
        (None, Some(delimiter)) => {
            Detected::new(delimiter, 1.0, format!("the first line says that {delimiter} separates fields"))
        }
        (None, None) if decimal_commas => {
            let evidence = "a single column: below its name, every comma stands within a number";
            Detected::new(Delimiter::NONE, 0.7, evidence)
        }
        (None, None) => explain::delimiter(&chosen, runner_up.max(single_value)),
    };
    let quote = explain::quote(&chosen, unquoted, wanted);
    let escape = explain::escape(&chosen, &all);
    let leading_space = all.leading_space(&mut chosen);
    let line_end = all.line_end(&mut chosen, line_end);
    let comment = match wanted.comment {
        Some(comment) => {
            chosen.dialect.comment = comment;
            Detected::chosen(comment)
        }
        None => comments::find(&all.split(&chosen.dialect), &mut chosen.dialect),
    };
    Choice { delimiter, quote, escape, leading_space, comment, line_end, dialect: chosen.dialect }
}

/// Bytes of the first two records, or what is there of them: a table may have more columns than fit the text that is
/// looked at.
fn first_records(text: &str) -> usize {
    let mut ends = text.match_indices(['\r', '\n']).map(|(at, end)| (at, at + end.len()));
    let Some((_, first)) = ends.next() else { return text.len() };
    // `\r\n` are two ends with nothing between them.
    ends.find(|(at, _)| *at > first).map_or(text.len(), |(_, end)| end)
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
