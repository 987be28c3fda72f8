//! Preview a source: fetch its head, say what is in it, stop.

use rowmill_core::store::sources;

use crate::{
    pipeline::{obtain, sample},
    run_state::{Done, JobError, RunContext},
};

/// Bytes as received that a preview looks at.
const HEAD_BYTES: u64 = 4 << 20;

pub(crate) async fn run(context: &RunContext) -> Result<Done, JobError> {
    let source = {
        let client = context.client().await?;
        sources::find(&client, context.run.source).await?.ok_or(JobError::Lost)?
    };
    let (head, complete) = obtain::obtain_head(context, &source, HEAD_BYTES).await?;
    sample::sample(context, head, complete, &source.overrides).await?;
    Ok(Done::Previewed)
}
