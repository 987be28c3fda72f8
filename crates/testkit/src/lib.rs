//! What tests stand on: databases of their own, names of their own in Redis, and for the end-to-end tests formations of
//! the built binaries, services that may be restarted, a scripted origin server, visitors of the pages, and the ledger's
//! invariants. [`bench`] measures with the same.

pub mod bench;
mod database;
mod environment;
mod files;
mod formation;
mod ledger;
mod origin;
mod pages;
mod services;

pub use database::{TestDatabase, redis_prefix, service};
pub use environment::{optional, program};
pub use files::{Edition, csv_of_bytes, gzip, wide_csv};
pub use formation::{Formation, FormationBuilder, Kind, LogLine, Process, Signal};
pub use ledger::{Ledger, Seeded, Watcher};
pub use origin::{Answer, Body, Gate, Origin, Request};
pub use pages::{Event, Events, Form, PASSWORD, Page, Visitor};
pub use services::{PrivatePostgres, PrivateRedis, Restart};
