//! An answer with the reason for it.

use serde::{Deserialize, Serialize};

/// What was found out about a file, how sure that is, and why: for people to see and overrule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detected<T> {
    /// The answer.
    pub value: T,
    /// 0 (a guess) to 1 (certain).
    pub confidence: f32,
    /// Why, for people: `` `;` because 812 of 812 records split into 14 fields ``.
    pub evidence: String,
}

impl<T> Detected<T> {
    /// An answer found in the bytes.
    pub fn new(value: T, confidence: f32, evidence: impl Into<String>) -> Self {
        Self { value, confidence, evidence: evidence.into() }
    }

    /// The same finding in other terms.
    pub fn map<U>(&self, value: impl FnOnce(&T) -> U) -> Detected<U> {
        Detected::new(value(&self.value), self.confidence, self.evidence.clone())
    }

    /// An answer that a person gave.
    pub fn chosen(value: T) -> Self {
        Self::new(value, 1.0, "chosen by you")
    }
}
