//! When a table is refreshed: the field shared by "add a table" and the settings.

use askama::Template;

/// The schedule as a group of form fields: `schedule`, `cron`, `time_zone`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "parts/schedule.html")]
pub struct ScheduleField {
    /// What is chosen.
    pub choice: ScheduleChoice,
    /// The cron text, for [`ScheduleChoice::Custom`].
    pub cron: String,
    /// The IANA name of the time zone: `Europe/Paris`.
    pub time_zone: String,
    /// Names offered while typing the time zone.
    pub time_zones: Vec<String>,
    /// What is wrong and how to put it right.
    pub error: Option<String>,
}

super::part!(ScheduleField);

/// The schedules offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScheduleChoice {
    /// Only when someone asks.
    ByHand,
    /// Four times an hour.
    Every15Minutes,
    /// Once an hour.
    #[default]
    Hourly,
    /// Once a day, at 06:00.
    Daily,
    /// Once a week, on Monday at 06:00.
    Weekly,
    /// Monday to Friday at 07:00.
    Weekdays,
    /// A cron expression.
    Custom,
}

impl ScheduleChoice {
    /// Every choice, in the order offered.
    pub const ALL: [Self; 7] = [
        Self::ByHand,
        Self::Every15Minutes,
        Self::Hourly,
        Self::Daily,
        Self::Weekly,
        Self::Weekdays,
        Self::Custom,
    ];

    /// The value in forms.
    pub fn value(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Every15Minutes => "every_15_minutes",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Weekdays => "weekdays",
            Self::Custom => "custom",
        }
    }

    /// The choice of that value, if there is one.
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.value() == value)
    }

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::ByHand => "By hand only",
            Self::Every15Minutes => "Every 15 minutes",
            Self::Hourly => "Every hour",
            Self::Daily => "Every day at 06:00",
            Self::Weekly => "Mondays at 06:00",
            Self::Weekdays => "Weekdays at 07:00",
            Self::Custom => "Custom (cron)",
        }
    }

    /// The cron expression it stands for; `None` for by hand and custom.
    pub fn cron(self) -> Option<&'static str> {
        match self {
            Self::ByHand | Self::Custom => None,
            Self::Every15Minutes => Some("*/15 * * * *"),
            Self::Hourly => Some("0 * * * *"),
            Self::Daily => Some("0 6 * * *"),
            Self::Weekly => Some("0 6 * * 1"),
            Self::Weekdays => Some("0 7 * * 1-5"),
        }
    }
}
