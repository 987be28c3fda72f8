use std::sync::Arc;

use crate::{
    origin::{Origin, answer},
    trial::{Script, Trial},
};

async fn sink() -> Origin {
    Origin::answering(answer(200, &[], b"secret")).await
}

#[tokio::test]
async fn a_loopback_server_that_is_not_opened_sees_no_connection() {
    let sink = sink().await;
    let port = sink.address.port();
    for host in
        ["127.0.0.1", "127.1", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]", "localhost", "LOCALHOST."]
    {
        let error = Trial::allowing(&[]).fails(&format!("http://{host}:{port}/")).await;
        assert_eq!(error.code(), "address_refused", "{host}");
        assert!(!error.is_transient());
        assert!(!error.title().contains("127.0.0.1") && !error.hint().contains("127.0.0.1"));
    }
    assert!(sink.heads().is_empty());
}

#[tokio::test]
async fn a_name_with_one_private_address_is_refused_whole() {
    let sink = sink().await;
    let mut trial = Trial::allowing(&[]);
    for answers in ["127.0.0.1", "93.184.216.34 127.0.0.1", "127.0.0.1 93.184.216.34", "2606:2800::1 ::1"] {
        trial.lookup = Arc::new(Script::default().with("mixed.example", &[answers]));
        let error = trial.fails(&format!("http://mixed.example:{}/", sink.address.port())).await;
        assert_eq!(error.code(), "address_refused", "{answers}");
    }
    assert!(sink.heads().is_empty());
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_the_address_checked_is_the_address_dialled() {
    // 127.0.0.1 plays the public address, 127.0.0.2 the private one that the second look-up would give.
    let public = Origin::answering(answer(200, &[], b"public")).await;
    let port = public.address.port();
    let script = Arc::new(Script::default().with("rebind.example", &["127.0.0.1", "127.0.0.2"]));
    let mut trial = Trial::allowing(&["127.0.0.1/32"]);
    trial.lookup = Arc::<Script>::clone(&script);
    let fetcher = trial.fetcher();
    let url = format!("http://rebind.example:{port}/").parse().unwrap();
    let mut body = Vec::new();
    fetcher.fetch(&url, &Default::default(), &mut body, |_, _| {}).await.unwrap();
    assert_eq!((&body[..], script.times_asked("rebind.example")), (&b"public"[..], 1));

    // The next run looks again, and is refused for what the name has become.
    let error = fetcher.fetch(&url, &Default::default(), &mut body, |_, _| {}).await.unwrap_err();
    assert_eq!(error.code(), "address_refused");
    assert_eq!((public.heads().len(), script.times_asked("rebind.example")), (1, 2));
}

#[tokio::test]
async fn a_name_that_turns_private_between_two_redirects_is_refused() {
    let origin = Origin::answering(answer(302, &["Location: /again"], b"")).await;
    let mut trial = Trial::of(&origin);
    trial.lookup = Arc::new(Script::default().with("rebind.example", &["127.0.0.1", "10.0.0.1"]));
    let error = trial.fails(&format!("http://rebind.example:{}/", origin.address.port())).await;
    assert_eq!((error.code(), origin.heads().len()), ("address_refused", 1));
}

#[tokio::test]
async fn an_entry_with_a_port_opens_exactly_that() {
    let (open, closed) = (sink().await, sink().await);
    let neighbour = Origin::listen("127.0.0.2".parse().unwrap(), None, |_| Vec::new()).await;
    let trial = Trial::of(&open);
    assert!(trial.fetch(&open.url("/")).await.is_ok());
    for refused in [&closed, &neighbour] {
        assert_eq!(trial.fails(&refused.url("/")).await.code(), "address_refused");
        assert!(refused.heads().is_empty());
    }
    let by_name = |origin: &Origin| format!("http://name.example:{}/", origin.address.port());
    let mut trial = Trial::of(&open);
    trial.lookup = Arc::new(Script::default().with("name.example", &["127.0.0.1"]));
    assert!(trial.fetch(&by_name(&open)).await.is_ok());
    assert_eq!(trial.fails(&by_name(&closed)).await.code(), "address_refused");
}

#[tokio::test]
async fn a_name_without_an_address_is_not_found() {
    let mut trial = Trial::allowing(&[]);
    trial.lookup = Arc::new(Script::default().with("gone.example", &[""]));
    let error = trial.fails("http://gone.example/").await;
    assert_eq!((error.code(), error.is_transient()), ("name_not_found", false));
    assert_eq!(error.title(), "There is no server named gone.example");
}

#[tokio::test]
async fn a_service_port_of_a_public_name_is_refused_without_a_look_up() {
    let script = Arc::new(Script::default().with("db.example", &["93.184.216.34"]));
    let mut trial = Trial::allowing(&[]);
    trial.lookup = Arc::<Script>::clone(&script);
    for port in [22, 25, 5432, 6379] {
        assert_eq!(trial.fails(&format!("http://db.example:{port}/")).await.code(), "port_refused");
    }
    assert_eq!(script.times_asked("db.example"), 0);
}
