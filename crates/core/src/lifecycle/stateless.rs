//! Makes the file system read-only to this process but for its scratch folder, by Landlock.
//!
//! Factor VI as a property of the kernel: what a process cannot write, a restart cannot lose. Must run before the async
//! runtime starts, since threads inherit the restriction from the thread that made them.

use std::path::Path;

use crate::config::Stateless;

/// How far the restriction went; shown on `/healthz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatelessStatus {
    /// Every write outside the scratch folder is denied.
    Enforced,
    /// The kernel knows some of the rules only.
    Partial,
    /// The kernel cannot do it.
    Unsupported,
    /// Switched off by configuration.
    Off,
}

impl StatelessStatus {
    /// The text on `/healthz` and on the ops page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Partial => "partial",
            Self::Unsupported => "unsupported",
            Self::Off => "off",
        }
    }
}

/// Restricts the calling thread and all threads it will make.
///
/// # Errors
/// Under [`Stateless::Enforce`], when the kernel cannot deny every write.
pub fn restrict(wanted: Stateless, scratch: &Path) -> anyhow::Result<StatelessStatus> {
    if wanted == Stateless::Off {
        return Ok(StatelessStatus::Off);
    }
    let status = imp::restrict(scratch)?;
    if wanted == Stateless::Enforce && status != StatelessStatus::Enforced {
        anyhow::bail!(
            "STATELESS=enforce, but this kernel is {} for Landlock: use Linux 6.2 or newer, or STATELESS=best-effort",
            status.as_str()
        );
    }
    Ok(status)
}

#[cfg(target_os = "linux")]
mod imp {
    use std::path::Path;

    use anyhow::Context;
    use landlock::{
        ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr,
        RulesetStatus, path_beneath_rules,
    };

    use super::StatelessStatus;

    /// The first ABI that also denies truncation (Linux 6.2).
    const NEEDED: ABI = ABI::V3;

    pub(super) fn restrict(scratch: &Path) -> anyhow::Result<StatelessStatus> {
        let status = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(NEEDED))
            .and_then(Ruleset::create)
            .and_then(|rules| rules.add_rules(path_beneath_rules(["/"], AccessFs::from_read(NEEDED))))
            .and_then(|rules| rules.add_rules(path_beneath_rules([scratch], AccessFs::from_all(NEEDED))))
            .and_then(|rules| rules.add_rules(path_beneath_rules(["/dev/null"], AccessFs::from_file(NEEDED))))
            .and_then(|rules| rules.restrict_self())
            .context("restricting the process with Landlock")?;
        Ok(match status.ruleset {
            RulesetStatus::FullyEnforced => StatelessStatus::Enforced,
            RulesetStatus::PartiallyEnforced => StatelessStatus::Partial,
            RulesetStatus::NotEnforced => StatelessStatus::Unsupported,
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod imp {
    pub(super) fn restrict(_: &std::path::Path) -> anyhow::Result<super::StatelessStatus> {
        Ok(super::StatelessStatus::Unsupported)
    }
}
