//! What a person overrules: the verdict on one file, and on no other.

use serde::{Deserialize, Serialize};

use super::{RunFailure, RunReport};

/// A person saw why these very bytes were not published, and wants them published all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruling {
    /// SHA-256 of the bytes as received, hexadecimal.
    pub sha256: String,
    /// Codes of the failures that the person saw; another one stops the run as ever.
    pub codes: Vec<String>,
}

impl Overruling {
    /// Of what stopped a run, and of what that run overruled itself where it met the same bytes. `None` where nothing can
    /// be overruled.
    pub fn of_run(failure: &RunFailure, report: &RunReport, before: Option<&Self>) -> Option<Self> {
        let sha256 = report.sha256.clone().filter(|_| failure.can_be_overruled())?;
        let same = before.filter(|before| before.sha256 == sha256);
        let mut codes = same.map(|before| before.codes.clone()).unwrap_or_default();
        if !codes.contains(&failure.code) {
            codes.push(failure.code.clone());
        }
        Some(Self { sha256, codes })
    }

    /// Whether it lets pass this failure of these bytes.
    pub fn covers(&self, failure: &RunFailure, sha256: Option<&str>) -> bool {
        sha256 == Some(self.sha256.as_str()) && self.codes.contains(&failure.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_for_these_bytes_and_for_what_was_seen() {
        let failure = |code: &str| RunFailure::new(code, "", "");
        let report = RunReport { sha256: Some("ab".into()), ..RunReport::default() };
        let (shrunk, checks) = (failure(RunFailure::SHRUNK), failure(RunFailure::CHECKS_FAILED));
        let first = Overruling::of_run(&shrunk, &report, None).expect("a guard rail");
        assert!(first.covers(&shrunk, Some("ab")) && !first.covers(&shrunk, Some("cd")));
        assert!(!first.covers(&checks, Some("ab")) && !first.covers(&shrunk, None));

        let second = Overruling::of_run(&checks, &report, Some(&first)).expect("a check");
        assert!(second.covers(&shrunk, Some("ab")) && second.covers(&checks, Some("ab")));
        let other = RunReport { sha256: Some("cd".into()), ..RunReport::default() };
        let third = Overruling::of_run(&checks, &other, Some(&second)).expect("a check");
        assert!(!third.covers(&shrunk, Some("cd")));

        assert_eq!(Overruling::of_run(&failure("unclosed_quote"), &report, None), None);
        assert_eq!(Overruling::of_run(&shrunk, &RunReport::default(), None), None);
    }
}
