//! A connection to Postgres as long as a request reads with it.

use std::sync::Arc;

use deadpool_postgres::Client;
use rowmill_core::{config::WebConfig, database};

/// A connection that either goes back to the pool, or is given up together with the statement it waits for: in the pool
/// the next request would wait for an answer that nobody wants.
pub(crate) struct Lent {
    client: Option<Client>,
    config: Arc<WebConfig>,
}

impl Lent {
    pub(crate) fn new(client: Client, config: &Arc<WebConfig>) -> Self {
        Self { client: Some(client), config: Arc::clone(config) }
    }

    pub(crate) fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("it is taken at the end only")
    }

    pub(crate) fn give_back(mut self) {
        self.client = None;
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        let (client, config) = (Client::take(client), Arc::clone(&self.config));
        let token = client.cancel_token();
        // There is none once the process ends, and with it its connections.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Err(error) = database::cancel(&config.common.database_url, &token).await {
                tracing::warn!(error = format!("{error:#}"), "A statement that nobody waits for goes on");
            }
            // Not before: Postgres would end the next one.
            drop(client);
        });
    }
}
