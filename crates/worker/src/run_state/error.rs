//! How a job ends. There is no third way: it is tried again, or it has failed.

use std::time::Duration;

use crate::pipeline::stage::no_space;
use rowmill_core::{model::RunFailure, store::sources::Fingerprint, table::PublishError};

/// A job that did what it was there for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It made this version, and the ledger has it already: publication and outcome are one transaction.
    Published(i32),
    /// The source had nothing new. The same bytes may have come with new validators; the next request sends those.
    Unchanged(Fingerprint),
    /// The preview can be looked at.
    Previewed,
}

/// A job that did not.
#[derive(Debug)]
pub enum JobError {
    /// A passing fault: try again after `wait`, or after the usual back-off.
    Retry {
        /// For the person who looks meanwhile.
        failure: RunFailure,
        /// What the source asked for, if it did.
        wait: Option<Duration>,
        /// For the log.
        cause: anyhow::Error,
    },
    /// Trying again would change nothing.
    Fail {
        /// For the person who has to do something about it.
        failure: RunFailure,
    },
    /// The run was cancelled or belongs to another attempt. Nothing may be written any more.
    Lost,
}

/// Pause after a fault of Postgres: it is back soon, or not for a long time.
const AFTER_DATABASE_FAULT: Duration = Duration::from_secs(2);

impl JobError {
    /// A passing fault.
    pub fn retry(failure: RunFailure, wait: Option<Duration>, cause: impl Into<anyhow::Error>) -> Self {
        Self::Retry { failure, wait, cause: cause.into() }
    }

    /// A fault that stays.
    pub fn fail(failure: RunFailure) -> Self {
        Self::Fail { failure }
    }

    /// The rows of the version before are elsewhere now.
    fn moved(cause: impl Into<anyhow::Error>) -> Self {
        let failure = RunFailure::new(
            "rows_moved",
            "The rows of the last version were written anew while the file was compared with them.",
            "Rowmill compares again by itself.",
        );
        Self::retry(failure, Some(Duration::ZERO), cause)
    }

    fn database(cause: anyhow::Error) -> Self {
        let failure = RunFailure::new(
            "database_away",
            "Rowmill's database did not answer.",
            "Rowmill tries again by itself. If this goes on, look at the ops page and at Postgres' log.",
        );
        Self::retry(failure, Some(AFTER_DATABASE_FAULT), cause)
    }
}

impl From<tokio_postgres::Error> for JobError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        match error.code() {
            // Postgres limits, "row is too big": a row must fit one page, long values apart.
            Some(code) if *code == SqlState::PROGRAM_LIMIT_EXCEEDED => Self::fail(RunFailure::new(
                "row_too_wide",
                "A row of this file is too wide for Postgres, which holds a row's short values on one page of 8 kB.",
                "Split the file into several with fewer columns.",
            )),
            Some(code) if *code == SqlState::DISK_FULL => Self::retry(
                RunFailure::new(
                    "database_full",
                    "The disk of Rowmill's database is full.",
                    "Make room on the database server; Rowmill then tries again by itself.",
                ),
                None,
                error,
            ),
            // A run uses the relations of the ledger alone, which are there until a compaction replaces them.
            Some(code) if *code == SqlState::UNDEFINED_TABLE => Self::moved(error),
            // Connection, resources, operator intervention, serialisation (PostgreSQL documentation, appendix A): these pass.
            Some(code) if !["08", "40", "53", "55", "57", "58"].contains(&&code.code()[..2]) => {
                tracing::error!(%error, "Postgres refused a statement");
                Self::fail(RunFailure::new(
                    "database_refused",
                    "Postgres refused to store this table, and would again.",
                    "Tell whoever runs Rowmill: the worker's log has the reason under the number of this run.",
                ))
            }
            _ => Self::database(error.into()),
        }
    }
}

impl From<deadpool_postgres::PoolError> for JobError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::database(error.into())
    }
}

impl From<tabular::Error> for JobError {
    fn from(error: tabular::Error) -> Self {
        Self::fail(RunFailure {
            code: error.code().to_owned(),
            message: error.to_string(),
            line: error.line(),
            column: error.column(),
            hint: error.hint().map(str::to_owned),
        })
    }
}

impl From<PublishError> for JobError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Fenced => Self::Lost,
            PublishError::Moved => Self::moved(error),
            PublishError::Busy(cause) => Self::retry(
                RunFailure::new(
                    "table_busy",
                    "Somebody reads the table in one long transaction, so the new version could not be published.",
                    "Rowmill tries again by itself; end the long transaction to help it.",
                ),
                None,
                cause,
            ),
            PublishError::DependentViews(_) => Self::fail(RunFailure::new(
                "dependent_views",
                "A column needs a wider type, and something in Postgres that depends on the table cannot be made anew \
                 with it: a view that calculates with the column, belongs to somebody else, or has rules of its own.",
                "The last version stays. Drop what depends on it, press Run again, and make it anew; or set the column's \
                 type in the preview so that rows that do not fit it are set aside.",
            )),
            PublishError::ChecksFailed => Self::fail(RunFailure::new(
                RunFailure::CHECKS_FAILED,
                "A check does not hold for what would be published.",
                "The last version stays. Look at the checks below.",
            )),
            PublishError::NameTaken => Self::fail(RunFailure::new(
                "name_taken",
                "In Postgres something else bears the name of this table already.",
                "Rename or drop it there and press Run again, or delete this table and add it under another name.",
            )),
            PublishError::Database(cause) => cause.into(),
            PublishError::Rows(cause) => no_space(cause),
        }
    }
}
