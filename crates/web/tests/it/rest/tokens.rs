//! Who may read: programs with a token, and anybody where a table is public.

use reqwest::Method;
use rowmill_core::model::Role;
use serde_json::Value;

use super::{Api, api, api_with, body, ids, refused};
use crate::browser::{Answer, Browser};

impl Api {
    /// Makes a token as an owner does on the page.
    async fn token(&self, owner: &Browser, table: &str) -> String {
        let fields = [("name", "a program"), ("scope", "read"), ("table", table), ("days", "90")];
        let answer = owner.post("/lab/-/tokens", "/lab/-/tokens", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let rest = answer.body.split("value=\"rwm_").nth(1).expect("it is shown");
        format!("rwm_{}", rest.split('"').next().expect("the attribute ends"))
    }

    async fn owner(&self) -> Browser {
        self.app.signed_in("owner@example.org").await
    }

    /// Asks as nobody in particular.
    async fn anybody(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let browser = self.app.browser();
        let request = browser.request(Method::GET, path);
        browser
            .send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)))
            .await
    }

    async fn shown(&self, path: &str, token: &str) -> Answer {
        self.anybody(path, &[("apikey", token)]).await
    }

    async fn open(&self, owner: &Browser, readers: &str) {
        let path = "/lab/items/settings/access";
        assert_eq!(owner.post("/lab/items/settings", path, &[("readers", readers)]).await.status, 303);
    }
}

/// The answer without what is about the one request.
fn same(answer: &Answer) -> (u16, Value) {
    let mut body = body(answer);
    body["message"] =
        body["message"].as_str().unwrap_or_default().replace("items", "?").replace("nothing", "?").into();
    (answer.status, body)
}

#[actix_web::test]
async fn a_token_reads_until_it_is_revoked() {
    let api = api().await;
    let owner = api.owner().await;
    let token = api.token(&owner, "").await;
    let bearer = format!("Bearer {token}");
    for headers in [
        &[("apikey", token.as_str())][..],
        &[("authorization", bearer.as_str())],
        &[("authorization", bearer.as_str()), ("apikey", token.as_str())],
        &[("authorization", "Bearer of.another.kind"), ("apikey", token.as_str())],
    ] {
        let answer = api.anybody("/api/lab/items?id=lt.3", headers).await;
        assert_eq!((answer.status, ids(&answer)), (200, vec![1, 2]), "{headers:?}");
    }
    assert!(body(&api.shown("/api/lab", &token).await)["paths"]["/items"].is_object());

    let page = owner.get("/lab/-/tokens").await.body;
    assert!(page.contains(&token[token.len() - 4..]) && page.contains("last used"), "{page}");
    assert!(!page.contains(&token), "it is shown once");
    let stored = api.app.sql().await.query_one("SELECT t::text FROM rowmill.tokens t", &[]).await.unwrap();
    assert!(!stored.get::<_, String>(0).contains(&token[6..20]), "only a hash is stored");

    let path = page.split("action=\"").find(|part| part.contains("/revoke\"")).unwrap();
    let path = path.split('"').next().unwrap();
    assert_eq!(owner.post("/lab/-/tokens", path, &[]).await.status, 303);
    let answer = api.shown("/api/lab/items", &token).await;
    refused(&answer, 401, "PGRST301");
    assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
    api.app.stop().await;
}

#[actix_web::test]
async fn a_token_that_is_none_is_refused() {
    let api = api().await;
    let owner = api.owner().await;
    let token = api.token(&owner, "").await;
    let mistyped = format!("{}{}", &token[..41], if token.ends_with('a') { 'b' } else { 'a' });
    for key in [mistyped.as_str(), "rwm_w_", "rwm_x", "a.jwt.perhaps"] {
        refused(&api.shown("/api/lab/items", key).await, 401, "PGRST301");
        refused(&api.shown("/api/lab", key).await, 401, "PGRST301");
    }
    let end = "UPDATE rowmill.tokens SET expires_at = now()";
    api.app.sql().await.execute(end, &[]).await.unwrap();
    refused(&api.shown("/api/lab/items", &token).await, 401, "PGRST301");
    // A program's cookie is not looked at.
    let answer = api.with("/items", &[("apikey", &token)]).await;
    refused(&answer, 401, "PGRST301");
    api.app.stop().await;
}

#[actix_web::test]
async fn a_token_is_good_for_its_workspace_and_table() {
    let api = api().await;
    let owner = api.owner().await;
    let user = api.app.user("other@example.org").await;
    api.app.workspace("other", &[(user, Role::Owner)]).await;
    let (one, all) = (api.token(&owner, "items").await, api.token(&owner, "").await);
    assert_eq!(api.shown("/api/lab/items", &one).await.status, 200);
    let nothing = same(&api.shown("/api/lab/nothing", &one).await);
    assert_eq!(nothing.0, 404);
    for path in ["/api/other/items", "/api/other/nothing", "/api/none/items"] {
        refused(&api.shown(path, &all).await, 404, "PGRST205");
    }
    refused(&api.shown("/api/other", &all).await, 404, "PGRST125");

    // A token for another table of the workspace.
    let sql = api.app.sql().await;
    let other = "UPDATE rowmill.tokens k SET table_id = t.id FROM rowmill.tables t WHERE t.name = $1 AND k.table_id IS NOT NULL";
    let source = "INSERT INTO rowmill.sources (workspace_id, kind, url) SELECT workspace_id, 'url', 'https://example.org/b.csv'
        FROM rowmill.tables RETURNING id";
    let source: i64 = sql.query_one(source, &[]).await.unwrap().get(0);
    let table = "INSERT INTO rowmill.tables (workspace_id, source_id, name, title) SELECT workspace_id, $1, 'b', 'B' FROM rowmill.tables";
    sql.execute(table, &[&source]).await.unwrap();
    sql.execute(other, &[&"b"]).await.unwrap();
    assert_eq!(same(&api.shown("/api/lab/items", &one).await), nothing);

    for table in ["nothing", "a\0b"] {
        let fields = [("name", "x"), ("scope", "read"), ("table", table), ("days", "90")];
        assert_eq!(owner.post("/lab/-/tokens", "/lab/-/tokens", &fields).await.status, 422);
    }
    let fields = [("name", " "), ("scope", "read"), ("days", "")];
    assert_eq!(owner.post("/lab/-/tokens", "/lab/-/tokens", &fields).await.status, 422);
    api.app.stop().await;
}

#[actix_web::test]
async fn a_token_ends_with_the_membership_of_who_made_it() {
    let api = api().await;
    let second = api.app.user("second@example.org").await;
    rowmill_core::store::members::set_role(&api.app.client().await, api.workspace, second, Role::Owner)
        .await
        .unwrap();
    let token = api.token(&api.app.signed_in("second@example.org").await, "").await;
    assert_eq!(api.shown("/api/lab/items", &token).await.status, 200);
    let removed = api.owner().await.post("/account", &format!("/lab/-/members/{second}/remove"), &[]).await;
    assert_eq!(removed.status, 303);
    refused(&api.shown("/api/lab/items", &token).await, 401, "PGRST301");
    api.app.stop().await;
}

#[actix_web::test]
async fn a_private_table_is_not_there_and_a_public_one_is_for_anybody() {
    let api = api().await;
    let owner = api.owner().await;
    let private = api.anybody("/api/lab/items", &[]).await;
    refused(&private, 404, "PGRST205");
    assert_eq!(same(&private), same(&api.anybody("/api/lab/nothing", &[]).await));
    refused(&api.anybody("/api/lab", &[]).await, 404, "PGRST125");

    api.open(&owner, "anybody").await;
    for headers in [&[][..], &[("apikey", "some key that a client demands")]] {
        let public = api.anybody("/api/lab/items?id=eq.1", headers).await;
        assert_eq!((public.status, ids(&public)), (200, vec![1]));
        assert_eq!(public.header("cache-control"), "public, no-cache");
    }
    assert!(body(&api.anybody("/api/lab", &[]).await)["paths"]["/items"].is_object());
    // Its pages stay with the members.
    assert_eq!(api.anybody("/lab/items", &[]).await.status, 303);

    api.open(&owner, "members").await;
    refused(&api.anybody("/api/lab/items", &[]).await, 404, "PGRST205");
    let viewer = api.app.signed_in("viewer@example.org").await;
    let answer = viewer.post("/account", "/lab/items/settings/access", &[("readers", "anybody")]).await;
    assert_eq!(answer.status, 403);
    assert_eq!(viewer.get("/lab/-/tokens").await.status, 403);
    api.app.stop().await;
}

#[actix_web::test]
async fn requests_are_counted() {
    let api = api_with(&[("API_REQUESTS_PER_MINUTE", "3")]).await;
    let owner = api.owner().await;
    let (token, other) = (api.token(&owner, "").await, api.token(&owner, "").await);
    for left in ["2", "1", "0"] {
        let answer = api.shown("/api/lab/items", &token).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), "\"minute\";q=3;w=60");
        assert!(
            answer.header("ratelimit").starts_with(&format!("\"minute\";r={left};t=")),
            "{}",
            answer.header("ratelimit")
        );
    }
    let answer = api.shown("/api/lab/items", &token).await;
    refused(&answer, 429, "PGRSTX29");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(api.shown("/api/lab/items", &other).await.status, 200, "each is counted by itself");
    api.app.stop().await;
}

#[actix_web::test]
async fn a_public_table_is_read_while_redis_is_away() {
    let mut api = api().await;
    let owner = api.owner().await;
    let token = api.token(&owner, "").await;
    api.open(&owner, "anybody").await;
    let base = api.app.another(&[("REDIS_URL", "redis://127.0.0.1:1")]);
    let away = api.app.browser().on(&base);
    for headers in [&[][..], &[("apikey", token.as_str())]] {
        let request = away.request(Method::GET, "/api/lab/items");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = away.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("ratelimit"), "");
    }
    api.app.stop().await;
}
