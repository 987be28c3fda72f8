//! Dates and times in formats in which every character has its place, all of whose characters are looked at together.

use super::calendar::is_valid;
use super::clock::{Fraction, TimeFormat};
use super::date::{DateFormat, DateSeparator, MonthFormat, YearDigits};
use super::timestamp::DAY;
use crate::schema::ColumnType;

/// Bytes that are looked at: those of the text, and whatever follows it.
pub(crate) const WINDOW: usize = 32;

/// A format whose texts all have the same length: `YYYY-MM-DD hh:mm:ss`.
#[derive(Debug, Clone)]
pub(crate) struct FixedWidth {
    len: u32,
    halves: [Half; 2],
    /// Where year, month and day stand.
    date: Option<[usize; 3]>,
    /// Where hour, minute and second stand; the minute once more where there are no seconds.
    time: Option<[usize; 3]>,
}

/// What sixteen bytes look like.
#[derive(Debug, Clone, Copy)]
struct Half {
    /// A zero for a digit, or the character that has to be there.
    bytes: u128,
    /// What lifts a digit above nine, and any difference from a character, into the highest bit of its byte.
    lift: u128,
    /// The bytes of the text.
    mask: u128,
}

impl Half {
    fn of(pattern: &[u8]) -> Self {
        let (mut bytes, mut lift, mut mask) = ([0; 16], [0; 16], [0; 16]);
        for (i, byte) in pattern.iter().enumerate().take(16) {
            let is_digit = b"YMDhmsS".contains(byte);
            bytes[i] = if is_digit { b'0' } else { *byte };
            lift[i] = if is_digit { 0x76 } else { 0x7F };
            mask[i] = 0xFF;
        }
        let [bytes, lift, mask] = [bytes, lift, mask].map(u128::from_le_bytes);
        Self { bytes, lift, mask }
    }

    /// The digits, if these and other characters are where they belong; other characters are zero.
    #[inline]
    fn digits(&self, window: [u8; 16]) -> Option<u128> {
        const LOW: u128 = u128::from_le_bytes([0x7F; 16]);
        let found = (u128::from_le_bytes(window) ^ self.bytes) & self.mask;
        let fits = ((found & LOW).wrapping_add(self.lift) | found) & !LOW == 0;
        fits.then_some(found)
    }
}

/// A day whose order is that of the calendar, without its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackedDay(u32);

impl PackedDay {
    pub(crate) const MIN: Self = Self(0);
    pub(crate) const MAX: Self = Self(u32::MAX);

    /// Year, month and day.
    pub(crate) fn civil(self) -> (i32, u32, u32) {
        ((self.0 >> 9) as i32, self.0 >> 5 & 15, self.0 & 31)
    }
}

impl FixedWidth {
    /// `None` where texts of a type have several lengths, or parts that are not numbers.
    pub(crate) fn of(kind: &ColumnType) -> Option<Self> {
        let is_fixed_date = |date: &DateFormat| {
            let numbers = date.padded && date.year == YearDigits::Four && date.month == MonthFormat::Number;
            // Without separators a year has no zero in front.
            numbers && date.separator != DateSeparator::Nothing
        };
        let is_fixed_time = |time: &TimeFormat| {
            let whole = matches!(time.fraction, Fraction::None | Fraction::Digits(_));
            time.padded && time.half.is_none() && whole
        };
        let pattern = match kind {
            ColumnType::Date { format } if is_fixed_date(format) => format.to_string(),
            ColumnType::Time { format } if is_fixed_time(format) => format.to_string(),
            ColumnType::Timestamp { format }
                if is_fixed_date(&format.date) && is_fixed_time(&format.time) =>
            {
                format.to_string()
            }
            ColumnType::TimestampTz { format }
                if is_fixed_date(&format.local.date) && is_fixed_time(&format.local.time) =>
            {
                format.to_string()
            }
            _ => return None,
        };
        let place = |part: &str| pattern.find(part);
        let (first, second) = pattern.as_bytes().split_at(pattern.len().min(16));
        Some(Self {
            len: pattern.len() as u32,
            halves: [Half::of(first), Half::of(second)],
            date: place("YYYY").zip(place("MM")).zip(place("DD")).map(|((y, m), d)| [y, m, d]),
            time: place("hh").zip(place("mm")).map(|(h, m)| [h, m, place("ss").unwrap_or(m)]),
        })
        .filter(|fixed| fixed.len as usize <= WINDOW)
    }

    /// The day of the first `len` bytes, if these are a date or a time in this format; [`PackedDay::MIN`] of a time.
    #[inline]
    pub(crate) fn scan(&self, window: &[u8; WINDOW], len: u32) -> Option<PackedDay> {
        let (halves, _) = window.as_chunks();
        let [first, second] = halves else { return None };
        if len != self.len {
            return None;
        }
        let first = self.halves[0].digits(*first)?;
        let second = if len > 16 { self.halves[1].digits(*second)? } else { 0 };
        // At each place the number of two digits that starts there.
        let mut pairs = [0; WINDOW];
        let (halves, _) = pairs.as_chunks_mut();
        if let [one, two] = halves {
            *one = (first.wrapping_mul(10).wrapping_add(first >> 8 | second << 120)).to_le_bytes();
            *two = (second.wrapping_mul(10).wrapping_add(second >> 8)).to_le_bytes();
        }
        let two = |at: usize| u32::from(pairs[at % WINDOW]);
        if let Some([hour, minute, second]) = self.time
            && (two(hour) > 23 || two(minute) > 59 || two(second) > 59)
        {
            return None;
        }
        let Some([year, month, day]) = self.date else { return Some(PackedDay::MIN) };
        let (year, month, day) = (two(year) * 100 + two(year + 2), two(month), two(day));
        is_valid(year as i32, month, day).then_some(PackedDay(year << 9 | month << 5 | day))
    }
}

/// The day of a text as it is written there, in days since 1970-01-01, if the type takes it; 0 for a time of day.
#[inline]
pub(crate) fn day_of(kind: &ColumnType, text: &str) -> Option<i32> {
    let day = |micros: i64| micros.div_euclid(DAY) as i32;
    match kind {
        ColumnType::Date { format } => format.parse(text),
        ColumnType::Time { format } => format.parse(text).map(|_| 0),
        ColumnType::Timestamp { format } => format.parse(text).map(day),
        ColumnType::TimestampTz { format } => {
            format.parse(text).map(|micros| day(micros + format.zone.micros()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kind::calendar::days_from_civil;

    fn kinds() -> Vec<ColumnType> {
        let dates = ["YYYY-MM-DD", "DD/MM/YYYY", "MM.DD.YYYY", "DD. MM. YYYY"]
            .map(|pattern| ColumnType::Date { format: pattern.parse().expect(pattern) });
        let times = ["hh:mm", "hh:mm:ss", "hh:mm:ss.SSS"]
            .map(|pattern| ColumnType::Time { format: pattern.parse().expect(pattern) });
        let local = ["YYYY-MM-DD hh:mm:ss", "DD.MM.YYYY, hh:mm"]
            .map(|pattern| ColumnType::Timestamp { format: pattern.parse().expect(pattern) });
        let zoned = ["YYYY-MM-DDThh:mm:ssZ", "YYYY/MM/DD hh:mm:ss.SSSSSS+02:00"]
            .map(|pattern| ColumnType::TimestampTz { format: pattern.parse().expect(pattern) });
        dates.into_iter().chain(times).chain(local).chain(zoned).collect()
    }

    #[test]
    fn formats_of_several_lengths_are_none() {
        for pattern in ["D/M/YYYY", "DD/MM/YY[1950]", "DD-Mon-YYYY", "YYYYMMDD"] {
            assert!(FixedWidth::of(&ColumnType::Date { format: pattern.parse().expect(pattern) }).is_none());
        }
        for pattern in ["h:mm", "hh:mm AM", "hh:mm:ss.S*", "hh:mm:ss.[SSSSSS]"] {
            assert!(FixedWidth::of(&ColumnType::Time { format: pattern.parse().expect(pattern) }).is_none());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn it_is_what_a_close_look_finds(
            kind in prop::sample::select(kinds()),
            digits in prop::collection::vec(prop_oneof![0..=2_u8, 0..=9_u8], 32),
            slip in prop::option::of((0..32_usize, any::<char>())),
            behind: u8,
        ) {
            let pattern = match &kind {
                ColumnType::Date { format } => format.to_string(),
                ColumnType::Time { format } => format.to_string(),
                ColumnType::Timestamp { format } => format.to_string(),
                ColumnType::TimestampTz { format } => format.to_string(),
                _ => String::new(),
            };
            let digit = |(c, digit): (char, &u8)| if "YMDhmsS".contains(c) { char::from(b'0' + digit) } else { c };
            let mut text: Vec<char> = pattern.chars().zip(&digits).map(digit).collect();
            if let Some((at, c)) = slip && at < text.len() {
                text[at] = c;
            }
            let text: String = text.into_iter().collect();
            prop_assume!(text.len() <= WINDOW);
            let mut window = [behind; WINDOW];
            window[..text.len()].copy_from_slice(text.as_bytes());
            let fixed = FixedWidth::of(&kind).expect("a format of one length");
            let day = fixed.scan(&window, text.len() as u32).map(|day| match day {
                PackedDay::MIN => 0,
                day => {
                    let (year, month, day) = day.civil();
                    days_from_civil(year, month, day)
                }
            });
            prop_assert_eq!(day, day_of(&kind, &text), "{}", text);
        }
    }
}
