//! Loads the rows of a staged file into a new storage relation: decode and encode on a thread of their own, one or two
//! connections that COPY, a short bounded channel between them.

mod encode;

use std::time::Duration;

use bytes::Bytes;
use deadpool_postgres::{Client, Timeouts};
use futures_util::future::try_join_all;
use rowmill_core::{
    model::Step,
    table::{self, DigestChunk, Load, Relations},
    telemetry::metrics,
};
use tabular::{Column, Layout};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{contract::Contract, detect::blocking, stage::Stage};
use crate::run_state::{JobError, RunContext};

/// Buffers of half a megabyte between the two sides.
const CHANNEL: usize = 8;

/// Bytes of a file from which on two connections load it. One keeps one process of Postgres busy, which is what a load
/// waits for; below this, making the relation beforehand costs more than the second connection saves.
const LARGE: u64 = 4 << 20;

/// Connections that a load leaves in the pool when it takes a second one: runs beside it extend their leases with them.
const LEFT: usize = 2;

/// What the encoding side sends. Pieces may be written in any order: what is in them says where it belongs.
enum Piece {
    /// Encoded rows, without a frame around them.
    Rows(Bytes),
    /// Digests of rows.
    Digests(DigestChunk),
}

/// Loads the file into `relation`, as rows of version `version`. It is there when this returns, but not published. Returns
/// the number of rows.
///
/// # Errors
/// When the file cannot be read to its end or Postgres refuses; what was loaded is dropped once the run has ended.
pub async fn load(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    contract: &Contract,
    relation: &str,
    version: i32,
) -> Result<u32, JobError> {
    context.begin(Step::Load);
    context.note_relation(relation);
    let (sender, receiver) = mpsc::channel(CHANNEL);
    let (total, count) = oneshot::channel();
    let encoding = {
        let (at, stage, layout, contract) =
            (context.clone(), stage.clone(), layout.clone(), contract.clone());
        blocking(move || encode::encode(&at, &stage, &layout, &contract, &sender, total))
    };
    let relations = Relations { workspace: context.run.workspace, rows: relation };
    let target = Target { relations, columns: &contract.columns, version };
    // The receiver goes with it: where Postgres refuses, the encoder must not wait for room in the channel.
    let copying = async move {
        let mut first = context.client().await?;
        match second_client(context, stage).await {
            Some(mut second) => target.by_two([&mut first, &mut second], receiver, count).await,
            None => target.by_one(&mut first, receiver, count).await,
        }
    };
    // When Postgres refuses, the encoder finds its channel closed; Postgres' reason is the one to tell.
    let (encoded, copied) = tokio::join!(encoding, copying);
    let count = copied?;
    let counts = encoded?;
    metrics().rows_loaded.inc_by(counts.loaded);
    context.find(|findings| findings.report.rows = counts);
    count.ok_or(JobError::Lost)
}

/// A second connection for a large file, if others have enough of them left.
async fn second_client(context: &RunContext, stage: &Stage) -> Option<Client> {
    let pool = context.app.database.status();
    let left = (pool.max_size - pool.size.min(pool.max_size)) + pool.available;
    if stage.bytes().ok()? < LARGE || left <= LEFT {
        return None;
    }
    let at_once = Timeouts { wait: Some(Duration::ZERO), ..context.app.database.timeouts() };
    context.app.database.timeout_get(&at_once).await.ok()
}

struct Target<'a> {
    relations: Relations<'a>,
    columns: &'a [Column],
    version: i32,
}

type Count = oneshot::Receiver<u32>;
type Pieces = mpsc::Receiver<Piece>;

// Without a count the other side failed and says why; transactions that are dropped undo what they did.
impl Target<'_> {
    async fn by_one(
        &self,
        client: &mut Client,
        pieces: Pieces,
        count: Count,
    ) -> Result<Option<u32>, JobError> {
        let transaction = client.transaction().await?;
        let load = table::begin_load(transaction, self.relations, self.columns).await?;
        self.write(&load, &Mutex::new(pieces)).await?;
        let Ok(count) = count.await else { return Ok(None) };
        load.commit(self.version, count).await?;
        Ok(Some(count))
    }

    async fn by_two(
        &self,
        mut clients: [&mut Client; 2],
        pieces: Pieces,
        count: Count,
    ) -> Result<Option<u32>, JobError> {
        table::prepare_load(clients[0], &self.relations, self.columns).await?;
        let pieces = Mutex::new(pieces);
        let shares = clients.iter_mut().map(async |client| {
            let load = table::join_load(client, self.relations).await?;
            self.write(&load, &pieces).await?;
            Ok::<_, JobError>(load)
        });
        let shares = try_join_all(shares).await?;
        let Ok(count) = count.await else { return Ok(None) };
        try_join_all(shares.into_iter().map(Load::commit_share)).await?;
        table::finish_load(clients[0], &self.relations, self.version, count).await?;
        // Whoever reads a version before in pages goes on as fast; nobody reads one before the first.
        if self.version > 1 || count > table::READ_UNINDEXED {
            table::index_loaded(clients, &self.relations, count).await?;
        }
        Ok(Some(count))
    }

    /// Writes pieces for as long as there are any.
    async fn write(&self, load: &Load<'_>, pieces: &Mutex<Pieces>) -> Result<(), JobError> {
        let mut rows = None;
        loop {
            let next = pieces.lock().await.recv().await;
            match next {
                Some(Piece::Rows(bytes)) => {
                    let rows = match &mut rows {
                        Some(rows) => rows,
                        none => none.insert(load.rows_in(self.columns).await?),
                    };
                    rows.send(bytes).await?;
                }
                Some(Piece::Digests(chunk)) => {
                    if let Some(rows) = rows.take() {
                        rows.finish().await?;
                    }
                    load.write_digests(&chunk).await?;
                }
                None => break,
            }
        }
        if let Some(rows) = rows {
            rows.finish().await?;
        }
        Ok(())
    }
}
