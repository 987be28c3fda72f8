//! Parsing, and parsing with inference, here and with the `csv` crate; and the preview of a file.

use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use tabular::input::Bytes;
use tabular::{Batch, Error, Inference, Input, Limits, Overrides, decode, sniff};

use crate::clock::Clock;

/// Bytes of a file's head from which its preview is made, as many as Rowmill takes.
const HEAD: u64 = 256 << 10;

/// Rows of a preview.
const ROWS: usize = 100;

/// Parses the file.
pub(crate) fn parse(file: &dyn Input) -> Result<Duration, Error> {
    let layout = sniff::survey(file, &Overrides::default(), &Limits::default())?;
    let clock = Clock::start();
    let mut rows = decode::open(file, &layout, &Limits::default())?;
    let mut batch = Batch::new();
    while rows.read(&mut batch)? {
        black_box(&batch);
    }
    Ok(clock.spent())
}

/// Parses the file and infers the types of all columns: the time of all, and of it that of the inference.
pub(crate) fn parse_and_infer(file: &dyn Input) -> Result<(Duration, Duration), Error> {
    let layout = sniff::survey(file, &Overrides::default(), &Limits::default())?;
    let clock = Clock::start();
    let mut rows = decode::open(file, &layout, &Limits::default())?;
    let mut inference = Inference::new(rows.labels());
    let mut batch = Batch::new();
    let mut inferring = Duration::ZERO;
    while rows.read(&mut batch)? {
        let clock = Clock::start();
        inference.observe(&batch);
        inferring += clock.spent();
    }
    black_box(inference.finish());
    Ok((clock.spent(), inferring))
}

/// Parses the file with the `csv` crate, as fast as that goes: one record of bytes that is used again.
pub(crate) fn parse_csv(text: &[u8]) -> Result<Duration, csv::Error> {
    let clock = Clock::start();
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(256 << 10).from_reader(text);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        black_box(&record);
    }
    Ok(clock.spent())
}

/// From a file on disk to its layout, its first rows and their types with the evidence.
pub(crate) fn preview(path: &Path) -> Result<Duration, Error> {
    let clock = Clock::start();
    let mut head = Vec::new();
    let file = File::open(path).map_err(Error::ReadFailed)?;
    file.take(HEAD).read_to_end(&mut head).map_err(Error::ReadFailed)?;
    let head = Bytes::head(head);
    let layout = sniff::survey(&head, &Overrides::default(), &Limits::default())?;
    let mut rows = decode::open(&head, &layout, &Limits::default())?;
    let mut inference = Inference::new(rows.labels());
    let mut batch = Batch::new();
    let mut shown: Vec<Vec<Option<String>>> = Vec::new();
    while rows.read(&mut batch)? {
        inference.observe(&batch);
        let room = ROWS.saturating_sub(shown.len());
        shown.extend(
            batch.rows().take(room).map(|row| batch.row(row).map(|c| c.map(str::to_owned)).collect()),
        );
    }
    black_box((inference.finish(), shown));
    Ok(clock.spent())
}
