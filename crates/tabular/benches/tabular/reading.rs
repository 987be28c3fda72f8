//! Parsing, and parsing with inference, here and with the `csv` crate.

use std::hint::black_box;
use std::time::Duration;

use tabular::input::Bytes;
use tabular::{Batch, Inference, Limits, Overrides, decode, sniff};

use crate::clock::Clock;

/// Parses the file.
pub(crate) fn parse(file: &Bytes) -> Result<Duration, tabular::Error> {
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
pub(crate) fn parse_and_infer(file: &Bytes) -> Result<(Duration, Duration), tabular::Error> {
    let layout = sniff::survey(file, &Overrides::default(), &Limits::default())?;
    let clock = Clock::start();
    let mut rows = decode::open(file, &layout, &Limits::default())?;
    let mut inference = Inference::new(rows.labels());
    let mut batch = Batch::new();
    let mut inferring = Duration::ZERO;
    while rows.read(&mut batch)? {
        let begin = Clock::start();
        inference.observe(&batch);
        inferring += begin.spent();
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
