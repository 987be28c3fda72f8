//! The way in: a one-time link, since there is no default account.

use rowmill_core::store::{links, users};

use crate::context::Context;

pub(crate) async fn run(context: Context) -> anyhow::Result<()> {
    let mut client = context.client().await?;
    if users::has_administrator(&client).await? {
        return Ok(());
    }
    let (token, hash) = links::new_token();
    let transaction = client.transaction().await?;
    links::insert_first_administrator(&transaction, &hash).await?;
    transaction.commit().await?;
    println!("{}/welcome/{token}", context.config.public_url);
    Ok(())
}
