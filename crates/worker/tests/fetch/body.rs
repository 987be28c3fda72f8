use std::time::Duration;

use rowmill_worker::pipeline::fetch::Fetched;
use sha2::{Digest, Sha256};

use crate::{
    origin::{Origin, Step, answer, head},
    trial::Trial,
};

#[tokio::test]
async fn a_file_arrives_whole_with_its_digest_and_progress() {
    let file = b"id,name\n1,a\n".repeat(10_000);
    let origin = Origin::answering(answer(200, &["Content-Type: text/csv"], &file)).await;
    let (mut sink, mut told) = (Vec::new(), Vec::new());
    let url = origin.url("/a.csv").parse().unwrap();
    let fetched = Trial::of(&origin)
        .fetcher()
        .fetch(&url, &Default::default(), &mut sink, |bytes, total| told.push((bytes, total)))
        .await
        .unwrap();
    let Fetched::Body { exchange, bytes, sha256, complete } = fetched else { panic!("no body") };
    let length = file.len() as u64;
    assert_eq!((bytes, complete, exchange.bytes), (length, true, length));
    assert_eq!(sha256, <[u8; 32]>::from(Sha256::digest(&file)));
    assert_eq!(exchange.note, None);
    assert_eq!(told.first(), Some(&(0, Some(length))));
    assert_eq!(told.last(), Some(&(length, Some(length))));
    assert!(told.is_sorted());
    assert!(sink == file);
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let origin = Origin::answering(answer(200, &[], b"")).await;
    let (fetched, sink) = Trial::of(&origin).fetch(&origin.url("/")).await.unwrap();
    assert!(matches!(fetched, Fetched::Body { bytes: 0, complete: true, .. }));
    assert!(sink.is_empty());
}

#[tokio::test]
async fn a_body_shorter_than_announced_ended_early() {
    let mut cut = head(200, &["Content-Length: 2000"]);
    cut.extend([b'x'; 1500]);
    let origin = Origin::answering(cut).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!(error.code(), "body_ended_early");
    assert_eq!(error.title(), "The body ended early: 1,500 of 2,000 bytes");
    assert_eq!(error.exchange.bytes, 1500);
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_body_longer_than_announced_is_read_to_the_announced_end() {
    let mut long = head(200, &["Content-Length: 5"]);
    long.extend(b"id,na\nme\n");
    let origin = Origin::answering(long).await;
    let (_, sink) = Trial::of(&origin).fetch(&origin.url("/")).await.unwrap();
    assert_eq!(sink, b"id,na");
}

#[tokio::test]
async fn a_reset_in_mid_body_ended_early() {
    for lines in [&["Content-Length: 100000"][..], &["Transfer-Encoding: chunked"], &[]] {
        let mut part = head(200, lines);
        part.extend(b"5\r\nid,na\r\n");
        let origin = Origin::start(move |_| vec![Step::Send(part.clone()), Step::Reset]).await;
        let error = Trial::of(&origin).fails(&origin.url("/")).await;
        assert_eq!(error.code(), "body_ended_early", "{lines:?}");
    }
}

#[tokio::test]
async fn a_chunked_body_without_its_last_chunk_ended_early() {
    let mut cut = head(200, &["Transfer-Encoding: chunked"]);
    cut.extend(b"5\r\nid,na\r\n");
    let origin = Origin::answering(cut).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!(error.code(), "body_ended_early");
    assert_eq!(error.title(), "The body ended early, after 5 bytes");
}

#[tokio::test]
async fn a_chunk_of_no_readable_size_is_broken() {
    let mut broken = head(200, &["Transfer-Encoding: chunked"]);
    broken.extend(b"5\r\nid,na\r\nZZZ\r\nme\n");
    let origin = Origin::answering(broken).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!(error.code(), "body_broken");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_chunked_body_with_its_last_chunk_is_whole() {
    let mut whole = head(200, &["Transfer-Encoding: chunked"]);
    whole.extend(b"5\r\nid,na\r\n3\r\nme\n\r\n0\r\n\r\n");
    let origin = Origin::answering(whole).await;
    let (fetched, sink) = Trial::of(&origin).fetch(&origin.url("/")).await.unwrap();
    assert_eq!(sink, b"id,name\n");
    let Fetched::Body { exchange, complete: true, .. } = fetched else { panic!("not whole") };
    assert_eq!((exchange.note, exchange.content_length), (None, None));
}

#[tokio::test]
async fn a_body_that_ends_with_the_connection_is_marked() {
    let mut open = head(200, &[]);
    open.extend(b"id,name\n");
    let origin = Origin::answering(open).await;
    let (fetched, _) = Trial::of(&origin).fetch(&origin.url("/")).await.unwrap();
    let Fetched::Body { exchange, .. } = fetched else { panic!("no body") };
    assert_eq!(exchange.note.as_deref(), Some("length unknown"));
}

#[tokio::test]
async fn an_endless_body_stops_at_the_limit() {
    let rows = Step::Flood(vec![b'x'; 65_536], Duration::ZERO);
    let origin = Origin::start(move |_| vec![Step::Send(head(200, &[])), rows.clone()]).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!(error.code(), "too_large");
    assert_eq!(error.title(), "The file is larger than 1,048,576 bytes");
    assert!(error.exchange.bytes <= 1 << 20);
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_body_announced_too_large_is_not_read() {
    let origin =
        Origin::start(|_| vec![Step::Send(head(200, &["Content-Length: 1048577"])), Step::Stall]).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!(error.title(), "The file has 1,048,577 bytes, more than the 1,048,576 bytes allowed");
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_passes() {
    let origin = Origin::answering(answer(200, &[], &vec![b'x'; 1 << 20])).await;
    assert!(Trial::of(&origin).fetch(&origin.url("/")).await.is_ok());
}

#[tokio::test]
async fn a_compressed_answer_is_kept_as_it_came() {
    let origin = Origin::answering(answer(200, &["Content-Encoding: gzip"], b"\x1f\x8b not inflated")).await;
    let (fetched, sink) = Trial::of(&origin).fetch(&origin.url("/")).await.unwrap();
    let Fetched::Body { exchange, .. } = fetched else { panic!("no body") };
    assert_eq!(exchange.content_encoding.as_deref(), Some("gzip"));
    assert_eq!(sink, b"\x1f\x8b not inflated");
    assert!(origin.heads()[0].contains("accept-encoding: identity\r\n"));
}

#[tokio::test]
async fn a_sink_that_is_full_fails_the_fetch() {
    let origin = Origin::answering(answer(200, &[], &[b'x'; 100])).await;
    let mut space = [0; 10];
    let mut sink = std::io::Cursor::new(&mut space[..]);
    let url = origin.url("/").parse().unwrap();
    let error = Trial::of(&origin)
        .fetcher()
        .fetch(&url, &Default::default(), &mut sink, |_, _| {})
        .await
        .unwrap_err();
    assert_eq!(error.code(), "sink_failed");
}

#[tokio::test]
async fn one_fetcher_serves_several_tasks_at_once() {
    let origin = Origin::answering(answer(200, &[], b"a")).await;
    let fetcher = std::sync::Arc::new(Trial::of(&origin).fetcher());
    let fetches = (0..8).map(|number| {
        let (fetcher, url) = (std::sync::Arc::clone(&fetcher), origin.url(&format!("/{number}")));
        tokio::spawn(async move {
            let mut sink = Vec::new();
            fetcher.fetch(&url.parse().unwrap(), &Default::default(), &mut sink, |_, _| {}).await.unwrap();
            sink
        })
    });
    for sink in futures_util::future::join_all(fetches.collect::<Vec<_>>()).await {
        assert_eq!(sink.unwrap(), b"a");
    }
}
