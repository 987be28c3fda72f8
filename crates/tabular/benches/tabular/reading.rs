//! Parsing, and parsing with inference, here and with the `csv` crate; and the preview of a file.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tabular::input::{Bytes, LocalFile, ReadSeek, Scratch};
use tabular::preview::{self, HEAD_BYTES};
use tabular::unwrap::Unpacked;
use tabular::{Batch, Error, Inference, Input, Limits, Overrides, decode, sniff};

use crate::clock::Clock;

/// A file on disk whose scratch places are on disk too, as those of Rowmill's workers are.
pub(crate) struct OnDisk {
    file: LocalFile,
    folder: PathBuf,
}

impl OnDisk {
    pub(crate) fn new(path: &Path) -> Self {
        Self { file: LocalFile::new(path), folder: path.parent().unwrap_or(path).to_owned() }
    }
}

impl Input for OnDisk {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        self.file.open()
    }

    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(tempfile::tempfile_in(&self.folder)?))
    }

    fn unpacked(&self) -> Option<&Unpacked> {
        self.file.unpacked()
    }
}

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
    let mut inference = Inference::new(rows.labels()).with_declared(rows.declared());
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

/// From the bytes to the types, as others are measured that find out the dialect themselves.
pub(crate) fn survey_parse_and_infer(file: &dyn Input) -> Result<Duration, Error> {
    let clock = Clock::start();
    let layout = sniff::survey(file, &Overrides::default(), &Limits::default())?;
    let mut rows = decode::open(file, &layout, &Limits::default())?;
    let mut inference = Inference::new(rows.labels()).with_declared(rows.declared());
    let mut batch = Batch::new();
    while rows.read(&mut batch)? {
        inference.observe(&batch);
    }
    black_box(inference.finish());
    Ok(clock.spent())
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

/// From a file on disk to its layout, its first rows and their types with the evidence, as a worker does it: by its first
/// bytes, and by the file where these do not do.
pub(crate) fn preview(path: &Path) -> Result<Duration, Error> {
    let clock = Clock::start();
    let mut head = Vec::new();
    let file = File::open(path).map_err(Error::ReadFailed)?;
    file.take(HEAD_BYTES).read_to_end(&mut head).map_err(Error::ReadFailed)?;
    let is_whole = (head.len() as u64) < HEAD_BYTES;
    let head = if is_whole { Bytes::whole(head) } else { Bytes::head(head) };
    match preview_of(&head) {
        Err(Error::NeedsWholeFile { .. }) => preview_of(&OnDisk::new(path))?,
        other => other?,
    }
    Ok(clock.spent())
}

fn preview_of(input: &dyn Input) -> Result<(), Error> {
    let (wanted, limits) = (Overrides::default(), Limits::default());
    let layout = sniff::survey(input, &wanted, &limits)?;
    black_box(preview::read(input, &layout, &wanted.types, &limits)?);
    Ok(())
}
