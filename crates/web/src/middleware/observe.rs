//! One span, one log line and one sample of each metric a request.

use std::time::Instant;

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
};
use rowmill_core::telemetry::metrics;
use tracing::Instrument;
use uuid::Uuid;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request in the log and on its error page.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Observes a request. Neither its path nor its query is logged, since both may hold tokens; its route is.
///
/// # Errors
/// Those of the service below.
pub async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let (started, id) = (Instant::now(), Uuid::new_v4().simple().to_string());
    let method = known(request.method());
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", request.id = %id);
    let mut response = next.call(request).instrument(span.clone()).await?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }

    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    let class = format!("{}xx", status / 100);
    metrics().http_requests.with_label_values(&[method, &class]).inc();
    metrics().http_duration.with_label_values(&[method]).observe(elapsed.as_secs_f64());
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, method, route, status, duration_ms, "{method} {route} {status}");
    Ok(response)
}

/// A client may invent methods; labels and log lines stay few.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}
