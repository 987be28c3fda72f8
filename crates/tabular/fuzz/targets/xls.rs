//! Old Excel workbooks of any records.
//!
//! The input is a compound file, or the stream of a workbook, which the target puts into one. A sheet is listed by the
//! place where its records start, which any change before it moves: the target sets these places right.

use tabular::Overrides;
use tabular::sniff::Format;

use super::compound::{MAGIC, compound};
use super::file::read_both;

/// Kinds of records ([MS-XLS] §2.3.2): the start of the workbook or of a sheet, and an item of the list of sheets.
const BOF: u16 = 0x0809;
const BOUND_SHEET: u16 = 0x0085;

pub(crate) fn run(input: &[u8]) {
    let bytes = if input.starts_with(MAGIC) { input.to_vec() } else { compound("Workbook", &placed(input)) };
    let _ = read_both(&bytes, &Overrides { format: Some(Format::Xls), ..Overrides::default() });
}

/// The records, where the list of sheets leads to the sheets in their order.
fn placed(records: &[u8]) -> Vec<u8> {
    let mut stream = records.to_vec();
    let places = |wanted: u16| -> Vec<usize> {
        starts(records).filter(|(_, kind)| *kind == wanted).map(|(at, _)| at).collect()
    };
    // The first start is that of the workbook itself.
    for (item, sheet) in places(BOUND_SHEET).into_iter().zip(places(BOF).into_iter().skip(1)) {
        if let Some(place) = stream.get_mut(item + 4..item + 8) {
            place.copy_from_slice(&(sheet as u32).to_le_bytes());
        }
    }
    stream
}

/// Where each record starts, and its kind.
fn starts(records: &[u8]) -> impl Iterator<Item = (usize, u16)> + '_ {
    let number = |at: usize| Some(u16::from_le_bytes([*records.get(at)?, *records.get(at + 1)?]));
    let mut at = 0;
    std::iter::from_fn(move || {
        let (start, kind, len) = (at, number(at)?, number(at + 2)?);
        at += 4 + usize::from(len);
        Some((start, kind))
    })
}
