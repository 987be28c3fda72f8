//! Members of a workspace.

use rowmill_core::model::{Role, UserId};

use crate::{browser::Browser, test_app::TestApp};

async fn workspace(app: &TestApp) -> (UserId, UserId, Browser, Browser) {
    let (owner, viewer) = (app.user("owner@example.org").await, app.user("viewer@example.org").await);
    app.workspace("sales", &[(owner, Role::Owner), (viewer, Role::Viewer)]).await;
    (owner, viewer, app.signed_in("owner@example.org").await, app.signed_in("viewer@example.org").await)
}

async fn act(browser: &Browser, user: UserId, what: &str, fields: &[(&str, &str)]) -> u16 {
    browser.post("/account", &format!("/sales/-/members/{user}/{what}"), fields).await.status
}

#[actix_web::test]
async fn the_last_owner_stays_owner() {
    let app = TestApp::start().await;
    let (owner, viewer, browser, _) = workspace(&app).await;
    assert_eq!(act(&browser, owner, "role", &[("role", "editor")]).await, 409);
    assert_eq!(act(&browser, owner, "remove", &[]).await, 409);
    assert_eq!(act(&browser, viewer, "role", &[("role", "owner")]).await, 303);
    assert_eq!(act(&browser, owner, "remove", &[]).await, 303);
    assert_eq!(browser.get("/sales/-/members").await.status, 404);
    app.stop().await;
}

#[actix_web::test]
async fn a_role_counts_from_the_next_request_on() {
    let app = TestApp::start().await;
    let (owner, viewer, browser, other) = workspace(&app).await;
    assert_eq!(act(&other, owner, "role", &[("role", "viewer")]).await, 403);
    assert_eq!(act(&browser, viewer, "role", &[("role", "owner")]).await, 303);
    assert_eq!(act(&other, owner, "role", &[("role", "viewer")]).await, 303);
    assert_eq!(act(&browser, viewer, "role", &[("role", "viewer")]).await, 403);
    app.stop().await;
}

#[actix_web::test]
async fn who_is_no_member_is_not_found_and_made_none() {
    let app = TestApp::start().await;
    let (_, _, browser, viewer) = workspace(&app).await;
    let stranger = app.user("stranger@example.org").await;
    assert_eq!(act(&browser, stranger, "role", &[("role", "owner")]).await, 404);
    assert_eq!(act(&browser, stranger, "remove", &[]).await, 404);
    assert_eq!(act(&viewer, stranger, "remove", &[]).await, 403);
    assert_eq!(act(&browser, stranger, "role", &[("role", "emperor")]).await, 400);
    app.stop().await;
}

#[actix_web::test]
async fn a_member_may_leave() {
    let app = TestApp::start().await;
    let (_, viewer, _, browser) = workspace(&app).await;
    assert_eq!(act(&browser, viewer, "remove", &[]).await, 303);
    assert_eq!(browser.get("/sales/-/members").await.status, 404);
    app.stop().await;
}

#[actix_web::test]
async fn an_invitation_is_shown_once() {
    let app = TestApp::start().await;
    let (_, _, browser, _) = workspace(&app).await;
    let answer = browser
        .post("/account", "/sales/-/members/invite", &[("email", "new@example.org"), ("role", "editor")])
        .await;
    let link = answer.body.split("value=\"").find(|rest| rest.contains("/welcome/")).expect("a link");
    let path =
        link.split('"').next().and_then(|url| url.find("/welcome/").map(|at| &url[at..])).expect("its path");
    assert_eq!(app.browser().get(path).await.status, 200);
    assert!(!browser.get("/sales/-/members").await.body.contains("/welcome/"));
    let refused =
        browser.post("/account", "/sales/-/members/invite", &[("email", "x"), ("role", "editor")]).await;
    assert_eq!(refused.status, 422);
    app.stop().await;
}

async fn invite(browser: &Browser, email: &str) -> String {
    let fields = [("email", email), ("role", "editor")];
    let answer = browser.post("/account", "/sales/-/members/invite", &fields).await;
    let at = answer.body.find("/welcome/").expect("a link");
    answer.body[at..].split('"').next().expect("the attribute ends").to_owned()
}

#[actix_web::test]
async fn an_invitation_can_be_withdrawn_by_owners_of_its_workspace_only() {
    let app = TestApp::start().await;
    let (_, _, browser, viewer) = workspace(&app).await;
    let stranger = app.user("stranger@example.org").await;
    app.workspace("other", &[(stranger, Role::Owner)]).await;
    let link = invite(&browser, "new@example.org").await;
    let page = browser.get("/sales/-/members").await.body;
    assert!(page.contains("new@example.org"), "{page}");
    let at = page.find("/-/invitations/").expect("it can be withdrawn");
    let path = format!("/sales{}", page[at..].split('"').next().expect("the attribute ends"));

    assert_eq!(viewer.post("/account", &path, &[]).await.status, 403);
    let other = app.signed_in("stranger@example.org").await;
    assert_eq!(other.post("/account", &path.replace("/sales/", "/other/"), &[]).await.status, 404);
    assert_eq!(app.browser().get(&link).await.status, 200);
    assert_eq!(browser.post("/account", &path, &[]).await.status, 303);
    assert_eq!(app.browser().get(&link).await.status, 404);
    app.stop().await;
}

#[actix_web::test]
async fn a_second_invitation_for_somebody_ends_the_first() {
    let app = TestApp::start().await;
    let (_, _, browser, _) = workspace(&app).await;
    let first = invite(&browser, "new@example.org").await;
    let second = invite(&browser, "New@example.org").await;
    assert_eq!(app.browser().get(&first).await.status, 404);
    assert_eq!(app.browser().get(&second).await.status, 200);
    app.stop().await;
}

#[actix_web::test]
async fn administrators_make_workspaces_and_others_do_not() {
    let app = TestApp::start().await;
    let (_, _, browser, _) = workspace(&app).await;
    assert_eq!(browser.post("/account", "/workspaces", &[("title", "Harbour")]).await.status, 404);
    app.sql()
        .await
        .execute("UPDATE rowmill.users SET is_administrator = true WHERE email = 'owner@example.org'", &[])
        .await
        .expect("promoted");
    let answer = browser.post("/account", "/workspaces", &[("title", "Harbour data")]).await;
    assert_eq!((answer.status, answer.location()), (303, "/harbour_data"), "{}", answer.body);
    assert_eq!(browser.get("/harbour_data").await.status, 200);
    assert_eq!(browser.post("/account", "/workspaces", &[("title", " ")]).await.status, 422);
    app.stop().await;
}
