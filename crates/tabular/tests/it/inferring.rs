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
    assert_eq!(found.column.kind, ColumnType::INTEGER);
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
        "text: the first value fits an integer, but line 3 has `00123`, whose leading zeros a number would lose"
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
    assert_eq!(kind(&["-0.00", "2"]), ColumnType::Text);
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
fn marks_between_digits_need_a_proof() {
    let found = column(&["61397,55", "3270,36", "5"]);
    assert_eq!(
        found.evidence,
        "numeric: all 3 values are decimal numbers, written like `1234,5`; `61397,55` on line 2 decides what its marks mean"
    );
    let found = column(&["1,234", "4,779,736", "12"]);
    assert_eq!(
        found.evidence,
        "integer: all 3 values are whole numbers, written like `1,234`; `4,779,736` on line 3 decides what its marks mean"
    );
    assert_eq!(found.column.format(&tabular::Cell::Integer4(4_779_736)), "4,779,736");
    let found = column(&["1,234", "28,801"]);
    assert_eq!(
        found.evidence,
        "text: `1,234` has two readings: its comma may group digits or stand before decimals, and no value decides"
    );
    assert_eq!(column(&["28,801", "34,02"]).column.kind.name(), "numeric");
    // No notation of decimals drops all places of one number and keeps a needless zero of another.
    assert_eq!(column(&["801", "25,640"]).column.kind.name(), "integer");
    assert_eq!(kind(&["801", "25,649"]), ColumnType::Text);
    assert_eq!(kind(&["1234", "1,234"]), ColumnType::Text);
    assert_eq!(column(&["1.234.567", "1.234"]).column.kind.name(), "integer");
    assert_eq!(kind(&["1.234"]), ColumnType::NUMERIC);
    assert_eq!(column(&["12,34,567.50", "1,000"]).column.kind.name(), "numeric");
    assert_eq!(column(&["40 430", "830"]).column.kind.name(), "integer");
}

#[test]
fn columns_follow_the_habits_that_others_prove() {
    let file = |rows: &str| read(format!("a;b\n{rows}")).findings.remove(0).column.kind;
    assert_eq!(file("1,234;1,5\n5,678;2,25\n").name(), "numeric");
    assert_eq!(file("1,234;1,234.5\n5,678;1\n").name(), "integer");
    assert_eq!(file("1,234;x\n5,678;y\n"), ColumnType::Text);
    assert_eq!(file("1.234;1.234,5\n5.678;1\n").name(), "integer");
    assert_eq!(file("1.234;3,5\n5.678;1\n"), ColumnType::Text);
    // Columns that contradict each other prove nothing.
    let three = read("a;b;c\n1,234;1,5;2.50\n5,678;2,25;3.75\n").findings.remove(0);
    assert_eq!(three.column.kind, ColumnType::Text);
    assert_eq!(file("01/02/2024;25/12/2024\n").name(), "date");
}

#[test]
fn numbers_that_are_none() {
    for (values, reason) in [
        (&["+33612345678", "+33687654321"][..], "plus sign"),
        (&["160,165,181", "225,218,211"], "numbers from 0 to 255"),
        (&["612 345 678", "698 765 432"], "as many digits"),
        (&["0799 310 498", "0799 210 689"], "leading zeros"),
        (&["1E5", "2E7"], "floating-point"),
        (&["1.2.3", "1.10.0"], ""),
        (&["$5", "€7"], "whose unit is not that of the others"),
        (&["5%", "7"], "whose unit is not that of the others"),
        (&["1 234", "5678"], "marks between digits"),
        (&["1.5.0.2", "2.0.0.1"], "may be versions"),
    ] {
        let found = column(values);
        assert_eq!(found.column.kind, ColumnType::Text, "{values:?}");
        assert!(found.evidence.contains(reason), "{}", found.evidence);
    }
}

#[test]
fn three_small_numbers_with_one_mark_are_a_colour_and_with_two_a_number() {
    assert_eq!(kind(&["255,128,100", "128,255,200"]), ColumnType::Text);
    assert!(json(&["1.100,50", "1.129,50"]).contains("numeric"));
}

#[test]
fn money_and_shares_keep_their_unit_in_the_format() {
    let found = column(&["£68,486.66", "-£1.00"]);
    assert_eq!(
        found.evidence,
        "numeric: both values are decimal numbers with the unit `£`, written like `£1,234.5`; `£68,486.66` \
         on line 2 decides what its marks mean"
    );
    assert_eq!(found.column.kind.unit(), Some("£"));
    let cell = found.column.parse("-£1.00").unwrap();
    assert_eq!(ColumnType::Text.format(&cell), "-1.00");
    assert_eq!(found.column.format(&cell), "-£1.00");
    assert_eq!(column(&["22.69%", "-3%"]).column.kind.unit(), Some("%"));
    assert_eq!(column(&["(1,234.50)", "7.00"]).column.kind.name(), "numeric");
    // Parentheses around one number among others may say that it is uncertain.
    assert_eq!(
        column(&["3", "6", "(12)"]).evidence,
        "text: `(12)` on line 4 is the only number written so, which may mean something else than a minus"
    );
    assert_eq!(column(&["3", "6", "(12)", "(7)"]).column.kind.name(), "integer");
    assert_eq!(column(&["+5", "-3", "0"]).column.kind.name(), "integer");
    // A price of fuel has three decimals.
    assert_eq!(kind(&["€1,459", "€1,529"]), ColumnType::Text);
    let file = read("id;Pay (£)\n1;165,000\n2;98,000\n");
    assert_eq!(file.findings[1].column.kind.name(), "integer");
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
fn decimals_are_exact() {
    let found = column(&["1.50", "2.25"]);
    assert_eq!(found.evidence, "numeric: both values are decimal numbers with 2 decimal places");
    let found = column(&["1", "2.250", "12345678901234567890"]);
    assert_eq!(found.column.kind, ColumnType::NUMERIC);
    assert_eq!(found.refuted[0].kind, "integer");
}

#[test]
fn points_that_may_group_digits_are_no_decimals() {
    let doubtful = column(&["13.369", "684", "3.755"]);
    assert_eq!(
        doubtful.evidence,
        "text: a point may group digits or stand before decimals: behind it are always three digits, and some numbers \
         have none"
    );
    let grouped = column(&["13.369", "684", "6.390"]);
    assert_eq!(
        grouped.evidence,
        "integer: all 3 values are whole numbers written like 1.234, with points between groups: no decimal numbers have \
         always three places, or none, and zeros at the end"
    );
    assert_eq!(column(&["13.369", "684.000", "6.390"]).column.kind, ColumnType::NUMERIC);
    assert_eq!(column(&["13.369", "684", "0.391"]).column.kind, ColumnType::NUMERIC);
}

#[test]
fn of_two_texts_equally_near_the_even_one_is_a_float() {
    let found = column(&["1.5", "1e-10", "273852513796824.62"]);
    assert_eq!(found.column.kind.name(), "float");
    let cell = found.column.parse("273852513796824.62").unwrap();
    assert_eq!(found.column.format(&cell), "273852513796824.62");
}

#[test]
fn floats_only_where_the_text_survives() {
    assert_eq!(kind(&["1.5e-07", "0.25", "3"]), ColumnType::FLOAT);
    assert_eq!(kind(&["1.5e-07", "0.250"]), ColumnType::Text);
    assert_eq!(kind(&["1.5E-7", "1"]), ColumnType::Text);
    let found = column(&["0.0", "1.02e-06"]);
    assert_eq!(
        found.evidence,
        "float: both values are floating-point numbers written as Python does, as `1.02e-06` on line 3 shows"
    );
    assert_eq!(column(&["1.50E-07", "2.00E+01"]).column.kind.name(), "float");
    assert_eq!(column(&["-0.0", "2.5"]).column.kind.name(), "float");
    assert_eq!(column(&["2.25", "1e+06"]).column.kind.name(), "float");
}

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
fn percentages_with_their_unit() {
    assert_eq!(
        column(&["12.5%", "7%"]).evidence,
        "numeric: both values are decimal numbers with the unit `%`, written like `1234.5%`; the values leave no doubt \
         what their points mean"
    );
    assert!(
        column(&["1.234%", "7%"]).evidence.ends_with("; nothing in the file says that points group digits")
    );
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
