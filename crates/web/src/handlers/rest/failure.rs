//! Whatever goes wrong becomes an answer that clients understand. What happened inside is logged here, once.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use deadpool_postgres::tokio_postgres;
use rowmill_core::table::read::ReadError;

use crate::{
    error::Failure,
    rest::{error::RestError, respond},
};

/// Why there are no rows.
#[derive(Debug)]
pub(super) struct Refusal {
    error: RestError,
    /// All rows there are, where that was asked for and none of them was in range.
    total: Option<u64>,
    /// Seconds until another try is worth while, where that is known.
    wait: Option<u64>,
}

impl Refusal {
    pub(super) fn with_total(error: RestError, total: u64) -> Self {
        Self { total: Some(total), ..error.into() }
    }

    pub(super) fn too_many_requests(seconds: u64) -> Self {
        Self { wait: Some(seconds), ..RestError::too_many_requests(seconds).into() }
    }

    pub(super) fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let mut answer = respond::failure(request, &self.error, self.total);
        if let Some(seconds) = self.wait {
            answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        answer
    }
}

impl From<RestError> for Refusal {
    fn from(error: RestError) -> Self {
        Self { error, total: None, wait: None }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        if let Some(cause) = failure.cause() {
            tracing::warn!(error = format!("{cause:#}"), "A read failed");
        }
        let error = match failure.status_code() {
            StatusCode::SERVICE_UNAVAILABLE => RestError::new(503, "PGRST000", "Database connection error."),
            status if status.is_client_error() => {
                RestError::new(status.as_u16(), "PGRST100", "The request cannot be read")
            }
            _ => RestError::internal(),
        };
        error.into()
    }
}

impl From<tokio_postgres::Error> for Refusal {
    fn from(error: tokio_postgres::Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::TooCostly => RestError::too_costly().into(),
            ReadError::Gone => RestError::gone().into(),
            ReadError::Refused { state, message, details, hint } => {
                RestError::postgres(&state, &message, details.as_deref(), hint.as_deref()).into()
            }
            ReadError::Database(error) => Failure::from(error).into(),
        }
    }
}
