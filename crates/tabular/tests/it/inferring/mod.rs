//! What type a column gets, and what is said about it.

mod numbers;
mod temporal;

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
fn words_for_no_value_are_null_where_the_others_have_a_type() {
    let found = column(&["1", "2", "N/A", "-", "N/A"]);
    assert_eq!(
        found.evidence,
        "integer: both values are whole numbers from 1 to 2; `N/A` stands for no value (2 times, first on line 4); \
         `-` stands for no value (1 time, first on line 5)"
    );
    assert_eq!((found.nulls, found.values), (3, 2));
    assert_eq!(found.column.nulls, ["N/A", "-"]);
    assert_eq!(found.column.parse("N/A"), Ok(tabular::Cell::Null));
    let found = column(&["DE", "NA", "FR"]);
    assert_eq!((found.column.kind, found.nulls, found.values), (ColumnType::Text, 0, 3));
    assert_eq!(column(&["NA", "-"]).evidence, "text: there is nothing but `NA`, `-`");
}

#[test]
fn spaces_are_declared_or_text() {
    let found = column(&[" 0.5", " 12.25"]);
    assert_eq!(found.column.kind, ColumnType::NUMERIC);
    assert_eq!(found.column.format(&found.column.parse(" 12.25").unwrap()), " 12.25");
    assert_eq!(kind(&["   1", "  12", "1234", "12345"]), ColumnType::INTEGER);
    let found = column(&["1", "2 ", "33"]);
    assert_eq!(
        found.evidence,
        "text: line 3 has `2 `, and spaces of no common width would be lost as integer"
    );
}

#[test]
fn a_chosen_type_wins_and_is_checked() {
    let file = b"a;b;c\n00123;5;01/02/2024\n7;x;03/04/2024\n";
    let input = tabular::input::Bytes::whole(*file);
    let (limits, overrides) = (tabular::Limits::default(), tabular::Overrides::default());
    let layout = tabular::sniff::survey(&input, &overrides, &limits).unwrap();
    let mut rows = tabular::decode::open(&input, &layout, &limits).unwrap();
    let wanted = [("a", "integer"), ("b", "integer"), ("c", "date DD/MM/YYYY")]
        .map(|(label, kind)| (label.to_owned(), kind.parse().unwrap()));
    let mut inference = tabular::Inference::with_wanted(rows.labels(), &wanted.into());
    let mut batch = tabular::Batch::new();
    while rows.read(&mut batch).unwrap() {
        inference.observe(&batch);
    }
    let found = inference.finish();
    assert_eq!(
        found.iter().map(|f| f.evidence.as_str()).collect::<Vec<_>>(),
        [
            "integer: as chosen, but 1 value does not fit, the first on line 2: `00123`",
            "integer: as chosen, but 1 value does not fit, the first on line 3: `x`",
            "date: as chosen, and every value fits",
        ]
    );
    assert_eq!((found[0].mismatches, found[2].mismatches), (1, 0));
    assert_eq!(found[0].column.parse("00123").unwrap_err().to_string(), "`00123` is not an integer");
}

#[test]
fn types_with_one_form() {
    let uuid = "276033e5-b72a-4218-8e8e-2b0575e0191e";
    let found = column(&[uuid, "NULL"]);
    assert_eq!(
        found.evidence,
        "uuid: the only value is among UUIDs; `NULL` stands for no value (1 time, first on line 3)"
    );
    assert_eq!(kind(&["{}", "[1]"]), ColumnType::Json);
    assert_eq!(kind(&["10.0.0.1", "192.168.1.7"]), ColumnType::Inet);
    assert_eq!(kind(&["10.0.0.0/8", "192.168.0.0/16"]), ColumnType::Cidr);
    assert_eq!(column(&["PT4M13S", "P1D"]).column.kind.name(), "interval");
    assert_eq!(column(&["9:05:00", "13:00:59"]).column.kind.name(), "time");
    assert_eq!(column(&["9:05:00", "33:00:59"]).column.kind.name(), "interval");
    assert_eq!(column(&["9:05", "33:00"]).column.kind, ColumnType::Text);
}

#[test]
fn one_late_value_decides() {
    let mut values = vec!["7"; 5000];
    values.push("12a");
    let found = column(&values);
    assert_eq!(found.evidence, "text: the first 5,000 values fit an integer, but line 5,002 has `12a`");
    let refuted = &found.refuted[0];
    assert_eq!((refuted.kind.as_str(), refuted.line, refuted.value.as_str()), ("integer", 5002, "12a"));
}

#[test]
fn truth_values_in_one_spelling() {
    assert_eq!(json(&["yes", "no", "yes"]), r#"{"type":"boolean","true_text":"yes","false_text":"no"}"#);
    assert_eq!(kind(&["yes", "No"]), ColumnType::Text);
    assert_eq!(json(&["NEIN", "JA"]), r#"{"type":"boolean","true_text":"JA","false_text":"NEIN"}"#);
    assert_eq!(kind(&["0", "1"]), ColumnType::INTEGER);
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
    assert_eq!((found.column.kind, found.nulls, found.values), (ColumnType::INTEGER, 2, 1));
    let found = column(&["a", "\"\"", ""]);
    assert_eq!((found.column.kind, found.nulls, found.values), (ColumnType::Text, 1, 2));
}

#[test]
fn plain_text_names_its_first_value() {
    let found = column(&["Anna", "Ben"]);
    assert_eq!(found.evidence, "text: `Anna` on line 2 is no number, date or other type");
    assert_eq!(found.refuted.len(), 1);
}

#[test]
fn findings_survive_json() {
    let found = column(&["1", "2", "x"]);
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<ColumnFinding>(&json).unwrap(), found);
}
