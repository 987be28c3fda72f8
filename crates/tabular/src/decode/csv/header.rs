//! The names of columns, from one record or several.

use super::records::{Next, Records};
use super::recover::{Reading, Width};
use super::scan::Field;
use crate::batch::RejectReason;
use crate::error::Error;
use crate::sniff::joined_labels;

/// Reads the records that name the columns. `width` is what the file's layout says of it, which a later file may not
/// keep.
pub(super) fn read(records: &mut Records, rows: u32, width: Width) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    let mut fields = Vec::new();
    while names.len() < rows as usize {
        let (line, next) = (records.place.line, records.next(width, &mut fields)?);
        let record = match next {
            Next::Record(record, reading) => {
                let text = records.text(&record);
                let text = text.map_err(|(_, reason)| Error::UnreadableHeader { line, reason })?;
                let row = row(records, text, reading, &fields);
                if row.iter().any(|cell| !cell.trim().is_empty()) {
                    names.push(row);
                }
                record
            }
            Next::Reject(record, _, RejectReason::Comment) => record,
            Next::Reject(_, _, reason) => return Err(Error::UnreadableHeader { line, reason }),
            Next::End | Next::Unfinished if names.is_empty() => return Err(Error::EmptyFile),
            Next::End | Next::Unfinished => break,
        };
        records.advance(&record);
    }
    Ok(joined_labels(&names))
}

fn row(records: &Records, text: &str, reading: Reading, fields: &[Field]) -> Vec<String> {
    let grammar = records.readings.grammar(reading);
    fields.iter().map(|field| grammar.text(text, field)).collect()
}
