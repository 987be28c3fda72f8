//! Checks what would be published: queries on the rows of a version that nobody sees yet.
//!
//! All checks that look at rows one by one share one scan. What goes wrong with a check, such as a pattern that is none or
//! that takes for ever, is that check's verdict and does no harm to the transaction around it.

mod condition;
mod examples;
mod question;
mod words;

use std::time::{Duration, Instant};

use deadpool_postgres::Transaction;
use tabular::Column;
use tokio_postgres::Error;

use self::{
    condition::{Condition, Test},
    question::{Answer, Question},
};
use super::rows::Snapshot;
use crate::model::{Check, CheckResult, Example, Verdict};

/// Checks on what would be published.
#[derive(Debug, Clone, Copy)]
pub struct Checks<'a> {
    /// What must hold.
    pub rules: &'a [Check],
    /// Names of columns that tell rows apart, to be shown with examples.
    pub key: &'a [String],
    /// Names of columns that the table has and the file has not.
    pub missing: &'a [String],
    /// Rows of the version before; `None` for the first.
    pub rows_before: Option<i64>,
    /// How long one query may take: the scan for all checks, then, where it took longer, each check by itself for a
    /// tenth of it.
    pub patience: Duration,
}

impl Checks<'_> {
    /// Of a table where everything holds.
    pub const NONE: Self =
        Self { rules: &[], key: &[], missing: &[], rows_before: None, patience: Duration::ZERO };
}

/// The part of the patience that a check has for itself.
const ALONE: u32 = 10;

/// All checks together may take so many times the patience for one query.
const ALL: u32 = 2;

/// Finds out how each check turns out for the rows of a snapshot that this transaction can see.
///
/// # Errors
/// When Postgres refuses for a reason that has nothing to do with a check.
pub(super) async fn evaluate(
    transaction: &Transaction<'_>,
    checks: &Checks<'_>,
    snapshot: &Snapshot<'_>,
    columns: &[Column],
) -> Result<Vec<CheckResult>, Error> {
    let candidate = Candidate { transaction, snapshot, columns, began: Instant::now(), checks };
    let mut tests = Vec::with_capacity(checks.rules.len());
    for check in checks.rules {
        tests.push(candidate.test(check).await?);
    }
    let counts = candidate.count(&tests).await?;
    let mut results = Vec::with_capacity(tests.len());
    for ((check, test), count) in checks.rules.iter().zip(&tests).zip(counts) {
        let verdict = candidate.judge(check, test, count).await?;
        results.push(CheckResult { check: check.clone(), verdict });
    }
    Ok(results)
}

struct Candidate<'a> {
    transaction: &'a Transaction<'a>,
    snapshot: &'a Snapshot<'a>,
    columns: &'a [Column],
    began: Instant,
    checks: &'a Checks<'a>,
}

impl Candidate<'_> {
    /// What to look for; a test that cannot be made says why.
    async fn test(&self, check: &Check) -> Result<Test, Error> {
        let test = condition::of_check(check, self.columns, self.checks.missing);
        let Test::Rows(condition) = &test else { return Ok(test) };
        // On no row at all: whether the person's bounds and patterns can be read does not depend on any.
        for probe in &condition.probes {
            let question = Question { statement: &probe.statement, parameters: &probe.parameters };
            if let Answer::Refused(refusal) = self.ask(&question, self.alone()).await? {
                return Ok(Test::Impossible(refusal.unreadable(check)));
            }
        }
        Ok(test)
    }

    /// The rows each test finds at fault, and for tests of their number, the number; `Err` says why it is not known.
    async fn count(&self, tests: &[Test]) -> Result<Vec<Result<i64, String>>, Error> {
        let mut counts: Vec<Result<i64, String>> = vec![Ok(0); tests.len()];
        let shared: Vec<usize> = (0..tests.len()).filter(|i| tests[*i].is_shared()).collect();
        if !shared.is_empty() {
            let together: Vec<&Test> = shared.iter().map(|i| &tests[*i]).collect();
            match self.ask(&self.scan(&together).as_question(), self.checks.patience).await? {
                Answer::Numbers(numbers) => {
                    shared.iter().zip(numbers).for_each(|(i, number)| counts[*i] = Ok(number));
                }
                // One of them is to blame, and the others have a right to their verdict.
                Answer::Refused(_) => {
                    for i in shared {
                        counts[i] = self.count_alone(&tests[i]).await?;
                    }
                }
            }
        }
        for (i, test) in tests.iter().enumerate().filter(|(_, test)| matches!(test, Test::Unique(_))) {
            counts[i] = self.count_alone(test).await?;
        }
        Ok(counts)
    }

    async fn count_alone(&self, test: &Test) -> Result<Result<i64, String>, Error> {
        let (scan, patience) = match test {
            // Grouping is a sort or a hash of all values, which the shared scan would not make any cheaper.
            Test::Unique(column) => (condition::repeated(self.snapshot, column), self.checks.patience),
            _ => (self.scan(&[test]), self.alone()),
        };
        Ok(match self.ask(&scan.as_question(), patience).await? {
            Answer::Numbers(numbers) => Ok(numbers.first().copied().unwrap_or_default()),
            Answer::Refused(refusal) => Err(refusal.unanswered()),
        })
    }

    fn scan(&self, tests: &[&Test]) -> Condition {
        condition::scan(self.snapshot, tests)
    }

    async fn judge(&self, check: &Check, test: &Test, count: Result<i64, String>) -> Result<Verdict, Error> {
        let count = match (test, count) {
            (Test::Impossible(reason), _) => return Ok(Verdict::Unknown { reason: reason.clone() }),
            (_, Err(reason)) => return Ok(Verdict::Unknown { reason }),
            (_, Ok(count)) => u64::try_from(count).unwrap_or_default(),
        };
        if let Test::Number = test {
            let before = self.checks.rows_before.and_then(|rows| u64::try_from(rows).ok());
            let reason = words::number_at_fault(check, count, before);
            return Ok(match reason {
                None => Verdict::Passed,
                Some(reason) => Verdict::Failed { rows: None, reason, examples: Vec::new() },
            });
        }
        if count == 0 {
            return Ok(Verdict::Passed);
        }
        let reason = words::rows_at_fault(check, count);
        Ok(Verdict::Failed { rows: Some(count), reason, examples: self.examples(check, test).await? })
    }

    /// The first rows at fault; none where they cannot be had in time.
    async fn examples(&self, check: &Check, test: &Test) -> Result<Vec<Example>, Error> {
        let shown = examples::columns(check.column(), self.checks.key, self.columns);
        let Some(condition) = examples::statement(self.snapshot, test, &shown) else { return Ok(Vec::new()) };
        question::rows(self.transaction, &condition.as_question(), self.alone(), &shown).await
    }

    async fn ask(&self, question: &Question<'_>, patience: Duration) -> Result<Answer, Error> {
        let left = (self.checks.patience * ALL).saturating_sub(self.began.elapsed());
        question::numbers(self.transaction, question, patience.min(left)).await
    }

    fn alone(&self) -> Duration {
        self.checks.patience / ALONE
    }
}
