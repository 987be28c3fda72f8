//! The rows of a sheet as the records of a text.
//!
//! What ends a table is told by the same rules as in a text. There, a record of another table has another number of
//! fields. The rows of a sheet have none: how many fields a row is given depends on the block of rows it stands in, which
//! is what empty rows leave together.

use super::sample::{SampleCell, SampleRow};
use crate::decode::sheet::Kind;
use crate::sniff::dialect::split::{Field, Split};
use crate::sniff::frame;
use crate::sniff::shape::Shape;

/// Rows that a block has to have to be a table, its header among them.
const MIN_ROWS: usize = 3;

/// Stands for the result that a formula lacks: something is there, and nobody knows what.
const UNKNOWN: &str = "?";

/// The rows of a sheet from the table's first one on as records, an empty one for each gap between them, and the number
/// of columns that the table has, counted from the leftmost cell.
pub(super) fn records<'a>(rows: &[&'a SampleRow]) -> (Split<'a>, usize) {
    let left = rows.iter().map(|row| row.first_column()).min().unwrap_or(0);
    let mut table = Columns { left, first: left, ..Columns::default() };
    let mut split = Split::default();
    for block in rows.chunk_by(|a, b| a.number.saturating_add(1) >= b.number) {
        table.push(block, &mut split);
    }
    (split, table.end as usize)
}

/// The columns of a table, counted from one of the sheet's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// The 0-based column of the sheet from which they are counted.
    left: u32,
    /// The 0-based column of the sheet in which the table starts.
    first: u32,
    /// Behind the last one of any row of its first block.
    end: u32,
    /// Behind the last one that all rows below the first reach.
    least_end: u32,
    /// The last one in which such a row starts.
    last_start: u32,
    rows: usize,
}

impl Columns {
    /// The columns of a table with a header, counted from the sheet's first. Both are 0-based columns of the sheet.
    pub(crate) fn known(first: u32, end: u32) -> Self {
        Self { first, end, rows: 1, ..Self::default() }
    }

    /// A block of rows that no empty row divides as records, behind an empty one.
    pub(crate) fn records<'a>(&self, block: &[&'a SampleRow]) -> Split<'a> {
        let mut split = Split::default();
        self.clone().push(block, &mut split);
        split
    }

    /// Appends a block of rows that no empty row divides, behind an empty record if it is not the first, and takes note of it
    /// if it is no other table.
    fn push<'a>(&mut self, block: &[&'a SampleRow], split: &mut Split<'a>) {
        let is_first = self.rows == 0;
        if let Some(row) = block.first().filter(|_| !is_first) {
            // One more behind the last row, which is where the gap starts.
            split.push((split.lines + 1).min(row.number), []);
        }
        let alone = |row: &&&SampleRow| row.is_note(self.first);
        let titles = if is_first { 0 } else { block.iter().take_while(alone).count() };
        let notes = block[titles..].iter().rev().take_while(alone).count();
        let core = &block[titles..block.len() - notes];
        let others = self.others(core);
        if others.is_none() {
            self.take(if is_first && core.is_empty() { block } else { core });
        }
        // In two columns, a cell without its neighbour is a note only below an empty row.
        let cut = !is_first && core.is_empty() || self.end > 2;
        let wide = others.as_ref().map_or(self.end, |columns| columns.end - columns.start);
        let start = self.left + others.map_or(0, |columns| columns.start);
        for (index, row) in block.iter().enumerate() {
            if index < titles || index >= titles + core.len() && cut {
                split.push(row.number, row.cells.first().map(SampleCell::field));
            } else {
                split.push(row.number, row.fields(start, wide));
            }
        }
    }

    fn take(&mut self, block: &[&SampleRow]) {
        // Once there are rows, what stands further right is a note beside some of them.
        if self.rows < 2 {
            let end = block.iter().map(|row| row.end_column() - self.left).max();
            self.end = self.end.max(end.unwrap_or(0));
        }
        for row in block {
            let text = row.cells.first().map_or("", |cell| &cell.text);
            self.observe(row.first_column(), row.end_column(), text);
        }
    }

    /// Takes note of a row: its first column and the one behind its last, both 0-based ones of the sheet, and its first
    /// text. A row that sums up the others may leave columns empty that no other does.
    pub(crate) fn observe(&mut self, start: u32, end: u32, text: &str) {
        let (start, end) = (start - self.left, end - self.left);
        let is_known = self.rows > 1 && end >= self.least_end && start <= self.last_start;
        if !is_known && !frame::names_totals(text) {
            self.least_end = if self.rows < 2 { end } else { self.least_end.min(end) };
            self.last_start = if self.rows < 2 { start } else { self.last_start.max(start) };
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// The columns of a block of rows that is another table, because its columns are others: most rows go beyond the
    /// last column, or none reaches the last or the first column, which all rows above do. The first row, which
    /// names its columns, is as wide as any.
    fn others(&self, block: &[&SampleRow]) -> Option<std::ops::Range<u32>> {
        let (first, rest) = block.split_first().filter(|_| self.rows > 1 && block.len() >= MIN_ROWS)?;
        let start = block.iter().map(|row| row.first_column()).min()? - self.left;
        let end = block.iter().map(|row| row.end_column()).max()? - self.left;
        let beyond = rest.iter().filter(|row| row.end_column() - self.left > self.end).count();
        let is_named = first.end_column() - self.left == end && first.first_column() - self.left == start;
        let is_beyond = end > self.end && beyond * 2 >= rest.len();
        let is_before = end < self.least_end;
        let is_behind = start > self.last_start;
        if !is_named || !(is_beyond || is_before || is_behind) {
            return None;
        }
        // As wide as the table only where it is counted from another column.
        Some(if end == self.end { start..end } else { 0..end })
    }
}

impl SampleRow {
    /// Whether all there is is a text in the first column of the table, or left of it.
    fn is_note(&self, first: u32) -> bool {
        matches!(&self.cells[..], [only] if only.column <= first && is_words(&only.text))
    }

    /// The cells from a column on as fields, with empty ones up to `count`.
    fn fields(&self, start: u32, count: u32) -> Vec<Field<'_>> {
        let mut fields = Vec::with_capacity(count as usize);
        for cell in self.cells.iter().filter(|cell| cell.column >= start) {
            fields.resize((cell.column - start) as usize, EMPTY);
            fields.push(cell.field());
        }
        fields.resize(fields.len().max(count as usize), EMPTY);
        fields
    }
}

/// Whether a text that stands alone may be a note: it is no number or date.
pub(crate) fn is_words(text: &str) -> bool {
    !Shape::of(text).is_value()
}

/// A cell in which nothing stands.
const EMPTY: Field<'static> = Field { text: "", quoted: false };

impl SampleCell {
    fn field(&self) -> Field<'_> {
        let text = if self.kind == Kind::NoResult { UNKNOWN } else { &self.text };
        Field { text, quoted: self.kind == Kind::Text }
    }
}
