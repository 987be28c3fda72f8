use std::time::Duration;

use rowmill_worker::pipeline::fetch::Fetched;
use sha2::{Digest, Sha256};

use crate::{
    origin::{Origin, Step, answer, head},
    trial::Trial,
};

async fn prefix(origin: &Origin, wanted: u64) -> (u64, bool, Vec<u8>) {
    let mut sink = Vec::new();
    let url = origin.url("/").parse().unwrap();
    let fetched = Trial::of(origin).fetcher().fetch_prefix(&url, wanted, &mut sink, |_, _| {}).await.unwrap();
    let Fetched::Body { bytes, sha256, complete, .. } = fetched else { panic!("no body") };
    assert_eq!(sha256, <[u8; 32]>::from(Sha256::digest(&sink)));
    (bytes, complete, sink)
}

#[tokio::test]
async fn a_prefix_of_an_endless_body_stops_cleanly() {
    let rows = Step::Flood(b"0123456789".repeat(1000), Duration::ZERO);
    let origin = Origin::start(move |_| vec![Step::Send(head(200, &[])), rows.clone()]).await;
    let (bytes, complete, sink) = prefix(&origin, 12_345).await;
    assert_eq!((bytes, complete, sink.len()), (12_345, false, 12_345));
    assert!(sink.ends_with(b"01234"));
}

#[tokio::test]
async fn a_prefix_of_a_file_larger_than_the_limit_is_no_fault() {
    let mut large = head(200, &["Content-Length: 9999999999"]);
    large.extend([b'x'; 5000]);
    let origin = Origin::start(move |_| vec![Step::Send(large.clone()), Step::Stall]).await;
    let (bytes, complete, _) = prefix(&origin, 1000).await;
    assert_eq!((bytes, complete), (1000, false));
}

#[tokio::test]
async fn a_file_that_fits_the_prefix_is_complete() {
    let origin = Origin::answering(answer(200, &[], b"a\n1\n")).await;
    assert_eq!(prefix(&origin, 1000).await, (4, true, b"a\n1\n".to_vec()));
    assert_eq!(prefix(&origin, 4).await, (4, true, b"a\n1\n".to_vec()));
}

#[tokio::test]
async fn a_full_prefix_does_not_wait_for_what_may_follow() {
    let mut part = head(200, &[]);
    part.extend(b"a\n1\n");
    let origin = Origin::start(move |_| vec![Step::Send(part.clone()), Step::Stall]).await;
    assert_eq!(prefix(&origin, 4).await, (4, false, b"a\n1\n".to_vec()));
}
