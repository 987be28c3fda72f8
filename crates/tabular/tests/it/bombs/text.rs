//! Delimited text and JSON.

use super::{MIB, READ, ends};
use crate::compressions::zst;

/// A record has at most 16 MiB, of which there may be a few copies.
const MOST: u64 = 160 * MIB;

#[test]
fn a_cell_without_end() {
    let long = vec![b'a'; 64 << 20];
    ends("of text", &[b"a,b\n1,2\n3,", long.as_slice()].concat(), "record_too_long", MOST);
    ends("in quotes", &[b"a,b\n1,2\n3,\"", long.as_slice()].concat(), "unclosed_quote", MOST);
    ends("of JSON", &[b"[{\"a\":1},{\"a\":\"", long.as_slice(), b"\"}]"].concat(), "record_too_long", MOST);
    ends("of a key", &[b"[{\"a\":1},{\"", long.as_slice(), b"\":1}]"].concat(), "record_too_long", MOST);
    ends("of digits", &[b"[1", vec![b'0'; 64 << 20].as_slice(), b"]"].concat(), "record_too_long", MOST);
    ends("of blanks", &[b"[{\"a\":1},", vec![b' '; 64 << 20].as_slice(), b"{\"a\":2}]"].concat(), READ, MOST);
}

#[test]
fn a_hundred_thousand_columns() {
    let object: String = (0..100_000).map(|n| format!("\"c{n}\":1,")).collect();
    ends("of an object", format!("[{{{object}\"last\":1}}]").as_bytes(), "too_many_columns", MOST);
    let objects: String = (0..100_000).map(|n| format!("{{\"c{n}\":1}}\n")).collect();
    ends("one of each object", objects.as_bytes(), "too_many_columns", MOST);
    let commas = vec![b','; 1_000_000];
    let rows = [b"a,b\n1,2\n", commas.as_slice(), b"\n3,4\n"].concat();
    ends("of a row", &rows, READ, MOST);
}

#[test]
fn depth_beyond_all_bounds() {
    let deep = |open: &str| open.repeat(100_000);
    ends("of arrays", deep("[").as_bytes(), "invalid_json", MOST);
    ends("of objects", deep("{\"a\":").as_bytes(), "invalid_json", MOST);
    ends("within a row", format!("[{{\"a\":1}},{{\"a\":{}", deep("[")).as_bytes(), "invalid_json", MOST);
}

#[test]
fn rows_that_are_all_alike() {
    let rows = "1,2\n".repeat(16 << 20);
    ends("compressed", &zst(rows.as_bytes()), "inflates_too_far", MOST);
    let quotes = [b"a,b\n".as_slice(), &vec![b'"'; 48 << 20]].concat();
    ends("quotes", &quotes, "record_too_long", MOST);
}
