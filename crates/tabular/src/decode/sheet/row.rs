//! One row of a sheet, reused from row to row.

use crate::error::Error;

/// What a cell was in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Characters, even if they look like a number.
    Text,
    /// A number in its shortest plain text.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `2024-01-31`
    Date,
    /// `2024-01-31T10:20:30`, with milliseconds where there are some.
    Timestamp,
    /// `10:20:30`
    Time,
    /// `255:10:10`: hours that may pass 24, and a sign.
    Duration,
    /// `#DIV/0!`: what a formula could not compute.
    Error,
    /// A formula whose result is not in the file; its text is empty.
    NoResult,
}

/// A cell that is not empty, or whose formula has no result; its text lies in the row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SheetCell {
    /// 0-based.
    pub(crate) column: u32,
    pub(crate) kind: Kind,
    start: usize,
    end: usize,
}

/// The cells of a row that are not empty, or have a formula without a result, from left to right.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// 1-based, as the spreadsheet program shows it.
    pub number: u64,
    pub(crate) cells: Vec<SheetCell>,
    /// The texts of the cells; decoders append to it before [`push`](Self::push).
    pub(crate) text: String,
}

impl Row {
    /// The cells from left to right: the 0-based column, what the cell is, and its text.
    pub fn cells(&self) -> impl Iterator<Item = (u32, Kind, &str)> {
        self.cells.iter().map(|cell| (cell.column, cell.kind, self.text(cell)))
    }

    pub(crate) fn clear(&mut self, number: u64) {
        self.number = number;
        self.cells.clear();
        self.text.clear();
    }

    /// Its number, if that is beyond the one before. Rows that come in another order may be parts of one, which only a
    /// reader that holds the whole sheet could put together.
    ///
    /// # Errors
    /// What is wrong otherwise, as the end of a sentence.
    pub(crate) fn follows(&self, before: u64) -> Result<u64, String> {
        if self.number > before {
            return Ok(self.number);
        }
        Err(format!("row {} comes after row {before}", self.number))
    }

    /// Makes the text from `start` to its end a cell.
    pub(crate) fn push(&mut self, column: u32, kind: Kind, start: usize) {
        self.cells.push(SheetCell { column, kind, start, end: self.text.len() });
    }

    pub(crate) fn text(&self, cell: &SheetCell) -> &str {
        &self.text[cell.start..cell.end]
    }

    /// Brings the cells in order. Of two in one place the later one stays, as in a spreadsheet program.
    pub(crate) fn sort(&mut self) {
        if self.cells.is_sorted_by(|a, b| a.column < b.column) {
            return;
        }
        self.cells.reverse();
        self.cells.sort_by_key(|cell| cell.column);
        self.cells.dedup_by_key(|cell| cell.column);
    }

    /// The texts of the columns from `first` on, up to the last cell.
    pub(crate) fn texts(&self, first: u32) -> Vec<String> {
        let mut texts = Vec::new();
        for cell in self.cells.iter().filter(|cell| cell.column >= first) {
            texts.resize((cell.column - first) as usize, String::new());
            texts.push(self.text(cell).to_owned());
        }
        texts
    }

    /// The row for people: its cells with tabs between them.
    pub(crate) fn shown(&self) -> String {
        let texts: Vec<_> = self.cells.iter().map(|cell| self.text(cell)).collect();
        texts.join("\t")
    }

    /// # Errors
    /// When the row holds more text than one row may have.
    pub(crate) fn check_len(&self, limit: usize) -> Result<(), Error> {
        if self.text.len() > limit {
            return Err(Error::RecordTooLong { line: self.number, limit });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_two_cells_in_one_place_stays() {
        let mut row = Row::default();
        for (column, text) in [(2, "c"), (0, "a"), (2, "C"), (1, "b")] {
            let start = row.text.len();
            row.text.push_str(text);
            row.push(column, Kind::Text, start);
        }
        row.sort();
        let texts: Vec<_> = row.cells.iter().map(|cell| row.text(cell)).collect();
        assert_eq!(texts, ["a", "b", "C"]);
    }
}
