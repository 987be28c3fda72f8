//! The orders of year, month and day in which all dates so far can be read.

use super::{Look, look};
use crate::kind::calendar::{days_from_civil, is_valid};
use crate::kind::date::{DateOrder, DateSeparator};
use crate::kind::written_date::WrittenDate;

/// An order that every value so far fits, with the earliest and latest day under it.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) order: DateOrder,
    pub(super) min: i32,
    pub(super) max: i32,
    /// Days or months with a leading zero, and with a single digit.
    pub(super) zero: bool,
    pub(super) single: bool,
    /// Years of two digits, bit by bit.
    pub(super) years: u128,
}

impl Reading {
    /// Whether the date can be read in this order like all before.
    pub(super) fn observe(&mut self, date: &WrittenDate) -> bool {
        let Some((year, month, day)) = date.read(self.order) else { return false };
        let two = date.year_len(self.order) == 2;
        // 1 March 1900 and 29 February 2000 aside, both centuries have the same days.
        let full = if two { 2000 + year as i32 } else { year as i32 };
        let (zero, single) = date.padding(self.order);
        self.zero |= zero;
        self.single |= single;
        if !is_valid(full, month, day) || (self.zero && self.single) {
            return false;
        }
        let days = days_from_civil(full, month, day);
        self.min = self.min.min(days);
        self.max = self.max.max(days);
        if two {
            self.years |= 1 << year;
        }
        true
    }
}

/// The orders that a date can have. Dots are a habit of countries that write the day first. Beside a month's name, two
/// digits in front are the day: nobody writes `09-Mar-11` for 2009.
pub(super) fn readings(date: &WrittenDate) -> Vec<Reading> {
    use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};
    let orders: &[DateOrder] = match (date.parts.map(look), date.separator) {
        ([Look::Four, ..], _) => &[YearMonthDay],
        ([Look::Name, ..], _) => &[MonthDayYear],
        ([_, Look::Name, _], _) => &[DayMonthYear],
        ([.., Look::Four], DateSeparator::Dot | DateSeparator::DotSpaces) => &[DayMonthYear],
        ([.., Look::Four], _) => &[DayMonthYear, MonthDayYear],
        (_, DateSeparator::Dot) => &[DayMonthYear, YearMonthDay],
        _ => &[DayMonthYear, MonthDayYear, YearMonthDay],
    };
    let reading = |order: &DateOrder| Reading {
        order: *order,
        min: i32::MAX,
        max: i32::MIN,
        zero: false,
        single: false,
        years: 0,
    };
    orders.iter().map(reading).collect()
}
