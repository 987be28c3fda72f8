//! End-to-end tests: the built binaries, real services, a scripted origin server. Run them by `scripts/test e2e`.

mod bad_input;
mod cancel_and_retry;
mod faults;
mod history;
mod lanes;
mod main_job;
mod modes;
mod polling;
mod readme;
mod refresh;
mod rules;
mod sequences;
mod share_nothing;
mod start_up;
mod stateless;
mod streaming;
mod support;
