//! The units that may stand beside a number in every cell of a column: per cent and money.

/// Symbols and abbreviations of money, longest first where one begins another. The symbols are those of Unicode's block
/// "Currency Symbols" and Latin-1; the abbreviations are in everyday use beside amounts.
const MONEY: [&str; 46] = [
    "AU$", "CA$", "NZ$", "HK$", "MX$", "NT$", "US$", "A$", "C$", "R$", "S$", "$", "€", "£", "¥", "￥", "₹",
    "₽", "₩", "₪", "₺", "₫", "₦", "₱", "₴", "฿", "₡", "₲", "₵", "₸", "₼", "₾", "₿", "¢", "Rs.", "Rs", "kr.",
    "kr", "zł", "Kč", "Ft", "lei", "лв", "руб.", "руб", "Fr.",
];

/// ISO 4217 codes of currencies with at most two decimal places, the most traded
/// (<https://www.bis.org/statistics/rpfx22.htm>).
const CODES: [&str; 36] = [
    "USD", "EUR", "JPY", "GBP", "CNY", "AUD", "CAD", "CHF", "HKD", "SGD", "SEK", "KRW", "NOK", "NZD", "INR",
    "MXN", "TWD", "ZAR", "BRL", "DKK", "PLN", "THB", "ILS", "IDR", "CZK", "AED", "TRY", "HUF", "CLP", "SAR",
    "PHP", "MYR", "COP", "RUB", "RON", "UAH",
];

/// Other units: shares and temperatures.
const OTHERS: [&str; 5] = ["%", "‰", "°C", "°F", "°"];

/// Bytes of the unit at the start of the text.
pub(crate) fn at_start(text: &str) -> Option<usize> {
    units().find(|unit| text.starts_with(unit)).map(str::len)
}

/// Whether the text is a unit.
pub(crate) fn is_unit(text: &str) -> bool {
    units().any(|unit| unit == text)
}

/// Whether the text is a currency whose smallest coin is a hundredth or larger, so that no amount has three decimals.
pub(crate) fn is_money(text: &str) -> bool {
    MONEY.into_iter().chain(CODES).any(|unit| unit == text)
}

/// Whether a header says that its column holds money: by a symbol (`Price in €`), or by a code or an abbreviation in
/// brackets (`Amount (EUR)`).
pub(crate) fn names_money(label: &str) -> bool {
    let symbol = |unit: &&str| !unit.chars().any(char::is_alphabetic);
    let bracketed = label.split(['(', '[']).skip(1).filter_map(|part| part.split([')', ']']).next());
    MONEY.into_iter().filter(symbol).any(|unit| label.contains(unit))
        || bracketed.map(str::trim).any(is_money)
}

fn units() -> impl Iterator<Item = &'static str> {
    MONEY.into_iter().chain(CODES).chain(OTHERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_name_money() {
        for label in ["Pay (£)", "Price in €", "amount [EUR]", "US$ paid"] {
            assert!(names_money(label), "{label}");
        }
        for label in ["Pay", "Europe (EU)", "kr", "USD", "share (%)"] {
            assert!(!names_money(label), "{label}");
        }
    }
}
