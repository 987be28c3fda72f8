//! Size is not a cliff: a worker's memory is bounded by its configuration, not by the file.

use std::{sync::Arc, time::Duration};

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Body, Formation, Kind, Origin, csv_of_bytes};

use crate::support::alone;

/// Bytes of the file. `scripts/bench formation` loads ten times as many.
const FILE: u64 = 200_000_000;
/// Bytes a worker may have resident at its peak.
const PEAK: u64 = 200_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_200_mb_loads_in_less_memory_than_it_has_bytes() -> anyhow::Result<()> {
    let _machine = alone().await;
    let origin = Origin::start()?;
    let (piece, length, rows) = csv_of_bytes(FILE);
    origin.set("/large.csv", Answer::body("text/csv", Body::Made { length, piece: Arc::new(piece) }));
    let formation = Formation::builder().counts(0, 1, 0).start().await?;
    let ledger = formation.ledger()?;
    let table = ledger.table_of_url("large", &origin.url("/large.csv"), None).await?;
    let run = ledger.ask(&table, RunCause::Create).await?;
    let run = ledger.wait_until_ended(run, Duration::from_secs(120)).await?;
    assert_eq!(run.state, RunState::Published, "{:?}", run.failure);
    assert_eq!(ledger.number(&format!("SELECT count(*) FROM {}", table.view)).await?, i64::try_from(rows)?);

    let peak = formation.process(Kind::Worker, 0).memory("VmHWM")?;
    println!("{rows} rows, {length} bytes, peak {peak} bytes");
    assert!(peak < PEAK, "the worker had {peak} bytes resident for a file of {length}");
    assert_eq!(formation.scratch_files()?, Vec::<String>::new());
    formation.assert_log_clean(&[]);
    Ok(())
}
