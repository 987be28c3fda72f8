//! Shuts an account.

use anyhow::{Context as _, bail};
use rowmill_core::store::users;

use crate::context::Context;

pub(crate) async fn run(context: Context, arguments: Vec<String>) -> anyhow::Result<()> {
    let email = arguments.first().context("whose account? rowmill-admin disable EMAIL")?;
    let client = context.client().await?;
    if !users::disable(&client, email).await? {
        bail!("there is no account with the address {email}");
    }
    println!("{email} is shut; its sessions are over.");
    Ok(())
}
