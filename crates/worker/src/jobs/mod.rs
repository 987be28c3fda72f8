//! What a worker does, one job a file, read top to bottom as its steps.

pub(crate) mod compact;
pub(crate) mod preview;
pub(crate) mod refresh;
