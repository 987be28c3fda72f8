//! Rings again for runs that wait and were not heard: Redis was away, was wiped, or a popped id was lost with its worker.
//! Keeps each lane in Redis short; the rest of the queue waits in Postgres.

use std::{sync::Arc, time::Duration};

use rowmill_core::{
    model::{Lane, RunId},
    queue::Bell,
    store::runs,
};

use crate::App;

/// How long a ring is given to be heard.
const QUIET: Duration = Duration::from_secs(2);

pub(crate) async fn run(app: Arc<App>) -> anyhow::Result<u64> {
    let mut rung = 0;
    for lane in Lane::ALL {
        let depth = app.bell.depth(*lane).await?;
        let room = i64::try_from(Bell::MAX_DEPTH.saturating_sub(depth))?;
        if room == 0 {
            continue;
        }
        let waiting = {
            let client = app.database.get().await?;
            runs::take_waiting(&client, *lane, QUIET, room).await?
        };
        let ids: Vec<RunId> = waiting.iter().map(|waiting| waiting.run).collect();
        app.bell.ring_all(*lane, &ids).await?;
        rung += ids.len() as u64;
    }
    Ok(rung)
}
