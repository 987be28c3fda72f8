//! What a person decided about a table beyond when it is refreshed: how a file is taken in, and what must not be published.

use super::Check;

text_enum! {
    /// What a file means for the rows of the version before.
    pub enum LoadMode: InvalidLoadMode {
        /// The table is what the file is: rows that the file no longer has are removed.
        Replace = "replace",
        /// The file is added to what was there.
        Append = "append",
        /// Rows of the file take the place of those with the same key; the others stay.
        Merge = "merge",
    }
}

text_enum! {
    /// What happens when the file has other columns, or other types, than the version before.
    pub enum DriftPolicy: InvalidDriftPolicy {
        /// New columns are added, types widen, missing columns stay and are empty from then on.
        Evolve = "evolve",
        /// The run fails and the last version stays.
        Freeze = "freeze",
    }
}

/// What a person decided about a table. The default is what a table has before anybody decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRules {
    /// What a file means for the rows of the version before.
    pub load_mode: LoadMode,
    /// Names of columns that together tell rows apart; empty without a key. [`LoadMode::Merge`] has one, and all of them
    /// were columns of the table when they were chosen.
    pub key: Vec<String>,
    /// What happens when the file's columns change.
    pub drift: DriftPolicy,
    /// What is too odd to be published.
    pub guard_rails: GuardRails,
    /// What must hold for every version, in the order in which people added it.
    pub checks: Vec<Check>,
}

/// Bounds beyond which a run fails, whatever the rows hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardRails {
    /// Percent, 0 to 100, of the rows of the version before that a refresh may lose.
    pub max_lost_percent: u8,
    /// Percent, 0 to 100, of the rows of a file that may be rejected. `None`: one in ten, or ten rows at most where they are
    /// less than half.
    pub max_rejected_percent: Option<u8>,
}

impl GuardRails {
    /// Percent of its rows that a table may lose as long as nobody decided otherwise.
    pub const MAX_LOST_PERCENT: u8 = 50;
}

impl Default for GuardRails {
    fn default() -> Self {
        Self { max_lost_percent: Self::MAX_LOST_PERCENT, max_rejected_percent: None }
    }
}

impl Default for TableRules {
    fn default() -> Self {
        Self {
            load_mode: LoadMode::Replace,
            key: Vec::new(),
            drift: DriftPolicy::Evolve,
            guard_rails: GuardRails::default(),
            checks: Vec::new(),
        }
    }
}
