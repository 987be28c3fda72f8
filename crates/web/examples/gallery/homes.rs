//! The tables of a workspace.

use rowmill_web::pages::{
    chrome::{Flash, FlashKind, Role},
    freshness::Freshness,
    home::{Draft, Home, TableLine},
    run_state::RunState,
};

use crate::{Gallery, HOSTILE, Shown, chrome::chrome, when::ago};

impl Gallery<'_> {
    pub(crate) fn homes(&self) -> Shown {
        let home = |tables, query: &str, drafts| Home {
            chrome: chrome(Role::Owner),
            query: query.into(),
            tables,
            drafts,
        };
        let drafts = vec![Draft {
            url: "#".into(),
            label: "www.ecb.europa.eu/stats/eurofxref-hist.csv".into(),
            state: RunState::Ready,
            added: ago(50),
        }];
        let mut full = home(lines(), "", drafts);
        full.chrome.flash =
            Some(Flash { kind: FlashKind::Done, text: "Old measurements was deleted.".into() });
        self.show("home", &full)?;
        self.show("home-empty", &home(vec![], "", vec![]))?;
        self.show("home-nothing-found", &home(vec![], HOSTILE, vec![]))?;
        let mut viewer = home(vec![], "", vec![]);
        viewer.chrome = chrome(Role::Viewer);
        self.show("home-empty-viewer", &viewer)
    }
}

fn lines() -> Vec<TableLine> {
    let line = |name: &str,
                title: &str,
                freshness,
                note: &str,
                rows: &str,
                change: i64,
                schedule: &str,
                source: &str| TableLine {
        name: name.into(),
        title: title.into(),
        freshness,
        note: (!note.is_empty()).then(|| note.to_owned()),
        rows: (!rows.is_empty()).then(|| rows.to_owned()),
        version: (!rows.is_empty()).then(|| (change % 37).to_string()),
        last_change: (!rows.is_empty()).then(|| ago(change)),
        schedule: schedule.into(),
        source: source.into(),
    };
    vec![
        line(
            "air_quality",
            "Air quality, all stations",
            Freshness::InStep,
            "",
            "12,345,678",
            42,
            "Every hour",
            "data.example.org",
        ),
        line(
            "exchange_rates",
            "Euro exchange rates",
            Freshness::InStep,
            "",
            "6,712",
            60 * 19,
            "Weekdays at 07:00",
            "www.ecb.europa.eu",
        ),
        line(
            "permits",
            "Building permits 建築許可",
            Freshness::Failing,
            "HTTP 404 since 3 runs",
            "48,210",
            60 * 24 * 3,
            "Every day at 06:00",
            "opendata.city.example",
        ),
        line(
            "trains",
            "Train delays",
            Freshness::Loading,
            "Loading rows",
            "901,224",
            7,
            "Every 15 minutes",
            "feeds.rail.example",
        ),
        line(
            "budget",
            "Municipal budget by item, amended, including the supplementary estimates of the second half-year",
            Freshness::Late,
            "Due 40 minutes ago",
            "1,204",
            60 * 24 * 31,
            "Mondays at 06:00",
            "finance.a-very-long-host-name.example.gov",
        ),
        line(
            "species",
            HOSTILE,
            Freshness::Due,
            "",
            "77",
            60 * 24 * 400,
            "Every day at 06:00",
            "gbif.example",
        ),
        line(
            "measurements",
            "Messstellen",
            Freshness::New,
            "",
            "",
            0,
            "By hand only",
            "Übersicht der Messstellen.csv",
        ),
    ]
}
