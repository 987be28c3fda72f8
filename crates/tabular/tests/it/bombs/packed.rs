//! Compressions and archives.

use super::{MIB, ends};
use crate::archive::{As, Zip, tar};
use crate::compressions::{bz2, gz, xz, zlib, zst};

/// What unpacking any of them may take: the window of `zstd --ultra -22` has 128 MiB.
const MOST: u64 = 192 * MIB;

/// What is left when nothing is unpacked, or little at a time.
const LITTLE: u64 = 64 * MIB;

fn lines() -> Vec<u8> {
    vec![b'\n'; 40 << 20]
}

#[test]
fn a_small_file_of_many_bytes() {
    for (name, encode) in
        [("gzip", gz as fn(&[u8]) -> Vec<u8>), ("zlib", zlib), ("bzip2", bz2), ("xz", xz), ("zstd", zst)]
    {
        ends(name, &encode(&lines()), "inflates_too_far", LITTLE);
    }
    ends("zip", &Zip::default().with("x.csv", &lines()).finish(), "inflates_too_far", LITTLE);
    ends("twice", &gz(&gz(&lines())), "inflates_too_far", LITTLE);
    ends("tar", &gz(&tar(&[("x.csv", b'0', &lines())])), "inflates_too_far", LITTLE);
}

#[test]
fn sizes_that_are_not_true() {
    let of_directory = |zip: Vec<u8>, size: u32| {
        let at = memchr::memmem::rfind(&zip, b"PK\x01\x02").unwrap() + 24;
        [&zip[..at], &size.to_le_bytes(), &zip[at + 4..]].concat()
    };
    let large = Zip::default().with("x.csv", &lines()).finish();
    ends("far less", &of_directory(large, 4), "inflates_too_far", LITTLE);
    let small = || Zip::default().with("x.csv", b"a,b\n1,2\n").finish();
    ends("less", &of_directory(small(), 4), "corrupt_file", LITTLE);
    ends("far more", &of_directory(small(), u32::MAX - 1), "truncated_file", LITTLE);
    let mut endless = tar(&[("x.csv", b'0', b"a,b\n1,2\n")]);
    // 2^62 bytes, in base 256, and the checksum for it.
    endless[124..136].copy_from_slice(b"\x80\0\0\0\x40\0\0\0\0\0\0\0");
    endless[148..156].fill(b' ');
    let sum: u32 = endless[..512].iter().map(|byte| u32::from(*byte)).sum();
    endless[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    ends("far more than any disk", &endless, "truncated_file", LITTLE);
}

#[test]
fn archives_in_archives() {
    let deeper = |inner: Vec<u8>| Zip::default().with("x.zip", &inner).finish();
    let nested = (0..6).fold(Zip::default().with("x.csv", b"a\n1\n").finish(), |inner, _| deeper(inner));
    ends("one in each", &nested, "too_many_layers", LITTLE);
    let sixteen =
        |inner: &[u8]| (0..16).fold(Zip::default(), |zip, n| zip.with(&format!("{n:x}.zip"), inner)).finish();
    let bomb = (0..4).fold(Zip::default().with("0.dll", &lines()).finish(), |inner, _| sixteen(&inner));
    ends("sixteen in each", &bomb, "several_entries", LITTLE);
}

#[test]
fn a_great_many_entries() {
    let how = As { stored: true, ..As::default() };
    let zip =
        (0..20_000).fold(Zip::default(), |zip, n| zip.with_as(format!("{n}.csv").as_bytes(), b"a\n", how));
    ends("zip", &zip.finish(), "too_many_entries", LITTLE);
    let names: Vec<_> = (0..20_000).map(|n| format!("{n}.csv")).collect();
    let entries: Vec<_> = names.iter().map(|name| (name.as_str(), b'0', &b"a\n"[..])).collect();
    ends("tar", &gz(&tar(&entries)), "too_many_entries", LITTLE);
    let claimed =
        [&b"PK\x03\x04"[..], &[0; 40], b"PK\x05\x06\0\0\0\0\xFF\xFE\xFF\xFE\0\0\0\0\0\0\0\0\0\0"].concat();
    ends("none of those it tells of", &claimed, "too_many_entries", LITTLE);
}

#[test]
fn windows_beyond_all_memory() {
    // RFC 8878 §3.1.1.1: no content size, and a window of 2^(10 + 21) bytes.
    let frame = b"\x28\xB5\x2F\xFD\0\xA8\x21\0\0a\n1\n";
    ends("zstd", frame, "needs_too_much_memory", LITTLE);
    // The properties of LZMA2 are one byte, at 16; 40 stands for 4 GiB. The header ends with its own checksum.
    let mut file = xz(b"a\n1\n");
    let end = 12 + (usize::from(file[12]) + 1) * 4;
    file[16] = 40;
    let checksum = crc32fast::hash(&file[12..end - 4]);
    file[end - 4..end].copy_from_slice(&checksum.to_le_bytes());
    ends("xz", &file, "needs_too_much_memory", MOST);
}
