//! The view that people read.

use deadpool_postgres::Transaction;
use tabular::Column;
use tokio_postgres::{Error, error::SqlState};

use super::{
    ddl::postgres_type,
    dependents::{grants_on, set_aside},
    ident::{Ident, list, literal},
    rows::{self, Relations},
};
use crate::store::{tables::Table, workspaces::Workspace};

/// What it is to show.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    /// In whose schema.
    pub workspace: &'a Workspace,
    /// Its table.
    pub table: &'a Table,
    /// Columns it has so far; empty where it is not there.
    pub previous: &'a [Column],
    /// Its columns.
    pub columns: &'a [Column],
    /// Where the rows are.
    pub relations: Relations<'a>,
    /// Whether it shows all of them.
    pub is_whole: bool,
}

impl View<'_> {
    fn name(&self) -> String {
        format!("{}.{}", Ident::new(&self.workspace.slug), Ident::new(&self.table.name))
    }

    /// Whether nothing in Postgres bears its name yet.
    pub(super) async fn is_free(&self, transaction: &Transaction<'_>) -> Result<bool, Error> {
        const FREE: &str = "SELECT to_regclass($1) IS NULL AS free";
        transaction.query_one(FREE, &[&self.name()]).await?.try_get("free")
    }

    /// Points it at the rows. Where the columns before are a prefix of the columns now, replacing it keeps everything
    /// people built on it; a changed type needs a new view, with the privileges of the old one, and what was built on that
    /// is made anew.
    pub(super) async fn point(&self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let view = self.name();
        let names = list(self.columns.iter().map(|column| column.name.as_str()));
        let mut select = format!("SELECT {names} FROM {} AS r", self.relations.rows());
        if !self.is_whole {
            select += &format!(" WHERE {}", rows::newest(&self.relations, "r"));
        }
        let mut anew = String::new();
        if !extends(self.previous, self.columns) {
            anew = grants_on(transaction, &view).await? + &set_aside(transaction, &view).await?;
            transaction.batch_execute(&format!("DROP VIEW IF EXISTS {view}")).await?;
        }
        let mut statements = format!("CREATE OR REPLACE VIEW {view} AS {select}; ");
        statements += &format!("COMMENT ON VIEW {view} IS {}; ", literal(&self.table.title));
        for column in self.columns {
            let name = Ident::new(&column.name);
            let label = if column.label == column.name { "NULL".to_owned() } else { literal(&column.label) };
            statements += &format!("COMMENT ON COLUMN {view}.{name} IS {label}; ");
        }
        statements += &anew;
        transaction.batch_execute(&statements).await
    }
}

/// Whether Postgres refused because somebody holds the view: the lock timeout ran out, or two waited for one another.
/// Trying again later may do.
pub(super) fn is_held(error: &Error) -> bool {
    let codes = [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED];
    error.code().is_some_and(|code| codes.contains(code))
}

fn extends(previous: &[Column], now: &[Column]) -> bool {
    let same =
        |(a, b): (&Column, &Column)| a.name == b.name && postgres_type(&a.kind) == postgres_type(&b.kind);
    previous.len() <= now.len() && previous.iter().zip(now).all(same)
}
