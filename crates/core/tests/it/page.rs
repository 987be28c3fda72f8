//! Keyset paging goes through every row once, in both directions, whatever the order.

use rowmill_core::{
    store::versions::{self, Version},
    table::{
        Snapshot, place_in_file,
        query::{Cursor, Direction, Page, PageQuery, QueryError, SHOWN_CHARACTERS, Seek, Sort, page, value},
    },
};
use tabular::{Cell, Column, ColumnType, ZonedFormat};

use crate::world::{World, column};

const ROWS: i64 = 57;

struct Grid {
    world: World,
    version: Version,
    columns: Vec<Column>,
}

fn snapshot<'a>(world: &World, version: &'a Version) -> Snapshot<'a> {
    Snapshot::of(world.workspace.id, version).unwrap()
}

impl Grid {
    async fn new() -> Self {
        let world = World::new().await;
        let point = ColumnType::Point { format: Box::default() };
        let columns =
            vec![column("n", ColumnType::BIGINT), column("t", ColumnType::Text), column("p", point)];
        // Ties and NULLs, so that the row number has to decide.
        let words = ["b", "", "ä", "B"];
        let rows: Vec<Vec<Cell<'_>>> = (0..ROWS)
            .map(|i| {
                let number = if i % 5 == 0 { Cell::Null } else { Cell::Integer(i * 7 % 11) };
                let word = if i % 7 == 3 { Cell::Null } else { Cell::Text(words[(i % 4) as usize]) };
                let x = f64::from(i as i32 * 5 % 7) - 3.25;
                let point = if i % 6 == 1 { Cell::Null } else { Cell::Point(x, 0.1) };
                vec![number, word, point]
            })
            .collect();
        world.version(&[], &columns, &rows).await;
        let version = versions::find(&world.client().await, world.table.id, 1).await.unwrap().unwrap();
        Self { world, version, columns }
    }

    async fn page(&self, sort: Option<Sort>, seek: Seek) -> Result<Page, QueryError> {
        let query = PageQuery {
            snapshot: snapshot(&self.world, &self.version),
            columns: &self.columns,
            sort,
            seek,
            limit: 10,
        };
        page(&mut self.world.client().await, &query).await
    }
}

fn orders() -> Vec<Option<Sort>> {
    let mut orders = vec![None];
    for column in 0..3 {
        for direction in [Direction::Ascending, Direction::Descending] {
            orders.push(Some(Sort { column, direction }));
        }
    }
    orders
}

#[tokio::test]
async fn every_order_visits_every_row_once_forwards_and_backwards() {
    let grid = Grid::new().await;
    for sort in orders() {
        let mut forwards = Vec::new();
        let mut current = grid.page(sort, Seek::First).await.unwrap();
        assert!(current.before.is_none());
        loop {
            assert_eq!(current.first_position, forwards.len() as i64 + 1);
            forwards.extend(current.row_numbers.clone());
            let Some(after) = current.after.clone() else { break };
            current = grid.page(sort, Seek::After(after)).await.unwrap();
        }
        let mut sorted = forwards.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..ROWS as u32).map(place_in_file).collect::<Vec<_>>(), "{sort:?}");

        let mut backwards = current.row_numbers.clone();
        while let Some(before) = current.before.clone() {
            current = grid.page(sort, Seek::Before(before)).await.unwrap();
            let mut page = current.row_numbers.clone();
            page.extend(backwards);
            backwards = page;
        }
        assert_eq!(current.first_position, 1, "{sort:?}");
        assert_eq!(backwards, forwards, "{sort:?}");
    }
}

#[tokio::test]
async fn nulls_are_last_in_both_directions() {
    let grid = Grid::new().await;
    for direction in [Direction::Ascending, Direction::Descending] {
        let first = grid.page(Some(Sort { column: 0, direction }), Seek::First).await.unwrap();
        assert!(first.rows.iter().all(|row| row[0].is_some()), "{direction:?}");
    }
}

#[tokio::test]
async fn a_made_up_cursor_is_refused_without_harm() {
    let grid = Grid::new().await;
    let sort = Some(Sort { column: 0, direction: Direction::Ascending });
    let cursor = Cursor { value: Some("1; DROP".into()), row: 1, position: 1 };
    let refused = grid.page(sort, Seek::After(cursor)).await;
    assert!(matches!(refused, Err(QueryError::BadCursor)), "{refused:?}");
}

#[tokio::test]
async fn a_made_up_instant_is_refused_however_it_is_wrong() {
    let world = World::new().await;
    let columns = vec![column("at", ColumnType::TimestampTz { format: ZonedFormat::ISO })];
    world.version(&[], &columns, &[vec![Cell::Null]]).await;
    let version = versions::find(&world.client().await, world.table.id, 1).await.unwrap().unwrap();
    // Time zone displacement, unknown zone, a month 13, and no instant at all.
    for text in ["2026-01-01 00:00:00+99", "2026-01-01 00:00 Mars/Base", "2026-13-01", "soon"] {
        let cursor = Cursor { value: Some(text.to_owned()), row: 1, position: 1 };
        let query = PageQuery {
            snapshot: snapshot(&world, &version),
            columns: &columns,
            sort: Some(Sort { column: 0, direction: Direction::Ascending }),
            seek: Seek::After(cursor),
            limit: 10,
        };
        let refused = page(&mut world.client().await, &query).await;
        assert!(matches!(refused, Err(QueryError::BadCursor)), "{text}: {refused:?}");
    }
}

#[tokio::test]
async fn a_long_text_is_cut_on_a_page_and_whole_when_looked_up() {
    let world = World::new().await;
    let columns = vec![column("t", ColumnType::Text)];
    let long = "ä".repeat(SHOWN_CHARACTERS + 1_234);
    world.version(&[], &columns, &[vec![Cell::Text(&long)], vec![Cell::Text("short")]]).await;
    let version = versions::find(&world.client().await, world.table.id, 1).await.unwrap().unwrap();
    let snapshot = snapshot(&world, &version);
    let query = PageQuery { snapshot, columns: &columns, sort: None, seek: Seek::First, limit: 10 };
    let mut client = world.client().await;
    let rows = page(&mut client, &query).await.unwrap().rows;
    let cut = format!("{}… (1234 more characters)", "ä".repeat(SHOWN_CHARACTERS));
    assert_eq!((rows[0][0].as_deref(), rows[1][0].as_deref()), (Some(cut.as_str()), Some("short")));
    assert_eq!(value(&client, &snapshot, &columns[0], place_in_file(0)).await.unwrap(), Some(long));
    assert_eq!(value(&client, &snapshot, &columns[0], 99).await.unwrap(), None);
}
