use std::time::Duration;

use crate::{
    origin::{Origin, Step, answer},
    trial::Trial,
};

#[tokio::test]
async fn a_status_that_carries_no_file_is_a_failure_with_a_hint() {
    for (status, transient, hint) in [
        (204, false, "It sent no file with that. Check the address in a browser."),
        (206, false, "It sent no file with that. Check the address in a browser."),
        (300, false, "Check the address in a browser."),
        (400, false, "Check the address in a browser."),
        (401, false, "The server wants a sign-in, or does not let programs in."),
        (403, false, "The server wants a sign-in, or does not let programs in."),
        (404, false, "The file has moved or gone. Check the address in a browser."),
        (410, false, "The file has moved or gone. Check the address in a browser."),
        (408, true, "The server may be busy or down: try again later."),
        (429, true, "The server was asked too often."),
        (500, true, "The server may be busy or down: try again later."),
        (503, true, "The server may be busy or down: try again later."),
    ] {
        let origin = Origin::answering(answer(status, &[], b"")).await;
        let error = Trial::of(&origin).fails(&origin.url("/")).await;
        assert_eq!((error.code(), error.is_transient()), ("http_status", transient), "{status}");
        assert_eq!(error.exchange.status, Some(status));
        assert!(error.hint().starts_with(hint), "{status}: {}", error.hint());
        assert_eq!(error.retry_after(), None);
    }
}

#[tokio::test]
async fn the_server_says_when_to_come_back() {
    for status in [429, 503] {
        let origin = Origin::answering(answer(status, &["Retry-After: 120"], b"")).await;
        let error = Trial::of(&origin).fails(&origin.url("/")).await;
        assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
        assert_eq!(error.hint(), "The server asked us to come back in 2 minutes.");
    }
}

#[tokio::test]
async fn a_port_nobody_listens_on_is_a_failed_connection() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Trial::allowing(&["127.0.0.1/32"]).fails(&format!("http://{closed}/")).await;
    assert_eq!((error.code(), error.is_transient()), ("connect_failed", true));
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_is_no_answer() {
    for end in [vec![], vec![Step::Reset], vec![Step::Send(b"HTTP/1.1 200 OK\r\nContent-".to_vec())]] {
        let origin = Origin::start(move |_| end.clone()).await;
        let error = Trial::of(&origin).fails(&origin.url("/")).await;
        assert_eq!((error.code(), error.is_transient()), ("no_answer", true));
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_bad_answer() {
    let origin = Origin::answering(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!((error.code(), error.is_transient()), ("bad_answer", false));
}
