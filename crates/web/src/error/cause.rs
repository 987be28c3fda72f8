//! Whether an error means that a service is away, which passes, or that something is wrong, which does not.

use deadpool_postgres::tokio_postgres::{self, error::SqlState};
use deadpool_redis::redis::RedisError;

/// Whether the error, or what lies below it, is a service that does not answer.
pub(super) fn is_absence(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<deadpool_postgres::PoolError>()
            || cause.is::<deadpool_redis::PoolError>()
            || cause.is::<std::io::Error>()
            || cause.is::<tokio::time::error::Elapsed>()
            || cause.downcast_ref::<tokio_postgres::Error>().is_some_and(postgres_is_away)
            || cause.downcast_ref::<RedisError>().is_some_and(redis_is_away)
    })
}

/// Class 08 is a broken connection, class 57 an operator at work, 53300 a full house.
fn postgres_is_away(error: &tokio_postgres::Error) -> bool {
    match error.code() {
        Some(code) => {
            code.code().starts_with("08")
                || code.code().starts_with("57")
                || *code == SqlState::TOO_MANY_CONNECTIONS
        }
        None => error.is_closed(),
    }
}

fn redis_is_away(error: &RedisError) -> bool {
    error.is_io_error()
        || error.is_timeout()
        || error.is_connection_dropped()
        || error.is_connection_refusal()
}
