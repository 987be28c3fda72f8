//! Everything a decoder has to know about a file, and what of it a person may decide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Charset, Comment, Delimiter, Detected, Escape, Format, LineEnd, Quote};
use crate::infer::Wanted;
use crate::unwrap::{Entry, Wrapping};

/// How to read a file: enough for [`decode::open`](crate::decode::open).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// The compressions and archives around the data, outermost first; none for a plain file.
    pub wrapping: Detected<Vec<Wrapping>>,
    /// The files of an archive that can be chosen instead (at most 500); none where there is no archive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// What kind of file it is.
    pub format: Detected<Format>,
    /// How rows are found in a file of that kind.
    pub structure: Structure,
    /// The headers as written; `column_1`… when there are none. A decoder reads the header from its own file again and
    /// uses these, or their number, only where the file has no header.
    pub labels: Vec<String>,
}

/// How rows are found in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Structure {
    /// Delimited text.
    Delimited(Box<Delimited>),
    /// JSON of any arrangement.
    Json(JsonLayout),
    /// One sheet of a workbook.
    Sheet(SheetLayout),
    /// Columns that the file itself names and types: Parquet, Arrow.
    Columnar,
}

/// How delimited text is cut into cells, and where its table is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delimited {
    /// How characters are encoded.
    pub charset: Detected<Charset>,
    /// What separates fields.
    pub delimiter: Detected<Delimiter>,
    /// What surrounds fields that contain the delimiter.
    pub quote: Detected<Quote>,
    /// How a quote is written inside a quoted field.
    pub escape: Detected<Escape>,
    /// Whether blanks after a delimiter and at the start of a record are no part of the field, nor those between a
    /// closing quote and the delimiter. With a [space](Delimiter::SPACE) as the delimiter, a run of them is one.
    pub leading_space: Detected<bool>,
    /// With what a line starts, outside quotes, that is a comment and no record; `None` when there are no comments.
    pub comment: Detected<Option<Comment>>,
    /// What ends a record.
    pub line_end: Detected<LineEnd>,
    /// Where the table is within the text.
    pub frame: Frame,
    /// Whether every row, but not the header, ends with one more delimiter that has no meaning.
    pub trailing_delimiter: Detected<bool>,
    /// Whether rows may lack their last fields, which are NULL then: some programs leave out what is empty at the end.
    pub short_rows: Detected<bool>,
}

/// Where a table is within the lines of a text, or the rows of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Physical lines (rows of a sheet) before the header, or before the data where there is no header: titles, notes.
    pub skip: Detected<u64>,
    /// Rows that name the columns: 0, 1, or several whose texts are joined.
    pub header: Detected<u32>,
    /// The 1-based physical line (row of a sheet) after the table's last one, where notes, totals or another table
    /// follow; `None` when the table goes on to the end of the file.
    pub end: Detected<Option<u64>>,
    /// The 1-based first lines (rows of a sheet) of further tables behind the end.
    #[serde(default)]
    pub others: Vec<u64>,
}

impl Frame {
    /// Ends the table where somebody decided that it ends; 0 means with the file.
    pub(crate) fn end_as(&mut self, wanted: Option<u64>) {
        if let Some(end) = wanted {
            self.end = Detected::chosen((end > 0).then_some(end));
        }
    }

    /// A frame whose table goes on to the end of the file.
    pub fn new(skip: Detected<u64>, header: Detected<u32>) -> Self {
        let end = Detected::new(None, 1.0, "the table goes on to the end of the file");
        Self { skip, header, end, others: Vec::new() }
    }
}

/// How JSON is cut into rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JsonLayout {
    /// How characters are encoded; RFC 8259 §8.1 asks for UTF-8.
    pub charset: Detected<Charset>,
    /// Where the rows are, as a JSON Pointer (RFC 6901); empty for the document itself.
    pub pointer: Detected<String>,
    /// How the rows are arranged there.
    pub arrangement: Detected<JsonArrangement>,
    /// What a row is.
    pub rows: Detected<JsonRows>,
    /// Arrays that name the columns: 0 or 1; always 0 where rows are something else.
    pub header: Detected<u32>,
}

/// How rows are arranged in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonArrangement {
    /// One value after the other: NDJSON, JSON Lines, RFC 7464, or objects without anything between them.
    Sequence,
    /// The elements of an array.
    Array,
    /// The one value there is.
    Single,
    /// An object of columns, each an array, or an object whose keys number the rows.
    Columns,
}

/// What a row is in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonRows {
    /// An object, whose keys name the columns.
    Objects,
    /// An array, the first of which may name the columns.
    Arrays,
    /// The features of a GeoJSON document (RFC 7946): their properties, and the geometry as JSON.
    Features,
    /// A plain value, or one of many kinds: a table of one column.
    Values,
}

/// Which sheet of a workbook, and where the table is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetLayout {
    /// The sheet's name as written.
    pub sheet: Detected<String>,
    /// All sheets that can be read, in the workbook's order.
    pub sheets: Vec<SheetName>,
    /// The 0-based column in which the table starts; there is nothing left of it.
    pub first_column: u32,
    /// Where the table is within the sheet.
    pub frame: Frame,
    /// Whether the sheet goes on behind the rows that were looked at, and nobody said where the table ends: then who
    /// reads it finds the end by the same rules, and sets aside what stands behind it.
    #[serde(default)]
    pub open_end: bool,
    /// Cells of the table that are merged over several rows, of which only the first has the value; `None` where none was
    /// seen. XLSX and XLS list them behind the rows, so they are known where the sheet was seen to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<Detected<u64>>,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetName {
    /// As written.
    pub name: String,
    /// Whether the spreadsheet program does not show it.
    pub hidden: bool,
}

/// What a person decided about a file. `None` leaves it to the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overrides {
    /// The entry of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The kind of file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The encoding of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charset: Option<Charset>,
    /// The separator of fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// The quote, or that there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// How a quote is written inside a quoted field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escape: Option<Escape>,
    /// Whether blanks after a delimiter are no part of the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leading_space: Option<bool>,
    /// With what a line starts that is a comment, or that there are none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub comment: Option<Option<Comment>>,
    /// Whether rows may lack their last fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_rows: Option<bool>,
    /// Lines, or rows of a sheet, before the header or the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<u64>,
    /// Header rows; 0 for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<u32>,
    /// The 1-based physical line (row of a sheet) after the table's last one; 0 when it goes on to the end of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u64>,
    /// The sheet of a workbook, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Where the rows are in JSON: a JSON Pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The types of columns, by their headers as written. The other columns' types are inferred.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, Wanted>,
}

/// A decision that may be "none": JSON's null is one, a missing field is not.
fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Overrides {
    /// These decisions, and where there is none, those by which an earlier file was read. The charset is left to the
    /// bytes: an export that moved to UTF-8 says so itself.
    #[must_use]
    pub fn or_as(&self, earlier: &Layout) -> Self {
        let mut all = self.clone();
        if let Some(dialect) = earlier.delimited() {
            all.delimiter = all.delimiter.or(Some(dialect.delimiter.value));
            all.quote = all.quote.or(Some(dialect.quote.value));
        }
        if let Some(frame) = earlier.frame() {
            all.header = all.header.or(Some(frame.header.value));
        }
        match &earlier.structure {
            Structure::Sheet(sheet) => all.sheet = all.sheet.or_else(|| Some(sheet.sheet.value.clone())),
            Structure::Json(json) => {
                all.pointer = all.pointer.or_else(|| Some(json.pointer.value.clone()));
                let header = Some(json.header.value).filter(|_| json.rows.value == JsonRows::Arrays);
                all.header = all.header.or(header);
            }
            Structure::Delimited(_) | Structure::Columnar => {}
        }
        all
    }
}

impl Layout {
    /// Gives another reason for every answer that [`Overrides::or_as`] took over: it was neither found nor chosen.
    pub fn give_reason(&mut self, wanted: &Overrides, reason: &str) {
        let say = |chosen: bool, evidence: &mut String| {
            if !chosen {
                reason.clone_into(evidence);
            }
        };
        match &mut self.structure {
            Structure::Delimited(dialect) => {
                say(wanted.delimiter.is_some(), &mut dialect.delimiter.evidence);
                say(wanted.quote.is_some(), &mut dialect.quote.evidence);
                say(wanted.header.is_some(), &mut dialect.frame.header.evidence);
            }
            Structure::Sheet(sheet) => {
                say(wanted.sheet.is_some(), &mut sheet.sheet.evidence);
                say(wanted.header.is_some(), &mut sheet.frame.header.evidence);
            }
            Structure::Json(json) => {
                say(wanted.pointer.is_some(), &mut json.pointer.evidence);
                if json.rows.value == JsonRows::Arrays {
                    say(wanted.header.is_some(), &mut json.header.evidence);
                }
            }
            Structure::Columnar => {}
        }
    }

    /// How delimited text is cut, where the file is that.
    pub fn delimited(&self) -> Option<&Delimited> {
        match &self.structure {
            Structure::Delimited(delimited) => Some(delimited),
            _ => None,
        }
    }

    /// As [`delimited`](Self::delimited), to change it.
    pub fn delimited_mut(&mut self) -> Option<&mut Delimited> {
        match &mut self.structure {
            Structure::Delimited(delimited) => Some(delimited),
            _ => None,
        }
    }

    /// How characters are encoded, where that is a question.
    pub fn charset(&self) -> Option<&Detected<Charset>> {
        match &self.structure {
            Structure::Delimited(delimited) => Some(&delimited.charset),
            Structure::Json(json) => Some(&json.charset),
            Structure::Sheet(_) | Structure::Columnar => None,
        }
    }

    /// The 1-based line or row of the sheet after those before the table.
    pub(crate) fn first_line(&self) -> u64 {
        self.frame().map_or(0, |frame| frame.skip.value) + 1
    }

    /// Where the table is within lines or rows, where that is a question.
    pub fn frame(&self) -> Option<&Frame> {
        match &self.structure {
            Structure::Delimited(delimited) => Some(&delimited.frame),
            Structure::Sheet(sheet) => Some(&sheet.frame),
            Structure::Json(_) | Structure::Columnar => None,
        }
    }
}
