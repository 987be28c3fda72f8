//! Goes through the file once, beside the rows of the version before.

use std::{collections::BTreeSet, fs::File, io};

use rowmill_core::{
    model::{RowChanges, RowCounts},
    store::rejected_rows::{KEPT, RejectedRow},
    table::{DigestChunk, DigestError},
};
use tabular::{
    Batch, Cell, Input, Layout, Overrides, decode,
    diff::{Differ, Difference, Digest, MEMORY, RowDigests},
};
use tokio::sync::mpsc;

use super::{known_rows::KnownRows, spool::SpoolWriter};
use crate::{
    pipeline::{
        contract::Contract,
        long_record::LongestRecord,
        stage::{Stage, no_space},
        typed_row::{from_reader, parse, reuse},
    },
    run_state::{JobError, RunContext},
};

/// What it takes to go through the file.
#[derive(Debug)]
pub(super) struct Walk {
    context: RunContext,
    stage: Stage,
    layout: Layout,
    contract: Contract,
    /// Headers of columns whose type a person chose.
    wanted: BTreeSet<String>,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) difference: Difference,
    /// Whether every new row fits the columns as they are, but for those whose types a person chose.
    pub(super) fits: bool,
    /// Rows that may be new.
    pub(super) file: File,
    /// Numbers of those among them that do not fit.
    pub(super) misfits: Vec<u64>,
    pub(super) counts: RowCounts,
    /// Rows set aside, the first of them.
    pub(super) rejected: Vec<RejectedRow>,
    pub(super) note: Option<String>,
}

impl Walked {
    pub(super) fn changes(&self) -> RowChanges {
        let Difference { added, removed, .. } = self.difference;
        RowChanges { added: added.saturating_sub(self.misfits.len() as u64), removed, changed: None }
    }
}

impl Walk {
    pub(super) fn new(
        context: &RunContext,
        stage: &Stage,
        layout: &Layout,
        contract: &Contract,
        overrides: &Overrides,
    ) -> Self {
        Self {
            context: context.clone(),
            stage: stage.clone(),
            layout: layout.clone(),
            contract: contract.clone(),
            wanted: overrides.types.keys().cloned().collect(),
        }
    }

    /// `None` where the digests of the version before are damaged.
    pub(super) fn through(
        &self,
        known: &KnownRows,
        base: mpsc::Receiver<io::Result<DigestChunk>>,
    ) -> Result<Option<Walked>, JobError> {
        let mut rows = decode::open(&self.stage, &self.layout, &self.context.app.limits())?;
        let stage = self.stage.clone();
        let mut differ = Differ::new(known.in_order(base), MEMORY, move || stage.scratch());
        let mut look = Look::new(self)?;
        let mut digests = RowDigests::new(self.contract.from_file.clone());
        // A push decides upon the rows of the push before, so their batch is kept until then.
        let (mut batch, mut undecided) = (Batch::new(), Numbered::default());
        let mut longest = LongestRecord::default();
        let mut number = 0;
        while rows.read(&mut batch)? {
            self.context.still_wanted()?;
            longest.observe(&batch);
            look.set_aside(&mut batch);
            let pushed: Vec<Digest> = batch.rows().map(|row| digests.row(&batch, row)).collect();
            let Some(loose) = readable(differ.push(&pushed))? else { return Ok(None) };
            look.at(&undecided, &loose)?;
            std::mem::swap(&mut undecided.batch, &mut batch);
            undecided.first = number;
            number += pushed.len() as u64;
            self.context.advance(rows.bytes_read(), None, number);
        }
        let Some(loose) = readable(differ.flush())? else { return Ok(None) };
        look.at(&undecided, &loose)?;
        let Some(difference) = readable(differ.finish())? else { return Ok(None) };
        look.finish(difference, number, longest.note()).map(Some)
    }
}

#[derive(Debug, Default)]
struct Numbered {
    batch: Batch,
    /// The number of its first row within the file.
    first: u64,
}

/// Looks at rows that may be new.
struct Look<'a> {
    walk: &'a Walk,
    spool: SpoolWriter,
    fits: bool,
    misfits: Vec<u64>,
    rejected: Vec<RejectedRow>,
    rejected_count: u64,
}

impl<'a> Look<'a> {
    fn new(walk: &'a Walk) -> Result<Self, JobError> {
        let spool = SpoolWriter::create(&walk.context.app.config.common.scratch).map_err(no_space)?;
        Ok(Self { walk, spool, fits: true, misfits: Vec::new(), rejected: Vec::new(), rejected_count: 0 })
    }

    /// Takes the rows that could not be read.
    fn set_aside(&mut self, batch: &mut Batch) {
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

    fn at(&mut self, rows: &Numbered, loose: &[u64]) -> Result<(), JobError> {
        let mut cells: Vec<Cell<'_>> = Vec::new();
        for number in loose {
            if !self.fits {
                break;
            }
            let row = usize::try_from(number - rows.first).unwrap_or(usize::MAX);
            let mut parsed = reuse(std::mem::take(&mut cells));
            match parse(&rows.batch, row, &self.walk.contract, &mut parsed) {
                Ok(()) => self.spool.write(*number, &parsed).map_err(no_space)?,
                Err(row) if row.column_name.as_ref().is_some_and(|name| self.walk.wanted.contains(name)) => {
                    self.misfits.push(*number);
                    self.rejected_count += 1;
                    self.reject(row);
                }
                Err(_) => self.fits = false,
            }
            cells = reuse(parsed);
        }
        Ok(())
    }

    fn finish(mut self, difference: Difference, read: u64, note: Option<String>) -> Result<Walked, JobError> {
        self.rejected.sort_by_key(|row| row.line);
        let misfits = self.misfits.len() as u64;
        let counts = RowCounts {
            read: read - misfits + self.rejected_count,
            loaded: read - misfits,
            rejected: self.rejected_count,
        };
        Ok(Walked {
            difference,
            fits: self.fits,
            file: self.spool.finish().map_err(no_space)?,
            misfits: self.misfits,
            counts,
            rejected: self.rejected,
            note,
        })
    }
}

/// `None` where stored digests are damaged; what else fails is the database, or the disk.
fn readable<T>(result: io::Result<T>) -> Result<Option<T>, JobError> {
    match result.map_err(io::Error::downcast::<DigestError>) {
        Ok(value) => Ok(Some(value)),
        Err(Ok(DigestError::Damaged)) => Ok(None),
        Err(Ok(DigestError::Database(error))) => Err(error.into()),
        Err(Err(error)) => Err(no_space(error)),
    }
}
