//! Which columns tell rows apart by themselves, so that one of them may be the table's key?

use std::time::{Duration, Instant};

use deadpool_postgres::{Client, Transaction};
use tabular::{Column, ColumnType};

use super::{
    ident::Ident,
    query::{QueryError, classify},
    rows::Snapshot,
};
use crate::{model::WorkspaceId, store::versions::Version};

/// How long to look, through all versions together.
const PATIENCE: Duration = Duration::from_secs(8);

/// Rows among which most columns already have a value twice.
const FIRST: u32 = 2_000;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinct {
    /// Names of columns without NULLs in which no value is there twice, in the order of the table.
    pub columns: Vec<String>,
    /// The oldest version of which that is known; it holds for all from there on.
    pub since: i32,
}

/// Looks for columns that had a value of its own in every row of these versions, which are newest first. It goes back as far as
/// eight seconds allow; `None` where they do not suffice for the newest.
///
/// # Errors
/// When Postgres refuses.
pub async fn distinct_columns(
    client: &mut Client,
    workspace: WorkspaceId,
    versions: &[Version],
) -> Result<Option<Distinct>, QueryError> {
    let began = Instant::now();
    let mut found: Option<Distinct> = None;
    for version in versions {
        let Some(snapshot) = Snapshot::of(workspace, version) else { break };
        let is_wanted = |column: &&Column| match &found {
            Some(found) => found.columns.contains(&column.name),
            None => !matches!(column.kind, ColumnType::Boolean { .. } | ColumnType::Float { .. }),
        };
        let names = version.columns.iter().filter(is_wanted).map(|column| column.name.clone()).collect();
        let transaction = client.build_transaction().read_only(true).start().await?;
        match among(&transaction, &snapshot, names, began).await {
            Ok(columns) => found = Some(Distinct { columns, since: version.number }),
            Err(QueryError::TooCostly) => break,
            Err(error) => return Err(error),
        }
        transaction.commit().await?;
        if found.as_ref().is_some_and(|found| found.columns.is_empty()) {
            break;
        }
    }
    Ok(found)
}

/// Which of these columns have no value twice in a version.
async fn among(
    transaction: &Transaction<'_>,
    snapshot: &Snapshot<'_>,
    names: Vec<String>,
    began: Instant,
) -> Result<Vec<String>, QueryError> {
    let rows = format!("(SELECT * FROM {} AS r WHERE {}", snapshot.rows(), snapshot.has_each("r"));
    let mut distinct = names;
    for limit in [format!(" LIMIT {FIRST}"), String::new()] {
        let mut left = Vec::with_capacity(distinct.len());
        for name in distinct {
            let column = Ident::new(&name);
            let question = format!(
                "SELECT NOT EXISTS (SELECT FROM {rows}{limit}) AS r GROUP BY {column} HAVING count(*) > 1 OR {column} IS NULL)"
            );
            let time = PATIENCE.saturating_sub(began.elapsed()).as_millis().max(1);
            transaction.batch_execute(&format!("SET LOCAL statement_timeout = {time}")).await?;
            let answer = transaction.query_typed(&question, &[]).await.map_err(classify)?;
            if answer.first().map_or(Ok(false), |row| row.try_get(0))? {
                left.push(name);
            }
        }
        distinct = left;
    }
    Ok(distinct)
}
