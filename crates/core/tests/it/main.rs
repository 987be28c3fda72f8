//! core against a real Postgres: the ledger, the users' relations, the statements.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod checks;
mod configuration;
mod copy;
mod distinct;
mod history;
mod indexes;
mod ledger;
mod page;
mod publish;
mod read;
mod row_sets;
mod rules;
mod statements;
mod world;
