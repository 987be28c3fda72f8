//! What is written by COPY is what Postgres reads from the same text.

use tabular::{Cell, ColumnType, Decimal};

use crate::world::{World, column};

/// Loads `cells` as one column and reads them back as Postgres writes them.
async fn through_postgres(kind: ColumnType, cells: &[Cell<'_>]) -> Vec<Option<String>> {
    let world = World::new().await;
    let columns = [column("x", kind)];
    let rows: Vec<Vec<Cell<'_>>> = cells.iter().map(|cell| vec![*cell]).collect();
    world.version(&[], &columns, &rows).await;
    let read = world.client().await.query("SELECT x::text FROM lab.a", &[]).await.unwrap();
    read.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn decimals_come_back_digit_for_digit() {
    let mut texts: Vec<String> =
        ["0", "0.0", "0.000", "12.50", "-0.05", "10000", "9999.9999", "100000000.00000001"]
            .map(str::to_owned)
            .to_vec();
    texts.push(format!("{}.{}", "9".repeat(300), "1".repeat(301)));
    texts.push(format!("-1{}", "0".repeat(500)));
    texts.push(format!("0.{}7", "0".repeat(99)));
    for digits in 1..30 {
        texts.push(format!(
            "{}.{}",
            &"1234567890123456789012345678901234"[..digits],
            &"0987650000"[..digits % 10 + 1]
        ));
    }
    let cells: Vec<Cell<'_>> = texts.iter().map(|text| Cell::Numeric(Decimal::new(text).unwrap())).collect();
    let read: Vec<String> =
        through_postgres(ColumnType::NUMERIC, &cells).await.into_iter().flatten().collect();
    assert_eq!(read, texts);
}

#[tokio::test]
async fn floats_come_back_as_tabular_writes_them() {
    let texts = ["1.5e-07", "1e+22", "-2.5e+100", "0.1", "123456789012345", "1e+15", "0.0001"];
    let cells: Vec<Cell<'_>> = texts.iter().map(|text| ColumnType::FLOAT.parse(text).unwrap()).collect();
    let read: Vec<String> = through_postgres(ColumnType::FLOAT, &cells).await.into_iter().flatten().collect();
    assert_eq!(read, texts);
}

#[tokio::test]
async fn dates_from_the_first_to_the_last_year_come_back() {
    let kind = ColumnType::Date { format: "YYYY-MM-DD".parse().unwrap() };
    let texts = ["0001-01-01", "1582-10-15", "1969-12-31", "1970-01-01", "2000-02-29", "9999-12-31"];
    let cells: Vec<Cell<'_>> = texts.iter().map(|text| kind.parse(text).unwrap()).collect();
    let read: Vec<String> = through_postgres(kind.clone(), &cells).await.into_iter().flatten().collect();
    assert_eq!(read, texts);
}

#[tokio::test]
async fn instants_come_back_in_utc() {
    let kind = ColumnType::TimestampTz { format: "YYYY-MM-DDThh:mm:ssZ".parse().unwrap() };
    let cells = [kind.parse("1969-12-31T23:59:59Z").unwrap(), kind.parse("2024-02-29T12:00:00Z").unwrap()];
    let read: Vec<String> = through_postgres(kind.clone(), &cells).await.into_iter().flatten().collect();
    assert_eq!(read, ["1969-12-31 23:59:59+00", "2024-02-29 12:00:00+00"]);
}

#[tokio::test]
async fn null_and_the_empty_text_are_two_things() {
    let read = through_postgres(ColumnType::Text, &[Cell::Null, Cell::Text(""), Cell::Text("\\N")]).await;
    assert_eq!(read, [None, Some(String::new()), Some("\\N".to_owned())]);
}

#[tokio::test]
async fn every_other_type_comes_back_as_postgres_prints_it() {
    let upper = ColumnType::Uuid { upper: true };
    let euros = r#"{"type":"numeric","format":{"decimal":"comma","group":{"mark":"."},"suffix":" €"}}"#;
    let long = r#"{"type":"interval","format":{"clock":"h:mm:ss"}}"#;
    let of = |json: &str| serde_json::from_str::<ColumnType>(json).unwrap();
    let time = ColumnType::Time { format: "h:mm AM".parse().unwrap() };
    let iso = ColumnType::Interval { format: tabular::IntervalFormat::Iso };
    let point = |[prefix, separator, suffix]: [&str; 3]| {
        let [prefix, separator, suffix] = [prefix, separator, suffix].map(str::to_owned);
        let style = tabular::FloatStyle::Postgres;
        ColumnType::Point { format: Box::new(tabular::PointFormat { prefix, separator, suffix, style }) }
    };
    for (kind, texts, read) in [
        (ColumnType::INTEGER, ["-2147483648", "2147483647"], ["-2147483648", "2147483647"]),
        (ColumnType::BIGINT, ["-9223372036854775808", "1"], ["-9223372036854775808", "1"]),
        (of(euros), ["-1.234.567,50 €", "0,5 €"], ["-1234567.50", "0.5"]),
        (time, ["12:05 AM", "1:30 PM"], ["00:05:00", "13:30:00"]),
        (iso, ["P1Y2M3DT4H5M6.5S", "PT0S"], ["P1Y2M3DT4H5M6.5S", "PT0S"]),
        (of(long), ["136:05:00", "0:00:01"], ["PT136H5M", "PT1S"]),
        (
            upper,
            ["276033E5-B72A-4218-8E8E-2B0575E0191E", "00000000-0000-0000-0000-000000000000"],
            ["276033e5-b72a-4218-8e8e-2b0575e0191e", "00000000-0000-0000-0000-000000000000"],
        ),
        (ColumnType::Json, [r#"{"b": 1,  "a": [2]}"#, "[]"], [r#"{"b": 1,  "a": [2]}"#, "[]"]),
        (ColumnType::Inet, ["10.0.0.1", "2001:db8::1"], ["10.0.0.1/32", "2001:db8::1/128"]),
        (point(["", ", ", ""]), ["52.52, 13.405", "-0.1278, 0.1"], ["(52.52,13.405)", "(-0.1278,0.1)"]),
        (
            point(["POINT (", " ", ")"]),
            ["POINT (0.1 1e-05)", "POINT (-179.99999999999997 4.940656458412465)"],
            ["(0.1,1e-05)", "(-179.99999999999997,4.940656458412465)"],
        ),
        (ColumnType::Cidr, ["10.0.0.0/8", "2001:db8::/32"], ["10.0.0.0/8", "2001:db8::/32"]),
    ] {
        let cells = texts.map(|text| kind.parse(text).unwrap());
        let found = through_postgres(kind, &cells).await;
        assert_eq!(found, read.map(|text| Some(text.to_owned())), "{texts:?}");
    }
}
