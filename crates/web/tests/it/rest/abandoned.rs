//! Whoever goes away leaves no statement behind.

use std::time::Duration;

use deadpool_postgres::tokio_postgres::Client;

use super::api_with;

/// Far less than a statement may take.
const SOON: Duration = Duration::from_secs(10);

/// Returns once as many statements of web processes wait for a lock.
async fn until_waiting(sql: &Client, count: i64) {
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'rowmill-web' AND wait_event_type = 'Lock'";
    while sql.query_one(waiting, &[]).await.expect("an answer").get::<_, i64>(0) != count {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn a_statement_ends_with_the_request_that_waits_for_it() {
    let api = api_with(&[("DATABASE_POOL", "1")]).await;
    let (mut holder, sql) = (api.app.sql().await, api.app.sql().await);
    let lock = holder.transaction().await.expect("a transaction");
    lock.batch_execute(&format!("LOCK TABLE rowmill_w{}.t IN ACCESS EXCLUSIVE MODE", api.workspace))
        .await
        .expect("a lock");
    tokio::select! {
        answer = api.get("/items") => panic!("answered {} although the rows are locked", answer.status),
        () = until_waiting(&sql, 1) => {}
    }
    let ended = tokio::time::timeout(SOON, until_waiting(&sql, 0)).await;
    ended.expect("the statement of a client that went away goes on");
    // The process has one connection, and it is free.
    assert_eq!(api.get("/nope").await.status, 404);
    drop(lock);
    drop(holder);
    assert_eq!(api.get("/items").await.status, 200);
    api.app.stop().await;
}
