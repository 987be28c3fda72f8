//! PostgreSQL refuses to run as root, so root's private services run as the user `TEST_RUN_AS`.

use std::{
    os::unix::{fs::chown, process::CommandExt},
    path::Path,
    process::Command,
};

use anyhow::{Context, bail};

use crate::environment;

/// The user services run as; the present one where `ids` is `None`.
#[derive(Debug, Clone, Copy)]
pub(super) struct ServiceUser {
    ids: Option<(u32, u32)>,
}

impl ServiceUser {
    pub(super) fn find() -> anyhow::Result<Self> {
        match environment::optional("TEST_RUN_AS") {
            None => Ok(Self { ids: None }),
            Some(name) => Ok(Self { ids: Some((id("-u", &name)?, id("-g", &name)?)) }),
        }
    }

    /// A command run as that user.
    pub(super) fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        // A folder that every user may enter.
        command.current_dir("/");
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        command
    }

    /// Gives a folder or file to that user.
    pub(super) fn own(self, path: &Path) -> anyhow::Result<()> {
        let Some((user, group)) = self.ids else { return Ok(()) };
        chown(path, Some(user), Some(group)).with_context(|| format!("giving {} away", path.display()))
    }
}

fn id(which: &str, name: &str) -> anyhow::Result<u32> {
    let output = Command::new("id").args([which, name]).output().context("running id")?;
    if !output.status.success() {
        bail!("TEST_RUN_AS={name} is no user of this machine");
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse()?)
}
