//! What the harness reads from the environment besides the services that [`crate::service`] names.

use std::path::PathBuf;

use anyhow::Context;

/// The text of a variable; `None` when it is not set or empty.
#[expect(clippy::disallowed_methods, reason = "test services are no configuration of a process")]
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The path of one of the built programs: in `ROWMILL_BIN_DIR`, else where Cargo put this test.
///
/// # Errors
/// When it was not built.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    let path = program_folder()?.join(name);
    anyhow::ensure!(
        path.is_file(),
        "{} was not built: run scripts/test, or cargo build --release --workspace --bins",
        path.display()
    );
    Ok(path)
}

fn program_folder() -> anyhow::Result<PathBuf> {
    if let Some(folder) = optional("ROWMILL_BIN_DIR") {
        return Ok(folder.into());
    }
    let this = std::env::current_exe().context("finding this program")?;
    let folder = this.parent().context("this program has a folder")?;
    // Tests lie one folder deeper than programs.
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    Ok(folder.to_owned())
}
