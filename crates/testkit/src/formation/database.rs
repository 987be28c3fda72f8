//! The database of one formation, owned by a plain role as an operator's is, so that a right the processes do not have in
//! production is not there in tests either.

use anyhow::Context;
use rowmill_core::database;
use url::Url;

use super::builder::random_hex;

/// A database and its owner. Both are dropped with this value.
#[derive(Debug)]
pub(super) struct OwnDatabase {
    superuser: String,
    name: String,
    url: String,
}

impl OwnDatabase {
    pub(super) async fn create(superuser: &str) -> anyhow::Result<Self> {
        let (name, password) = (format!("rowmill_test_{}", random_hex(12)), random_hex(24));
        let mut url = Url::parse(superuser).context("reading the address of Postgres")?;
        url.set_path(&name);
        let refused = |()| anyhow::anyhow!("the address of Postgres has no host");
        url.set_username(&name).map_err(refused)?;
        url.set_password(Some(&password)).map_err(refused)?;
        execute(
            superuser,
            &[
                format!("CREATE ROLE {name} LOGIN PASSWORD '{password}'"),
                format!("CREATE DATABASE {name} OWNER {name}"),
            ],
        )
        .await
        .context("making a database in TEST_DATABASE_URL; run scripts/test")?;
        Ok(Self { superuser: superuser.to_owned(), name, url: url.into() })
    }

    /// The address as the owner uses it.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        let (superuser, name) = (self.superuser.clone(), self.name.clone());
        let statements =
            [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("DROP ROLE IF EXISTS {name}")];
        // A thread of its own, since this may run inside a test's runtime. A private Postgres may be gone by now, and
        // its databases with it.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(execute(&superuser, &statements))
        });
        let _ = dropping.join();
    }
}

async fn execute(url: &str, statements: &[String]) -> anyhow::Result<()> {
    let client = database::connect(&url.to_owned().into(), "testkit").await?;
    for statement in statements {
        client.batch_execute(statement).await?;
    }
    Ok(())
}
