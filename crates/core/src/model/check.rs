//! Checks: what must hold for every version of a table, and how one turned out. Stored as JSON, with the table and with
//! the report of the run.

use serde::{Deserialize, Serialize};

/// Something that must hold for every row of a version, or for the number of its rows. NULL fits every check but
/// [`Check::NotNull`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Check {
    /// Every row has a value.
    NotNull {
        /// Name in Postgres.
        column: String,
    },
    /// No two rows have the same value.
    Unique {
        /// Name in Postgres.
        column: String,
    },
    /// Values lie between two bounds, both included; one of the two may be open.
    Range {
        /// Name in Postgres.
        column: String,
        /// As a person writes it; read as the type that the column has when it is checked.
        min: Option<String>,
        /// The same.
        max: Option<String>,
    },
    /// The text of each value contains a match of a regular expression of Postgres.
    Pattern {
        /// Name in Postgres.
        column: String,
        /// `^` and `$` tie it to the ends of the value.
        pattern: String,
    },
    /// Each value is one of these, by their text.
    OneOf {
        /// Name in Postgres.
        column: String,
        /// At least one.
        values: Vec<String>,
    },
    /// The version has so many rows, both bounds included; one of the two may be open.
    RowCount {
        /// At least.
        min: Option<u64>,
        /// At most.
        max: Option<u64>,
    },
    /// The number of rows is not further from that of the version before than this. Holds for the first version.
    RowCountChange {
        /// Percent of the rows of the version before.
        percent: u32,
    },
}

impl Check {
    /// Checks that a table may have: each costs time before every publication.
    pub const MOST: usize = 50;

    /// The column it is about; `None` for the number of rows.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::NotNull { column }
            | Self::Unique { column }
            | Self::Range { column, .. }
            | Self::Pattern { column, .. }
            | Self::OneOf { column, .. } => Some(column),
            Self::RowCount { .. } | Self::RowCountChange { .. } => None,
        }
    }
}

/// How a check turned out for what would be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check, as it was when the run ended.
    pub check: Check,
    /// How it turned out.
    pub verdict: Verdict,
}

/// How a check turned out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not hold for some rows.
    Failed {
        /// Rows it does not hold for; `None` where it is about their number.
        rows: Option<u64>,
        /// What was found, in the user's words.
        reason: String,
        /// The first of those rows, [`Example::MOST`] at most.
        examples: Vec<Example>,
    },
    /// It could not be found out, which fails the run as well.
    Unknown {
        /// Why, in the user's words, and what to do.
        reason: String,
    },
}

/// A row that a check does not hold for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Names and texts of its first columns, that of the check before all others; long texts are cut.
    pub cells: Vec<(String, Option<String>)>,
}

impl Example {
    /// Examples that a check shows.
    pub const MOST: usize = 5;
}

impl CheckResult {
    /// Whether the check holds.
    pub fn is_passed(&self) -> bool {
        self.verdict == Verdict::Passed
    }
}
