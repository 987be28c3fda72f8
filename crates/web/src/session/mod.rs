//! Who is signed in, in a store with expiry that every web process shares.
//!
//! The cookie holds a random id and a signature; the store holds the record under the SHA-256 of the id, so that its
//! reader can take nothing over. A session slides (each request lengthens it by the idle time), ends at its absolute
//! age, and ends at once when `users.session_epoch` moves on. A visitor who is not signed in has no session and costs
//! the store nothing; their forms are tied to a random cookie instead.
//!
//! This stands in place of `actix_session::SessionMiddleware`, which signs with one key (so `SECRET_KEY` could not be
//! rotated), answers 500 when the store is away, reads the store for assets and `/healthz` too, and revives a session
//! that was ended while a request was under way.

mod cookie;
mod handle;
mod memcached;
pub mod middleware;
mod record;
mod redis;
mod signer;
mod store;

pub use handle::Session;
pub use record::Record;
pub use signer::Signer;
pub use store::Store;

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rowmill_core::{config::WebConfig, redis::Redis};

/// Where sessions live and how they are signed.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    signer: Arc<Signer>,
    absolute: Duration,
    https: bool,
}

impl Sessions {
    /// Sessions as configured; connects to nothing yet.
    ///
    /// # Errors
    /// When `SESSION_URL` cannot be used.
    pub fn new(config: &WebConfig, redis: &Redis) -> anyhow::Result<Self> {
        Ok(Self {
            store: Store::new(config, redis)?,
            signer: Arc::new(Signer::new(&config.secret_keys)),
            absolute: config.sessions.absolute,
            https: config.https,
        })
    }

    /// Signs and verifies; the one place that holds `SECRET_KEY`.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }
}

/// 256 random bits as URL-safe text: ids of sessions and of forms, and the tokens of one-time links.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
