//! A Postgres database of its own per test, and names of its own in Redis.

use rowmill_core::{database, migrations};
use secrecy::SecretString;
use url::Url;

use crate::environment;

/// A migrated, empty database on the server of `TEST_DATABASE_URL`; dropped with the value.
#[derive(Debug)]
pub struct TestDatabase {
    server: String,
    name: String,
    url: String,
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// When there is no server to make it on.
    pub async fn new() -> Self {
        let server = service("TEST_DATABASE_URL");
        let name = format!("rowmill_test_{:032x}", rand::random::<u128>());
        administer(&server, &format!("CREATE DATABASE {name}"))
            .await
            .expect("TEST_DATABASE_URL may create databases");
        let mut url = Url::parse(&server).expect("TEST_DATABASE_URL is a URL");
        url.set_path(&name);
        let database = Self { server, name, url: url.into() };
        let mut client = database.connect().await;
        migrations::migrate(&mut client).await.expect("the migrations apply to an empty database");
        database
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// One connection.
    ///
    /// # Panics
    /// When the server is gone.
    pub async fn connect(&self) -> tokio_postgres::Client {
        connect(&self.url).await.expect("the test database can be reached")
    }
}

impl Drop for TestDatabase {
    /// On a thread of its own: a destructor cannot wait for the runtime it may run on.
    fn drop(&mut self) {
        let (server, statement) = (self.server.clone(), format!("DROP DATABASE {} WITH (FORCE)", self.name));
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(administer(&server, &statement))
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("the test database {} was not dropped", self.name);
        }
    }
}

async fn administer(server: &str, statement: &str) -> anyhow::Result<()> {
    Ok(connect(server).await?.batch_execute(statement).await?)
}

async fn connect(url: &str) -> anyhow::Result<tokio_postgres::Client> {
    database::connect(&SecretString::from(url), "rowmill-test").await
}

/// The address of a service that tests run against.
///
/// # Panics
/// When the variable is not set: a test that is skipped in silence proves nothing.
pub fn service(variable: &str) -> String {
    environment::optional(variable).unwrap_or_else(|| {
        panic!(
            "{variable} is not set: run scripts/test, or take the exports of `scripts/dev-services start DIR`"
        )
    })
}

/// A prefix of this test's own for its keys in Redis.
pub fn redis_prefix() -> String {
    format!("test_{:032x}", rand::random::<u128>())
}
