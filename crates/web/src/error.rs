//! The only code that picks a status. A handler says what is wrong; `middleware::failures` shows the page and logs the
//! cause once. No page repeats what the request said, and no cause reaches a visitor.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use deadpool_postgres::{PoolError, tokio_postgres};

mod cause;

/// Seconds after which it is worth trying again while a service is away.
const AWAY_SECONDS: u64 = 5;

/// Why a request is not answered as asked.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    cause: Option<anyhow::Error>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    BadRequest,
    /// Not signed in; where to go instead, or 401 for a request that changes something.
    SignIn(Option<String>),
    Forbidden,
    NotFound,
    Conflict(String),
    TooLarge,
    UnsupportedMediaType,
    Invalid(String),
    TooManyRequests(u64),
    Unavailable,
    Internal,
}

impl Failure {
    /// 404: it is not there, or the visitor may not know of it.
    pub fn not_found() -> Self {
        Kind::NotFound.into()
    }

    /// 403: the visitor may know of it, and may not do this.
    pub fn forbidden() -> Self {
        Kind::Forbidden.into()
    }

    /// 400: the request is malformed in a way no form of ours produces.
    pub fn bad_request() -> Self {
        Kind::BadRequest.into()
    }

    /// 422 with a sentence of ours on what to put right. A form with fields shows its own page instead.
    pub fn invalid(message: impl Into<String>) -> Self {
        Kind::Invalid(message.into()).into()
    }

    /// 409 with a sentence of ours on what stands in the way.
    pub fn conflict(message: impl Into<String>) -> Self {
        Kind::Conflict(message.into()).into()
    }

    /// 413: the body is larger than this installation takes.
    pub fn too_large() -> Self {
        Kind::TooLarge.into()
    }

    /// 415: the body is not of the kind this address takes.
    pub fn unsupported_media_type() -> Self {
        Kind::UnsupportedMediaType.into()
    }

    /// 429: too often; `retry_after` is in seconds.
    pub fn too_many_requests(retry_after: u64) -> Self {
        Kind::TooManyRequests(retry_after.max(1)).into()
    }

    /// 503: a service it needs does not answer.
    pub fn unavailable() -> Self {
        Kind::Unavailable.into()
    }

    /// 503 with what happened, for the log.
    pub fn unavailable_because(cause: anyhow::Error) -> Self {
        Self { kind: Kind::Unavailable, cause: Some(cause) }
    }

    /// 303 to the sign-in page and back to `next`; 401 when there is no way back.
    pub(crate) fn sign_in(next: Option<String>) -> Self {
        Kind::SignIn(next).into()
    }

    /// The sentence for the visitor, where the status alone does not say enough.
    pub fn message(&self) -> Option<&str> {
        match &self.kind {
            Kind::Invalid(message) | Kind::Conflict(message) => Some(message),
            _ => None,
        }
    }

    /// Seconds until it is worth trying again.
    pub fn retry_after(&self) -> Option<u64> {
        match self.kind {
            Kind::TooManyRequests(seconds) => Some(seconds),
            Kind::Unavailable => Some(AWAY_SECONDS),
            _ => None,
        }
    }

    /// What went wrong inside, for the log.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        self.cause.as_ref()
    }
}

impl From<Kind> for Failure {
    fn from(kind: Kind) -> Self {
        Self { kind, cause: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.status_code().fmt(f)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self.kind {
            Kind::BadRequest => StatusCode::BAD_REQUEST,
            Kind::SignIn(Some(_)) => StatusCode::SEE_OTHER,
            Kind::SignIn(None) => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict(_) => StatusCode::CONFLICT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after() {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Kind::SignIn(Some(next)) = &self.kind {
            response.insert_header((header::LOCATION, crate::handlers::sign_in::address(next)));
        }
        response.finish()
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        let kind = if cause::is_absence(&error) { Kind::Unavailable } else { Kind::Internal };
        Self { kind, cause: Some(error) }
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        anyhow::Error::new(error).context("asking Postgres").into()
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        anyhow::Error::new(error).context("reaching Postgres").into()
    }
}
