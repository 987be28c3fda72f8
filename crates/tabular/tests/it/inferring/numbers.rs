//! Whole and decimal numbers, money and shares.

use tabular::ColumnType;

use super::{column, json, kind};
use crate::read;

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
    assert_eq!(kind(&["1.234"]), ColumnType::Text);
    assert_eq!(kind(&["1.2345"]), ColumnType::NUMERIC);
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
    assert_eq!(kind(&["13.369", "684.000", "6.390"]), ColumnType::Text);
    assert_eq!(kind(&["1.000", "-2205"]), ColumnType::NUMERIC);
    assert_eq!(kind(&["1.000", "2205"]), ColumnType::NUMERIC);
    assert_eq!(column(&["13.369", "684", "0.391"]).column.kind, ColumnType::NUMERIC);
}

#[test]
fn behind_semicolons_a_point_before_three_digits_is_open() {
    let file = read("n;v\n1;1.234\n2;5.678\n3;9.012\n");
    assert_eq!(
        file.findings[1].evidence,
        "text: a point may group digits or stand before decimals: behind it are always three digits, and files delimited by \
         `;` often write decimals with a comma"
    );
    let kind = |text: &str| read(text).findings[1].column.kind.name();
    assert_eq!(kind("n;v\n1;1.234\n2;0.678\n"), "numeric");
    assert_eq!(kind("n;v;w\n1;1.234;1.5\n2;5.678;2.5\n"), "numeric", "another column has decimals");
    assert_eq!(kind("n;v;w\n1;1.234;1.234.567\n2;5.678;2.000\n"), "integer", "another column has groups");
    assert_eq!(kind("n,v\n1,1.234\n2,5.678\n"), "numeric");
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
