//! core against a real Postgres: the ledger, the users' relations, the statements.

mod configuration;
mod copy;
mod ledger;
mod page;
mod publish;
mod statements;
mod world;
