//! The page of a request that cannot be answered. It repeats nothing the request said.

use std::time::Duration;

use askama::Template;

use super::chrome::Chrome;
use super::format;

/// An error page. Its words come from the status, or are a sentence of our own; never from the request.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame; `Chrome::default()` when the session could not be read.
    pub chrome: Chrome,
    /// The HTTP status.
    pub status: u16,
    /// What to say instead of the usual explanation, where the status alone does not say enough.
    pub message: Option<String>,
    /// What to quote to an operator; `None` leaves it out.
    pub request_id: Option<String>,
    /// Seconds until it is worth trying again; `None` leaves it out.
    pub retry_after: Option<u64>,
}

impl ErrorPage {
    /// How long to wait, in words.
    fn wait(&self) -> Option<String> {
        self.retry_after.map(|seconds| format::duration(Duration::from_secs(seconds.max(1))))
    }

    /// What happened.
    pub fn title(&self) -> &'static str {
        match self.status {
            400 => "This request could not be read",
            401 => "Sign in first",
            403 => "You may not do this",
            404 => "There is nothing here",
            405 => "This address does not take that kind of request",
            409 => "This cannot be done now",
            413 => "This is too large",
            422 => "This cannot be done as it was asked",
            429 => "Too many requests",
            503 => "Rowmill is not ready",
            _ => "Something went wrong on our side",
        }
    }

    /// Why, and what to do.
    pub fn explanation(&self) -> &str {
        if let Some(message) = &self.message {
            return message;
        }
        match self.status {
            401 => "Your session has ended, or there was none. Sign in and try again.",
            400 => "Part of it was missing or malformed. Go back, reload the page and try again.",
            403 => {
                "Your role does not allow it, or the form had been open for too long. Go back, reload the page and \
                 try again; an owner of the workspace can change your role."
            }
            404 => {
                "The page was moved or deleted, or it belongs to a workspace you are not a member of. \
                 Check the address, or start from the front page."
            }
            405 => "Go back and use the links and buttons of the page.",
            409 | 422 => {
                "What you asked for does not fit what is there. Go back, reload the page and look again."
            }
            413 => {
                "The upload is above the limit of this installation. Compress the file with gzip, or publish it at a URL."
            }
            429 => {
                "You, or someone at the same address, asked too often in a short time. Wait a moment and try again."
            }
            503 => {
                "A service it needs does not answer, or it is being updated. Tables stay readable in Postgres. \
                 Try again in a minute."
            }
            _ => {
                "The fault has been logged. Try again; if it stays, give the number below to whoever runs this installation."
            }
        }
    }
}
