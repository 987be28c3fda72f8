//! When a table is refreshed: between what the form offers, what is stored and what people read.
//!
//! Stored is a cron line, or `@hourly`, which spreads sources over the hour; a chosen hour of the day is kept exactly.

use std::sync::OnceLock;

use crate::pages::schedule::{ScheduleChoice, ScheduleField};

/// What the form asks for, as it is stored; `None` for by hand.
pub fn stored(choice: ScheduleChoice, cron: &str) -> Option<String> {
    match choice {
        ScheduleChoice::ByHand => None,
        ScheduleChoice::Hourly => Some("@hourly".to_owned()),
        ScheduleChoice::Custom => Some(cron.split_whitespace().collect::<Vec<_>>().join(" ")),
        other => other.cron().map(str::to_owned),
    }
}

/// The form for what is stored.
pub fn field(stored: Option<&str>, time_zone: &str) -> ScheduleField {
    let choice = choice_of(stored);
    let cron = if choice == ScheduleChoice::Custom { stored.unwrap_or_default() } else { "" };
    filled(choice, cron, time_zone, None)
}

/// The form as somebody filled it, with what is wrong.
pub fn filled(choice: ScheduleChoice, cron: &str, time_zone: &str, error: Option<String>) -> ScheduleField {
    ScheduleField {
        choice,
        cron: cron.to_owned(),
        time_zone: time_zone.to_owned(),
        time_zones: time_zones().to_vec(),
        error,
    }
}

/// What is stored, in words: `Weekdays at 07:00, Europe/Paris`.
pub fn words(stored: Option<&str>, time_zone: &str) -> String {
    let Some(text) = stored else { return ScheduleChoice::ByHand.label().to_owned() };
    match choice_of(stored) {
        choice @ (ScheduleChoice::Hourly | ScheduleChoice::Every15Minutes) => choice.label().to_owned(),
        ScheduleChoice::Custom => format!("{text}, {time_zone}"),
        choice => format!("{}, {time_zone}", choice.label()),
    }
}

fn choice_of(stored: Option<&str>) -> ScheduleChoice {
    match stored {
        None => ScheduleChoice::ByHand,
        Some("@hourly") => ScheduleChoice::Hourly,
        Some(text) => {
            let exact = [
                ScheduleChoice::Every15Minutes,
                ScheduleChoice::Daily,
                ScheduleChoice::Weekly,
                ScheduleChoice::Weekdays,
            ];
            exact.into_iter().find(|choice| choice.cron() == Some(text)).unwrap_or(ScheduleChoice::Custom)
        }
    }
}

/// The zones this machine knows, without aliases that no map shows.
fn time_zones() -> &'static [String] {
    static ZONES: OnceLock<Vec<String>> = OnceLock::new();
    const AREAS: [&str; 9] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    ZONES.get_or_init(|| {
        let known = jiff::tz::db().available().map(|name| name.as_str().to_owned());
        let mut zones: Vec<String> =
            known.filter(|name| AREAS.iter().any(|area| name.starts_with(area))).collect();
        zones.push("UTC".to_owned());
        zones.sort();
        zones
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rowmill_core::model::Schedule;

    use super::*;

    #[test]
    fn every_choice_survives_storing_and_is_a_valid_schedule() {
        for choice in ScheduleChoice::ALL {
            let text = stored(choice, "  5 4  * * 0 ");
            assert_eq!(field(text.as_deref(), "UTC").choice, choice);
            if let Some(text) = text {
                assert!(Schedule::parse(&text, "UTC", 7, Duration::from_secs(60)).is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn schedules_read_as_words() {
        assert_eq!(words(None, "UTC"), "By hand only");
        assert_eq!(words(Some("@hourly"), "UTC"), "Every hour");
        assert_eq!(words(Some("0 7 * * 1-5"), "Europe/Paris"), "Weekdays at 07:00, Europe/Paris");
        assert_eq!(words(Some("5 4 * * 0"), "UTC"), "5 4 * * 0, UTC");
    }

    #[test]
    fn a_full_hour_asked_for_as_cron_is_kept_as_such() {
        assert_eq!(field(Some("0 * * * *"), "UTC").choice, ScheduleChoice::Custom);
    }
}
