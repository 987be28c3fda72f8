//! Workbooks and Parquet files within compressed files and archives: unpacked to a scratch place, once, within limits.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::Int64Array;
use parquet::file::properties::WriterProperties;
use tabular::input::{Bytes, ReadSeek, Scratch};
use tabular::unwrap::Unpacked;
use tabular::{Batch, Decode, Error, Input, Limits, Overrides, decode, preview, sniff};

use crate::archive::{As, Zip, tar};
use crate::columnar::{array, batch, write_parquet};
use crate::compressions::{bz2, gz, xz, zst};
use crate::workbooks::zip_file::Xlsx;

/// A whole file that counts its scratch places and what is written there.
struct Counted {
    file: Bytes,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    /// Scratch places that were ever made.
    made: AtomicUsize,
    /// Those that are there.
    there: AtomicUsize,
    /// Bytes.
    written: AtomicUsize,
}

impl Counts {
    fn scratch(&self) -> (usize, usize) {
        (self.made.load(Ordering::Relaxed), self.there.load(Ordering::Relaxed))
    }
}

impl Counted {
    fn new(file: &[u8]) -> Self {
        Self { file: Bytes::whole(file), counts: Arc::default() }
    }

    fn open(&self, wanted: &Overrides, limits: &Limits) -> Result<Box<dyn Decode + Send>, Error> {
        let layout = sniff::survey(self, wanted, limits)?;
        decode::open(self, &layout, limits)
    }
}

struct CountedScratch {
    place: Box<dyn Scratch>,
    counts: Arc<Counts>,
}

impl Drop for CountedScratch {
    fn drop(&mut self) {
        self.counts.there.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Read for CountedScratch {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.place.read(into)
    }
}

impl Seek for CountedScratch {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.place.seek(to)
    }
}

impl Write for CountedScratch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.place.write(bytes)?;
        self.counts.written.fetch_add(written, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.place.flush()
    }
}

impl Input for Counted {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        self.file.open()
    }

    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        let counts = self.counts.clone();
        counts.made.fetch_add(1, Ordering::Relaxed);
        counts.there.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(CountedScratch { place: self.file.scratch()?, counts }))
    }

    fn unpacked(&self) -> Option<&Unpacked> {
        self.file.unpacked()
    }
}

/// Rows of a file that a survey does not see the end of.
const LONG: i64 = 300_000;

/// A Parquet file, which needs no scratch place of its own.
fn table(rows: i64) -> Vec<u8> {
    let numbers = (0..rows).map(scattered).collect::<Vec<_>>();
    write_parquet(&batch([("a", array(Int64Array::from(numbers)))]), WriterProperties::new())
}

/// Numbers that do not compress well.
fn scattered(i: i64) -> i64 {
    i.wrapping_pow(5) % 999_983
}

fn workbook(rows: i64) -> Vec<u8> {
    let row = |i| format!("<row><c><v>{i}</v></c><c><v>{}</v></c></row>", scattered(i));
    let header = "<row><c t='inlineStr'><is><t>a</t></is></c><c t='inlineStr'><is><t>b</t></is></c></row>";
    Xlsx::of(&format!("{header}{}", (0..rows).map(row).collect::<String>())).file()
}

fn in_zip(bytes: &[u8], streamed: bool) -> Vec<u8> {
    Zip::default().with_as(b"data", bytes, As { streamed, ..As::default() }).finish()
}

fn rows(mut decoder: Box<dyn Decode + Send>) -> usize {
    let (mut batch, mut rows) = (Batch::new(), 0);
    while decoder.read(&mut batch).unwrap() {
        rows += batch.len();
    }
    rows
}

#[test]
fn a_file_of_any_order_is_unpacked_once_for_survey_preview_and_import() {
    let (wanted, limits) = (Overrides::default(), Limits::default());
    for inner in [workbook(20_000), table(20_000)] {
        let packed: [Vec<u8>; 7] = [
            gz(&inner),
            bz2(&inner),
            xz(&inner),
            zst(&inner),
            in_zip(&inner, false),
            in_zip(&inner, true),
            gz(&tar(&[("data", b'0', &inner)])),
        ];
        for file in packed {
            let counted = Counted::new(&file);
            let layout = sniff::survey(&counted, &wanted, &limits).unwrap();
            let shown = preview::read(&counted, &layout, &wanted.types, &limits).unwrap();
            assert_eq!(shown.rows.len(), 100);
            let decoder = decode::open(&counted, &layout, &limits).unwrap();
            assert_eq!(rows(decoder), 20_000);
            let written = counted.counts.written.load(Ordering::Relaxed);
            assert_eq!(written, inner.len(), "{:?}", layout.wrapping.value);
        }
    }
}

#[test]
fn a_scratch_place_is_gone_with_its_file_and_its_readers() {
    let counted = Counted::new(&gz(&table(2000)));
    let counts = counted.counts.clone();
    let decoder = counted.open(&Overrides::default(), &Limits::default()).unwrap();
    drop(counted);
    assert_eq!(counts.scratch(), (1, 1));
    assert_eq!(rows(decoder), 2000);
    assert_eq!(counts.scratch(), (1, 0));
}

#[test]
fn another_entry_takes_the_place_of_the_last_and_its_readers_go_on() {
    let archive = Zip::default().with("a.parquet", &table(10)).with("b.parquet", &table(20)).finish();
    let counted = Counted::new(&archive);
    let wanted = |entry: &str| Overrides { entry: Some(entry.to_owned()), ..Overrides::default() };
    let [a, b] =
        ["a.parquet", "b.parquet"].map(|name| counted.open(&wanted(name), &Limits::default()).unwrap());
    assert_eq!(counted.counts.scratch(), (2, 2));
    assert_eq!((rows(a), rows(b)), (10, 20));
    assert_eq!(counted.counts.scratch(), (2, 1));
}

#[test]
fn limits_hold_whatever_was_unpacked_before() {
    let inner = table(LONG);
    let counted = Counted::new(&gz(&inner));
    let open = |max: u64| {
        let limits = Limits { max_inflated_bytes: max, ..Limits::default() };
        counted.open(&Overrides::default(), &limits)
    };
    assert_eq!(rows(open(1 << 30).unwrap()), LONG as usize);
    let Err(error) = open(inner.len() as u64 - 1) else { panic!("it is larger") };
    assert_eq!(error.code(), "inflates_too_far");
    // Nothing is left of what failed, nor of what was there before.
    assert_eq!(counted.counts.scratch(), (2, 0));
    assert_eq!(rows(open(1 << 29).unwrap()), LONG as usize);
    assert_eq!(counted.counts.scratch(), (3, 1));
}

#[test]
fn a_ratio_beyond_the_limit_leaves_no_scratch_place() {
    let bomb = [table(2), vec![0; 32 << 20]].concat();
    for file in [gz(&bomb), zst(&bomb), in_zip(&bomb, false)] {
        let counted = Counted::new(&file);
        let Err(error) = counted.open(&Overrides::default(), &Limits::default()) else { panic!("a bomb") };
        assert_eq!(error.code(), "inflates_too_far");
        assert_eq!(counted.counts.scratch(), (1, 0));
    }
}

#[test]
fn damage_is_told_as_often_as_the_file_is_opened_and_leaves_no_scratch_place() {
    let mut file = gz(&table(LONG));
    let near_end = file.len() - 1000;
    file[near_end..near_end + 16].fill(0xFF);
    let counted = Counted::new(&file);
    for times in 1..3 {
        let Err(error) = counted.open(&Overrides::default(), &Limits::default()) else { panic!("damaged") };
        assert_eq!(error.code(), "corrupt_file");
        assert_eq!(counted.counts.scratch(), (times, 0));
    }
}
