//! Whole files, made by each test, through the public interface.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod archive;
mod archives;
mod bombs;
mod charsets;
mod columnar;
mod compressions;
mod decoding;
mod dialects;
mod diffing;
mod explaining;
mod frames;
mod fuzzed;
mod inferring;
mod json;
mod nul;
mod points;
mod previewing;
mod round_trips;
mod sniffing;
mod unpacking;
mod workbooks;

use tabular::input::Bytes;
use tabular::sniff::Delimited;
use tabular::{
    Batch, ColumnFinding, Error, Inference, Layout, Limits, Overrides, RejectedRow, decode, sniff,
};

/// A file as the crate sees it.
#[derive(Debug)]
struct Read {
    layout: Layout,
    labels: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
    lines: Vec<u64>,
    bytes: Vec<u64>,
    rejected: Vec<RejectedRow>,
    findings: Vec<ColumnFinding>,
}

impl Read {
    fn dialect(&self) -> &Delimited {
        self.layout.delimited().unwrap()
    }
}

fn read_with(file: &[u8], wanted: &Overrides, limits: &Limits) -> Result<Read, Error> {
    let layout = sniff::survey(&Bytes::whole(file), wanted, limits)?;
    read_as(file, layout, limits)
}

fn read_as(file: &[u8], layout: Layout, limits: &Limits) -> Result<Read, Error> {
    let mut decoder = decode::open(&Bytes::whole(file), &layout, limits)?;
    let mut inference = Inference::new(decoder.labels());
    let mut read = Read {
        labels: decoder.labels().to_vec(),
        layout,
        rows: vec![],
        lines: vec![],
        bytes: vec![],
        rejected: vec![],
        findings: vec![],
    };
    let mut batch = Batch::new();
    while decoder.read(&mut batch)? {
        inference.observe(&batch);
        for row in batch.rows() {
            read.rows.push(batch.row(row).map(|cell| cell.map(str::to_owned)).collect());
            read.lines.push(batch.line(row));
            read.bytes.push(batch.byte(row));
        }
        read.rejected.append(&mut batch.rejected);
    }
    assert_eq!(decoder.bytes_read(), file.len() as u64);
    read.findings = inference.finish();
    Ok(read)
}

fn read(file: impl AsRef<[u8]>) -> Read {
    read_with(file.as_ref(), &Overrides::default(), &Limits::default()).unwrap()
}

/// What a file is taken for.
fn layout(file: impl AsRef<[u8]>) -> Layout {
    sniff::survey(&Bytes::whole(file.as_ref()), &Overrides::default(), &Limits::default()).unwrap()
}

/// What a file is taken for from its first bytes.
fn layout_of_head(head: impl AsRef<[u8]>) -> Layout {
    sniff::survey(&Bytes::head(head.as_ref()), &Overrides::default(), &Limits::default()).unwrap()
}

fn refused(file: impl AsRef<[u8]>) -> Error {
    read_with(file.as_ref(), &Overrides::default(), &Limits::default()).unwrap_err()
}

/// `Some` for every cell but the empty ones.
fn cells(row: &[&str]) -> Vec<Option<String>> {
    row.iter().map(|cell| (!cell.is_empty()).then(|| (*cell).to_owned())).collect()
}
