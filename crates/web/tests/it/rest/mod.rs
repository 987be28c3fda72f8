//! The read API as its clients see it.

mod abandoned;
mod reading;
mod tokens;

use reqwest::Method;
use rowmill_core::{
    model::{Extent, Lane, Role, RunCause, SourceId, TableId, WorkspaceId},
    store::{
        runs::{self, NewRun},
        sources::{self, Fingerprint},
        tables,
        versions::{self, NewVersion},
    },
};
use serde_json::Value;
use tabular::{Column, ColumnType};

use crate::{
    browser::{Answer, Browser},
    test_app::TestApp,
};

const ROWS: i32 = 15;

struct Api {
    app: TestApp,
    workspace: WorkspaceId,
    table: TableId,
    browser: Browser,
}

/// A table `items` with `id` from 1 to 15, and a version.
async fn api() -> Api {
    api_with(&[]).await
}

/// The same, with these variables.
async fn api_with(variables: &[(&str, &str)]) -> Api {
    let app = TestApp::with(variables).await;
    let user = app.user("viewer@example.org").await;
    let owner = app.user("owner@example.org").await;
    let workspace = app.workspace("lab", &[(user, Role::Viewer), (owner, Role::Owner)]).await;
    let client = app.client().await;
    let source =
        sources::insert_url(&client, workspace, "https://example.org/a.csv", None).await.expect("a source");
    let name = "items".parse().expect("a name");
    let table =
        tables::insert(&client, workspace, source, &name, "Items").await.expect("asked").expect("free");
    drop(client);
    let browser = app.signed_in("viewer@example.org").await;
    let api = Api { app, workspace, table, browser };
    assert_eq!(api.get("/items").await.status, 404, "nothing is published yet");
    let sql = api.app.sql().await;
    sql.batch_execute(&format!(
        "CREATE TABLE rowmill_w{workspace}.t (\"#row\" bigint, \"#id\" integer, id integer, name text, data json);
         INSERT INTO rowmill_w{workspace}.t SELECT n, n, n + 1, CASE WHEN n % 2 = 0 THEN 'item ' || n END,
            json_build_object('n', n) FROM generate_series(0, {ROWS} - 1) n;
         CREATE UNIQUE INDEX ON rowmill_w{workspace}.t (\"#row\") WHERE \"#id\" < {ROWS}"
    ))
    .await
    .expect("rows");
    api.publish(source, 1, ROWS).await;
    api.publish(source, 2, ROWS - 5).await;
    api.publish(source, 3, ROWS).await;
    api
}

impl Api {
    async fn publish(&self, source: SourceId, number: i32, rows: i32) {
        let client = self.app.client().await;
        let run = NewRun {
            workspace: self.workspace,
            source,
            table: Some(self.table),
            cause: RunCause::Manual,
            lane: Lane::Small,
            host: None,
            slot: None,
            slots_merged: 0,
        };
        let run = runs::insert(&client, &run).await.expect("asked").expect("no other");
        let columns = [
            Column::new("Id", "id", ColumnType::INTEGER),
            Column::new("name", "name", ColumnType::Text),
            Column::new("data", "data", ColumnType::Json),
        ];
        let extent = Extent { base_end: ROWS, added_from: ROWS, ..Extent::whole(rows) };
        let version = NewVersion {
            table: self.table,
            number,
            run,
            columns: &columns,
            row_count: i64::from(rows),
            relation: "t",
            extent,
            changes: None,
            key: &[],
            fingerprint: &Fingerprint::default(),
        };
        versions::insert(&client, &version).await.expect("a version");
        tables::set_version(&client, self.table, number).await.expect("current");
        let end = "UPDATE rowmill.runs SET state = 'published', finished_at = now() WHERE id = $1";
        client.execute(end, &[&run.0]).await.expect("ended");
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.browser.request(method, &format!("/api/lab{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.browser.send(request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[]).await
    }

    async fn with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::GET, path, headers).await
    }
}

fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} is no JSON", answer.body))
}

fn ids(answer: &Answer) -> Vec<i64> {
    let body = body(answer);
    let rows = body.as_array().unwrap_or_else(|| panic!("{body}"));
    rows.iter().map(|row| row["id"].as_i64().expect("a number")).collect()
}

fn refused(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("proxy-status"), format!("PostgREST; error={code}"));
    assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
    let body = body(answer);
    let keys: Vec<&str> = body.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["code", "details", "hint", "message"]);
    assert_eq!(body["code"], code, "{body}");
    body
}
