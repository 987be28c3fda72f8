//! The relations that hold the rows of one or more versions of a table.

use super::super::{ddl::storage_schema, ident::Ident};
use crate::model::WorkspaceId;

/// Holds each row's place among the others. Cannot collide: a user's column has letters, digits and underscores only.
pub(in super::super) const ROW: &str = "#row";

/// Holds each row's number within its relation, from 0 in the order in which they were written.
pub(in super::super) const ID: &str = "#id";

/// The place of the row that was loaded as the `number`-th (from 0) of its file. Later rows find room between two of them.
pub fn place_in_file(number: u32) -> i64 {
    (i64::from(number) + 1) << 32
}

/// A relation of rows, and what belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct Relations<'a> {
    /// In whose storage schema.
    pub workspace: WorkspaceId,
    /// Name of the relation of rows; the others are called after it.
    pub rows: &'a str,
}

impl Relations<'_> {
    /// The rows: `"#row"`, `"#id"`, and the columns of the table.
    pub(in super::super) fn rows(&self) -> String {
        self.named("")
    }

    /// Rows that the newest version no longer had when the others were written anew. The same columns.
    pub(in super::super) fn past(&self) -> String {
        self.named("_past")
    }

    /// Which rows a version has, by segments of the bitmap.
    pub(in super::super) fn alive(&self) -> String {
        self.named("_alive")
    }

    /// A digest of each row.
    pub(in super::super) fn digests(&self) -> String {
        self.named("_digests")
    }

    /// Holds the relations that are written, until the end of the transaction, so that nobody drops them.
    ///
    /// To be sent before any COPY into them: a COPY that Postgres refuses to begin, as of a relation that is gone, is
    /// answered twice, since tokio-postgres sends a Sync both with the statement and behind its data (rust-postgres issue
    /// 789). From then on each answer of the connection would be taken for that of the statement before.
    pub(in super::super) fn held(&self) -> String {
        format!("LOCK TABLE {}, {}, {} IN ROW EXCLUSIVE MODE;", self.rows(), self.alive(), self.digests())
    }

    fn named(&self, suffix: &str) -> String {
        let name = format!("{}{suffix}", self.rows);
        format!("{}.{}", Ident::new(&storage_schema(self.workspace)), Ident::new(&name))
    }
}
