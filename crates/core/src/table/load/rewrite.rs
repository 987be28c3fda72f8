//! Fills a new relation with rows of another one.

use deadpool_postgres::Transaction;
use tabular::Column;
use tokio_postgres::{Error, Portal, Row};

use super::{
    super::{
        ident::Ident,
        rows::{self, Bitmap, ID, ROW, Relations},
    },
    Load,
};

/// Rows that are read at once.
const ROWS: i32 = 4_096;

impl<'a> Load<'a> {
    /// Fills the relation by a statement that inserts into it; how many rows.
    pub(in super::super) async fn copy_rows(&self, insertion: &str) -> Result<u32, Error> {
        let count = self.transaction.execute(insertion, &[]).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Makes the relation for rows that are past.
    pub(in super::super) async fn make_past(&self) -> Result<(), Error> {
        let (rows, past) = (self.relations.rows(), self.relations.past());
        self.transaction.batch_execute(&format!("CREATE TABLE {past} (LIKE {rows})")).await
    }

    /// Fills a relation by a statement that inserts rows by their bits in `$1` and `$2`; how many.
    pub(in super::super) async fn insert(
        &self,
        insertion: impl FnOnce(&Relations<'_>) -> String,
        one: &Vec<u8>,
        other: &Vec<u8>,
    ) -> Result<u64, Error> {
        self.transaction.execute(&insertion(&self.relations), &[one, other]).await
    }

    /// The places of the rows that are past, in the order of their ids.
    pub(in super::super) async fn past_places(&self) -> Result<Reading<'_>, Error> {
        let (past, row, id) = (self.relations.past(), Ident::new(ROW), Ident::new(ID));
        self.read(&format!("SELECT {row} FROM {past} ORDER BY {id}")).await
    }

    /// The cells of all rows as texts, in the order of their ids.
    pub(in super::super) async fn texts(&self, columns: &[Column]) -> Result<Reading<'_>, Error> {
        let cells: Vec<String> =
            columns.iter().map(|column| format!("{}::text", Ident::new(&column.name))).collect();
        let (rows, id) = (self.relations.rows(), Ident::new(ID));
        self.read(&format!("SELECT {} FROM {rows} ORDER BY {id}", cells.join(", "))).await
    }

    async fn read(&self, query: &str) -> Result<Reading<'_>, Error> {
        let portal = self.transaction.bind(query, &[]).await?;
        Ok(Reading { transaction: &self.transaction, portal, waiting: Vec::new().into_iter() })
    }

    /// Writes the rows of a version.
    pub(in super::super) async fn write_bitmap(
        &self,
        version: i32,
        before: &Bitmap,
        now: &Bitmap,
    ) -> Result<(), Error> {
        rows::write_bitmap(&*self.transaction, &self.relations, version, before, now).await
    }

    /// Indexes the places of the rows, `base_end` of them loaded together, and gathers statistics.
    pub(in super::super) async fn index(
        self,
        base_end: u32,
        has_past: bool,
    ) -> Result<Transaction<'a>, Error> {
        let (rows, past) = (self.relations.rows(), self.relations.past());
        let mut statements = rows::indexes(&self.relations, base_end).concat() + &format!("ANALYZE {rows};");
        if has_past {
            statements += &format!("CREATE INDEX ON {past} ({}); ANALYZE {past};", Ident::new(ROW));
        }
        self.transaction.batch_execute(&statements).await?;
        Ok(self.transaction)
    }
}

/// Rows of a query, some at a time: however many there are, few are in memory.
pub(in super::super) struct Reading<'a> {
    transaction: &'a Transaction<'a>,
    portal: Portal,
    waiting: std::vec::IntoIter<Row>,
}

impl Reading<'_> {
    /// The next row; `None` at the end.
    pub(in super::super) async fn next(&mut self) -> Result<Option<Row>, Error> {
        if self.waiting.len() == 0 {
            self.waiting = self.transaction.query_portal(&self.portal, ROWS).await?.into_iter();
        }
        Ok(self.waiting.next())
    }
}
