//! Why a run failed, for the person who has to do something about it.

use serde::{Deserialize, Serialize};

/// What went wrong, where, and what to do next. Holds no internal message; those go to the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFailure {
    /// Stable, snake_case.
    pub code: String,
    /// What happened, one sentence.
    pub message: String,
    /// 1-based physical line of the file.
    pub line: Option<u64>,
    /// 1-based field of the record.
    pub column: Option<u32>,
    /// What to do next, one or two sentences.
    pub hint: Option<String>,
}

impl RunFailure {
    /// The refresh would lose more rows than it may.
    pub const SHRUNK: &str = "shrunk";
    /// The refresh would leave no row.
    pub const EMPTIED: &str = "emptied";
    /// More rows of the file were rejected than may be.
    pub const TOO_MANY_REJECTED: &str = "too_many_rejected_rows";
    /// The file has hardly any of the table's columns.
    pub const COLUMNS_CHANGED: &str = "columns_changed";
    /// The file's columns differ from the table's, and the table's are frozen.
    pub const COLUMNS_FROZEN: &str = "columns_frozen";
    /// A check does not hold for what would be published.
    pub const CHECKS_FAILED: &str = "checks_failed";

    /// Whether a person who looked at the file may have it published all the same.
    pub fn can_be_overruled(&self) -> bool {
        [
            Self::SHRUNK,
            Self::EMPTIED,
            Self::TOO_MANY_REJECTED,
            Self::COLUMNS_CHANGED,
            Self::COLUMNS_FROZEN,
            Self::CHECKS_FAILED,
        ]
        .contains(&self.code.as_str())
    }

    /// A failure without a position.
    pub fn new(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            line: None,
            column: None,
            hint: Some(hint.into()),
        }
    }

    /// The lease was lost or the machine failed too often.
    pub fn gave_up(strikes: i32) -> Self {
        Self::new(
            "gave_up",
            format!("Rowmill gave up after {strikes} attempts that ended without a result."),
            "The file may need more memory or time than a worker has. Look at the workers' logs, then press Run again.",
        )
    }
}
