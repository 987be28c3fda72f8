//! `types DIR`: a line of JSON for each file of `DIR/columns`, with the type of its last column and the values under it.

use std::error::Error;
use std::path::Path;

use serde::Serialize;
use tabular::{
    Batch, Cell, Column, ColumnType, Inference, Limits, Overrides, TimeFormat, decode, input, sniff,
};

#[derive(Serialize)]
struct Line {
    id: String,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Read { kind: &'static str, evidence: String, values: Vec<Option<String>> },
    Failed { error: String },
}

/// Prints the line of each file in the order of their names.
pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut paths = std::fs::read_dir(folder.join("columns"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    for path in paths {
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let outcome = column(&path).unwrap_or_else(|error| Outcome::Failed { error: error.to_string() });
        println!("{}", serde_json::to_string(&Line { id, outcome })?);
    }
    Ok(())
}

/// Kind, evidence and values of a file's last column.
fn column(path: &Path) -> Result<Outcome, Box<dyn Error>> {
    let (input, limits) = (input::LocalFile::new(path), Limits::default());
    let wanted = Overrides { header: Some(1), ..Overrides::default() };
    let layout = sniff::survey(&input, &wanted, &limits)?;
    let mut rows = decode::open(&input, &layout, &limits)?;
    let mut inference = Inference::new(rows.labels());
    let mut texts: Vec<Option<String>> = Vec::new();
    let mut batch = Batch::new();
    while rows.read(&mut batch)? {
        inference.observe(&batch);
        texts.extend(batch.rows().map(|row| batch.row(row).last().flatten().map(str::to_owned)));
    }
    let finding = inference.finish().pop().ok_or("no column")?;
    let values = texts.iter().map(|text| value(&finding.column, text.as_deref())).collect();
    Ok(Outcome::Read { kind: kind(&finding.column.kind), evidence: finding.evidence, values })
}

/// The type by a short name; types that only Postgres has are text.
pub(crate) fn kind(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean { .. } => "bool",
        ColumnType::Integer { .. } => "int",
        ColumnType::Numeric { .. } => "num",
        ColumnType::Float { .. } => "float",
        ColumnType::Date { .. } => "date",
        ColumnType::Time { .. } => "time",
        ColumnType::Timestamp { .. } => "ts",
        ColumnType::TimestampTz { .. } => "tstz",
        ColumnType::Uuid { .. } => "uuid",
        ColumnType::Json => "json",
        ColumnType::Interval { .. } | ColumnType::Inet | ColumnType::Cidr | ColumnType::Point { .. } => {
            "text"
        }
        ColumnType::Text => "text",
    }
}

/// The value in a plain form, whatever the file's: numbers with a point, dates and times as in ISO 8601 with a space.
pub(crate) fn value(column: &Column, text: Option<&str>) -> Option<String> {
    let text = text?;
    Some(match column.parse(text) {
        Err(mismatch) => format!("mismatch: {mismatch}"),
        Ok(Cell::Null) => return None,
        Ok(Cell::Time(micros)) => {
            let format = TimeFormat { fraction: tabular::Fraction::Trimmed, ..TimeFormat::ISO };
            ColumnType::Time { format }.format(&Cell::Time(micros))
        }
        Ok(cell @ (Cell::Timestamp(_) | Cell::TimestampTz(_))) => {
            let iso = ColumnType::Text.format(&cell).replace('T', " ");
            let iso = iso.trim_end_matches('Z').trim_end_matches('0');
            let whole = iso.trim_end_matches('.');
            // Zeros of the seconds are no zeros of a fraction.
            format!("{whole:0<19}")
        }
        Ok(Cell::Interval(_) | Cell::Inet(_) | Cell::Cidr(..) | Cell::Point(..)) => text.to_owned(),
        Ok(cell) => ColumnType::Text.format(&cell),
    })
}
