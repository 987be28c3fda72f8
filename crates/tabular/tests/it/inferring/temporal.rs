//! Dates and timestamps.

use tabular::ColumnType;

use super::{column, json, kind};
use crate::read;

#[test]
fn columns_that_contradict_each_other_decide_no_order() {
    let open = |file: &str| {
        let found = read(file).findings.into_iter().next().unwrap();
        (found.column.kind.name(), found.evidence)
    };
    assert_eq!(open("open,clear\n01/02/2024,25/01/2024\n03/04/2024,26/01/2024\n").0, "date");
    let contradicted = "text: day and month cannot be told apart: no value has a number above 12, so `01/02/2024` \
                        has two readings, and the file's other dates are written in several orders";
    for file in [
        "open,clear,other\n01/02/2024,25/01/2024,01/25/2024\n03/04/2024,26/01/2024,01/26/2024\n",
        "open,clear,mixed\n01/02/2024,25/01/2024,01/25/2024\n03/04/2024,26/01/2024,26/01/2024\n",
        "open,mixed\n01/02/2024,01/25/2024\n03/04/2024,26/01/2024\n",
    ] {
        assert_eq!(open(file), ("text", contradicted.to_owned()), "{file}");
    }
    // What is no date in any order mixes no orders, nor does a date with other separators.
    assert_eq!(
        open("open,clear,no\n01/02/2024,25/01/2024,25/01/2024\n03/04/2024,26/01/2024,99/99/2024\n").0,
        "date"
    );
    assert_eq!(
        open("open,clear,no\n01/02/2024,25/01/2024,25-01-2024\n03/04/2024,26/01/2024,01-26-2024\n").0,
        "date"
    );
}

#[test]
fn offsets_that_differ_are_told() {
    let evidence = |first: &str, second: &str| column(&[first, second]).evidence;
    assert_eq!(
        evidence("2024-01-02T10:00:00Z", "2024-01-03T11:00:00+02:00"),
        "text: the first value fits a timestamp, but line 3 has `2024-01-03T11:00:00+02:00`, whose offset from UTC \
         differs from that of the values before"
    );
    assert!(evidence("2024-01-02T10:00:00Z", "2024-01-03T11:00:00+00:00").ends_with("in another way"));
    assert!(
        evidence("2024-01-02T10:00:00", "2024-01-03T11:00:00Z")
            .ends_with("has an offset from UTC, unlike the values before")
    );
    assert!(
        evidence("2024-01-02T10:00:00Z", "2024-01-03T11:00:00")
            .ends_with("has no offset from UTC, unlike the values before")
    );
    assert!(evidence("2024-01-02T10:00:00Z", "2024-01-03 11:00:00Z").ends_with("is written in another way"));
}

#[test]
fn dates_in_one_order() {
    assert_eq!(json(&["2024-01-31", "2023-12-01"]), r#"{"type":"date","format":"YYYY-MM-DD"}"#);
    let found = column(&["01/02/2024", "25/01/2024"]);
    assert_eq!(
        found.evidence,
        "date: both values are written DD/MM/YYYY, from 2024-01-25 to 2024-02-01; `25/01/2024` on line 3 decides \
         the order of day and month"
    );
    assert_eq!(json(&["7/3/2024", "12/25/2024"]), r#"{"type":"date","format":"M/D/YYYY"}"#);
    assert_eq!(json(&["03.07.2024", "12.11.2024"]), r#"{"type":"date","format":"DD.MM.YYYY"}"#);
    assert_eq!(json(&["09-Mar-11", "16-Dec-15"]), r#"{"type":"date","format":"DD-Mon-YY[1950]"}"#);
    assert_eq!(json(&["3. Mai 2024", "12. Oktober 2024"]), r#"{"type":"date","format":"D. Month[de] YYYY"}"#);
    assert_eq!(json(&["May 3, 2024", "June 12, 2024"]), r#"{"type":"date","format":"Month D, YYYY"}"#);
    assert_eq!(json(&["20240131", "20231201"]), r#"{"type":"date","format":"YYYYMMDD"}"#);
    assert_eq!(kind(&["20240131", "20231301"]), ColumnType::INTEGER);
    assert_eq!(kind(&["20240131"]), ColumnType::INTEGER);
    assert_eq!(kind(&["1833-01", "1833-02"]), ColumnType::Text);
    assert_eq!(json(&["7/1/62", "12/31/99"]), r#"{"type":"date","format":"M/D/YY[1950]"}"#);
    assert_eq!(kind(&["7/31/35", "12/31/40"]), ColumnType::Text);
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
    let sometimes = r#"{"type":"timestamp","format":"YYYY-MM-DDThh:mm:ss.S*"}"#;
    assert_eq!(json(&["2024-01-31T10:00:00", "2024-01-31T10:00:00.5"]), sometimes);
    let half = r#"{"type":"timestamp","format":"M/D/YYYY h:mm AM"}"#;
    assert_eq!(json(&["1/31/2024 1:05 PM", "12/1/2024 12:00 AM"]), half);
    assert_eq!(
        json(&["2024-01-31 10:00:00 UTC"]),
        r#"{"type":"timestamp_tz","format":"YYYY-MM-DD hh:mm:ss UTC"}"#
    );
}
