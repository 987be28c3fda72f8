//! `cells DIR`: every cell of every workbook below a folder, a line of JSON per file.
//!
//! `{"file", "sheets": [{"name", "cells": [[row, column, value]]}]}`, rows and columns 1-based, or `{"file", "error"}`.
//! A value starts with its kind: `n:` number (15 digits), `s:` text with `\n` for every line end, `b:` truth value,
//! `d:` date or timestamp, rounded to the second, `t:` time of day or the seconds of a duration, without what is left
//! of a second, `e:` error of a formula.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};
use tabular::decode::sheet::{self, Kind, Row};
use tabular::{Limits, input};

use crate::files;

/// The endings of file names that are looked at.
const ENDINGS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];

/// Prints the cells of all workbooks.
pub(crate) fn run(dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (name, path) in files::below(dir)? {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) {
            continue;
        }
        let line = match read(&path) {
            Ok(sheets) => json!({"file": name, "sheets": sheets}),
            Err(error) => json!({"file": name, "error": format!("{}: {error}", error.code())}),
        };
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn read(path: &Path) -> Result<Vec<Value>, tabular::Error> {
    let workbook = sheet::open_workbook(&input::LocalFile::new(path), &Limits::default())?;
    let mut sheets = Vec::new();
    for (place, sheet) in workbook.sheets(u64::MAX)?.names.iter().enumerate() {
        let mut rows = workbook.rows(place)?;
        let (mut row, mut cells) = (Row::default(), Vec::new());
        while rows.next(&mut row)? {
            for (column, kind, text) in row.cells().filter(|(_, kind, _)| *kind != Kind::NoResult) {
                cells.push(json!([row.number, column + 1, canonical(kind, text)]));
            }
        }
        sheets.push(json!({"name": sheet.name, "cells": cells}));
    }
    Ok(sheets)
}

fn canonical(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Text => format!("s:{}", text.replace("\r\n", "\n").replace('\r', "\n")),
        Kind::Number => format!("n:{}", fifteen_digits(text)),
        Kind::Boolean => format!("b:{text}"),
        Kind::Date => format!("d:{text}T00:00:00"),
        Kind::Timestamp => match text.split_once('T') {
            Some((date, time)) => timestamp(date, seconds(time).round() as i64),
            None => format!("d:{text}"),
        },
        Kind::Time => format!("t:{}", clock(seconds(text) as i64)),
        Kind::Duration => format!("t:{}", seconds(text) as i64),
        Kind::Error | Kind::NoResult => format!("e:{text}"),
    }
}

/// As C prints with `%.15g`.
fn fifteen_digits(text: &str) -> String {
    let Ok(value) = text.parse::<f64>() else { return text.to_owned() };
    let scientific = format!("{value:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |digits: &str| match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => digits.to_owned(),
    };
    if (-4..15).contains(&exponent) {
        return trim(&format!("{value:.*}", (14 - exponent).max(0) as usize));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trim(mantissa), exponent.abs())
}

/// Of `hh:mm:ss.SSS`.
fn seconds(text: &str) -> f64 {
    let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |text| (-1.0, text));
    let parts = text.splitn(3, ':').map(|part| part.parse::<f64>().unwrap_or(0.0));
    sign * parts.zip([3600.0, 60.0, 1.0]).map(|(part, unit)| part * unit).sum::<f64>()
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A time that was rounded up to midnight is left at the second before it.
fn timestamp(date: &str, seconds: i64) -> String {
    format!("d:{date}T{}", clock(seconds.min(86_399)))
}
