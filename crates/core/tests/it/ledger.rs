//! Leases, fences and strikes.

use std::time::Duration;

use rowmill_core::{
    model::{Lane, RunFailure, RunReport, RunState},
    queue::Progress,
    store::runs::{self, Beat, Outcome},
};

use crate::world::World;

const LEASE: Duration = Duration::from_secs(30);

fn failure() -> RunFailure {
    RunFailure::new("x", "It failed.", "Try again.")
}

async fn expire_lease(world: &World) {
    let client = world.client().await;
    client.execute("UPDATE rowmill.runs SET leased_until = now() - interval '1 second'", &[]).await.unwrap();
}

#[tokio::test]
async fn of_two_claims_one_gets_the_run() {
    let world = World::new().await;
    let run = world.queue().await;
    let (first, second) = tokio::join!(world.claim(run), world.claim(run));
    assert!(first.is_some() != second.is_some());
}

#[tokio::test]
async fn a_table_has_one_active_run_however_often_it_is_asked_for() {
    let world = World::new().await;
    world.queue().await;
    assert!(runs::insert(&world.client().await, &world.new_run()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_slot_has_one_run_for_ever() {
    let world = World::new().await;
    let slot = Some("2026-01-01T00:00:00Z".parse().unwrap());
    let new = runs::NewRun { slot, ..world.new_run() };
    let run = runs::insert(&world.client().await, &new).await.unwrap().unwrap();
    assert!(runs::cancel(&world.client().await, run).await.unwrap());
    assert!(runs::insert(&world.client().await, &new).await.unwrap().is_none());
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_can_change_nothing() {
    let world = World::new().await;
    let run = world.queue().await;
    let lost = world.claim(run).await.unwrap();
    expire_lease(&world).await;
    let client = world.client().await;
    assert_eq!(runs::rescue(&client, 10).await.unwrap().len(), 1);
    let held = world.claim(run).await.unwrap();
    assert_eq!(held.attempt, lost.attempt + 1);

    let report = RunReport::default();
    let outcome = Outcome { state: RunState::Unchanged, report: &report, failure: None, version: None };
    assert_eq!(runs::heartbeat(&client, lost, LEASE, &Progress::default()).await.unwrap(), Beat::Lost);
    assert!(!runs::finish(&client, lost, &outcome).await.unwrap());
    assert!(!runs::hand_back(&client, lost).await.unwrap());
    assert_eq!(runs::strike(&client, lost, &report, &failure(), LEASE).await.unwrap(), None);
    assert_eq!(runs::heartbeat(&client, held, LEASE, &Progress::default()).await.unwrap(), Beat::Held);
    assert!(runs::finish(&client, held, &outcome).await.unwrap());
}

#[tokio::test]
async fn a_poison_file_is_given_up_with_words() {
    let world = World::new().await;
    let id = world.queue().await;
    for _ in 0..8 {
        world.claim(id).await.expect("it waits again");
        expire_lease(&world).await;
        runs::rescue(&world.client().await, 10).await.unwrap();
    }
    let run = world.run(id).await;
    assert_eq!(run.state, RunState::Failed);
    let failure = run.failure.unwrap();
    assert_eq!(failure.code, "gave_up");
    assert!(failure.message.contains("after 8 attempts"), "{}", failure.message);
}

#[tokio::test]
async fn a_run_that_was_handed_back_has_no_strike_and_starts_at_once() {
    let world = World::new().await;
    let id = world.queue().await;
    let claim = world.claim(id).await.unwrap();
    assert!(runs::hand_back(&world.client().await, claim).await.unwrap());
    assert_eq!(world.run(id).await.strikes, 0);
    assert!(world.claim(id).await.is_some());
}

#[tokio::test]
async fn a_passing_fault_waits_and_a_last_one_fails() {
    let world = World::new().await;
    let id = world.queue().await;
    let claim = world.claim(id).await.unwrap();
    let client = world.client().await;
    let report = RunReport::default();
    let state = runs::strike(&client, claim, &report, &failure(), Duration::from_secs(60)).await.unwrap();
    assert_eq!(state, Some(RunState::Queued));
    assert!(world.claim(id).await.is_none(), "it is not due yet");

    client
        .execute("UPDATE rowmill.runs SET not_before = now(), strikes = max_strikes - 1", &[])
        .await
        .unwrap();
    let claim = world.claim(id).await.unwrap();
    let state = runs::strike(&client, claim, &report, &failure(), Duration::ZERO).await.unwrap();
    assert_eq!(state, Some(RunState::Failed));
}

#[tokio::test]
async fn a_cancelled_run_cannot_go_on() {
    let world = World::new().await;
    let id = world.queue().await;
    let claim = world.claim(id).await.unwrap();
    let client = world.client().await;
    assert!(runs::cancel(&client, id).await.unwrap());
    assert!(!runs::cancel(&client, id).await.unwrap(), "there is nothing more to cancel");
    assert_eq!(runs::heartbeat(&client, claim, LEASE, &Progress::default()).await.unwrap(), Beat::Lost);
}

#[tokio::test]
async fn waiting_runs_are_rung_for_again_but_not_at_once() {
    let world = World::new().await;
    let id = world.queue().await;
    let client = world.client().await;
    let quiet = Duration::from_secs(2);
    assert!(runs::take_waiting(&client, Lane::Small, quiet, 10).await.unwrap().is_empty());
    client.execute("UPDATE rowmill.runs SET rung_at = NULL", &[]).await.unwrap();
    let waiting = runs::take_waiting(&client, Lane::Small, quiet, 10).await.unwrap();
    assert_eq!(waiting.iter().map(|w| w.run).collect::<Vec<_>>(), [id]);
    assert!(runs::take_waiting(&client, Lane::Small, quiet, 10).await.unwrap().is_empty());
}
