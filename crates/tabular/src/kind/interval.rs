//! Lengths of time: ISO 8601 durations, and hours that go beyond a day.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clock::{TimeFormat, WrittenTime};

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;
/// Years of an interval at most, so that its months fit Postgres.
const MAX_YEARS: i64 = 100_000;

/// A length of time, in the three parts that Postgres keeps apart because none is a fixed number of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Months, years included.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds, hours included.
    pub micros: i64,
}

/// How a column writes intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalFormat {
    /// `P1Y2M3DT4H5M6.5S`, each part only where it is not zero and below the next larger one; nothing is `PT0S`
    /// (ISO 8601-1 §5.5.2).
    Iso,
    /// `36:05:00`: a time whose hours go beyond a day.
    Clock(TimeFormat),
}

impl IntervalFormat {
    /// The interval, if this is how the format writes it.
    pub(crate) fn parse(&self, text: &str) -> Option<Interval> {
        match self {
            Self::Clock(format) => {
                let (time, rest) = WrittenTime::scan(text)?;
                let micros = if rest.is_empty() { time.read_as(format) } else { None }?;
                Some(Interval { months: 0, days: 0, micros })
            }
            Self::Iso => {
                let interval = scan_iso(text)?;
                let mut again = String::with_capacity(text.len());
                self.write(&interval, &mut again).ok()?;
                (again == text).then_some(interval)
            }
        }
    }

    pub(crate) fn write(&self, interval: &Interval, out: &mut impl fmt::Write) -> fmt::Result {
        let Interval { months, days, micros } = *interval;
        if let Self::Clock(format) = self {
            return format.write(micros, out);
        }
        out.write_char('P')?;
        for (number, letter) in [(months / 12, 'Y'), (months % 12, 'M'), (days, 'D')] {
            if number != 0 {
                write!(out, "{number}{letter}")?;
            }
        }
        if micros != 0 || (months == 0 && days == 0) {
            out.write_char('T')?;
        }
        for (number, letter) in [(micros / HOUR, 'H'), (micros / 60_000_000 % 60, 'M')] {
            if number != 0 {
                write!(out, "{number}{letter}")?;
            }
        }
        let (seconds, fraction) = (micros / 1_000_000 % 60, micros % 1_000_000);
        if fraction != 0 {
            let digits = format!("{fraction:06}");
            write!(out, "{seconds}.{}S", digits.trim_end_matches('0'))
        } else if seconds != 0 || *interval == (Interval { months: 0, days: 0, micros: 0 }) {
            write!(out, "{seconds}S")
        } else {
            Ok(())
        }
    }
}

fn scan_iso(text: &str) -> Option<Interval> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text.strip_prefix('P')?, ""),
    };
    let mut interval = Interval { months: 0, days: 0, micros: 0 };
    for_each_part(date, |number, letter| {
        let whole: i32 = number.parse().ok().filter(|n| i64::from(*n) <= MAX_YEARS)?;
        match letter {
            'Y' => interval.months += whole * 12,
            'M' => interval.months += whole,
            'D' => interval.days += whole,
            _ => return None,
        }
        Some(())
    })?;
    for_each_part(time, |number, letter| {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole: i64 = whole.parse().ok().filter(|n| *n <= MAX_YEARS * 10_000)?;
        let unit = match letter {
            'H' => HOUR,
            'M' => 60_000_000,
            'S' => 1_000_000,
            _ => return None,
        };
        if fraction.len() > 6 || letter != 'S' && number.contains('.') {
            return None;
        }
        let fraction: i64 = if fraction.is_empty() { 0 } else { format!("{fraction:0<6}").parse().ok()? };
        interval.micros += whole * unit + fraction;
        Some(())
    })?;
    Some(interval)
}

/// Calls with each number and the letter behind it.
fn for_each_part(mut text: &str, mut each: impl FnMut(&str, char) -> Option<()>) -> Option<()> {
    while !text.is_empty() {
        let len = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let letter = text[len..].chars().next()?;
        if !(1..=18).contains(&len) {
            return None;
        }
        each(&text[..len], letter)?;
        text = &text[len + letter.len_utf8()..];
    }
    Some(())
}

impl fmt::Display for IntervalFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Iso => f.write_str("as in ISO 8601"),
            Self::Clock(format) => format.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_durations_only() {
        for text in ["P1Y2M3DT4H5M6.5S", "PT4M13S", "P7D", "PT0S", "PT36H", "P11M", "PT0.000001S"] {
            assert!(IntervalFormat::Iso.parse(text).is_some(), "{text}");
        }
        for text in [
            "P14M", "PT90M", "P1W", "P", "PT", "P1Y0M", "PT1.50S", "P0D", "P1H", "PT1D", "p1d", "-P1D",
            "P 1D", "",
        ] {
            assert!(IntervalFormat::Iso.parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn hours_beyond_a_day() {
        let format = IntervalFormat::Clock("hh:mm:ss".parse().expect("known"));
        let interval = format.parse("136:05:00").expect("fits");
        assert_eq!(interval.micros, 136 * HOUR + 300_000_000);
        let mut out = String::new();
        format.write(&interval, &mut out).expect("a string takes any text");
        assert_eq!(out, "136:05:00");
        assert_eq!((format.parse("036:05:00"), format.parse("1:05:00")), (None, None));
    }
}
