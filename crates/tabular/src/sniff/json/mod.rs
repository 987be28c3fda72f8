//! Surveys JSON: where in it the rows are, what they are, and which columns they have together.
//!
//! The outline of the first value tells where the rows are; then all rows are read once, because a key may appear in the
//! last one for the first time and the columns have to be known before the first row is handed out.

mod outline;
mod tally;

use super::layout::{JsonArrangement, JsonLayout, JsonRows, Structure};
use super::{Detected, Overrides, Sample, charset, delimited, frame, placeholder_labels};
use crate::decode::json::{self, BrokenAt, Fault, Rows, Text, VALUE_LABEL, feature_label};
use crate::decode::json_text;
use crate::error::Error;
use crate::limits::Limits;
use crate::source::Counter;
use crate::unwrap::Content;
use crate::wording::{counted, grouped, shown};
use outline::{Columns, Outline};
use tally::Tally;

/// Lines of JSON Lines that may be broken: one in so many. Where more are, the file is something else, unless most lines
/// are objects.
const LINES_PER_FAULT: u64 = 10;

/// Broken lines beyond the good ones after which the rest is not read any more.
const MAX_FAULTS_AHEAD: u64 = 1000;

pub(super) fn survey(
    sample: &Sample,
    content: &Content<'_>,
    wanted: &Overrides,
    limits: &Limits,
) -> Result<(Structure, Vec<String>), Error> {
    let scan = delimited::scan(sample, content, wanted)?;
    let charset = charset::decide(&sample.bytes, &scan, wanted.charset);
    let text = || json_text(content, charset.value, limits, &Counter::default());
    let mut place = Place::find(text, content.is_complete(), wanted.pointer.as_deref())?;
    let mut tally = Tally::default();
    if place.arrangement != JsonArrangement::Columns {
        let mut rows = Rows::open(text()?, place.arrangement, &place.pointer.value, content.is_complete())?;
        while let Some(row) = rows.next()? {
            tally.observe(&row, rows.raw(&row), limits.max_columns)?;
            rows.advance(&row);
            if tally.faults > tally.rows + MAX_FAULTS_AHEAD {
                break;
            }
        }
    }
    refuse_broken(&tally, place.broken.take())?;
    let (rows, header, labels) = shape(&tally, &place, wanted);
    let evidence = place.evidence(&tally, rows, content.is_complete());
    let noun = noun(rows);
    let share = if tally.rows == 0 { 1.0 } else { fitting(&tally, rows) as f32 / tally.rows as f32 };
    let rows_evidence = match rows {
        JsonRows::Values => "the values are neither all objects nor all arrays".to_owned(),
        _ => format!("{} of {} are {noun}s", grouped(fitting(&tally, rows)), counted(tally.rows, "value")),
    };
    let layout = JsonLayout {
        charset,
        arrangement: Detected::new(place.arrangement, 1.0, evidence),
        pointer: place.pointer,
        rows: Detected::new(rows, share, rows_evidence),
        header,
    };
    Ok((Structure::Json(layout), labels))
}

/// Refuses a text that is not JSON. Lines of which some are broken are JSON Lines where most are whole objects, and no
/// other text; at least two, since a single object and a broken line are a broken document. `first` is what is wrong with
/// the text up to its second line.
///
/// # Errors
/// What is wrong first.
fn refuse_broken(tally: &Tally, first: Option<Error>) -> Result<(), Error> {
    let mostly_objects = tally.objects >= 2 && tally.objects > tally.faults;
    if mostly_objects && (first.is_none() || tally.faults > 0) {
        return Ok(());
    }
    let too_many = tally.faults * LINES_PER_FAULT > tally.rows + tally.faults;
    match (first, tally.first_fault) {
        (Some(error), _) => Err(error),
        (None, Some(BrokenAt { line, character, fault })) if too_many => {
            Err(Error::InvalidJson { line, character, detail: fault.to_string(), ends: fault == Fault::Ends })
        }
        _ => Ok(()),
    }
}

/// Where the rows are.
struct Place {
    arrangement: JsonArrangement,
    pointer: Detected<String>,
    /// Column-oriented: the columns and the number of rows.
    columns: (Vec<String>, u64),
    /// Members of the document that are not part of the table.
    beside: Vec<String>,
    /// Why the first line is not JSON; whether the others are is to be seen.
    broken: Option<Error>,
}

impl Place {
    fn find(
        open: impl Fn() -> Result<Text, Error>,
        complete: bool,
        wanted: Option<&str>,
    ) -> Result<Self, Error> {
        let mut text = open()?;
        let mut outline = Outline::default();
        let first = text.pass_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x1E))?;
        let Some(first) = first else { return Err(Error::EmptyFile) };
        let whole = |arrangement| Self {
            arrangement,
            pointer: Detected::new(String::new(), 1.0, "the rows are not within anything else"),
            columns: (Vec::new(), 0),
            beside: Vec::new(),
            broken: None,
        };
        match outline.read(&mut text, complete).and_then(|()| is_sequence(&mut text, first)) {
            Ok(true) => return Ok(whole(JsonArrangement::Sequence)),
            Ok(false) => {}
            Err(error @ Error::InvalidJson { ends: false, .. }) if first == b'{' && wanted.is_none() => {
                return Ok(Self { broken: Some(error), ..whole(JsonArrangement::Sequence) });
            }
            Err(error) => return Err(error),
        }
        if let Some(pointer) = wanted {
            return Self::pointed(open()?, complete, pointer);
        }
        if first == b'[' {
            return Ok(whole(JsonArrangement::Array));
        }
        let keys: Vec<String> = outline.members.iter().map(|(key, _)| key.clone()).collect();
        if let Some(table) = outline.table() {
            let kind = if table.is_of_objects() { "objects" } else { "arrays" };
            let others =
                outline.arrays.iter().filter(|other| other.is_of_objects() || other.is_of_arrays()).count();
            let evidence = match others {
                1 => format!("`{}` is the only array of {kind}", shown(&table.pointer)),
                _ => format!("`{}` is the longest array of {kind}", shown(&table.pointer)),
            };
            let path = json::pointer_keys(&table.pointer);
            return Ok(Self {
                arrangement: JsonArrangement::Array,
                pointer: Detected::new(table.pointer.clone(), if others == 1 { 0.9 } else { 0.6 }, evidence),
                columns: (Vec::new(), 0),
                beside: keys.into_iter().filter(|key| Some(key) != path.first()).collect(),
                broken: None,
            });
        }
        if let Some(columns) = outline.columns() {
            return Ok(Self::side_by_side(columns, String::new()));
        }
        Ok(whole(JsonArrangement::Single))
    }

    fn side_by_side(found: &Columns, at: String) -> Self {
        let pointer = at + &found.pointer;
        let evidence = if pointer.is_empty() {
            "the columns are not within anything else"
        } else {
            "it holds arrays of one length"
        };
        Self {
            arrangement: JsonArrangement::Columns,
            pointer: Detected::new(pointer, 0.8, evidence),
            columns: (found.keys.clone(), found.rows),
            beside: Vec::new(),
            broken: None,
        }
    }

    /// What a person points to.
    fn pointed(mut text: Text, complete: bool, pointer: &str) -> Result<Self, Error> {
        json::go(&mut text, pointer)?;
        let arrangement = match text.next_significant()? {
            Some(b'[') => JsonArrangement::Array,
            _ => JsonArrangement::Single,
        };
        let mut inner = Outline::default();
        inner.read(&mut text, complete)?;
        let mut place = match inner.columns().filter(|columns| columns.pointer.is_empty()) {
            Some(columns) => Self::side_by_side(columns, pointer.to_owned()),
            None => Self {
                arrangement,
                pointer: Detected::chosen(String::new()),
                columns: (Vec::new(), 0),
                beside: Vec::new(),
                broken: None,
            },
        };
        place.pointer = Detected::chosen(pointer.to_owned());
        Ok(place)
    }

    fn evidence(&self, tally: &Tally, rows: JsonRows, complete: bool) -> String {
        let at = if self.pointer.value.is_empty() {
            String::new()
        } else {
            format!(" at `{}`", shown(&self.pointer.value))
        };
        let several = counted(tally.rows, noun(rows));
        let mut evidence = match self.arrangement {
            JsonArrangement::Array if !complete => format!("an array{at} that begins with {several}"),
            JsonArrangement::Array => format!("an array of {several}{at}"),
            JsonArrangement::Sequence if !complete => format!("one value after the other, first {several}"),
            JsonArrangement::Sequence => format!("{several}, one after the other"),
            JsonArrangement::Single => format!("a single {}{at}", noun(rows)),
            JsonArrangement::Columns => {
                let columns = counted(self.columns.0.len() as u64, "column");
                format!("an object of {columns} with {} each{at}", counted(self.columns.1, "value"))
            }
        };
        if !self.beside.is_empty() {
            let list: Vec<String> =
                self.beside.iter().take(5).map(|key| format!("`{}`", shown(key))).collect();
            let more = if self.beside.len() > 5 { ", …" } else { "" };
            let verb = if self.beside.len() == 1 { "is" } else { "are" };
            evidence += &format!("; {}{more} beside it {verb} not part of the table", list.join(", "));
        }
        if tally.faults > 0 {
            evidence += &format!("; {} not JSON", counted(tally.faults, "line"));
        }
        evidence
    }
}

/// Whether another value follows the first. Values of any kind stand on lines of their own; objects may follow each
/// other directly.
fn is_sequence(text: &mut Text, first: u8) -> Result<bool, Error> {
    let mut separated = false;
    loop {
        match text.pass_while(|b| matches!(b, b' ' | b'\t'))? {
            None => return Ok(false),
            Some(b'\n' | b'\r' | 0x1E) => {
                separated = true;
                text.advance(1);
            }
            Some(next) if separated || first == b'{' && next == b'{' => return Ok(true),
            Some(_) => return Err(text.invalid(0, Fault::AfterEnd)),
        }
    }
}

fn noun(rows: JsonRows) -> &'static str {
    match rows {
        JsonRows::Objects => "object",
        JsonRows::Arrays => "array",
        JsonRows::Features => "feature",
        JsonRows::Values => "value",
    }
}

fn fitting(tally: &Tally, rows: JsonRows) -> u64 {
    match rows {
        JsonRows::Objects => tally.objects,
        JsonRows::Arrays => tally.arrays,
        JsonRows::Features => tally.features,
        JsonRows::Values => tally.rows,
    }
}

/// What a row is, whether the first names the columns, and the labels.
fn shape(tally: &Tally, place: &Place, wanted: &Overrides) -> (JsonRows, Detected<u32>, Vec<String>) {
    let none = |why: &str| Detected::new(0, 1.0, why);
    if place.arrangement == JsonArrangement::Columns {
        return (JsonRows::Values, none("keys name the columns"), place.columns.0.clone());
    }
    if tally.features > 0 && tally.features == tally.objects && tally.objects * 2 > tally.rows {
        return (JsonRows::Features, none("properties name the columns"), feature_labels(tally));
    }
    if tally.objects * 2 > tally.rows && !tally.keys.all.is_empty() {
        return (JsonRows::Objects, none("keys name the columns"), tally.keys.all.clone());
    }
    let width = tally.width();
    if tally.arrays * 2 > tally.rows && width > 0 {
        let mut header = frame::header(&tally.first_rows, width, wanted.header);
        // Only one array can be the header: the decoder does not join several.
        header.value = header.value.min(1);
        let labels = match tally.first_rows.first() {
            Some(first) if header.value > 0 => first.cells.iter().map(|cell| cell.text.clone()).collect(),
            _ => placeholder_labels(width),
        };
        return (JsonRows::Arrays, header, labels);
    }
    (JsonRows::Values, none("plain values have no names"), vec![VALUE_LABEL.to_owned()])
}

/// The feature's own members but its type and its properties, the geometry last, around the properties.
fn feature_labels(tally: &Tally) -> Vec<String> {
    let properties = &tally.properties.all;
    let own = tally.keys.all.iter().filter(|key| !matches!(key.as_str(), "type" | "properties"));
    let named = |key: &String| if properties.contains(key) { feature_label(key) } else { key.clone() };
    let (last, first): (Vec<&String>, Vec<&String>) = own.partition(|key| *key == "geometry");
    let first = first.into_iter().map(named);
    first.chain(properties.iter().cloned()).chain(last.into_iter().map(named)).collect()
}
