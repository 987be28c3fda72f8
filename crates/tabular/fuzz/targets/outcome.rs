//! What comes out of a file, checked on the way.

use std::collections::BTreeMap;

use tabular::{Batch, Error, Inference, Input, Layout, Limits, RejectedRow, Wanted, decode};

use super::findings;

/// Bytes of text in one batch at most: the megabyte after which it is full, and a buffer more.
const MOST_BATCH_BYTES: usize = 4 << 20;

/// Rows after which no more are read, as they are all kept: one of a workbook can stand for a million.
const ENOUGH_ROWS: usize = 100_000;

/// All rows of a file, up to the error that ends it or to those that are enough.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) labels: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) rejected: Vec<RejectedRow>,
    pub(crate) error: Option<Refusal>,
}

/// Why a file, or the rest of it, is not read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

/// A row and where it starts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) byte: u64,
    pub(crate) cells: Vec<Option<String>>,
}

/// Bounds that a small input can reach.
pub(crate) fn small_limits() -> Limits {
    Limits {
        max_inflated_bytes: 16 << 20,
        max_inflation_ratio: 1000,
        max_entries: 50,
        max_columns: 100,
        max_record_bytes: 64 << 10,
        max_cell_bytes: 4 << 10,
        allows_nul: false,
    }
}

/// Reads a file to its end or its error.
pub(crate) fn read(input: &dyn Input, layout: &Layout, limits: &Limits) -> Outcome {
    read_wanted(input, layout, limits, &BTreeMap::new())
}

/// As [`read`], where a person chose the types of some columns.
pub(crate) fn read_wanted(
    input: &dyn Input,
    layout: &Layout,
    limits: &Limits,
    wanted: &BTreeMap<String, Wanted>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut decoder = match decode::open(input, layout, limits) {
        Ok(decoder) => decoder,
        Err(error) => {
            outcome.error = Some(checked(&error));
            return outcome;
        }
    };
    outcome.labels = decoder.labels().to_vec();
    assert!(outcome.labels.len() <= limits.max_columns);
    let mut inference = Inference::with_wanted(&outcome.labels, wanted);
    let mut batch = Batch::new();
    while !outcome.is_cut() {
        match decoder.read(&mut batch) {
            Ok(true) => {
                outcome.take(&mut batch, limits);
                inference.observe(&batch);
            }
            Ok(false) => break,
            Err(error) => {
                outcome.error = Some(checked(&error));
                break;
            }
        }
    }
    // Whether by an error or not, it has ended.
    for _ in 0..if outcome.is_cut() { 0 } else { 2 } {
        assert!(matches!(decoder.read(&mut batch), Ok(false)), "there is more after the end");
        assert!(batch.is_empty() && batch.rejected.is_empty());
    }
    outcome.check_order();
    findings::check(&outcome, &inference.finish(), wanted);
    outcome
}

/// What an error says, which has to be something.
pub(crate) fn checked(error: &Error) -> Refusal {
    assert!(Error::CODES.contains(&error.code()), "{}", error.code());
    let text = error.to_string();
    assert!(text.ends_with('.') && text.len() < 64 << 10, "{text}");
    assert!(error.hint().is_none_or(|hint| hint.ends_with('.')));
    Refusal { code: error.code(), text }
}

/// The code of the error with which a file ends.
pub(crate) fn code(result: &Result<(Layout, Outcome), Refusal>) -> Option<&'static str> {
    match result {
        Ok((_, outcome)) => outcome.error.as_ref().map(|error| error.code),
        Err(error) => Some(error.code),
    }
}

impl Outcome {
    /// Whether the reading may have stopped before the end of the file.
    pub(crate) fn is_cut(&self) -> bool {
        self.rows.len() >= ENOUGH_ROWS
    }

    fn take(&mut self, batch: &mut Batch, limits: &Limits) {
        assert!(!batch.is_empty() || !batch.rejected.is_empty(), "a batch of nothing");
        assert_eq!(batch.width(), self.labels.len());
        let mut bytes = 0;
        for row in batch.rows() {
            let cells: Vec<_> = batch.row(row).map(|cell| cell.map(str::to_owned)).collect();
            assert_eq!(cells.len(), self.labels.len());
            for text in cells.iter().flatten() {
                assert!(limits.allows_nul || !text.contains('\0'), "NUL in {text:?}");
                assert!(text.len() <= limits.max_cell_bytes, "a cell of {} bytes", text.len());
                bytes += text.len();
            }
            self.rows.push(Row { line: batch.line(row), byte: batch.byte(row), cells });
        }
        bytes += batch.rejected.iter().map(|row| row.raw.len()).sum::<usize>();
        assert!(bytes <= MOST_BATCH_BYTES, "a batch of {bytes} bytes");
        self.rejected.append(&mut batch.rejected);
    }

    /// Rows come in the order of the file, and each starts at a place of its own: at a byte, or in a workbook, where
    /// bytes mean nothing, on a line.
    fn check_order(&self) {
        let rows = self.rows.iter().map(|row| (row.byte, row.line));
        let rejected = self.rejected.iter().map(|row| (row.byte, row.line));
        let mut all: Vec<_> = rows.clone().chain(rejected.clone()).collect();
        all.sort_unstable();
        for places in [rows.collect(), rejected.collect(), all] {
            let follows = |a: &(u64, u64), b: &(u64, u64)| {
                if b.0 == 0 { a.1 < b.1 } else { a.0 < b.0 && a.1 <= b.1 }
            };
            assert!(places.is_sorted_by(follows), "{places:?}");
        }
        for row in &self.rejected {
            let text = row.reason.to_string();
            assert!(!text.is_empty() && row.line > 0 && row.column != Some(0), "{text}");
        }
    }
}
