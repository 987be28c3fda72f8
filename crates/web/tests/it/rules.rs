//! What a person decides about a table, in its settings; and what they may do with a run that stopped.

use rowmill_core::{
    model::{Check, DriftPolicy, LoadMode, Role, RunId, RunState, TableId, TableRules},
    store::{runs, sources, tables},
};

use tabular::{Column, ColumnType};

use crate::{
    browser::{Answer, Browser},
    test_app::TestApp,
};

const SETTINGS: &str = "/sales/prices/settings";

struct Scene {
    app: TestApp,
    browser: Browser,
    table: TableId,
}

impl Scene {
    /// A table `prices` with one version of the columns `id` and `price`.
    async fn new() -> Self {
        let app = TestApp::start().await;
        let owner = app.user("owner@example.org").await;
        let workspace = app.workspace("sales", &[(owner, Role::Owner)]).await;
        let client = app.client().await;
        let source = sources::insert_url(&client, workspace, "https://example.org/a.csv", None)
            .await
            .expect("a source");
        let name = "prices".parse().expect("a valid name");
        let added = tables::insert(&client, workspace, source, &name, "Prices").await;
        let table = added.expect("inserted").expect("a new name");
        let browser = app.signed_in("owner@example.org").await;
        let scene = Self { app, browser, table };
        let published = scene.run("'published'", "NULL", "'{}'").await;
        let columns =
            [Column::new("id", "id", ColumnType::Text), Column::new("Price", "price", ColumnType::Text)];
        let columns = serde_json::to_string(&columns).expect("JSON");
        scene
            .sql(&format!(
                "INSERT INTO rowmill.versions (table_id, number, run_id, columns, row_count)
                 VALUES ({table}, 1, {published}, '{columns}', 10);
                 UPDATE rowmill.tables SET current_version = 1"
            ))
            .await;
        scene
    }

    async fn sql(&self, statements: &str) {
        self.app.sql().await.batch_execute(statements).await.expect(statements);
    }

    /// A run that ended like this.
    async fn run(&self, state: &str, failure: &str, report: &str) -> RunId {
        let statement = format!(
            "INSERT INTO rowmill.runs (workspace_id, source_id, table_id, kind, cause, lane, state, failure, report, finished_at)
             SELECT workspace_id, source_id, id, 'refresh', 'manual', 'small', {state}, {failure}, {report}, now()
             FROM rowmill.tables RETURNING id"
        );
        RunId(self.app.sql().await.query_one(&statement, &[]).await.expect("inserted").get(0))
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.browser.post("/account", path, fields).await
    }

    async fn rules(&self) -> TableRules {
        let table = tables::find(&self.app.client().await, self.table).await;
        table.expect("asked").expect("kept").rules
    }

    async fn save(&self, changed: &[(&str, &str)]) -> Answer {
        let usual = [
            ("load_mode", "replace"),
            ("key", ""),
            ("drift", "evolve"),
            ("max_lost_percent", "50"),
            ("max_rejected_percent", ""),
        ];
        let value = |name: &str, value| {
            changed.iter().find(|(other, _)| *other == name).map_or(value, |(_, value)| *value)
        };
        let fields: Vec<_> = usual.iter().map(|(name, usual)| (*name, value(name, *usual))).collect();
        self.post(&format!("{SETTINGS}/rules"), &fields).await
    }
}

#[actix_web::test]
async fn rules_are_saved_or_refused_beside_their_fields() {
    let scene = Scene::new().await;
    let page = scene.browser.get(SETTINGS).await;
    assert!(page.body.contains("There are <code>id</code>, <code>price</code>."), "{}", page.body);

    let fields = [
        ("load_mode", "merge"),
        ("key", "price, id"),
        ("drift", "freeze"),
        ("max_lost_percent", "5"),
        ("max_rejected_percent", "0"),
    ];
    assert_eq!(scene.save(&fields).await.status, 303);
    let rules = scene.rules().await;
    assert_eq!((rules.load_mode, rules.drift), (LoadMode::Merge, DriftPolicy::Freeze));
    assert_eq!(rules.key, ["price", "id"]);
    assert_eq!((rules.guard_rails.max_lost_percent, rules.guard_rails.max_rejected_percent), (5, Some(0)));
    let page = scene.browser.get(SETTINGS).await;
    assert!(
        page.body.contains("value=\"merge\" checked") && page.body.contains("value=\"price, id\""),
        "{}",
        page.body
    );

    for (fields, said) in [
        ([("load_mode", "merge"), ("key", " , ")], "name at least one column"),
        ([("load_mode", "merge"), ("key", "cost")], "The table has no column cost."),
        ([("max_lost_percent", "101"), ("drift", "freeze")], "Write a whole number from 0 to 100."),
        ([("max_rejected_percent", "few"), ("drift", "freeze")], "Write a whole number from 0 to 100."),
    ] {
        let answer = scene.save(&fields).await;
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    assert_eq!(scene.save(&[("drift", "melt")]).await.status, 400);
    assert_eq!(scene.rules().await, rules);
    scene.app.stop().await;
}

#[actix_web::test]
async fn checks_come_and_go_one_by_one() {
    let scene = Scene::new().await;
    let (add, remove) = (format!("{SETTINGS}/checks"), format!("{SETTINGS}/checks/remove"));
    let unique = [("kind", "unique"), ("column", "id")];
    assert_eq!(scene.post(&add, &unique).await.status, 303);
    assert_eq!(scene.post(&add, &[("kind", "range"), ("column", "price"), ("min", "0")]).await.status, 303);
    let range = Check::Range { column: "price".into(), min: Some("0".into()), max: None };
    assert_eq!(scene.rules().await.checks, [Check::Unique { column: "id".into() }, range.clone()]);
    // Rules and checks do not overwrite one another.
    assert_eq!(scene.save(&[("key", "id")]).await.status, 303);
    assert_eq!(scene.rules().await.checks.len(), 2);

    for (fields, said) in [
        (unique, "The table has this check already."),
        ([("kind", "unique"), ("column", "gone")], "The table no longer has this column."),
        ([("kind", "pattern"), ("column", "id")], "Write the pattern"),
    ] {
        let answer = scene.post(&add, &fields).await;
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    assert_eq!(scene.post(&add, &[("kind", "luck")]).await.status, 400);

    // Somebody removed the first one meanwhile: what is at its place is not what was meant.
    let first = [("place", "0"), ("column", "id"), ("rule", "has no value twice")];
    assert_eq!(scene.post(&remove, &first).await.status, 303);
    assert_eq!(scene.post(&remove, &first).await.status, 409);
    assert_eq!(scene.rules().await.checks, [range]);
    assert_eq!(scene.rules().await.key, ["id"]);
    scene.app.stop().await;
}

#[actix_web::test]
async fn only_what_a_rule_stopped_is_published_anyway() {
    let scene = Scene::new().await;
    let report = r#"'{"sha256": "abcd"}'"#;
    let failure = |code: &str| format!(r#"'{{"code": "{code}", "message": "No."}}'"#);
    let unreadable = scene.run("'failed'", &failure("unclosed_quote"), report).await;
    let path = |run: RunId| format!("/sales/prices/runs/{run}");
    assert!(!scene.browser.get(&path(unreadable)).await.body.contains("Publish anyway"));
    assert_eq!(scene.post(&format!("{}/publish", path(unreadable)), &[]).await.status, 409);

    let shrunk = scene.run("'failed'", &failure("shrunk"), report).await;
    assert!(scene.browser.get(&path(shrunk)).await.body.contains("Publish anyway"));
    let answer = scene.post(&format!("{}/publish", path(shrunk)), &[]).await;
    assert_eq!(answer.status, 303);
    let client = scene.app.client().await;
    let asked = runs::find_active(&client, scene.table).await.expect("asked").expect("a run");
    assert_eq!(answer.location(), path(asked.id));
    assert_eq!((asked.state, asked.overruler.as_deref()), (RunState::Queued, Some("owner@example.org")));
    let overruling = asked.overruling.expect("it overrules");
    assert_eq!((overruling.sha256.as_str(), overruling.codes), ("abcd", vec!["shrunk".to_owned()]));
    assert!(scene.browser.get(&path(asked.id)).await.body.contains("Publish anyway, by owner@example.org"));
    // The old run is no longer the newest, and another one is under way.
    assert!(!scene.browser.get(&path(shrunk)).await.body.contains("Publish anyway"));
    assert_eq!(scene.post(&format!("{}/publish", path(shrunk)), &[]).await.status, 409);
    drop(client);
    scene.app.stop().await;
}

#[actix_web::test]
async fn a_type_is_relaxed_only_where_rows_were_rejected_for_it() {
    let scene = Scene::new().await;
    let run = scene
        .run("'published'", "NULL", r#"'{"rows": {"read": 2000, "loaded": 500, "rejected": 1500}}'"#)
        .await;
    scene.sql(&format!(
        r#"UPDATE rowmill.sources SET overrides = '{{"types": {{"Price": "integer", "id": "integer"}}}}', sha256 = 'x';
           INSERT INTO rowmill.rejected_rows (run_id, number, line, byte, column_name, code, reason, raw)
           VALUES ({run}, 1, 7, 70, 'Price', 'type_mismatch', 'no', '=1,"x"')"#
    )).await;
    let page = scene.browser.get(&format!("/sales/prices/runs/{run}")).await;
    assert!(page.body.contains("A run keeps the first 1,000 rejected rows"), "{}", page.body);
    assert!(page.body.contains("Download the first 1,000"), "{}", page.body);
    let csv = scene.browser.get(&format!("/sales/prices/runs/{run}/rejected.csv")).await;
    assert!(csv.body.ends_with("7,70,,Price,type_mismatch,no,\"=1,\"\"x\"\"\"\r\n"), "{}", csv.body);

    let relax = format!("/sales/prices/runs/{run}/relax");
    assert_eq!(scene.post(&relax, &[("column", "id"), ("to", "text")]).await.status, 409);
    assert_eq!(scene.post(&relax, &[("column", "Price"), ("to", "date")]).await.status, 400);
    assert_eq!(scene.post(&relax, &[("column", "Price"), ("to", "text")]).await.status, 303);
    let client = scene.app.client().await;
    let table = tables::find(&client, scene.table).await.expect("asked").expect("kept");
    let source = sources::find(&client, table.source).await.expect("asked").expect("kept");
    assert_eq!(source.overrides.types["Price"].to_string(), "text");
    assert_eq!(source.fingerprint.sha256, None, "the same file is read again");
    assert!(runs::find_active(&client, scene.table).await.expect("asked").is_some());
    assert_eq!(scene.post(&relax, &[("column", "Price"), ("to", "text")]).await.status, 409);
    drop(client);
    scene.app.stop().await;
}
