//! Asks Postgres something within a savepoint and a time: what goes wrong with it leaves the transaction as it was.

use std::time::Duration;

use deadpool_postgres::{GenericClient, Transaction};
use tokio_postgres::{
    Error, Row,
    error::SqlState,
    types::{ToSql, Type},
};

use crate::model::{Check, Example};

/// A statement with its texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) statement: &'a str,
    /// Each is one parameter of type `text`.
    pub(super) parameters: &'a [String],
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Answer {
    /// The columns of its one row.
    Numbers(Vec<i64>),
    /// It took too long, or a value or a pattern cannot be read.
    Refused(Refusal),
}

/// Why a question has no answer.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It was stopped after this time.
    TookTooLong(Duration),
    /// In Postgres' words, which are about what the person wrote.
    Unreadable(String),
}

impl Refusal {
    /// Of a question about the person's own bounds and patterns.
    pub(super) fn unreadable(&self, check: &Check) -> String {
        let what = match check {
            Check::Pattern { pattern, .. } => {
                format!("`{pattern}` is not a regular expression that Postgres takes")
            }
            _ => "A bound is not a value of the column's type".to_owned(),
        };
        match self {
            Self::Unreadable(why) => format!("{what}: {why}. Change the check in the settings."),
            Self::TookTooLong(_) => self.unanswered(),
        }
    }

    /// Of a question about rows.
    pub(super) fn unanswered(&self) -> String {
        match self {
            Self::Unreadable(why) => {
                format!("Postgres could not make it: {why}. Change the check in the settings.")
            }
            Self::TookTooLong(time) => format!(
                "It was stopped after {time:?} without an answer. A pattern with repetitions within repetitions can take \
                 for ever: make it simpler in the settings."
            ),
        }
    }
}

/// The columns of the one row of the answer.
pub(super) async fn numbers(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
    patience: Duration,
) -> Result<Answer, Error> {
    match within(transaction, question, patience).await? {
        Err(refusal) => Ok(Answer::Refused(refusal)),
        Ok(rows) => {
            let numbers =
                |row: &Row| (0..row.len()).map(|i| row.try_get(i)).collect::<Result<Vec<i64>, Error>>();
            Ok(Answer::Numbers(rows.first().map(numbers).transpose()?.unwrap_or_default()))
        }
    }
}

/// Rows as texts under the names of their columns; none where they cannot be had in time.
pub(super) async fn rows(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
    patience: Duration,
    names: &[&str],
) -> Result<Vec<Example>, Error> {
    let rows = within(transaction, question, patience).await?.unwrap_or_default();
    let cell = |row: &Row, i: usize, name: &str| Ok((name.to_owned(), row.try_get(i)?));
    let example = |row: &Row| {
        let cells =
            names.iter().enumerate().map(|(i, name)| cell(row, i, name)).collect::<Result<_, Error>>()?;
        Ok(Example { cells })
    };
    rows.iter().map(example).collect()
}

async fn within(
    transaction: &Transaction<'_>,
    question: &Question<'_>,
    patience: Duration,
) -> Result<Result<Vec<Row>, Refusal>, Error> {
    // 0 would be no timeout at all.
    let patience = Duration::from_millis(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX).max(1));
    let ms = patience.as_millis();
    transaction.batch_execute(&format!("SAVEPOINT question; SET LOCAL statement_timeout = {ms}")).await?;
    let parameters: Vec<(&(dyn ToSql + Sync), Type)> =
        question.parameters.iter().map(|text| (text as &(dyn ToSql + Sync), Type::TEXT)).collect();
    let answer = transaction.query_typed(question.statement, &parameters).await;
    let answer = match answer {
        Ok(rows) => Ok(rows),
        Err(error) => Err(refusal(&error, patience).ok_or(error)?),
    };
    // There was nothing to keep, and this sets the timeout back as well.
    transaction.batch_execute("ROLLBACK TO SAVEPOINT question; RELEASE SAVEPOINT question").await?;
    Ok(answer)
}

/// `None` for an error that is not the question's.
fn refusal(error: &Error, patience: Duration) -> Option<Refusal> {
    let code = error.code()?;
    let message = error.as_db_error().map(|error| error.message().trim_end_matches('.').to_owned());
    // Data exceptions, of which an invalid regular expression is one, and patterns too large for Postgres' limits
    // (PostgreSQL documentation, appendix A).
    let is_ours = ["22", "54"].contains(&&code.code()[..2]);
    match code {
        code if *code == SqlState::QUERY_CANCELED => Some(Refusal::TookTooLong(patience)),
        _ if is_ours => message.map(Refusal::Unreadable),
        _ => None,
    }
}
