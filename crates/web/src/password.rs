//! Passwords: what is accepted, and how it is stored.

mod argon;
mod hasher;
mod policy;

pub use hasher::{Hasher, Permit, Verdict};
pub use policy::{Refused, check};
