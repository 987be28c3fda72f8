//! The ops port of processes that serve no pages.

use std::{convert::Infallible, net::SocketAddr};

use anyhow::Context;
use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode, body::Bytes, body::Incoming, header, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::Probe;
use crate::telemetry;

/// Serves `/healthz`, `/readyz` and `/metrics` until the process ends.
///
/// # Errors
/// When the port cannot be opened.
pub async fn serve(host: &str, port: u16, probe: Probe) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((host, port))
        .await
        .with_context(|| format!("opening the ops port {host}:{port}"))?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors: wait for some to come back.
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                continue;
            };
            let probe = probe.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request| answer(request, probe.clone()));
                let _ = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(std::time::Duration::from_secs(10))
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    Ok(address)
}

async fn answer(request: Request<Incoming>, probe: Probe) -> Result<Response<Full<Bytes>>, Infallible> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(respond(StatusCode::METHOD_NOT_ALLOWED, "text/plain", String::new()));
    }
    Ok(match request.uri().path() {
        "/healthz" => {
            let health = probe.health();
            json(health.alive, &health)
        }
        "/readyz" => {
            let readiness = probe.readiness().await;
            json(readiness.ready, &readiness)
        }
        "/metrics" => respond(StatusCode::OK, "text/plain; version=0.0.4", telemetry::render()),
        _ => respond(StatusCode::NOT_FOUND, "text/plain", String::new()),
    })
}

fn json(good: bool, body: &impl serde::Serialize) -> Response<Full<Bytes>> {
    let status = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    respond(status, "application/json", serde_json::to_string(body).unwrap_or_default())
}

fn respond(status: StatusCode, content_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
