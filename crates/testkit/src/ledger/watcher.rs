//! A reader who never stops reading, and notices everything but a whole edition.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::task::JoinHandle;

use super::Ledger;
use crate::Edition;

/// Pause between two reads.
const PAUSE: Duration = Duration::from_millis(10);

/// Reads a view of [`Edition`]s again and again. What it sees must be one whole edition, never an older one than before,
/// never nothing, and never a missing view. Postgres itself may be away.
#[derive(Debug)]
pub struct Watcher {
    task: JoinHandle<()>,
    stop: Arc<AtomicBool>,
    seen: Arc<Seen>,
    view: String,
}

#[derive(Debug, Default)]
struct Seen {
    reads: AtomicU64,
    torn: Mutex<Vec<String>>,
}

impl Watcher {
    /// Begins to read a view that has its first version.
    pub fn start(ledger: &Ledger, view: &str, base: i64) -> Self {
        let (stop, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Seen::default()));
        let task = tokio::spawn(watch(ledger.clone(), view.to_owned(), base, stop.clone(), seen.clone()));
        Self { task, stop, seen, view: view.to_owned() }
    }

    /// Stops reading; how often it read.
    ///
    /// # Panics
    /// When it saw anything but whole editions.
    pub async fn finish(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        let _ = self.task.await;
        let torn = self.seen.torn.lock().unwrap_or_else(PoisonError::into_inner);
        let reads = self.seen.reads.load(Ordering::Relaxed);
        assert!(
            torn.is_empty(),
            "{} was not whole in {} of {reads} reads:\n{}",
            self.view,
            torn.len(),
            torn.join("\n")
        );
        reads
    }
}

async fn watch(ledger: Ledger, view: String, base: i64, stop: Arc<AtomicBool>, seen: Arc<Seen>) {
    let statement = format!(
        "SELECT count(*), min(edition)::bigint, max(edition)::bigint, sum(amount)::bigint FROM {view}"
    );
    let mut newest = 0;
    while !stop.load(Ordering::Relaxed) {
        match read(&ledger, &statement).await {
            Ok(Some(found)) => {
                seen.reads.fetch_add(1, Ordering::Relaxed);
                if let Err(problem) = judge(found, base, &mut newest) {
                    seen.torn.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
                }
            }
            // Postgres is away.
            Ok(None) => {}
            Err(problem) => seen.torn.lock().unwrap_or_else(PoisonError::into_inner).push(problem),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

type Found = (i64, Option<i64>, Option<i64>, Option<i64>);

async fn read(ledger: &Ledger, statement: &str) -> Result<Option<Found>, String> {
    use tokio_postgres::error::SqlState;
    let Ok(client) = ledger.client().await else { return Ok(None) };
    match client.query_one(statement, &[]).await {
        Ok(row) => Ok(Some((row.get(0), row.get(1), row.get(2), row.get(3)))),
        Err(error) => match error.code() {
            // The connection ended, or Postgres is stopping or starting.
            None => Ok(None),
            Some(code)
                if [
                    &SqlState::ADMIN_SHUTDOWN,
                    &SqlState::CRASH_SHUTDOWN,
                    &SqlState::CANNOT_CONNECT_NOW,
                    &SqlState::CONNECTION_FAILURE,
                ]
                .contains(&code) =>
            {
                Ok(None)
            }
            Some(code) => Err(format!("{}: {error}", code.code())),
        },
    }
}

fn judge(found: Found, base: i64, newest: &mut i64) -> Result<(), String> {
    let (rows, Some(first), Some(last), Some(sum)) = found else {
        return Err(format!("no rows: {found:?}"));
    };
    let edition = Edition { number: first, base };
    if first != last || rows != edition.rows() || sum != edition.sum() {
        return Err(format!("{rows} rows of editions {first} to {last} with the sum {sum}"));
    }
    if first < *newest {
        return Err(format!("edition {first} after edition {newest}"));
    }
    *newest = first;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(edition: i64, rows: i64, last: i64) -> Found {
        (rows, Some(edition), Some(last), Some(Edition { number: edition, base: 10 }.sum()))
    }

    #[test]
    fn only_whole_editions_pass_and_none_older_than_before() {
        let mut newest = 0;
        assert!(judge(seen(1, 11, 1), 10, &mut newest).is_ok());
        assert!(judge(seen(3, 13, 3), 10, &mut newest).is_ok());
        assert!(judge(seen(2, 12, 2), 10, &mut newest).is_err(), "older than before");
        assert!(judge(seen(3, 13, 4), 10, &mut newest).is_err(), "two editions at once");
        assert!(judge(seen(3, 12, 3), 10, &mut newest).is_err(), "a row is missing");
        assert!(judge((0, None, None, None), 10, &mut newest).is_err(), "nothing at all");
    }
}
