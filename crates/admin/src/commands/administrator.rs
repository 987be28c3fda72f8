//! Makes an account an administrator: one who sees the ops page and makes workspaces.

use anyhow::{Context as _, bail};
use rowmill_core::store::users;

use crate::context::Context;

pub(crate) async fn run(context: Context, arguments: Vec<String>) -> anyhow::Result<()> {
    let email = arguments.first().context("whose account? rowmill-admin administrator EMAIL")?;
    let client = context.client().await?;
    if !users::make_administrator(&client, email).await? {
        bail!("there is no account with the address {email}");
    }
    println!("{email} is an administrator now.");
    Ok(())
}
