//! Reads the cookies of a request and sends those its handler left. No I/O.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderValue, SET_COOKIE},
    middleware::Next,
};

use super::Session;
use crate::state::App;

/// Makes [`Session`] available to everything below.
///
/// # Errors
/// Those of the service below.
pub async fn session<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let session = Session::read(App::of(request.request())?.sessions.clone(), request.request());
    request.extensions_mut().insert(session.clone());
    let mut response = next.call(request).await?;
    for cookie in session.outgoing() {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    Ok(response)
}
