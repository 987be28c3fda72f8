//! Files that are sent as they are read: all of one, or a connection that breaks off.

use deadpool_postgres::tokio_postgres::Client;
use reqwest::Method;
use rowmill_core::{
    model::{Extent, Lane, Role, RunCause, WorkspaceId},
    store::{
        runs::{self, NewRun},
        sources::{self, Fingerprint},
        tables,
        versions::{self, NewVersion},
    },
};
use tabular::{Column, ColumnType};

use crate::test_app::TestApp;

const ROWS: i32 = 200_000;
const CELL: &str = "ä,\" ";

/// A table of one version with some 40 MB.
async fn large_table(app: &TestApp, workspace: WorkspaceId) -> Client {
    let client = app.client().await;
    let source =
        sources::insert_url(&client, workspace, "https://example.org/a.csv", None).await.expect("a source");
    let name = "large".parse().expect("a name");
    let table =
        tables::insert(&client, workspace, source, &name, "Large").await.expect("asked").expect("free");
    let run = NewRun {
        workspace,
        source,
        table: Some(table),
        cause: RunCause::Manual,
        lane: Lane::Small,
        host: None,
        slot: None,
        slots_merged: 0,
    };
    let run = runs::insert(&client, &run).await.expect("asked").expect("no other");
    let columns = ["n", "t"].map(|name| Column::new(name, name, ColumnType::Text));
    let version = NewVersion {
        table,
        number: 1,
        run,
        columns: &columns,
        row_count: i64::from(ROWS),
        relation: "t",
        extent: Extent::whole(ROWS),
        changes: None,
        key: &[],
        fingerprint: &Fingerprint::default(),
    };
    versions::insert(&client, &version).await.expect("a version");
    tables::set_version(&client, table, 1).await.expect("current");
    let sql = app.sql().await;
    sql.batch_execute(&format!(
        "CREATE TABLE rowmill_w{workspace}.t (\"#row\" bigint, \"#id\" integer, n text, t text);
         INSERT INTO rowmill_w{workspace}.t SELECT n, n, n, repeat('{CELL}', 40) FROM generate_series(0, {ROWS} - 1) n;
         CREATE UNIQUE INDEX ON rowmill_w{workspace}.t (\"#row\") WHERE \"#id\" < {ROWS}"
    ))
    .await
    .expect("rows");
    sql
}

#[actix_web::test]
async fn a_version_is_sent_whole_or_its_connection_breaks_off() {
    let app = TestApp::start().await;
    let user = app.user("viewer@example.org").await;
    let workspace = app.workspace("sales", &[(user, Role::Viewer)]).await;
    let sql = large_table(&app, workspace).await;
    let browser = app.signed_in("viewer@example.org").await;

    let answer = browser.get("/sales/large.csv?version=1").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"large-version-1.csv\"");
    let cell = CELL.repeat(40).replace('"', "\"\"");
    let mut lines = answer.body.lines();
    assert_eq!(lines.next(), Some("n,t"));
    for n in 0..ROWS {
        assert_eq!(lines.next(), Some(format!("{n},\"{cell}\"").as_str()));
    }
    assert_eq!(lines.next(), None);
    let head = browser.send(browser.request(Method::HEAD, "/sales/large.csv")).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));

    // The rows go while they are being sent, as they would with their table.
    let mut response = browser.request(Method::GET, "/sales/large.csv").send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    let mut received = response.chunk().await.expect("a piece").expect("there is more").len();
    sql.batch_execute(&format!("DROP TABLE rowmill_w{workspace}.t")).await.expect("dropped");
    let end = loop {
        match response.chunk().await {
            Ok(Some(piece)) => received += piece.len(),
            end => break end,
        }
    };
    assert!(end.is_err(), "{received} of {} bytes look like all", answer.body.len());
    assert!(received < answer.body.len());
    // From the start it can be said with a status.
    assert_eq!(browser.get("/sales/large.csv").await.status, 404);
    app.stop().await;
}
