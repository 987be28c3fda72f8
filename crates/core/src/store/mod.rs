//! All SQL on Rowmill's own tables: one file per table. Functions take a connection or a transaction, so the caller
//! decides what belongs together. What every read of the API asks is prepared once a connection. Each file lists its statements in `ALL`; a test prepares every one of them.

pub mod links;
pub mod members;
pub mod rejected_rows;
pub mod runs;
pub mod sources;
pub mod tables;
pub mod tokens;
pub mod uploads;
pub mod users;
pub mod versions;
pub mod workspaces;

use std::str::FromStr;

use tokio_postgres::{Error, Row};

/// Reads a text column that holds one of our enums.
fn parsed<T: FromStr<Err: std::error::Error>>(row: &Row, column: &str) -> Result<T, Error> {
    let text: &str = row.try_get(column)?;
    Ok(text.parse().unwrap_or_else(|error| panic!("the CHECK on {column} admits only known values: {error}")))
}

/// Every statement of this folder, for the test that prepares them.
pub fn statements() -> impl Iterator<Item = &'static str> {
    [
        links::ALL,
        members::ALL,
        rejected_rows::ALL,
        runs::ALL,
        sources::ALL,
        tables::ALL,
        tokens::ALL,
        uploads::ALL,
        users::ALL,
        versions::ALL,
        workspaces::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}
