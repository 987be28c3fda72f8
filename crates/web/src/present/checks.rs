//! Checks in words: in the settings, and on the page of a run with how they turned out.

use rowmill_core::model::{Check, CheckResult, Example, RunReport, Verdict};

use crate::pages::{checks, format};

/// How the checks of a run turned out; `None` where none was made.
pub fn of_run(report: &RunReport) -> Option<checks::Checked> {
    if report.checks.is_empty() {
        return None;
    }
    let passed = report.checks.iter().filter(|result| result.is_passed()).count() as u64;
    let all = report.checks.len() as u64;
    let summary = format!("{} of {} passed", format::count(passed), format::count(all));
    Some(checks::Checked { summary, results: report.checks.iter().map(result).collect() })
}

/// The line of a check.
pub fn line(check: &Check) -> checks::CheckLine {
    checks::CheckLine { column: check.column().map(str::to_owned), rule: rule(check) }
}

/// What must hold: `lies between 0 and 100`.
fn rule(check: &Check) -> String {
    match check {
        Check::NotNull { .. } => "has a value in every row".to_owned(),
        Check::Unique { .. } => "has no value twice".to_owned(),
        Check::Range { min: Some(min), max: Some(max), .. } => format!("lies between {min} and {max}"),
        Check::Range { min: Some(min), .. } => format!("is at least {min}"),
        Check::Range { max, .. } => format!("is at most {}", max.as_deref().unwrap_or_default()),
        Check::Pattern { pattern, .. } => format!("matches `{pattern}`"),
        Check::OneOf { values, .. } => {
            let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            format!("is one of {}", quoted.join(", "))
        }
        Check::RowCount { min: Some(min), max: Some(max) } => {
            format!("Between {} and {} rows", format::count(*min), format::count(*max))
        }
        Check::RowCount { min: Some(min), .. } => format!("At least {} rows", format::count(*min)),
        Check::RowCount { max, .. } => format!("At most {} rows", format::count(max.unwrap_or_default())),
        Check::RowCountChange { percent } => {
            format!("The number of rows is within {percent} % of the version before")
        }
    }
}

fn result(result: &CheckResult) -> checks::Result {
    let line = line(&result.check);
    let (verdict, tone, reason, examples) = match &result.verdict {
        Verdict::Passed => ("Passed", "good", String::new(), &[][..]),
        Verdict::Failed { reason, examples, .. } => {
            ("Failed", "bad", format!("{reason}."), examples.as_slice())
        }
        Verdict::Unknown { reason } => ("Not made", "bad", reason.clone(), &[][..]),
    };
    let head = |example: &Example| example.cells.iter().map(|(name, _)| name.clone()).collect();
    let row = |example: &Example| example.cells.iter().map(|(_, value)| value.clone()).collect();
    checks::Result {
        line,
        verdict,
        tone,
        reason,
        columns: examples.first().map(head).unwrap_or_default(),
        examples: examples.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let range = |min: Option<&str>, max: Option<&str>| {
            let (min, max) = (min.map(str::to_owned), max.map(str::to_owned));
            line(&Check::Range { column: "price".into(), min, max })
        };
        assert_eq!(range(Some("0"), Some("9")).rule, "lies between 0 and 9");
        assert_eq!(range(None, Some("9")).rule, "is at most 9");
        assert_eq!(range(Some("0"), None).column.as_deref(), Some("price"));
        assert_eq!(line(&Check::RowCount { min: Some(1_000), max: None }).rule, "At least 1,000 rows");
    }

    #[test]
    fn a_run_counts_what_passed() {
        let passed = CheckResult { check: Check::NotNull { column: "a".into() }, verdict: Verdict::Passed };
        let cells = vec![("a".to_owned(), None), ("b".to_owned(), Some("x".to_owned()))];
        let verdict = Verdict::Failed {
            rows: Some(1),
            reason: "1 row has no value".into(),
            examples: vec![Example { cells }],
        };
        let report = RunReport {
            checks: vec![passed.clone(), CheckResult { verdict, ..passed }],
            ..RunReport::default()
        };
        let checked = of_run(&report).expect("two");
        assert_eq!(checked.summary, "1 of 2 passed");
        assert_eq!(checked.results[1].columns, ["a", "b"]);
        assert_eq!(checked.results[1].examples, [vec![None, Some("x".to_owned())]]);
        assert!(of_run(&RunReport::default()).is_none());
    }
}
