//! `columns DIR`: the columns of every Parquet and Arrow file below a directory as JSON, a line a file:
//! `{"file", "rows", "columns": [[name, type, values]]}` with the first 200 values, or `{"file", "error"}`.
//!
//! Values are written as Python's `str` has them, with nine digits of floats, so that other readers' can be compared.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tabular::input::LocalFile;
use tabular::{Batch, ColumnType, Declared, Limits, Overrides, decode, sniff};

/// Values shown of a column.
const SHOWN: usize = 200;

pub(crate) fn run(dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    find(dir, &mut files)?;
    files.sort();
    let mut out = io::stdout().lock();
    for path in files {
        let file = path.strip_prefix(dir)?.display().to_string();
        let line = match columns(&path) {
            Ok((rows, columns)) => json!({ "file": file, "rows": rows, "columns": columns }),
            Err(error) => json!({ "file": file, "error": format!("{}: {error}", error.code()) }),
        };
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn find(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|e| ["parquet", "arrow", "arrows", "feather"].iter().any(|x| e == *x))
        {
            files.push(path);
        }
    }
    Ok(())
}

type Columns = Vec<(String, String, Vec<Value>)>;

fn columns(path: &Path) -> Result<(u64, Columns), tabular::Error> {
    let (input, limits) = (LocalFile::new(path), Limits::default());
    let layout = sniff::survey(&input, &Overrides::default(), &limits)?;
    let mut decoder = decode::open(&input, &layout, &limits)?;
    let declared = decoder.declared();
    let by = |declared: &Option<Declared>| declared.as_ref().map_or_else(String::new, |d| d.by.clone());
    let labels = decoder.labels().iter().cloned();
    let mut columns: Columns = labels.zip(&declared).map(|(label, d)| (label, by(d), vec![])).collect();
    let mut rows = 0;
    let mut batch = Batch::new();
    while decoder.read(&mut batch)? {
        for (line, row) in in_order(&batch) {
            rows = line;
            for ((column, declared), text) in columns.iter_mut().zip(&declared).zip(row) {
                if column.2.len() < SHOWN {
                    column
                        .2
                        .push(text.map_or(Value::Null, |text| canonical(&text, declared.as_ref()).into()));
                }
            }
        }
    }
    Ok((rows, columns))
}

/// The rows of a batch with their numbers, those that a table could not take among them.
fn in_order(batch: &Batch) -> Vec<(u64, Vec<Option<String>>)> {
    let loaded = batch
        .rows()
        .map(|row| (batch.line(row), batch.row(row).map(|cell| cell.map(str::to_owned)).collect()));
    let rejected = batch.rejected.iter().map(|row| (row.line, cells(&row.raw)));
    let mut rows: Vec<_> = loaded.chain(rejected).collect();
    rows.sort_by_key(|(line, _)| *line);
    rows
}

/// The cells of a rejected row, which is a JSON array.
fn cells(raw: &str) -> Vec<Option<String>> {
    let cells: Vec<Value> = serde_json::from_str(raw).unwrap_or_default();
    cells
        .into_iter()
        .map(|cell| match cell {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        })
        .collect()
}

fn canonical(text: &str, declared: Option<&Declared>) -> String {
    let Some(Declared { kind, by }) = declared else { return text.to_owned() };
    match kind {
        ColumnType::Float { .. } => float(text, by),
        ColumnType::Numeric { .. } => decimal(text),
        ColumnType::Timestamp { .. } | ColumnType::TimestampTz { .. } => {
            time(&text.replacen('T', " ", 1).replace('Z', ""))
        }
        ColumnType::Time { .. } => time(text),
        ColumnType::Text if by.contains("BYTE_ARRAY") => {
            text.strip_prefix("\\x").map_or_else(|| text.to_owned(), bytes)
        }
        _ => text.to_owned(),
    }
}

/// Without the fraction where it is nothing, otherwise with six or nine digits.
fn time(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        Some((whole, fraction)) => format!("{whole}.{fraction:0<6}"),
        None => text.to_owned(),
    }
}

fn bytes(hex: &str) -> String {
    let byte = |at: usize| hex.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| hex.to_owned())
}

/// `Decimal.normalize` of Python: at most 28 digits, half-way to the even one, and no zeros at the end.
fn decimal(text: &str) -> String {
    let (sign, number) = text.strip_prefix('-').map_or(("", text), |number| ("-", number));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
    let first = digits.iter().position(|digit| *digit != 0).unwrap_or(0);
    let end = first + 28;
    if end < digits.len() {
        let above = digits[end] > 5 || digits[end] == 5 && digits[end + 1..].iter().any(|digit| *digit > 0);
        let mut carry = above || digits[end] == 5 && digits[end - 1] % 2 == 1;
        digits[end..].fill(0);
        for digit in digits[..end].iter_mut().rev() {
            *digit = (*digit + u8::from(carry)) % 10;
            carry = carry && *digit == 0;
        }
        if carry {
            digits.insert(0, 1);
        }
    }
    let mut text: String = digits.iter().map(|digit| char::from(digit + b'0')).collect();
    if !fraction.is_empty() {
        text.insert(text.len() - fraction.len(), '.');
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    format!("{sign}{text}")
}

/// The number of a shortest text of 16 or 32 bits.
fn nearest(value: f64, by: &str) -> f64 {
    if by.starts_with("single precision") {
        return f64::from(value as f32);
    }
    if !by.starts_with("half precision") || value == 0.0 || !value.is_finite() {
        return value;
    }
    let exponent = value.abs().log2().floor().max(-14.0);
    let step = 2_f64.powf(exponent - 10.0);
    (value / step).round_ties_even() * step
}

/// `%.9g` of C.
fn float(text: &str, by: &str) -> String {
    let Ok(value) = text.parse::<f64>() else { return text.to_owned() };
    let value = nearest(value, by);
    if !value.is_finite() {
        return if value.is_nan() { "NaN".to_owned() } else { value.to_string() };
    }
    let scientific = format!("{value:.8e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let trim = |digits: &str| match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => digits.to_owned(),
    };
    if !(-4..9).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), exponent.abs());
    }
    trim(&format!("{value:.0$}", usize::try_from(8 - exponent).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_have_the_digits_of_their_own_precision() {
        assert_eq!(float("1.1", "single precision (FLOAT)"), "1.10000002");
        assert_eq!(float("8.96", "half precision (FIXED_LEN_BYTE_ARRAY)"), "8.9609375");
        assert_eq!(float("1.1", "double precision (DOUBLE)"), "1.1");
    }
}
