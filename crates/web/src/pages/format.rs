//! Numbers as people read them: thousands separators, bytes, durations, shares. English, no locale.

use std::time::Duration;

/// `1234567` → `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `count` with its noun: `1 row`, `2 rows`, `0 rows`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Decimal units, three figures: `812 B`, `4.21 MB`, `1.30 GB`.
pub fn bytes(number: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if number < 1000 {
        return format!("{number} B");
    }
    let mut value = number as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let places = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.places$} {}", UNITS[unit])
}

/// `340 ms`, `1.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if duration < Duration::from_secs(1) {
        return format!("{} ms", duration.as_millis());
    }
    if duration < Duration::from_millis(9_950) {
        return format!("{:.1} s", duration.as_secs_f64());
    }
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => two(seconds / 60, "min", seconds % 60, "s"),
        3_600..86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

fn two(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

/// The share of `part` in `whole`; never rounds to 0 % or 100 % what is neither.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 || part == 0 {
        return "0 %".to_owned();
    }
    if part >= whole {
        return "100 %".to_owned();
    }
    let share = part as f64 * 100.0 / whole as f64;
    if share < 0.1 {
        "< 0.1 %".to_owned()
    } else if share > 99.9 {
        "> 99.9 %".to_owned()
    } else if !(10.0..=90.0).contains(&share) {
        format!("{share:.1} %")
    } else {
        format!("{share:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_separators() {
        let shown: Vec<_> = [0, 999, 1000, 12_345, 1_234_567].into_iter().map(count).collect();
        assert_eq!(shown, ["0", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!(counted(1, "row", "rows"), "1 row");
    }

    #[test]
    fn bytes_have_three_figures() {
        let shown: Vec<_> =
            [0, 999, 1000, 4_210_000, 999_600, 99_960_000, u64::MAX].into_iter().map(bytes).collect();
        assert_eq!(shown, ["0 B", "999 B", "1.00 kB", "4.21 MB", "1.00 MB", "100 MB", "18447 PB"]);
    }

    #[test]
    fn durations_have_two_units() {
        let shown: Vec<_> = [340, 1_800, 9_960, 200_000, 7_500_000, 273_600_000]
            .into_iter()
            .map(|ms| duration(Duration::from_millis(ms)))
            .collect();
        assert_eq!(shown, ["340 ms", "1.8 s", "9 s", "3 min 20 s", "2 h 5 min", "3 d 4 h"]);
    }

    #[test]
    fn shares_never_hide_the_exception() {
        assert_eq!(percent(1, 1_000_000), "< 0.1 %");
        assert_eq!(percent(999_999, 1_000_000), "> 99.9 %");
        assert_eq!(
            (percent(1, 2), percent(3, 3), percent(0, 0)),
            ("50 %".into(), "100 %".into(), "0 %".into())
        );
    }
}
