//! Delimiter, quote and line end of delimited text.

use memchr::memchr_iter;
use serde::{Deserialize, Serialize};

use super::Detected;
use super::measure::{Measure, measure};
use crate::decode::csv::Grammar;
use crate::wording::{counted, grouped};

/// What separates the fields of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
    /// Nothing: the file has a single column, and a comma in it is text.
    None,
}

/// What surrounds fields that contain delimiters, quotes or line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quote {
    /// `"`, doubled inside a quoted field.
    Double,
    /// Nothing: a `"` is text.
    None,
}

/// What ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnd {
    /// `\n`; a `\r\n` here and there ends a record too.
    Lf,
    /// `\r\n`; a lone `\n` here and there ends a record too.
    Crlf,
    /// `\r`, as old Macintosh programs write it.
    Cr,
}

impl Delimiter {
    /// The byte, `None` for a single column.
    pub fn byte(self) -> Option<u8> {
        match self {
            Self::Comma => Some(b','),
            Self::Semicolon => Some(b';'),
            Self::Tab => Some(b'\t'),
            Self::Pipe => Some(b'|'),
            Self::None => None,
        }
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Comma => "`,`",
            Self::Semicolon => "`;`",
            Self::Tab => "tab",
            Self::Pipe => "`|`",
            Self::None => "no delimiter",
        }
    }
}

impl Quote {
    /// The byte, `None` when quotes are text.
    pub fn byte(self) -> Option<u8> {
        match self {
            Self::Double => Some(b'"'),
            Self::None => None,
        }
    }
}

impl LineEnd {
    /// The characters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::Crlf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// The candidates. The rarer a character is in prose, the more its regularity means, so at equal scores the first wins.
const CANDIDATES: [Delimiter; 4] = [Delimiter::Tab, Delimiter::Semicolon, Delimiter::Pipe, Delimiter::Comma];

/// A delimiter has to do better than this to be one.
const SINGLE_COLUMN_SCORE: f64 = 0.35;

/// How much a first record of another width speaks against a delimiter.
const OTHER_FIRST_RECORD: f64 = 0.3;

/// Records malformed by their quotes before quotes are taken for text.
const MALFORMED_TO_GIVE_UP_QUOTES: u64 = 3;

pub(crate) fn line_end(text: &str) -> Detected<LineEnd> {
    let bytes = text.as_bytes();
    let lf = memchr_iter(b'\n', bytes).count() as u64;
    let crlf = memchr_iter(b'\n', bytes).filter(|i| *i > 0 && bytes[i - 1] == b'\r').count() as u64;
    // The sample may end between the two.
    let cr =
        memchr_iter(b'\r', bytes).filter(|i| bytes.get(i + 1).is_some_and(|b| *b != b'\n')).count() as u64;
    let lines = |n: u64| grouped(n);
    if lf == 0 && cr == 0 {
        return Detected::new(LineEnd::Lf, 0.5, "no line end seen");
    }
    if cr > 10 * lf {
        return Detected::new(
            LineEnd::Cr,
            0.9,
            format!("{} of {} line ends are `\\r`", lines(cr), lines(cr + lf)),
        );
    }
    if crlf * 2 > lf {
        let confidence = crlf as f32 / lf as f32;
        return Detected::new(
            LineEnd::Crlf,
            confidence,
            format!("{} of {} line ends are `\\r\\n`", lines(crlf), lines(lf)),
        );
    }
    let confidence = (lf - crlf) as f32 / lf as f32;
    Detected::new(
        LineEnd::Lf,
        confidence,
        format!("{} of {} line ends are `\\n`", lines(lf - crlf), lines(lf)),
    )
}

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
                delimiter.shown(),
                grouped(measure.matching),
                counted(measure.total, "record"),
                counted(measure.fields as u64, "field")
            );
            (Detected::new(delimiter, best_score as f32, evidence), quote, measure)
        }
        None => {
            let (delimiter, quote, measure) = candidate(Delimiter::None);
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
    let double = under(Quote::Double);
    if double.malformed >= MALFORMED_TO_GIVE_UP_QUOTES && double.malformed > double.quoted {
        let none = under(Quote::None);
        if none.share > double.share {
            let evidence = format!(
                "quotes are text: {} would be malformed otherwise",
                counted(double.malformed, "record")
            );
            return (Detected::new(Quote::None, 0.8, evidence), none);
        }
    }
    let answer = match double.quoted {
        0 => Detected::new(Quote::Double, 0.5, "no quoted field seen; `\"` is the usual quote"),
        n => Detected::new(Quote::Double, 1.0, format!("{} in `\"`", counted(n, "field"))),
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
        assert_eq!(delimiter("a,b\n1,2\n").value, Delimiter::Comma);
        assert_eq!(delimiter("a\tb\n1\t2\n").value, Delimiter::Tab);
        assert_eq!(delimiter("a|b\n1|2\n").value, Delimiter::Pipe);
        let found = delimiter("a;b;c\n1;2;3\n4;5;6\n");
        assert_eq!(found.value, Delimiter::Semicolon);
        assert_eq!(found.evidence, "`;` because 3 of 3 records split into 3 fields");
    }

    #[test]
    fn commas_in_the_text_of_a_semicolon_file_do_not_fool() {
        assert_eq!(delimiter("name;note\nAnna;red, green\nBen;blue, black\n").value, Delimiter::Semicolon);
        assert_eq!(delimiter("x;y;z\n1,5;2,5;3,5\n4,5;5,5;6,5\n").value, Delimiter::Semicolon);
        assert_eq!(delimiter("1,5;2,5;3,5\n4,5;5,5;6,5\n").value, Delimiter::Semicolon);
        assert_eq!(delimiter("id\taddress\n1\tA, B, C\n2\tD, E, F\n").value, Delimiter::Tab);
    }

    #[test]
    fn delimiters_in_quotes_do_not_count() {
        assert_eq!(delimiter("a,b\n\"x;y\",\"1;2\"\n\"z;w\",\"3;4\"\n").value, Delimiter::Comma);
        assert_eq!(delimiter("a,b\n\"x\ny\",1\n\"z,,,,\",2\n").value, Delimiter::Comma);
    }

    #[test]
    fn a_single_column_is_not_split() {
        assert_eq!(delimiter("name\nAnna\nBen\n").value, Delimiter::None);
        assert_eq!(delimiter("name\nSmith, John\nDoe, Jane\nBlack, Joe\n").value, Delimiter::None);
        assert_eq!(delimiter("remark\nyes, but\nno\nwell; a, b, c\n").value, Delimiter::None);
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
        assert_eq!(quote(text), Quote::None);
        assert_eq!(quote("a,b\n1,\"x\n2,y\n"), Quote::Double);
        assert_eq!(quote("a,b\n1,\"x\"\n"), Quote::Double);
    }
}
