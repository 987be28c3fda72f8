//! Finds places for rows between others.

use tabular::diff::Added;

use super::place_in_file;

/// The distance of rows that were loaded together, and of rows that are put behind all others.
pub const STEP: i64 = 1 << 32;

/// Where rows are put in again and again at the same side, each takes this part of the room, so that it lasts for years of
/// days instead of a month.
const SHARE: i64 = 16;

/// A place for each of the rows, in their order; `None` where there is no room left between two rows, and all have to be
/// placed anew.
pub fn places(added: &[Added]) -> Option<Vec<i64>> {
    let mut places = Vec::with_capacity(added.len());
    for together in added.chunk_by(|a, b| (a.after, a.before) == (b.after, b.before)) {
        let count = i64::try_from(together.len()).ok()?;
        let (after, before) = (together[0].after, together[0].before);
        let (start, step) = match (after, before) {
            (None, None) => (place_in_file(0) - STEP, STEP),
            (Some(after), None) => (after, STEP),
            (None, Some(before)) => (before.checked_sub(STEP.checked_mul(count + 1)?)?, STEP),
            (Some(after), Some(before)) => between(after, before, count)?,
        };
        start.checked_add(step.checked_mul(count)?)?;
        places.extend((1..=count).map(|i| start + i * step));
    }
    Some(places)
}

/// Where to start, and how far apart.
fn between(after: i64, before: i64, count: i64) -> Option<(i64, i64)> {
    let room = before - after;
    let even = room / (count + 1);
    let tight = even / SHARE;
    // Rows loaded together lie at whole steps; a neighbour elsewhere was put in, and the next may well be put in beside it.
    let (grows_up, grows_down) = (after % STEP != 0, before % STEP != 0);
    match (grows_up, grows_down) {
        _ if even == 0 => None,
        (true, false) if tight > 0 => Some((after, tight)),
        (false, true) if tight > 0 => Some((before - tight * (count + 1), tight)),
        _ => Some((after, even)),
    }
}

#[cfg(test)]
mod tests {
    use tabular::diff::Digest;

    use super::*;

    fn added(after: Option<i64>, before: Option<i64>, count: u64) -> Vec<Added> {
        (0..count).map(|number| Added { number, digest: Digest(0), after, before, replaces: None }).collect()
    }

    fn check(after: Option<i64>, before: Option<i64>, count: u64) -> Vec<i64> {
        let places = places(&added(after, before, count)).expect("there is room");
        assert!(places.is_sorted_by(|a, b| a < b));
        assert!(after.is_none_or(|after| after < places[0]));
        assert!(before.is_none_or(|before| *places.last().expect("some") < before));
        places
    }

    #[test]
    fn rows_find_room_wherever_they_stand() {
        for count in [1, 2, 1000] {
            check(None, None, count);
            check(Some(place_in_file(5)), None, count);
            check(None, Some(place_in_file(0)), count);
            check(Some(place_in_file(5)), Some(place_in_file(6)), count);
            check(Some(-7), Some(place_in_file(6)), count);
        }
        assert_eq!(check(None, None, 2), [place_in_file(0), place_in_file(1)]);
        assert_eq!(places(&added(Some(1), Some(2), 1)), None);
        assert_eq!(places(&added(Some(i64::MAX - 5), None, 1)), None);
    }

    #[test]
    fn a_row_a_day_at_the_same_side_has_room_for_most_of_a_year() {
        for upwards in [true, false] {
            let (mut after, mut before) = (place_in_file(1), place_in_file(2));
            let mut days = 0;
            while let Some(places) = places(&added(Some(after), Some(before), 1)) {
                *if upwards { &mut after } else { &mut before } = places[0];
                days += 1;
            }
            assert!(days > 300, "{days}");
        }
    }
}
