//! The way in: a one-time link, since there is no default account.

use rowmill_core::store::{
    links::{self, Purpose},
    users,
};

use crate::context::Context;

pub(crate) async fn run(context: Context) -> anyhow::Result<()> {
    let mut client = context.client().await?;
    if users::has_administrator(&client).await? {
        return Ok(());
    }
    let (token, hash) = links::new_token();
    let transaction = client.transaction().await?;
    links::insert(&transaction, &hash, Purpose::FirstAdministrator).await?;
    transaction.commit().await?;
    println!("{}/welcome/{token}", context.config.public_url);
    Ok(())
}
