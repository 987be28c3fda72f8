//! All rows of a version in order, by their digests, a piece at a time.

use deadpool_postgres::Client;
use futures_util::StreamExt;
use tabular::diff::{Digest, Known};
use tokio_postgres::types::Type;

use super::{ComparedColumn, Fault, Side, cells, columns::find};
use crate::{
    model::Extent,
    table::{
        query::{in_order, row},
        rows::{KnownRows, Reached, Relations, Snapshot},
    },
};

/// Rows that are read at a time.
const PIECE: i64 = 40_000;

/// Where a version's digests come from.
pub(super) enum Pieces<'a> {
    /// As they were stored with the rows.
    Stored(Stored<'a>),
    /// Made of the rows themselves.
    Read(Read),
}

pub(super) struct Stored<'a> {
    relations: Relations<'a>,
    known: KnownRows,
    reached: Reached,
    /// Rows that the version has and that were not met with yet.
    missing: u64,
}

pub(super) struct Read {
    statement: String,
    /// For each of the compared columns, in one order, where it stands in a row of the result.
    columns: Vec<Option<usize>>,
    after: Option<i64>,
    ended: bool,
}

impl<'a> Pieces<'a> {
    pub(super) async fn stored(
        client: &Client,
        snapshot: &Snapshot<'a>,
        extent: Extent,
    ) -> Result<Self, Fault> {
        let relations = snapshot.relations;
        let known = KnownRows::find(client, &relations, snapshot.version, extent).await?;
        let missing = known.bitmap.len();
        Ok(Self::Stored(Stored { relations, known, reached: Reached::default(), missing }))
    }

    pub(super) fn read(side: &Side<'a>, compared: &[ComparedColumn]) -> Self {
        let names = cells::in_one_order(compared);
        let cells = cells::comparable(side.columns, names.iter().copied());
        let mut index = 0;
        let columns = names.iter().map(|name| {
            find(side.columns, name).map(|_| {
                index += 1;
                index
            })
        });
        let columns = columns.collect();
        let place = row();
        let statement = in_order(
            &side.snapshot,
            &format!("{place}{cells}"),
            &format!("({place} > $1 OR $1 IS NULL)"),
            Some(&PIECE.to_string()),
        );
        Self::Read(Read { statement, columns, after: None, ended: false })
    }

    /// The next rows; none at the end.
    pub(super) async fn next(&mut self, client: &Client) -> Result<Vec<Known>, Fault> {
        match self {
            Self::Stored(stored) => stored.next(client).await,
            Self::Read(read) => read.next(client).await,
        }
    }
}

impl Stored<'_> {
    async fn next(&mut self, client: &Client) -> Result<Vec<Known>, Fault> {
        let rows = self.known.next(client, &self.relations, &mut self.reached).await?;
        self.missing = self.missing.checked_sub(rows.len() as u64).ok_or(Fault::Damaged)?;
        if rows.is_empty() && self.missing > 0 {
            return Err(Fault::Damaged);
        }
        Ok(rows)
    }
}

impl Read {
    async fn next(&mut self, client: &Client) -> Result<Vec<Known>, Fault> {
        if self.ended {
            return Ok(Vec::new());
        }
        let stream = client.query_typed_raw(&self.statement, [(self.after, Type::INT8)]).await?;
        let mut stream = Box::pin(stream);
        let mut rows = Vec::new();
        while let Some(row) = stream.next().await {
            let row = row?;
            let cells = self.columns.iter().map(|column| column.map_or(Ok(None), |i| row.try_get(i)));
            let cells = cells.collect::<Result<Vec<Option<&str>>, _>>()?;
            rows.push(Known { digest: Digest::of(cells), id: 0, order: row.try_get(0)? });
        }
        self.ended = rows.is_empty();
        self.after = rows.last().map(|known| known.order);
        Ok(rows)
    }
}
