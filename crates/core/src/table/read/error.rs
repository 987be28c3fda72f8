//! Why a read has no result.

use tokio_postgres::{Error, error::SqlState};

/// Why rows were not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It took too long.
    #[error("the query took too long")]
    TooCostly,
    /// The relation is gone: retention dropped the version, or the table was deleted.
    #[error("the relation is gone")]
    Gone,
    /// Postgres could not do what was asked, and says what is wrong with it.
    #[error("the query was refused with {state}: {message}")]
    Refused {
        /// SQLSTATE.
        state: String,
        /// What is wrong.
        message: String,
        /// More about it.
        details: Option<String>,
        /// What to do.
        hint: Option<String>,
    },
    /// Postgres failed for another reason.
    #[error("reading rows failed")]
    Database(#[source] Error),
}

impl From<Error> for ReadError {
    fn from(error: Error) -> Self {
        let Some(refusal) = error.as_db_error() else { return Self::Database(error) };
        let state = refusal.code();
        if *state == SqlState::QUERY_CANCELED {
            return Self::TooCostly;
        }
        if *state == SqlState::UNDEFINED_TABLE {
            return Self::Gone;
        }
        // Data that does not convert, and operators that a type does not have, are what the request asked for. Anything
        // else is no matter of the client's.
        if !matches!(state.code().get(..2), Some("22" | "42" | "2F" | "0A" | "21")) {
            return Self::Database(error);
        }
        Self::Refused {
            state: state.code().to_owned(),
            message: refusal.message().to_owned(),
            details: refusal.detail().map(str::to_owned),
            hint: refusal.hint().map(str::to_owned),
        }
    }
}
