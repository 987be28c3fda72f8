//! The merged cells of a worksheet, which its XML lists behind the rows.
//!
//! What stands there is not parsed: a workbook is no worse for damage behind its rows.

use super::reference;
use crate::decode::sheet::merged::Ranges;

/// `<mergeCell ref="A5:B6"/>` within any prefix.
const TAG: &[u8] = b"mergeCell ";
const ATTRIBUTE: &[u8] = b"ref=";

/// Bytes that such a tag has at most.
const MAX_TAG: usize = 256;

/// Looks for merged cells in the bytes that pass.
#[derive(Default)]
pub(super) struct Search {
    /// What is left of the bytes before: a tag may go on in the next ones.
    rest: Vec<u8>,
}

impl Search {
    pub(super) fn pass(&mut self, bytes: &[u8], found: &mut Ranges) {
        self.rest.extend_from_slice(bytes);
        let mut kept = self.rest.len().saturating_sub(TAG.len());
        for at in memchr::memmem::find_iter(&self.rest, TAG) {
            let behind = &self.rest[at + TAG.len()..];
            match memchr::memchr(b'>', behind) {
                Some(end) => push(&behind[..end], found),
                None if behind.len() < MAX_TAG => {
                    kept = at;
                    break;
                }
                None => {}
            }
        }
        self.rest.drain(..kept);
    }
}

/// Takes the range of a tag, if it has one.
fn push(tag: &[u8], found: &mut Ranges) {
    let range = memchr::memmem::find(tag, ATTRIBUTE).and_then(|at| {
        let (quote, value) = tag[at + ATTRIBUTE.len()..].split_first()?;
        let value = value.split(|b| b == quote).next()?;
        let (first, last) = std::str::from_utf8(value).ok()?.split_once(':')?;
        Some((reference::parse(first)?, reference::parse(last)?))
    });
    if let Some(((column, first), (_, last))) = range {
        found.push(column, first, last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::sheet::Merged;

    #[test]
    fn tags_are_found_wherever_the_bytes_are_cut() {
        let xml = b"<mergeCells count=\"4\"><mergeCell ref=\"A5:B7\"/><x:mergeCell ref='C3:D3'/><mergeCell /><mergeCell \
            ref=\"AA1:AA9\"/></mergeCells>";
        let expected = [
            Merged { column: 0, first_row: 5, last_row: 7 },
            Merged { column: 26, first_row: 1, last_row: 9 },
        ];
        for cut in 0..xml.len() {
            let (mut search, mut found) = (Search::default(), Ranges::default());
            search.pass(&xml[..cut], &mut found);
            search.pass(&xml[cut..], &mut found);
            assert_eq!(found.as_slice(), expected, "{cut}");
        }
    }
}
