//! The making of a table, and its settings.

use rowmill_core::{
    model::{Lane, Role, RunCause, RunId, RunState, SourceId, TableId, WorkspaceId},
    store::{
        runs::{self, NewRun},
        sources, tables,
    },
};

use crate::{browser::Browser, test_app::TestApp};

const ADDRESS: &str = "https://example.org/old.csv";

struct Scene {
    app: TestApp,
    browser: Browser,
    workspace: WorkspaceId,
    source: SourceId,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let owner = app.user("owner@example.org").await;
        let workspace = app.workspace("sales", &[(owner, Role::Owner)]).await;
        let client = app.client().await;
        let source = sources::insert_url(&client, workspace, ADDRESS, None).await.expect("a source");
        let browser = app.signed_in("owner@example.org").await;
        Self { app, browser, workspace, source }
    }

    async fn table(&self) -> TableId {
        let name = "prices".parse().expect("a valid name");
        let client = self.app.client().await;
        let added = tables::insert(&client, self.workspace, self.source, &name, "Prices").await;
        added.expect("inserted").expect("a new name")
    }

    async fn run(&self, table: Option<TableId>) -> RunId {
        let new = NewRun {
            workspace: self.workspace,
            source: self.source,
            table,
            cause: RunCause::Manual,
            lane: Lane::Small,
            host: None,
            slot: None,
            slots_merged: 0,
        };
        runs::insert(&self.app.client().await, &new).await.expect("inserted").expect("none is active")
    }

    async fn save(&self, title: &str, url: &str, cron: &str) -> (u16, String) {
        let schedule = if cron.is_empty() { "by_hand" } else { "custom" };
        let fields = [("title", title), ("url", url), ("schedule", schedule), ("cron", cron)];
        let answer = self.browser.post("/account", "/sales/prices/settings", &fields).await;
        (answer.status, answer.body)
    }

    async fn sql(&self, statement: &str) {
        self.app.sql().await.batch_execute(statement).await.expect(statement);
    }

    async fn comment(&self) -> Option<String> {
        let comment = "SELECT obj_description('sales.prices'::regclass)";
        self.app.sql().await.query_one(comment, &[]).await.expect("a row").get(0)
    }
}

#[actix_web::test]
async fn a_new_address_is_asked_in_place_of_the_old_one() {
    let scene = Scene::new().await;
    let table = scene.table().await;
    let old = scene.run(Some(table)).await;
    let client = scene.app.client().await;
    let lease = std::time::Duration::from_secs(30);
    runs::claim(&client, old, "test", lease, 4).await.expect("asked").expect("claimed");

    assert_eq!(scene.save("Prices", ADDRESS, "").await.0, 303);
    let same = runs::find_active(&client, table).await.expect("asked").expect("the address stays");
    assert_eq!((same.id, same.state), (old, RunState::Running));

    assert_eq!(scene.save("Prices", "https://example.org/new.csv", "").await.0, 303);
    let stopped = runs::find(&client, old).await.expect("asked").expect("kept");
    assert_eq!(stopped.state, RunState::Cancelled);
    let asked = runs::find_active(&client, table).await.expect("asked").expect("a new run");
    assert_eq!((asked.state, asked.cause), (RunState::Queued, RunCause::Manual));
    assert_ne!(asked.id, old);
    let source = sources::find(&client, scene.source).await.expect("asked").expect("kept");
    assert_eq!(source.url.as_deref(), Some("https://example.org/new.csv"));
    drop(client);
    scene.app.stop().await;
}

#[actix_web::test]
async fn a_schedule_that_never_or_too_often_comes_due_is_refused() {
    let scene = Scene::new().await;
    scene.table().await;
    for (cron, status) in [
        ("0 7 * * *", 303),
        ("0 0 7 * * * 2020", 422),
        ("0 0 30 2 *", 422),
        ("0,59 0,23 * * *", 303),
        ("* * * * * *", 422),
    ] {
        assert_eq!(scene.save("Prices", ADDRESS, cron).await.0, status, "{cron}");
    }
    scene.app.stop().await;
}

#[actix_web::test]
async fn a_new_title_reaches_the_view() {
    let scene = Scene::new().await;
    let table = scene.table().await;
    assert_eq!(scene.save("Before the first version", ADDRESS, "").await.0, 303);
    scene
        .sql("CREATE VIEW sales.prices AS SELECT 1 AS n; UPDATE rowmill.tables SET current_version = 1")
        .await;
    assert_eq!(scene.save("It's the \\ prices", ADDRESS, "").await.0, 303);
    assert_eq!(scene.comment().await.as_deref(), Some("It's the \\ prices"));

    // A view that somebody holds keeps its comment, and the save goes through.
    let other = scene.app.sql().await;
    other.batch_execute("BEGIN; LOCK TABLE sales.prices IN ACCESS EXCLUSIVE MODE").await.expect("locked");
    assert_eq!(scene.save("Held", "https://example.org/new.csv", "").await.0, 303);
    other.batch_execute("ROLLBACK").await.expect("released");
    assert_eq!(scene.comment().await.as_deref(), Some("It's the \\ prices"));
    let client = scene.app.client().await;
    assert_eq!(tables::find(&client, table).await.expect("asked").expect("kept").title, "Held");
    assert!(runs::find_active(&client, table).await.expect("asked").is_some());

    scene.sql("DROP VIEW sales.prices").await;
    assert_eq!(scene.save("Gone", "https://example.org/new.csv", "").await.0, 303);
    drop(client);
    scene.app.stop().await;
}

#[actix_web::test]
async fn a_name_that_something_else_in_postgres_bears_is_refused_beside_the_field() {
    let scene = Scene::new().await;
    let preview = scene.run(None).await;
    scene
        .sql(&format!(
            "UPDATE rowmill.runs SET state = 'previewed', finished_at = now() WHERE id = {preview}"
        ))
        .await;
    scene.sql("CREATE TABLE sales.mine (n int); CREATE TYPE sales.mood AS ENUM ('good')").await;
    let source = scene.source.to_string();
    for (name, status) in [("mine", 409), ("mood", 409), ("prices", 303)] {
        let fields =
            [("source", source.as_str()), ("title", "Prices"), ("name", name), ("schedule", "by_hand")];
        let answer = scene.browser.post("/account", "/sales/-/tables", &fields).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
        let text = "In Postgres something else bears this name already. Choose another.";
        assert_eq!(answer.body.contains(text), status == 409, "{name}");
    }
    scene.app.stop().await;
}
