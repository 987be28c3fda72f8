//! The grammar of each type: which texts it takes, what they mean, and how the same text comes back.
//!
//! A scanner here accepts a text only when formatting its value gives that text again, byte for byte. Which type
//! a column gets is decided in `infer`.

pub(crate) mod amount;
pub(crate) mod binary_float;
pub(crate) mod body;
pub(crate) mod boolean;
pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod date;
pub(crate) mod decimal;
pub(crate) mod fixed_width;
pub(crate) mod float;
pub(crate) mod interval;
pub(crate) mod json;
pub(crate) mod missing;
pub(crate) mod month;
pub(crate) mod network;
pub(crate) mod number;
pub(crate) mod number_format;
pub(crate) mod padding;
pub(crate) mod pattern;
pub(crate) mod point;
pub(crate) mod short_number;
pub(crate) mod shortest;
pub(crate) mod timestamp;
pub(crate) mod unit;
pub(crate) mod uuid;
pub(crate) mod written_date;
pub(crate) mod zone;
