//! Delimiters at the end of every row that have no meaning.

use super::Row;
use crate::sniff::Detected;
use crate::sniff::shape::Shape;
use crate::wording::counted;

/// Whether every row, but not the header, ends with a meaningless delimiter. `names` is how many cells the header has.
pub(super) fn decide(names: Option<usize>, body: &[&Row]) -> Detected<bool> {
    let Some(names) = names.filter(|_| !body.is_empty()) else {
        return Detected::new(false, 1.0, "there is no header to compare rows with");
    };
    let ends_empty = |row: &&&Row| {
        row.width() == names + 1
            && row.cells.last().is_some_and(|cell| cell.shape == Shape::Empty && !cell.quoted)
    };
    let ending = body.iter().filter(ends_empty).count();
    if ending * 10 >= body.len() * 9 {
        let evidence =
            format!("{} end with one delimiter more than the header", counted(ending as u64, "row"));
        return Detected::new(true, 0.9, evidence);
    }
    Detected::new(false, 1.0, "rows do not end with one delimiter more than the header")
}
