//! Sessions, in Redis and in Memcached alike.

use std::time::Duration;

use deadpool_redis::redis::cmd;
use rowmill_core::{model::Role, store::users};

use crate::{
    browser::Browser,
    test_app::{KEY, PASSWORD, TestApp},
};

const COOKIE: &str = "rowmill";

async fn seconds(seconds: f64) {
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
}

/// Each test of the list runs against both stores.
macro_rules! in_both_stores {
    ($($name:ident),* $(,)?) => {
        mod in_redis { $(#[actix_web::test] async fn $name() { super::$name(&[]).await; })* }
        mod in_memcached {
            $(#[actix_web::test] async fn $name() {
                let url = testkit::service("TEST_MEMCACHED_URL");
                super::$name(&[("SESSION_URL", &url)]).await;
            })*
        }
    };
}

in_both_stores!(
    signing_in_gives_a_new_id_and_ends_the_old_one,
    a_sign_out_is_final,
    a_session_slides_and_ends_when_idle,
    a_session_ends_at_its_age,
    another_process_knows_who_signed_in,
    a_message_is_shown_once,
    a_key_can_be_replaced,
    a_request_under_way_revives_nothing,
);

async fn with(store: &[(&str, &str)], more: &[(&str, &str)]) -> TestApp {
    let app = TestApp::with(&[store, more].concat()).await;
    app.user("ada@example.org").await;
    app
}

async fn signing_in_gives_a_new_id_and_ends_the_old_one(store: &[(&str, &str)]) {
    let app = with(store, &[]).await;
    let browser = app.browser();
    // Planted before anybody signed in: neither kept nor honoured.
    browser.set_cookie(COOKIE, "planted.value");
    browser.sign_in("ada@example.org", PASSWORD).await;
    let first = browser.cookie(COOKIE).expect("a session");
    assert!(first.split('.').next().is_some_and(|id| id.len() == 43), "256 bits: {first}");

    browser
        .post("/account", "/account/password", &[("current", PASSWORD), ("password", "another good one")])
        .await;
    let second = browser.cookie(COOKIE).expect("a session");
    assert_ne!(first, second);
    assert!(browser.is_signed_in().await);
    let thief = app.browser();
    thief.set_cookie(COOKIE, &first);
    assert!(!thief.is_signed_in().await);
    app.stop().await;
}

async fn a_sign_out_is_final(store: &[(&str, &str)]) {
    let app = with(store, &[]).await;
    let browser = app.signed_in("ada@example.org").await;
    let kept = browser.cookie(COOKIE).expect("a session");
    let token = browser.get("/account").await.token();
    assert_eq!(browser.post_bare("/sign-out", &[("csrf", &token)]).await.location(), "/sign-in");
    assert_eq!(browser.cookie(COOKIE), None);
    let replay = app.browser();
    replay.set_cookie(COOKIE, &kept);
    assert_eq!(replay.post_bare("/sign-out", &[("csrf", &token)]).await.status, 401);
    assert!(!replay.is_signed_in().await);
    app.stop().await;
}

async fn a_session_slides_and_ends_when_idle(store: &[(&str, &str)]) {
    let app = with(store, &[("SESSION_IDLE_SECONDS", "3")]).await;
    let browser = app.signed_in("ada@example.org").await;
    for _ in 0..3 {
        seconds(1.5).await;
        assert!(browser.is_signed_in().await, "it slides");
    }
    seconds(4.2).await;
    assert!(!browser.is_signed_in().await, "it was idle for too long");
    app.stop().await;
}

async fn a_session_ends_at_its_age(store: &[(&str, &str)]) {
    let app = with(store, &[("SESSION_ABSOLUTE_SECONDS", "3")]).await;
    let browser = app.signed_in("ada@example.org").await;
    seconds(1.0).await;
    assert!(browser.is_signed_in().await);
    for _ in 0..3 {
        seconds(1.0).await;
        browser.get("/account").await;
    }
    assert!(!browser.is_signed_in().await, "use does not lengthen it");
    app.stop().await;
}

async fn another_process_knows_who_signed_in(store: &[(&str, &str)]) {
    let mut app = with(store, &[]).await;
    let second = app.another(&[]);
    let browser = app.signed_in("ada@example.org").await.on(&second);
    let answer = browser.post("/account", "/account/sessions/end", &[]).await;
    assert_eq!(answer.location(), "/account", "acts on another process than it signed in on");
    let token = browser.get("/account").await.token();
    let back: Browser = browser.on(&app.base);
    assert_eq!(back.post_bare("/sign-out", &[("csrf", &token)]).await.status, 303);
    assert!(!browser.is_signed_in().await, "signed out on one, signed out on all");
    app.stop().await;
}

async fn a_message_is_shown_once(store: &[(&str, &str)]) {
    let app = with(store, &[]).await;
    let browser = app.signed_in("ada@example.org").await;
    browser.post("/account", "/account/sessions/end", &[]).await;
    assert!(browser.get("/account").await.body.contains("Your other sessions have ended."));
    assert!(!browser.get("/account").await.body.contains("Your other sessions have ended."));
    app.stop().await;
}

async fn a_key_can_be_replaced(store: &[(&str, &str)]) {
    let mut app = with(store, &[]).await;
    let browser = app.signed_in("ada@example.org").await;
    let signed_by_old = browser.cookie(COOKIE).expect("a session");
    let new = KEY.replace('0', "9");
    let (during, after) =
        (app.another(&[("SECRET_KEY", &format!("{new},{KEY}"))]), app.another(&[("SECRET_KEY", &new)]));
    assert!(!browser.on(&after).is_signed_in().await, "the new key alone does not verify");
    let rotated = browser.on(&during);
    assert!(rotated.is_signed_in().await);
    assert_ne!(rotated.cookie(COOKIE), Some(signed_by_old), "signed anew");
    assert!(rotated.on(&after).is_signed_in().await, "and good after the old key is gone");
    app.stop().await;
}

/// The request loads the session and waits for a lock in Postgres; meanwhile somebody signs out; only then does the
/// request write to the session: a message in one case, a new id in the other.
async fn a_request_under_way_revives_nothing(store: &[(&str, &str)]) {
    let app = with(store, &[]).await;
    let owner = app.user("owner@example.org").await;
    app.workspace("sales", &[(owner, Role::Owner)]).await;
    for (path, lock, status) in [
        (format!("/sales/-/members/{owner}/role"), "SELECT FROM rowmill.members FOR UPDATE", 303),
        ("/account/sessions/end".to_owned(), "SELECT FROM rowmill.users FOR UPDATE", 401),
    ] {
        let browser = app.signed_in("owner@example.org").await;
        let kept = browser.cookie(COOKIE).expect("a session");
        let token = browser.get("/account").await.token();
        let locks = app.sql().await;
        locks.batch_execute(&format!("BEGIN; {lock}")).await.expect("locked");
        let (slow, gone) = (browser.clone(), browser.clone());
        let fields = [("csrf", token.as_str()), ("role", "owner")];
        let (written, ()) = tokio::join!(slow.post_bare(&path, &fields), async {
            seconds(0.5).await;
            assert_eq!(gone.post_bare("/sign-out", &[("csrf", &token)]).await.status, 303);
            locks.batch_execute("COMMIT").await.expect("released");
        });
        assert_eq!(written.status, status, "{path}");
        let replay = app.browser();
        replay.set_cookie(COOKIE, &kept);
        assert!(!replay.is_signed_in().await && !slow.is_signed_in().await, "{path}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn visitors_who_are_not_signed_in_cost_nothing() {
    let app = TestApp::start().await;
    app.browser().get("/sign-in").await;
    app.browser().get("/").await;
    assert_eq!(keys(&app).await, Vec::<String>::new());
    app.user("ada@example.org").await;
    let browser = app.signed_in("ada@example.org").await;
    let id = browser.cookie(COOKIE).expect("a session");
    let keys = keys(&app).await;
    assert_eq!(keys.len(), 1, "{keys:?}");
    let id = id.split('.').next().expect("an id");
    assert!(!keys[0].contains(id), "whoever reads Redis cannot take the session over");
    app.stop().await;
}

async fn keys(app: &TestApp) -> Vec<String> {
    let mut connection = app.app.redis.get().await.expect("Redis");
    let pattern = app.app.redis.keys.session("*");
    cmd("KEYS").arg(pattern).query_async(&mut connection).await.expect("keys")
}

#[actix_web::test]
async fn a_person_who_is_disabled_or_deleted_is_out_at_once() {
    let app = TestApp::start().await;
    for statement in [
        "UPDATE rowmill.users SET disabled_at = now() WHERE id = $1",
        "DELETE FROM rowmill.users WHERE id = $1",
    ] {
        let user = app.user("ada@example.org").await;
        let browser = app.signed_in("ada@example.org").await;
        app.sql().await.execute(statement, &[&user.0]).await.expect("changed");
        assert!(!browser.is_signed_in().await, "{statement}");
        app.sql().await.execute("DELETE FROM rowmill.users", &[]).await.expect("cleared");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_new_epoch_ends_every_session() {
    let app = TestApp::start().await;
    let user = app.user("ada@example.org").await;
    let browsers = [app.signed_in("ada@example.org").await, app.signed_in("ada@example.org").await];
    users::end_sessions(&app.client().await, user).await.expect("ended");
    for browser in browsers {
        assert!(!browser.is_signed_in().await);
    }
    app.stop().await;
}

#[actix_web::test]
async fn while_the_store_is_away_nobody_gets_in_and_nothing_breaks() {
    let mut app = TestApp::start().await;
    app.user("ada@example.org").await;
    let browser = app.signed_in("ada@example.org").await;
    // Nothing listens on port 1.
    let away = app.another(&[("REDIS_URL", "redis://127.0.0.1:1/0")]);
    let browser = browser.on(&away);
    for (path, status) in [("/account", 503), ("/sign-in", 503), ("/healthz", 200), ("/readyz", 503)] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}");
    }
    assert_eq!(browser.get("/account").await.header("retry-after"), "5");
    assert_eq!(browser.get(rowmill_web::assets::APP_CSS).await.status, 200);
    let visitor = app.browser().on(&away);
    let started = std::time::Instant::now();
    let answer = visitor.sign_in("ada@example.org", PASSWORD).await;
    assert!(answer.status == 503 && started.elapsed() < Duration::from_secs(3), "{}", answer.status);
    app.stop().await;
}
