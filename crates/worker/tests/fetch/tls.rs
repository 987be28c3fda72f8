//! Certificates made on the spot by an authority of the test's own.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rowmill_worker::pipeline::fetch::{FetchError, Fetched, Trust};
use tokio_rustls::rustls::{
    RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};

use crate::{
    origin::{Origin, Step, answer},
    trial::{Script, Trial},
};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn trust(&self) -> Trust {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        Trust::Only(Arc::new(roots))
    }

    fn sign(&self, params: &CertificateParams) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        config(params.signed_by(&key, &self.0).unwrap().der().clone(), &key)
    }
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> ServerConfig {
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap()
}

fn params(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

async fn fetch(
    authority: &Authority,
    config: ServerConfig,
    file: Vec<u8>,
) -> Result<(Fetched, Vec<u8>), FetchError> {
    let origin = Origin::start_tls(config, move |_| vec![Step::Send(file.clone())]).await;
    let mut trial = Trial::of(&origin);
    trial.lookup = Arc::new(Script::default().with("data.example", &["127.0.0.1"]));
    trial.trust = authority.trust();
    trial.fetch(&format!("https://data.example:{}/", origin.address.port())).await
}

async fn title(authority: &Authority, config: ServerConfig) -> String {
    let error = fetch(authority, config, answer(200, &[], b"a")).await.unwrap_err();
    assert_eq!((error.code(), error.is_transient()), ("tls_failed", false));
    error.title()
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_is_accepted() {
    let authority = Authority::new();
    let config = authority.sign(&params("data.example"));
    let (_, sink) = fetch(&authority, config, answer(200, &[], b"a\n1\n")).await.unwrap();
    assert_eq!(sink, b"a\n1\n");
}

#[tokio::test]
async fn an_expired_certificate_is_refused_and_named() {
    let authority = Authority::new();
    let mut params = params("data.example");
    params.not_after = date_time_ymd(2020, 1, 1);
    assert_eq!(title(&authority, authority.sign(&params)).await, "The server's certificate has expired");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_and_named() {
    let authority = Authority::new();
    let config = authority.sign(&params("other.example"));
    assert_eq!(title(&authority, config).await, "The server's certificate is for another name");
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused_and_named() {
    let key = KeyPair::generate().unwrap();
    let own = params("data.example").self_signed(&key).unwrap();
    let named = "The server's certificate is self-signed or from an unknown authority";
    assert_eq!(title(&Authority::new(), config(own.der().clone(), &key)).await, named);
    let stranger = Authority::new().sign(&params("data.example"));
    assert_eq!(title(&Authority::new(), stranger).await, named);
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_named() {
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = plain.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    });
    let mut trial = Trial::allowing(&["127.0.0.1/32"]);
    trial.trust = Authority::new().trust();
    let error = trial.fails(&format!("https://{address}/")).await;
    assert_eq!(error.title(), "The server does not speak https on this port");
}

#[tokio::test]
async fn a_redirect_from_https_to_http_is_refused() {
    let sink = Origin::answering(answer(200, &[], b"secret")).await;
    let authority = Authority::new();
    let to = answer(302, &[&format!("Location: {}", sink.url("/"))], b"");
    let error = fetch(&authority, authority.sign(&params("data.example")), to).await.unwrap_err();
    assert_eq!(error.code(), "redirect_refused");
    assert_eq!(error.title(), "The address redirects from https to http");
    assert!(sink.heads().is_empty());
}
