//! What two or more Rowmill processes must agree on: configuration, domain types, SQL, the queue's bell,
//! telemetry and the life of a process. No web framework, no HTTP client, no file decoding of its own.

pub mod cache;
pub mod config;
pub mod database;
pub mod lifecycle;
pub mod migrations;
pub mod model;
pub mod now;
pub mod ops;
pub mod queue;
pub mod redis;
pub mod store;
pub mod table;
pub mod telemetry;
