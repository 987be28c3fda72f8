//! Surveys workbooks: which sheet, and where its table is.

use super::layout::{Frame, SheetLayout, Structure};
use super::shape::Shape;
use super::{Detected, Format, Overrides, frame};
use crate::decode::sheet::{self, Kind, Row, Sheets, Workbook};
use crate::error::Error;
use crate::source::Counter;
use crate::unwrap::Content;
use crate::wording::{counted, quoted_list, shown};

/// Rows of a sheet that are looked at for its table.
const SAMPLE_ROWS: usize = 2000;

/// Rows of each sheet that are looked at for the choice of a sheet.
const CHOICE_ROWS: usize = 100;

/// Bytes of cells that are looked through for more sheets, in a workbook that has no list of them: some ten milliseconds.
/// The sheet that is chosen does not depend on it, only what is told about the others.
const SHEETS_BYTES: u64 = 2 << 20;

/// Cells that are looked at for the table, once there are as many rows as for the choice: some ten milliseconds.
const SAMPLE_CELLS: usize = 10_000;

/// Bytes of sampled text that are kept.
const SAMPLE_BYTES: usize = 4 << 20;

pub(super) fn survey(
    content: &Content<'_>,
    format: Format,
    wanted: &Overrides,
) -> Result<(Structure, Vec<String>), Error> {
    let workbook = sheet::open(content, format, &Counter::default())?;
    let Choice { place, evidence, sheets } = choose(&*workbook, wanted.sheet.as_deref())?;
    let name = sheets.names[place].name.clone();
    let sheet = match wanted.sheet {
        Some(_) => Detected::chosen(name),
        None => {
            let is_only = sheets.names.len() == 1 && sheets.complete;
            Detected::new(name, if is_only { 1.0 } else { 0.8 }, evidence)
        }
    };
    let sample = Sample::take(&*workbook, place)?;
    let table = sample.table(wanted.skip);
    let header = frame::header(&table.rows, table.width, wanted.header);
    let (names, body) = table.rows.split_at((header.value as usize).min(table.rows.len()));
    let names: Vec<Vec<&str>> =
        names.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
    let mut labels = frame::joined_labels(&names);
    labels.resize(table.width, String::new());
    if names.is_empty() {
        labels = frame::placeholder_labels(table.width);
    }
    let mut frame = Frame::new(table.skip, header);
    frame.end = sample.end(body, table.width);
    frame.end_as(wanted.end);
    let layout = SheetLayout { sheet, sheets: sheets.names, first_column: table.first_column, frame };
    Ok((Structure::Sheet(layout), labels))
}

/// A chosen sheet.
struct Choice {
    /// Its place among the sheets.
    place: usize,
    evidence: String,
    sheets: Sheets,
}

/// The sheet that was asked for; otherwise the first visible one with a table, which is two rows of two cells;
/// otherwise the first visible one with any cell; otherwise a hidden one.
fn choose(workbook: &dyn Workbook, wanted: Option<&str>) -> Result<Choice, Error> {
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

/// The first rows of a sheet.
struct Sample {
    rows: Vec<SampleRow>,
    /// Whether these are all of them.
    complete: bool,
}

struct SampleRow {
    number: u64,
    /// From left to right: 0-based column, whether it is text, and the text.
    cells: Vec<(u32, bool, String)>,
}

/// Where the table is in a sample.
struct Table {
    skip: Detected<u64>,
    first_column: u32,
    width: usize,
    /// The header and the rows below it.
    rows: Vec<frame::Row>,
}

impl Sample {
    fn take(workbook: &dyn Workbook, place: usize) -> Result<Self, Error> {
        let mut source = workbook.first_rows(place)?;
        let mut row = Row::default();
        let (mut rows, mut cells, mut bytes) = (Vec::new(), 0, 0);
        while rows.len() < SAMPLE_ROWS
            && bytes < SAMPLE_BYTES
            && (cells < SAMPLE_CELLS || rows.len() < CHOICE_ROWS)
        {
            if !source.next(&mut row)? {
                return Ok(Self { rows, complete: true });
            }
            let cell =
                |(column, kind, text): (u32, Kind, &str)| (column, kind == Kind::Text, text.to_owned());
            rows.push(SampleRow { number: row.number, cells: row.cells().map(cell).collect() });
            cells += rows.last().map_or(0, |row| row.cells.len());
            bytes += row.text.len();
        }
        Ok(Self { rows, complete: false })
    }

    /// Titles and notes above a table fill fewer cells than its rows do: the table starts with the first row that has
    /// at least half as many cells as most rows have, and not only one on the left.
    fn table(&self, wanted: Option<u64>) -> Table {
        let mut counts: Vec<_> = self.rows.iter().map(|row| row.cells.len()).collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
        let left = self.rows.iter().filter_map(|row| row.cells.first()).map(|cell| cell.0).min().unwrap_or(0);
        let is_title = |row: &SampleRow| {
            let alone = row.cells.len() == 1 && usual > 1 && row.cells[0].0 == left;
            alone || row.cells.len() * 2 < usual
        };
        let first = self.rows.iter().find(|row| !is_title(row)).map_or(1, |row| row.number);
        let skip = match wanted {
            Some(skip) => Detected::chosen(skip),
            None if first == 1 => Detected::new(0, 0.95, "the table starts in the first row"),
            None => {
                let evidence =
                    format!("row {first} is the first with about as many cells as the rows below it");
                Detected::new(first - 1, 0.85, evidence)
            }
        };
        let inside = || self.rows.iter().filter(|row| row.number > skip.value);
        let first_column = inside().filter_map(|row| row.cells.first()).map(|cell| cell.0).min().unwrap_or(0);
        let end = inside().filter_map(|row| row.cells.last()).map(|cell| cell.0 + 1).max().unwrap_or(0);
        let rows = inside().map(|row| row.dense(first_column)).collect();
        Table { skip, first_column, width: end.saturating_sub(first_column) as usize, rows }
    }

    /// Notes below a table stand alone in the first of several columns. Only a sheet that was seen as a whole shows its
    /// end.
    fn end(&self, body: &[frame::Row], width: usize) -> Detected<Option<u64>> {
        if !self.complete {
            return Detected::new(None, 0.5, "only the beginning of the sheet was seen");
        }
        let is_note = |row: &&frame::Row| width > 2 && row.width() == 1;
        let notes = body.iter().rev().take_while(is_note).count();
        match body.get(body.len() - notes..).and_then(<[_]>::first) {
            Some(note) if notes < body.len() => {
                let verb = if notes == 1 { "follows" } else { "follow" };
                let (text, count) = (shown(&note.cells[0].text), counted(notes as u64, "line"));
                let evidence = format!("{count} {verb} that are no rows: `{text}`");
                Detected::new(Some(note.line), 0.85, evidence)
            }
            _ => Detected::new(None, 1.0, "the table goes on to the end of the sheet"),
        }
    }
}

impl SampleRow {
    /// With the empty cells, from the first column of the table to the last one of the row.
    fn dense(&self, first_column: u32) -> frame::Row {
        let cell = |text: &str, quoted| frame::Cell { text: text.to_owned(), quoted, shape: Shape::of(text) };
        let mut cells = Vec::new();
        for (column, is_text, text) in self.cells.iter().filter(|cell| cell.0 >= first_column) {
            cells.resize_with((column - first_column) as usize, || cell("", false));
            cells.push(cell(text, *is_text));
        }
        frame::Row { cells, line: self.number }
    }
}
