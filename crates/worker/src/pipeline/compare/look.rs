//! Looks at rows that may be new: do they fit the columns as they are?

use std::fs::File;

use rowmill_core::{
    model::RowCounts,
    store::rejected_rows::{KEPT, RejectedRow},
};
use tabular::{Batch, Cell, diff::Difference};

use super::{
    spool::SpoolWriter,
    walk::{Numbered, Walk},
};
use crate::{
    pipeline::{
        stage::no_space,
        typed_row::{from_reader, parse, reuse},
    },
    run_state::JobError,
};

/// What was found.
#[derive(Debug)]
pub(super) struct Walked {
    /// `None` where every row was taken for new.
    pub(super) difference: Option<Difference>,
    /// Whether every new row fits the columns as they are, but for those whose types a person chose.
    pub(super) fits: bool,
    /// Rows that may be new.
    pub(super) file: File,
    /// How many they are.
    pub(super) kept: u64,
    /// Numbers of those that do not fit.
    pub(super) misfits: Vec<u64>,
    pub(super) counts: RowCounts,
    /// Rows set aside, the first of them.
    pub(super) rejected: Vec<RejectedRow>,
    pub(super) note: Option<String>,
}

/// Looks at rows that may be new.
pub(super) struct Look<'a> {
    walk: &'a Walk,
    spool: SpoolWriter,
    fits: bool,
    misfits: Vec<u64>,
    rejected: Vec<RejectedRow>,
    rejected_count: u64,
}

impl<'a> Look<'a> {
    pub(super) fn new(walk: &'a Walk) -> Result<Self, JobError> {
        let spool = SpoolWriter::create(&walk.context.app.config.common.scratch).map_err(no_space)?;
        Ok(Self { walk, spool, fits: true, misfits: Vec::new(), rejected: Vec::new(), rejected_count: 0 })
    }

    pub(super) fn fits(&self) -> bool {
        self.fits
    }

    /// Takes the rows that could not be read.
    pub(super) fn set_aside(&mut self, batch: &mut Batch) {
        self.rejected_count += batch.rejected.len() as u64;
        for row in std::mem::take(&mut batch.rejected) {
            self.reject(from_reader(row, &self.walk.contract));
        }
    }

    fn reject(&mut self, row: RejectedRow) {
        if self.rejected.len() < KEPT {
            self.rejected.push(row);
        }
    }

    /// Keeps those of the rows that may be new.
    pub(super) fn at(&mut self, rows: &Numbered, new: impl IntoIterator<Item = u64>) -> Result<(), JobError> {
        let mut cells: Vec<Cell<'_>> = Vec::new();
        for number in new {
            if !self.fits {
                break;
            }
            let row = usize::try_from(number - rows.first).unwrap_or(usize::MAX);
            let mut parsed = reuse(std::mem::take(&mut cells));
            match parse(&rows.batch, row, &self.walk.contract, &mut parsed) {
                Ok(()) => self.spool.write(number, rows.digests[row], &parsed).map_err(no_space)?,
                Err(row) if row.column_name.as_ref().is_some_and(|name| self.walk.wanted.contains(name)) => {
                    self.misfits.push(number);
                    self.rejected_count += 1;
                    self.reject(row);
                }
                Err(_) => self.fits = false,
            }
            cells = reuse(parsed);
        }
        Ok(())
    }

    pub(super) fn finish(
        mut self,
        difference: Option<Difference>,
        read: u64,
        note: Option<String>,
    ) -> Result<Walked, JobError> {
        self.rejected.sort_by_key(|row| row.line);
        let misfits = self.misfits.len() as u64;
        let counts = RowCounts {
            read: read - misfits + self.rejected_count,
            loaded: read - misfits,
            rejected: self.rejected_count,
        };
        let (file, kept) = self.spool.finish().map_err(no_space)?;
        Ok(Walked {
            difference,
            fits: self.fits,
            file,
            kept,
            misfits: self.misfits,
            counts,
            rejected: self.rejected,
            note,
        })
    }
}
