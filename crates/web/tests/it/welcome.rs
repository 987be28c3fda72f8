//! One-time links.

use rowmill_core::{
    model::Role,
    store::links::{self, Purpose},
};

use crate::{
    browser::Browser,
    test_app::{PASSWORD, TestApp},
};

const ADA: &[(&str, &str)] =
    &[("name", "Ada"), ("email", "Ada@Example.org"), ("password", PASSWORD), ("workspace", "Harbour data")];

async fn link(app: &TestApp, purpose: Purpose) -> String {
    let (token, hash) = links::new_token();
    let client = app.client().await;
    match purpose {
        Purpose::FirstAdministrator => links::insert_first_administrator(&client, &hash).await,
        Purpose::Invitation { workspace, role } => {
            links::insert_invitation(&client, &hash, workspace, role, "new@example.org").await
        }
    }
    .expect("a link");
    format!("/welcome/{token}")
}

async fn accept(browser: &Browser, link: &str, fields: &[(&str, &str)]) -> crate::browser::Answer {
    browser.post(link, link, fields).await
}

#[actix_web::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    let app = TestApp::start().await;
    let link = link(&app, Purpose::FirstAdministrator).await;
    let (ada, eve) = (app.browser(), app.browser());
    let held_back = eve.get(&link).await.token();
    let answer = accept(&ada, &link, ADA).await;
    assert_eq!((answer.status, answer.location()), (303, "/harbour_data"));
    assert!(ada.is_signed_in().await);
    assert_eq!(ada.get("/harbour_data/-/members").await.status, 200);

    assert_eq!(eve.get(&link).await.status, 404);
    let fields =
        [("csrf", held_back.as_str()), ("name", "Eve"), ("email", "eve@example.org"), ("password", PASSWORD)];
    assert_eq!(eve.post_bare(&link, &fields).await.status, 404);
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('harbour_data', 'rowmill_w1')";
    assert_eq!(app.sql().await.query_one(schemas, &[]).await.expect("asked").get::<_, i64>(0), 2);
    app.stop().await;
}

#[actix_web::test]
async fn of_two_at_once_one_gets_the_link() {
    let app = TestApp::start().await;
    let link = link(&app, Purpose::FirstAdministrator).await;
    let (ada, eve) = (app.browser(), app.browser());
    let eves = [("name", "Eve"), ("email", "eve@example.org"), ("password", PASSWORD), ("workspace", "Mine")];
    let (first, second) = tokio::join!(accept(&ada, &link, ADA), accept(&eve, &link, &eves));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    app.stop().await;
}

#[actix_web::test]
async fn a_refused_form_keeps_the_link_and_says_why() {
    let app = TestApp::start().await;
    app.user("taken@example.org").await;
    let link = link(&app, Purpose::FirstAdministrator).await;
    let browser = app.browser();
    for (changed, value, said) in [
        ("name", " ", "Between 1 and 200 characters"),
        ("email", "nobody", "This is no e-mail address"),
        ("email", "taken@example.org", "has an account already"),
        ("password", "short", "at least 8 characters"),
        ("password", "Harbour data 7", "easy to guess"),
        ("workspace", "", "Between 1 and 200 characters"),
    ] {
        let fields: Vec<_> =
            ADA.iter().map(|(name, old)| (*name, if *name == changed { value } else { *old })).collect();
        let answer = accept(&browser, &link, &fields).await;
        assert!(
            answer.status == 422 && answer.body.contains(said),
            "{changed}: {} {}",
            answer.status,
            answer.body
        );
    }
    assert_eq!(accept(&browser, &link, ADA).await.status, 303);
    app.stop().await;
}

#[actix_web::test]
async fn a_name_that_is_taken_gets_a_number() {
    let app = TestApp::start().await;
    let owner = app.user("owner@example.org").await;
    app.workspace("harbour_data", &[(owner, Role::Owner)]).await;
    app.sql().await.batch_execute("CREATE SCHEMA harbour_data_2").await.expect("somebody else's schema");
    let link = link(&app, Purpose::FirstAdministrator).await;
    assert_eq!(accept(&app.browser(), &link, ADA).await.location(), "/harbour_data_3");
    app.stop().await;
}

#[actix_web::test]
async fn links_that_never_were_or_are_too_old_do_not_exist() {
    let app = TestApp::start().await;
    let link = link(&app, Purpose::FirstAdministrator).await;
    app.sql().await.execute("UPDATE rowmill.links SET expires_at = now()", &[]).await.expect("expired");
    let browser = app.browser();
    for path in [link.as_str(), "/welcome/none", &format!("/welcome/{}", "a".repeat(5_000))] {
        assert_eq!(browser.get(path).await.status, 404);
    }
    app.stop().await;
}

#[actix_web::test]
async fn an_invitation_makes_an_account_or_joins_the_one_there_is() {
    let app = TestApp::start().await;
    let (owner, _) = (app.user("owner@example.org").await, app.user("ada@example.org").await);
    let id = app.workspace("sales", &[(owner, Role::Owner)]).await;
    let invitation = Purpose::Invitation { workspace: id, role: Role::Editor };

    let fresh = app.browser();
    let answer = accept(
        &fresh,
        &link(&app, invitation).await,
        &ADA[..3]
            .iter()
            .map(|(name, value)| (*name, if *name == "email" { "new@example.org" } else { *value }))
            .collect::<Vec<_>>(),
    )
    .await;
    assert_eq!((answer.status, answer.location()), (303, "/sales"), "{}", answer.body);
    assert_eq!(fresh.get("/sales/-/members").await.status, 200);

    let ada = app.signed_in("ada@example.org").await;
    let path = link(&app, invitation).await;
    assert!(!ada.get(&path).await.body.contains("type=\"password\""), "she has an account");
    assert_eq!(accept(&ada, &path, &[]).await.location(), "/sales");
    assert_eq!(ada.get(&path).await.status, 404);
    // An owner who takes up an invitation stays an owner.
    let owner = app.signed_in("owner@example.org").await;
    accept(&owner, &link(&app, invitation).await, &[]).await;
    assert!(owner.get("/sales/-/members").await.body.contains("/sales/-/members/invite"));
    app.stop().await;
}
