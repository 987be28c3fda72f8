//! The fetch against scripted origin servers on the loopback interface, opened by an allow list.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod body;
mod conditional;
mod deadlines;
mod origin;
mod prefix;
mod redirects;
mod refusals;
mod report;
mod status;
mod tls;
mod trial;
