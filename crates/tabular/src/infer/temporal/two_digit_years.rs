//! The century of years with two digits.
//!
//! Programs disagree about years from 30 to 68: spreadsheets turn to the last century at 30, SQL Server at 50, POSIX at
//! 69. About the others they agree. So a column is read only when years about which they agree place the others: the
//! window is taken in which the column spans the fewest years, and it must do so clearly.

/// First years of a window, most usual first.
const WINDOWS: [u16; 5] = [1950, 1930, 1969, 1940, 1960];

/// The first year of the hundred in which all years lie, bit `n` for the year `n`; `None` when that is open.
pub(crate) fn century(years: u128) -> Option<u16> {
    let seen = || (0..100_u16).filter(|year| years & (1 << year) != 0);
    let disputed = |year: &u16| (30..=68).contains(year);
    if seen().all(|year| disputed(&year)) {
        return None;
    }
    if !seen().any(|year| disputed(&year)) {
        return Some(WINDOWS[0]);
    }
    // Years under a window: the first, and how many lie between.
    let under = |from: u16| {
        let full = |year: u16| if 1900 + year < from { 2000 + year } else { 1900 + year };
        let (min, max) =
            seen().map(full).fold((u16::MAX, 0), |(min, max), year| (min.min(year), max.max(year)));
        (min, max - min)
    };
    let (best, (first, span)) = WINDOWS
        .into_iter()
        .map(|from| (from, under(from)))
        .reduce(|best, next| if next.1.1 < best.1.1 { next } else { best })?;
    let others = WINDOWS.into_iter().map(under).filter(|(other, length)| (*other, *length) != (first, span));
    others.map(|(_, length)| length).min().is_none_or(|length| length >= span + span / 4).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(years: &[u16]) -> Option<u16> {
        century(years.iter().fold(0, |bits, year| bits | 1 << year))
    }

    #[test]
    fn agreed_years_place_the_others() {
        assert_eq!(of(&[11, 15]), Some(1950));
        assert_eq!(of(&[98, 99, 0, 1]), Some(1950));
        assert_eq!(of(&[62, 64, 70, 85, 99, 5]), Some(1950));
        assert_eq!(of(&[45, 70, 85, 99]), Some(1930));
        assert_eq!(of(&[18, 25, 33, 41, 45]), Some(1950));
        assert_eq!(of(&[18, 25, 33, 52]), Some(1969));
    }

    #[test]
    fn disputed_years_alone_stay_open() {
        assert_eq!(of(&[35, 52]), None);
        assert_eq!(of(&[5, 60]), None);
    }
}
