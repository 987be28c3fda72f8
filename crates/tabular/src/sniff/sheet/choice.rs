//! Which sheet of a workbook is read.

use crate::decode::sheet::{Row, Sheets, Workbook};
use crate::error::Error;
use crate::wording::{counted, quoted_list};

/// Rows of each sheet that are looked at.
pub(super) const CHOICE_ROWS: usize = 100;

/// Bytes of cells that are looked through for more sheets, in a workbook that has no list of them: some ten milliseconds.
/// The sheet that is chosen does not depend on it, only what is told about the others.
const SHEETS_BYTES: u64 = 2 << 20;

/// A chosen sheet.
pub(super) struct Choice {
    /// Its place among the sheets.
    pub(super) place: usize,
    pub(super) evidence: String,
    pub(super) sheets: Sheets,
}

/// The sheet that was asked for; otherwise the first visible one with a table, which is two rows of two cells;
/// otherwise the first visible one with any cell; otherwise a hidden one.
pub(super) fn choose(workbook: &dyn Workbook, wanted: Option<&str>) -> Result<Choice, Error> {
    let sheets = workbook.sheets(SHEETS_BYTES)?;
    match choose_of(workbook, sheets, wanted)? {
        Some(choice) => Ok(choice),
        None => {
            let sheets = workbook.sheets(u64::MAX)?;
            let names = sheets.names.iter().map(|sheet| sheet.name.clone()).collect();
            let none = Error::NoSheet { wanted: wanted.map(str::to_owned), sheets: names };
            choose_of(workbook, sheets, wanted)?.ok_or(none)
        }
    }
}

/// The choice of these sheets; `None` where there is none, or there may be a better one among those that were not found
/// yet.
fn choose_of(workbook: &dyn Workbook, sheets: Sheets, wanted: Option<&str>) -> Result<Option<Choice>, Error> {
    if let Some(wanted) = wanted {
        let place = sheets.names.iter().position(|sheet| sheet.name == wanted);
        return Ok(place.map(|place| Choice { place, evidence: String::new(), sheets }));
    }
    let mut order: Vec<_> = (0..sheets.names.len()).collect();
    order.sort_by_key(|place| sheets.names[*place].hidden);
    let (mut any, mut table) = (None, None);
    for place in order {
        match contents(workbook, place)? {
            Contents::Table => {
                table = Some(place);
                break;
            }
            Contents::Cells => any = any.or(Some(place)),
            Contents::Nothing => {}
        }
    }
    let is_final = |place: &usize| sheets.complete || !sheets.names[*place].hidden;
    let (place, what) = match (table.filter(is_final), any.filter(|_| sheets.complete)) {
        (Some(place), _) => (place, "a table"),
        (None, Some(place)) => (place, "a value"),
        (None, None) => return Ok(None),
    };
    Ok(Some(Choice { place, evidence: reason(&sheets, place, what), sheets }))
}

fn reason(sheets: &Sheets, place: usize, what: &str) -> String {
    let Sheets { names: sheets, complete } = sheets;
    let others: Vec<_> = sheets.iter().enumerate().filter(|(i, _)| *i != place).map(|(_, s)| s).collect();
    if others.is_empty() && *complete {
        return "the only sheet of the workbook".to_owned();
    }
    let shown: Vec<_> = others.iter().filter(|s| !s.hidden).map(|s| s.name.clone()).collect();
    let hidden = others.len() - shown.len();
    let which = if sheets[place].hidden { "the first hidden sheet" } else { "the first sheet" };
    let mut reason = format!("{which} with {what}");
    if !shown.is_empty() {
        reason.push_str(&format!("; there is also {}", quoted_list(&shown)));
    }
    if hidden > 0 {
        let hidden = counted(hidden as u64, "hidden sheet");
        reason.push_str(&format!("{} {hidden}", if shown.is_empty() { "; there is also" } else { ", and" }));
    }
    if !complete {
        reason.push_str("; the workbook is large, and was not looked through for more sheets");
    }
    reason
}

enum Contents {
    Table,
    Cells,
    Nothing,
}

fn contents(workbook: &dyn Workbook, place: usize) -> Result<Contents, Error> {
    let mut rows = workbook.first_rows(place)?;
    let mut row = Row::default();
    let (mut found, mut wide) = (Contents::Nothing, 0);
    for _ in 0..CHOICE_ROWS {
        if !rows.next(&mut row)? {
            break;
        }
        found = Contents::Cells;
        wide += u64::from(row.cells.len() > 1);
        if wide == 2 {
            return Ok(Contents::Table);
        }
    }
    Ok(found)
}
