//! A last row that sums up the others.

use super::end::Table;
use crate::sniff::dialect::split::{Field, Record};
use crate::wording::{counted, shown};

/// How such a row begins, in lower case.
const WORDS: [&str; 22] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "sub-total",
    "subtotal",
    "overall",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "summe",
    "total général",
    "total general",
    "totale",
    "totaal",
    "somme",
    "suma",
    "razem",
    "összesen",
    "итого",
    "всего",
    "合計",
];

/// Decimal places that are summed exactly.
const PLACES: u32 = 9;

/// Digits that any decimal may have and still come back from a float unchanged.
const FLOAT_DIGITS: usize = 15;

/// Digits of a float that summing up leaves as they are.
const SURE_DIGITS: usize = 13;

/// Whether a cell says that its row is one of totals.
pub(crate) fn names_totals(text: &str) -> bool {
    WORDS.contains(&text.trim().trim_end_matches(':').to_lowercase().as_str())
}

/// What proves that the last row is one of totals: it says so, and at least half of its numbers, and one at any rate, are
/// the sums of the numbers above.
pub(super) fn prove(rows: &[Record<'_, '_>], table: &Table<'_>) -> Option<String> {
    let (last, above) = rows.split_last().filter(|(_, above)| above.len() > 1)?;
    let name = last.fields.iter().map(|field| field.text.trim()).find(|text| !text.is_empty())?;
    if last.fields.len() != table.width || !names_totals(name) {
        return None;
    }
    let value = |field: &Field<'_>| table.dialect.value(field).trim().to_owned();
    let mut totals = Totals::new(table.width);
    for record in above {
        record.fields.iter().enumerate().for_each(|(column, field)| totals.add(column, &value(field)));
    }
    let proved = totals.proved(last.fields.iter().map(value))?;
    let verb = if proved == 1 { "is the sum" } else { "are the sums" };
    Some(format!(
        "the last row says `{}`, and {} of it {verb} of the rows above",
        shown(name),
        counted(proved, "number")
    ))
}

/// The sums of a table's columns, times 10⁹; `None` for a column with something else than numbers.
#[derive(Debug)]
pub(crate) struct Totals(Vec<Option<i128>>);

impl Totals {
    pub(crate) fn new(columns: usize) -> Self {
        Self(vec![Some(0); columns])
    }

    /// Adds a cell to its 0-based column.
    pub(crate) fn add(&mut self, column: usize, text: &str) {
        if let Some(sum) = self.0.get_mut(column).filter(|_| !text.is_empty()) {
            *sum = sum.and_then(|sum| sum.checked_add(scaled(text)?));
        }
    }

    /// How many numbers of a row are the sums, if that is at least half of its numbers, and one at any rate.
    pub(crate) fn proved<S: AsRef<str>>(&self, row: impl Iterator<Item = S>) -> Option<u64> {
        let (mut sums, mut others) = (0, 0);
        for (total, sum) in row.zip(&self.0) {
            match (scaled(total.as_ref()), sum) {
                (Some(total), Some(sum)) if *sum == total => sums += 1,
                (Some(_), Some(_)) => others += 1,
                _ => {}
            }
        }
        (sums > 0 && sums >= others).then_some(sums)
    }
}

/// A number times 10⁹. `None` for what is not a number in plain or English notation, or has too many digits.
fn scaled(text: &str) -> Option<i128> {
    let text = text.trim_start_matches(['$', '£', '€']).trim();
    let rounded = without_noise(text);
    let text = rounded.as_deref().unwrap_or(text);
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction_len = fraction.len() as u32;
    let whole_len = whole.bytes().filter(|b| *b != b',').count();
    if whole_len == 0 || whole_len > 18 || fraction_len > PLACES {
        return None;
    }
    let number = digits(whole.bytes().filter(|b| *b != b','))? * 10_i128.pow(PLACES)
        + digits(fraction.bytes())? * 10_i128.pow(PLACES - fraction_len);
    Some(if negative { -number } else { number })
}

/// At most 18 digits as a number.
fn digits(mut bytes: impl Iterator<Item = u8>) -> Option<i128> {
    let number = bytes.try_fold(0_i64, |number, b| {
        b.is_ascii_digit().then(|| number.checked_mul(10)?.checked_add(i64::from(b - b'0'))).flatten()
    });
    number.map(i128::from)
}

/// The last digits of a float that was summed up are off: `5.300000000000001`. A number of more digits than any decimal
/// keeps in a float, rounded.
fn without_noise(text: &str) -> Option<String> {
    if text.len() <= FLOAT_DIGITS || !text.contains('.') {
        return None;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).skip_while(|b| *b == b'0').count();
    let value: f64 = text.parse().ok().filter(|_| digits > FLOAT_DIGITS)?;
    let value: f64 = format!("{value:.*e}", SURE_DIGITS - 1).parse().ok()?;
    Some(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        assert_eq!(scaled("1,234.5"), Some(1_234_500_000_000));
        assert_eq!(scaled("-$3"), None);
        assert_eq!(scaled("$-3"), Some(-3_000_000_000));
        assert_eq!(scaled("3 pm"), None);
        assert_eq!(scaled("1.2.3"), None);
        assert_eq!(scaled("999,999,999,999,999,999"), Some(999_999_999_999_999_999_000_000_000));
        assert_eq!(scaled(""), None);
        assert_eq!(scaled("5.300000000000001"), scaled("5.3"));
        assert_eq!(scaled("12345678.900000002"), scaled("12345678.9"));
        assert_eq!(scaled("0.3333333333333333"), None);
    }
}
