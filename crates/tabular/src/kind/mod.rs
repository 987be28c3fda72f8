//! The grammar of each type: which texts it takes, what they mean, and how the same text comes back.
//!
//! A scanner here accepts a text only when formatting its value gives that text again, byte for byte. Which type
//! a column gets is decided in `infer`.

pub(crate) mod boolean;
pub(crate) mod calendar;
pub(crate) mod date;
pub(crate) mod float;
pub(crate) mod number;
mod pattern;
pub(crate) mod timestamp;
pub(crate) mod zone;
