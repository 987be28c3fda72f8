//! What went wrong, as the error box shows it.

use rowmill_core::model::{RunFailure, RunReport};

use super::heading;
use crate::pages::{format, problem::Problem};

/// The failure of a run; the report knows the names of the columns.
pub fn of_run(failure: &RunFailure, report: &RunReport) -> Problem {
    Problem {
        title: heading(&failure.message),
        detail: String::new(),
        place: place(failure, report),
        value: None,
        next: failure.hint.iter().cloned().collect(),
    }
}

/// A problem that no run reported.
pub fn plain(title: &str, next: &str) -> Problem {
    Problem {
        title: title.to_owned(),
        detail: String::new(),
        place: None,
        value: None,
        next: vec![next.to_owned()],
    }
}

fn place(failure: &RunFailure, report: &RunReport) -> Option<String> {
    let line = failure.line.map(|line| format!("line {}", format::count(line)));
    let column = failure.column.map(|number| {
        let finding = usize::try_from(number).ok().and_then(|n| report.columns.get(n.checked_sub(1)?));
        match finding.map(|finding| finding.column.label.as_str()).filter(|label| !label.is_empty()) {
            Some(label) => format!("column {number}, {label}"),
            None => format!("column {number}"),
        }
    });
    match (line, column) {
        (Some(line), Some(column)) => Some(format!("{line}, {column}")),
        (line, column) => line.or(column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_as_exact_as_the_failure() {
        let mut failure = RunFailure::new("unclosed_quote", "The quote is never closed.", "Close it.");
        let report = RunReport::default();
        assert_eq!(of_run(&failure, &report).place, None);
        failure.line = Some(4_211);
        assert_eq!(of_run(&failure, &report).place.as_deref(), Some("line 4,211"));
        failure.column = Some(3);
        let problem = of_run(&failure, &report);
        assert_eq!(problem.place.as_deref(), Some("line 4,211, column 3"));
        assert_eq!((problem.title.as_str(), problem.next.len()), ("The quote is never closed", 1));
    }
}
