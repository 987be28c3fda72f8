//! Publication: whole versions, fenced, with what people built on the table.

use rowmill_core::{
    model::RunState,
    store::{runs, tables},
    table::{self, PublishError},
};
use tabular::{Cell, ColumnType, Decimal};

use crate::world::{World, column};

fn integers(count: i64) -> Vec<Vec<Cell<'static>>> {
    (0..count).map(|i| vec![Cell::Integer(i)]).collect()
}

async fn count(world: &World) -> i64 {
    world.client().await.query_one("SELECT count(*) FROM lab.a", &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn the_relation_people_read_is_plain_and_typed() {
    let world = World::new().await;
    let columns = [column("id", ColumnType::BIGINT), column("price", ColumnType::NUMERIC)];
    world
        .version(&[], &columns, &[vec![Cell::Integer(1), Cell::Numeric(Decimal::new("1.50").unwrap())]])
        .await;
    let rows = world
        .client()
        .await
        .query(
            "SELECT column_name::text, data_type::text FROM information_schema.columns
             WHERE table_schema = 'lab' AND table_name = 'a' ORDER BY ordinal_position",
            &[],
        )
        .await
        .unwrap();
    let found: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(found, [("id".into(), "bigint".into()), ("price".into(), "numeric".into())]);
}

#[tokio::test]
async fn a_cancelled_run_cannot_publish_and_its_relation_is_swept() {
    let world = World::new().await;
    let columns = [column("id", ColumnType::BIGINT)];
    world.version(&[], &columns, &integers(3)).await;
    let claim = world.claim(world.queue().await).await.unwrap();
    runs::cancel(&world.client().await, claim.run).await.unwrap();
    let refused = world.publish(claim, &columns, &columns, &integers(9)).await;
    assert!(matches!(refused, Err(PublishError::Fenced)), "{refused:?}");
    assert_eq!(count(&world).await, 3);
    assert_eq!(table::sweep_orphans(&mut world.client().await, 10).await.unwrap(), 1);
    assert_eq!(count(&world).await, 3);
}

#[tokio::test]
async fn a_relation_under_a_running_attempt_is_not_swept() {
    let world = World::new().await;
    let columns = [column("id", ColumnType::BIGINT)];
    let claim = world.claim(world.queue().await).await.unwrap();
    world.load(claim, &columns, &integers(1)).await;
    assert_eq!(table::sweep_orphans(&mut world.client().await, 10).await.unwrap(), 0);
}

#[tokio::test]
async fn publication_gives_up_politely_while_a_reader_holds_the_view() {
    let world = World::new().await;
    let columns = [column("id", ColumnType::BIGINT)];
    world.version(&[], &columns, &integers(3)).await;
    let reader = world.database.connect().await;
    reader.batch_execute("BEGIN; SELECT * FROM lab.a").await.unwrap();
    let claim = world.claim(world.queue().await).await.unwrap();
    let refused = world.publish(claim, &columns, &columns, &integers(9)).await;
    assert!(matches!(refused, Err(PublishError::Busy(_))), "{refused:?}");
    assert_eq!(world.run(claim.run).await.state, RunState::Running, "nothing of it was done");
    assert_eq!(count(&world).await, 3);
}

#[tokio::test]
async fn views_that_people_built_survive_a_refresh_and_an_added_column() {
    let world = World::new().await;
    let before = [column("id", ColumnType::BIGINT)];
    world.version(&[], &before, &integers(3)).await;
    let client = world.client().await;
    client.batch_execute("CREATE VIEW lab.mine AS SELECT id FROM lab.a").await.unwrap();
    let after = [column("id", ColumnType::BIGINT), column("note", ColumnType::Text)];
    let rows: Vec<_> = (0..5).map(|i| vec![Cell::Integer(i), Cell::Text("x")]).collect();
    assert_eq!(world.version(&before, &after, &rows).await, 2);
    let seen: i64 = client.query_one("SELECT count(*) FROM lab.mine", &[]).await.unwrap().get(0);
    assert_eq!(seen, 5);
}

#[tokio::test]
async fn a_retyped_column_keeps_grants_and_breaks_nothing() {
    let world = World::new().await;
    let before = [column("id", ColumnType::BIGINT)];
    world.version(&[], &before, &integers(3)).await;
    let client = world.client().await;
    client.batch_execute("GRANT SELECT ON lab.a TO PUBLIC").await.unwrap();
    let after = [column("id", ColumnType::Text)];
    assert_eq!(world.version(&before, &after, &[vec![Cell::Text("x")]]).await, 2);
    let granted: bool = client
        .query_one("SELECT has_table_privilege('pg_monitor', 'lab.a', 'SELECT')", &[])
        .await
        .unwrap()
        .get(0);
    assert!(granted);

    let claim = world.claim(world.queue().await).await.unwrap();
    client
        .batch_execute("CREATE FUNCTION lab.f() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM lab.a; END;")
        .await
        .unwrap();
    let refused = world.publish(claim, &after, &before, &integers(1)).await;
    assert!(matches!(refused, Err(PublishError::DependentViews(_))), "{refused:?}");
    assert_eq!(tables::find(&client, world.table.id).await.unwrap().unwrap().current_version, 2);
}

#[tokio::test]
async fn what_people_built_is_made_anew_with_a_retyped_column() {
    let world = World::new().await;
    let before = [column("id", ColumnType::BIGINT)];
    world.version(&[], &before, &integers(3)).await;
    let client = world.client().await;
    client
        .batch_execute(
            "CREATE VIEW lab.mine AS SELECT id, id::text || '!' AS loud FROM lab.a;
             COMMENT ON VIEW lab.mine IS 'it''s mine'; COMMENT ON COLUMN lab.mine.loud IS 'shouted';
             CREATE MATERIALIZED VIEW lab.kept AS SELECT m.id FROM lab.mine m JOIN lab.a USING (id);
             CREATE UNIQUE INDEX kept_id ON lab.kept (id);
             CREATE VIEW lab.\"on top\" WITH (security_barrier=true) AS SELECT max(id) AS most FROM lab.kept, lab.mine AS n (x);
             GRANT SELECT ON lab.\"on top\" TO PUBLIC;",
        )
        .await
        .unwrap();
    let after = [column("id", ColumnType::Text)];
    let rows: Vec<_> = ["x", "y"].map(|text| vec![Cell::Text(text)]).into();
    assert_eq!(world.version(&before, &after, &rows).await, 2);
    let text = |statement: &'static str| {
        let client = &client;
        async move { client.query_one(statement, &[]).await.unwrap().get::<_, String>(0) }
    };
    assert_eq!(text("SELECT string_agg(loud, ' ' ORDER BY id) FROM lab.mine").await, "x! y!");
    assert_eq!(text("SELECT most FROM lab.\"on top\"").await, "y");
    assert_eq!(text("SELECT obj_description('lab.mine'::regclass, 'pg_class')").await, "it's mine");
    assert_eq!(text("SELECT col_description('lab.mine'::regclass, 2)").await, "shouted");
    assert_eq!(
        text("SELECT indexdef FROM pg_indexes WHERE indexname = 'kept_id'").await,
        "CREATE UNIQUE INDEX kept_id ON lab.kept USING btree (id)"
    );
    assert_eq!(
        text("SELECT reloptions::text FROM pg_class WHERE relname = 'on top'").await,
        "{security_barrier=true}"
    );
    assert_eq!(
        text("SELECT has_table_privilege('pg_monitor', 'lab.\"on top\"', 'SELECT')::text").await,
        "true"
    );

    // One that calculates with the column cannot be made anew; nothing of it was done.
    client.batch_execute("CREATE VIEW lab.sum AS SELECT length(id) AS n FROM lab.a").await.unwrap();
    let claim = world.claim(world.queue().await).await.unwrap();
    let refused = world.publish(claim, &after, &before, &integers(1)).await;
    assert!(matches!(refused, Err(PublishError::DependentViews(_))), "{refused:?}");
    assert_eq!(text("SELECT sum(n)::text FROM lab.sum").await, "2");
    assert_eq!(text("SELECT string_agg(loud, ' ' ORDER BY id) FROM lab.mine").await, "x! y!");
}
