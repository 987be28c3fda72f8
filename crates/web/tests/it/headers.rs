//! The headers of every kind of response.

use reqwest::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    browser::{Answer, Browser},
    test_app::{KEY, TestApp},
};

fn assert_complete(answer: &Answer, what: &str) {
    let csp = answer.header("content-security-policy");
    assert!(csp.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{what}: {csp}");
    assert!(csp.contains("frame-ancestors 'none'") && !csp.contains("unsafe"), "{what}: {csp}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(!answer.header("x-request-id").is_empty(), "{what}");
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(answer.header(name), "", "{what}: {name}");
    }
}

async fn every_kind(browser: &Browser) -> Vec<(&'static str, u16, Answer)> {
    let large = "x".repeat(300_000);
    let token = browser.get("/sign-in").await.token();
    let text = browser.request(Method::POST, "/sign-in").header("content-type", "text/plain").body("a=b");
    vec![
        ("page", 200, browser.get("/sign-in").await),
        ("redirect", 303, browser.get("/").await),
        ("asset", 200, browser.get(rowmill_web::assets::APP_CSS).await),
        ("probe", 200, browser.get("/healthz").await),
        ("metrics", 200, browser.get("/metrics").await),
        ("401", 401, browser.post_bare("/sign-out", &[]).await),
        ("403", 403, browser.post_bare("/sign-in", &[]).await),
        ("404", 404, browser.get("/assets/none.css").await),
        ("404 of a route", 404, browser.get("/a/b/c/d/e/f").await),
        ("405", 405, browser.get("/sign-out").await),
        ("400", 400, browser.post_bare("/sign-in", &[("csrf", &token)]).await),
        ("413", 413, browser.post_bare("/sign-in", &[("csrf", &token), ("email", &large)]).await),
        ("415", 415, browser.send(text).await),
    ]
}

#[actix_web::test]
async fn every_response_carries_the_headers() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for (what, status, answer) in every_kind(&browser).await {
        assert_eq!(answer.status, status, "{what}");
        assert_complete(&answer, what);
        assert_eq!(answer.header("strict-transport-security"), "", "{what}: plain http");
        let kept = if what == "asset" { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), kept, "{what}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_failure_inside_says_nothing_but_its_number() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let browser = app.signed_in("ada@example.org").await;
    app.sql().await.batch_execute("ALTER TABLE rowmill.users RENAME TO gone").await.expect("renamed");
    let answer = browser.get("/account").await;
    assert_eq!(answer.status, 500);
    assert_complete(&answer, "500");
    assert!(answer.body.contains(answer.header("x-request-id")), "{}", answer.body);
    assert!(!answer.body.contains("gone") && !answer.body.contains("rowmill.users"), "{}", answer.body);
    app.stop().await;
}

#[actix_web::test]
async fn over_https_cookies_are_bound_to_the_host_and_hsts_is_sent() {
    let app = TestApp::with(&[("PUBLIC_URL", "https://data.example.org")]).await;
    let answer = app.browser().get("/sign-in").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-rowmill-form="), "{cookie}");
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    app.stop().await;
}

#[actix_web::test]
async fn pages_of_errors_repeat_nothing_of_the_request() {
    let app = TestApp::start().await;
    let answer = app.browser().get("/zebra%3Cscript%3E/x/y/z/marker?q=zebra").await;
    assert_eq!(answer.status, 404);
    assert!(!answer.body.contains("zebra") && !answer.body.contains("marker"), "{}", answer.body);
    app.stop().await;
}

/// Sends as much as the server takes, and reads what it says.
async fn raw(base: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.expect("connected");
    let (mut reader, mut writer) = stream.split();
    let mut answer = [0; 64];
    let (_, read) = tokio::join!(writer.write_all(request.as_bytes()), reader.read(&mut answer));
    String::from_utf8_lossy(&answer[..read.expect("an answer")]).into_owned()
}

#[actix_web::test]
async fn oversized_addresses_and_headers_are_refused() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let long = "a".repeat(1 << 20);
    let many: String = (0..10_000).map(|number| format!("x-{number}: 1\r\n")).collect();
    for request in [
        format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: a\r\nx-long: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n"),
    ] {
        let answer = raw(&app.base, &request).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    assert_eq!(browser.get("/healthz").await.status, 200);
    app.stop().await;
}

#[actix_web::test]
async fn assets_come_compressed_and_are_asked_for_once() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let path = rowmill_web::assets::APP_CSS;
    for (accepted, encoding) in
        [("br, gzip", "br"), ("gzip", "gzip"), ("identity", ""), ("gzip;q=0, br;q=0", "")]
    {
        let request = browser.request(Method::GET, path).header("accept-encoding", accepted);
        let response = request.send().await.expect("an answer");
        let header =
            response.headers().get("content-encoding").map_or("", |value| value.to_str().expect("readable"));
        assert_eq!(header, encoding, "{accepted}");
        assert!(
            response.headers()["vary"].to_str().expect("readable").eq_ignore_ascii_case("accept-encoding")
        );
        let etag = response.headers()["etag"].to_str().expect("readable").to_owned();
        let again = browser
            .request(Method::GET, path)
            .header("accept-encoding", accepted)
            .header("if-none-match", etag);
        assert_eq!(browser.send(again).await.status, 304, "{accepted}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn metrics_are_behind_their_token() {
    let app = TestApp::with(&[("METRICS_TOKEN", KEY)]).await;
    let browser = app.browser();
    assert_eq!(browser.get("/metrics").await.status, 401);
    let with = |token: &str| browser.request(Method::GET, "/metrics").bearer_auth(token);
    assert_eq!(browser.send(with("wrong")).await.status, 401);
    let answer = browser.send(with(KEY)).await;
    assert!(answer.status == 200 && answer.body.contains("rowmill_http_requests_total"), "{}", answer.body);
    app.stop().await;
}
