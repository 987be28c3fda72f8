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
pub(crate) fn records<'a>(rows: &[&'a SampleRow]) -> (Split<'a>, usize) {
    let left = rows.iter().map(|row| row.first_column()).min().unwrap_or(0);
    let mut table = Columns::default();
    let mut split = Split::default();
    let mut last: Option<u64> = None;
    for block in rows.chunk_by(|a, b| a.number.saturating_add(1) >= b.number) {
        let is_first = last.is_none();
        if let Some(last) = last {
            split.push(last.saturating_add(1), []);
        }
        last = block.last().map(|row| row.number);
        let alone = |row: &&&SampleRow| row.is_note(left);
        let titles = if is_first { 0 } else { block.iter().take_while(alone).count() };
        let notes = block[titles..].iter().rev().take_while(alone).count();
        let core = &block[titles..block.len() - notes];
        let others = table.others(core, left);
        if others.is_none() {
            table.take(core, left);
        }
        let wide = others.as_ref().map_or(table.end, |columns| columns.end - columns.start);
        let start = left + others.map_or(0, |columns| columns.start);
        // In two columns, a cell without its neighbour is a note only below an empty row.
        let cut = !is_first && core.is_empty() || table.end > 2;
        for (index, row) in block.iter().enumerate() {
            let is_note = index < titles || index >= titles + core.len() && cut;
            split.push(row.number, row.fields(start, if is_note { 1 } else { wide }));
        }
    }
    (split, table.end as usize)
}

/// The columns of a table, counted from the leftmost cell of the sheet.
#[derive(Default)]
struct Columns {
    /// Behind the last one of any row of its first block.
    end: u32,
    /// Behind the last one that all rows below the first reach.
    least_end: u32,
    /// The last one in which such a row starts.
    last_start: u32,
    rows: usize,
}

impl Columns {
    fn take(&mut self, block: &[&SampleRow], left: u32) {
        // Once there are rows, what stands further right is a note beside some of them.
        if self.rows < 2 {
            let end = block.iter().map(|row| row.end_column() - left).max();
            self.end = self.end.max(end.unwrap_or(0));
        }
        for row in block.iter().filter(|row| !row.is_total()) {
            let (start, end) = (row.first_column() - left, row.end_column() - left);
            self.least_end = if self.rows < 2 { end } else { self.least_end.min(end) };
            self.last_start = if self.rows < 2 { start } else { self.last_start.max(start) };
            self.rows += 1;
        }
    }

    /// The columns of a block of rows that is another table, because its columns are others: most rows go beyond the
    /// last column, or none reaches the last or the first column, which all rows above do. The first row, which
    /// names its columns, is as wide as any.
    fn others(&self, block: &[&SampleRow], left: u32) -> Option<std::ops::Range<u32>> {
        let (first, rest) = block.split_first().filter(|_| self.rows > 1 && block.len() >= MIN_ROWS)?;
        let start = block.iter().map(|row| row.first_column()).min()? - left;
        let end = block.iter().map(|row| row.end_column()).max()? - left;
        let beyond = rest.iter().filter(|row| row.end_column() - left > self.end).count();
        let is_named = first.end_column() - left == end && first.first_column() - left == start;
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
    /// Whether all there is is a text in the leftmost column.
    fn is_note(&self, left: u32) -> bool {
        matches!(&self.cells[..], [only] if only.column == left && !Shape::of(&only.text).is_value())
    }

    /// Whether it says that it sums up the others: such a row may leave columns empty that no other does.
    fn is_total(&self) -> bool {
        self.cells.first().is_some_and(|cell| frame::names_totals(&cell.text))
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

/// A cell in which nothing stands.
const EMPTY: Field<'static> = Field { text: "", quoted: false };

impl SampleCell {
    fn field(&self) -> Field<'_> {
        let text = if self.kind == Kind::NoResult { UNKNOWN } else { &self.text };
        Field { text, quoted: self.kind == Kind::Text }
    }
}
