//! From rows back to bytes.

pub mod csv;
