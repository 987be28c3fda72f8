//! What each address does: extract, ask the stores, respond. One noun a file.

pub mod account;
pub mod assets;
pub mod events;
pub mod health;
pub mod home;
pub mod members;
pub mod not_found;
pub mod ops;
pub mod rest;
pub mod runs;
pub mod settings;
pub mod sign_in;
pub mod sources;
pub mod tables;
pub mod tokens;
pub mod uploads;
pub mod welcome;
pub mod workspaces;
