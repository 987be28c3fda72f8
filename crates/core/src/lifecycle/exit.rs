//! How a process ends.

use std::process::ExitCode;

/// Runs a process and tells the person at the terminal why it failed: one message and its causes, no backtrace.
pub fn exit(process: impl FnOnce() -> anyhow::Result<()>) -> ExitCode {
    match process() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
