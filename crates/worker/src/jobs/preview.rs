//! Preview a source: fetch its head, say what is in it, stop. A workbook or a Parquet file has to be fetched whole.

use rowmill_core::store::sources;
use tabular::{input::Bytes, preview::HEAD_BYTES};

use crate::{
    pipeline::{
        obtain,
        sample::{self, Sampled},
        stage::Stage,
    },
    run_state::{Done, JobError, RunContext},
};

pub(crate) async fn run(context: &RunContext) -> Result<Done, JobError> {
    let source = {
        let client = context.client().await?;
        sources::find(&client, context.run.source).await?.ok_or(JobError::Lost)?
    };
    let (head, complete) = obtain::obtain_head(context, &source, HEAD_BYTES).await?;
    let head = if complete { Bytes::whole(head) } else { Bytes::head(head) };
    if let Sampled::NeedsWholeFile = sample::sample(context, head, &source.overrides).await? {
        let stage = Stage::create(&context.app.config.common.scratch)?;
        obtain::obtain_whole(context, &source, &stage).await?;
        sample::sample(context, stage, &source.overrides).await?;
    }
    Ok(Done::Previewed)
}
