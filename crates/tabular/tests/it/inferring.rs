//! What type a column gets, and what is said about it.

use tabular::{ColumnFinding, ColumnType};

use crate::read;

/// The finding about a column of these values, each quoted as the file needs it.
fn column(values: &[&str]) -> ColumnFinding {
    let rows: String = values.iter().map(|value| format!("x;{value}\n")).collect();
    read(format!("name;label\n{rows}")).findings.remove(1)
}

fn kind(values: &[&str]) -> ColumnType {
    column(values).column.kind
}

fn json(values: &[&str]) -> String {
    serde_json::to_string(&kind(values)).unwrap()
}

#[test]
fn integers() {
    let found = column(&["-3", "18221", "", "0"]);
    assert_eq!(found.column.kind, ColumnType::Integer);
    assert_eq!(found.evidence, "integer: all 3 values are whole numbers from -3 to 18,221");
    assert_eq!((found.nulls, found.values, found.max_bytes), (1, 3, 5));
    assert_eq!(found.examples, ["-3", "18221", "0"]);
    assert!(found.refuted.is_empty());
}

#[test]
fn ids_keep_their_zeros() {
    let found = column(&["00123", "7"]);
    assert_eq!(found.column.kind, ColumnType::Text);
    assert_eq!(found.evidence, "text: line 2 has `00123`, whose leading zeros a number would lose");
    let found = column(&["12", "00123"]);
    assert_eq!(
        found.evidence,
        "text: 1 value fits an integer, but line 3 has `00123`, whose leading zeros a number would lose"
    );
}

#[test]
fn long_ids_phone_numbers_and_missing_words_stay_text() {
    let found = column(&["1", "12345678901234567890"]);
    assert_eq!(found.column.kind, ColumnType::Text);
    assert!(
        found.evidence.contains("line 3 has `12345678901234567890`, which is beyond 64 bits"),
        "{}",
        found.evidence
    );
    assert_eq!(found.refuted[0].line, 3);
    assert!(column(&["+4989123", "1"]).evidence.contains("plus sign"));
    let found = column(&["1", "2", "NA"]);
    assert_eq!(found.column.kind, ColumnType::Text);
    assert!(found.evidence.ends_with("line 4 has `NA`, which is kept as a value and not taken for NULL"));
    assert_eq!((found.nulls, found.values), (0, 3));
    assert_eq!(kind(&["1,5", "2"]), ColumnType::Text);
    assert_eq!(kind(&["-0.00", "2"]), ColumnType::Text);
}

#[test]
fn one_late_value_decides() {
    let mut values = vec!["7"; 5000];
    values.push("12a");
    let found = column(&values);
    assert_eq!(found.evidence, "text: 5,000 values fit an integer, but line 5,002 has `12a`");
    let refuted = &found.refuted[0];
    assert_eq!((refuted.kind.as_str(), refuted.line, refuted.value.as_str()), ("integer", 5002, "12a"));
}

#[test]
fn decimals_are_exact() {
    let found = column(&["1.50", "2.25"]);
    assert_eq!(found.evidence, "numeric: all 2 values are decimal numbers with 2 decimal places");
    let found = column(&["1", "2.250", "12345678901234567890"]);
    assert_eq!(found.column.kind, ColumnType::Numeric);
    assert_eq!(found.refuted[0].kind, "integer");
}

#[test]
fn floats_only_where_the_text_survives() {
    assert_eq!(kind(&["1.5e-07", "0.25", "3"]), ColumnType::Float);
    assert_eq!(kind(&["1.5e-07", "0.250"]), ColumnType::Text);
    assert_eq!(kind(&["1.5E-7", "1"]), ColumnType::Text);
}

#[test]
fn dates_in_one_order() {
    assert_eq!(json(&["2024-01-31", "2023-12-01"]), r#"{"type":"date","format":"YYYY-MM-DD"}"#);
    let found = column(&["01/02/2024", "25/01/2024"]);
    assert_eq!(
        found.evidence,
        "date: all 2 values are written DD/MM/YYYY, from 2024-01-25 to 2024-02-01; `25/01/2024` on line 3 decides \
         the order of day and month"
    );
    assert_eq!(json(&["7/3/2024", "12/25/2024"]), r#"{"type":"date","format":"M/D/YYYY"}"#);
    assert_eq!(json(&["03.07.2024", "12.11.2024"]), r#"{"type":"date","format":"DD.MM.YYYY"}"#);
}

#[test]
fn dates_that_could_be_read_twice_stay_text() {
    let found = column(&["01/02/2024", "03/04/2024"]);
    assert_eq!(found.column.kind, ColumnType::Text);
    assert!(found.evidence.contains("`01/02/2024` has two readings"), "{}", found.evidence);
    let found = column(&["25/01/2024", "01/25/2024"]);
    assert_eq!(found.column.kind, ColumnType::Text);
    assert_eq!((found.refuted[0].kind.as_str(), found.refuted[0].line), ("date", 3));
    assert_eq!(kind(&["2024-01-31", "2024-02-30"]), ColumnType::Text);
    assert_eq!(kind(&["01/25/2024", "1/26/2024"]), ColumnType::Text);
}

#[test]
fn timestamps() {
    let local = r#"{"type":"timestamp","format":"YYYY-MM-DD hh:mm:ss"}"#;
    assert_eq!(json(&["2024-01-31 10:00:00", "2024-01-31 23:59:59"]), local);
    let zoned = r#"{"type":"timestamp_tz","format":"YYYY-MM-DDThh:mm:ss.SSSZ"}"#;
    assert_eq!(json(&["2024-01-31T10:00:00.000Z", "2024-01-31T10:00:00.125Z"]), zoned);
    assert_eq!(kind(&["2024-01-31T10:00:00+01:00", "2024-07-31T10:00:00+02:00"]), ColumnType::Text);
    assert_eq!(kind(&["2024-01-31 10:00", "2024-01-31"]), ColumnType::Text);
}

#[test]
fn truth_values_in_one_spelling() {
    assert_eq!(json(&["yes", "no", "yes"]), r#"{"type":"boolean","true_text":"yes","false_text":"no"}"#);
    assert_eq!(kind(&["yes", "No"]), ColumnType::Text);
    assert_eq!(kind(&["0", "1"]), ColumnType::Integer);
    assert_eq!(kind(&["true", "true"]).name(), "boolean");
    assert!(column(&["NO", "NO"]).evidence.starts_with("text: every value is `NO`"));
}

#[test]
fn empty_texts() {
    let found = column(&["", ""]);
    assert_eq!(
        (found.column.kind, found.evidence.as_str()),
        (ColumnType::Text, "text: none of 2 rows has a value")
    );
    let found = column(&["1", "\"\"", ""]);
    assert_eq!((found.column.kind, found.nulls, found.values), (ColumnType::Integer, 2, 1));
    let found = column(&["a", "\"\"", ""]);
    assert_eq!((found.column.kind, found.nulls, found.values), (ColumnType::Text, 1, 2));
}

#[test]
fn plain_text_names_its_first_value() {
    let found = column(&["Anna", "Ben"]);
    assert_eq!(
        found.evidence,
        "text: line 2 has `Anna`, which is neither a number, a date nor a truth value"
    );
    assert_eq!(found.refuted.len(), 1);
}

#[test]
fn findings_survive_json() {
    let found = column(&["1", "2", "x"]);
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<ColumnFinding>(&json).unwrap(), found);
}
