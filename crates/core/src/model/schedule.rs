//! When a source is due.

use std::time::Duration;

use croner::{
    Cron,
    parser::{CronParser, Seconds, Year},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// After so long, dates fall on the same weekdays again: 28 years.
const CYCLE: SignedDuration = SignedDuration::from_hours(24 * (28 * 365 + 7));

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
    /// field for seconds is read only where it is below a minute. A field for years is not read, so that a schedule that
    /// comes due once comes due again and again.
    ///
    /// # Errors
    /// [`InvalidSchedule`] says what is wrong in the user's words.
    pub fn parse(text: &str, zone: &str, seed: i64, min_interval: Duration) -> Result<Self, InvalidSchedule> {
        let zone = TimeZone::get(zone).map_err(|_| InvalidSchedule::TimeZone)?;
        let seconds =
            if min_interval < Duration::from_secs(60) { Seconds::Optional } else { Seconds::Disallowed };
        let cron = CronParser::builder()
            .seconds(seconds)
            .year(Year::Disallowed)
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
        // The pattern alone counts: what daylight saving time makes of it on two nights a year refuses nothing.
        let pattern = Self { cron: self.cron.clone(), zone: TimeZone::UTC };
        let before = Timestamp::UNIX_EPOCH - SignedDuration::from_secs(1);
        let first = pattern.next_after(before).ok_or(InvalidSchedule::Never)?;
        let times = pattern.times_of_day();
        let too_close = |pair: &[Duration]| pair[1] - pair[0] < min;
        if times.windows(2).any(too_close) || pattern.has_close_days(first, &times, min) {
            return Err(InvalidSchedule::TooOften(min.as_secs()));
        }
        Ok(())
    }

    /// The times at which it comes due on each day that has slots, in order.
    fn times_of_day(&self) -> Vec<Duration> {
        let pattern = &self.cron.pattern;
        let (minutes, seconds) = (pattern.minutes.values(), pattern.seconds.values());
        let mut times = Vec::new();
        for hour in pattern.hours.values() {
            for minute in &minutes {
                let minutes = u64::from(hour) * 60 + u64::from(*minute);
                times.extend(
                    seconds.iter().map(|second| Duration::from_secs(minutes * 60 + u64::from(*second))),
                );
            }
        }
        times
    }

    /// Whether less than `min` lies between the last slot of a day and the first of the next day that has any. `first`
    /// is the first slot of its day.
    fn has_close_days(&self, first: Timestamp, times: &[Duration], min: Duration) -> bool {
        let (Some(earliest), Some(latest)) = (times.first(), times.last()) else { return false };
        let span = *latest - *earliest;
        // Where not even one day and the next are too close, no two are.
        if DAY - span >= min {
            return false;
        }
        let end = first + CYCLE;
        let mut morning = first;
        while morning < end {
            let evening = morning + span;
            let Some(next) = self.next_after(evening) else { return false };
            if next.duration_since(evening).unsigned_abs() < min {
                return true;
            }
            morning = next;
        }
        false
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
        assert_eq!(refused("0 0 7 * * * 2020", MINUTE), InvalidSchedule::Syntax);
        assert_eq!(refused("0 0 7 * * * 2020", Duration::from_secs(1)), InvalidSchedule::Syntax);
        assert_eq!(refused("soon", MINUTE), InvalidSchedule::Syntax);
        assert!(Schedule::parse("* * * * * *", "UTC", 0, Duration::from_secs(1)).is_ok());
        assert_eq!(
            Schedule::parse("@daily", "Mars/Base", 0, MINUTE).expect_err("no zone"),
            InvalidSchedule::TimeZone
        );
    }

    #[test]
    fn the_densest_part_of_a_schedule_counts() {
        let parsed = |text, min| Schedule::parse(text, "Europe/Paris", 0, min).map(drop);
        let too_often = Err(InvalidSchedule::TooOften(300));
        for text in [
            "1,7,13,19,25,31,37,43,49,50 * * * *",
            "0,58 0,23 * * *",
            "0,58 0,23 * * 1,2",
            "0,58 0,23 1,28-31 * *",
        ] {
            assert_eq!(parsed(text, 5 * MINUTE), too_often, "{text}");
        }
        for text in ["*/5 * * * *", "0,58 0,23 1 * *", "0,58 0,23 29 2 *", "0 3 * * *"] {
            assert_eq!(parsed(text, 5 * MINUTE), Ok(()), "{text}");
        }
        assert_eq!(parsed("0 7 * * *", 2 * DAY), Err(InvalidSchedule::TooOften(2 * 86_400)));
        assert_eq!(parsed("0 7 * * 1", 2 * DAY), Ok(()));
    }
}
