//! Pairs of numbers in one column: when they are coordinates, and what is said about them.

use std::collections::BTreeMap;

use tabular::{Cell, ColumnFinding, ColumnType, Inference, Wanted, decode, input::Bytes, sniff};

/// The finding about a column with this header; the values may hold anything but tabs.
fn column(label: &str, values: &[&str]) -> ColumnFinding {
    find(label, values, None)
}

fn find(label: &str, values: &[&str], wanted: Option<&str>) -> ColumnFinding {
    let rows: String = values.iter().map(|value| format!("x\t{value}\n")).collect();
    let file = format!("name\t{label}\n{rows}");
    let (input, limits) = (Bytes::whole(file.as_bytes()), tabular::Limits::default());
    let overrides = sniff::Overrides {
        delimiter: Some(sniff::Delimiter::TAB),
        header: Some(1),
        ..sniff::Overrides::default()
    };
    let layout = sniff::survey(&input, &overrides, &limits).unwrap();
    let mut rows = decode::open(&input, &layout, &limits).unwrap();
    let wanted: BTreeMap<String, Wanted> =
        wanted.map(|kind| (label.to_owned(), kind.parse().unwrap())).into_iter().collect();
    let mut inference = Inference::with_wanted(rows.labels(), &wanted);
    let mut batch = tabular::Batch::new();
    while rows.read(&mut batch).unwrap() {
        inference.observe(&batch);
    }
    inference.finish().remove(1)
}

#[test]
fn every_form_is_taken_with_a_header_that_speaks_for_it() {
    for values in [
        ["48.8566, 2.3522", "52.52, 13.405"],
        ["(48.8566, 2.3522)", "(52.52, 13.405)"],
        ["48.8566;2.3522", "52.52;13.405"],
        ["48.8566 2.3522", "52.52 13.405"],
        ["[2.3522, 48.8566]", "[13.405, 52.52]"],
        ["POINT (2.3522 48.8566)", "POINT (13.405 52.52)"],
        ["48.8500,2.3522", "52.5200,13.4050"],
    ] {
        let found = column("coordinates", &values);
        assert_eq!(found.column.kind.name(), "point", "{}", found.evidence);
        for value in values {
            let cell = found.column.parse(value).unwrap();
            assert!(matches!(cell, Cell::Point(..)), "{value}");
            assert_eq!(found.column.format(&cell), value);
        }
    }
    // The order of the file stays.
    let kind = column("GPS", &["48.8566, 2.3522", "52.52, 13.405"]).column.kind;
    assert_eq!(kind.parse("52.52, 13.405"), Ok(Cell::Point(52.52, 13.405)));
}

#[test]
fn the_evidence_says_which_number_is_the_latitude() {
    let evidence = |label: &str, values: &[&str]| column(label, values).evidence;
    assert_eq!(
        evidence("lat/lon", &["48.8566, 2.3522", "52.52, 13.405"]),
        "point: both values are pairs of coordinates, as the header says; the latitude is first, by the header"
    );
    assert_eq!(
        evidence("lat/lon", &["13.405, 52.52", "151.2093, -33.8688"]),
        "point: both values are pairs of coordinates, as the header says; the longitude is first, since line 3 has \
         `151.2093, -33.8688`, although the header names them the other way round"
    );
    assert_eq!(
        evidence("geo", &["52.52, 13.405", "-33.8688, 151.2093"]),
        "point: both values are pairs of coordinates, as the header says; the latitude is first, since line 3 has \
         `-33.8688, 151.2093`"
    );
    assert_eq!(
        evidence("geo_point_2d", &["52.52, 13.405", "48.85, 2.35"]),
        "point: both values are pairs of coordinates, as the header says; the latitude is first, as in texts of geo \
         points"
    );
    assert_eq!(
        evidence("x", &["POINT (13 52)", "POINT (2.35 48.85)"]),
        "point: both values are pairs of coordinates, written as well-known text; the longitude is first, as in \
         well-known text"
    );
    assert_eq!(
        evidence("x", &["52.52001, 13.40495", "48.8566, 2.3522"]),
        "point: both values are pairs of coordinates with the decimals of measured places, and neither ranges nor \
         shares; which of the two is the latitude is not known"
    );
}

#[test]
fn pairs_that_nothing_calls_coordinates_stay_what_they_are() {
    let evidence = |label: &str, values: &[&str]| column(label, values).evidence;
    let nothing = "text: all 3 values are pairs of numbers, and nothing says that they are coordinates";
    // Dimensions, confidence intervals, shares, an estimate with its error.
    assert_eq!(evidence("size", &["1.5, 2.5", "3.5, 2.0", "4.0, 1.5"]), nothing);
    assert_eq!(evidence("ci", &["(1.1234, 2.5678)", "(3.1231, 4.1234)", "(0.1234, 5.5678)"]), nothing);
    assert_eq!(evidence("p", &["0.1234 0.0078", "0.9231 0.1234", "0.1234 0.5678"]), nothing);
    assert_eq!(evidence("estimate", &["12.1234 0.0078", "10.9231 0.1234", "9.1234 0.5678"]), nothing);
    for (label, values) in [
        ("coordinates", ["1,2", "3,4", "5,6"]),
        ("coordinates", ["10, 20", "30, 40", "50, 60"]),
        ("geo", ["1,5", "2,5", "1.000,5"]),
        ("location", ["1.5-2.5", "1.5-3.5", "2.5-3.5"]),
        ("location", ["1.5 x 2.5", "1.5 x 3.5", "2.5 x 3.5"]),
        ("lat", ["51.5, 52.5", "53.5, 50.1", "54.5, 49.1"]),
    ] {
        assert_ne!(column(label, &values).column.kind.name(), "point", "{label} {values:?}");
    }
    assert_eq!(column("embedding", &["[0.1, 0.2]", "[0.3, 0.1]"]).column.kind, ColumnType::Json);
    assert_eq!(
        evidence("coordinates", &["52.52, 13.405"]),
        "text: the only value is a pair of numbers, too little to tell coordinates by"
    );
}

#[test]
fn the_value_that_decides_is_named() {
    let evidence = |values: &[&str]| column("coordinates", values).evidence;
    assert_eq!(
        evidence(&["52.52, 13.405", "48.8566, 2.3522", "unknown place"]),
        "text: the first 2 values fit a pair of coordinates, but line 4 has `unknown place`"
    );
    assert_eq!(
        evidence(&["52.52, 13.405", "48.8566,2.3522"]),
        "text: the first value fits a pair of coordinates, but line 3 has `48.8566,2.3522`, whose brackets, separator or blanks \
         differ"
    );
    assert_eq!(
        evidence(&["52.52, 13.405", "48.8560, 2.3522"]),
        "text: the first value fits a pair of coordinates, but line 3 has `48.8560, 2.3522`, whose digits a point would write \
         differently"
    );
    assert_eq!(
        evidence(&["52.52, 13.405", "389500.5, 5819300.25"]),
        "text: the first value fits a pair of coordinates, but line 3 has `389500.5, 5819300.25`, which is beyond the degrees of \
         latitude and longitude"
    );
    // One order for the whole column.
    assert_eq!(column("coordinates", &["13.405, 152.52", "148.8566, 2.3522"]).column.kind, ColumnType::Text);
}

#[test]
fn a_chosen_point_takes_any_pair_and_is_checked() {
    let found = find("size", &["1.5, 2.5", "389500.5, 2"], Some("point"));
    assert_eq!(found.evidence, "point: as chosen; both values are pairs of numbers like 12.3456, 65.4321");
    assert_eq!(found.column.parse("389500.5, 2"), Ok(Cell::Point(389_500.5, 2.0)));
    let found = find("size", &["1.5, 2.5", "(1.5, 2.5)", "3.5, 4.5"], Some("point"));
    assert_eq!(
        found.evidence,
        "point: as chosen, but 1 value does not fit, the first on line 3: `(1.5, 2.5)`"
    );
    assert_eq!((found.mismatches, found.column.parse("3.5, 4.5")), (1, Ok(Cell::Point(3.5, 4.5))));
    assert_eq!(
        found.column.parse("(1.5, 2.5)").unwrap_err().to_string(),
        "`(1.5, 2.5)` is not a pair of numbers written like 12.3456, 65.4321"
    );
}
