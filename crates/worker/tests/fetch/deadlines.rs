//! Each deadline is the only one that can be met: the server never does what is waited for, and the
//! other deadlines are a minute away.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt, pending};
use rowmill_worker::pipeline::fetch::Lookup;

use crate::{
    origin::{Origin, Step, head},
    trial::Trial,
};

const SHORT: Duration = Duration::from_millis(200);

struct SilentLookup;

impl Lookup for SilentLookup {
    fn lookup<'a>(&'a self, _host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        pending().boxed()
    }
}

#[tokio::test]
async fn a_resolver_that_does_not_answer_meets_the_connect_deadline() {
    let mut trial = Trial::allowing(&[]);
    trial.lookup = Arc::new(SilentLookup);
    trial.policy.connect_timeout = SHORT;
    let error = trial.fails("http://example.org/").await;
    assert_eq!(error.code(), "connect_timeout");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_silent_server_meets_the_header_deadline() {
    let origin = Origin::start(|_| vec![Step::Stall]).await;
    let mut trial = Trial::of(&origin);
    trial.policy.header_timeout = SHORT;
    let error = trial.fails(&origin.url("/")).await;
    assert_eq!((error.code(), error.exchange.status), ("header_timeout", None));
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_header_that_drips_meets_the_header_deadline() {
    let drip = Step::Flood(b"X".to_vec(), Duration::from_millis(20));
    let origin =
        Origin::start(move |_| vec![Step::Send(b"HTTP/1.1 200 OK\r\nX: ".to_vec()), drip.clone()]).await;
    let mut trial = Trial::of(&origin);
    trial.policy.header_timeout = SHORT;
    assert_eq!(trial.fails(&origin.url("/")).await.code(), "header_timeout");
}

#[tokio::test]
async fn a_body_that_stalls_meets_the_idle_deadline() {
    let mut part = head(200, &["Content-Length: 100"]);
    part.extend([b'x'; 10]);
    let origin = Origin::start(move |_| vec![Step::Send(part.clone()), Step::Stall]).await;
    let mut trial = Trial::of(&origin);
    trial.policy.idle_timeout = SHORT;
    let error = trial.fails(&origin.url("/")).await;
    assert_eq!((error.code(), error.exchange.status), ("idle_timeout", Some(200)));
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_body_that_drips_meets_the_total_deadline() {
    let drip = Step::Flood(b"x".to_vec(), Duration::from_millis(20));
    let origin =
        Origin::start(move |_| vec![Step::Send(head(200, &["Content-Length: 100000"])), drip.clone()]).await;
    let mut trial = Trial::of(&origin);
    trial.policy.total_timeout = SHORT;
    let error = trial.fails(&origin.url("/")).await;
    assert_eq!(error.code(), "total_timeout");
    assert!(error.is_transient());
}
