//! Forms that another site submits.

use reqwest::{Method, RequestBuilder};

use crate::{
    browser::Browser,
    test_app::{PASSWORD, TestApp},
};

async fn with_token(browser: &Browser) -> RequestBuilder {
    let token = browser.get("/account").await.token();
    browser.form("/account/sessions/end", &[("csrf", &token)])
}

#[actix_web::test]
async fn a_form_without_its_own_token_is_refused() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    app.user("eve@example.org").await;
    let (ada, eve) = (app.signed_in("ada@example.org").await, app.signed_in("eve@example.org").await);
    let theirs = eve.get("/account").await.token();
    let signed_out = app.browser().get("/sign-in").await.token();
    for token in ["", "nonsense", "a.b", &theirs, &signed_out] {
        assert_eq!(ada.post_bare("/account/sessions/end", &[("csrf", token)]).await.status, 403, "{token}");
    }
    assert_eq!(ada.post_bare("/account/sessions/end", &[]).await.status, 403);
    assert_eq!(ada.send(with_token(&ada).await).await.status, 303);
    app.stop().await;
}

#[actix_web::test]
async fn a_form_from_elsewhere_is_refused_even_with_its_token() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let ada = app.signed_in("ada@example.org").await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://localhost.evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = ada.send(with_token(&ada).await.header(name, value)).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
    }
    let own = app.base.as_str();
    for (origin, site) in [(own, "same-origin"), ("null", "same-origin"), ("http://localhost:5000", "none")] {
        let request = with_token(&ada).await.header("origin", origin).header("sec-fetch-site", site);
        assert_eq!(ada.send(request).await.status, 303, "{origin} {site}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn over_https_only_the_public_origin_counts() {
    let app = TestApp::with(&[("PUBLIC_URL", "https://data.example.org")]).await;
    let browser = app.browser();
    for (origin, status) in [(app.base.as_str(), 403), ("https://data.example.org", 422)] {
        let token = browser.get("/sign-in").await.token();
        let fields = [("csrf", token.as_str()), ("email", "a@b.c"), ("password", "wrong")];
        let answer = browser.send(browser.form("/sign-in", &fields).header("origin", origin)).await;
        assert_eq!(answer.status, status, "{origin}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn signing_in_needs_a_token_too() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    let browser = app.browser();
    assert_eq!(browser.post_bare("/sign-in", &fields).await.status, 403);
    // A token without the cookie it is tied to is another browser's.
    let token = app.browser().get("/sign-in").await.token();
    let fields = [("csrf", token.as_str()), fields[0], fields[1]];
    assert_eq!(browser.post_bare("/sign-in", &fields).await.status, 403);
    assert!(!browser.is_signed_in().await);
    app.stop().await;
}

#[actix_web::test]
async fn other_kinds_of_body_are_refused() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let ada = app.signed_in("ada@example.org").await;
    let token = ada.get("/account").await.token();
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", ""] {
        let request = ada.request(Method::POST, "/account/sessions/end").header("content-type", kind);
        assert_eq!(ada.send(request.body(format!("csrf={token}"))).await.status, 415, "{kind}");
    }
    app.stop().await;
}
