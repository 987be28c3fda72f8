//! When a source is due.

use std::time::Duration;

use croner::{
    Cron,
    parser::{CronParser, Seconds},
};
use jiff::{Timestamp, tz::TimeZone};

/// A parsed schedule in a time zone.
///
/// Daylight saving time as croner has it (and Vixie cron before it): a time that a gap skips runs at the first instant
/// after the gap, a time that an overlap repeats runs once.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
}

/// Why a schedule was refused, in the user's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSchedule {
    /// Neither a name nor a cron line.
    #[error(
        "This is not a schedule. Write five cron fields such as `0 7 * * 1-5`, or @hourly, @daily, @weekly."
    )]
    Syntax,
    /// Such as 30 February.
    #[error("This schedule never comes due. Check the day and the month.")]
    Never,
    /// Closer together than this installation allows.
    #[error("This schedule runs more often than once in {0} seconds, the least this installation allows.")]
    TooOften(u64),
    /// No such zone.
    #[error("There is no such time zone. Write it as Europe/Paris or UTC.")]
    TimeZone,
}

impl Schedule {
    /// Parses a schedule for a source. Names are spread: `@hourly` is a minute of its own for each `seed`, so that ten
    /// thousand sources do not all come due on the hour. `min_interval` must lie between two slots; a sixth, leading
    /// field for seconds is read only where it is below a minute.
    ///
    /// # Errors
    /// [`InvalidSchedule`] says what is wrong in the user's words.
    pub fn parse(text: &str, zone: &str, seed: i64, min_interval: Duration) -> Result<Self, InvalidSchedule> {
        let zone = TimeZone::get(zone).map_err(|_| InvalidSchedule::TimeZone)?;
        let seconds =
            if min_interval < Duration::from_secs(60) { Seconds::Optional } else { Seconds::Disallowed };
        let cron = CronParser::builder()
            .seconds(seconds)
            .build()
            .parse(&spread(text.trim(), seed))
            .map_err(|_| InvalidSchedule::Syntax)?;
        let schedule = Self { cron, zone };
        schedule.check_interval(min_interval)?;
        Ok(schedule)
    }

    /// The first slot after `now`; `None` when there is none.
    pub fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        self.cron
            .find_next_occurrence(&now.to_zoned(self.zone.clone()), false)
            .ok()
            .map(|slot| slot.timestamp())
    }

    /// How many slots lie after `from` and up to `until`, counted to `most`.
    pub fn slots_between(&self, from: Timestamp, until: Timestamp, most: u32) -> u32 {
        let mut count = 0;
        let mut at = from;
        while let Some(slot) = self.next_after(at).filter(|slot| *slot <= until && count < most) {
            count += 1;
            at = slot;
        }
        count
    }

    fn check_interval(&self, min: Duration) -> Result<(), InvalidSchedule> {
        // Any instant will do: the pattern repeats, and a handful of gaps shows its densest part.
        let mut at = Timestamp::UNIX_EPOCH;
        let mut last = None;
        for _ in 0..8 {
            let slot = self.next_after(at).ok_or(InvalidSchedule::Never)?;
            if last.is_some_and(|last| slot.duration_since(last).unsigned_abs() < min) {
                return Err(InvalidSchedule::TooOften(min.as_secs()));
            }
            last = Some(slot);
            at = slot;
        }
        Ok(())
    }
}

fn spread(text: &str, seed: i64) -> String {
    let minute = seed.rem_euclid(60);
    let hour = (seed / 60).rem_euclid(6);
    match text {
        "@hourly" => format!("{minute} * * * *"),
        "@daily" => format!("{minute} {hour} * * *"),
        "@weekly" => format!("{minute} {hour} * * {}", (seed / 360).rem_euclid(7)),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn next(text: &str, zone: &str, now: &str) -> String {
        let schedule = Schedule::parse(text, zone, 7, MINUTE).expect(text);
        schedule.next_after(now.parse().expect("an instant")).expect("a slot").to_string()
    }

    #[test]
    fn weekdays_at_seven_follow_the_zone() {
        assert_eq!(next("0 7 * * 1-5", "Europe/Paris", "2026-03-27T07:00:00Z"), "2026-03-30T05:00:00Z");
    }

    #[test]
    fn a_time_in_the_spring_gap_still_runs_that_day() {
        assert_eq!(next("30 2 * * *", "Europe/Stockholm", "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00Z");
    }

    #[test]
    fn a_time_in_the_autumn_overlap_runs_once() {
        let first = next("30 2 * * *", "Europe/Stockholm", "2026-10-24T12:00:00Z");
        assert_eq!(first, "2026-10-25T00:30:00Z");
        assert_eq!(next("30 2 * * *", "Europe/Stockholm", &first), "2026-10-26T01:30:00Z");
    }

    #[test]
    fn named_schedules_are_spread_by_source() {
        assert_eq!(next("@hourly", "UTC", "2026-01-01T00:00:00Z"), "2026-01-01T00:07:00Z");
        assert_eq!(next("@daily", "UTC", "2026-01-01T01:00:00Z"), "2026-01-02T00:07:00Z");
    }

    #[test]
    fn what_never_or_too_often_comes_due_is_refused() {
        let refused = |text, min| Schedule::parse(text, "UTC", 0, min).expect_err(text);
        assert_eq!(refused("0 0 30 2 *", MINUTE), InvalidSchedule::Never);
        assert_eq!(refused("* * * * *", 5 * MINUTE), InvalidSchedule::TooOften(300));
        assert_eq!(refused("* * * * * *", MINUTE), InvalidSchedule::Syntax);
        assert_eq!(refused("soon", MINUTE), InvalidSchedule::Syntax);
        assert!(Schedule::parse("* * * * * *", "UTC", 0, Duration::from_secs(1)).is_ok());
        assert_eq!(
            Schedule::parse("@daily", "Mars/Base", 0, MINUTE).expect_err("no zone"),
            InvalidSchedule::TimeZone
        );
    }
}
