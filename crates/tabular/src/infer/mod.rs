//! From the values of a file to a type per column, with the evidence for it.
//!
//! One pass, bounded memory per column. Every kind of type is a candidate until a value refutes it; what is left at the
//! end takes every value unchanged. Text is what remains when nothing else does.

mod boolean;
mod column;
mod fall;
mod number;
mod temporal;

use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::schema::{Column, names};
use column::ColumnState;

/// Watches the rows of a file and finds the types of its columns.
pub struct Inference {
    labels: Vec<String>,
    columns: Vec<ColumnState>,
}

/// What was found out about one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFinding {
    /// Label, name and type.
    pub column: Column,
    /// Rows without a value. In every type but text that includes quoted empty fields.
    pub nulls: u64,
    /// Rows with a value.
    pub values: u64,
    /// Bytes of UTF-8 of the longest value.
    pub max_bytes: u32,
    /// The first values that are not empty, at most three, at most 80 characters of each.
    pub examples: Vec<String>,
    /// Why this type, for people: `integer: all 9,812 values are whole numbers from -3 to 18,221`.
    pub evidence: String,
    /// Types that looked right for a while, or at once did not, with the value that decided; the most telling first.
    pub refuted: Vec<Refuted>,
}

/// A type that a value ruled out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refuted {
    /// The name of the type: `integer`, `numeric`, `float`, `date`, `timestamp`, `timestamp_tz`, `boolean`.
    pub kind: String,
    /// The 1-based physical line of the row with that value.
    pub line: u64,
    /// The value, at most 80 characters of it.
    pub value: String,
}

impl Inference {
    /// For a file with these headers, see [`Decode::labels`](crate::Decode::labels).
    pub fn new(labels: &[String]) -> Self {
        Self { labels: labels.to_vec(), columns: labels.iter().map(|_| ColumnState::default()).collect() }
    }

    /// Looks at the rows of a batch. Rejected rows are not considered.
    pub fn observe(&mut self, batch: &Batch) {
        let width = batch.width();
        for (col, state) in self.columns.iter_mut().enumerate().take(width) {
            state.observe(batch, col);
        }
    }

    /// The findings, one per column in the order of the file.
    pub fn finish(self) -> Vec<ColumnFinding> {
        let names = names(&self.labels);
        let columns = self.labels.into_iter().zip(names).zip(self.columns);
        columns.map(|((label, name), state)| state.finish(label, name)).collect()
    }
}
