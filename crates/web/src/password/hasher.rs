//! Hashes passwords with argon2id, a few at a time: each takes 46 MiB, and fifty people may sign in at once.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::argon;
use crate::error::Failure;

/// Hashes at once in one process.
const AT_ONCE: usize = 2;
/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hands out turns.
#[derive(Debug, Clone)]
pub struct Hasher(Arc<Semaphore>);

/// A turn at hashing. Kept by the hashing thread too, so that a client who goes away does not make room for another
/// hash while theirs still runs.
#[derive(Debug, Clone)]
pub struct Permit(#[expect(dead_code, reason = "held, never read")] Arc<OwnedSemaphorePermit>);

/// How a password compares with what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Another password, or nobody's.
    Wrong,
    /// The password.
    Right,
    /// The password, stored with weaker parameters than today's.
    RightButWeak,
}

impl Hasher {
    /// A hasher for one process.
    #[expect(
        clippy::new_without_default,
        reason = "a second one would double the memory; it is made on purpose"
    )]
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// 503 when too many others wait.
    pub async fn turn(&self) -> Result<Permit, Failure> {
        let turn = tokio::time::timeout(PATIENCE, self.0.clone().acquire_owned()).await;
        let permit =
            turn.context("waiting for a turn at hashing")?.context("the semaphore is never closed")?;
        Ok(Permit(Arc::new(permit)))
    }
}

impl Permit {
    /// The PHC string of a new password.
    ///
    /// # Errors
    /// When the system gives no randomness or memory.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        self.run(move || argon::hash(password.as_bytes())).await
    }

    /// Compares; `stored` is `None` when there is no such account, which takes as long.
    ///
    /// # Errors
    /// When what is stored cannot be read.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<Verdict, Failure> {
        self.run(move || {
            let phc = stored.clone().unwrap_or_else(argon::nobody);
            let (same, weak) = argon::compare(password.as_bytes(), &phc)?;
            Ok(match (stored.is_some() && same, weak) {
                (false, _) => Verdict::Wrong,
                (true, false) => Verdict::Right,
                (true, true) => Verdict::RightButWeak,
            })
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        Ok(done.await.context("hashing a password")??)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_password_is_stored_strong_and_whole() {
        let turn = Hasher::new().turn().await.expect("a turn");
        let long = "a".repeat(100);
        let stored = turn.hash(long.clone()).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{stored}");
        let verdict = |password: String| turn.verify(password, Some(stored.clone()));
        assert_eq!(verdict(long.clone()).await.expect("verdict"), Verdict::Right);
        assert_eq!(verdict(format!("{}b", &long[1..])).await.expect("verdict"), Verdict::Wrong);
        assert_eq!(verdict(long[..72].to_owned()).await.expect("verdict"), Verdict::Wrong);
    }

    #[actix_web::test]
    async fn weaker_parameters_are_noticed() {
        use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
        let params = Params::new(8_192, 1, 1, None).expect("valid");
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let stored = weak.hash_password(b"pass word").expect("hashed").to_string();
        let turn = Hasher::new().turn().await.expect("a turn");
        let verdict = turn.verify("pass word".to_owned(), Some(stored)).await.expect("verdict");
        assert_eq!(verdict, Verdict::RightButWeak);
    }

    #[actix_web::test]
    async fn nobody_has_no_password() {
        let turn = Hasher::new().turn().await.expect("a turn");
        assert_eq!(turn.verify(String::new(), None).await.expect("verdict"), Verdict::Wrong);
    }
}
