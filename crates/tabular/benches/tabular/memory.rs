//! The most memory a process takes that reads a file and infers its types: measured in a process of its own.

use std::path::Path;
use std::process::Command;

use tabular::input::LocalFile;

use crate::reading;

/// The argument by which this program knows that it is the process to be measured.
pub(crate) const READ: &str = "--read-and-tell-memory";

/// Megabytes; `None` where the system does not tell.
pub(crate) fn peak(file: &Path) -> Option<f64> {
    let output = Command::new(std::env::current_exe().ok()?).arg(READ).arg(file).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Reads the file, and prints the megabytes that this process took at most.
pub(crate) fn tell(file: &str) -> Result<(), tabular::Error> {
    reading::parse_and_infer(&LocalFile::new(file))?;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    if let Some(kilobytes) = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()) {
        println!("{}", kilobytes * 1024.0 / 1e6);
    }
    Ok(())
}
