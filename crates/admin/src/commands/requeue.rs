//! Makes an ended run anew, as the button on its page does.

use anyhow::{Context as _, bail};
use rowmill_core::{
    model::{RunCause, RunId},
    store::{
        runs::{self, NewRun},
        sources,
    },
};

use crate::context::Context;

pub(crate) async fn run(context: Context, arguments: Vec<String>) -> anyhow::Result<()> {
    let id: RunId = arguments.first().context("which run? rowmill-admin requeue RUN")?.parse()?;
    let client = context.client().await?;
    let run = runs::find(&client, id).await?.with_context(|| format!("there is no run {id}"))?;
    if run.state.is_active() {
        bail!("run {id} is {}; the clock sees to it by itself", run.state);
    }
    let source = sources::find(&client, run.source).await?.context("the run's source is gone")?;
    let new = NewRun {
        workspace: run.workspace,
        source: run.source,
        table: run.table,
        cause: RunCause::Retry,
        lane: run.lane,
        host: source.host(),
        slot: None,
        slots_merged: 0,
    };
    let Some(made) = runs::insert(&client, &new).await? else {
        bail!("the table has an active run already");
    };
    if let Some(bell) = context.bell()? {
        // Not heard? The clock rings again.
        let _ = bell.ring(run.lane, made).await;
    }
    println!("run {made} is queued");
    Ok(())
}
