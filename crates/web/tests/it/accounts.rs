//! Passwords and the account page.

use crate::test_app::{PASSWORD, TestApp};

#[actix_web::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let (here, there) = (app.signed_in("ada@example.org").await, app.signed_in("ada@example.org").await);
    let fields = [("current", PASSWORD), ("password", "a fresh pass word 🦀")];
    assert_eq!(here.post("/account", "/account/password", &fields).await.status, 303);
    assert!(here.is_signed_in().await && !there.is_signed_in().await);
    assert_eq!(app.browser().sign_in("ada@example.org", PASSWORD).await.status, 422);
    assert_eq!(app.browser().sign_in("ada@example.org", "a fresh pass word 🦀").await.status, 303);
    app.stop().await;
}

#[actix_web::test]
async fn a_password_that_will_not_do_changes_nothing() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let ada = app.signed_in("ada@example.org").await;
    let long = "x".repeat(1_025);
    for (current, password) in [
        ("wrong", "a fresh password"),
        (PASSWORD, "seven77"),
        (PASSWORD, "password"),
        (PASSWORD, "rowmill2026"),
        (PASSWORD, "ada@example.org1"),
        (PASSWORD, &long),
    ] {
        let fields = [("current", current), ("password", password)];
        let answer = ada.post("/account", "/account/password", &fields).await;
        assert_eq!(answer.status, 422, "{password}");
        assert!(!answer.body.contains(&format!("value=\"{password}")), "a password is never shown again");
    }
    assert_eq!(app.browser().sign_in("ada@example.org", PASSWORD).await.status, 303);
    app.stop().await;
}

#[actix_web::test]
async fn the_other_sessions_can_be_ended() {
    let app = TestApp::start().await;
    app.user("ada@example.org").await;
    let (here, there) = (app.signed_in("ada@example.org").await, app.signed_in("ada@example.org").await);
    assert_eq!(here.post("/account", "/account/sessions/end", &[]).await.status, 303);
    assert!(here.is_signed_in().await && !there.is_signed_in().await);
    app.stop().await;
}
