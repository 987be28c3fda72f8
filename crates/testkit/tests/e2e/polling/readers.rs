//! Readers who never stop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rowmill_core::database;
use testkit::Visitor;
use tokio::task::JoinHandle;

use super::editions::Editions;

/// Pause between two reads.
const PAUSE: Duration = Duration::from_millis(3);

/// What all of them share.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    pub(super) editions: Arc<Editions>,
    stop: Arc<AtomicBool>,
}

/// How often a reader read, or what was wrong.
pub(super) type Reader = JoinHandle<anyhow::Result<u64>>;

impl Shared {
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    /// Reads the view by SQL, by a statement that is prepared once, or each time.
    pub(super) fn read_view(&self, url: &str, view: &str, is_prepared: bool) -> Reader {
        let (shared, url) = (self.clone(), url.to_owned());
        let statement = format!(
            "SELECT count(*), max(amount) FILTER (WHERE id = 0)::bigint, sum(amount::bigint * (id + 7))::bigint FROM {view}"
        );
        tokio::spawn(async move {
            let client = database::connect(&url.into(), "reader").await?;
            let prepared = client.prepare(&statement).await?;
            let mut seen = Seen::default();
            while shared.goes_on() {
                let row = match is_prepared {
                    true => client.query_one(&prepared, &[]).await?,
                    false => client.query_one(&statement, &[]).await?,
                };
                let number = row.try_get::<_, Option<i64>>(1)?.unwrap_or_default();
                let sum = row.try_get::<_, Option<i64>>(2)?.unwrap_or_default();
                seen.note(shared.editions.has(number, row.try_get(0)?, sum))?;
                tokio::time::sleep(PAUSE).await;
            }
            Ok(seen.reads)
        })
    }

    /// Reads the page of the table and its CSV file in turn.
    pub(super) fn read_pages(&self, mut visitor: Visitor, path: &str) -> Reader {
        let (shared, path) = (self.clone(), path.to_owned());
        tokio::spawn(async move {
            let mut seen = Seen::default();
            while shared.goes_on() {
                let page = visitor.get(&path).await?;
                let cells = page.grid();
                let row = |cells: &Vec<String>| Some((number(cells.get(1)?)?, number(cells.get(2)?)?));
                let rows: Option<Vec<(i64, i64)>> = cells.iter().map(row).collect();
                let rows = rows.ok_or_else(|| anyhow::anyhow!("{}: {}", page.status, page.text()))?;
                seen.note(shared.editions.number_of(&rows, false))?;

                let csv = visitor.get(&format!("{path}.csv")).await?.html;
                let row = |line: &str| {
                    let mut cells = line.split(',');
                    Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?))
                };
                let rows: Option<Vec<(i64, i64)>> = csv.lines().skip(1).map(row).collect();
                let rows = rows.ok_or_else(|| anyhow::anyhow!("no CSV file: {csv}"))?;
                seen.note(shared.editions.number_of(&rows, true))?;
                tokio::time::sleep(PAUSE).await;
            }
            Ok(seen.reads)
        })
    }
}

/// A number as a page shows it.
fn number(cell: &str) -> Option<i64> {
    cell.replace(',', "").parse().ok()
}

/// What one reader saw.
#[derive(Debug, Default)]
struct Seen {
    reads: u64,
    newest: i64,
}

impl Seen {
    fn note(&mut self, judged: Result<i64, String>) -> anyhow::Result<()> {
        let number = judged.map_err(|problem| anyhow::anyhow!("read {}: {problem}", self.reads))?;
        anyhow::ensure!(number >= self.newest, "file {number} after file {}", self.newest);
        (self.reads, self.newest) = (self.reads + 1, number);
        Ok(())
    }
}
