//! Addresses that nothing answers, and methods they do not take.

use actix_web::{
    HttpResponse,
    http::{Method, header::ALLOW},
};

use crate::error::Failure;

/// 404 for whatever no route matches.
///
/// # Errors
/// Always 404.
pub async fn not_found() -> Result<HttpResponse, Failure> {
    Err(Failure::not_found())
}

/// 405, naming what the address takes (RFC 9110 §15.5.6).
pub async fn method_not_allowed(methods: Vec<Method>) -> HttpResponse {
    let mut allowed: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    HttpResponse::MethodNotAllowed().insert_header((ALLOW, allowed.join(", "))).finish()
}
