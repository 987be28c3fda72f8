//! Goes through the file once, beside the rows of the version before, or alone where it is only added to them.

use std::io;

use rowmill_core::table::DigestError;
use tabular::{
    Batch, Input, Layout, Overrides, decode,
    diff::{Differ, Digest, MEMORY, Matching},
};
use tokio::sync::mpsc;

use super::{
    known_rows::{Portion, received},
    look::{Look, Walked},
};
use crate::{
    pipeline::{
        contract::Contract,
        long_record::LongestRecord,
        stage::{Stage, no_space},
    },
    run_state::{JobError, RunContext},
};

/// What it takes to go through the file.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) context: RunContext,
    stage: Stage,
    layout: Layout,
    pub(super) contract: Contract,
    /// Headers of columns whose type a person chose.
    pub(super) wanted: std::collections::BTreeSet<String>,
}

/// Rows of the file, and their digests.
#[derive(Debug, Default)]
pub(super) struct Numbered {
    pub(super) batch: Batch,
    pub(super) digests: Vec<Digest>,
    /// The number of the first row within the file.
    pub(super) first: u64,
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

    /// Compares the file with the rows of the version before; `None` where their digests are damaged.
    pub(super) fn beside(
        &self,
        matching: Matching,
        known: mpsc::Receiver<Portion>,
    ) -> Result<Option<Walked>, JobError> {
        let stage = self.stage.clone();
        let mut differ = Differ::new(received(known), matching, MEMORY, move || stage.scratch());
        let mut look = Look::new(self)?;
        // A push decides upon the rows of the push before, so their batch is kept until then.
        let mut undecided = Numbered::default();
        let mut is_readable = true;
        let (read, note) = self.each(&mut look, |look, rows| {
            let Some(loose) = readable(differ.push(&rows.digests))? else {
                is_readable = false;
                return Ok(false);
            };
            look.at(&undecided, loose)?;
            std::mem::swap(&mut undecided, rows);
            Ok(true)
        })?;
        if !is_readable {
            return Ok(None);
        }
        let Some(loose) = readable(differ.flush())? else { return Ok(None) };
        look.at(&undecided, loose)?;
        let Some(difference) = readable(differ.finish())? else { return Ok(None) };
        look.finish(Some(difference), read, note).map(Some)
    }

    /// Takes every row for new.
    pub(super) fn alone(&self) -> Result<Walked, JobError> {
        let mut look = Look::new(self)?;
        let (read, note) = self.each(&mut look, |look, rows| {
            look.at(rows, rows.first..rows.first + rows.digests.len() as u64)?;
            Ok(look.fits())
        })?;
        look.finish(None, read, note)
    }

    /// Reads the file to its end, or until `take` says that it is no use. Returns the number of rows, and a remark.
    fn each<'a>(
        &'a self,
        look: &mut Look<'a>,
        mut take: impl FnMut(&mut Look<'a>, &mut Numbered) -> Result<bool, JobError>,
    ) -> Result<(u64, Option<String>), JobError> {
        let mut file = decode::open(&self.stage, &self.layout, &self.context.app.limits())?;
        let mut digests = self.contract.row_digests();
        let mut longest = LongestRecord::default();
        let (mut rows, mut number) = (Numbered::default(), 0);
        while file.read(&mut rows.batch)? {
            self.context.still_wanted()?;
            longest.observe(&rows.batch);
            look.set_aside(&mut rows.batch);
            rows.first = number;
            rows.digests.clear();
            rows.digests.extend(rows.batch.rows().map(|row| digests.row(&rows.batch, row)));
            number += rows.digests.len() as u64;
            if !take(look, &mut rows)? {
                break;
            }
            self.context.advance(file.bytes_read(), None, number);
        }
        Ok((number, longest.note()))
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
