//! Brings the digests of the version before to the thread that compares.

use std::io;

use futures_util::StreamExt;
use rowmill_core::table::{DigestError, KnownRows, Relations};
use tabular::diff::Known;
use tokio::sync::mpsc;

use crate::run_state::{JobError, RunContext};

/// Portions of a megabyte between the reading side and the comparing one.
const CHANNEL: usize = 2;

pub(super) type Portion = Result<Vec<Known>, DigestError>;

/// Sends all rows in order.
pub(super) async fn send(
    context: &RunContext,
    relations: &Relations<'_>,
    known: &KnownRows,
    sender: mpsc::Sender<Portion>,
) -> Result<(), JobError> {
    let client = context.client().await?;
    let rows = match known.in_order(&client, relations).await {
        Ok(rows) => rows,
        Err(DigestError::Database(error)) => return Err(error.into()),
        Err(DigestError::Damaged) => return Ok(()),
    };
    let mut rows = std::pin::pin!(rows);
    while let Some(portion) = rows.next().await {
        // The other side ends early where it finds that this is no use; it says why.
        if sender.send(portion).await.is_err() {
            break;
        }
    }
    Ok(())
}

pub(super) fn channel() -> (mpsc::Sender<Portion>, mpsc::Receiver<Portion>) {
    mpsc::channel(CHANNEL)
}

/// What is sent, row by row, for a thread that may block.
pub(super) fn received(mut portions: mpsc::Receiver<Portion>) -> impl Iterator<Item = io::Result<Known>> {
    std::iter::from_fn(move || portions.blocking_recv()).flat_map(|portion| {
        let (rows, error) = match portion {
            Ok(rows) => (rows, None),
            Err(error) => (Vec::new(), Some(Err(io::Error::other(error)))),
        };
        rows.into_iter().map(Ok).chain(error)
    })
}
