//! `convert IN_DIR OUT_DIR`: each file again as plain CSV, in `<name>_converted.csv`: UTF-8, commas, `"` doubled, `\n`.
//!
//! The table comes out with the characters it has in the file, a row with too few or too many cells included; what stands
//! outside of the table does not. A file without names has no first line that names columns either, unless there is
//! nothing but numbers in it: of a matrix the first line would else be taken for names by those who read it, so its
//! columns are named by their numbers, `col_0`, `col_1`…

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use tabular::encode::csv::Writer;
use tabular::input::LocalFile;
use tabular::sniff::{Delimiter, LineEnd, as_it_stands};
use tabular::{
    Batch, ColumnType, Decode, Detected, Inference, Layout, Limits, Overrides, RejectReason, RejectedRow,
    decode, sniff,
};

use crate::files;

pub(crate) fn run(from: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(into)?;
    for (name, path) in files::below(from)? {
        let target = into.join(format!("{name}_converted.csv"));
        if let Some(dir) = target.parent() {
            fs::create_dir_all(dir)?;
        }
        match file(&path, &target) {
            Ok(()) => {}
            Err(error) => {
                eprintln!("{name}: {error}");
                fs::write(&target, format!("Application Error\n{error}\n"))?;
            }
        }
    }
    Ok(())
}

fn file(path: &Path, target: &Path) -> Result<(), Box<dyn Error>> {
    let (input, limits) = (LocalFile::new(path), Limits::default());
    // Rows that lack their last fields are written without them.
    let wanted = Overrides { short_rows: Some(false), ..Overrides::default() };
    let layout = match sniff::survey(&input, &wanted, &limits) {
        Ok(layout) => layout,
        // Nothing is nothing in any format.
        Err(tabular::Error::EmptyFile) => return Ok(fs::write(target, "")?),
        Err(error) => return Err(error.into()),
    };
    let mut writer = Writer::new(BufWriter::new(File::create(target)?), Delimiter::COMMA, LineEnd::Lf);
    let has_names = layout.frame().is_none_or(|frame| frame.header.value > 0);
    let mut rows = match decode::open(&input, &layout, &limits) {
        // The survey has read it, as far as it can be.
        Err(tabular::Error::UnreadableHeader { line, .. }) => {
            writer.write(layout.labels.iter().map(|label| Some(label.as_str())))?;
            decode::open(&input, &below(&layout, line), &limits)?
        }
        rows => {
            let rows = rows?;
            if has_names {
                writer.write(rows.labels().iter().map(|label| Some(label.as_str())))?;
            }
            rows
        }
    };
    if !has_names && is_matrix(decode::open(&input, &layout, &limits)?)? {
        let names: Vec<String> = (0..rows.labels().len()).map(|i| format!("col_{i}")).collect();
        writer.write(names.iter().map(|name| Some(name.as_str())))?;
    }
    let mut batch = Batch::new();
    while rows.read(&mut batch)? {
        write(&batch, &layout, &mut writer)?;
    }
    writer.finish()?;
    Ok(())
}

/// The layout of the rows behind a header that ends with this line.
fn below(layout: &Layout, line: u64) -> Layout {
    let mut layout = layout.clone();
    if let Some(dialect) = layout.delimited_mut() {
        dialect.frame.skip = Detected::chosen(line);
        dialect.frame.header = Detected::chosen(0);
        dialect.trailing_delimiter = Detected::chosen(false);
    }
    layout
}

/// Whether all columns hold numbers.
fn is_matrix(mut rows: Box<dyn Decode + Send>) -> Result<bool, tabular::Error> {
    let mut inference = Inference::new(rows.labels());
    let mut batch = Batch::new();
    while rows.read(&mut batch)? {
        inference.observe(&batch);
    }
    let is_number = |kind: &ColumnType| {
        matches!(kind, ColumnType::Integer { .. } | ColumnType::Numeric { .. } | ColumnType::Float { .. })
    };
    Ok(inference.finish().iter().all(|found| is_number(&found.column.kind)))
}

/// Writes the rows of a batch, and those set aside, in the order of the file.
fn write(batch: &Batch, layout: &Layout, writer: &mut Writer<impl Write>) -> Result<(), Box<dyn Error>> {
    let mut rejected = batch.rejected.iter().filter(|row| is_of_table(row)).peekable();
    for row in batch.rows() {
        while let Some(earlier) = rejected.next_if(|rejected| rejected.line < batch.line(row)) {
            write_rejected(earlier, layout, batch.width(), writer)?;
        }
        writer.write(batch.row(row).map(|cell| cell.filter(|text| !text.is_empty())))?;
    }
    for row in rejected {
        write_rejected(row, layout, batch.width(), writer)?;
    }
    Ok(())
}

fn is_of_table(row: &RejectedRow) -> bool {
    !matches!(row.reason, RejectReason::Comment | RejectReason::OutsideTable)
}

fn write_rejected(
    row: &RejectedRow,
    layout: &Layout,
    columns: usize,
    writer: &mut Writer<impl Write>,
) -> Result<(), Box<dyn Error>> {
    let Some(dialect) = layout.delimited() else { return Ok(()) };
    for cells in as_it_stands(&row.raw, dialect, columns) {
        writer.write(cells.iter().map(|cell| Some(cell.as_str()).filter(|text| !text.is_empty())))?;
    }
    Ok(())
}
