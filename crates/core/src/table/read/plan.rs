//! What is read of a version: its columns by their place, and nothing that could be SQL.

use tabular::Column;

use super::{
    super::rows::Snapshot,
    after::After,
    cast::Cast,
    operation::{Aggregate, LogicOperator, Operation, Step},
};

/// What is read.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// Of which version.
    pub snapshot: Snapshot<'a>,
    /// The version's columns.
    pub columns: &'a [Column],
    /// What each row has, in order.
    pub items: Vec<Item>,
    /// What every row has to meet.
    pub conditions: Vec<Condition>,
    /// In which order; rows that are equal in it, and all where it is empty, are in that of the file.
    pub order: Vec<Order>,
    /// Rows up to this one are left out; not where rows are gathered to groups.
    pub after: Option<After>,
    /// Rows that are left out before the first.
    pub offset: u64,
    /// Rows at most.
    pub limit: u64,
    /// The zone in which instants are written; `None`: UTC.
    pub timezone: Option<&'a str>,
}

impl Plan<'_> {
    /// Whether rows are gathered to groups.
    pub(super) fn has_groups(&self) -> bool {
        self.items.iter().any(|item| item.aggregate.is_some())
    }

    /// Rows that are read: one more than are wanted tells whether there are others.
    pub(super) fn read_rows(&self) -> u64 {
        if self.limit == 0 { 0 } else { self.limit.saturating_add(1) }
    }
}

/// A column, or a place within its JSON. Values of other types are taken for their JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Index into the version's columns.
    pub column: usize,
    /// Steps into it.
    pub path: Vec<Step>,
}

/// One value of each row, or of each group of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub name: String,
    /// Of what; `None` for whole rows, which can be counted only.
    pub value: Option<Value>,
    /// What it is converted to, before it is aggregated.
    pub cast: Option<Cast>,
    /// How those of a group of rows become one. Where any item has one, rows that are equal in all the others are a group.
    pub aggregate: Option<Aggregate>,
    /// What the aggregate is converted to.
    pub aggregate_cast: Option<Cast>,
}

/// A condition on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// On one of its values.
    Test {
        /// Which.
        value: Value,
        /// Whether the rows that do not meet it are wanted.
        negated: bool,
        /// What is asked of it.
        operation: Operation,
    },
    /// Several.
    Group {
        /// Whether the rows that do not meet them are wanted.
        negated: bool,
        /// How they are joined.
        operator: LogicOperator,
        /// Which.
        members: Vec<Condition>,
    },
}

/// One term of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub value: Value,
    /// Largest first.
    pub descending: bool,
    /// Whether NULLs come first; `None`: they are larger than any value.
    pub nulls_first: Option<bool>,
}
