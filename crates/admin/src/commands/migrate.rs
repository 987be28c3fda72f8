//! The release phase.

use rowmill_core::{database, migrations};

use crate::context::Context;

pub(crate) async fn run(context: Context) -> anyhow::Result<()> {
    let mut client = database::connect(&context.config.database_url, "rowmill-admin").await?;
    let applied = migrations::migrate(&mut client).await?;
    for name in &applied {
        println!("applied {name}");
    }
    if applied.is_empty() {
        println!("The database is at version {}; nothing to do.", migrations::needed());
    }
    Ok(())
}
