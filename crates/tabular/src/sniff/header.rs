//! Whether the first record names the columns, and what they are called when it does not.

use super::Detected;
use super::measure::SampleCell;
use crate::kind::number::{self, NotNumber, Number};
use crate::kind::timestamp::Written;
use crate::wording::{counted, shown};

/// `column_1`, `column_2`…
pub(crate) fn placeholder_labels(count: usize) -> Vec<String> {
    (1..=count).map(|i| format!("column_{i}")).collect()
}

pub(crate) fn decide(records: &[Vec<SampleCell>], wanted: Option<bool>) -> Detected<bool> {
    if let Some(header) = wanted {
        return Detected::chosen(header);
    }
    let Some((first, rest)) = records.split_first() else {
        return Detected::new(true, 0.3, "no record was seen");
    };
    let values = || first.iter().enumerate().filter(|(_, cell)| is_value(&cell.text));
    if are_consecutive_years(first) {
        return Detected::new(true, 0.7, "the first record names consecutive years");
    }
    if let Some((i, cell)) = values().next() {
        let evidence =
            format!("column {} of the first record is already a value: `{}`", i + 1, shown(&cell.text));
        return Detected::new(false, if rest.is_empty() { 0.6 } else { 0.8 }, evidence);
    }
    if rest.is_empty() {
        return Detected::new(true, 0.5, "the only record holds names rather than values");
    }
    let typed =
        first.iter().enumerate().filter(|(i, cell)| !cell.text.is_empty() && is_typed_below(rest, *i));
    let typed = typed.count() as u64;
    if typed > 0 {
        let verb = if typed == 1 { "has" } else { "have" };
        let evidence = format!("{} {verb} a name above numbers or dates", counted(typed, "column"));
        return Detected::new(true, 0.95, evidence);
    }
    let again = first.iter().enumerate().find(|(i, cell)| {
        !cell.text.is_empty()
            && rest.iter().filter(|row| row.get(*i).is_some_and(|c| c.text == cell.text)).count() >= 2
    });
    if let Some((i, cell)) = again {
        let evidence =
            format!("`{}` of the first record occurs again in column {}", shown(&cell.text), i + 1);
        return Detected::new(false, 0.6, evidence);
    }
    Detected::new(
        true,
        0.6,
        "all columns are text, and none repeats its first cell; most files have a header",
    )
}

/// Whether every row, but not the header, ends with a meaningless delimiter.
pub(crate) fn trailing(records: &[Vec<SampleCell>], header: bool) -> Detected<bool> {
    let Some((first, rest)) = records.split_first().filter(|(_, rest)| header && !rest.is_empty()) else {
        return Detected::new(false, 1.0, "there is no header to compare rows with");
    };
    let ends_empty = |row: &Vec<SampleCell>| {
        row.len() == first.len() + 1 && row.last().is_some_and(|cell| cell.text.is_empty() && !cell.quoted)
    };
    let ending = rest.iter().filter(|row| ends_empty(row)).count();
    if ending * 10 >= rest.len() * 9 {
        let evidence =
            format!("{} end with one delimiter more than the header", counted(ending as u64, "row"));
        return Detected::new(true, 0.9, evidence);
    }
    Detected::new(false, 1.0, "rows do not end with one delimiter more than the header")
}

/// A number, a date, or a code of digits: what a column is hardly ever called.
fn is_value(text: &str) -> bool {
    let text = text.trim();
    number::scan(text).is_ok()
        || matches!(
            number::scan(text),
            Err(NotNumber::LeadingZeros | NotNumber::NegativeZero | NotNumber::OtherFloatText)
        )
        || Written::scan(text).is_some()
        || is_number_in_another_style(text)
}

/// `1.234,56`, `12,5`, `+49 89 1234`, `12 %`
fn is_number_in_another_style(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '-' | '+' | '%' | '/' | ':'))
}

fn is_typed_below(rest: &[Vec<SampleCell>], column: usize) -> bool {
    let mut cells = rest.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.text.is_empty());
    let (total, typed) =
        cells.by_ref().fold((0, 0), |(n, t), cell| (n + 1, t + usize::from(is_value(&cell.text))));
    total > 0 && typed * 10 >= total * 9
}

/// `country,2019,2020,2021`: years as names.
fn are_consecutive_years(first: &[SampleCell]) -> bool {
    let year = |cell: &SampleCell| match number::scan(&cell.text) {
        Ok(Number::Integer(year)) if (1800..=2200).contains(&year) => Some(year),
        _ => None,
    };
    let years: Vec<_> = first.iter().filter_map(year).collect();
    let others = first.iter().filter(|cell| year(cell).is_none());
    let named = !first.is_empty()
        && !is_value(&first[0].text)
        && others.into_iter().all(|cell| !is_value(&cell.text));
    let step = |pair: &[i64]| (pair[1] - pair[0]).abs() == 1;
    named && years.len() >= 2 && years.windows(2).all(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Detected<bool> {
        let cell = |t: &str| SampleCell { text: t.to_owned(), quoted: false };
        let records: Vec<Vec<_>> = text.lines().map(|line| line.split(',').map(cell).collect()).collect();
        decide(&records, None)
    }

    #[test]
    fn names_above_values_are_a_header() {
        assert!(header("id,name\n1,Anna\n2,Ben").value);
        assert!(header("name,city\nAnna,Rome\nBen,Oslo").value);
        assert!(header("country,2019,2020\nNorway,1,2\nSpain,3,4").value);
        assert!(header("a,b,c").value);
    }

    #[test]
    fn values_in_the_first_record_are_not() {
        assert!(!header("1,Anna\n2,Ben").value);
        assert!(!header("2024-01-01,x\n2024-01-02,y").value);
        assert!(!header("red,apple\ngreen,pear\nred,plum\nred,fig").value);
        assert!(!header("00123,x\n00124,y").value);
    }
}
