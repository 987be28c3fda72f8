//! Which columns are offered as a key?

use rowmill_core::{
    store::versions,
    table::{Distinct, distinct_columns},
};
use tabular::{Cell, Column, ColumnType};

use crate::world::{World, column};

async fn offered(world: &World) -> Option<Distinct> {
    let mut client = world.client().await;
    let versions = versions::list(&client, world.table.id, None, 10).await.unwrap();
    distinct_columns(&mut client, world.workspace.id, &versions).await.unwrap()
}

fn distinct(columns: &[&str], since: i32) -> Option<Distinct> {
    Some(Distinct { columns: columns.iter().map(|name| (*name).to_owned()).collect(), since })
}

#[tokio::test]
async fn a_column_tells_rows_apart_where_it_did_so_in_every_version() {
    let world = World::new().await;
    assert_eq!(offered(&world).await, None);
    let columns: Vec<Column> =
        ["id", "code", "late", "gap"].map(|name| column(name, ColumnType::BIGINT)).to_vec();
    // Beyond the rows that are looked at first.
    let numbers = 0..3_000;
    let rows = |code: fn(i64) -> i64| -> Vec<Vec<Cell<'static>>> {
        let row = |n: i64| {
            let gap = if n == 2_999 { Cell::Null } else { Cell::Integer(n) };
            vec![Cell::Integer(n), Cell::Integer(code(n)), Cell::Integer(n.min(2_998)), gap]
        };
        numbers.clone().map(row).collect()
    };
    world.version(&[], &columns, &rows(|n| n)).await;
    assert_eq!(offered(&world).await, distinct(&["id", "code"], 1));
    world.version(&columns, &columns, &rows(|n| n / 2)).await;
    assert_eq!(offered(&world).await, distinct(&["id"], 1));
    world.version(&columns, &columns, &rows(|n| -n)).await;
    assert_eq!(offered(&world).await, distinct(&["id"], 1));
}
