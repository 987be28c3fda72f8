//! Columns whose type the file declares: every value is still checked.

use std::ops::Range;

use super::{ColumnFinding, Refuted};
use crate::batch::Batch;
use crate::schema::{Column, ColumnType, Declared};
use crate::wording::{grouped, shown};

/// Values that a finding shows.
const EXAMPLES: usize = 3;

/// A declared column while rows pass by.
#[derive(Debug)]
pub(crate) struct DeclaredState {
    declared: Declared,
    rows: u64,
    nulls: u64,
    max_bytes: u32,
    examples: Vec<String>,
    /// The first value that is not of the declared type.
    misfit: Option<Refuted>,
}

impl DeclaredState {
    pub(crate) fn new(declared: Declared) -> Self {
        Self { declared, rows: 0, nulls: 0, max_bytes: 0, examples: Vec::new(), misfit: None }
    }

    pub(crate) fn observe(&mut self, batch: &Batch, col: usize, rows: Range<usize>) {
        self.rows += rows.len() as u64;
        let block = batch.column(col, rows.clone());
        for (row, cell) in rows.zip(block.cells()) {
            if cell.is_null() {
                self.nulls += 1;
                continue;
            }
            let len = cell.len();
            self.max_bytes = self.max_bytes.max(len);
            let text = block.text(*cell);
            if self.examples.len() < EXAMPLES && len > 0 {
                self.examples.push(shown(text));
            }
            let kind = &self.declared.kind;
            if *kind != ColumnType::Text && self.misfit.is_none() && kind.parse(text).is_err() {
                let (kind, value) = (kind.name().to_owned(), shown(text));
                self.misfit = Some(Refuted { kind, line: batch.line(row), value });
            }
        }
    }

    pub(crate) fn finish(self, label: String, name: String) -> ColumnFinding {
        let Declared { kind, by } = self.declared;
        let (kind, evidence) = match &self.misfit {
            None => (kind, format!("declared by the file: {by}")),
            Some(Refuted { line, value, .. }) => {
                let line = grouped(*line);
                let evidence =
                    format!("text: declared by the file as {by}, but row {line} has `{value}`, not {kind}");
                (ColumnType::Text, evidence)
            }
        };
        ColumnFinding {
            column: Column::new(label, name, kind),
            nulls: self.nulls,
            values: self.rows - self.nulls,
            max_bytes: self.max_bytes,
            examples: self.examples,
            evidence,
            refuted: self.misfit.into_iter().collect(),
            mismatches: 0,
        }
    }
}
