//! From the HTTP client's errors to faults.
//!
//! Every error is kept without its URL, so that the log shows no query string.

use std::{error::Error as StdError, io, time::Duration};

use super::{Fault, tls};

/// The fault of a request that got no response header.
pub(super) fn request(error: reqwest::Error, connect_timeout: Duration) -> Fault {
    let error = error.without_url();
    if let Some(problem) = tls::problem_in(&error) {
        Fault::TlsFailed { problem, source: Some(error) }
    } else if error.is_connect() && error.is_timeout() {
        Fault::ConnectTimeout { after: connect_timeout }
    } else if error.is_connect() {
        Fault::ConnectFailed(error)
    } else if find::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        Fault::BadAnswer(error)
    } else {
        Fault::NoAnswer(error)
    }
}

/// The fault of a body that broke off after `received` bytes.
pub(super) fn body(error: reqwest::Error, received: u64, expected: Option<u64>) -> Fault {
    let error = error.without_url();
    // Broken chunks and TLS records are these kinds; what ends too soon is not.
    let broken = find::<io::Error>(&error)
        .is_some_and(|io| matches!(io.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData));
    if broken {
        Fault::BodyBroken { received, source: error }
    } else {
        Fault::BodyEndedEarly { received, expected, source: Some(error) }
    }
}

fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    std::iter::successors(Some(error), |error| StdError::source(*error))
        .find_map(|error| error.downcast_ref())
}
