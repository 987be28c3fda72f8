//! A workspace with a table in it, so that the first look at Rowmill is not at an empty page. The file takes the same
//! way as one that somebody dropped: an upload, a source, a run.

use rowmill_core::{
    model::{Lane, RunCause, TableName, WorkspaceSlug},
    store::{
        links, runs,
        runs::NewRun,
        sources, tables,
        uploads::{self, CHUNK_BYTES},
        workspaces,
    },
    table,
};

use crate::context::Context;

const SLUG: &str = "demo";
const NAME: &str = "water_quality";
const FILE: &[u8] = include_bytes!("../../sample/water_quality.csv");

pub(crate) async fn run(context: Context) -> anyhow::Result<()> {
    let mut client = context.client().await?;
    let transaction = client.transaction().await?;
    let slug: WorkspaceSlug = SLUG.parse()?;
    let name: TableName = NAME.parse()?;
    let Some(workspace) = workspaces::insert(&transaction, &slug, "Demo").await? else {
        println!("There is a workspace `{SLUG}` already; nothing to do.");
        return Ok(());
    };
    table::create_workspace_schemas(&transaction, workspace, SLUG).await?;
    let upload = uploads::insert(&transaction, workspace, "water_quality.csv").await?;
    for (number, chunk) in (0..).zip(FILE.chunks(CHUNK_BYTES)) {
        uploads::add_chunk(&transaction, upload, number, chunk).await?;
    }
    uploads::complete(&transaction, upload, i64::try_from(FILE.len())?, &links::hash(FILE)).await?;
    let source = sources::insert_upload(&transaction, workspace, upload, None).await?;
    let table = tables::insert(&transaction, workspace, source, &name, "Water quality (sample)").await?;
    let new = NewRun {
        workspace,
        source,
        table,
        cause: RunCause::Create,
        lane: Lane::Small,
        host: None,
        slot: None,
        slots_merged: 0,
    };
    let run = runs::insert(&transaction, &new).await?;
    transaction.commit().await?;
    if let (Some(bell), Some(run)) = (context.bell()?, run) {
        // Not heard? The clock rings again.
        let _ = bell.ring(Lane::Small, run).await;
    }
    println!("{SLUG}.{NAME} is on its way.");
    Ok(())
}
