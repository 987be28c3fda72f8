//! Conditions as SQL. What a request says is never part of it: names are the version's, values are parameters.

use super::{
    expression::{self, Expression},
    operation::{Comparison, LogicOperator, Operation, Quantifier},
    parameters::{Parameters, array},
    plan::{Condition, Plan, Value},
};

/// All conditions, joined.
pub(super) fn conditions(plan: &Plan<'_>, parameters: &mut Parameters) -> String {
    joined(plan, &plan.conditions, LogicOperator::And, parameters)
}

fn joined(
    plan: &Plan<'_>,
    members: &[Condition],
    operator: LogicOperator,
    parameters: &mut Parameters,
) -> String {
    let (word, empty) = match operator {
        LogicOperator::And => (" AND ", "true"),
        LogicOperator::Or => (" OR ", "false"),
    };
    let members: Vec<String> = members.iter().map(|member| condition(plan, member, parameters)).collect();
    if members.is_empty() { empty.to_owned() } else { members.join(word) }
}

fn condition(plan: &Plan<'_>, condition: &Condition, parameters: &mut Parameters) -> String {
    let (negated, sql) = match condition {
        Condition::Test { value, negated, operation } => (negated, test(plan, value, operation, parameters)),
        Condition::Group { negated, operator, members } => {
            (negated, joined(plan, members, *operator, parameters))
        }
    };
    if *negated { format!("NOT ({sql})") } else { format!("({sql})") }
}

fn test(plan: &Plan<'_>, value: &Value, operation: &Operation, parameters: &mut Parameters) -> String {
    let compared = expression::compared(plan, value, parameters);
    match operation {
        Operation::Simple(operator, operand) => {
            format!("{} {} {}", compared.sql, operator.sql(), parameters.value(operand))
        }
        Operation::Compare(comparison, quantifier, operand) => {
            compare(&compared, *comparison, *quantifier, operand, parameters)
        }
        // `in.()` names no value.
        Operation::In(values) if values.iter().all(String::is_empty) && values.len() == 1 => {
            "false".to_owned()
        }
        Operation::In(values) => {
            format!("{} = ANY({})", compared.sql, parameters.value(array(values)))
        }
        Operation::Is(truth) => {
            let value = expression::value(plan, value, parameters);
            format!("{} IS {}", value.sql, truth.sql())
        }
        Operation::IsDistinctFrom(operand) => {
            format!("{} IS DISTINCT FROM {}", compared.sql, parameters.value(operand))
        }
        Operation::Search(search, language, words) => {
            let mut language = || {
                let language = language.as_ref().map(|language| parameters.value(language));
                language.map_or_else(String::new, |language| format!("{language}::regconfig, "))
            };
            let (of_text, of_words) = (language(), language());
            let text = match compared.kind {
                Some("tsvector") => compared.sql,
                _ => format!("to_tsvector({of_text}{})", compared.sql),
            };
            format!("{text} @@ {}({of_words}{})", search.sql(), parameters.value(words))
        }
    }
}

fn compare(
    value: &Expression,
    comparison: Comparison,
    quantifier: Option<Quantifier>,
    operand: &str,
    parameters: &mut Parameters,
) -> String {
    let operand = if comparison.has_stars() { operand.replace('*', "%") } else { operand.to_owned() };
    let operand = parameters.value(operand);
    let operand = match quantifier {
        None => operand,
        Some(Quantifier::Any) => format!("ANY({operand})"),
        Some(Quantifier::All) => format!("ALL({operand})"),
    };
    // The text of a JSON value can be searched, the value itself cannot.
    let is_json = comparison.is_of_text() && value.kind == Some("jsonb");
    let value = if is_json { format!("({})::text", value.sql) } else { value.sql.clone() };
    format!("{value} {} {operand}", comparison.sql())
}
