//! Delimited text under every dialect: the ways to read it agree, and what is written is read.

use tabular::encode::csv::Writer;
use tabular::input::Bytes;
use tabular::sniff::{
    Charset, Comment, Delimited, Delimiter, Escape, Format, Frame, LineEnd, Quote, Structure,
};
use tabular::{Detected, Layout, Limits};

use super::outcome::{Outcome, read};

/// Bytes that the decoder's buffer holds at first.
const BUFFER: usize = 256 << 10;

/// Line ends that a cell in quotes may have without doubt.
const SURE_LINES: usize = 16;

/// Separators of cells and rows in the input; no UTF-8 has these bytes.
const CELL: u8 = 0xFE;
const ROW: u8 = 0xFF;

/// How a text is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) charset: Charset,
    pub(crate) delimiter: Delimiter,
    pub(crate) quote: Quote,
    pub(crate) escape: Escape,
    pub(crate) leading_space: bool,
    pub(crate) comment: Option<Comment>,
    pub(crate) line_end: LineEnd,
    pub(crate) trailing: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            charset: Charset::Utf8,
            delimiter: Delimiter::COMMA,
            quote: Quote::DOUBLE,
            escape: Escape::Doubled,
            leading_space: false,
            comment: None,
            line_end: LineEnd::Lf,
            trailing: false,
        }
    }
}

impl Dialect {
    fn of(marks: u8, rest: u8) -> Self {
        let delimiter = [",", ";", "\t", "|", "||", ", ", "§", ""][usize::from(marks % 8)];
        let quote = [Quote::DOUBLE, Quote::SINGLE, Quote::NONE, Quote::DOUBLE][usize::from(marks / 8 % 4)];
        let escape = [Escape::Doubled, Escape::Backslash, Escape::Both, Escape::None];
        Self {
            delimiter: Delimiter::new(delimiter).unwrap_or(Delimiter::NONE),
            quote,
            escape: escape[usize::from(marks / 64)],
            leading_space: rest & 1 != 0,
            comment: Comment::new("#").filter(|_| rest & 2 != 0),
            trailing: rest & 4 != 0 && !delimiter.is_empty(),
            line_end: [LineEnd::Lf, LineEnd::Crlf, LineEnd::Cr, LineEnd::Mixed][usize::from(rest / 8 % 4)],
            ..Self::default()
        }
    }
}

/// The layout of a text without a header.
pub(crate) fn layout(dialect: &Dialect, width: usize) -> Layout {
    let delimited = Delimited {
        charset: Detected::chosen(dialect.charset),
        delimiter: Detected::chosen(dialect.delimiter),
        quote: Detected::chosen(dialect.quote),
        escape: Detected::chosen(dialect.escape),
        leading_space: Detected::chosen(dialect.leading_space),
        comment: Detected::chosen(dialect.comment),
        line_end: Detected::chosen(dialect.line_end),
        frame: Frame::new(Detected::chosen(0), Detected::chosen(0)),
        trailing_delimiter: Detected::chosen(dialect.trailing),
        short_rows: Detected::chosen(false),
    };
    Layout {
        wrapping: Detected::chosen(Vec::new()),
        entries: Vec::new(),
        format: Detected::chosen(Format::Delimited),
        structure: Structure::Delimited(Box::new(delimited)),
        labels: (1..=width).map(|i| format!("column_{i}")).collect(),
    }
}

pub(crate) fn run(input: &[u8]) {
    let [marks, rest, shape, text @ ..] = input else { return };
    let dialect = Dialect::of(*marks, *rest);
    let width = if dialect.delimiter == Delimiter::NONE { 1 } else { 1 + usize::from(shape % 4) };
    match shape / 4 % 4 {
        0 => line_ends_agree(&dialect, width, text),
        1 => buffers_agree(&dialect, width, text, usize::from(shape / 16)),
        2 => what_is_written_is_read(&dialect, width, text),
        _ => bounds_hold(&dialect, width, text),
    }
}

/// Only lines that end in a line feed are read many bytes at a time, so a text with carriage returns in their place is
/// read by other code.
fn line_ends_agree(dialect: &Dialect, width: usize, text: &[u8]) {
    let swap = |from: u8, to: u8| text.iter().map(|b| if *b == from { to } else { *b }).collect::<Vec<_>>();
    let read = |bytes: Vec<u8>, line_end| {
        read(&Bytes::whole(bytes), &layout(&Dialect { line_end, ..*dialect }, width), &Limits::default())
    };
    let lf = read(swap(b'\r', b'\n'), LineEnd::Lf);
    let mut cr = read(swap(b'\n', b'\r'), LineEnd::Cr);
    for cell in cr.rows.iter_mut().flat_map(|row| &mut row.cells).flatten() {
        *cell = cell.replace('\r', "\n");
    }
    for row in &mut cr.rejected {
        row.raw = row.raw.replace('\r', "\n");
    }
    assert_eq!(lf, cr, "{dialect:?}");
}

/// Where the buffer ends makes no difference: the same text behind a short row, and behind one that nearly fills it.
fn buffers_agree(dialect: &Dialect, width: usize, text: &[u8], before: usize) {
    let layout = layout(dialect, width);
    let delimiters = width - 1 + usize::from(dialect.trailing);
    let read = |filler: usize| {
        let mut bytes = vec![b'x'; filler];
        bytes.extend(dialect.delimiter.as_bytes().repeat(delimiters));
        bytes.extend(dialect.line_end.as_str().as_bytes());
        bytes.extend(text);
        read(&Bytes::whole(bytes), &layout, &Limits::default())
    };
    let short = read(1);
    let step = text.len() / 16 + 1;
    let filler =
        BUFFER - 1 - delimiters * dialect.delimiter.as_bytes().len() - (before * step).min(text.len());
    let mut long = read(filler);
    let moved = filler as u64 - 1;
    if let Some(first) = long.rows.first_mut() {
        first.byte += moved;
        first.cells[0] = Some("x".to_owned());
    }
    long.rows.iter_mut().for_each(|row| row.byte -= moved);
    long.rejected.iter_mut().for_each(|row| row.byte -= moved);
    assert_same(&short, &long, dialect);
}

/// How many rows are handed over before an error depends on the buffer.
fn assert_same(a: &Outcome, b: &Outcome, dialect: &Dialect) {
    assert_eq!(a.error, b.error, "{dialect:?}");
    if a.error.is_none() {
        assert_eq!(a.rows, b.rows, "{dialect:?}");
        let places = |outcome: &Outcome| -> Vec<_> {
            outcome.rejected.iter().map(|row| (row.line, row.byte, row.column, row.raw.clone())).collect()
        };
        assert_eq!(places(a), places(b), "{dialect:?}");
    }
}

/// A table of any cells, written and read again, unless it is refused because the dialect cannot express it, or the
/// lines of a cell may be rows that a quote was not meant to take.
fn what_is_written_is_read(dialect: &Dialect, width: usize, cells: &[u8]) {
    let rows: Vec<Vec<Option<String>>> = cells.split(|b| *b == ROW).map(|row| cells_of(row, width)).collect();
    if rows.iter().flatten().flatten().any(|text| may_be_rows(text, dialect)) {
        return;
    }
    let layout = layout(dialect, width);
    let mut writer = Writer::with_layout(Vec::new(), layout.delimited().expect("delimited text"));
    // A blank line at the start is no row.
    writer.write((0..width).map(|_| Some("first"))).expect("a word is written by every dialect");
    for row in &rows {
        if writer.write(row.iter().map(Option::as_deref)).is_err() {
            return;
        }
    }
    let bytes = writer.finish().expect("a vector takes all");
    let outcome = read(&Bytes::whole(bytes), &layout, &Limits::default());
    assert_eq!((&outcome.error, outcome.rejected.len()), (&None, 0), "{dialect:?} {outcome:?}");
    let found: Vec<_> = outcome.rows.into_iter().skip(1).map(|row| row.cells).collect();
    assert_eq!(found, rows, "{dialect:?}");
}

/// Whether a cell has so many lines that the reader looks at them, and any that may have several fields.
fn may_be_rows(text: &str, dialect: &Dialect) -> bool {
    let line_ends = text.bytes().filter(|b| matches!(b, b'\n' | b'\r')).count();
    let delimiter = dialect.delimiter.as_bytes();
    line_ends > SURE_LINES && text.as_bytes().windows(delimiter.len().max(1)).any(|bytes| bytes == delimiter)
}

/// A byte 1 alone is the empty text, nothing is NULL.
fn cells_of(row: &[u8], width: usize) -> Vec<Option<String>> {
    let texts = row.split(|b| *b == CELL).map(|cell| match cell {
        [] => None,
        [1] => Some(String::new()),
        text => Some(String::from_utf8_lossy(text).into_owned()),
    });
    let mut cells: Vec<_> = texts.take(width).collect();
    cells.resize(width, None);
    cells
}

/// Rows and cells keep within bounds that many pass.
fn bounds_hold(dialect: &Dialect, width: usize, text: &[u8]) {
    let limits = Limits { max_record_bytes: 40, max_cell_bytes: 10, ..Limits::default() };
    read(&Bytes::whole(text), &layout(dialect, width), &limits);
}
