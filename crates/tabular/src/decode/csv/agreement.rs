//! The ways to read a file agree: many bytes at a time and byte by byte, with buffers of every size.

use proptest::prelude::*;

use super::{CsvDecoder, Settings};
use crate::batch::{Batch, RejectedRow};
use crate::decode::Decode;
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::{Charset, Comment, Delimited, Delimiter, Detected, Escape, Frame, LineEnd, Quote};
use crate::source::{Counter, Counting, Source};

/// What a decoder makes of a file.
#[derive(Debug, PartialEq)]
struct Outcome {
    labels: Vec<String>,
    /// Line, byte and cells.
    rows: Vec<(u64, u64, Vec<Option<String>>)>,
    rejected: Vec<RejectedRow>,
    error: Option<String>,
}

fn read(file: &[u8], layout: &Delimited, limits: &Limits, settings: Settings) -> Outcome {
    let bytes = std::io::Cursor::new(file.to_vec());
    let mut source: Box<dyn Source + Send> = Box::new(Counting::new(bytes, Counter::default()));
    if layout.charset.value != Charset::Utf8 {
        source = Box::new(crate::decode::transcode::Transcoder::new(source, layout.charset.value));
    }
    let mut outcome = Outcome { labels: vec![], rows: vec![], rejected: vec![], error: None };
    let decoder = CsvDecoder::open(source, layout, 3, limits, Counter::default(), settings);
    let mut batch = Batch::new();
    let result = decoder.and_then(|mut decoder| {
        outcome.labels = decoder.labels().to_vec();
        while decoder.read(&mut batch)? {
            for row in batch.rows() {
                let cells = batch.row(row).map(|cell| cell.map(str::to_owned)).collect();
                outcome.rows.push((batch.line(row), batch.byte(row), cells));
            }
            outcome.rejected.append(&mut batch.rejected);
        }
        Ok::<(), Error>(())
    });
    outcome.error = result.err().map(|error| error.to_string());
    outcome
}

/// Whether two outcomes are the same. How many rows are handed over before an error depends on the buffer.
fn agree(a: &Outcome, b: &Outcome) -> Result<(), TestCaseError> {
    prop_assert_eq!(&a.error, &b.error);
    prop_assert_eq!(&a.labels, &b.labels);
    let (rows, rejected) = match a.error {
        None => (a.rows.len().max(b.rows.len()), a.rejected.len().max(b.rejected.len())),
        Some(_) => (a.rows.len().min(b.rows.len()), a.rejected.len().min(b.rejected.len())),
    };
    prop_assert_eq!(&a.rows[..rows.min(a.rows.len())], &b.rows[..rows.min(b.rows.len())]);
    prop_assert_eq!(
        &a.rejected[..rejected.min(a.rejected.len())],
        &b.rejected[..rejected.min(b.rejected.len())]
    );
    Ok(())
}

fn layout() -> impl Strategy<Value = Delimited> {
    let delimiter = prop_oneof![
        4 => Just(","), 1 => Just(";"), 1 => Just("\t"), 1 => Just("||"), 1 => Just("§"), 1 => Just(""), 1 => Just(",,;")
    ];
    let quote = prop_oneof![4 => Just(Quote::DOUBLE), 1 => Just(Quote::SINGLE), 1 => Just(Quote::NONE)];
    let escape = prop_oneof![
        4 => Just(Escape::Doubled), 1 => Just(Escape::Backslash), 1 => Just(Escape::Both), 1 => Just(Escape::None)
    ];
    let line_end = prop_oneof![
        2 => Just(LineEnd::Lf), 2 => Just(LineEnd::Crlf), 1 => Just(LineEnd::Cr), 1 => Just(LineEnd::Mixed)
    ];
    let charset = prop_oneof![6 => Just(Charset::Utf8), 1 => Just(Charset::Windows1252)];
    let frame = (0_u64..3, 0_u32..3, prop::option::weighted(0.2, 2_u64..30));
    let few = || prop::bool::weighted(0.15);
    (delimiter, quote, escape, line_end, charset, frame, few(), few(), few()).prop_map(
        |(delimiter, quote, escape, line_end, charset, (skip, header, end), space, comment, trailing)| {
            let mut frame = Frame::new(Detected::chosen(skip), Detected::chosen(header));
            frame.end = Detected::chosen(end);
            Delimited {
                charset: Detected::chosen(charset),
                delimiter: Detected::chosen(Delimiter::new(delimiter).unwrap_or(Delimiter::NONE)),
                quote: Detected::chosen(quote),
                escape: Detected::chosen(escape),
                leading_space: Detected::chosen(space),
                comment: Detected::chosen(if comment { Comment::new("#") } else { None }),
                line_end: Detected::chosen(line_end),
                frame,
                short_rows: Detected::chosen(false),
                trailing_delimiter: Detected::chosen(trailing),
            }
        },
    )
}

/// Files of pieces that mean something, most of them rows of three fields.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let row = prop_oneof![
        8 => "[a-z0-9]{0,9},[a-zä€ ]{0,12},[0-9]{0,3}\r?\n".prop_map(String::into_bytes),
        4 => "\"[a-z,\n]{0,9}\",(\"\"|\"[a-z]{0,30}(\"\"[a-z]{0,3}){0,2}\"),[0-9]{0,70}\r?\n".prop_map(String::into_bytes),
        2 => "[ab,;|§\"'\\\\#\r\n\t ]{0,12}".prop_map(String::into_bytes),
        1 => "[a,\"]{0,6}\n".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => Just(b"\0".to_vec()),
        1 => "\"[a,\n]{0,3}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(row, 0..40).prop_map(|rows| rows.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn rows_are_the_same_however_they_are_read(
        file in file(),
        layout in layout(),
        buffer in 1_usize..200,
        small in prop::bool::weighted(0.1),
        complete in prop::bool::weighted(0.8),
    ) {
        let limits = if small {
            Limits { max_record_bytes: 40, max_cell_bytes: 10, ..Limits::default() }
        } else {
            Limits::default()
        };
        let settings = Settings { complete, ..Settings::default() };
        let whole = read(&file, &layout, &limits, settings);
        let slow = read(&file, &layout, &limits, Settings { regular: false, ..settings });
        agree(&whole, &slow)?;
        // A record beyond the limit is noticed at once or when it ends, so that what is said of it may differ.
        if !small {
            agree(&whole, &read(&file, &layout, &limits, Settings { buffer, ..settings }))?;
            agree(&whole, &read(&file, &layout, &limits, Settings { buffer, regular: false, ..settings }))?;
        }
    }
}
