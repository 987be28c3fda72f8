//! Rows that lack their last fields.

use super::Row;
use super::header::typed_columns;
use crate::sniff::Detected;
use crate::sniff::shape::Shape;
use crate::wording::{counted, grouped};

/// One row in this many has to be short before that is a habit of the file and not a fault of the row.
const SHARE: usize = 10;

/// Whether rows may lack their last fields, as spreadsheets and scripts write them that leave out what is empty at the
/// end. Taken only where it is the last fields that are missing for certain, and no others: many rows are short, none is
/// too long, nearly all short rows end with a number or date under a column of such, and no cell of theirs contradicts
/// its column. Nothing of that can be seen where no row is whole: then the header may have a name too many.
pub(super) fn decide(
    body: &[&Row],
    columns: usize,
    trailing: &Detected<bool>,
    wanted: Option<bool>,
) -> Detected<bool> {
    if let Some(wanted) = wanted {
        return Detected::chosen(wanted);
    }
    let short: Vec<&Row> =
        body.iter().copied().filter(|row| row.width() < columns && row.width() > 1).collect();
    let whole: Vec<&Row> = body.iter().copied().filter(|row| row.width() == columns).collect();
    if short.is_empty() || trailing.value {
        return Detected::new(false, 0.9, "no row lacks its last fields");
    }
    let lacking = format!(
        "{} of {} {} fewer than {}",
        grouped(short.len() as u64),
        counted(body.len() as u64, "row"),
        if short.len() == 1 { "has" } else { "have" },
        counted(columns as u64, "field")
    );
    let not = |why: &str| Detected::new(false, 0.7, format!("{lacking}, {why}"));
    if short.len() * SHARE < body.len() || short.len() == 1 {
        return not("which is no habit of the file");
    }
    if whole.is_empty() {
        return not("and no row shows which ones are missing");
    }
    if whole.len() + short.len() < body.len() {
        return not("and others have more, or only one");
    }
    let typed = typed_columns(&whole, columns);
    let cells = || short.iter().flat_map(|row| typed.iter().filter_map(|column| row.cells.get(*column)));
    let known = cells().filter(|cell| cell.shape != Shape::Empty && cell.shape != Shape::Missing);
    let (count, fitting) = known
        .fold((0, 0), |(count, fitting), cell| (count + 1, fitting + usize::from(cell.shape.is_value())));
    if fitting * 20 < count * 19 {
        return not("and what they have does not fit the columns");
    }
    let ends_typed = |row: &&&Row| {
        let last = row.width() - 1;
        typed.contains(&last) && row.cells[last].shape.is_value()
    };
    if short.iter().filter(ends_typed).count() * 20 < short.len() * 19 {
        return not("and nothing shows that it is the last ones that are missing");
    }
    let evidence = format!("{lacking}; what they have fits the first columns, so the last ones are missing");
    Detected::new(true, 0.8, evidence)
}
