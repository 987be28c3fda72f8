//! The first rows of a file, for a person to look at before it is loaded, and the types of its columns as far as these
//! rows tell. What it takes does not grow with the file.

use std::collections::BTreeMap;

use crate::batch::Batch;
use crate::decode::{self, Extent};
use crate::error::Error;
use crate::infer::{ColumnFinding, Inference, Wanted};
use crate::input::Input;
use crate::limits::Limits;
use crate::sniff::{Layout, Structure};

/// Bytes of a file, as it is stored, that a preview looks at: a [head](crate::input::Bytes::head) of this length does for
/// every format that can be read from its start.
pub const HEAD_BYTES: u64 = 4 << 20;

/// Rows that are shown.
const SHOWN_ROWS: usize = 100;

/// Bytes of text, in cells and in rows that are set aside, from which types are inferred at most.
const MOST_TEXT: usize = 1 << 20;

/// Cells from which types are inferred at most.
const MOST_CELLS: u64 = 50_000;

/// The same of a workbook, whose cells stand in some hundred bytes of XML each: about 20 milliseconds.
const MOST_SHEET_CELLS: u64 = 20_000;

/// What is shown of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The columns, typed by the rows that were read.
    pub columns: Vec<ColumnFinding>,
    /// The first rows, at most a hundred: cells in column order, as they stand in the file; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// Rows that were read, those set aside included.
    pub read: u64,
    /// Rows that were set aside.
    pub rejected: u64,
    /// Whether these are all rows of the file.
    pub is_whole: bool,
}

/// Reads as far as a preview goes. The types that `wanted` has for labels are taken and checked. The head of a file ends
/// anywhere, so its last row is left out, and a fault at its end is none of the file's.
///
/// # Errors
/// When the file cannot be read up to there.
pub fn read(
    input: &dyn Input,
    layout: &Layout,
    wanted: &BTreeMap<String, Wanted>,
    limits: &Limits,
) -> Result<Preview, Error> {
    let mut source = decode::open_rows(input, layout, limits, Extent::Beginning)?;
    let mut inference = Inference::with_wanted(source.labels(), wanted).with_declared(source.declared());
    let mut preview = Preview {
        columns: Vec::new(),
        rows: Vec::new(),
        read: 0,
        rejected: 0,
        is_whole: input.is_complete(),
    };
    let most_cells = match layout.structure {
        Structure::Sheet(_) => MOST_SHEET_CELLS,
        _ => MOST_CELLS,
    };
    let (mut batch, mut next, mut text) = (Batch::small(), Batch::small(), 0);
    let mut more = source.read(&mut batch)?;
    while more {
        more = match source.read(&mut next) {
            Err(error) if input.is_complete() => return Err(error),
            more => more.unwrap_or(false),
        };
        if !more && !input.is_complete() {
            batch.pop();
        }
        inference.observe(&batch);
        preview.take(&batch);
        text += batch.text_len() + batch.rejected.iter().map(|row| row.raw.len()).sum::<usize>();
        if more && (text >= MOST_TEXT || preview.read * batch.width() as u64 >= most_cells) {
            preview.is_whole = false;
            break;
        }
        std::mem::swap(&mut batch, &mut next);
    }
    preview.columns = inference.finish();
    Ok(preview)
}

impl Preview {
    fn take(&mut self, batch: &Batch) {
        self.read += (batch.len() + batch.rejected.len()) as u64;
        self.rejected += batch.rejected.len() as u64;
        let room = SHOWN_ROWS - self.rows.len();
        let row = |row| batch.row(row).map(|cell| cell.map(str::to_owned)).collect();
        self.rows.extend(batch.rows().take(room).map(row));
    }
}
