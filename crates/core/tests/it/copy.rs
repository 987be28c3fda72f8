//! What is written by COPY is what Postgres reads from the same text.

use tabular::{Cell, ColumnType};

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
    let cells: Vec<Cell<'_>> = texts.iter().map(|text| Cell::Numeric(text)).collect();
    let read: Vec<String> =
        through_postgres(ColumnType::Numeric, &cells).await.into_iter().flatten().collect();
    assert_eq!(read, texts);
}

#[tokio::test]
async fn floats_come_back_as_tabular_writes_them() {
    let texts = ["1.5e-07", "1e+22", "-2.5e+100", "0.1", "123456789012345", "1e+15", "0.0001"];
    let cells: Vec<Cell<'_>> = texts.iter().map(|text| ColumnType::Float.parse(text).unwrap()).collect();
    let read: Vec<String> = through_postgres(ColumnType::Float, &cells).await.into_iter().flatten().collect();
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
