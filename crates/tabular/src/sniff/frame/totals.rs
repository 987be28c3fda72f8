//! A last row that sums up the others.

use super::end::Table;
use crate::sniff::dialect::split::Record;
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
    let mut sums = 0;
    let mut others = 0;
    for column in 0..table.width {
        let text = |record: &Record<'_, '_>| {
            record
                .fields
                .get(column)
                .map(|field| table.dialect.value(field).trim().to_owned())
                .unwrap_or_default()
        };
        let Some(total) = scaled(&text(last)) else { continue };
        let mut sum = Sum::default();
        above.iter().for_each(|record| sum.add(&text(record)));
        let sum = sum.get();
        match sum {
            Some(sum) if sum == total => sums += 1,
            Some(_) => others += 1,
            None => {}
        }
    }
    (sums > 0 && sums >= others).then(|| {
        let verb = if sums == 1 { "is the sum" } else { "are the sums" };
        format!(
            "the last row says `{}`, and {} of it {verb} of the rows above",
            shown(name),
            counted(sums, "number")
        )
    })
}

/// The sum of a column's numbers.
#[derive(Debug, Clone, Copy)]
struct Sum(Option<i128>);

impl Default for Sum {
    fn default() -> Self {
        Self(Some(0))
    }
}

impl Sum {
    /// Adds a cell; with one that is neither empty nor a number, there is no sum.
    fn add(&mut self, text: &str) {
        if !text.is_empty() {
            self.0 = self.0.and_then(|sum| sum.checked_add(scaled(text)?));
        }
    }

    /// Times 10⁹; `None` where there is none.
    fn get(self) -> Option<i128> {
        self.0
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
    let whole = whole.replace(',', "");
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 18
        || fraction.len() > PLACES as usize
        || !digits(&whole)
        || !digits(fraction)
    {
        return None;
    }
    let zeros = PLACES - fraction.len() as u32;
    let number = format!("{whole}{fraction}").parse::<i128>().ok()? * 10_i128.pow(zeros);
    Some(if negative { -number } else { number })
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
        assert_eq!(scaled(""), None);
        assert_eq!(scaled("5.300000000000001"), scaled("5.3"));
        assert_eq!(scaled("12345678.900000002"), scaled("12345678.9"));
        assert_eq!(scaled("0.3333333333333333"), None);
    }
}
