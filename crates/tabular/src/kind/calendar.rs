//! The proleptic Gregorian calendar, as far as a date in a file needs it.
//!
//! The conversions are those of Howard Hinnant, <https://howardhinnant.github.io/date_algorithms.html>.

/// Days since 1970-01-01.
#[inline]
pub(crate) fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    // Years begin in March, so that a leap day is the last of its year.
    let (year, month_from_march) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let day_of_year = ((153 * month_from_march + 2) / 5 + day) as i32 - 1;
    365 * year + leap_days + day_of_year - 719_468
}

/// Year, month, day.
pub(crate) fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let (year, month, day) = civil(days.into());
    (year as i32, month, day)
}

/// Year, month, day of any day since 1970-01-01, up to the range of 64-bit seconds and further.
pub(crate) fn civil(days: i64) -> (i64, u32, u32) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Whether there is such a day. Years 0001 to 9999.
#[inline]
pub(crate) fn is_valid(year: i32, month: u32, day: u32) -> bool {
    // Every month has these.
    if day <= 28 {
        return day > 0 && (1..=12).contains(&month) && (1..=9999).contains(&year);
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=9999).contains(&year) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_there_and_back() {
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(days_from_civil(2000, 3, 1), 11_017);
        let (first, last) = (days_from_civil(1, 1, 1), days_from_civil(9999, 12, 31));
        assert_eq!(last - first + 1, 3_652_059);
        for days in first..=last {
            let (y, m, d) = civil_from_days(days);
            assert!(is_valid(y, m, d));
            assert_eq!(days_from_civil(y, m, d), days);
        }
    }

    #[test]
    fn days_that_do_not_exist() {
        assert!(is_valid(2000, 2, 29) && !is_valid(1900, 2, 29) && !is_valid(2023, 2, 29));
        assert!(
            !is_valid(2024, 4, 31) && !is_valid(2024, 13, 1) && !is_valid(2024, 0, 1) && !is_valid(0, 1, 1)
        );
    }
}
