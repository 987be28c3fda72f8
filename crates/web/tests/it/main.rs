//! The web process over HTTP, against real Postgres, Redis and Memcached.

mod accounts;
mod browser;
mod csrf;
mod export;
mod headers;
mod members;
mod process;
mod rest;
mod routes;
mod rules;
mod sessions;
mod settings;
mod sign_in;
mod test_app;
mod welcome;
