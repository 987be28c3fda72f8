//! Rows, as a member of the workspace reads them.

use reqwest::{Method, header::HeaderMap};
use serde_json::json;

use super::{api, body, ids, refused};

#[actix_web::test]
async fn rows_are_read_in_both_places() {
    let api = api().await;
    for place in ["/items", "/rest/v1/items"] {
        let answer = api.get(&format!("{place}?select=id,n:data->n&id=in.(3,1)&order=id.desc")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(body(&answer), json!([{"id": 3, "n": 2}, {"id": 1, "n": 0}]));
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
        assert_eq!(answer.header("content-range"), "0-1/*");
        assert_eq!(
            answer.header("content-location"),
            "/items?id=in.%283%2C1%29&order=id.desc&select=id%2Cn%3Adata-%3En"
        );
        assert_eq!(answer.header("cache-control"), "private, no-cache");
    }
    assert_eq!(ids(&api.get("/items").await), (1..=15).collect::<Vec<_>>());
    let aggregated = api.get("/items?select=count(),id.sum()&name=not.is.null").await;
    assert_eq!(body(&aggregated), json!([{"count": 8, "sum": 64}]));
    api.app.stop().await;
}

#[actix_web::test]
async fn ranges_counts_and_statuses() {
    let api = api().await;
    for (path, headers, status, range, rows) in [
        ("/items", &[("Prefer", "count=exact")][..], 200, "0-14/15", 15),
        ("/items", &[("Prefer", "count=planned")], 200, "0-14/15", 15),
        ("/items?limit=3&offset=2", &[], 200, "2-4/*", 3),
        ("/items?limit=3&offset=2", &[("Prefer", "count=estimated")], 206, "2-4/15", 3),
        ("/items?limit=3", &[("Range", "0-1"), ("Range-Unit", "items")], 200, "0-1/*", 2),
        ("/items?id=gt.10", &[("Prefer", "count=exact")], 200, "0-4/5", 5),
        ("/items?id=gt.10&limit=2", &[("Prefer", "count=exact")], 206, "0-1/5", 2),
        ("/items?id=gt.10&limit=2", &[("Prefer", "count=estimated")], 206, "0-1/5", 2),
        ("/items?id=eq.0", &[("Prefer", "count=exact")], 200, "*/0", 0),
        ("/items?id=eq.0", &[], 200, "*/*", 0),
        ("/items?limit=0", &[], 200, "*/*", 0),
        ("/items?offset=-4", &[], 200, "0-14/*", 15),
        ("/items?offset=100", &[], 200, "*/*", 0),
    ] {
        let answer = api.with(path, headers).await;
        assert_eq!((answer.status, answer.header("content-range")), (status, range), "{path} {headers:?}");
        assert_eq!(ids(&answer).len(), rows, "{path} {headers:?}");
        let head = api.ask(Method::HEAD, path, headers).await;
        assert_eq!(head.body, "");
        // A range is one of GET alone.
        if !headers.iter().any(|(name, _)| *name == "Range") {
            assert_eq!((head.status, head.header("content-range")), (status, range), "{path} {headers:?}");
        }
    }
    let beyond = api.with("/items?offset=100", &[("Prefer", "count=exact")]).await;
    let told = refused(&beyond, 416, "PGRST103");
    assert_eq!(told["details"], "An offset of 100 was requested, but there are only 15 rows.");
    assert_eq!(beyond.header("content-range"), "*/15");
    refused(&api.get("/items?limit=-1").await, 416, "PGRST103");
    refused(&api.with("/items", &[("Range", "5-4")]).await, 416, "PGRST103");
    api.app.stop().await;
}

#[actix_web::test]
async fn media_types() {
    let api = api().await;
    let accept = async |path: &str, media: &str| api.with(path, &[("Accept", media)]).await;
    let csv = accept("/items?limit=2&select=id,name", "text/csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.body, "id,name\n1,item 0\n2,\n");
    let one = accept("/items?id=eq.2", "application/vnd.pgrst.object+json").await;
    assert_eq!(one.header("content-type"), "application/vnd.pgrst.object+json; charset=utf-8");
    assert_eq!(body(&one), json!({"id": 2, "name": null, "data": {"n": 1}}));
    let stripped = accept("/items?id=eq.2", "application/vnd.pgrst.object+json;nulls=stripped").await;
    assert_eq!(body(&stripped), json!({"id": 2, "data": {"n": 1}}));
    let stripped = accept("/items?id=eq.2", "application/vnd.pgrst.array+json;nulls=stripped").await;
    assert_eq!(body(&stripped), json!([{"id": 2, "data": {"n": 1}}]));
    for (path, rows) in [("/items", 15), ("/items?id=eq.0", 0)] {
        let answer = accept(path, "application/vnd.pgrst.object+json").await;
        let told = refused(&answer, 406, "PGRST116");
        assert_eq!(told["details"], format!("The result contains {rows} rows"));
    }
    refused(&accept("/items", "application/vnd.pgrst.plan+json").await, 406, "PGRST107");
    let document = accept("/items", "application/openapi+json").await;
    assert_eq!(body(&document)["definitions"]["items"]["properties"]["id"]["format"], "integer");
    for root in ["", "/", "/rest/v1/"] {
        let document = body(&api.get(root).await);
        assert!(document["paths"]["/items"]["get"].is_object(), "{root}: {document}");
    }
    api.app.stop().await;
}

#[actix_web::test]
async fn preferences_are_honoured_and_told() {
    let api = api().await;
    let prefer = async |text: &str| api.with("/items?limit=1", &[("Prefer", text)]).await;
    let answer = prefer("count=exact, handling=lenient, anything, timezone=Europe/Paris").await;
    assert_eq!(answer.header("preference-applied"), "count=exact, handling=lenient, timezone=Europe/Paris");
    let told = refused(&prefer("handling=strict, anything").await, 400, "PGRST122");
    assert_eq!(told["details"], "Invalid preferences: anything");
    assert_eq!(prefer("timezone=Mars/Base").await.header("preference-applied"), "");
    api.app.stop().await;
}

#[actix_web::test]
async fn an_answer_that_is_known_is_not_sent_again() {
    let api = api().await;
    let path = "/items?id=lt.3&select=id";
    let first = api.get(path).await;
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with("W/\"3-"), "{etag}");
    assert!(!first.header("last-modified").is_empty());
    let known = [("If-None-Match", etag.as_str())];
    let again = api.with("/items?select=id&id=lt.3", &known).await;
    assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", etag.as_str()));
    assert_eq!(api.ask(Method::HEAD, path, &known).await.status, 304);
    for (path, headers) in [
        ("/items?id=lt.4&select=id", &[][..]),
        (path, &[("Accept", "text/csv")]),
        (path, &[("Prefer", "count=exact")]),
        (path, &[("Range", "0-0")]),
    ] {
        let headers: Vec<_> = headers.iter().chain(&known).copied().collect();
        assert_eq!(api.with(path, &headers).await.status, 200, "{path} {headers:?}");
    }
    // Without a look at the data, which is gone here.
    let sql = api.app.sql().await;
    sql.batch_execute(&format!("DROP TABLE rowmill_w{}.t", api.workspace)).await.expect("dropped");
    assert_eq!(api.with(path, &known).await.status, 304);
    refused(&api.get(path).await, 404, "PGRST205");
    api.app.stop().await;
}

#[actix_web::test]
async fn every_version_can_be_read() {
    let api = api().await;
    assert_eq!(ids(&api.get("/items?version=2").await), (1..=10).collect::<Vec<_>>());
    let counted = api.with("/items?version=2&limit=1", &[("Prefer", "count=exact")]).await;
    assert_eq!(counted.header("content-range"), "0-0/10");
    assert_eq!(ids(&api.get("/items?as_of=2999-01-01&limit=1").await), [1]);
    refused(&api.get("/items?as_of=1999-01-01").await, 404, "PGRST205");
    refused(&api.get("/items?version=9").await, 404, "PGRST205");
    for unreadable in ["version=two", "version=0", "version=-1", "as_of=soon"] {
        refused(&api.get(&format!("/items?{unreadable}")).await, 400, "PGRST100");
    }
    api.app.stop().await;
}

#[actix_web::test]
async fn what_cannot_be_done_is_told_in_postgrests_words() {
    let api = api().await;
    for (path, status, code) in [
        ("/items?id=0", 400, "PGRST100"),
        ("/items?select=nope", 400, "42703"),
        ("/items?id=eq.x", 400, "22P02"),
        ("/items?id=like.1", 404, "42883"),
        ("/items?select=id::nope", 400, "42704"),
        ("/items?select=id,clients(*)", 400, "PGRST200"),
        ("/items?clients.id=eq.1", 400, "PGRST108"),
        ("/nope", 404, "PGRST205"),
        ("/no%00pe", 404, "PGRST205"),
        ("/items/1", 404, "PGRST125"),
        ("/rpc/run", 404, "PGRST202"),
        ("/rest/v1/rpc/run", 404, "PGRST202"),
    ] {
        refused(&api.get(path).await, status, code);
    }
    let told = refused(&api.get("/items?select=id,clients(*)").await, 400, "PGRST200");
    assert!(told["details"].is_string(), "a client cannot read a list");
    let head = api.ask(Method::HEAD, "/items?id=0", &[]).await;
    assert_eq!((head.status, head.header("proxy-status")), (400, "PostgREST; error=PGRST100"));
    for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
        let answer = api.ask(method, "/items", &[]).await;
        refused(&answer, 405, "PGRST117");
        assert_eq!(answer.header("allow"), "OPTIONS, GET, HEAD");
    }
    for profile in ["public", "lab"] {
        let answer = api.with("/items", &[("Accept-Profile", profile)]).await;
        assert_eq!((answer.status, answer.header("content-profile")), (200, profile));
    }
    let told = refused(&api.with("/items", &[("Accept-Profile", "secret")]).await, 406, "PGRST106");
    assert_eq!(told["hint"], "Only the following schemas are exposed: lab");
    api.app.stop().await;
}

#[actix_web::test]
async fn a_table_of_others_does_not_exist() {
    let api = api().await;
    let nobody = api.app.browser();
    let theirs = nobody.get("/api/lab/items").await;
    let none = nobody.get("/api/lab/nope").await;
    refused(&theirs, 404, "PGRST205");
    assert_eq!(theirs.body.replace("items", "nope"), none.body);
    let options = nobody.send(nobody.request(Method::OPTIONS, "/api/lab/items")).await;
    refused(&options, 404, "PGRST205");
    assert_eq!(api.ask(Method::OPTIONS, "/items", &[]).await.header("allow"), "OPTIONS,GET,HEAD");
    api.app.stop().await;
}

#[actix_web::test]
async fn scripts_of_other_sites_may_ask() {
    let api = api().await;
    let from = ("Origin", "https://app.example.org");
    let wanted =
        [from, ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "x-odd")];
    let preflight = api.ask(Method::OPTIONS, "/items", &wanted).await;
    let said = |headers: &HeaderMap, name: &str| headers[name].to_str().expect("text").to_owned();
    assert_eq!(preflight.status, 200);
    assert_eq!(said(&preflight.headers, "access-control-allow-origin"), "*");
    assert_eq!(said(&preflight.headers, "access-control-max-age"), "86400");
    let allowed = said(&preflight.headers, "access-control-allow-headers");
    for name in [
        "authorization",
        "apikey",
        "x-client-info",
        "accept-profile",
        "prefer",
        "x-retry-count",
        "range",
        "x-odd",
    ] {
        assert!(allowed.split(", ").any(|known| known == name), "{name} in {allowed}");
    }
    let answer = api.with("/items?limit=1", &[from]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("Content-Range"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    assert_eq!(api.get("/items?limit=1").await.header("access-control-allow-origin"), "");
    refused(&api.with("/items?id=0", &[from]).await, 400, "PGRST100");
    api.app.stop().await;
}

#[actix_web::test]
async fn pages_are_gone_through_by_their_links() {
    let api = api().await;
    let next = |answer: &crate::browser::Answer| {
        let link = answer.header("link").strip_prefix("</api/lab").map(str::to_owned);
        link.map(|link| link.strip_suffix(">; rel=\"next\"").expect("a link").to_owned())
    };
    for (first, pages) in [
        ("/items?limit=4", 4),
        ("/rest/v1/items?limit=4&order=name.desc,id&select=id", 4),
        ("/items?id=gt.3&limit=5&version=2", 2),
        ("/items", 1),
    ] {
        let whole = ids(&api.get(&first.replace("limit=4", "").replace("limit=5", "")).await);
        let (mut path, mut found, mut count) = (first.to_owned(), Vec::new(), 0);
        loop {
            let answer = api.get(&path).await;
            let rows = ids(&answer);
            let range = format!("{}-{}/*", found.len(), found.len() + rows.len() - 1);
            assert_eq!(answer.header("content-range"), range, "{path}");
            found.extend(rows);
            count += 1;
            match next(&answer) {
                Some(link) => path = link,
                None => break,
            }
        }
        assert_eq!((found, count), (whole, pages), "{first}");
    }
    // Whoever reads on reads the version that they began with.
    assert!(next(&api.get("/items?limit=4").await).expect("a link").contains("version=3"));
    let by_range = api.with("/items", &[("Range", "2-5")]).await;
    assert_eq!(ids(&api.get(&next(&by_range).expect("a link")).await), [7, 8, 9, 10]);
    let link = next(&api.get("/items?limit=4&order=id").await).expect("a link");
    refused(&api.get(&link.replace("order=id&", "")).await, 400, "PGRST100");
    refused(&api.get("/items?after=x").await, 400, "PGRST100");
    refused(&api.get(&format!("{}&select=count()", link)).await, 400, "PGRST100");
    assert_eq!(api.get("/items?select=count()").await.header("link"), "");
    api.app.stop().await;
}
