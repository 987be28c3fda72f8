//! Writes a relation anew, so that its newest version is a plain relation again: rows that it no longer has go to a relation
//! of their own, where older versions find them. Nobody sees a difference, and every version stays.

use std::time::{Duration, Instant};

use deadpool_postgres::{Client, Transaction};

use super::{
    ident::{Ident, list},
    load::{Load, begin_load},
    renumber::renumber,
    rows::{Bitmap, DigestError, ID, KnownRows, PLACE_STEP, ROW, Relations, Snapshot, read_bitmap},
    view::{self, View},
};
use crate::{
    model::Extent,
    store::{
        tables::{self, Table},
        versions::{self, Move, Version},
        workspaces::Workspace,
    },
};

/// Rows that the newest version does not have, or that were added to it, are suffered up to this many: reading past them
/// costs less than a millisecond.
const FEW: i64 = 4_096;

/// Beyond them, one in this many rows.
const SHARE: i64 = 4;

/// How long to try to point the view at the new relation while readers hold it, and how long to wait in between.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_millis(500));

/// Whether a version's relation has so many rows that are gone, or were added since the others were loaded together, that
/// reading it suffers.
pub fn is_compaction_due(version: &Version) -> bool {
    let Some(Extent { base_end, added_from, rows_end, .. }) = version.extent else { return false };
    let added = i64::from(rows_end - added_from);
    let gone = i64::from(base_end) + added - version.row_count;
    added.max(gone) > FEW.max(version.row_count / SHARE)
}

/// What is to be written anew.
#[derive(Debug, Clone, Copy)]
pub struct Compaction<'a> {
    /// Whose table.
    pub workspace: &'a Workspace,
    /// The table.
    pub table: &'a Table,
    /// Its newest version.
    pub version: &'a Version,
    /// The name of the relation to be made.
    pub relation: &'a str,
}

impl Compaction<'_> {
    /// Does it; whether it was done. It was not where a newer version came, or readers held the view for too long. The
    /// relation before is left to the sweeper.
    ///
    /// # Errors
    /// When stored digests are damaged, or Postgres refuses; then nothing was done.
    pub async fn run(&self, reading: &Client, writing: &mut Client) -> Result<bool, DigestError> {
        let (Some(from), Some(extent)) = (&self.version.relation, self.version.extent) else {
            return Ok(false);
        };
        let from = Relations { workspace: self.workspace.id, rows: from };
        let to = Relations { workspace: self.workspace.id, rows: self.relation };
        let known = KnownRows::find(reading, &from, self.version.number, extent).await?;
        let versions = versions::in_relation(reading, self.table.id, from.rows).await?;
        let mut bitmaps = Vec::with_capacity(versions.len());
        for version in &versions {
            bitmaps.push((version.number, read_bitmap(&***reading, &from, version.number).await?));
        }
        let past = past_rows(&known.bitmap, &bitmaps);

        let transaction = writing.transaction().await?;
        let load = begin_load(transaction, to, &self.version.columns).await?;
        let everywhere = Snapshot {
            relations: from,
            version: self.version.number,
            extent: Some(Extent { has_past: versions.iter().any(has_past), ..extent }),
        };
        let count = self.copy(&load, &everywhere, extent.rows_end, &known.bitmap, &past).await?;
        let ids = renumber(reading, &load, &known, &from, (extent.rows_end, &past)).await?;
        if u64::from(ids.ends.1) != count {
            return Err(DigestError::Damaged);
        }
        let (base_end, rows_end) = ids.ends;
        let mut before = Bitmap::default();
        for (number, bitmap) in bitmaps {
            let now = bitmap.iter().filter_map(|id| ids.of(id)).fold(Bitmap::reaching(rows_end), with);
            load.write_bitmap(number, &before, &now).await?;
            before = now;
        }
        let transaction = load.index(base_end, rows_end > base_end).await?;
        let rows = Move {
            table: self.table.id,
            from: from.rows,
            to: to.rows,
            base_end: base_end.cast_signed(),
            rows_end: rows_end.cast_signed(),
            newest: self.version.number,
        };
        self.switch(transaction, &rows, to).await
    }

    /// Copies the rows of the newest version in their order, and past ones by their ids. Those that the newest version has lie
    /// as if they had just been loaded, and past ones between them. Returns how many there are of both.
    async fn copy(
        &self,
        load: &Load<'_>,
        from: &Snapshot<'_>,
        end: i32,
        alive: &Bitmap,
        past: &Bitmap,
    ) -> Result<u64, DigestError> {
        let columns = &self.version.columns;
        let (row, id) = (Ident::new(ROW), Ident::new(ID));
        let names = list([ROW, ID].into_iter().chain(columns.iter().map(|column| column.name.as_str())));
        let cells: String = columns.iter().map(|column| format!(", {}", Ident::new(&column.name))).collect();
        let source = format!(
            r##"(SELECT *, CASE WHEN {id} < {end} THEN get_bit($1::bytea, {id}) <> 0 ELSE false END AS "#alive",
                CASE WHEN {id} < {end} THEN get_bit($2::bytea, {id}) <> 0 ELSE false END AS "#past" FROM {} AS r) AS r"##,
            from.rows()
        );
        let (alive, past) = (alive.to_bytes(end), past.to_bytes(end));
        let insertion = format!(
            r##"({names}) SELECT ("#n" + 1) * {PLACE_STEP}, "#n"{cells}
             FROM (SELECT *, row_number() OVER (ORDER BY {row}) - 1 AS "#n" FROM {source} WHERE "#alive") AS r
             ORDER BY "#n""##
        );
        let mut count =
            load.insert(|to| format!("INSERT INTO {} {insertion}", to.rows()), &alive, &past).await?;
        if past.iter().any(|byte| *byte != 0) {
            load.make_past().await?;
            let insertion = format!(
                r##"({names}) SELECT
                    "#gap" * {PLACE_STEP} + row_number() OVER (PARTITION BY "#gap" ORDER BY {row}, {id})
                        * ({PLACE_STEP} / (count(*) OVER (PARTITION BY "#gap") + 1)),
                    {count} + row_number() OVER (ORDER BY {id}) - 1{cells}
                FROM (SELECT *, count(*) FILTER (WHERE "#alive") OVER (ORDER BY {row}, NOT "#alive", {id}) AS "#gap"
                    FROM {source} WHERE "#alive" OR "#past") AS r
                WHERE "#past" ORDER BY {id}"##
            );
            count +=
                load.insert(|to| format!("INSERT INTO {} {insertion}", to.past()), &alive, &past).await?;
        }
        Ok(count)
    }

    /// Points versions and view at the new relation, unless a newer version came.
    async fn switch(
        &self,
        mut transaction: Transaction<'_>,
        rows: &Move<'_>,
        to: Relations<'_>,
    ) -> Result<bool, DigestError> {
        let began = Instant::now();
        loop {
            let attempt = transaction.savepoint("switch").await?;
            attempt.batch_execute("SET LOCAL lock_timeout = '300ms'").await?;
            match self.switched(&attempt, rows, to).await {
                Ok(false) => return Ok(false),
                Ok(true) => {
                    attempt.commit().await?;
                    transaction.commit().await?;
                    return Ok(true);
                }
                Err(error) if view::is_held(&error) && began.elapsed() < PATIENCE.0 => {
                    attempt.rollback().await?;
                }
                Err(error) if view::is_held(&error) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
            tokio::time::sleep(PATIENCE.1).await;
        }
    }

    async fn switched(
        &self,
        transaction: &Transaction<'_>,
        rows: &Move<'_>,
        to: Relations<'_>,
    ) -> Result<bool, tokio_postgres::Error> {
        let Some(table) = tables::lock(transaction, self.table.id).await? else { return Ok(false) };
        if table.current_version != self.version.number {
            return Ok(false);
        }
        versions::move_rows(transaction, rows).await?;
        let columns = &self.version.columns;
        let view = View {
            workspace: self.workspace,
            table: &table,
            previous: columns,
            columns,
            relations: to,
            is_whole: true,
        };
        view.point(transaction).await?;
        Ok(true)
    }
}

fn has_past(version: &Version) -> bool {
    version.extent.is_some_and(|extent| extent.has_past)
}

fn with(mut bitmap: Bitmap, id: u32) -> Bitmap {
    bitmap.insert(id);
    bitmap
}

/// Rows that an older version has and the newest has not.
fn past_rows(newest: &Bitmap, versions: &[(i32, Bitmap)]) -> Bitmap {
    let mut past = Bitmap::default();
    for (_, bitmap) in versions {
        bitmap.without(newest).for_each(|id| past.insert(id));
    }
    past
}
