//! The main job, as a person does it: give Rowmill a file, look at it, get a table that stays in step.

use std::time::Duration;

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Formation, Ledger, Origin, Page, Visitor, gzip};

use crate::support::{SOON, beside_others};

/// Every type that is inferred, and an id that must stay text.
const STATIONS: &str = "\
station,name,readings,altitude,online,since,last reading
000123,Alster,17,4.50,true,2019-03-01,2026-07-01 06:15:00
000124,\"Elbe, \"\"St. Pauli\"\"\",0,-0.25,false,2020-02-29,2026-07-01 06:20:00
004711,Bille,1203,,true,2021-12-31,2026-07-01 06:25:30
";
/// The same with a row more and a value changed.
const STATIONS_LATER: &str = "\
station,name,readings,altitude,online,since,last reading
000123,Alster,18,4.50,true,2019-03-01,2026-07-02 06:15:00
000124,\"Elbe, \"\"St. Pauli\"\"\",0,-0.25,false,2020-02-29,2026-07-01 06:20:00
004711,Bille,1203,,true,2021-12-31,2026-07-01 06:25:30
000007,Wandse,5,12.00,true,2026-07-02,2026-07-02 05:00:00
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_url_becomes_a_typed_table_that_stays_in_step_with_its_source() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    origin.set("/stations.csv", Answer::csv(STATIONS));
    let formation =
        Formation::builder().env("SCHEDULE_MIN_SECONDS", "1").env("CLOCK_TICK_MS", "200").start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Town waters").await?;
    assert_eq!(workspace, "town_waters");

    let preview = ada.preview_url(&workspace, &origin.url("/stations.csv")).await?;
    assert_eq!(preview.grid().len(), 3, "{}", preview.text());
    assert_eq!(preview.grid()[1][1..4], ["000124", "Elbe, \"St. Pauli\"", "0"]);
    let page = ada.create_table(&preview, "stations", Some("* * * * * *")).await?;
    assert!(page.path.contains("/stations/runs/"), "creating leads to {}", page.path);
    let table = "/town_waters/stations";
    let page = ada.wait_for(table, SOON, |page| !page.grid().is_empty()).await?;
    let names = ["station", "name", "readings", "altitude", "online", "since", "last_reading"];
    assert_eq!(page.grid_columns(), names);
    assert_eq!(page.grid()[2][1..4], ["004711", "Bille", "1203"]);

    // What psql shows: a typed relation under the workspace's name, without bookkeeping columns.
    assert_eq!(
        columns(&ledger, "town_waters", "stations").await?,
        [
            "station text",
            "name text",
            "readings integer",
            "altitude numeric",
            "online boolean",
            "since date",
            "last_reading timestamp without time zone"
        ]
    );
    let rows = ledger.rows("SELECT * FROM town_waters.stations ORDER BY station").await?;
    let row = |cells: [&str; 7]| cells.map(|cell| (!cell.is_empty()).then(|| cell.to_owned())).to_vec();
    assert_eq!(
        rows,
        [
            row(["000123", "Alster", "17", "4.50", "t", "2019-03-01", "2026-07-01 06:15:00"]),
            row(["000124", "Elbe, \"St. Pauli\"", "0", "-0.25", "f", "2020-02-29", "2026-07-01 06:20:00"]),
            row(["004711", "Bille", "1203", "", "t", "2021-12-31", "2026-07-01 06:25:30"]),
        ]
    );

    // The clock asks again; an unchanged source costs one 304 and makes no version.
    let unchanged = "SELECT count(*) FROM rowmill.runs WHERE state = 'unchanged' AND cause = 'schedule'";
    let seen = ledger.wait_for_number(unchanged, SOON, |count| count >= 3).await?;
    let (full, not_modified) = (origin.count("/stations.csv", 200), origin.count("/stations.csv", 304));
    assert_eq!(full, 2, "one answer for the preview, one for the first version");
    assert!(not_modified as i64 >= seen && not_modified as i64 <= seen + 2, "{not_modified} for {seen} runs");
    assert_eq!(ledger.number("SELECT count(*) FROM rowmill.versions").await?, 1);

    // Changed content becomes version 2 by the schedule alone, and readers see all of it.
    origin.set("/stations.csv", Answer::csv(STATIONS_LATER));
    let versions = "SELECT count(*) FROM rowmill.versions";
    ledger.wait_for_number(versions, SOON, |count| count == 2).await?;
    assert_eq!(ledger.number("SELECT count(*) FROM town_waters.stations").await?, 4);
    assert_eq!(ledger.number("SELECT sum(readings)::bigint FROM town_waters.stations").await?, 1226);
    let page = ada.get(table).await?;
    assert_eq!(page.grid().len(), 4);
    let page = ada.get("/town_waters/stations/history").await?;
    assert_eq!(page.rows_within("scroll").len(), 2, "{}", page.text());
    assert_eq!(origin.count("/stations.csv", 200), 3);

    ledger.execute("UPDATE rowmill.sources SET schedule = NULL").await?;
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_can_be_paged_and_sorted() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let mut csv = "n,word\n".to_owned();
    for n in 0..250 {
        csv += &format!("{},w{:03}\n", (n * 37) % 250, n);
    }
    origin.set("/words.csv", Answer::csv(csv));
    let formation = Formation::builder().start().await?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Words").await?;
    let preview = ada.preview_url(&workspace, &origin.url("/words.csv")).await?;
    assert_eq!(preview.grid().len(), 100, "a preview shows the first hundred rows");
    ada.create_table(&preview, "words", None).await?;
    let first = ada.wait_for("/words/words", SOON, |page| !page.grid().is_empty()).await?;

    let column = |page: &Page, index: usize| -> Vec<String> {
        page.grid().into_iter().map(|row| row[index].replace(',', "")).collect()
    };
    let second = ada.get(&first.link("after=")?).await?;
    let third = ada.get(&second.link("after=")?).await?;
    assert!(third.link("after=").is_err(), "the third page is the last");
    let all = [column(&first, 2), column(&second, 2), column(&third, 2)].concat();
    assert_eq!(all, (0..250).map(|n| format!("w{n:03}")).collect::<Vec<_>>(), "in the order of the file");
    let back = ada.get(&third.link("before=")?).await?;
    assert_eq!(column(&back, 2), column(&second, 2));

    let sorted = ada.get(&first.link("sort=n")?).await?;
    let numbers = |page: &Page| -> Vec<u32> {
        column(page, 1).iter().map(|cell| cell.parse().expect("a number")).collect()
    };
    assert_eq!(numbers(&sorted), (0..100).collect::<Vec<_>>());
    let next = ada.get(&sorted.link("after=")?).await?;
    assert_eq!(numbers(&next), (100..200).collect::<Vec<_>>());
    let descending = ada.get(&sorted.link("dir=desc")?).await?;
    assert_eq!(numbers(&descending)[..3], [249, 248, 247]);
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_uploaded_file_becomes_a_table_plain_or_compressed() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Files").await?;
    let compressed = gzip(STATIONS.as_bytes())?;
    let files = [("plain", "stations.csv", STATIONS.as_bytes()), ("gzip", "stations.csv.gz", &compressed)];
    for (name, file_name, bytes) in files {
        let preview = ada.preview_file(&workspace, file_name, bytes).await?;
        assert_eq!(preview.grid()[0][1], "000123", "{}", preview.text());
        ada.create_table(&preview, name, None).await?;
        let page =
            ada.wait_for(&format!("/{workspace}/{name}"), SOON, |page| !page.grid().is_empty()).await?;
        assert_eq!(page.grid().len(), 3);
        assert_eq!(columns(&ledger, &workspace, name).await?[0], "station text");
        assert_eq!(ledger.number(&format!("SELECT sum(readings)::bigint FROM files.{name}")).await?, 1220);
    }

    // A newer file for the same table makes version 2, and the same file again makes none.
    for (file, state, version) in
        [(STATIONS_LATER, RunState::Published, Some(2)), (STATIONS_LATER, RunState::Unchanged, None)]
    {
        let form = ada.get("/files/plain").await?.form("/plain/upload")?;
        let page = ada.upload(&form, "later.csv", file.as_bytes()).await?;
        let run = run_of(&page)?;
        let run = ledger.wait_until_ended(run, SOON).await?;
        assert_eq!((run.state, run.version, run.cause), (state, version, RunCause::Upload));
    }
    assert_eq!(ledger.number("SELECT count(*) FROM files.plain").await?, 4);
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_decide_where_validators_are_missing_or_lie() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let formation = Formation::builder().counts(0, 1, 0).start().await?;
    let ledger = formation.ledger()?;
    let table = ledger.table_of_url("a", &origin.url("/a.csv"), None).await?;
    let steps = [
        (Answer::csv(STATIONS), RunCause::Create, RunState::Published),
        // The tag changes and the bytes do not.
        (Answer::csv(STATIONS).etag("\"another\""), RunCause::Schedule, RunState::Unchanged),
        (Answer::csv(STATIONS).without_validators(), RunCause::Schedule, RunState::Unchanged),
        (Answer::csv(STATIONS_LATER).without_validators(), RunCause::Schedule, RunState::Published),
        // The bytes change and the tag does not: whoever presses the button gets the truth.
        (Answer::csv(STATIONS).etag("\"stuck\""), RunCause::Schedule, RunState::Published),
        (Answer::csv(STATIONS_LATER).etag("\"stuck\""), RunCause::Schedule, RunState::Unchanged),
        (Answer::csv(STATIONS_LATER).etag("\"stuck\""), RunCause::Manual, RunState::Published),
    ];
    for (number, (answer, cause, state)) in steps.into_iter().enumerate() {
        origin.set("/a.csv", answer);
        let run = ledger.ask(&table, cause).await?;
        assert_eq!(ledger.wait_until_ended(run, SOON).await?.state, state, "step {number}");
    }
    ledger.assert_at_rest(Duration::from_secs(5)).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

/// Names and types as `information_schema` has them.
async fn columns(ledger: &Ledger, schema: &str, name: &str) -> anyhow::Result<Vec<String>> {
    let rows = ledger
        .rows(&format!(
            "SELECT column_name || ' ' || data_type FROM information_schema.columns
             WHERE table_schema = '{schema}' AND table_name = '{name}' ORDER BY ordinal_position"
        ))
        .await?;
    Ok(rows.into_iter().filter_map(|mut row| row.remove(0)).collect())
}

/// The run whose page this is.
pub(crate) fn run_of(page: &Page) -> anyhow::Result<rowmill_core::model::RunId> {
    let id = page.path.rsplit_once("/runs/").map(|(_, id)| id.parse());
    id.ok_or_else(|| anyhow::anyhow!("{} is no page of a run: {}", page.path, page.text()))?
        .map_err(anyhow::Error::new)
}
