//! Renders every page in several states to a folder, with the assets, so that they can be looked at through any
//! static file server: `cargo run -p rowmill-web --example gallery -- /tmp/gallery`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use rowmill_core::model::{Check, CheckResult, Example, RunReport, TableRules, Verdict};
use rowmill_web::assets;
use rowmill_web::pages::account::Account;
use rowmill_web::pages::add_table::AddTable;
use rowmill_web::pages::cell::Cell;
use rowmill_web::pages::checks;
use rowmill_web::pages::chrome::{Chrome, Flash, FlashKind, Role, Visitor, Workspace};
use rowmill_web::pages::column::{ColumnReport, Refuted, Seen};
use rowmill_web::pages::error::ErrorPage;
use rowmill_web::pages::field::Field;
use rowmill_web::pages::freshness::Freshness;
use rowmill_web::pages::grid::{Direction, Grid, GridColumn, GridRow, Pager, Sort};
use rowmill_web::pages::history::{
    ChangeCell, ChangeColumn, ChangeFilterForm, ChangeGrid, ChangeKind, ChangeRow, ColumnChange, CompareForm,
    ComparedVersion, Counts as ChangeCounts, KindChoice, TableDifference, TableHistory, VersionBanner,
    VersionLine,
};
use rowmill_web::pages::home::{Draft, Home, TableLine};
use rowmill_web::pages::layout::{Control, Finding, LayoutChoice, LayoutOption};
use rowmill_web::pages::members::{FreshLink, Invitation, Member, Members};
use rowmill_web::pages::ops::{
    FailingTable, LaneLine, LargeTable, Ops, Outcome, ProcessLine, SlotLag, Stateless,
};
use rowmill_web::pages::preview::{Preview, PreviewState, Ready};
use rowmill_web::pages::problem::Problem;
use rowmill_web::pages::progress::{Progress, Step, StepLine, StepState};
use rowmill_web::pages::rules::{CheckKind, ChecksForm, NewCheck, RulesForm, Suggestion};
use rowmill_web::pages::run::{
    Counts, Exchange, Parent, Rejected, RejectedRow, Relaxable, RunPage, SchemaChange,
};
use rowmill_web::pages::run_state::RunState;
use rowmill_web::pages::schedule::{ScheduleChoice, ScheduleField};
use rowmill_web::pages::settings::Settings;
use rowmill_web::pages::sign_in::SignIn;
use rowmill_web::pages::table::{FailedRun, RunLine, TableColumns, TableHead, TableRows, TableRuns};
use rowmill_web::pages::welcome::{Purpose, Welcome};
use rowmill_web::pages::when::When;
use rowmill_web::present;

const HOSTILE: &str = "<script>alert('x')</script>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: gallery FOLDER")?);
    fs::create_dir_all(folder.join("assets"))?;
    for asset in assets::all() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.identity)?;
    }
    let gallery = Gallery { folder: &folder };
    gallery.doors()?;
    gallery.homes()?;
    gallery.adding()?;
    gallery.tables()?;
    gallery.runs()?;
    gallery.others()?;
    Ok(())
}

struct Gallery<'a> {
    folder: &'a Path,
}

type Shown = Result<(), Box<dyn std::error::Error>>;

impl Gallery<'_> {
    fn show(&self, name: &str, page: &impl Template) -> Shown {
        fs::write(self.folder.join(format!("{name}.html")), page.render()?)?;
        Ok(())
    }

    fn doors(&self) -> Shown {
        let anonymous = Chrome { csrf: "token".into(), ..Chrome::default() };
        self.show(
            "sign-in",
            &SignIn {
                chrome: anonymous.clone(),
                email: String::new(),
                next: "/research".into(),
                error: None,
            },
        )?;
        self.show(
            "sign-in-refused",
            &SignIn {
                chrome: anonymous.clone(),
                email: "ana@example.org".into(),
                next: String::new(),
                error: Some("The e-mail and the password do not belong together. Try again, or ask an owner for a one-time link.".into()),
            },
        )?;
        let mut welcome = Welcome {
            chrome: anonymous,
            action: "/welcome/token".into(),
            purpose: Purpose::FirstAdministrator { workspace: Field::filled("Research") },
            name: Field::default(),
            email: Field::default(),
            password: Field::default(),
        };
        self.show("welcome-first", &welcome)?;
        welcome.purpose = Purpose::Invitation {
            workspace: "Ville de Besançon, données ouvertes".into(),
            role: Role::Editor,
        };
        welcome.name = Field::filled("Zoë Ångström");
        welcome.email = Field::refused("zoe@", "This is not an e-mail address. It needs a part after the @.");
        welcome.password = Field::refused("", "This password is among the most common ones. Choose another.");
        self.show("welcome-invited", &welcome)
    }

    fn homes(&self) -> Shown {
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

    fn adding(&self) -> Shown {
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

    fn tables(&self) -> Shown {
        let rows = |head, grid, pager| TableRows {
            chrome: chrome(Role::Editor),
            head,
            banner: None,
            grid,
            pager,
            csv_url: Some("#".into()),
        };
        let pager = Pager {
            first: Some("#".into()),
            previous: Some("#".into()),
            next: Some("#".into()),
            position: "Rows 101–200 of 12,345".into(),
        };
        self.show("table", &rows(head(Freshness::InStep), Some(grid(100, true)), pager.clone()))?;
        self.show("table-wide", &rows(head(Freshness::Due), Some(wide()), pager.clone()))?;
        let mut loading = head(Freshness::Loading);
        loading.progress = Some(progress(Some(Step::Load)));
        self.show("table-refreshing", &rows(loading.clone(), Some(grid(6, true)), Pager::default()))?;
        (loading.version, loading.rows, loading.last_change) = (None, None, None);
        self.show("table-first-load", &rows(loading, None, Pager::default()))?;
        let mut failing = head(Freshness::Failing);
        failing.failed = Some(FailedRun { problem: gone(), run_url: "#".into(), at: ago(22) });
        self.show("table-failing", &rows(failing, Some(grid(12, true)), pager.clone()))?;
        let mut upload = head(Freshness::InStep);
        (upload.is_upload, upload.source) =
            (true, "Übersicht der Messstellen (Stand März, endgültig, v2).csv".into());
        (upload.schedule, upload.next_refresh) = ("By hand only".into(), None);
        self.show("table-no-rows", &rows(upload, Some(grid(0, true)), Pager::default()))?;
        self.show(
            "table-columns",
            &TableColumns { chrome: chrome(Role::Editor), head: head(Freshness::InStep), columns: columns() },
        )?;
        let mut old = rows(head(Freshness::InStep), Some(grid(20, true)), pager.clone());
        old.banner = Some(banner());
        self.show("table-as-of", &old)?;
        let pager = Pager { position: "Versions 1–4 of 4".into(), ..Pager::default() };
        self.show(
            "table-history",
            &TableHistory {
                chrome: chrome(Role::Viewer),
                head: head(Freshness::InStep),
                versions: versions(),
                compare: Some(compare_form()),
                pager,
            },
        )?;
        self.show("table-difference", &difference())?;
        let pager =
            Pager { next: Some("#".into()), position: "Runs 1–6 of 412".into(), ..Pager::default() };
        self.show(
            "table-runs",
            &TableRuns {
                chrome: chrome(Role::Viewer),
                head: head(Freshness::Late),
                runs: run_lines(),
                pager,
            },
        )?;
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
                confirm: Field::refused("air", "This is not the name of the table, so nothing was deleted."),
            },
        )
    }

    fn runs(&self) -> Shown {
        self.show("run-published", &run(RunState::Published))?;
        let mut running = run(RunState::Running);
        running.progress = Some(Progress { run_url: None, ..progress(Some(Step::Load)) });
        (running.ended, running.took, running.version, running.can_cancel) = (None, None, None, true);
        (running.counts, running.rejected, running.schema_changes) = (None, None, vec![]);
        running.steps = steps(3, StepState::Active);
        self.show("run-running", &running)?;
        let mut failed = run(RunState::Failed);
        failed.problem = Some(quote());
        failed.readers_see = Some("Readers see version 3 of 12 Nov 2026".into());
        failed.steps = steps(3, StepState::Failed);
        (failed.version, failed.counts, failed.schema_changes, failed.can_retry) = (None, None, vec![], true);
        self.show("run-failed", &failed)?;
        let mut preview = run(RunState::Failed);
        preview.parent = Parent { url: "#".into(), title: "data.example.org/air".into(), is_preview: true };
        preview.problem = Some(html_problem());
        preview.steps = steps(1, StepState::Failed);
        (preview.version, preview.counts, preview.rejected) = (None, None, None);
        (preview.schema_changes, preview.findings) = (vec![], vec![]);
        self.show("run-preview-failed", &preview)
    }

    fn others(&self) -> Shown {
        let member = |id: &str, name: &str, email: &str, role, is_you| Member {
            id: id.into(),
            name: name.into(),
            email: email.into(),
            role,
            joined: ago(60 * 24 * 40),
            is_you,
            is_last_owner: role == Role::Owner,
        };
        self.show(
            "members",
            &Members {
                chrome: chrome(Role::Owner),
                members: vec![
                    member("1", "Ana Pérez", "ana@example.org", Role::Owner, true),
                    member("2", HOSTILE, "mallory@example.org", Role::Editor, false),
                    member(
                        "3",
                        "山田 太郎",
                        "taro.yamada.with.a.rather.long.address@statistics.example.org",
                        Role::Viewer,
                        false,
                    ),
                ],
                invitations: vec![Invitation {
                    id: "9".into(),
                    email: "lea@example.org".into(),
                    role: Role::Viewer,
                    expires: ahead(55),
                }],
                fresh_link: Some(FreshLink {
                    url: "https://rowmill.example.org/welcome/3fq8ZtLw0aVhB2kcJxY7nD5eRm1uGs9p".into(),
                    email: "lea@example.org".into(),
                    expires: ahead(59),
                }),
                email: Field::default(),
            },
        )?;
        self.show("ops", &ops())?;
        self.show(
            "account",
            &Account {
                chrome: chrome(Role::Owner),
                current: Field::refused("", "This is not your present password."),
                password: Field::default(),
            },
        )?;
        for status in [403, 404, 429, 500, 503] {
            let page = ErrorPage {
                chrome: if status == 404 { chrome(Role::Viewer) } else { Chrome::default() },
                status,
                message: None,
                request_id: (status >= 500).then(|| "0199f7c2-8d1e-7a44".into()),
                retry_after: (status == 429).then_some(30),
            };
            self.show(&format!("error-{status}"), &page)?;
        }
        Ok(())
    }
}

fn now() -> Timestamp {
    Timestamp::now()
}

fn ago(minutes: i64) -> When {
    When::new(now() - SignedDuration::from_mins(minutes), now())
}

fn ahead(minutes: i64) -> When {
    When::new(now() + SignedDuration::from_mins(minutes) + SignedDuration::from_secs(20), now())
}

fn chrome(role: Role) -> Chrome {
    let workspace = |slug: &str, title: &str| Workspace { slug: slug.into(), title: title.into(), role };
    Chrome {
        signed_in: Some(Visitor {
            name: "Ana Pérez".into(),
            email: "ana@example.org".into(),
            is_admin: role == Role::Owner,
        }),
        workspace: Some(match role {
            Role::Viewer => workspace("besancon", "Ville de Besançon, données ouvertes"),
            _ => workspace("research", "Research"),
        }),
        workspaces: vec![
            workspace("research", "Research"),
            workspace("besancon", "Ville de Besançon, données ouvertes"),
        ],
        csrf: "token".into(),
        flash: None,
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

fn progress(step: Option<Step>) -> Progress {
    Progress {
        events: "/research/-/runs/1/events".into(),
        run_url: Some("#".into()),
        step,
        bytes: 482_113_902,
        bytes_total: (step == Some(Step::Load)).then_some(1_204_551_120),
        rows: 4_211_870,
        rows_per_second: 412_300,
    }
}

fn html_problem() -> Problem {
    Problem {
        title: "The address answered with a web page, not with data".into(),
        detail:
            "The server said text/html, and the first bytes are those of an HTML document titled “Log in”."
                .into(),
        place: None,
        value: Some(format!("<!DOCTYPE html>\n<html><head><title>Log in</title>{HOSTILE}")),
        next: vec![
            "Look for a “download” or “export” link on that page and copy its address.".into(),
            "If the file needs a log-in, download it and upload it here.".into(),
        ],
    }
}

fn gone() -> Problem {
    Problem {
        title: "The source is gone: HTTP 404".into(),
        detail: "data.example.org answered 404 Not Found to the last 3 runs.".into(),
        place: None,
        value: None,
        next: vec![
            "Check whether the publisher moved the file, and put the new address into the settings.".into(),
        ],
    }
}

fn quote() -> Problem {
    Problem {
        title: "A quote is opened and never closed".into(),
        detail: "The rest of the file, 812 MB, would be one value.".into(),
        place: Some("line 4,211,870, column remark".into()),
        value: Some("FR25047;2026-11-02T04:00;\"capteur en panne, voir note".into()),
        next: vec![
            "Ask the publisher to correct that line, or choose “no quotes” in the layout of the source."
                .into(),
        ],
    }
}

fn finding(label: &str, value: &str, confidence: u8, evidence: &str) -> Finding {
    Finding {
        label: label.into(),
        value: value.into(),
        confidence: Some(confidence),
        evidence: evidence.into(),
    }
}

fn findings() -> Vec<Finding> {
    vec![
        finding("Compression", "gzip", 100, "The file begins with the gzip signature 1F 8B."),
        finding(
            "Encoding",
            "Windows-1252",
            82,
            "Not valid UTF-8: byte E9 at offset 1,204. 412 accented letters make sense as Windows-1252.",
        ),
        finding("Delimiter", "Semicolon ;", 99, "Splits all 8,412 sampled lines into 11 fields."),
        finding("Header", "First line", 60, "Line 1 has no numbers, but neither have two of the columns."),
    ]
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

fn columns() -> Vec<ColumnReport> {
    let column = |label: &str,
                  name: &str,
                  type_name: &str,
                  evidence: &str,
                  refuted: &[(&str, &str)],
                  seen: [u64; 3]| ColumnReport {
        position: 0,
        label: label.into(),
        name: name.into(),
        type_name: type_name.into(),
        choices: Vec::new(),
        evidence: evidence.into(),
        refuted: refuted
            .iter()
            .map(|(type_name, because)| Refuted {
                type_name: (*type_name).into(),
                because: (*because).into(),
            })
            .collect(),
        seen: Seen { values: seen[0], empty: seen[1], nulls: seen[2] },
    };
    let mut columns = vec![
        column(
            "station",
            "station",
            "text",
            "All values are text of 7 characters",
            &[("integer", "line 2: FR25047")],
            [8412, 0, 0],
        ),
        column(
            "Code INSEE",
            "code_insee",
            "text",
            "Digits with leading zeros, which a number would lose",
            &[
                ("integer", "line 17: 01004 would become 1004"),
                ("date", "line 2: 25056"),
                ("boolean", "line 2: 25056"),
            ],
            [8300, 0, 112],
        ),
        column(
            "measured at",
            "measured_at",
            "timestamp",
            "All values are ISO 8601 without an offset",
            &[],
            [8412, 0, 0],
        ),
        column(
            "PM2.5 [µg/m³]",
            "pm2_5_ug_m3",
            "numeric",
            "Decimal point, up to 3 decimals",
            &[("integer", "line 2: 12.5")],
            [7012, 0, 1400],
        ),
        column(
            "count",
            "count",
            "integer",
            "All values are whole numbers between −4 and 20,114",
            &[],
            [8411, 0, 1],
        ),
        column("valid", "valid", "boolean", "Only true and false", &[], [8412, 0, 0]),
        column(
            "remark",
            "remark",
            "text",
            "Free text, the longest has 5,210 characters",
            &[],
            [1204, 4100, 3108],
        ),
        column("", "column_8", "text", "Never a value in the sample", &[], [0, 0, 8412]),
        column(
            "A header of two hundred characters that somebody wrote into the first line of the file because there was no other place to describe what the column means, and the exporter let it pass without a word",
            "a_header_of_two_hundred_characters_that_somebody_wrote_into_the",
            "text",
            "Web addresses",
            &[],
            [8412, 0, 0],
        ),
    ];
    for (index, column) in columns.iter_mut().enumerate() {
        column.position = index + 1;
    }
    columns
}

fn grid(rows: usize, sortable: bool) -> Grid {
    let numbers = ["integer", "numeric"];
    let grid_columns = columns()
        .into_iter()
        .enumerate()
        .map(|(index, column)| GridColumn {
            is_number: numbers.contains(&column.type_name.as_str()),
            name: column.name,
            type_name: column.type_name,
            sort: sortable
                .then(|| Sort { href: "#".into(), direction: (index == 2).then_some(Direction::Descending) }),
            seen: (!sortable).then_some(column.seen),
        })
        .collect();
    let rows = (0..rows).map(|index| GridRow {
        number: (if sortable { index + 101 } else { index + 2 }).to_string(),
        cells: cells(index),
    });
    Grid { caption: "Rows of research.air_quality".into(), columns: grid_columns, rows: rows.collect() }
}

fn cells(index: usize) -> Vec<Cell> {
    let remark = match index % 7 {
        0 => Some(HOSTILE.to_owned()),
        1 => Some(String::new()),
        2 => Some("NULL".to_owned()),
        3 => Some("Capteur en panne depuis le 2 novembre ; les valeurs sont interpolées à partir des stations voisines.\nSeconde ligne.".to_owned()),
        4 => Some("日本語の備考 🌫️".to_owned()),
        5 => Some("\"><img src=x onerror=alert(1)>".to_owned()),
        _ => None,
    };
    let pm = (index % 5 != 3).then(|| format!("{}.{:03}", index * 7 % 90, index * 37 % 1000));
    vec![
        Cell::new(Some(&format!("FR{:05}", 25047 + index)), false),
        Cell::new((index % 9 != 8).then(|| format!("{:05}", 1004 + index * 311)).as_deref(), false),
        Cell::new(Some(&format!("2026-11-{:02} {:02}:00:00", index % 28 + 1, index % 24)), false),
        Cell::new(pm.as_deref(), true),
        Cell::new(Some(&format!("{}", (index * 7919 % 20_114) as i64 - 4)), true),
        Cell::new(Some(if index.is_multiple_of(3) { "true" } else { "false" }), false),
        Cell::new(remark.as_deref(), false),
        Cell::Null,
        Cell::new(
            Some(&format!(
                "https://data.example.org/stations/FR{}/2026/11/measurements?format=csv&v={index}",
                25047 + index
            )),
            false,
        ),
    ]
}

fn wide() -> Grid {
    let columns = (1..=60)
        .map(|index| GridColumn {
            name: if index == 7 { HOSTILE.into() } else { format!("indicator_{index}") },
            type_name: "integer".into(),
            is_number: true,
            sort: Some(Sort { href: "#".into(), direction: None }),
            seen: None,
        })
        .collect();
    let rows = (0..40_u64)
        .map(|row| GridRow {
            number: (10_000_000 + row).to_string(),
            cells: (0..60_u64)
                .map(|column| {
                    let value = ((row * 31 + column * 17) % 11 != 0)
                        .then(|| (row * column * 7919 % 100_003).to_string());
                    Cell::new(value.as_deref(), true)
                })
                .collect(),
        })
        .collect();
    Grid { caption: "Rows of research.indicators".into(), columns, rows }
}

fn head(freshness: Freshness) -> TableHead {
    TableHead {
        name: "air_quality".into(),
        title: "Air quality, all stations".into(),
        qualified: "research.air_quality".into(),
        freshness,
        version: Some("14".into()),
        rows: Some("12,345".into()),
        last_change: Some(ago(60 * 26)),
        last_check: Some(ago(22)),
        schedule: "Every hour".into(),
        next_refresh: Some(ahead(38)),
        source: "data.example.org".into(),
        is_upload: false,
        progress: None,
        failed: None,
    }
}

fn banner() -> VersionBanner {
    VersionBanner {
        number: "12".into(),
        at: ago(4_800),
        rows: "12,151 rows".into(),
        as_of: Some("18 Nov 2026, 23:59:59 UTC".into()),
        current: "14".into(),
        current_url: "#".into(),
        previous_url: Some("#".into()),
        next_url: Some("#".into()),
        difference_url: Some("#".into()),
    }
}

fn compare_form() -> CompareForm {
    CompareForm { from: "13".into(), to: "14".into(), newest: "14".into() }
}

fn difference() -> TableDifference {
    let version = |number: &str, minutes| ComparedVersion {
        number: number.into(),
        at: ago(minutes),
        rows: "12,345 rows".into(),
        rows_url: Some("#".into()),
        csv_url: Some("#".into()),
    };
    let kind = |key, label, count: &str| KindChoice {
        key,
        label,
        count: count.into(),
        url: "#".into(),
        is_shown: key.is_empty(),
    };
    TableDifference {
        chrome: chrome(Role::Viewer),
        head: head(Freshness::InStep),
        from: version("12", 4_800),
        to: version("14", 1_600),
        compare: CompareForm { from: "12".into(), ..compare_form() },
        swapped_url: "#".into(),
        kinds: vec![
            kind("", "in all", "1,442"),
            kind("added", "added", "120"),
            kind("removed", "removed", "4"),
            kind("changed", "changed", "1,318"),
        ],
        columns: vec![
            ColumnChange { name: "count".into(), kind: "Retyped", before: "integer", after: "numeric" },
            ColumnChange { name: "remark".into(), kind: "Added", before: "", after: "text" },
        ],
        filter: Some(ChangeFilterForm {
            kept: vec![("from", "12".into()), ("to", "14".into())],
            columns: ["station", "count", "remark"].map(|name| (name.to_owned(), false)).to_vec(),
            text: String::new(),
            reset_url: None,
        }),
        note: None,
        grid: Some(changes()),
        pager: Pager {
            next: Some("#".into()), position: "Changes 1–30 of 1,442".into(), ..Pager::default()
        },
    }
}

fn changes() -> ChangeGrid {
    let column = |name: &str, kind: &str, is_number| ChangeColumn {
        name: name.into(),
        type_name: kind.into(),
        is_number,
    };
    let cell = |text: &str, is_number| Cell::new(Some(text), is_number);
    let rows = (0..30_u32).map(|n| {
        let kind = [ChangeKind::Changed, ChangeKind::Added, ChangeKind::Changed, ChangeKind::Removed]
            [n as usize % 4];
        let (old, new) = (cell(&format!("{}", 100 + n), true), cell(&format!("{}.5", 100 + n), true));
        let is_changed = kind == ChangeKind::Changed;
        let long = "The sensor was replaced and calibrated again; values before that day may be too low.";
        ChangeRow {
            kind,
            cells: vec![
                ChangeCell::Same(cell(&format!("DE{n:04}"), false)),
                ChangeCell::Same(cell("Besançon, Place de la Révolution", false)),
                if is_changed { ChangeCell::Changed { old, new } } else { ChangeCell::Same(new) },
                match is_changed && n % 3 == 0 {
                    true => ChangeCell::Changed { old: Cell::Null, new: cell(long, false) },
                    false => ChangeCell::Same(if n % 5 == 0 { cell(HOSTILE, false) } else { Cell::Null }),
                },
            ],
        }
    });
    ChangeGrid {
        caption: "Changes from version 12 to version 14".into(),
        columns: vec![
            column("station", "text", false),
            column("name", "text", false),
            column("count", "integer → numeric", true),
            column("remark", "text, new", false),
        ],
        rows: rows.collect(),
    }
}

fn versions() -> Vec<VersionLine> {
    let version = |number: u32, rows: &str, note: &str, current| VersionLine {
        number: number.to_string(),
        rows_url: (number > 9).then(|| "#".to_owned()),
        at: ago(i64::from(15 - number) * 1_600),
        csv_url: (number > 9).then(|| "#".to_owned()),
        difference_url: (number > 12).then(|| "#".to_owned()),
        rows: rows.into(),
        changes: (number > 1).then(|| ChangeCounts {
            added: "120".into(),
            removed: "4".into(),
            changed: (number > 12).then(|| "1,318".into()),
        }),
        schema_note: note.into(),
        digest: format!("9f2c{number:02}a41be0"),
        run_url: "#".into(),
        is_current: current,
    };
    vec![
        version(14, "12,345", "", true),
        version(13, "12,225", "remark added", false),
        version(12, "12,151", "count: integer to numeric", false),
        version(1, "12,149", "", false),
    ]
}

fn run_lines() -> Vec<RunLine> {
    let line = |state,
                minutes,
                trigger: &str,
                took: Option<&str>,
                rows: Option<&str>,
                rejected: Option<&str>,
                outcome: &str| RunLine {
        url: "#".into(),
        state,
        queued: ago(minutes),
        trigger: trigger.into(),
        took: took.map(str::to_owned),
        rows: rows.map(str::to_owned),
        rejected: rejected.map(str::to_owned),
        outcome: outcome.into(),
    };
    vec![
        line(RunState::Running, 0, "Ana Pérez", None, Some("4,211,870"), None, "Loading rows"),
        line(RunState::Failed, 22, "Schedule", Some("1.2 s"), None, None, "The source is gone: HTTP 404"),
        line(RunState::Unchanged, 82, "Schedule", Some("212 ms"), None, None, "HTTP 304, not modified"),
        line(
            RunState::Published,
            142,
            "Schedule",
            Some("3 min 20 s"),
            Some("12,345"),
            Some("3"),
            "Version 14",
        ),
        line(RunState::Cancelled, 202, "山田 太郎", Some("4 s"), Some("900"), None, "By Ana Pérez"),
        line(RunState::Queued, 0, "Retry", None, None, None, "Waiting for a worker"),
    ]
}

fn steps(at: usize, state: StepState) -> Vec<StepLine> {
    let notes = [
        "200 OK, 1.20 GB",
        "gzip, Windows-1252, ;",
        "9 columns",
        "12,345 rows",
        "2 checks passed",
        "Version 14",
    ];
    Step::ALL
        .into_iter()
        .zip(notes)
        .enumerate()
        .map(|(index, (step, note))| {
            let state = match index.cmp(&at) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => state,
                std::cmp::Ordering::Greater if state == StepState::Done => StepState::Done,
                std::cmp::Ordering::Greater => StepState::Pending,
            };
            let done = state == StepState::Done;
            StepLine {
                step,
                state,
                took: done.then(|| "1.2 s".into()),
                note: if done { note.into() } else { String::new() },
            }
        })
        .collect()
}

fn run(state: RunState) -> RunPage {
    let exchange =
        |url: &str, status: Option<&str>, tone, size: Option<&str>, headers: &[(&str, &str)]| Exchange {
            method: "GET".into(),
            url: url.into(),
            status: status.map(str::to_owned),
            tone,
            size: size.map(str::to_owned),
            took: "412 ms".into(),
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        };
    let rejected = |line: &str, column: &str, reason: &str, raw: &str| RejectedRow {
        line: line.into(),
        column: column.into(),
        reason: reason.into(),
        raw: Cell::new(Some(raw), false),
    };
    RunPage {
        notices: vec!["The record on line 5 takes up 896 lines. If that is not meant, look for a quote there that should not be.".into()],
        chrome: chrome(Role::Editor),
        parent: Parent { url: "#".into(), title: "Air quality, all stations".into(), is_preview: false },
        url: "/research/air_quality/runs/1412".into(),
        id: "1412".into(),
        state,
        trigger: "Schedule".into(),
        attempt: 1,
        max_attempts: 4,
        queued: ago(27),
        started: Some(ago(27)),
        ended: Some(ago(22)),
        next_attempt: None,
        took: Some("3 min 20 s".into()),
        progress: None,
        problem: None,
        readers_see: None,
        version: Some("14".into()),
        steps: steps(0, StepState::Done),
        exchanges: vec![
            exchange(
                "https://data.example.org/air/latest.csv.gz?key=…",
                Some("302 Found"),
                "idle",
                None,
                &[("Location", "https://cdn.example.net/air/stations-2026.csv.gz")],
            ),
            exchange(
                "https://cdn.example.net/air/stations-2026.csv.gz",
                Some("200 OK"),
                "good",
                Some("1.20 GB"),
                &[
                    ("ETag", "\"5f3c-61a2b9e8d4\""),
                    ("Last-Modified", "Sat, 21 Nov 2026 23:58:01 GMT"),
                    ("Content-Type", "application/gzip"),
                ],
            ),
        ],
        findings: findings(),
        schema_changes: vec![
            SchemaChange {
                kind: "Added".into(),
                column: "remark".into(),
                before: String::new(),
                after: "text".into(),
                because: "The header names it for the first time".into(),
            },
            SchemaChange {
                kind: "Retyped".into(),
                column: "count".into(),
                before: "integer".into(),
                after: "numeric".into(),
                because: "line 8,114: 12.5 is not a whole number".into(),
            },
        ],
        counts: Some(Counts { read: "12,348".into(), loaded: "12,345".into(), rejected: "3".into() }),
        checks: checked(),
        rejected: Some(Rejected {
            kept: None,
            relaxable: vec![Relaxable { column: "count".into(), rows: "2 rows".into() }],
            total: "3".into(),
            rows: vec![
                rejected(
                    "12",
                    "",
                    "14 fields where the header has 11",
                    "FR25047;2026-11-02;;;1;2;3;4;5;6;7;8;9;10",
                ),
                rejected("340", "pm2_5_ug_m3", "A NUL byte, which Postgres text cannot hold", HOSTILE),
                rejected(
                    "2,207",
                    "count",
                    "14.000.000.000.000.000.000 does not fit any number type",
                    "FR25047;2026-11-02T04:00;14.000.000.000.000.000.000;capteur en panne, voir note de service du mois d’octobre",
                ),
            ],
            download: Some("#".into()),
        }),
        can_cancel: false,
        can_publish: false,
        can_retry: false,
    }
}

fn table_rules() -> TableRules {
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

fn checked() -> Option<checks::Checked> {
    let example = |value: Option<&str>| Example {
        cells: [("station", value), ("day", Some("2026-11-02")), ("remark", Some(HOSTILE))]
            .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
            .into(),
    };
    let verdicts = [
        Verdict::Failed {
            rows: Some(2),
            reason: "2 rows have no value".into(),
            examples: vec![example(None), example(None)],
        },
        Verdict::Passed,
        Verdict::Unknown {
            reason:
                "The file no longer has the column `station`. Remove the check in the settings if that is \
                     meant."
                    .into(),
        },
        Verdict::Passed,
    ];
    let checks = table_rules().checks.into_iter().zip(verdicts);
    let checks = checks.map(|(check, verdict)| CheckResult { check, verdict }).collect();
    present::checks::of_run(&RunReport { checks, ..RunReport::default() })
}

fn ops() -> Ops {
    let process = |kind: &str, name: &str, memory: &str, silent| ProcessLine {
        kind: kind.into(),
        name: name.into(),
        uptime: "3 d 4 h".into(),
        memory: memory.into(),
        version: "0.1.0".into(),
        stateless: if kind == "clock" { Stateless::Unsupported } else { Stateless::Enforced },
        seen: ago(if silent { 4 } else { 0 }),
        is_silent: silent,
    };
    let lane = |name: &str, queued, running, oldest: Option<&str>, is_late| LaneLine {
        name: name.into(),
        queued,
        running,
        oldest: oldest.map(str::to_owned),
        is_late,
    };
    let table = |qualified: &str, rows: &str, size: &str| LargeTable {
        url: "#".into(),
        qualified: qualified.into(),
        rows: rows.into(),
        size: size.into(),
    };
    Ops {
        chrome: chrome(Role::Owner),
        at: ago(0),
        warnings: vec![
            "DATABASE_URL is a superuser. Give the processes roles of their own: see docs/operations.md."
                .into(),
        ],
        processes: vec![
            process("web", "node-a:4011", "21.4 MB", false),
            process("web", "node-b:812", "20.9 MB", false),
            process("worker", "node-a:4012", "148 MB", false),
            process("worker", "node-c:77", "22.1 MB", true),
            process("clock", "node-a:4013", "12.8 MB", false),
        ],
        lanes: vec![
            lane("preview", 0, 1, None, false),
            lane("small", 12, 4, Some("3 s"), false),
            lane("large", 3, 1, Some("14 min 2 s"), true),
        ],
        outcomes: [
            (RunState::Published, 212),
            (RunState::Unchanged, 1_904),
            (RunState::Failed, 7),
            (RunState::Cancelled, 0),
        ]
        .into_iter()
        .map(|(state, runs)| Outcome { state, runs })
        .collect(),
        slot_lag: SlotLag { median: Some("4 ms".into()), p99: Some("1.8 s".into()), overdue: 2 },
        tables: vec![
            table("research.air_quality", "12,345,678", "2.41 GB"),
            table("besancon.trees", "901,224", "212 MB"),
        ],
        failing: vec![FailingTable {
            url: "#".into(),
            qualified: "research.permits".into(),
            problem: "The source is gone: HTTP 404".into(),
            times: 3,
            at: ago(22),
        }],
    }
}
