//! Loads by two connections, whose relation is there before its first row: stopped half-way they leave nothing behind.

use std::{sync::Arc, time::Duration};

use rowmill_core::{
    model::{RunCause, RunId, RunState},
    store::runs,
};
use testkit::{Answer, Body, Formation, Kind, Ledger, Origin, Seeded, csv_of_bytes};

use crate::support::{SOON, beside_others};

/// Bytes of a file that takes some seconds to load.
const BYTES: u64 = 120 << 20;
/// How long such a load may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// Relations of rows that are there, published or not.
const RELATIONS: &str = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname ~ '^rowmill_w[0-9]+$' AND c.relname ~ '^t[0-9]+_r[0-9]+_a[0-9]+'";

/// The one relation of rows there is.
const NAME: &str = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname ~ '^rowmill_w[0-9]+$' AND c.relname ~ '^t[0-9]+_r[0-9]+_a[0-9]+$'";

struct Large {
    formation: Formation,
    ledger: Ledger,
    table: Seeded,
    rows: i64,
    run: RunId,
    _origin: Origin,
}

impl Large {
    /// A run whose load is under way.
    async fn loading() -> anyhow::Result<Self> {
        let origin = Origin::start()?;
        let (piece, length, rows) = csv_of_bytes(BYTES);
        origin.set("/large.csv", Answer::body("text/csv", Body::Made { length, piece: Arc::new(piece) }));
        let formation = Formation::builder().counts(0, 1, 0).env("RUN_LEASE_SECONDS", "3").start().await?;
        let ledger = formation.ledger()?;
        let table = ledger.table_of_url("large", &origin.url("/large.csv"), None).await?;
        let run = ledger.ask(&table, RunCause::Create).await?;
        ledger.wait_for_number(RELATIONS, PATIENCE, |count| count > 0).await?;
        Ok(Self { formation, ledger, table, rows: i64::try_from(rows)?, run, _origin: origin })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_load_that_is_cancelled_drops_its_relation_at_once() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let Large { formation, ledger, run, .. } = Large::loading().await?;
    runs::cancel(&ledger.client().await?, run).await?;
    // There is no clock that would sweep.
    ledger.wait_for_number(RELATIONS, SOON, |count| count == 0).await?;
    assert_eq!(ledger.run(run).await?.state, RunState::Cancelled);
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_worker_leaves_of_a_large_load_is_swept() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let Large { mut formation, ledger, table, rows, run, _origin } = Large::loading().await?;
    formation.process_mut(Kind::Worker, 0).kill().await?;
    assert!(ledger.number(RELATIONS).await? > 0, "the relation is there for all to see");
    formation.start(Kind::Clock).await?;
    ledger.wait_for_number(RELATIONS, PATIENCE, |count| count == 0).await?;
    formation.start(Kind::Worker).await?;
    let ended = ledger.wait_until_ended(run, PATIENCE).await?;
    assert_eq!(ended.state, RunState::Published, "{ended:?}");
    let relation = ledger.rows(NAME).await?.concat().into_iter().flatten().next().expect("it is published");
    // The column `id` is a row's number in the file.
    let in_order = format!(
        "SELECT count(*) FROM {relation} WHERE \"#id\" = id::bigint AND \"#row\" = (\"#id\"::bigint + 1) << 32"
    );
    assert_eq!(ledger.number(&in_order).await?, rows);
    assert_eq!(ledger.number(&format!("SELECT count(*) FROM {}", table.view)).await?, rows);
    formation.assert_log_clean(&["A run's worker fell silent"]);
    Ok(())
}
