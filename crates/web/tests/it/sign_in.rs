//! The door: who gets in, how often one may try, and where one lands.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
use reqwest::Method;
use rowmill_core::{model::Role, store::users};

use crate::test_app::{PASSWORD, TestApp};

#[actix_web::test]
async fn an_unknown_address_and_a_wrong_password_look_the_same() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let mut answers = Vec::new();
    for email in ["ada@example.org", "bob@example.org"] {
        let answer = app.browser().sign_in(email, "wrong password").await;
        let anonymous = answer.body.replace(email, "").replace(&answer.token(), "");
        answers.push((answer.status, anonymous));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, 422);
    app.stop().await;
}

#[actix_web::test]
async fn an_unknown_address_takes_as_long() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let mut took = [Duration::ZERO; 2];
    for round in 0..9 {
        for (index, email) in ["ada@example.org", "bob@example.org"].into_iter().enumerate() {
            let browser = app.browser();
            let token = browser.get("/sign-in").await.token();
            let started = Instant::now();
            browser.post_bare("/sign-in", &[("csrf", &token), ("email", email), ("password", "wrong")]).await;
            if round > 0 {
                took[index] += started.elapsed();
            }
        }
        app.forget_failures().await;
    }
    let ratio = took[0].as_secs_f64() / took[1].as_secs_f64();
    // The full measurement needs a quiet machine; without the dummy hash this is far above 3.
    assert!((0.6..1.67).contains(&ratio), "{took:?}");
    app.stop().await;
}

#[actix_web::test]
async fn ten_failures_a_minute_are_enough() {
    let mut app = TestApp::with(&[("TRUSTED_PROXIES", "1")]).await;
    app.user("ada@example.org").await;
    let second = app.another(&[]);
    let attempt = async |base: &str, address: &str, email: &str, password: &str| {
        let browser = app.browser().on(base);
        let token = browser.get("/sign-in").await.token();
        let fields = [("csrf", token.as_str()), ("email", email), ("password", password)];
        browser.send(browser.form("/sign-in", &fields).header("x-forwarded-for", address)).await
    };
    // One address, many accounts, two processes.
    for number in 0..10 {
        let base = if number % 2 == 0 { &app.base } else { &second };
        let answer = attempt(base, "192.0.2.1", &format!("p{number}@example.org"), "wrong").await;
        assert_eq!(answer.status, 422, "{number}");
    }
    let answer = attempt(&second, "192.0.2.1", "ada@example.org", PASSWORD).await;
    assert_eq!(answer.status, 429);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(
        attempt(&app.base, "192.0.2.2", "ada@example.org", PASSWORD).await.status,
        303,
        "others get in"
    );
    // One account, many addresses.
    for number in 10..20 {
        let answer = attempt(&app.base, &format!("192.0.2.{number}"), "bob@example.org", "wrong").await;
        assert_eq!(answer.status, 422, "{number}");
    }
    assert_eq!(attempt(&app.base, "192.0.2.99", "BOB@example.org ", "wrong").await.status, 429);
    app.stop().await;
}

#[actix_web::test]
async fn many_may_sign_in_at_once() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let browsers: Vec<_> = (0..20).map(|_| app.browser()).collect();
    let logins = browsers.iter().map(|browser| browser.sign_in("ada@example.org", PASSWORD));
    let (answers, other) = tokio::join!(futures_util::future::join_all(logins), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let started = Instant::now();
        app.browser().get("/healthz").await;
        started.elapsed()
    });
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert!(other < Duration::from_secs(1), "{other:?}");
    app.stop().await;
}

#[actix_web::test]
async fn a_weaker_hash_is_replaced_when_its_password_is_seen() {
    let app = TestApp::start().await;
    let user = app.user("ada@example.org").await;
    let params = Params::new(8_192, 1, 1, None).expect("valid parameters");
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let weak = hasher.hash_password(PASSWORD.as_bytes()).expect("hashed").to_string();
    users::rehash(&app.client().await, user, &weak).await.expect("stored");
    app.signed_in("ada@example.org").await;
    let stored = users::find(&app.client().await, user).await.expect("asked").expect("there").password_hash;
    assert!(stored.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{stored}");
    app.stop().await;
}

#[actix_web::test]
async fn one_lands_where_one_wanted_to_go_but_never_elsewhere() {
    let app = TestApp::start().await;
    let user = app.user("ada@example.org").await;
    app.workspace("sales", &[(user, Role::Viewer)]).await;
    let wanted = app.browser().get("/account?from=mail").await;
    assert_eq!(wanted.location(), "/sign-in?next=%2Faccount%3Ffrom%3Dmail");
    for (next, lands) in [
        ("/account?from=mail", "/account?from=mail"),
        ("", "/sales"),
        ("//evil.example", "/sales"),
        ("/\\evil.example", "/sales"),
        ("https://evil.example/", "/sales"),
        ("https:evil.example", "/sales"),
        ("/a/..//evil.example", "/sales"),
    ] {
        let browser = app.browser();
        let fields = [("email", "ada@example.org"), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.post("/sign-in", "/sign-in", &fields).await.location(), lands, "{next}");
        assert_eq!(browser.get("/").await.location(), "/sales");
    }
    let page = app.browser().get("/sign-in?next=//evil.example").await;
    assert!(!page.body.contains("evil"), "{}", page.body);
    for path in ["//evil.example/..", "/%5Cevil.example/"] {
        let answer = app.browser().get(path).await;
        assert!(
            !answer.location().starts_with("//") && !answer.location().contains("://"),
            "{}",
            answer.location()
        );
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_host_of_a_request_reaches_no_link() {
    let app = TestApp::with(&[("PUBLIC_URL", "http://data.example.org")]).await;
    let user = app.user("ada@example.org").await;
    app.workspace("sales", &[(user, Role::Owner)]).await;
    let ada = app.signed_in("ada@example.org").await;
    let token = ada.get("/account").await.token();
    let fields = [("csrf", token.as_str()), ("email", "bob@example.org"), ("role", "viewer")];
    let answer = ada.send(ada.form("/sales/-/members/invite", &fields).header("host", "evil.example")).await;
    assert!(
        answer.body.contains("http://data.example.org/welcome/") && !answer.body.contains("evil"),
        "{}",
        answer.body
    );
    let front = ada.request(Method::GET, "/").header("host", "evil.example");
    assert_eq!(ada.send(front).await.location(), "/sales");
    app.stop().await;
}
