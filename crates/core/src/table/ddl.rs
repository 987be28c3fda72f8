//! Makes and drops the users' schemas and relations.

use deadpool_postgres::{GenericClient, Transaction};
use tabular::{Column, ColumnType, IntegerSize};
use tokio_postgres::{Error, error::SqlState};

use super::{
    ident::{Ident, list, literal},
    rows::{ID, ROW, Relations},
    view,
};
use crate::{
    model::{RunId, TableId, WorkspaceId},
    store::{tables::Table, workspaces::Workspace},
};

/// The schema that holds a workspace's storage relations. By id, so that a workspace can be renamed.
pub fn storage_schema(workspace: WorkspaceId) -> String {
    format!("rowmill_w{workspace}")
}

/// The storage relation that one attempt of one run loads. The name alone tells the sweeper whom to ask.
pub fn relation_name(table: TableId, run: RunId, attempt: i32) -> String {
    format!("t{table}_r{run}_a{attempt}")
}

/// The Postgres type of a column type.
pub fn postgres_type(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean { .. } => "boolean",
        ColumnType::Integer { size: IntegerSize::Four, .. } => "integer",
        ColumnType::Integer { size: IntegerSize::Eight, .. } => "bigint",
        // Without precision and scale, Postgres keeps every digit as written, trailing zeros included.
        ColumnType::Numeric { .. } => "numeric",
        ColumnType::Float { .. } => "double precision",
        ColumnType::Date { .. } => "date",
        ColumnType::Time { .. } => "time",
        ColumnType::Timestamp { .. } => "timestamp",
        ColumnType::TimestampTz { .. } => "timestamptz",
        ColumnType::Interval { .. } => "interval",
        ColumnType::Uuid { .. } => "uuid",
        // Of the two JSON types the one that keeps the text as it is written.
        ColumnType::Json => "json",
        ColumnType::Inet => "inet",
        ColumnType::Cidr => "cidr",
        ColumnType::Point { .. } => "point",
        ColumnType::Text => "text",
    }
}

/// Whether Postgres writes values of this type as the file does. Types mostly widen to one of these.
pub fn is_verbatim(kind: &ColumnType) -> bool {
    matches!(
        kind,
        ColumnType::Integer { format: None, .. } | ColumnType::Numeric { format: None } | ColumnType::Text
    )
}

/// Makes the two schemas of a workspace that was just inserted in this transaction.
///
/// # Errors
/// When Postgres refuses, as it does where a schema of that name exists.
pub async fn create_workspace_schemas(
    client: &impl GenericClient,
    id: WorkspaceId,
    slug: &str,
) -> Result<(), Error> {
    let statements =
        format!("CREATE SCHEMA {}; CREATE SCHEMA {}", Ident::new(slug), Ident::new(&storage_schema(id)));
    client.batch_execute(&statements).await
}

/// A COPY of every column, place and id first.
pub(super) fn copy_statement(relations: &Relations<'_>, columns: &[Column], options: &str) -> String {
    let names = list([ROW, ID].into_iter().chain(columns.iter().map(|column| column.name.as_str())));
    format!("COPY {} ({names}) FROM STDIN ({options})", relations.rows())
}

/// Drops a relation of rows and what belongs to it. Waits at most half a second for readers; the caller tries again later.
///
/// # Errors
/// When a reader still holds it, or Postgres refuses.
pub(super) async fn drop_relation(
    transaction: &Transaction<'_>,
    relations: &Relations<'_>,
) -> Result<(), Error> {
    let statement = format!(
        "SET LOCAL lock_timeout = '500ms'; DROP TABLE IF EXISTS {}, {}, {}, {}",
        relations.rows(),
        relations.past(),
        relations.alive(),
        relations.digests()
    );
    transaction.batch_execute(&statement).await
}

/// Drops the view people read; its storage relations become orphans that the sweeper drops. Refused while somebody's
/// view depends on it.
///
/// # Errors
/// When views depend on it, a reader holds it for longer than two seconds, or Postgres refuses.
pub async fn drop_table(
    transaction: &Transaction<'_>,
    workspace: &Workspace,
    table: &Table,
) -> Result<(), Error> {
    let statement = format!(
        "SET LOCAL lock_timeout = '2s'; DROP VIEW IF EXISTS {}.{}",
        Ident::new(&workspace.slug),
        Ident::new(&table.name)
    );
    transaction.batch_execute(&statement).await
}

/// Writes the title beside the view people read; whether it could. It could not where somebody holds the view for longer
/// than two seconds or has dropped it: the next publication writes the title anyway. What the transaction did before
/// stays either way.
///
/// # Errors
/// When Postgres refuses for another reason.
pub async fn set_title_comment(
    transaction: &mut Transaction<'_>,
    workspace_slug: &str,
    table: &Table,
) -> Result<bool, Error> {
    let statement = format!(
        "SET LOCAL lock_timeout = '2s'; COMMENT ON VIEW {}.{} IS {}",
        Ident::new(workspace_slug),
        Ident::new(&table.name),
        literal(&table.title)
    );
    let savepoint = transaction.savepoint("title_comment").await?;
    match savepoint.batch_execute(&statement).await {
        Ok(()) => savepoint.commit().await.map(|()| true),
        Err(error) if is_passing(&error) => savepoint.rollback().await.map(|()| false),
        Err(error) => Err(error),
    }
}

/// Whether the view is held by somebody, or not there.
fn is_passing(error: &Error) -> bool {
    view::is_held(error) || error.code() == Some(&SqlState::UNDEFINED_TABLE)
}

/// Whether nothing in the schema people read bears this name: no relation, and no type, since a view makes a type of its
/// name.
///
/// # Errors
/// When Postgres refuses.
pub async fn name_is_free(
    client: &impl GenericClient,
    workspace_slug: &str,
    name: &str,
) -> Result<bool, Error> {
    const IS_FREE: &str = "SELECT NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = $1 AND (
            EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = $2)
            OR EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid AND t.typname = $2)))";
    client.query_one(IS_FREE, &[&workspace_slug, &name]).await?.try_get(0)
}
