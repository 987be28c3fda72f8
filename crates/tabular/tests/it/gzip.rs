//! Compressed files, whole and broken.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use tabular::input::ReadSeek;
use tabular::{Input, Limits, Overrides, Wrapping};

use crate::{cells, layout_of_head, read, read_with, refused};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn rows(n: usize) -> String {
    (0..n).map(|i| format!("{i},{:x}\n", i.wrapping_mul(2_654_435_761))).collect()
}

#[test]
fn several_members_are_one_file() {
    let file = read([gz(b"a,b\n1,2\n"), gz(b"3,4\n"), vec![0; 512]].concat());
    assert_eq!(file.rows, [cells(&["1", "2"]), cells(&["3", "4"])]);
    assert_eq!(file.layout.wrapping.value, [Wrapping::Gzip]);
}

#[test]
fn a_cut_file_is_named_so() {
    let whole = gz(format!("a,b\n{}", rows(50_000)).as_bytes());
    let error = refused(&whole[..whole.len() - 5]);
    assert_eq!(error.code(), "truncated_gzip");
    let error = refused(&gz(b"a,b\n1,2\n")[..12]);
    assert_eq!(error.code(), "truncated_gzip");
}

#[test]
fn a_damaged_file_is_named_so() {
    let mut bytes = gz(b"a,b\n1,2\n");
    let checksum = bytes.len() - 6;
    bytes[checksum] ^= 1;
    assert_eq!(refused(&bytes).code(), "corrupt_gzip");
    let error = refused([gz(b"a,b\n1,2\n"), b"tail".to_vec()].concat());
    assert_eq!(error.code(), "corrupt_gzip");
    assert!(error.to_string().contains("other bytes after its end"));
}

#[test]
fn a_head_may_end_anywhere() {
    let whole = gz(format!("a,b\n{}", rows(100_000)).as_bytes());
    for len in [5000, 70_000] {
        let layout = layout_of_head(&whole[..len]);
        assert_eq!(layout.labels, ["a", "b"]);
    }
}

#[test]
fn bombs_are_stopped() {
    let bomb = gz(&[vec![b'a'; 4], vec![b'\n'; 40 << 20]].concat());
    let error = refused(&bomb);
    assert_eq!(error.code(), "inflates_too_far", "{error}");
    let limits = Limits { max_inflated_bytes: 1000, ..Limits::default() };
    let file = gz(format!("a,b\n{}", rows(1000)).as_bytes());
    let error = read_with(&file, &Overrides::default(), &limits).unwrap_err();
    assert_eq!(error.code(), "inflates_too_far");
}

/// A file whose disk goes away after the last of these bytes.
struct Failing(Vec<u8>);

struct FailingReader(Cursor<Vec<u8>>);

impl Input for Failing {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(FailingReader(Cursor::new(self.0.clone()))))
    }
}

impl Read for FailingReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the disk is gone")),
            n => Ok(n),
        }
    }
}

impl Seek for FailingReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_failing_input_is_told_from_a_broken_file() {
    let whole = gz(format!("a,b\n{}", rows(100_000)).as_bytes());
    let limits = Limits::default();
    let layout = crate::layout(&whole);
    let input = Failing(whole[..whole.len() / 2].to_vec());
    let mut decoder = tabular::decode::open(&input, &layout, &limits).unwrap();
    let mut batch = tabular::Batch::new();
    let error = loop {
        match decoder.read(&mut batch) {
            Ok(true) => {}
            Ok(false) => panic!("the input fails"),
            Err(e) => break e,
        }
    };
    assert_eq!(error.code(), "read_failed");
    assert!(!decoder.read(&mut batch).unwrap());
}
