//! A failed fetch: the fault and the exchange that led to it.

use std::{error::Error, fmt, time::Duration};

use super::{super::Exchange, Fault};

/// A fetch that failed.
///
/// Its `Display` and its sources are for the log. What a user may read are [`Self::code`],
/// [`Self::title`], [`Self::hint`] and the exchange.
#[derive(Debug)]
pub struct FetchError {
    /// What went wrong.
    pub fault: Fault,
    /// What happened until then; its last hop is the one that failed.
    pub exchange: Box<Exchange>,
}

impl FetchError {
    /// The stable code, such as `address_refused`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// What happened, in one sentence without a full stop.
    #[must_use]
    pub fn title(&self) -> String {
        self.fault.title()
    }

    /// What to do next, in full sentences.
    #[must_use]
    pub fn hint(&self) -> String {
        let hint = self.fault.hint();
        // The circle and the downgrade speak of the redirect themselves.
        let redirected = self.exchange.hops.len() > 1
            && !matches!(self.fault, Fault::TooManyRedirects { .. } | Fault::RedirectRefused(_));
        if redirected {
            format!("The server redirected to {}. {hint}", self.exchange.final_url())
        } else {
            hint
        }
    }

    /// Whether a later try may succeed without anybody doing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.fault.is_transient()
    }

    /// How long the server asked to be left alone, capped at a day; `None` where it did not say.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.fault {
            Fault::HttpStatus { retry_after, .. } => retry_after,
            _ => None,
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

// By hand: the fault is this error in all but its exchange, so it is not a source of its own, which
// would print every message twice.
impl Error for FetchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.fault.source()
    }
}
