//! The headers of every response, pages, errors and assets alike. The set scores A+ in Mozilla's Observatory.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{
        CACHE_CONTROL, CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue, SERVER,
        STRICT_TRANSPORT_SECURITY,
    },
    middleware::Next,
};

use crate::state::App;

/// No inline script or style, nothing from elsewhere, no frame around us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     object-src 'none'";

const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
];

/// Adds what a handler did not set itself.
///
/// # Errors
/// Those of the service below.
pub async fn headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let https = App::of(request.request())?.config.https;
    let mut response = next.call(request).await?;
    complete(response.headers_mut(), https);
    Ok(response)
}

fn complete(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        add(headers, HeaderName::from_static(name), value);
    }
    if https {
        add(headers, STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    // Only assets say otherwise: everything else depends on who asks, and must not stay behind on a shared machine.
    add(headers, CACHE_CONTROL, "no-store");
    headers.remove(SERVER);
    // Tells the compression below to keep off; it is no encoding to name on the wire (RFC 9110 §8.4.1).
    if headers.get(CONTENT_ENCODING).is_some_and(|value| value == "identity") {
        headers.remove(CONTENT_ENCODING);
    }
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
