//! The difference of any two versions: which rows, in which order, and what of them changed.

mod past;
mod random;

use past::{Past, row};
use rowmill_core::{
    model::{ChangeKind, RowChanges},
    store::versions,
    table::history::{ChangeFilter, ChangedRow, MOST_LISTED},
};
use tabular::{Column, ColumnType};

use crate::world::column;

fn columns() -> Vec<Column> {
    vec![
        column("id", ColumnType::BIGINT),
        column("name", ColumnType::Text),
        column("price", ColumnType::BIGINT),
    ]
}

/// Each change as text: `~ 2 pear 25 -> 2 pear 26 [price]`.
fn texts(changes: &[ChangedRow], names: &[&str]) -> Vec<String> {
    let cells = |row: &Option<Vec<Option<String>>>| {
        row.as_ref()
            .map(|row| row.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect::<Vec<_>>().join(" "))
    };
    let text = |change: &ChangedRow| match (change.kind, cells(&change.old), cells(&change.new)) {
        (ChangeKind::Added, None, Some(new)) => format!("+ {new}"),
        (ChangeKind::Removed, Some(old), None) => format!("- {old}"),
        (ChangeKind::Changed, Some(old), Some(new)) => {
            let differs: Vec<&str> = names
                .iter()
                .zip(&change.differs)
                .filter(|(_, differs)| **differs)
                .map(|(name, _)| *name)
                .collect();
            format!("~ {old} -> {new} {differs:?}")
        }
        other => panic!("{other:?}"),
    };
    changes.iter().map(text).collect()
}

const NAMES: [&str; 3] = ["id", "name", "price"];

async fn fruit() -> Past {
    let mut past = Past::new().await;
    past.load(&columns(), ["1 apple 15", "2 pear 25", "3 plum 35", "4 fig 45"].map(row).to_vec()).await;
    past.refresh(["1 apple 15", "2 pear 26", "5 date 55", "4 - 45"].map(row).to_vec()).await;
    past.refresh(["0 kiwi 5", "1 apple 15", "2 pear 25", "5 date 55", "4 - 45"].map(row).to_vec()).await;
    past
}

#[tokio::test]
async fn without_a_key_rows_are_added_and_removed_in_the_order_of_the_file() {
    let past = fruit().await;
    let between = past.between(1, 2, &[]).await;
    assert_eq!(between.difference().counts, RowChanges { added: 3, removed: 3, changed: None });
    let changes = between.changes(ChangeFilter::default(), 2).await;
    let expected = ["- 2 pear 25", "+ 2 pear 26", "- 3 plum 35", "+ 5 date 55", "- 4 fig 45", "+ 4 - 45"];
    let mut sorted = texts(&changes, &NAMES);
    // Rows that took the place of others stand beside them; which comes first among them does not matter.
    assert_eq!(sorted.len(), 6);
    sorted.sort_unstable();
    let mut wanted = expected.map(str::to_owned).to_vec();
    wanted.sort_unstable();
    assert_eq!(sorted, wanted);
}

#[tokio::test]
async fn with_a_key_rows_have_changed_and_the_cells_are_known() {
    let past = fruit().await;
    let between = past.between(1, 2, &["id"]).await;
    assert_eq!(between.difference().counts, RowChanges { added: 1, removed: 1, changed: Some(2) });
    let changes = texts(&between.changes(ChangeFilter::default(), 3).await, &NAMES);
    assert!(changes.contains(&"~ 2 pear 25 -> 2 pear 26 [\"price\"]".to_owned()), "{changes:?}");
    assert!(changes.contains(&"~ 4 fig 45 -> 4 - 45 [\"name\"]".to_owned()), "{changes:?}");
    // And back again.
    let back = past.between(2, 1, &["id"]).await;
    let changes = texts(&back.changes(ChangeFilter::default(), 3).await, &NAMES);
    assert!(changes.contains(&"~ 2 pear 26 -> 2 pear 25 [\"price\"]".to_owned()), "{changes:?}");
    assert!(changes.contains(&"+ 3 plum 35".to_owned()), "{changes:?}");
}

#[tokio::test]
async fn a_row_that_was_gone_in_between_has_not_changed() {
    let past = fruit().await;
    let version = past.version(3).await;
    assert_eq!(version.relation, past.version(1).await.relation, "the test is about one relation");
    let between = past.between(1, 3, &["id"]).await;
    let changes = texts(&between.changes(ChangeFilter::default(), 10).await, &NAMES);
    assert!(changes.iter().all(|change| !change.contains("pear")), "{changes:?}");
    assert_eq!(between.difference().counts, RowChanges { added: 2, removed: 1, changed: Some(1) });
    assert_eq!(past.between(2, 2, &["id"]).await.difference().changes, Some(Vec::new()));
}

#[tokio::test]
async fn versions_in_different_relations_are_compared_by_their_digests() {
    let mut past = fruit().await;
    let rows = ["2 pear 25", "1 apple 15", "5 date 55", "6 lime 65", "4 fig 44"].map(row).to_vec();
    past.load(&columns(), rows).await;
    let between = past.between(3, 4, &["id"]).await;
    assert_eq!(between.difference().counts, RowChanges { added: 1, removed: 1, changed: Some(1) });
    let changes = texts(&between.changes(ChangeFilter::default(), 1).await, &NAMES);
    assert_eq!(changes, ["- 0 kiwi 5", "~ 4 - 45 -> 4 fig 44 [\"name\", \"price\"]", "+ 6 lime 65"]);
}

#[tokio::test]
async fn a_wider_type_alone_changes_no_row() {
    let mut past = fruit().await;
    let wider = [columns()[0].clone(), columns()[1].clone(), column("price", ColumnType::Text)];
    past.load(&wider, ["0 kiwi 5", "1 apple 15", "2 pear 25.5", "5 date 55", "4 - 45"].map(row).to_vec())
        .await;
    let between = past.between(3, 4, &["id"]).await;
    assert_eq!(between.difference().counts, RowChanges { added: 0, removed: 0, changed: Some(1) });
    let changes = texts(&between.changes(ChangeFilter::default(), 3).await, &NAMES);
    assert_eq!(changes, ["~ 2 pear 25 -> 2 pear 25.5 [\"price\"]"]);
}

#[tokio::test]
async fn other_columns_are_part_of_the_difference() {
    let mut past = fruit().await;
    let price = column("price", ColumnType::Text);
    let now = [columns()[0].clone(), price, column("origin", ColumnType::Text)];
    // The same price as text is the same price; a column that is empty is as one that is not there.
    past.load(&now, ["1 15 -", "2 25 ES", "5 55 -", "4 44 -"].map(row).to_vec()).await;
    let between = past.between(3, 4, &["id"]).await;
    let columns: Vec<_> = between
        .difference()
        .columns
        .iter()
        .map(|column| {
            (column.name.as_str(), column.from.map(|kind| kind.name), column.to.map(|kind| kind.name))
        })
        .collect();
    assert_eq!(
        columns,
        [
            ("id", Some("bigint"), Some("bigint")),
            ("price", Some("bigint"), Some("text")),
            ("origin", None, Some("text")),
            ("name", Some("text"), None),
        ]
    );
    let names = ["id", "price", "origin", "name"];
    let changes = texts(&between.changes(ChangeFilter::default(), 2).await, &names);
    assert_eq!(
        changes,
        [
            "- 0 5 - kiwi",
            "~ 1 15 - apple -> 1 15 - - [\"name\"]",
            "~ 2 25 - pear -> 2 25 ES - [\"origin\", \"name\"]",
            "~ 5 55 - date -> 5 55 - - [\"name\"]",
            "~ 4 45 - - -> 4 44 - - [\"price\"]",
        ]
    );
    // A key that only one of them has tells nothing.
    assert_eq!(past.between(3, 4, &["name"]).await.difference().counts.changed, None);
}

#[tokio::test]
async fn changes_are_filtered_by_kind_column_and_text() {
    let past = fruit().await;
    let between = past.between(1, 3, &["id"]).await;
    let filtered = async |kind: Option<ChangeKind>, column, text| {
        let filter = ChangeFilter { kind, column, text };
        texts(&between.changes(filter, 1).await, &NAMES)
    };
    assert_eq!(filtered(Some(ChangeKind::Removed), None, None).await, ["- 3 plum 35"]);
    assert_eq!(filtered(Some(ChangeKind::Added), None, None).await, ["+ 0 kiwi 5", "+ 5 date 55"]);
    assert_eq!(filtered(None, Some("name"), None).await, ["~ 4 fig 45 -> 4 - 45 [\"name\"]"]);
    assert!(filtered(None, Some("price"), None).await.is_empty());
    assert!(filtered(None, Some("no such column"), None).await.is_empty());
    assert_eq!(filtered(None, None, Some("KIW")).await, ["+ 0 kiwi 5"]);
    assert_eq!(filtered(None, None, Some("5")).await.len(), 4);
    // What a row was counts as well, and a pattern is none.
    assert_eq!(filtered(None, Some("name"), Some("fig")).await.len(), 1);
    assert!(filtered(None, None, Some("%")).await.is_empty());
    assert!(filtered(Some(ChangeKind::Added), None, Some("plum")).await.is_empty());
}

#[tokio::test]
async fn long_cells_that_differ_beyond_what_is_shown_are_marked() {
    let mut past = Past::new().await;
    let columns = vec![column("id", ColumnType::BIGINT), column("t", ColumnType::Text)];
    let long = "x".repeat(5_000);
    past.load(&columns, vec![row(&format!("1 {long}a")), row(&format!("2 {long}"))]).await;
    past.refresh(vec![row(&format!("1 {long}b")), row(&format!("2 {long}"))]).await;
    let between = past.between(1, 2, &["id"]).await;
    let changes = between.changes(ChangeFilter { column: Some("t"), ..ChangeFilter::default() }, 5).await;
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].differs.as_slice(), &changes[0].old), (&[false, true][..], &changes[0].new));
}

#[tokio::test]
async fn damaged_digests_are_made_up_for_by_the_rows() {
    let mut past = fruit().await;
    past.load(&columns(), ["1 apple 15", "2 pear 25"].map(row).to_vec()).await;
    let expected = past.between(1, 4, &["id"]).await.difference().counts;
    let digests = format!("{}_digests", past.version(1).await.relation.unwrap());
    let schema = format!("rowmill_w{}", past.world.workspace.id);
    let client = past.world.client().await;
    client.batch_execute(&format!("DELETE FROM {schema}.{digests} WHERE first_id = 0")).await.unwrap();
    assert_eq!(past.between(1, 4, &["id"]).await.difference().counts, expected);
    let within = past.between(1, 3, &["id"]).await;
    assert_eq!(within.difference().counts, RowChanges { added: 2, removed: 1, changed: Some(1) });
}

#[tokio::test]
async fn more_changes_than_can_be_listed_are_counted() {
    let mut past = Past::new().await;
    let columns = vec![column("id", ColumnType::BIGINT), column("n", ColumnType::BIGINT)];
    let rows = u32::try_from(MOST_LISTED).unwrap() + 100;
    let numbered = |more: u32| (0..rows).map(|n| row(&format!("{n} {}", n + more))).collect::<Vec<_>>();
    past.load(&columns, numbered(0)).await;
    let mut next = numbered(1);
    next.splice(0..50, [row("900000000 1"), row("900000001 1"), row("17 17")]);
    past.load(&columns, next).await;
    let difference = past.between(1, 2, &["id"]).await;
    let all = u64::from(rows);
    let counts = RowChanges { added: 2, removed: 49, changed: Some(all - 50) };
    assert_eq!((difference.difference().counts, &difference.difference().changes), (counts, &None));
    let unpaired = RowChanges { added: all - 48, removed: all - 1, changed: None };
    assert_eq!(past.between(1, 2, &[]).await.difference().counts, unpaired);
}

#[tokio::test]
async fn the_version_of_a_time_is_the_one_that_readers_saw() {
    let past = fruit().await;
    let client = past.world.client().await;
    client
        .batch_execute("UPDATE rowmill.versions SET published_at = timestamptz '2026-03-01 00:00Z' + number * interval '1 day'")
        .await
        .unwrap();
    let table = past.world.table.id;
    let cases = [
        ("2026-03-01T23:59:59Z", None),
        ("2026-03-02T00:00:00Z", Some(1)),
        ("2026-03-03T10:00:00Z", Some(2)),
        ("2030-01-01T00:00:00Z", Some(3)),
    ];
    for (time, number) in cases {
        let found = versions::as_of(&client, table, time.parse().unwrap()).await.unwrap();
        assert_eq!(found.map(|version| version.number), number, "{time}");
    }
}

#[tokio::test]
async fn rows_are_given_up_by_number_and_by_age_together() {
    let mut past = fruit().await;
    past.refresh(vec![row("1 apple 15")]).await;
    let client = past.world.client().await;
    // Replaced 40, 30 and 20 days ago.
    client
        .batch_execute("UPDATE rowmill.versions SET superseded_at = now() - (50 - number * 10) * interval '1 day' WHERE number < 4")
        .await
        .unwrap();
    let day = std::time::Duration::from_secs(24 * 3600);
    let kept = async |keep, age| {
        versions::forget(&client, keep, age, 100).await.unwrap();
        let all = versions::list(&client, past.world.table.id, None, 10).await.unwrap();
        all.iter()
            .filter(|version| version.relation.is_some())
            .map(|version| version.number)
            .collect::<Vec<_>>()
    };
    assert_eq!(kept(1, day * 365).await, [4, 3, 2, 1]);
    assert_eq!(kept(4, day).await, [4, 3, 2, 1]);
    assert_eq!(kept(1, std::time::Duration::MAX).await, [4, 3, 2, 1]);
    assert_eq!(kept(2, day * 35).await, [4, 3, 2]);
    assert_eq!(kept(2, day).await, [4, 3]);
    assert_eq!(kept(1, std::time::Duration::ZERO).await, [4]);
}
