//! The settings of a table: its rules and checks.

use rowmill_core::model::{Check, TableRules};
use rowmill_web::{
    pages::{
        chrome::Role,
        field::Field,
        freshness::Freshness,
        rules::{CheckKind, ChecksForm, NewCheck, RulesForm, Suggestion},
        schedule::{ScheduleChoice, ScheduleField},
        settings::Settings,
    },
    present,
};

use crate::{Gallery, Shown, chrome::chrome, tables::head};

impl Gallery<'_> {
    pub(crate) fn settings(&self) -> Shown {
        self.show(
            "table-settings",
            &Settings {
                rules: rules_form(),
                checks: checks_form(),
                chrome: chrome(Role::Owner),
                head: head(Freshness::InStep),
                title: Field::filled("Air quality, all stations"),
                url: Some(Field::filled("https://data.example.org/air/stations-2026.csv.gz")),
                schedule: Some(ScheduleField {
                    choice: ScheduleChoice::Custom,
                    cron: "0 7 * *".into(),
                    time_zone: "Europe/Paris".into(),
                    time_zones: vec!["Europe/Paris".into(), "UTC".into()],
                    error: Some("A cron expression has five parts; this has four.".into()),
                }),
                api: "https://rowmill.example.org/api/statistics/air_quality".into(),
                is_public: false,
                confirm: Field::refused("air", "This is not the name of the table, so nothing was deleted."),
            },
        )
    }
}

pub(crate) fn table_rules() -> TableRules {
    let column = || "pm2_5_ug_m3".to_owned();
    let checks = vec![
        Check::NotNull { column: "station".into() },
        Check::Range { column: column(), min: Some("0".into()), max: Some("1000".into()) },
        Check::Pattern { column: "station".into(), pattern: "^FR[0-9]{5}$".into() },
        Check::RowCountChange { percent: 20 },
    ];
    TableRules { key: vec!["station".into(), "day".into()], checks, ..TableRules::default() }
}

fn column_names() -> Vec<String> {
    ["station", "day", "pm2_5_ug_m3", "remark"].map(str::to_owned).into()
}

fn rules_form() -> RulesForm {
    let mut form = present::rules::form("#", "", &table_rules(), &column_names());
    form.max_lost = Field::refused("110", "Write a whole number from 0 to 100.");
    form.suggest(Some(Suggestion {
        note: "No value is there twice in versions 3 to 12 in:".to_owned(),
        columns: column_names()[..2].to_vec(),
    }));
    form
}

fn checks_form() -> ChecksForm {
    let mut form = present::rules::checks("#", "", &table_rules(), &column_names());
    let error = Some("Write at least one of the two bounds.".to_owned());
    form.new = NewCheck { kind: CheckKind::Range, error, ..NewCheck::default() };
    form
}
