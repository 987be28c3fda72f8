//! Small files that would become large: each ends as it should, in a process of its own whose memory is measured.

mod columnar;
mod packed;
mod text;
mod workbooks;

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use tabular::input::{LocalFile, ReadSeek, Scratch};
use tabular::{Batch, Error, Inference, Input, Limits, Overrides, decode, sniff};

/// The variable that names the file which [`reads_one`] is to read.
const FILE: &str = "TABULAR_BOMB";

/// What that process prints before how reading ended and the bytes of memory.
const RESULT: &str = "bomb: ";

/// How a file ends that is no bomb after all: it is read.
const READ: &str = "read";

const MOST_TIME: Duration = Duration::from_secs(30);

const MIB: u64 = 1 << 20;

/// Reads a file in a process of its own; it has to end in this code, or be [`READ`], within so many bytes of memory.
#[track_caller]
fn ends(name: &str, file: &[u8], expected: &str, most_bytes: u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb");
    fs::write(&path, file).unwrap();
    let started = Instant::now();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["bombs::reads_one", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FILE, path)
        .output()
        .unwrap();
    let time = started.elapsed();
    let printed = String::from_utf8_lossy(&output.stdout);
    let result = printed.lines().find_map(|line| line.split_once(RESULT)).map(|(_, result)| result);
    let result =
        result.unwrap_or_else(|| panic!("{name}: {printed}{}", String::from_utf8_lossy(&output.stderr)));
    let (end, memory) = result.split_once(' ').unwrap();
    assert_eq!(end, expected, "{name}");
    assert!(time < MOST_TIME, "{name} took {time:?}");
    // Only where the system tells.
    if let Ok(bytes) = memory.parse::<u64>() {
        assert!(bytes < most_bytes, "{name} took {} MiB", bytes / MIB);
    }
}

/// No test of its own: the process that [`ends`] starts, of this very program so that nothing else has to be built.
#[test]
#[ignore = "is started by the other tests"]
#[expect(clippy::disallowed_methods, reason = "arguments of a test program are names of tests")]
fn reads_one() {
    let Ok(file) = std::env::var(FILE) else { return };
    let end = read(&OnDisk(file.into())).map_or_else(|error| error.code(), |()| READ);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let bytes = peak.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).map(|kilobytes| kilobytes * 1024);
    println!("\n{RESULT}{end} {}", bytes.map_or_else(|| "unknown".to_owned(), |bytes| bytes.to_string()));
}

fn read(input: &dyn Input) -> Result<(), Error> {
    let limits = Limits::default();
    let layout = sniff::survey(input, &Overrides::default(), &limits)?;
    let mut decoder = decode::open(input, &layout, &limits)?;
    let mut inference = Inference::new(decoder.labels()).with_declared(decoder.declared());
    let mut batch = Batch::new();
    while decoder.read(&mut batch)? {
        inference.observe(&batch);
    }
    inference.finish();
    Ok(())
}

/// A file whose scratch places are on disk too.
struct OnDisk(PathBuf);

impl Input for OnDisk {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        LocalFile::new(&self.0).open()
    }

    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

/// A number as LEB128, seven bits a byte, as Parquet's metadata has it.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = vec![];
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}
