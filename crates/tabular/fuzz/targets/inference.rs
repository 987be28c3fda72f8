//! Columns of any cells: the type that is found takes every value, and gives its text back.
//!
//! The input is a table of lines with tabs between the cells, the first of which names the columns. A name that is the
//! text of a type, such as `date DD/MM/YYYY`, is the choice of that type for its column.

use tabular::encode::csv::Writer;
use tabular::input::Bytes;
use tabular::sniff::{Delimiter, LineEnd};
use tabular::{Detected, Limits, Wanted};

use super::delimited::{Dialect, layout};
use super::outcome::read_wanted;

/// Columns at most.
const MOST: usize = 4;

pub(crate) fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let width = text.lines().next().map_or(1, |line| line.split('\t').count().min(MOST));
    let mut writer = Writer::new(Vec::new(), Delimiter::COMMA, LineEnd::Lf);
    for line in text.split('\n') {
        let mut cells = line.split('\t').map(|cell| if cell.is_empty() { None } else { Some(cell) });
        let row: Vec<_> = (0..width).map(|_| cells.next().flatten()).collect();
        writer.write(row).expect("a vector takes all");
    }
    let bytes = writer.finish().expect("a vector takes all");
    let mut layout = layout(&Dialect::default(), width);
    if let Some(delimited) = layout.delimited_mut() {
        delimited.frame.header = Detected::chosen(1);
    }
    let names = text.split('\n').next().unwrap_or_default().split('\t');
    let chosen = names.filter_map(|name| {
        let wanted: Wanted = name.parse().ok()?;
        assert_eq!(wanted.to_string().parse().as_ref(), Ok(&wanted), "{name:?}");
        Some((name.to_owned(), wanted))
    });
    // What is found is checked where the file is read.
    let outcome = read_wanted(&Bytes::whole(bytes), &layout, &Limits::default(), &chosen.collect());
    assert!(outcome.rejected.is_empty(), "{outcome:?}");
}
