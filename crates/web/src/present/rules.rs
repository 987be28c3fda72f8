//! What a person decided about a table, as the sections of its settings.

use rowmill_core::model::{DriftPolicy, LoadMode, TableRules};

use super::checks;
use crate::pages::{
    choice::{Choice, ChoiceOption},
    field::Field,
    rules::{ChecksForm, NewCheck, RulesForm},
};

/// The form with what is stored; `columns` are the names of those there are.
pub fn form(base: &str, csrf: &str, rules: &TableRules, columns: &[String]) -> RulesForm {
    let rails = rules.guard_rails;
    RulesForm {
        base: base.to_owned(),
        csrf: csrf.to_owned(),
        load_mode: load_mode(rules.load_mode),
        key: Field::filled(rules.key.join(", ")),
        columns: columns.to_vec(),
        drift: drift(rules.drift),
        max_lost: Field::filled(rails.max_lost_percent.to_string()),
        max_rejected: Field::filled(
            rails.max_rejected_percent.map(|percent| percent.to_string()).unwrap_or_default(),
        ),
        suggestion: None,
    }
}

/// The list with an empty form for another.
pub fn checks(base: &str, csrf: &str, rules: &TableRules, columns: &[String]) -> ChecksForm {
    ChecksForm {
        base: base.to_owned(),
        csrf: csrf.to_owned(),
        checks: rules.checks.iter().map(checks::line).collect(),
        columns: columns.to_vec(),
        new: NewCheck::default(),
    }
}

/// What a file means for the rows there were.
pub fn load_mode(chosen: LoadMode) -> Choice {
    let option = |mode: &LoadMode| {
        let (label, hint) = match mode {
            LoadMode::Replace => {
                ("Replace", "The table is what the file is. Rows that the file no longer has are removed.")
            }
            LoadMode::Append => {
                ("Append", "The rows of the file are added to those there are. Nothing is ever removed.")
            }
            LoadMode::Merge => (
                "Merge by key",
                "Rows of the file take the place of those with the same key. Other rows stay. Needs a key.",
            ),
        };
        ChoiceOption { value: mode.as_str(), label, hint, selected: *mode == chosen }
    };
    Choice {
        legend: "When there is a new file",
        name: "load_mode",
        options: LoadMode::ALL.iter().map(option).collect(),
    }
}

/// What happens when columns change.
pub fn drift(chosen: DriftPolicy) -> Choice {
    let option = |policy: &DriftPolicy| {
        let (label, hint) = match policy {
            DriftPolicy::Evolve => (
                "Evolve",
                "New columns are added, types widen, and a column that went missing stays and is empty from then on.",
            ),
            DriftPolicy::Freeze => {
                ("Freeze", "The run fails and shows the difference. You can publish it anyway, once.")
            }
        };
        ChoiceOption { value: policy.as_str(), label, hint, selected: *policy == chosen }
    };
    Choice {
        legend: "When its columns or their types differ",
        name: "drift",
        options: DriftPolicy::ALL.iter().map(option).collect(),
    }
}
