//! The web process: pages, forms and live progress.

pub mod app;
pub mod assets;
pub mod csrf;
pub mod error;
pub mod extract;
pub mod handlers;
mod lent;
pub mod middleware;
pub mod pages;
pub mod password;
pub mod present;
pub mod process;
pub mod progress;
pub mod respond;
pub mod rest;
pub mod routes;
pub mod session;
pub mod state;
