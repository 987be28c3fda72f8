//! What a person decided about a table.

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, Row, types::Json};

use super::parsed;
use crate::model::{GuardRails, TableId, TableRules};

pub(super) const SET: &str = "UPDATE rowmill.tables SET load_mode = $2, key_columns = $3, drift = $4,
        max_lost_percent = $5, max_rejected_percent = $6, checks = $7
    WHERE id = $1";

pub(super) fn from_row(row: &Row) -> Result<TableRules, Error> {
    let percent = |n: i16| u8::try_from(n).unwrap_or(u8::MAX);
    Ok(TableRules {
        load_mode: parsed(row, "load_mode")?,
        key: row.try_get("key_columns")?,
        drift: parsed(row, "drift")?,
        guard_rails: GuardRails {
            max_lost_percent: percent(row.try_get("max_lost_percent")?),
            max_rejected_percent: row.try_get::<_, Option<i16>>("max_rejected_percent")?.map(percent),
        },
        checks: row.try_get::<_, Json<_>>("checks")?.0,
    })
}

/// Sets what a person decided. A run under way may have read the rules before; the next one goes by these.
///
/// # Errors
/// When Postgres refuses, as it does for more than a hundred percent.
pub async fn set_rules(client: &impl GenericClient, id: TableId, rules: &TableRules) -> Result<(), Error> {
    let TableRules { load_mode, key, drift, guard_rails, checks } = rules;
    let lost = i16::from(guard_rails.max_lost_percent);
    let rejected = guard_rails.max_rejected_percent.map(i16::from);
    client
        .execute(SET, &[&id.0, &load_mode.as_str(), key, &drift.as_str(), &lost, &rejected, &Json(checks)])
        .await
        .map(drop)
}
