//! A date as it stands in a text, before the order of its numbers is known.

use super::calendar::{days_from_civil, is_valid};
use super::date::{DateFormat, DateOrder, DateSeparator, MonthFormat, YearDigits, digits};
use super::month::WrittenMonth;

/// One of the three parts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// A number, and how many digits it has.
    Number(u32, usize),
    /// A month's name.
    Month(WrittenMonth),
}

/// A date as it stands in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WrittenDate {
    pub(crate) separator: DateSeparator,
    pub(crate) parts: [Part; 3],
}

impl WrittenDate {
    /// Reads a date at the start of the text; answers it and what follows.
    pub(crate) fn scan(text: &str) -> Option<(Self, &str)> {
        let (first, rest) = part(text)?;
        if let Part::Number(number @ 10_000_000.., 8) = first {
            return Some((Self::compact(number), rest));
        }
        let (before, rest) = separator(rest);
        let (second, rest) = part(rest)?;
        let (after, rest) = separator(rest);
        let (third, rest) = part(rest)?;
        let separator = DateSeparator::of_pair(before, after)?;
        let parts = [first, second, third];
        let four = |part: &Part| matches!(part, Part::Number(_, 4));
        let short = |part: &Part| !matches!(part, Part::Number(_, 3 | 5..));
        let names = parts.iter().filter(|part| matches!(part, Part::Month(_))).count();
        let fits = parts.iter().filter(|part| four(part)).count() <= 1
            && !four(&second)
            && parts.iter().all(short)
            && names <= 1
            && !matches!(third, Part::Month(_))
            // `28. 5. 2015` and `May 28, 2015` are habits of names and of years that stand last.
            && match separator {
                DateSeparator::Nothing => false,
                DateSeparator::CommaSpace => matches!(first, Part::Month(_)),
                DateSeparator::DotSpace => matches!(second, Part::Month(_)),
                _ => true,
            };
        fits.then_some((Self { separator, parts }, rest))
    }

    fn compact(number: u32) -> Self {
        let parts = [
            Part::Number(number / 10_000, 4),
            Part::Number(number / 100 % 100, 2),
            Part::Number(number % 100, 2),
        ];
        Self { separator: DateSeparator::Nothing, parts }
    }

    /// Year digits, month and day under an order; `None` where a part is nothing of the kind.
    pub(crate) fn read(&self, order: DateOrder) -> Option<(u32, u32, u32)> {
        let [a, b, c] = self.parts;
        let (year, month, day) = match order {
            DateOrder::YearMonthDay => (a, b, c),
            DateOrder::DayMonthYear => (c, b, a),
            DateOrder::MonthDayYear => (c, a, b),
        };
        let Part::Number(year, 2 | 4) = year else { return None };
        let Part::Number(day, 1 | 2) = day else { return None };
        let month = match month {
            Part::Number(month, 1 | 2) => month,
            Part::Month(written) => written.month,
            Part::Number(..) => return None,
        };
        Some((year, month, day))
    }

    /// The digits of the year under an order.
    pub(crate) fn year_len(&self, order: DateOrder) -> usize {
        let part = if order == DateOrder::YearMonthDay { self.parts[0] } else { self.parts[2] };
        if let Part::Number(_, len) = part { len } else { 0 }
    }

    /// The month's name, if it is written so.
    pub(crate) fn name(&self) -> Option<WrittenMonth> {
        self.parts.iter().find_map(|part| if let Part::Month(month) = part { Some(*month) } else { None })
    }

    /// Whether a day or month has a leading zero, and whether one has a single digit, under an order.
    pub(crate) fn padding(&self, order: DateOrder) -> (bool, bool) {
        let year = if order == DateOrder::YearMonthDay { 0 } else { 2 };
        let others = self.parts.iter().enumerate().filter(|(i, _)| *i != year).map(|(_, part)| *part);
        others.fold((false, false), |(zero, single), part| match part {
            Part::Number(number, 2) => (zero || number < 10, single),
            Part::Number(..) => (zero, true),
            Part::Month(_) => (zero, single),
        })
    }

    /// The date in days since 1970-01-01, if this is how the format writes it.
    pub(crate) fn read_as(&self, format: &DateFormat) -> Option<i32> {
        let (year, month, day) = self.read(format.order)?;
        let (zero, single) = self.padding(format.order);
        let year_len = if format.year == YearDigits::Four { 4 } else { 2 };
        let fits = self.separator == format.separator
            && self.year_len(format.order) == year_len
            && !(if format.padded { single } else { zero })
            && match (format.month, self.name()) {
                (MonthFormat::Number, None) => true,
                (MonthFormat::Name(names), Some(written)) => written.is_in(names),
                _ => false,
            };
        let year = format.year.full(year);
        (fits && is_valid(year, month, day)).then(|| days_from_civil(year, month, day))
    }
}

/// A number or a month's name at the start of the text, and what follows.
fn part(text: &str) -> Option<(Part, &str)> {
    let len = text.bytes().take(9).take_while(u8::is_ascii_digit).count();
    if len > 0 {
        // A ninth digit makes it no part of a date.
        let number = digits(&text.as_bytes()[..len.min(8)])?;
        return Some((Part::Number(number, len), &text[len..]));
    }
    let (month, len) = WrittenMonth::scan(text)?;
    Some((Part::Month(month), &text[len..]))
}

/// The separator at the start of the text, and what follows.
fn separator(text: &str) -> (&str, &str) {
    let len = match text.as_bytes() {
        [b'.' | b',', b' ', ..] => 2,
        [b'-' | b'/' | b'.' | b' ', ..] => 1,
        _ => 0,
    };
    text.split_at(len)
}
