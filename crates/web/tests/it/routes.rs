//! Deny by default: the route table, walked with every kind of visitor.

use reqwest::Method;
use rowmill_core::model::Role;
use rowmill_web::routes::{self, Access, RouteInfo};

use crate::{
    browser::{Answer, Browser},
    test_app::TestApp,
};

/// What anybody may ask for. A new route is on this list or behind a wall.
const PUBLIC: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/favicon.ico"),
    ("GET", "/assets/{file}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/welcome/{token}"),
    ("POST", "/welcome/{token}"),
];

fn is_public(route: &RouteInfo) -> bool {
    PUBLIC.contains(&(route.method.as_str(), route.path))
}

async fn ask(browser: &Browser, route: &RouteInfo, workspace: &str) -> Answer {
    let mut path = route.path.replace("{workspace}", workspace);
    while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, "1");
    }
    match route.method.as_str() {
        "GET" => browser.get(&path).await,
        _ => browser.post_bare(&path, &[]).await,
    }
}

#[actix_web::test]
async fn nothing_but_the_public_list_answers_without_a_session() {
    let app = TestApp::start().await;
    for route in routes::table() {
        assert_eq!(is_public(&route), route.access == Access::Public, "{route:?}");
        if is_public(&route) {
            continue;
        }
        let answer = ask(&app.browser(), &route, "sales").await;
        match route.method.as_str() {
            // Programs are not sent to a page.
            "GET" if route.access == Access::Reader => assert_eq!(answer.status, 404, "{route:?}"),
            "GET" => {
                assert_eq!(answer.status, 303, "{route:?}");
                assert!(
                    answer.location().starts_with("/sign-in?next=%2F"),
                    "{route:?}: {}",
                    answer.location()
                );
            }
            _ => assert_eq!(answer.status, 401, "{route:?}"),
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_viewer_reaches_no_more_than_a_viewer_may() {
    let app = TestApp::start().await;
    let user = app.user("viewer@example.org").await;
    app.workspace("sales", &[(user, Role::Viewer)]).await;
    let browser = app.signed_in("viewer@example.org").await;
    for route in routes::table() {
        let expected = match route.access {
            Access::Editor | Access::Owner => 403,
            Access::Administrator => 404,
            _ => continue,
        };
        assert_eq!(ask(&browser, &route, "sales").await.status, expected, "{route:?}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_workspace_of_others_does_not_exist() {
    let app = TestApp::start().await;
    let (insider, outsider) = (app.user("in@example.org").await, app.administrator("out@example.org").await);
    app.workspace("sales", &[(insider, Role::Owner)]).await;
    app.workspace("other", &[(outsider, Role::Owner)]).await;
    let browser = app.signed_in("out@example.org").await;
    for route in routes::table().iter().filter(|route| route.path.contains("{workspace}")) {
        let answers = [ask(&browser, route, "sales").await, ask(&browser, route, "nosuch").await];
        assert_eq!(answers.each_ref().map(|answer| answer.status), [404, 404], "{route:?}");
        let [theirs, none] = answers
            .map(|answer| answer.body.replace(answer.header("x-request-id"), "").replace("nosuch", "sales"));
        assert_eq!(theirs, none, "{route:?}");
    }
    app.stop().await;
}

/// Where the links and the forms of a page lead, on this site.
fn leads(page: &str, attribute: &str) -> Vec<String> {
    let values = page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
    values.filter(|path| path.starts_with('/')).map(str::to_owned).collect()
}

#[actix_web::test]
async fn links_and_forms_lead_somewhere() {
    let app = TestApp::start().await;
    let user = app.administrator("ada@example.org").await;
    app.workspace("sales", &[(user, Role::Owner)]).await;
    let (ada, nobody) = (app.signed_in("ada@example.org").await, app.browser());
    for (browser, path) in [
        (&nobody, "/sign-in"),
        (&nobody, "/nothing/here/at/all"),
        (&ada, "/account"),
        (&ada, "/ops"),
        (&ada, "/sales"),
        (&ada, "/sales/-/new"),
        (&ada, "/sales/-/members"),
    ] {
        let page = browser.get(path).await.body;
        for link in leads(&page, "href=\"").iter().chain(&leads(&page, "src=\"")) {
            let status = browser.get(link).await.status;
            assert!(matches!(status, 200 | 303), "{path} links to {link}: {status}");
        }
        for form in page.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let action = &leads(form, "action=\"")[0];
            let status = browser.post_bare(action, &[]).await.status;
            assert!(matches!(status, 403 | 415), "a form of {path} posts to {action}: {status}");
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn addresses_take_their_methods_only() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let table = routes::table();
    for route in table.iter().filter(|route| route.method.as_str() == "POST") {
        let also_a_page =
            table.iter().any(|other| other.path == route.path && other.method.as_str() == "GET");
        let path = route.path.replace(['{', '}'], "");
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::TRACE] {
            if also_a_page && matches!(method, Method::GET | Method::HEAD) {
                continue;
            }
            let answer = browser.send(browser.request(method.clone(), &path)).await;
            assert_eq!(answer.status, 405, "{method} {}", route.path);
            assert!(answer.header("allow").contains("POST"), "{method} {}", route.path);
        }
    }
    assert_eq!(browser.send(browser.request(Method::TRACE, "/")).await.status, 405);
    let head = browser.send(browser.request(Method::HEAD, "/sign-in")).await;
    assert!(head.status == 200 && head.body.is_empty(), "{}", head.body);
    assert_eq!(head.header("content-length"), browser.get("/sign-in").await.body.len().to_string());
    app.stop().await;
}
