//! Adding a table: an address or a file, and the preview.

use rowmill_web::pages::{
    add_table::AddTable,
    chrome::Role,
    field::Field,
    layout::{Control, LayoutChoice, LayoutOption},
    preview::{Preview, PreviewState, Ready},
    progress::Step,
    schedule::{ScheduleChoice, ScheduleField},
};

use crate::{
    Gallery, Shown,
    chrome::chrome,
    findings::findings,
    problems::html_problem,
    progress::progress,
    rows::{columns, grid},
};

impl Gallery<'_> {
    pub(crate) fn adding(&self) -> Shown {
        let mut add = AddTable {
            chrome: chrome(Role::Editor),
            url: Field::default(),
            upload_error: None,
            upload_limit: "2 GB".into(),
        };
        self.show("add", &add)?;
        add.url = Field::refused(
            "http://10.0.0.7/data.csv",
            "10.0.0.7 is a private address, and Rowmill fetches only public ones. An operator can open a range with FETCH_ALLOW_CIDRS.",
        );
        add.upload_error = Some(
            "The upload was cut off after 12.4 MB of 80.1 MB. Nothing was kept. Upload it again.".into(),
        );
        self.show("add-refused", &add)?;

        let mut preview = Preview {
            chrome: chrome(Role::Editor),
            source: "7".into(),
            source_label: "data.example.org/air/stations-2026.csv.gz".into(),
            is_upload: false,
            run_url: Some("#".into()),
            state: PreviewState::Waiting(progress(Some(Step::Fetch))),
        };
        self.show("preview-waiting", &preview)?;
        preview.state = PreviewState::Failed {
            problem: html_problem(),
            url: Field::filled("https://data.example.org/air/stations-2026.csv.gz"),
            layout: ready(false).layout,
        };
        self.show("preview-failed", &preview)?;
        preview.state = PreviewState::Ready(Box::new(ready(false)));
        self.show("preview", &preview)?;
        preview.state = PreviewState::Ready(Box::new(ready(true)));
        self.show("preview-refused", &preview)
    }
}

fn ready(refused: bool) -> Ready {
    let layout = findings()
        .into_iter()
        .map(|finding| LayoutChoice {
            field: finding.label.to_lowercase(),
            control: Control::Select(
                ["As detected", "Something else"]
                    .into_iter()
                    .enumerate()
                    .map(|(index, label)| LayoutOption {
                        value: if index == 0 { String::new() } else { "other".into() },
                        label: if index == 0 { format!("{label}: {}", finding.value) } else { label.into() },
                        selected: index == 0,
                    })
                    .collect(),
            ),
            finding,
        })
        .collect();
    Ready {
        layout,
        columns: columns(),
        grid: grid(100, false),
        sampled: "the first 1.00 MB, 8,412 rows".into(),
        is_whole_file: false,
        notices: vec![
            "3 rows of the sample do not fit the header and would be set aside: lines 12, 340 and 2,207."
                .into(),
        ],
        title: Field::filled("Air quality, all stations"),
        name: if refused {
            Field::refused(
                "air quality",
                "A name has small letters, digits and underscores, and begins with a letter: air_quality.",
            )
        } else {
            Field::filled("air_quality")
        },
        schedule: ScheduleField {
            choice: if refused { ScheduleChoice::Custom } else { ScheduleChoice::Weekdays },
            cron: String::new(),
            time_zone: "Europe/Paris".into(),
            time_zones: vec!["Europe/Paris".into()],
            error: refused.then(|| "Write a cron expression, or choose another schedule.".into()),
        },
    }
}
