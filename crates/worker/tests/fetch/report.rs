//! What a user and the log get to see.

use std::error::Error;

use crate::{
    origin::{Origin, Step, answer},
    trial::Trial,
};

#[tokio::test]
async fn the_exchange_is_a_record_of_what_was_asked_and_answered() {
    let lines = ["Content-Type: text/csv; charset=utf-8", "ETag: W/\"x\""];
    let origin = Origin::answering(answer(200, &lines, b"a\n1\n")).await;
    let (fetched, _) = Trial::of(&origin).fetch(&origin.url("/a.csv?page=1&api_key=canary")).await.unwrap();
    let rowmill_worker::pipeline::fetch::Fetched::Body { mut exchange, .. } = fetched else {
        panic!("no body")
    };
    exchange.duration_ms = 7;
    exchange.hops[0].ms = 3;
    let shown = origin.url("/a.csv?page=1&api_key=***");
    assert_eq!(
        serde_json::to_value(&exchange).unwrap(),
        serde_json::json!({
            "requested": shown,
            "hops": [{ "url": shown, "status": 200, "ms": 3 }],
            "status": 200,
            "content_type": "text/csv; charset=utf-8",
            "content_length": 4,
            "content_encoding": null,
            "etag": "W/\"x\"",
            "last_modified": null,
            "bytes": 4,
            "duration_ms": 7,
            "note": null,
        })
    );
}

#[tokio::test]
async fn the_user_agent_names_the_program() {
    let origin = Origin::answering(answer(200, &[], b"")).await;
    Trial::of(&origin).fetch(&origin.url("/")).await.unwrap();
    assert!(origin.heads()[0].contains(concat!("user-agent: Rowmill/", env!("CARGO_PKG_VERSION"), "\r\n")));
}

#[tokio::test]
async fn no_error_shows_the_query_or_the_body_of_an_answer() {
    let failing = [
        vec![Step::Send(answer(404, &["X-Internal: canary"], b"canary"))],
        vec![Step::Send(b"canary, not HTTP\r\n\r\n".to_vec())],
        vec![Step::Reset],
        vec![Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncanary".to_vec())],
    ];
    for steps in failing {
        let origin = Origin::start(move |_| steps.clone()).await;
        let error = Trial::of(&origin).fails(&origin.url("/?token=canary&q=canary")).await;
        let mut log = format!("{error}");
        let mut cause: Option<&dyn Error> = error.source();
        while let Some(error) = cause {
            log.push_str(&format!(": {error} ({error:?})"));
            cause = error.source();
        }
        let user = format!("{} {}", error.title(), error.hint());
        assert!(!log.contains("canary") && !user.contains("canary"), "{log} {user}");
    }
}
