//! The schedule as forms post it: checked in one place for the table's making and for its settings.

use std::time::Duration;

use jiff::Timestamp;
use rowmill_core::model::{InvalidSchedule, Schedule, SourceId};

use crate::{
    pages::schedule::{ScheduleChoice, ScheduleField},
    present::schedule,
};

/// The fields of a schedule as they were filled.
#[derive(Debug, Clone, Copy)]
pub(in crate::handlers) struct ScheduleForm<'a> {
    schedule: &'a str,
    cron: &'a str,
    time_zone: &'a str,
}

/// A schedule that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::handlers) struct Scheduled {
    /// As it is stored; `None` for by hand.
    pub(in crate::handlers) stored: Option<String>,
    /// IANA name.
    pub(in crate::handlers) time_zone: String,
    /// The first slot.
    pub(in crate::handlers) next: Option<Timestamp>,
}

impl<'a> ScheduleForm<'a> {
    /// The fields `schedule`, `cron` and `time_zone`.
    pub(in crate::handlers) fn new(schedule: &'a str, cron: &'a str, time_zone: &'a str) -> Self {
        Self { schedule, cron, time_zone }
    }

    /// Checks the schedule of a source, with its first slot after `now`.
    ///
    /// # Errors
    /// The field, with what is wrong.
    pub(in crate::handlers) fn check(
        &self,
        source: SourceId,
        min_interval: Duration,
        now: Timestamp,
    ) -> Result<Scheduled, ScheduleField> {
        let stored = schedule::stored(self.choice(), self.cron);
        let time_zone = self.time_zone();
        let parsed = match &stored {
            // A zone that does not exist is refused even where it is not needed yet.
            None => Schedule::parse("@daily", time_zone, source.0, Duration::ZERO).map(|_| None),
            Some(text) => Schedule::parse(text, time_zone, source.0, min_interval)
                .and_then(|schedule| schedule.next_after(now).ok_or(InvalidSchedule::Never).map(Some)),
        };
        match parsed {
            Ok(next) => Ok(Scheduled { stored, time_zone: time_zone.to_owned(), next }),
            Err(error) => Err(self.refused(&error)),
        }
    }

    /// The field as it was filled.
    pub(in crate::handlers) fn field(&self) -> ScheduleField {
        schedule::filled(self.choice(), self.cron, self.time_zone(), None)
    }

    fn refused(&self, error: &InvalidSchedule) -> ScheduleField {
        ScheduleField { error: Some(error.to_string()), ..self.field() }
    }

    fn choice(&self) -> ScheduleChoice {
        ScheduleChoice::from_value(self.schedule).unwrap_or(ScheduleChoice::ByHand)
    }

    fn time_zone(&self) -> &'a str {
        match self.time_zone.trim() {
            "" => "UTC",
            zone => zone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schedule: &str, cron: &str, zone: &str) -> Result<Scheduled, ScheduleField> {
        let form = ScheduleForm::new(schedule, cron, zone);
        let now = "2026-11-22T10:00:00Z".parse().expect("an instant");
        form.check(SourceId(7), Duration::from_secs(60), now)
    }

    #[test]
    fn a_choice_becomes_a_slot() {
        let daily = check("daily", "", "Europe/Paris").expect("valid");
        assert_eq!(daily.next.map(|at| at.to_string()).as_deref(), Some("2026-11-23T05:00:00Z"));
        let by_hand = check("by_hand", "nonsense", "").expect("valid");
        assert_eq!(by_hand, Scheduled { stored: None, time_zone: "UTC".into(), next: None });
    }

    #[test]
    fn what_is_wrong_stands_beside_what_was_typed() {
        let field = check("custom", "0 7 * *", "UTC").expect_err("four fields");
        assert_eq!((field.cron.as_str(), field.choice), ("0 7 * *", ScheduleChoice::Custom));
        assert!(field.error.is_some());
        assert!(check("by_hand", "", "Mars/Base").is_err());
        assert!(check("custom", "", "UTC").is_err());
        assert!(check("custom", "0 0 30 2 *", "UTC").is_err());
        assert!(check("custom", "0 0 7 * * * 2020", "UTC").is_err());
    }
}
