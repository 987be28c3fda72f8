//! Compressed files, whole and broken.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use lzma_rust2::{XzOptions, XzWriter};
use tabular::input::{Bytes, ReadSeek};
use tabular::{Input, Limits, Overrides, Wrapping, sniff};

use crate::{cells, layout_of_head, read, read_with, refused};

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

type Encode = fn(&[u8]) -> Vec<u8>;

const ALL: [(Wrapping, Encode); 5] = [
    (Wrapping::Gzip, gz),
    (Wrapping::Zlib, zlib),
    (Wrapping::Bzip2, bz2),
    (Wrapping::Xz, xz),
    (Wrapping::Zstd, zst),
];

#[test]
fn every_compression_is_found_and_undone() {
    let text = format!("a,b\n{}", rows(20_000));
    for (wrapping, encode) in ALL {
        let file = read(encode(text.as_bytes()));
        assert_eq!(file.rows.len(), 20_000, "{wrapping}");
        assert_eq!(file.layout.wrapping.value, std::slice::from_ref(&wrapping));
        let evidence = format!("the file starts with the bytes of {wrapping}");
        assert_eq!(file.layout.wrapping.evidence, evidence);
        assert_eq!(read(encode(b"a\n1\n")).rows, [cells(&["1"])]);
        assert_eq!(refused(encode(b"")).code(), "empty_file", "{wrapping}");
    }
}

#[test]
fn a_cut_at_any_byte_is_an_error_and_never_fewer_rows() {
    let text = format!("a,b\n{}", rows(100));
    for (wrapping, encode) in ALL {
        let whole = encode(text.as_bytes());
        // With fewer bytes than its magic has it may be anything.
        for cut in 8..whole.len() {
            let error = refused(&whole[..cut]);
            assert_eq!(error.code(), "truncated_file", "{wrapping} cut at {cut}: {error}");
        }
    }
}

#[test]
fn a_flipped_bit_is_an_error_and_never_another_value() {
    let text = format!("a,b\n{}", rows(100));
    for (wrapping, encode) in ALL {
        let whole = encode(text.as_bytes());
        let expected = read(&whole).rows;
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            if let Ok(file) = read_with(&bytes, &Overrides::default(), &Limits::default()) {
                let unwrapped = !file.layout.wrapping.value.is_empty();
                assert!(!unwrapped || file.rows == expected, "{wrapping} with a bit flipped at {at}");
            }
        }
    }
}

#[test]
fn the_head_of_every_compression_shows_the_columns() {
    let text = format!("a,b\n{}", rows(200_000));
    for (wrapping, encode) in ALL {
        let whole = encode(text.as_bytes());
        // A block of bzip2 has at least 100 kB.
        let layout = layout_of_head(&whole[..whole.len() / 2]);
        assert_eq!(layout.labels, ["a", "b"], "{wrapping}");
        let head = Bytes::head(&whole[..9]);
        let error = sniff::survey(&head, &Overrides::default(), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "empty_file", "{wrapping}");
    }
}

#[test]
fn layers_upon_layers_end() {
    let text = b"a\n1\n";
    assert_eq!(read(xz(&zst(&bz2(&gz(text))))).rows, [cells(&["1"])]);
    let error = refused(gz(&xz(&zst(&bz2(&gz(text))))));
    assert_eq!(error.code(), "too_many_layers");
    assert_eq!(error.to_string(), "The file is wrapped in more than 4 compressions or archives.");
}

#[test]
fn a_window_beyond_the_memory_is_refused() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.set_parameter(zstd::zstd_safe::CParameter::WindowLog(28)).unwrap();
    let long = rows(100_000);
    encoder.write_all(long.as_bytes()).unwrap();
    let error = refused(encoder.finish().unwrap());
    assert_eq!(error.code(), "needs_too_much_memory");
    assert_eq!(error.to_string(), "The Zstandard file needs more than 128 MiB of memory to be unpacked.");
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
fn members_and_the_zeros_of_tapes_and_blocks_are_one_file_in_every_compression() {
    let text = format!("a,b\n{}", rows(20_000));
    let expected = read(&text).rows;
    let (first, second) = text.split_at(70_000);
    for (wrapping, encode) in ALL {
        for zeros in [4, 512, 200_000] {
            let zeros = vec![0; zeros];
            let padded = [encode(text.as_bytes()), zeros.clone()].concat();
            assert_eq!(read(padded).rows, expected, "{wrapping}");
            let several = [encode(first.as_bytes()), zeros, encode(second.as_bytes())].concat();
            match wrapping {
                Wrapping::Zlib => assert_eq!(refused(several).code(), "corrupt_file"),
                _ => assert_eq!(read(several).rows, expected, "{wrapping}"),
            }
        }
        // Of xz the specification (§2.2) wants multiples of four.
        let padded =
            read_with(&[encode(b"a\n1\n"), vec![0; 5]].concat(), &Overrides::default(), &Limits::default());
        assert_eq!(padded.is_ok(), wrapping != Wrapping::Xz, "{wrapping}");
    }
}

#[test]
fn anything_but_zeros_behind_the_end_is_an_error() {
    for (wrapping, encode) in ALL {
        for tail in [&b"tail"[..], b"\0\0\0\0tail", b"\0\0\0\x01"] {
            let error = refused([&encode(b"a,b\n1,2\n"), tail].concat());
            assert_eq!(error.code(), "corrupt_file", "{wrapping} {tail:?}: {error}");
        }
        let whole = encode(b"a,b\n1,2\n");
        let error = refused([&whole[..], &[0; 8], &whole[..8]].concat());
        let expected = if wrapping == Wrapping::Zlib { "corrupt_file" } else { "truncated_file" };
        assert_eq!(error.code(), expected, "{wrapping}: {error}");
    }
}

#[test]
fn frames_of_zstandard_without_data_are_passed_over() {
    // RFC 8878 §3.1.2: magic number, length, and as many bytes.
    let skipped = b"\x5A\x2A\x4D\x18\x03\0\0\0abc";
    let file = [&zst(b"a,b\n1,2\n")[..], skipped, &zst(b""), &zst(b"3,4\n"), skipped].concat();
    assert_eq!(read(file).rows, [cells(&["1", "2"]), cells(&["3", "4"])]);
}

#[test]
fn a_cut_file_is_named_so() {
    let whole = gz(format!("a,b\n{}", rows(50_000)).as_bytes());
    let error = refused(&whole[..whole.len() - 5]);
    assert_eq!(error.code(), "truncated_file");
    let error = refused(&gz(b"a,b\n1,2\n")[..12]);
    assert_eq!(error.code(), "truncated_file");
}

#[test]
fn a_damaged_file_is_named_so() {
    let mut bytes = gz(b"a,b\n1,2\n");
    let checksum = bytes.len() - 6;
    bytes[checksum] ^= 1;
    assert_eq!(refused(&bytes).code(), "corrupt_file");
    let error = refused([gz(b"a,b\n1,2\n"), b"tail".to_vec()].concat());
    assert_eq!(error.code(), "corrupt_file");
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
