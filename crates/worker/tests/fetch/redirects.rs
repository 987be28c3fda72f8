use rowmill_worker::pipeline::fetch::Fetched;

use crate::{
    origin::{Origin, Step, answer, redirect},
    trial::Trial,
};

/// `/N` redirects N times, then to `target`.
async fn chain(target: String) -> Origin {
    Origin::start(move |path| match path.trim_start_matches('/').parse::<u32>() {
        Ok(0) => redirect(&target),
        Ok(left) => redirect(&format!("/{}", left - 1)),
        Err(_) => vec![Step::Send(answer(200, &[], b"the file"))],
    })
    .await
}

#[tokio::test]
async fn five_redirects_are_followed_and_recorded() {
    let origin = chain("/file.csv?token=canary".into()).await;
    let (fetched, sink) = Trial::of(&origin).fetch(&origin.url("/4")).await.unwrap();
    let Fetched::Body { exchange, .. } = fetched else { panic!("no body") };
    assert_eq!(sink, b"the file");
    assert_eq!(exchange.requested, origin.url("/4"));
    let hops: Vec<_> = exchange.hops.iter().map(|hop| (hop.url.clone(), hop.status)).collect();
    let asked = |path: &str, status| (origin.url(path), Some(status));
    let mut expected: Vec<_> = ["/4", "/3", "/2", "/1", "/0"].map(|path| asked(path, 302)).into();
    expected.push(asked("/file.csv?token=***", 200));
    assert_eq!(hops, expected);
    assert!(origin.heads()[5].starts_with("GET /file.csv?token=canary "), "the mask is for the report only");
}

#[tokio::test]
async fn a_sixth_redirect_is_one_too_many() {
    let origin = chain("/file.csv".into()).await;
    let error = Trial::of(&origin).fails(&origin.url("/5")).await;
    assert_eq!(error.code(), "too_many_redirects");
    assert_eq!(error.title(), "The address redirects more than 5 times");
    assert_eq!(origin.heads().len(), 6);
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_circle_ends_even_where_a_cookie_would_open_it() {
    let cookie = ["Location: /", "Set-Cookie: s=1"];
    let origin = Origin::answering(answer(302, &cookie, b"")).await;
    let error = Trial::of(&origin).fails(&origin.url("/")).await;
    assert_eq!(error.code(), "too_many_redirects");
    assert_eq!(error.title(), "The address redirects in a circle");
    for head in origin.heads() {
        assert!(!head.contains("cookie") && !head.contains("referer"), "{head}");
    }
}

#[tokio::test]
async fn a_refused_target_is_refused_at_whichever_hop_it_comes() {
    let sink = Origin::answering(answer(200, &[], b"secret")).await;
    let refusals = [
        (sink.url("/"), "address_refused"),
        (format!("http://2130706433:{}/", sink.address.port()), "address_refused"),
        (format!("http://[::ffff:127.0.0.1]:{}/", sink.address.port()), "address_refused"),
        (format!("http://localhost:{}/", sink.address.port()), "address_refused"),
        ("http://169.254.169.254/latest/meta-data/".into(), "address_refused"),
        ("http://93.184.216.34:22/".into(), "port_refused"),
        ("http://user:canary@93.184.216.34/".into(), "userinfo_refused"),
        ("file:///etc/passwd".into(), "scheme_refused"),
        ("gopher://127.0.0.1:6379/_FLUSHALL".into(), "scheme_refused"),
    ];
    for (target, code) in refusals {
        let origin = chain(target.clone()).await;
        for hops in 0..5 {
            let error = Trial::of(&origin).fails(&origin.url(&format!("/{hops}"))).await;
            assert_eq!(error.code(), code, "{target} after {hops}");
            assert_eq!(error.exchange.hops.len(), hops + 2);
            assert_eq!((error.exchange.hops[hops + 1].status, error.exchange.status), (None, None));
            assert!(error.hint().starts_with("The server redirected to "), "{}", error.hint());
            assert!(!format!("{error:?}{}{}", error.title(), error.hint()).contains("canary"));
        }
    }
    assert!(sink.heads().is_empty(), "the refused server saw a connection");
}

#[tokio::test]
async fn a_redirect_without_an_address_is_refused() {
    let origin = Origin::answering(answer(302, &[], b"")).await;
    assert_eq!(Trial::of(&origin).fails(&origin.url("/")).await.code(), "redirect_refused");
}
