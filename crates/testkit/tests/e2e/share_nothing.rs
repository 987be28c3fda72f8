//! Any process can be any other's successor: two of each, and one of them dies.

use std::time::Duration;

use deadpool_redis::redis;
use testkit::{Answer, Edition, Formation, Kind, Origin, Visitor, service};

use crate::{
    main_job::run_of,
    support::{SOON, beside_others, slow},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signed_in_at_one_web_process_and_served_by_another_when_it_dies() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    origin.set("/a.csv", Answer::csv(Edition { number: 1, base: 50 }.csv()));
    let mut formation = Formation::builder().counts(2, 2, 2).start().await?;
    let ledger = formation.ledger()?;
    let (first, second) = (formation.web(0), formation.web(1));

    let mut ada = Visitor::new(&first)?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Shared").await?;
    // The form comes from one process, and is sent to the other.
    let form = ada.get(&format!("/{workspace}/-/new")).await?.form("/-/sources")?;
    ada.go_to(&second);
    let page = ada.submit(&form.with("url", &origin.url("/a.csv"))?).await?;
    let source = page.path.clone();
    ada.go_to(&first);
    let preview = ada.wait_for(&source, SOON, |page| !page.grid().is_empty()).await?;
    formation.process_mut(Kind::Web, 0).kill().await?;
    ada.go_to(&second);
    let run = run_of(&ada.create_table(&preview, "a", None).await?)?;
    ledger.wait_until_ended(run, SOON).await?;
    let page = ada.wait_for("/shared/a", SOON, |page| !page.grid().is_empty()).await?;
    assert_eq!(page.grid().len(), 51);

    // A file that one web process received, and that is gone before a worker looks.
    for kind in [Kind::Worker, Kind::Clock] {
        formation.process_mut(kind, 0).kill().await?;
        formation.process_mut(kind, 1).kill().await?;
    }
    let form = ada.get("/shared/-/new").await?.form("/-/uploads")?;
    let page = ada.upload(&form, "b.csv", &Edition { number: 2, base: 60 }.csv()).await?;
    formation.process_mut(Kind::Web, 1).kill().await?;
    for kind in [Kind::Web, Kind::Worker, Kind::Clock] {
        formation.start(kind).await?;
    }
    ada.go_to(&formation.web(2));
    let preview = ada.wait_for(&page.path, SOON, |page| !page.grid().is_empty()).await?;
    let run = run_of(&ada.create_table(&preview, "b", None).await?)?;
    ledger.wait_until_ended(run, SOON).await?;
    assert_eq!(ledger.number("SELECT count(*) FROM shared.b").await?, 62);
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_is_live_from_a_web_process_that_did_not_ask_for_the_run() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let content = Answer::csv(Edition { number: 1, base: 5_000 }.csv());
    origin.set("/a.csv", content.clone());
    let formation = Formation::builder().counts(2, 1, 1).start().await?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Live").await?;
    let preview = ada.preview_url(&workspace, &origin.url("/a.csv")).await?;
    origin.set("/a.csv", slow(content, Duration::from_secs(3)));
    let page = ada.create_table(&preview, "a", None).await?;
    let stream = page.attribute("data-progress").expect("the page of a run under way shows its progress");

    ada.go_to(&formation.web(1));
    let mut events = ada.events(&stream).await?;
    let mut bytes = Vec::new();
    let mut states = Vec::new();
    loop {
        let event = events.next(SOON).await?;
        match event.name.as_str() {
            "progress" => {
                let data: serde_json::Value = serde_json::from_str(&event.data)?;
                states.push(data["state"].as_str().unwrap_or_default().to_owned());
                if data["step"] == "fetch" {
                    bytes.push(data["bytes"].as_u64().unwrap_or_default());
                }
            }
            "done" => break,
            other => panic!("an event nobody expects: {other} {}", event.data),
        }
    }
    bytes.dedup();
    assert!(bytes.len() >= 4 && bytes.is_sorted(), "bytes while the file arrived: {bytes:?}");
    assert_eq!(states.last().map(String::as_str), Some("published"), "{states:?}");
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_may_live_in_memcached() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut formation = Formation::builder()
        .counts(2, 0, 0)
        .env("SESSION_URL", service("TEST_MEMCACHED_URL"))
        .env("SESSION_IDLE_SECONDS", "4")
        .start()
        .await?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Cached").await?;
    ada.go_to(&formation.web(1));
    formation.process_mut(Kind::Web, 0).kill().await?;
    assert_eq!(ada.get(&format!("/{workspace}")).await?.path, "/cached");
    let redis = formation.redis()?;
    let mut connection = redis.get().await?;
    let keys: Vec<String> =
        redis::cmd("KEYS").arg(redis.keys.session("*")).query_async(&mut connection).await?;
    assert_eq!(keys, Vec::<String>::new(), "sessions in Redis");
    // Used, it goes on; unused, it ends.
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(ada.get("/cached").await?.path, "/cached");
    }
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(ada.get("/cached").await?.path.starts_with("/sign-in"), "an unused session ends");
    ada.sign_in().await?;
    let form = ada.get("/account").await?.form("/sign-out")?;
    ada.submit(&form).await?;
    assert!(ada.get("/cached").await?.path.starts_with("/sign-in"), "a signed-out session has ended");
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_when_it_is_not_used_and_at_its_longest_life() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut formation = Formation::builder().counts(0, 0, 0).prepare().await?;
    formation.spawn(Kind::Web, &[("SESSION_IDLE_SECONDS", "3"), ("SESSION_ABSOLUTE_SECONDS", "3600")])?;
    formation.spawn(Kind::Web, &[("SESSION_IDLE_SECONDS", "3600"), ("SESSION_ABSOLUTE_SECONDS", "4")])?;
    formation.wait_until_ready().await?;
    let mut idle = Visitor::new(&formation.web(0))?;
    idle.sign_up(&formation.admin(&["first-link"])?, "Short").await?;
    let mut busy = Visitor::new(&formation.web(1))?;
    busy.sign_in().await?;
    for second in 1..=6 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let path = busy.get("/short").await?.path;
        if second <= 2 {
            assert_eq!(path, "/short", "signed out after {second} s");
            assert_eq!(idle.get("/short").await?.path, "/short");
        }
    }
    assert!(busy.get("/short").await?.path.starts_with("/sign-in"), "used all the time, and too old");
    assert!(idle.get("/short").await?.path.starts_with("/sign-in"), "unused for too long");
    formation.assert_log_clean(&[]);
    Ok(())
}
