//! The most memory a process takes that reads a file and infers its types: measured in a process of its own.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::reading::{self, OnDisk};

/// The argument by which this program knows that it is the process to be measured.
pub(crate) const READ: &str = "--read-and-tell-memory";

/// Megabytes; `None` where the system does not tell.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn peak(file: &Path) -> Result<Option<f64>, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.arg(READ).arg(file).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{} cannot be read", file.display()).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse().ok())
}

/// Reads the file, and prints the megabytes that this process took at most.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn tell(file: &str) -> Result<(), tabular::Error> {
    reading::survey_parse_and_infer(&OnDisk::new(Path::new(file)))?;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    if let Some(kilobytes) = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()) {
        println!("{}", kilobytes * 1024.0 / 1e6);
    }
    Ok(())
}
