use rowmill_worker::pipeline::fetch::{Conditional, Fetched};

use crate::{
    origin::{Origin, Step, answer, head, redirect},
    trial::Trial,
};

const DATE: &str = "Mon, 01 Jan 2024 00:00:00 GMT";

#[tokio::test]
async fn the_validators_of_one_answer_make_the_next_request_conditional() {
    let lines = ["ETag: \"v1\"", "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT"];
    let origin = Origin::answering(answer(200, &lines, b"a\n1\n")).await;
    let trial = Trial::of(&origin);
    let (Fetched::Body { exchange, .. }, _) = trial.fetch(&origin.url("/a.csv")).await.unwrap() else {
        panic!("no body")
    };
    let conditional = Conditional::after(&exchange);
    assert_eq!(conditional.etag.as_deref(), Some("\"v1\""));
    assert_eq!(conditional.last_modified.as_deref(), Some(DATE));

    trial.fetch_if(&origin.url("/a.csv"), &conditional).await.unwrap();
    let heads = origin.heads();
    assert!(!heads[0].contains("if-none-match") && !heads[0].contains("if-modified-since"));
    assert!(heads[1].contains("if-none-match: \"v1\"\r\n"));
    assert!(heads[1].contains(&format!("if-modified-since: {DATE}\r\n")));
}

#[tokio::test]
async fn a_304_is_not_modified_and_writes_nothing() {
    // RFC 9110 §15.4.5 lets a 304 state the length of the file it does not send.
    let origin = Origin::answering(head(304, &["ETag: \"v1\"", "Content-Length: 5000"])).await;
    let conditional = Conditional { etag: Some("\"v1\"".into()), ..Conditional::default() };
    let (fetched, sink) = Trial::of(&origin).fetch_if(&origin.url("/"), &conditional).await.unwrap();
    let Fetched::NotModified { exchange } = fetched else { panic!("a body") };
    assert_eq!((exchange.status, exchange.bytes, sink.len()), (Some(304), 0, 0));
    assert_eq!(exchange.etag.as_deref(), Some("\"v1\""));
}

#[tokio::test]
async fn a_304_nobody_asked_for_is_a_failure() {
    let origin = Origin::answering(head(304, &[])).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!((error.code(), error.exchange.status), ("http_status", Some(304)));
}

#[tokio::test]
async fn the_date_is_not_held_against_another_file_that_a_redirect_leads_to() {
    let origin = Origin::start(|path| match path {
        "/latest" => redirect("/2025.csv"),
        _ => vec![Step::Send(answer(200, &[], b"new"))],
    })
    .await;
    let conditional = Conditional {
        etag: Some("\"v1\"".into()),
        last_modified: Some(DATE.into()),
        from: Some(origin.url("/2024.csv")),
    };
    Trial::of(&origin).fetch_if(&origin.url("/latest"), &conditional).await.unwrap();
    for head in origin.heads() {
        assert!(head.contains("if-none-match: \"v1\"") && !head.contains("if-modified-since"), "{head}");
    }
}
