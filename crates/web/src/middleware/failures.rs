//! Gives every refusal its page and logs its cause, once. Also keeps compression off event streams, whose events would
//! wait in its buffer.

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue},
    middleware::Next,
};
use askama::Template;

use super::RequestId;
use crate::{
    error::Failure,
    pages::{chrome::Chrome, error::ErrorPage},
};

/// Finishes responses whose handler failed, or that no handler made.
///
/// # Errors
/// Those of the service below.
pub async fn failures(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse, Error> {
    let mut response = next.call(request).await?;
    let streams = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if streams {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
    let status = response.status();
    let empty = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
    let failed = response.response().error().is_some();
    if !(failed || empty) || !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    log(&response);
    let html = page(&response);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok(response.map_body(|_, _| BoxBody::new(html)))
}

fn page(response: &ServiceResponse) -> String {
    let failure = response.response().error().and_then(|error| error.as_error::<Failure>());
    let page = ErrorPage {
        // The session may be what failed, and a page without it is the same for everybody.
        chrome: Chrome::default(),
        status: response.status().as_u16(),
        message: failure.and_then(Failure::message).map(str::to_owned),
        request_id: response.request().extensions().get::<RequestId>().map(|id| id.0.clone()),
        retry_after: failure.and_then(Failure::retry_after),
    };
    page.render().unwrap_or_default()
}

/// Within the request's span, so the line carries its id.
fn log(response: &ServiceResponse) {
    let status = response.status();
    let Some(error) = response.response().error() else { return };
    let Some(failure) = error.as_error::<Failure>() else {
        if status.is_server_error() {
            tracing::error!(%error, "The request failed");
        }
        return;
    };
    match failure.cause() {
        Some(cause) if status.as_u16() == 503 => {
            tracing::warn!(error = format!("{cause:#}"), "A service is away")
        }
        Some(cause) => tracing::error!(error = format!("{cause:#}"), "The request failed"),
        None => {}
    }
}
