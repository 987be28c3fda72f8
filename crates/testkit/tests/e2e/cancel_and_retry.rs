//! Stopping a run and asking again, from its page.

use std::time::Duration;

use rowmill_core::model::RunState;
use testkit::{Answer, Body, Edition, Formation, Gate, Origin, Visitor};

use crate::{
    main_job::run_of,
    support::{SOON, beside_others},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_run_is_cancelled_and_run_again_from_its_page() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let edition = |number| Edition { number, base: 40 };
    origin.set("/a.csv", Answer::csv(edition(1).csv()));
    let formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Stopped").await?;
    let preview = ada.preview_url(&workspace, &origin.url("/a.csv")).await?;
    let run = run_of(&ada.create_table(&preview, "a", None).await?)?;
    ledger.wait_until_ended(run, SOON).await?;

    let gate = Gate::closed();
    let held = gate.clone();
    origin.set(
        "/a.csv",
        Answer::csv(edition(2).csv()).sent_as(|bytes| Body::Gated { bytes, before: 200, gate: held }),
    );
    let form = ada.get("/stopped/a").await?.form("/a/refresh")?;
    let page = ada.submit(&form).await?;
    let run = run_of(&page)?;
    ledger.wait_until_running(run, SOON).await?;
    let page = ada.get(&page.path).await?;
    let page = ada.submit(&page.form("/cancel")?).await?;
    assert_eq!(ledger.run(run).await?.state, RunState::Cancelled, "cancelling takes effect at once");
    assert!(page.text().contains("Cancelled"), "{}", page.text());
    gate.open();
    // Long enough for the worker to have published, had it not been stopped.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(ledger.number("SELECT max(edition) FROM stopped.a").await?, 1, "the last version stays");
    assert_eq!(ledger.number("SELECT count(*) FROM rowmill.versions").await?, 1);

    let page = ada.submit(&ada.clone().get(&page.path).await?.form("/retry")?).await?;
    let again = run_of(&page)?;
    assert_ne!(again, run);
    let ended = ledger.wait_until_ended(again, SOON).await?;
    assert_eq!((ended.state, ended.version), (RunState::Published, Some(2)));
    assert_eq!(ledger.number("SELECT max(edition) FROM stopped.a").await?, 2);
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queued_run_is_cancelled_and_never_begins() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    origin.set("/a.csv", Answer::csv(Edition { number: 1, base: 40 }.csv()));
    let mut formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Queued").await?;
    let preview = ada.preview_url(&workspace, &origin.url("/a.csv")).await?;
    formation.process_mut(testkit::Kind::Worker, 0).kill().await?;
    let page = ada.create_table(&preview, "a", None).await?;
    let run = run_of(&page)?;
    ada.submit(&page.form("/cancel")?).await?;
    formation.start(testkit::Kind::Worker).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let run = ledger.run(run).await?;
    assert_eq!((run.state, run.attempt), (RunState::Cancelled, 0));
    // The administrator's way to the same button.
    let said = formation.admin(&["requeue", &run.id.to_string()])?;
    assert!(said.contains("is queued"), "{said}");
    ledger.wait_for_number("SELECT count(*) FROM rowmill.versions", SOON, |count| count == 1).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}
