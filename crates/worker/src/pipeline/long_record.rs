//! Notices records that take up suspiciously many lines.

use tabular::Batch;

/// Lines after which a record is worth a word: a stray quote swallows what follows it up to the next quote, and the result
/// can be a perfectly well-formed row.
const LONG_RECORD: u64 = 100;

/// The record that takes up most lines of the file.
#[derive(Debug, Default)]
pub(super) struct LongestRecord {
    last: Option<u64>,
    line: u64,
    lines: u64,
}

impl LongestRecord {
    /// Looks at the records of a batch; batches come in the order of the file.
    pub(super) fn observe(&mut self, batch: &Batch) {
        let rejected = batch.rejected.iter().map(|row| row.line);
        let mut starts: Vec<u64> = batch.rows().map(|row| batch.line(row)).chain(rejected).collect();
        if !batch.rejected.is_empty() {
            starts.sort_unstable();
        }
        for start in starts {
            if let Some(last) = self.last.filter(|last| start.saturating_sub(*last) > self.lines) {
                (self.line, self.lines) = (last, start - last);
            }
            self.last = Some(start);
        }
    }

    /// The word, if one is due.
    pub(super) fn note(&self) -> Option<String> {
        (self.lines > LONG_RECORD).then(|| {
            format!(
                "The record on line {} takes up {} lines. If that is not meant, look for a quote there that should not be.",
                self.line, self.lines
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use tabular::{Limits, Overrides, decode, input::Bytes, sniff};

    use super::*;

    #[test]
    fn a_record_of_hundreds_of_lines_is_worth_a_word() {
        let swallowed = "x,y\n".repeat(300);
        let file = format!("a,b\n1,2\n3,\"{swallowed}\"\n5,6\n7,8\n").into_bytes();
        let (file, limits) = (Bytes::whole(file), Limits::default());
        let layout = sniff::survey(&file, &Overrides::default(), &limits).expect("a CSV file");
        let mut rows = decode::open(&file, &layout, &limits).expect("it opens");
        let (mut batch, mut longest) = (Batch::new(), LongestRecord::default());
        while rows.read(&mut batch).expect("it is well-formed") {
            longest.observe(&batch);
        }
        assert_eq!((longest.line, longest.lines), (3, 301));
        assert!(longest.note().is_some());
    }
}
