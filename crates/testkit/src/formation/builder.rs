//! What a formation is made of.

use std::{collections::BTreeMap, sync::atomic::AtomicBool};

use anyhow::Context;
use rand::RngExt;

use super::{Formation, Kind, OwnDatabase};
use crate::{redis_prefix, service};

/// A formation to be.
#[derive(Debug)]
pub struct FormationBuilder {
    counts: [(Kind, usize); 3],
    variables: BTreeMap<String, String>,
    services: Option<(String, String)>,
}

impl Default for FormationBuilder {
    fn default() -> Self {
        let counts = [(Kind::Web, 1), (Kind::Worker, 1), (Kind::Clock, 1)];
        Self { counts, variables: BTreeMap::new(), services: None }
    }
}

impl FormationBuilder {
    /// How many of each type: web, worker, clock.
    #[must_use]
    pub fn counts(mut self, web: usize, worker: usize, clock: usize) -> Self {
        self.counts = [(Kind::Web, web), (Kind::Worker, worker), (Kind::Clock, clock)];
        self
    }

    /// Sets a variable of every process.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Uses these services in place of the shared ones: the URL of a superuser, and of Redis.
    #[must_use]
    pub fn services(mut self, postgres: &str, redis: &str) -> Self {
        self.services = Some((postgres.to_owned(), redis.to_owned()));
        self
    }

    /// Makes the database, migrates it, and starts the processes; returns when all are ready.
    ///
    /// # Errors
    /// When a process does not become ready.
    ///
    /// # Panics
    /// When a service is missing.
    pub async fn start(self) -> anyhow::Result<Formation> {
        let counts = self.counts;
        let mut formation = self.prepare().await?;
        for (kind, count) in counts {
            for _ in 0..count {
                formation.spawn(kind, &[])?;
            }
        }
        formation.wait_until_ready().await?;
        Ok(formation)
    }

    /// Makes and migrates the database, and starts nothing.
    ///
    /// # Errors
    /// When the database cannot be made.
    ///
    /// # Panics
    /// When a service is missing.
    pub async fn prepare(self) -> anyhow::Result<Formation> {
        let shared = || (service("TEST_DATABASE_URL"), service("TEST_REDIS_URL"));
        let (postgres, redis_url) = self.services.unwrap_or_else(shared);
        let folder =
            tempfile::Builder::new().prefix("rowmill-formation.").tempdir().context("making a folder")?;
        std::fs::create_dir(folder.path().join("scratch"))?;
        let database = OwnDatabase::create(&postgres).await?;
        let redis_prefix = redis_prefix();
        let mut variables = BTreeMap::from([
            ("DATABASE_URL".to_owned(), database.url().to_owned()),
            ("REDIS_URL".to_owned(), redis_url.clone()),
            ("REDIS_PREFIX".to_owned(), redis_prefix.clone()),
            ("HOST".to_owned(), "127.0.0.1".to_owned()),
            ("PORT".to_owned(), "0".to_owned()),
            ("OPS_PORT".to_owned(), "0".to_owned()),
            ("SECRET_KEY".to_owned(), random_hex(64)),
            ("SCRATCH_DIR".to_owned(), folder.path().join("scratch").display().to_string()),
            // The origin server of the tests is on the loopback interface.
            ("FETCH_ALLOW_CIDRS".to_owned(), "127.0.0.0/8".to_owned()),
        ]);
        variables.extend(self.variables);
        let formation = Formation {
            processes: Vec::new(),
            database,
            redis_url,
            redis_prefix,
            folder,
            variables,
            passed: AtomicBool::new(false),
        };
        formation.admin(&["migrate"])?;
        Ok(formation)
    }
}

/// So many random hexadecimal digits.
pub(super) fn random_hex(digits: usize) -> String {
    let mut rng = rand::rng();
    (0..digits).map(|_| char::from_digit(rng.random_range(0..16), 16).expect("below 16")).collect()
}
