//! The order of types: which takes every text that another takes.

use super::ColumnType;
use super::column_type::IntegerSize;
use crate::kind::clock::{Fraction, TimeFormat};
use crate::kind::date::DateFormat;
use crate::kind::float::FloatStyle;
use crate::kind::interval::IntervalFormat;
use crate::kind::number_format::NumberFormat;

/// The narrowest type that takes every text both types take: the join of the lattice whose top is text. An integer
/// column that meets decimals becomes numeric; two date formats have nothing in common but text.
pub fn widen(a: &ColumnType, b: &ColumnType) -> ColumnType {
    use ColumnType::{Interval, Point, Time};
    // Among types of which neither takes the other's texts, only times of day and clock intervals have a common upper
    // bound below text.
    if let (Time { format }, Interval { .. }) | (Interval { .. }, Time { format }) = (a, b)
        && format.half.is_none()
    {
        let long = Interval { format: IntervalFormat::Clock(*format) };
        let other = if matches!(a, Interval { .. }) { a } else { b };
        return widen(&long, other);
    }
    // Pairs of two formats have JSON in common where both are written as its arrays.
    if let (Point { format }, Point { format: other }) = (a, b)
        && format != other
        && format.is_json()
        && other.is_json()
    {
        return ColumnType::Json;
    }
    if is_within(a, b) {
        b.clone()
    } else if is_within(b, a) {
        a.clone()
    } else {
        ColumnType::Text
    }
}

/// Whether `wide` takes every text that `narrow` takes, as a value of no less meaning.
fn is_within(narrow: &ColumnType, wide: &ColumnType) -> bool {
    use ColumnType::{
        Date, Float, Integer, Interval, Json, Numeric, Point, Text, Time, Timestamp, TimestampTz,
    };
    match (narrow, wide) {
        (_, Text) => true,
        (Integer { size, format }, Integer { size: wide_size, format: wide_format }) => {
            format == wide_format && (size == wide_size || *wide_size == IntegerSize::Eight)
        }
        (Integer { format, .. }, Numeric { format: wide }) => {
            let plain = NumberFormat::default();
            let narrow = format.as_deref().unwrap_or(&plain);
            narrow.without_decimals() == wide.as_deref().unwrap_or(&plain).without_decimals()
        }
        // A float prints whole numbers of 32 bits plainly in these styles.
        (Integer { size: IntegerSize::Four, format: None }, Float { style }) => {
            matches!(style, FloatStyle::Postgres | FloatStyle::JavaScript)
        }
        // Eight digits are whole numbers as well.
        (
            Date { format: DateFormat::COMPACT },
            Integer { format: None, .. } | Numeric { .. } | Float { .. },
        ) => is_within(&ColumnType::INTEGER, wide),
        (Time { format }, Time { format: wide }) => {
            format == wide || format.fraction == Fraction::None && is_fraction_added(format, wide)
        }
        (Time { format }, Interval { format: IntervalFormat::Clock(wide) }) => {
            format.half.is_none() && (format == wide || is_fraction_added(format, wide))
        }
        (
            Interval { format: IntervalFormat::Clock(format) },
            Interval { format: IntervalFormat::Clock(wide) },
        ) => format == wide || is_fraction_added(format, wide),
        (Timestamp { format }, Timestamp { format: wide }) => {
            format == wide
                || format.date == wide.date
                    && format.between == wide.between
                    && is_fraction_added(&format.time, &wide.time)
        }
        (TimestampTz { format }, TimestampTz { format: wide }) => {
            format == wide
                || format.zone == wide.zone
                    && is_within(&Timestamp { format: format.local }, &Timestamp { format: wide.local })
        }
        (Point { format }, Json) => format.is_json(),
        (narrow, wide) => narrow == wide,
    }
}

/// Whether the formats differ only in that the wide one writes fractions of a second where there are any.
fn is_fraction_added(narrow: &TimeFormat, wide: &TimeFormat) -> bool {
    let sometimes = matches!(wide.fraction, Fraction::Trimmed | Fraction::SixOrNone);
    narrow.fraction == Fraction::None
        && narrow.seconds
        && sometimes
        && *narrow == (TimeFormat { fraction: Fraction::None, ..*wide })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::point::PointFormat;

    fn date(pattern: &str) -> ColumnType {
        ColumnType::Date { format: pattern.parse().expect(pattern) }
    }

    fn comma() -> ColumnType {
        let mut format = NumberFormat::default();
        format.digits.decimal = crate::kind::body::DecimalMark::Comma;
        ColumnType::Numeric { format: Some(Box::new(format)) }
    }

    #[test]
    fn whole_numbers_are_decimals_of_every_mark() {
        assert_eq!(widen(&ColumnType::INTEGER, &ColumnType::BIGINT), ColumnType::BIGINT);
        assert_eq!(widen(&ColumnType::BIGINT, &ColumnType::NUMERIC), ColumnType::NUMERIC);
        assert_eq!(widen(&ColumnType::BIGINT, &comma()), comma());
        assert_eq!(widen(&ColumnType::NUMERIC, &comma()), ColumnType::Text);
        assert_eq!(widen(&ColumnType::BIGINT, &ColumnType::FLOAT), ColumnType::Text);
        assert_eq!(widen(&ColumnType::INTEGER, &ColumnType::FLOAT), ColumnType::FLOAT);
    }

    #[test]
    fn dates_of_two_formats_are_text() {
        assert_eq!(widen(&date("DD/MM/YYYY"), &date("MM/DD/YYYY")), ColumnType::Text);
        assert_eq!(widen(&date("DD/MM/YYYY"), &date("DD/MM/YYYY")), date("DD/MM/YYYY"));
        assert_eq!(widen(&date("YYYYMMDD"), &ColumnType::BIGINT), ColumnType::BIGINT);
    }

    #[test]
    fn pairs_in_brackets_are_json() {
        let point = |prefix: &str, separator: &str, suffix: &str| ColumnType::Point {
            format: Box::new(PointFormat {
                prefix: prefix.to_owned(),
                separator: separator.to_owned(),
                suffix: suffix.to_owned(),
                style: FloatStyle::JavaScript,
            }),
        };
        let (array, spaced, round) = (point("[", ",", "]"), point("[", ", ", "]"), point("(", ",", ")"));
        assert_eq!(widen(&array, &ColumnType::Json), ColumnType::Json);
        assert_eq!(widen(&array, &spaced), ColumnType::Json);
        assert_eq!(widen(&array, &array), array);
        assert_eq!(widen(&round, &ColumnType::Json), ColumnType::Text);
        assert_eq!(widen(&round, &array), ColumnType::Text);
    }

    #[test]
    fn times_grow_into_fractions_and_beyond_a_day() {
        let time = |pattern: &str| ColumnType::Time { format: pattern.parse().expect(pattern) };
        let long = |pattern: &str| ColumnType::Interval {
            format: IntervalFormat::Clock(pattern.parse().expect(pattern)),
        };
        assert_eq!(widen(&time("h:mm:ss"), &time("h:mm:ss.S*")), time("h:mm:ss.S*"));
        assert_eq!(widen(&time("h:mm:ss"), &long("h:mm:ss")), long("h:mm:ss"));
        assert_eq!(widen(&time("h:mm:ss"), &time("hh:mm:ss")), ColumnType::Text);
    }
}
