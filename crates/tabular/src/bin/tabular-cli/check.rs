//! `check FILE`: whether a file can be read to its end.

use std::error::Error;
use std::path::Path;

use tabular::sniff::Format;
use tabular::{Batch, Limits, Overrides, decode, input, sniff};

/// Extensions by which a file claims to be JSON, and of the compressions that may follow them.
const JSON: [&str; 4] = ["json", "ndjson", "jsonl", "geojson"];
const COMPRESSION: [&str; 4] = ["gz", "bz2", "xz", "zst"];

/// Reads the file to its end. Rows that were set aside do not make it unreadable.
///
/// # Errors
/// The error's code and what it says.
pub(crate) fn run(file: &Path) -> Result<(), Box<dyn Error>> {
    read(file).map_err(|error| format!("{}: {error}", error.code()).into())
}

fn read(file: &Path) -> Result<(), tabular::Error> {
    let (input, limits) = (input::LocalFile::new(file), Limits::default());
    let wanted = Overrides { format: claimed(file), ..Overrides::default() };
    let layout = sniff::survey(&input, &wanted, &limits)?;
    let mut rows = decode::open(&input, &layout, &limits)?;
    let mut batch = Batch::new();
    while rows.read(&mut batch)? {}
    Ok(())
}

/// What a file is named to be: whoever calls it `.json` and writes something else has made a mistake.
fn claimed(file: &Path) -> Option<Format> {
    let name = file.file_name()?.to_str()?.to_lowercase();
    let stem = COMPRESSION.iter().find_map(|ext| name.strip_suffix(&format!(".{ext}"))).unwrap_or(&name);
    let (_, extension) = stem.rsplit_once('.')?;
    JSON.contains(&extension).then_some(Format::Json)
}
